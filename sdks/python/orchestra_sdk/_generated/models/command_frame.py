# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.metadata import Metadata


@_attrs_define
class CommandFrame:
    """A command to the service. Answered with a command.result."""

    type: Literal["command"]
    """ The kind of frame. """
    id: str
    """ The client's name for its message: 1–100 visible ASCII characters. Every answer to the message carries it.
    The service does not check that it is new: a client that uses one twice cannot tell the answers apart. """
    command: str
    """ The command with its arguments, 1 to 1,000 characters without U+0000. """
    idempotency_key: str | Unset = UNSET
    """ A name for this one try, 1 to 255 visible ASCII characters. A UUID is a good choice. """
    context: Metadata | Unset = UNSET
    """ What the client wants to remember: a JSON object of at most 64 members, kept and given back as it is. The
    service never reads it. Texts in it must not contain U+0000. """
    session_id: str | Unset = UNSET
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        id = self.id

        command = self.command

        idempotency_key = self.idempotency_key

        context: dict[str, Any] | Unset = UNSET
        if not isinstance(self.context, Unset):
            context = self.context.to_dict()

        session_id = self.session_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type,
                "id": id,
                "command": command,
            }
        )
        if idempotency_key is not UNSET:
            field_dict["idempotency_key"] = idempotency_key
        if context is not UNSET:
            field_dict["context"] = context
        if session_id is not UNSET:
            field_dict["session_id"] = session_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.metadata import Metadata  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["command"], d.pop("type"))
        if type != "command":
            raise ValueError(f"type must match const 'command', got '{type}'")

        id = d.pop("id")

        command = d.pop("command")

        idempotency_key = d.pop("idempotency_key", UNSET)

        _context = d.pop("context", UNSET)
        context: Metadata | Unset
        if isinstance(_context, Unset):
            context = UNSET
        else:
            context = Metadata.from_dict(_context)

        session_id = d.pop("session_id", UNSET)

        command_frame = cls(
            type=type,
            id=id,
            command=command,
            idempotency_key=idempotency_key,
            context=context,
            session_id=session_id,
        )

        return command_frame
