# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

Intent = Literal[
    "analyze",
    "configure",
    "debug",
    "deploy",
    "general",
    "help",
    "monitor",
    "optimize",
    "query",
    "scale",
    "secure",
]

INTENT_VALUES: set[Intent] = {
    "analyze",
    "configure",
    "debug",
    "deploy",
    "general",
    "help",
    "monitor",
    "optimize",
    "query",
    "scale",
    "secure",
}


def check_intent(value: str) -> Intent:
    if value in INTENT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {INTENT_VALUES!r}")
