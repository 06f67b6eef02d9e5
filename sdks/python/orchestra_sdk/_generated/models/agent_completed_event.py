# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.usage import Usage


@_attrs_define
class AgentCompletedEvent:
    """An agent of a swarm is done."""

    type: Literal["agent.completed"]
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
    text: str
    """ All that the agent said in this round. """
    quality_score: float | None
    """ The rating that the agent gave, from 0 to 1, where it is one that judges; else null. """
    usage: None | Usage
    """ What the agent's work cost, in tokens, or null. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        from ..models.usage import Usage  # noqa: PLC0415

        type = self.type

        run_id = self.run_id

        offset = self.offset

        created_at = self.created_at.isoformat()

        agent = self.agent

        role = self.role

        round = self.round

        text = self.text

        quality_score: float | None
        quality_score = self.quality_score

        usage: dict[str, Any] | None
        if isinstance(self.usage, Usage):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

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
                "text": text,
                "quality_score": quality_score,
                "usage": usage,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.usage import Usage  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["agent.completed"], d.pop("type"))
        if type != "agent.completed":
            raise ValueError(f"type must match const 'agent.completed', got '{type}'")

        run_id = d.pop("run_id")

        offset = d.pop("offset")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        agent = d.pop("agent")

        role = d.pop("role")

        round = d.pop("round")

        text = d.pop("text")

        def _parse_quality_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        quality_score = _parse_quality_score(d.pop("quality_score"))

        def _parse_usage(data: object) -> None | Usage:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usage_type_0 = Usage.from_dict(data)

                return usage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Usage, data)

        usage = _parse_usage(d.pop("usage"))

        agent_completed_event = cls(
            type=type,
            run_id=run_id,
            offset=offset,
            created_at=created_at,
            agent=agent,
            role=role,
            round=round,
            text=text,
            quality_score=quality_score,
            usage=usage,
        )

        agent_completed_event.additional_properties = d
        return agent_completed_event

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
