# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.message_v1_role_type_0 import MessageV1RoleType0, check_message_v1_role_type_0

if TYPE_CHECKING:
    from ..models.message_metadata_v1 import MessageMetadataV1


@_attrs_define
class MessageV1:
    """One message of a session."""

    role: MessageV1RoleType0 | str
    """ Who said it. """
    content: str
    """ What was said. """
    timestamp: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    metadata: MessageMetadataV1
    """ What v2 says of the message. More keys may come. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        role: str
        if isinstance(self.role, str):
            role = self.role
        else:
            role = self.role

        content = self.content

        timestamp = self.timestamp.isoformat()

        metadata = self.metadata.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "role": role,
                "content": content,
                "timestamp": timestamp,
                "metadata": metadata,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.message_metadata_v1 import MessageMetadataV1  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_role(data: object) -> MessageV1RoleType0 | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_0 = check_message_v1_role_type_0(data)

                return role_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MessageV1RoleType0 | str, data)

        role = _parse_role(d.pop("role"))

        content = d.pop("content")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        metadata = MessageMetadataV1.from_dict(d.pop("metadata"))

        message_v1 = cls(
            role=role,
            content=content,
            timestamp=timestamp,
            metadata=metadata,
        )

        message_v1.additional_properties = d
        return message_v1

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
