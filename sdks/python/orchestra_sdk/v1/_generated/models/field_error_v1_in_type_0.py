# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

FieldErrorV1InType0 = Literal["body", "header", "path", "query"]

FIELD_ERROR_V1_IN_TYPE_0_VALUES: set[FieldErrorV1InType0] = {
    "body",
    "header",
    "path",
    "query",
}


def check_field_error_v1_in_type_0(value: str) -> FieldErrorV1InType0:
    if value in FIELD_ERROR_V1_IN_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FIELD_ERROR_V1_IN_TYPE_0_VALUES!r}")
