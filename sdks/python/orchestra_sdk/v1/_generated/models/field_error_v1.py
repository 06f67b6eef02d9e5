# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.field_error_v1_in_type_0 import FieldErrorV1InType0, check_field_error_v1_in_type_0


@_attrs_define
class FieldErrorV1:
    """One thing that is wrong with the request."""

    in_: FieldErrorV1InType0 | str
    """ Where it stands. """
    pointer: str
    """ A JSON Pointer (RFC 6901) to the value, empty for the whole body; for a parameter or header `/` and its
    name. """
    detail: str
    """ What is wrong with it, for a person. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        in_: str
        if isinstance(self.in_, str):
            in_ = self.in_
        else:
            in_ = self.in_

        pointer = self.pointer

        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "in": in_,
                "pointer": pointer,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_in_(data: object) -> FieldErrorV1InType0 | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                in_type_0 = check_field_error_v1_in_type_0(data)

                return in_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FieldErrorV1InType0 | str, data)

        in_ = _parse_in_(d.pop("in"))

        pointer = d.pop("pointer")

        detail = d.pop("detail")

        field_error_v1 = cls(
            in_=in_,
            pointer=pointer,
            detail=detail,
        )

        field_error_v1.additional_properties = d
        return field_error_v1

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
