# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.status_name_v1 import StatusNameV1, check_status_name_v1

if TYPE_CHECKING:
    from ..models.status_item_v1_metadata import StatusItemV1Metadata


@_attrs_define
class StatusItemV1:
    """How the work goes on. Nothing in it belongs to the answer."""

    type: Literal["status"]
    """ The kind of item. """
    content: StatusNameV1 | str
    """ What is happening. """
    metadata: StatusItemV1Metadata
    """ The run; for `processing` nothing else. For the others what v2's event says, without `type`, `offset` and
    `created_at`: for `queued` the `position`, for `agent_started` the `agent`, `role` and `round`, for `notice` the
    `code` and `detail`, and so on. """
    timestamp: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        content: str
        if isinstance(self.content, str):
            content = self.content
        else:
            content = self.content

        metadata = self.metadata.to_dict()

        timestamp = self.timestamp.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "content": content,
                "metadata": metadata,
                "timestamp": timestamp,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.status_item_v1_metadata import StatusItemV1Metadata  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["status"], d.pop("type"))
        if type != "status":
            raise ValueError(f"type must match const 'status', got '{type}'")

        def _parse_content(data: object) -> StatusNameV1 | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                content_type_0 = check_status_name_v1(data)

                return content_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(StatusNameV1 | str, data)

        content = _parse_content(d.pop("content"))

        metadata = StatusItemV1Metadata.from_dict(d.pop("metadata"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        status_item_v1 = cls(
            type=type,
            content=content,
            metadata=metadata,
            timestamp=timestamp,
        )

        status_item_v1.additional_properties = d
        return status_item_v1

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
