# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define

from ..types import UNSET, Unset


@_attrs_define
class CreateIntentRequest:
    """A message to interpret."""

    message: str
    """ What the user says, 1 to 10,000 characters without U+0000. """
    session_id: str | Unset = UNSET
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        session_id = self.session_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "message": message,
            }
        )
        if session_id is not UNSET:
            field_dict["session_id"] = session_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        message = d.pop("message")

        session_id = d.pop("session_id", UNSET)

        create_intent_request = cls(
            message=message,
            session_id=session_id,
        )

        return create_intent_request
