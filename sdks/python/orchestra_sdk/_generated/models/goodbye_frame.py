# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class GoodbyeFrame:
    """The last frame before the service closes the connection, where there is time for one. It says what the close code
    says, for clients that cannot see the code.

    """

    type: Literal["goodbye"]
    """ The kind of frame. """
    code: int
    """ The close code that follows, one of close-codes.yaml. """
    reason: str
    """ Why, for a person. """
    reconnect: bool
    """ Whether the client should connect again by itself, and resume. """
    after_ms: int | None
    """ How long to wait before that, in milliseconds, or null where it should not. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        code = self.code

        reason = self.reason

        reconnect = self.reconnect

        after_ms: int | None
        after_ms = self.after_ms

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "code": code,
                "reason": reason,
                "reconnect": reconnect,
                "after_ms": after_ms,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["goodbye"], d.pop("type"))
        if type != "goodbye":
            raise ValueError(f"type must match const 'goodbye', got '{type}'")

        code = d.pop("code")

        reason = d.pop("reason")

        reconnect = d.pop("reconnect")

        def _parse_after_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        after_ms = _parse_after_ms(d.pop("after_ms"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        goodbye_frame = cls(
            type=type,
            code=code,
            reason=reason,
            reconnect=reconnect,
            after_ms=after_ms,
            created_at=created_at,
        )

        goodbye_frame.additional_properties = d
        return goodbye_frame

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
