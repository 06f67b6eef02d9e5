# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

ExecutionMode = Literal["balanced", "lite", "quality"]

EXECUTION_MODE_VALUES: set[ExecutionMode] = {
    "balanced",
    "lite",
    "quality",
}


def check_execution_mode(value: str) -> ExecutionMode:
    if value in EXECUTION_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_MODE_VALUES!r}")
