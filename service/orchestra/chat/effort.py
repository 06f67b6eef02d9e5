"""How much work a message is worth, where the client leaves that to the service.

The complexity of a message is counted by what can be seen in it; urgency takes a step off. No model is asked, and the
same message always gets the same mode. docs/guides/swarms.md lists the signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

Mode = Literal["lite", "balanced", "quality"]

MODES: Final[tuple[Mode, ...]] = ("lite", "balanced", "quality")
_COMPLEXITIES: Final[Mapping[object, int]] = {"low": 0, "medium": 1, "high": 2}
# Of a longer message only the beginning is looked at.
_LOOKED_AT: Final = 4000

# Points of a message; from 2 on it is worth `balanced`, from 4 on `quality`.
_SIGNS: Final[tuple[tuple[re.Pattern[str], int], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), points)
    for pattern, points in (
        # Code, or talk of it.
        (r"```|\bdef \w|\bclass \w|\bfunction\b|[{};]\s*\n", 2),
        # Several steps or parts.
        (r"^\s*(?:\d+[.)]|[-*])\s", 1),
        (r"\b(?:step by step|first\b.{1,200}\bthen|finally|schritt für schritt|zuerst)\b", 1),
        # Thinking, more than knowing.
        (r"\b(?:why|compare|design|plan|prove|derive|trade-?offs?|evaluate|pros and cons|strategy)\b", 2),
        (r"\b(?:warum|vergleiche?|entwirf|beweise?|bewerte|abwägen|strategie)\b", 2),
    )
)
_URGENT: Final = re.compile(
    r"\b(?:asap|urgent(?:ly)?|quick(?:ly)?|right now|right away|immediately|hurry|in a hurry|no time"
    r"|dringend|schnell|sofort|eilig|kurz)\b|!!",
    re.IGNORECASE,
)


def choose_mode(message: str, hints: Mapping[str, object]) -> Mode:
    """The mode for a message under `auto`. `hints` are the client's optimization_hints."""
    seen = message[:_LOOKED_AT]
    level = _COMPLEXITIES.get(hints.get("complexity")) if isinstance(hints.get("complexity"), str) else None
    if level is None:
        level = _complexity(seen)
    urgent = hints.get("urgent")
    if urgent is True or (urgent is not False and _URGENT.search(seen)):
        level -= 1
    return MODES[max(level, 0)]


def _complexity(message: str) -> int:
    """0 to 2."""
    words = len(message.split())
    points = (words > 30) + (words > 80) + (words > 200) + (message.count("?") > 1)
    points += sum(worth for pattern, worth in _SIGNS if pattern.search(message))
    return 2 if points >= 4 else 1 if points >= 2 else 0
