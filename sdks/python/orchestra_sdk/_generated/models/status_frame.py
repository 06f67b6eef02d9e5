# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define


@_attrs_define
class StatusFrame:
    """Asks what the connection follows. Answered with a status."""

    type: Literal["status"]
    """ The kind of frame. """
    id: str
    """ The client's name for its message: 1–100 visible ASCII characters. Every answer to the message carries it.
    The service does not check that it is new: a client that uses one twice cannot tell the answers apart. """

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        id = self.id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type,
                "id": id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["status"], d.pop("type"))
        if type != "status":
            raise ValueError(f"type must match const 'status', got '{type}'")

        id = d.pop("id")

        status_frame = cls(
            type=type,
            id=id,
        )

        return status_frame
