# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

UsageSource = Literal["estimated", "reported"]

USAGE_SOURCE_VALUES: set[UsageSource] = {
    "estimated",
    "reported",
}


def check_usage_source(value: str) -> UsageSource:
    if value in USAGE_SOURCE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {USAGE_SOURCE_VALUES!r}")
