# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

RunStatus = Literal["cancelled", "completed", "failed", "queued", "running"]

RUN_STATUS_VALUES: set[RunStatus] = {
    "cancelled",
    "completed",
    "failed",
    "queued",
    "running",
}


def check_run_status(value: str) -> RunStatus:
    if value in RUN_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_STATUS_VALUES!r}")
