# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class ToolResultEvent:
    """A tool answered."""

    type: Literal["tool.result"]
    """ The kind of event. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    offset: int
    """ The event's place in the run, from 0 and without gaps. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    call_id: str
    """ The call's name. """
    ok: bool
    """ Whether the tool did what it was asked. """
    content: str
    """ What the tool answered, cut off after 10,000 characters. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        run_id = self.run_id

        offset = self.offset

        created_at = self.created_at.isoformat()

        call_id = self.call_id

        ok = self.ok

        content = self.content

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "run_id": run_id,
                "offset": offset,
                "created_at": created_at,
                "call_id": call_id,
                "ok": ok,
                "content": content,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["tool.result"], d.pop("type"))
        if type != "tool.result":
            raise ValueError(f"type must match const 'tool.result', got '{type}'")

        run_id = d.pop("run_id")

        offset = d.pop("offset")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        call_id = d.pop("call_id")

        ok = d.pop("ok")

        content = d.pop("content")

        tool_result_event = cls(
            type=type,
            run_id=run_id,
            offset=offset,
            created_at=created_at,
            call_id=call_id,
            ok=ok,
            content=content,
        )

        tool_result_event.additional_properties = d
        return tool_result_event

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
