# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

NoticeCode = Literal[
    "agent_failed",
    "bound_reached",
    "budget_reached",
    "degraded",
    "fallback_used",
    "gate_failed",
    "memory_used",
    "trimmed",
]

NOTICE_CODE_VALUES: set[NoticeCode] = {
    "agent_failed",
    "bound_reached",
    "budget_reached",
    "degraded",
    "fallback_used",
    "gate_failed",
    "memory_used",
    "trimmed",
}


def check_notice_code(value: str) -> NoticeCode:
    if value in NOTICE_CODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NOTICE_CODE_VALUES!r}")
