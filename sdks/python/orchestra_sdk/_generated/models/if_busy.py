# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

IfBusy = Literal["interrupt", "queue", "reject"]

IF_BUSY_VALUES: set[IfBusy] = {
    "interrupt",
    "queue",
    "reject",
}


def check_if_busy(value: str) -> IfBusy:
    if value in IF_BUSY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {IF_BUSY_VALUES!r}")
