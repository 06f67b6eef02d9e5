# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

FinishReasonV1 = Literal["content_filter", "length", "stop"]

FINISH_REASON_V1_VALUES: set[FinishReasonV1] = {
    "content_filter",
    "length",
    "stop",
}


def check_finish_reason_v1(value: str) -> FinishReasonV1:
    if value in FINISH_REASON_V1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FINISH_REASON_V1_VALUES!r}")
