# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.problem import Problem


@_attrs_define
class ErrorFrame:
    """A client's message could not be read or was refused. It had no effect, and the connection goes on."""

    type: Literal["error"]
    """ The kind of frame. """
    id: None | str
    """ The `id` of the message, or null where none could be read. """
    problem: Problem
    """ What went wrong, as `application/problem+json` (RFC 9457). Programs decide by `code`, which never changes
    its meaning; `title` and `detail` are for people and may be worded anew. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        id: None | str
        id = self.id

        problem = self.problem.to_dict()

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "id": id,
                "problem": problem,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.problem import Problem  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["error"], d.pop("type"))
        if type != "error":
            raise ValueError(f"type must match const 'error', got '{type}'")

        def _parse_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        id = _parse_id(d.pop("id"))

        problem = Problem.from_dict(d.pop("problem"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        error_frame = cls(
            type=type,
            id=id,
            problem=problem,
            created_at=created_at,
        )

        error_frame.additional_properties = d
        return error_frame

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
