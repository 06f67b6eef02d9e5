# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.metadata import Metadata
    from ..models.session_settings import SessionSettings


@_attrs_define
class Session:
    """One conversation of one owner."""

    session_id: str
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """
    title: None | str
    """ What the session is about, for people, or null. """
    metadata: Metadata
    """ What the client wants to remember: a JSON object of at most 64 members, kept and given back as it is. The
    service never reads it. Texts in it must not contain U+0000. """
    settings: SessionSettings
    """ Defaults for the chats of a session. Each may be left out; a chat that says something itself goes before.
    """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    updated_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        title: None | str
        title = self.title

        metadata = self.metadata.to_dict()

        settings = self.settings.to_dict()

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "title": title,
                "metadata": metadata,
                "settings": settings,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.metadata import Metadata  # noqa: PLC0415
        from ..models.session_settings import SessionSettings  # noqa: PLC0415

        d = dict(src_dict)
        session_id = d.pop("session_id")

        def _parse_title(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        title = _parse_title(d.pop("title"))

        metadata = Metadata.from_dict(d.pop("metadata"))

        settings = SessionSettings.from_dict(d.pop("settings"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        session = cls(
            session_id=session_id,
            title=title,
            metadata=metadata,
            settings=settings,
            created_at=created_at,
            updated_at=updated_at,
        )

        session.additional_properties = d
        return session

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
