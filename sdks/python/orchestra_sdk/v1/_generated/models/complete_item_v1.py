# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.complete_metadata_v1 import CompleteMetadataV1


@_attrs_define
class CompleteItemV1:
    """The end of a stream that went well. From v2's `run.completed`."""

    type: Literal["complete"]
    """ The kind of item. """
    content: str
    """ The whole answer, exactly the `token` items joined. """
    metadata: CompleteMetadataV1
    """ What `POST /v1/chat` says beside the text. More keys may come. """
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
        from ..models.complete_metadata_v1 import CompleteMetadataV1  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["complete"], d.pop("type"))
        if type != "complete":
            raise ValueError(f"type must match const 'complete', got '{type}'")

        content = d.pop("content")

        metadata = CompleteMetadataV1.from_dict(d.pop("metadata"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        complete_item_v1 = cls(
            type=type,
            content=content,
            metadata=metadata,
            timestamp=timestamp,
        )

        complete_item_v1.additional_properties = d
        return complete_item_v1

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
