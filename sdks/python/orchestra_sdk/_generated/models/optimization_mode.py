# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

OptimizationMode = Literal["auto", "balanced", "lite", "quality"]

OPTIMIZATION_MODE_VALUES: set[OptimizationMode] = {
    "auto",
    "balanced",
    "lite",
    "quality",
}


def check_optimization_mode(value: str) -> OptimizationMode:
    if value in OPTIMIZATION_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {OPTIMIZATION_MODE_VALUES!r}")
