# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.message_metadata_v1_status_type_0 import (
    MessageMetadataV1StatusType0,
    check_message_metadata_v1_status_type_0,
)


@_attrs_define
class MessageMetadataV1:
    """What v2 says of the message. More keys may come."""

    message_id: str
    """ The message's id. """
    run_id: str
    """ The run that the message belongs to. """
    status: MessageMetadataV1StatusType0 | str
    """ `complete`, or `partial` where the run ended before the text did. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        run_id = self.run_id

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_id": message_id,
                "run_id": run_id,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        message_id = d.pop("message_id")

        run_id = d.pop("run_id")

        def _parse_status(data: object) -> MessageMetadataV1StatusType0 | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_message_metadata_v1_status_type_0(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MessageMetadataV1StatusType0 | str, data)

        status = _parse_status(d.pop("status"))

        message_metadata_v1 = cls(
            message_id=message_id,
            run_id=run_id,
            status=status,
        )

        message_metadata_v1.additional_properties = d
        return message_metadata_v1

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
