# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

Mood = Literal["analytical", "concerned", "creative", "excited", "focused", "patient", "supportive"]

MOOD_VALUES: set[Mood] = {
    "analytical",
    "concerned",
    "creative",
    "excited",
    "focused",
    "patient",
    "supportive",
}


def check_mood(value: str) -> Mood:
    if value in MOOD_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOOD_VALUES!r}")
