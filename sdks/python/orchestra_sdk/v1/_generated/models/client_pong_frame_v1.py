# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.client_pong_frame_v1_data_type_0 import ClientPongFrameV1DataType0


@_attrs_define
class ClientPongFrameV1:
    """What many clients say back to the service's ping. Taken as a sign of life, never answered, and never needed."""

    type: Literal["pong"]
    """ The kind of frame. """
    data: ClientPongFrameV1DataType0 | None | Unset = UNSET
    """ Without effect. """
    timestamp: float | None | str | Unset = UNSET
    """ When the client sent it, as text of up to 100 characters or as a number. Taken and without effect. """
    correlation_id: None | str | Unset = UNSET
    """ The client's name for the frame, 1–100 characters. It comes back on every frame that answers it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        from ..models.client_pong_frame_v1_data_type_0 import ClientPongFrameV1DataType0  # noqa: PLC0415

        type = self.type

        data: dict[str, Any] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, ClientPongFrameV1DataType0):
            data = self.data.to_dict()
        else:
            data = self.data

        timestamp: float | None | str | Unset
        if isinstance(self.timestamp, Unset):
            timestamp = UNSET
        else:
            timestamp = self.timestamp

        correlation_id: None | str | Unset
        if isinstance(self.correlation_id, Unset):
            correlation_id = UNSET
        else:
            correlation_id = self.correlation_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
            }
        )
        if data is not UNSET:
            field_dict["data"] = data
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp
        if correlation_id is not UNSET:
            field_dict["correlation_id"] = correlation_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.client_pong_frame_v1_data_type_0 import ClientPongFrameV1DataType0  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["pong"], d.pop("type"))
        if type != "pong":
            raise ValueError(f"type must match const 'pong', got '{type}'")

        def _parse_data(data: object) -> ClientPongFrameV1DataType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = ClientPongFrameV1DataType0.from_dict(data)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ClientPongFrameV1DataType0 | None | Unset, data)

        data = _parse_data(d.pop("data", UNSET))

        def _parse_timestamp(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        timestamp = _parse_timestamp(d.pop("timestamp", UNSET))

        def _parse_correlation_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        correlation_id = _parse_correlation_id(d.pop("correlation_id", UNSET))

        client_pong_frame_v1 = cls(
            type=type,
            data=data,
            timestamp=timestamp,
            correlation_id=correlation_id,
        )

        client_pong_frame_v1.additional_properties = d
        return client_pong_frame_v1

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
