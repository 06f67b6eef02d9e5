# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class AcceptedFrame:
    """A chat was admitted: the person's message is stored, and the run's events follow, from offset 0. With an
    `idempotency_key` that was seen before, these are the ids of then.

    """

    type: Literal["accepted"]
    """ The kind of frame. """
    id: str
    """ The client's name for its message: 1–100 visible ASCII characters. Every answer to the message carries it.
    The service does not check that it is new: a client that uses one twice cannot tell the answers apart. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    session_id: str
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """
    user_message_id: str
    """ The name of a message. Opaque; ids that were made later sort behind earlier ones. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        id = self.id

        run_id = self.run_id

        session_id = self.session_id

        user_message_id = self.user_message_id

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "id": id,
                "run_id": run_id,
                "session_id": session_id,
                "user_message_id": user_message_id,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["accepted"], d.pop("type"))
        if type != "accepted":
            raise ValueError(f"type must match const 'accepted', got '{type}'")

        id = d.pop("id")

        run_id = d.pop("run_id")

        session_id = d.pop("session_id")

        user_message_id = d.pop("user_message_id")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        accepted_frame = cls(
            type=type,
            id=id,
            run_id=run_id,
            session_id=session_id,
            user_message_id=user_message_id,
            created_at=created_at,
        )

        accepted_frame.additional_properties = d
        return accepted_frame

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
