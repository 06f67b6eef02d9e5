# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

CancelReason = Literal["disconnected", "interrupted", "requested"]

CANCEL_REASON_VALUES: set[CancelReason] = {
    "disconnected",
    "interrupted",
    "requested",
}


def check_cancel_reason(value: str) -> CancelReason:
    if value in CANCEL_REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CANCEL_REASON_VALUES!r}")
