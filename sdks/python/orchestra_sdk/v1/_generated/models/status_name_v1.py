# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

StatusNameV1 = Literal[
    "agent_completed", "agent_started", "notice", "processing", "queued", "tool_called", "tool_result"
]

STATUS_NAME_V1_VALUES: set[StatusNameV1] = {
    "agent_completed",
    "agent_started",
    "notice",
    "processing",
    "queued",
    "tool_called",
    "tool_result",
}


def check_status_name_v1(value: str) -> StatusNameV1:
    if value in STATUS_NAME_V1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STATUS_NAME_V1_VALUES!r}")
