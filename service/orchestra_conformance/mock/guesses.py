"""What the mock server takes a message to want: a small table of keywords, and no more than that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

# The more of its words a message has, the likelier is the intent.
KEYWORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "deploy": ("deploy", "launch", "start", "release"),
        "configure": ("configure", "set", "setting", "settings", "change"),
        "monitor": ("monitor", "status", "watch", "running"),
        "analyze": ("analyze", "analyse", "examine", "compare"),
        "optimize": ("optimize", "optimise", "faster", "improve"),
        "debug": ("debug", "bug", "error", "broken", "fix"),
        "scale": ("scale", "agents", "more", "fewer"),
        "secure": ("secure", "protect", "password", "encrypt"),
        "query": ("who", "what", "when", "where", "which"),
        "help": ("help", "how"),
    }
)
# From here on a guess is one to act on.
_CERTAIN: Final = 0.6
_ALONE: Final = 0.9
_NOTHING: Final = 0.4
_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORD: Final = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return _WORD.findall(text.casefold())


def guess(message: str) -> dict[str, Any]:
    """An IntentReport; the same message always gets the same."""
    words = words_of(message)
    hits = {intent: sum(word in known for word in words) for intent, known in KEYWORDS.items()}
    found = sorted((intent for intent in hits if hits[intent]), key=lambda intent: -hits[intent])
    total = sum(hits.values())
    ranked = [(intent, round(_ALONE * hits[intent] / total, 3)) for intent in found[:3]]
    ranked = ranked or [("general", _NOTHING)]
    intent, confidence = ranked[0]
    certain = confidence >= _CERTAIN
    named = " or ".join(name for name, _ in ranked)
    said = f"That sounds like {named}." if certain else f"Did you mean {named}? Say it in other words."
    return {
        "intent": intent,
        "confidence": confidence,
        "certain": certain,
        "ranking": [{"intent": name, "confidence": share} for name, share in ranked],
        "parameters": _parameters(words),
        "mood": "focused" if certain else "patient",
        "response": f"{said} (The mock server goes by keywords.)",
    }


def _parameters(words: list[str]) -> dict[str, Any]:
    """`from` and `to` where a number stands behind these words, their `direction`, `count` for another number."""
    found: dict[str, Any] = {}
    before = ""
    for word in words:
        number = _number(word)
        if number is not None:
            found.setdefault(before if before in ("from", "to") else "count", number)
        before = word
    if "from" in found and "to" in found and found["from"] != found["to"]:
        found["direction"] = "up" if found["to"] > found["from"] else "down"
    if "agents" in words:
        found["target"] = "agents"
    return found


def _number(word: str) -> int | None:
    if word.isascii() and word.isdecimal() and len(word) <= 9:
        return int(word)
    return _NUMBERS.index(word) if word in _NUMBERS else None
