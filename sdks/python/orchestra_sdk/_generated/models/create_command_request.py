# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.metadata import Metadata


@_attrs_define
class CreateCommandRequest:
    """A command to the service."""

    command: str
    """ The command with its arguments, 1 to 1,000 characters without U+0000. """
    context: Metadata | Unset = UNSET
    """ What the client wants to remember: a JSON object of at most 64 members, kept and given back as it is. The
    service never reads it. Texts in it must not contain U+0000. """
    session_id: str | Unset = UNSET
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """

    def to_dict(self) -> dict[str, Any]:
        command = self.command

        context: dict[str, Any] | Unset = UNSET
        if not isinstance(self.context, Unset):
            context = self.context.to_dict()

        session_id = self.session_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "command": command,
            }
        )
        if context is not UNSET:
            field_dict["context"] = context
        if session_id is not UNSET:
            field_dict["session_id"] = session_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.metadata import Metadata  # noqa: PLC0415

        d = dict(src_dict)
        command = d.pop("command")

        _context = d.pop("context", UNSET)
        context: Metadata | Unset
        if isinstance(_context, Unset):
            context = UNSET
        else:
            context = Metadata.from_dict(_context)

        session_id = d.pop("session_id", UNSET)

        create_command_request = cls(
            command=command,
            context=context,
            session_id=session_id,
        )

        return create_command_request
