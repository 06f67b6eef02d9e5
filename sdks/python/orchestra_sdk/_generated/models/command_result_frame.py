# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.command_result_frame_data import CommandResultFrameData


@_attrs_define
class CommandResultFrame:
    """What came of a command; the same fields as the answer of `POST /v2/commands`."""

    type: Literal["command.result"]
    """ The kind of frame. """
    id: str
    """ The client's name for its message: 1–100 visible ASCII characters. Every answer to the message carries it.
    The service does not check that it is new: a client that uses one twice cannot tell the answers apart. """
    command: str
    """ The name of the command that was carried out. """
    output: str
    """ The result, for people. """
    data: CommandResultFrameData
    """ The result, for programs; empty where there is none. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        id = self.id

        command = self.command

        output = self.output

        data = self.data.to_dict()

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "id": id,
                "command": command,
                "output": output,
                "data": data,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.command_result_frame_data import CommandResultFrameData  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["command.result"], d.pop("type"))
        if type != "command.result":
            raise ValueError(f"type must match const 'command.result', got '{type}'")

        id = d.pop("id")

        command = d.pop("command")

        output = d.pop("output")

        data = CommandResultFrameData.from_dict(d.pop("data"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        command_result_frame = cls(
            type=type,
            id=id,
            command=command,
            output=output,
            data=data,
            created_at=created_at,
        )

        command_result_frame.additional_properties = d
        return command_result_frame

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
