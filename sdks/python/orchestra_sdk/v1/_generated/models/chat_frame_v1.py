# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset


@_attrs_define
class ChatFrameV1:
    """A message to the session."""

    type: Literal["chat"]
    """ The kind of frame. """
    data: Any
    """ One message to the session that the path names; a `session_id` in here is without effect. `message` is
    needed; the older names `text` and `userContext` are still taken. Unknown fields are ignored. """
    timestamp: float | None | str | Unset = UNSET
    """ When the client sent it, as text of up to 100 characters or as a number. Taken and without effect. """
    correlation_id: None | str | Unset = UNSET
    """ The client's name for the frame, 1–100 characters. It comes back on every frame that answers it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        data: Any
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
                "data": data,
            }
        )
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp
        if correlation_id is not UNSET:
            field_dict["correlation_id"] = correlation_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["chat"], d.pop("type"))
        if type != "chat":
            raise ValueError(f"type must match const 'chat', got '{type}'")

        def _parse_data(data: object) -> Any:
            return cast(Any, data)

        data = _parse_data(d.pop("data"))

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

        chat_frame_v1 = cls(
            type=type,
            data=data,
            timestamp=timestamp,
            correlation_id=correlation_id,
        )

        chat_frame_v1.additional_properties = d
        return chat_frame_v1

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
