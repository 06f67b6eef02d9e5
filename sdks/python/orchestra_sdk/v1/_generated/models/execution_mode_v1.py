# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

ExecutionModeV1 = Literal["balanced", "lite", "quality"]

EXECUTION_MODE_V1_VALUES: set[ExecutionModeV1] = {
    "balanced",
    "lite",
    "quality",
}


def check_execution_mode_v1(value: str) -> ExecutionModeV1:
    if value in EXECUTION_MODE_V1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_MODE_V1_VALUES!r}")
