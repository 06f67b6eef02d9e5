# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.metrics_data_v1 import MetricsDataV1


@_attrs_define
class MetricsFrameV1:
    """The answer to the control `metrics`."""

    type: Literal["metrics"]
    """ The kind of frame. """
    data: MetricsDataV1
    """ What went over this connection. Never anything about other clients. """
    timestamp: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    correlation_id: str | Unset = UNSET
    """ The `correlation_id` of the frame that this one answers. Absent where the client gave none. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        data = self.data.to_dict()

        timestamp = self.timestamp.isoformat()

        correlation_id = self.correlation_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "data": data,
                "timestamp": timestamp,
            }
        )
        if correlation_id is not UNSET:
            field_dict["correlation_id"] = correlation_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.metrics_data_v1 import MetricsDataV1  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["metrics"], d.pop("type"))
        if type != "metrics":
            raise ValueError(f"type must match const 'metrics', got '{type}'")

        data = MetricsDataV1.from_dict(d.pop("data"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        correlation_id = d.pop("correlation_id", UNSET)

        metrics_frame_v1 = cls(
            type=type,
            data=data,
            timestamp=timestamp,
            correlation_id=correlation_id,
        )

        metrics_frame_v1.additional_properties = d
        return metrics_frame_v1

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
