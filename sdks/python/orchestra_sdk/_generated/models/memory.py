# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.message_role import MessageRole, check_message_role


@_attrs_define
class Memory:
    """A message that can be remembered in other sessions of its owner."""

    message_id: str
    """ The name of a message. Opaque; ids that were made later sort behind earlier ones. """
    session_id: str
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """
    role: MessageRole | str
    """ Who said it. """
    content: str
    """ What was said. """
    relevance: float | None
    """ How well it fits `query`, from 0 to 1 (the best of all that were found), or null without a query. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        session_id = self.session_id

        role: str
        if isinstance(self.role, str):
            role = self.role
        else:
            role = self.role

        content = self.content

        relevance: float | None
        relevance = self.relevance

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_id": message_id,
                "session_id": session_id,
                "role": role,
                "content": content,
                "relevance": relevance,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        message_id = d.pop("message_id")

        session_id = d.pop("session_id")

        def _parse_role(data: object) -> MessageRole | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_0 = check_message_role(data)

                return role_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MessageRole | str, data)

        role = _parse_role(d.pop("role"))

        content = d.pop("content")

        def _parse_relevance(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        relevance = _parse_relevance(d.pop("relevance"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        memory = cls(
            message_id=message_id,
            session_id=session_id,
            role=role,
            content=content,
            relevance=relevance,
            created_at=created_at,
        )

        memory.additional_properties = d
        return memory

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
