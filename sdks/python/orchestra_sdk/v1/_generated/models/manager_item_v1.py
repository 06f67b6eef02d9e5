# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.manager_item_v1_metadata import ManagerItemV1Metadata


@_attrs_define
class ManagerItemV1:
    """What the Orchestra Manager says first, before the answer. From v2's `manager.intent`."""

    type: Literal["manager"]
    """ The kind of item. """
    content: str
    """ What the manager says. """
    metadata: ManagerItemV1Metadata
    """ What the manager made of the message. """
    timestamp: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

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
        from ..models.manager_item_v1_metadata import ManagerItemV1Metadata  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["manager"], d.pop("type"))
        if type != "manager":
            raise ValueError(f"type must match const 'manager', got '{type}'")

        content = d.pop("content")

        metadata = ManagerItemV1Metadata.from_dict(d.pop("metadata"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        manager_item_v1 = cls(
            type=type,
            content=content,
            metadata=metadata,
            timestamp=timestamp,
        )

        manager_item_v1.additional_properties = d
        return manager_item_v1

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
