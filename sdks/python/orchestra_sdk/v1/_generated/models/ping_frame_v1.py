# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.ping_frame_v1_data import PingFrameV1Data


@_attrs_define
class PingFrameV1:
    """A sign of life, sent after 15 seconds without another frame to the client. It needs no answer."""

    type: Literal["ping"]
    """ The kind of frame. """
    data: PingFrameV1Data
    """ Empty. """
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
        from ..models.ping_frame_v1_data import PingFrameV1Data  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["ping"], d.pop("type"))
        if type != "ping":
            raise ValueError(f"type must match const 'ping', got '{type}'")

        data = PingFrameV1Data.from_dict(d.pop("data"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        ping_frame_v1 = cls(
            type=type,
            data=data,
            timestamp=timestamp,
        )

        ping_frame_v1.additional_properties = d
        return ping_frame_v1

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
