# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

OnDisconnect = Literal["cancel", "continue", "grace"]

ON_DISCONNECT_VALUES: set[OnDisconnect] = {
    "cancel",
    "continue",
    "grace",
}


def check_on_disconnect(value: str) -> OnDisconnect:
    if value in ON_DISCONNECT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ON_DISCONNECT_VALUES!r}")
