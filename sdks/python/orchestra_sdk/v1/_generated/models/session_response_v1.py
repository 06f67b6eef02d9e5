# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.message_v1 import MessageV1
    from ..models.session_response_v1_metadata import SessionResponseV1Metadata


@_attrs_define
class SessionResponseV1:
    """A session and its latest messages."""

    api_version: Literal["v1"]
    """ The version that the answer is written in. Always `v1` here. """
    timestamp: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    session_id: str
    """ The name of a conversation, chosen by the client: 1–100 characters of `A–Z a–z 0–9 . _ : ~ -`, and neither
    `.` nor `..`. It is unique within the owner of the key, and the same name means the same session in v1 and v2. A
    chat creates a session that it names; a name that begins with `ses_` is one that the service made, and is
    answered with 404 where it is not there. """
    created_at: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    updated_at: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    message_count: int
    """ How many messages the session has in all. `messages` may show fewer. """
    messages: list[MessageV1]
    """ The latest 100 messages, oldest first. The whole history is to be had from v2. """
    metadata: SessionResponseV1Metadata
    """ What was stored with the session. """
    success: bool
    """ Always true here. A failure is answered with an error status and `success` false. """
    error: None
    """ Always null here. Kept for clients that read it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        api_version = self.api_version

        timestamp = self.timestamp.isoformat()

        session_id = self.session_id

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        message_count = self.message_count

        messages = []
        for messages_item_data in self.messages:
            messages_item = messages_item_data.to_dict()
            messages.append(messages_item)

        metadata = self.metadata.to_dict()

        success = self.success

        error = self.error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "api_version": api_version,
                "timestamp": timestamp,
                "session_id": session_id,
                "created_at": created_at,
                "updated_at": updated_at,
                "message_count": message_count,
                "messages": messages,
                "metadata": metadata,
                "success": success,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.message_v1 import MessageV1  # noqa: PLC0415
        from ..models.session_response_v1_metadata import SessionResponseV1Metadata  # noqa: PLC0415

        d = dict(src_dict)
        api_version = cast(Literal["v1"], d.pop("api_version"))
        if api_version != "v1":
            raise ValueError(f"api_version must match const 'v1', got '{api_version}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        session_id = d.pop("session_id")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        message_count = d.pop("message_count")

        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = MessageV1.from_dict(messages_item_data)

            messages.append(messages_item)

        metadata = SessionResponseV1Metadata.from_dict(d.pop("metadata"))

        success = d.pop("success")

        error = d.pop("error")

        session_response_v1 = cls(
            api_version=api_version,
            timestamp=timestamp,
            session_id=session_id,
            created_at=created_at,
            updated_at=updated_at,
            message_count=message_count,
            messages=messages,
            metadata=metadata,
            success=success,
            error=error,
        )

        session_response_v1.additional_properties = d
        return session_response_v1

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
