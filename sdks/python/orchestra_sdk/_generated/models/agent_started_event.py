# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class AgentStartedEvent:
    """An agent of a swarm begins to work."""

    type: Literal["agent.started"]
    """ The kind of event. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    offset: int
    """ The event's place in the run, from 0 and without gaps. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    agent: str
    """ The agent's name. """
    role: str
    """ The agent's role in the swarm. """
    round: int
    """ The round of the swarm's work, from 1. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        run_id = self.run_id

        offset = self.offset

        created_at = self.created_at.isoformat()

        agent = self.agent

        role = self.role

        round = self.round

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "run_id": run_id,
                "offset": offset,
                "created_at": created_at,
                "agent": agent,
                "role": role,
                "round": round,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["agent.started"], d.pop("type"))
        if type != "agent.started":
            raise ValueError(f"type must match const 'agent.started', got '{type}'")

        run_id = d.pop("run_id")

        offset = d.pop("offset")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        agent = d.pop("agent")

        role = d.pop("role")

        round = d.pop("round")

        agent_started_event = cls(
            type=type,
            run_id=run_id,
            offset=offset,
            created_at=created_at,
            agent=agent,
            role=role,
            round=round,
        )

        agent_started_event.additional_properties = d
        return agent_started_event

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
