# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define

from ..types import UNSET, Unset


@_attrs_define
class CreateWsTicketRequest:
    """Asks for a ticket that opens one WebSocket from a page in a browser."""

    origin: str
    """ The page's origin, such as `https://app.example.com`. The ticket works from there only. """
    session_id: str | Unset = UNSET
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """

    def to_dict(self) -> dict[str, Any]:
        origin = self.origin

        session_id = self.session_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "origin": origin,
            }
        )
        if session_id is not UNSET:
            field_dict["session_id"] = session_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        origin = d.pop("origin")

        session_id = d.pop("session_id", UNSET)

        create_ws_ticket_request = cls(
            origin=origin,
            session_id=session_id,
        )

        return create_ws_ticket_request
