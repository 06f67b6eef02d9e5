# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.timeout_data_v1 import TimeoutDataV1


@_attrs_define
class TimeoutFrameV1:
    """The last frame of a connection whose client was silent for too long. It is then closed with 4408."""

    type: Literal["timeout"]
    """ The kind of frame. """
    data: TimeoutDataV1
    """ Why the connection is about to be closed. """
    timestamp: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        data = self.data.to_dict()

        timestamp = self.timestamp.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "data": data,
                "timestamp": timestamp,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.timeout_data_v1 import TimeoutDataV1  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["timeout"], d.pop("type"))
        if type != "timeout":
            raise ValueError(f"type must match const 'timeout', got '{type}'")

        data = TimeoutDataV1.from_dict(d.pop("data"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        timeout_frame_v1 = cls(
            type=type,
            data=data,
            timestamp=timestamp,
        )

        timeout_frame_v1.additional_properties = d
        return timeout_frame_v1

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
