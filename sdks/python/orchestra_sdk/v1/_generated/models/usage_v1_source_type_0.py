# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

UsageV1SourceType0 = Literal["estimated", "reported"]

USAGE_V1_SOURCE_TYPE_0_VALUES: set[UsageV1SourceType0] = {
    "estimated",
    "reported",
}


def check_usage_v1_source_type_0(value: str) -> UsageV1SourceType0:
    if value in USAGE_V1_SOURCE_TYPE_0_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {USAGE_V1_SOURCE_TYPE_0_VALUES!r}")
