# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class AgentTokenEvent:
    """A piece of a swarm's talk and drafts. It is no part of the response."""

    type: Literal["agent.token"]
    """ The kind of event. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    offset: int
    """ The event's place in the run, from 0 and without gaps. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    agent: str
    """ The agent's name. """
    text: str
    """ What the agent says next. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        run_id = self.run_id

        offset = self.offset

        created_at = self.created_at.isoformat()

        agent = self.agent

        text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "run_id": run_id,
                "offset": offset,
                "created_at": created_at,
                "agent": agent,
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["agent.token"], d.pop("type"))
        if type != "agent.token":
            raise ValueError(f"type must match const 'agent.token', got '{type}'")

        run_id = d.pop("run_id")

        offset = d.pop("offset")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        agent = d.pop("agent")

        text = d.pop("text")

        agent_token_event = cls(
            type=type,
            run_id=run_id,
            offset=offset,
            created_at=created_at,
            agent=agent,
            text=text,
        )

        agent_token_event.additional_properties = d
        return agent_token_event

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
