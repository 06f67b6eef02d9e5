# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.command_result_data_v1_result_type_0 import CommandResultDataV1ResultType0


@_attrs_define
class CommandResultDataV1:
    """What a command came to."""

    command: str
    """ The command, as it was given. """
    success: bool
    """ Whether it was done. """
    result: CommandResultDataV1ResultType0 | None
    """ What it gave, in a form of the command's own, or null where it was not done. """
    error: None | str
    """ Why it was not done, for a person, or null where it was. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        from ..models.command_result_data_v1_result_type_0 import CommandResultDataV1ResultType0  # noqa: PLC0415

        command = self.command

        success = self.success

        result: dict[str, Any] | None
        if isinstance(self.result, CommandResultDataV1ResultType0):
            result = self.result.to_dict()
        else:
            result = self.result

        error: None | str
        error = self.error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "command": command,
                "success": success,
                "result": result,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.command_result_data_v1_result_type_0 import CommandResultDataV1ResultType0  # noqa: PLC0415

        d = dict(src_dict)
        command = d.pop("command")

        success = d.pop("success")

        def _parse_result(data: object) -> CommandResultDataV1ResultType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                result_type_0 = CommandResultDataV1ResultType0.from_dict(data)

                return result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CommandResultDataV1ResultType0 | None, data)

        result = _parse_result(d.pop("result"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        command_result_data_v1 = cls(
            command=command,
            success=success,
            result=result,
            error=error,
        )

        command_result_data_v1.additional_properties = d
        return command_result_data_v1

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
