# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.command_context_v1 import CommandContextV1


@_attrs_define
class CommandDataV1:
    """A command to the service. Unknown fields are ignored."""

    command: str
    """ What is to be done, 1–1,000 characters: one of the words that the command `help` lists, such as `status`,
    `help` and `stop` (which cancels the runs of this connection). """
    context: CommandContextV1 | None | Unset = UNSET
    """ What the command needs to know beside its words, in a form of its own. At most 64 members. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        from ..models.command_context_v1 import CommandContextV1  # noqa: PLC0415

        command = self.command

        context: dict[str, Any] | None | Unset
        if isinstance(self.context, Unset):
            context = UNSET
        elif isinstance(self.context, CommandContextV1):
            context = self.context.to_dict()
        else:
            context = self.context

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "command": command,
            }
        )
        if context is not UNSET:
            field_dict["context"] = context

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.command_context_v1 import CommandContextV1  # noqa: PLC0415

        d = dict(src_dict)
        command = d.pop("command")

        def _parse_context(data: object) -> CommandContextV1 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                context_type_0 = CommandContextV1.from_dict(data)

                return context_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CommandContextV1 | None | Unset, data)

        context = _parse_context(d.pop("context", UNSET))

        command_data_v1 = cls(
            command=command,
            context=context,
        )

        command_data_v1.additional_properties = d
        return command_data_v1

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
