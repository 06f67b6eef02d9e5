"""What critics and judges say, as JSON that is read with suspicion, and what is made of it: the quality score.

Small models break off in the middle of an object, wrap it in words or leave the scale. What cannot be used is None;
nothing is ever made up in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from json import JSONDecoder
from typing import Any, Final

RATING_SCALE: Final = 10
"""A judge rates from 0 to this; the rating is the share of it."""

# How much each part of the quality score counts; what is missing is left out, and the others share its weight.
WEIGHTS: Final[Mapping[str, float]] = {"rating": 0.6, "agreement": 0.3, "finish": 0.1}

# The reason comes first: a model that has written it decides better.
CRITIC_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {"critique": {"type": "string", "maxLength": 400}, "agree": {"type": "boolean"}},
    "required": ["critique", "agree"],
    "additionalProperties": False,
}
JUDGE_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "critique": {"type": "string", "maxLength": 400},
        "rating": {"type": "integer", "minimum": 0, "maximum": RATING_SCALE},
    },
    "required": ["critique", "rating"],
    "additionalProperties": False,
}

_decoder: Final = JSONDecoder()
_WORD: Final = re.compile(r"\w+")
# Where a JSON object may begin; more beginnings than this are not tried.
_MOST_BEGINNINGS: Final = 20


def read_object(text: str) -> dict[str, Any] | None:
    """The first JSON object in `text`, mended where only its end is missing; None where there is none."""
    beginnings = [place for place, letter in enumerate(text) if letter == "{"][:_MOST_BEGINNINGS]
    for beginning in beginnings:
        rest = text[beginning:].rstrip()
        for candidate in (rest, rest + _ending(rest)):
            try:
                found, _ = _decoder.raw_decode(candidate)
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict):
                return found
    return None


def _ending(text: str) -> str:
    """What is missing at the end of JSON that was cut off, as far as quotes and brackets go."""
    open_ones: list[str] = []
    quoted = escaped = False
    for letter in text:
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            open_ones.append("}" if letter == "{" else "]")
        elif letter in "}]" and open_ones:
            open_ones.pop()
    return ('"' if quoted else "") + "".join(reversed(open_ones))


def agrees(verdict: Mapping[str, Any] | None) -> bool | None:
    """Whether a critic agrees; None where it did not say so in a way that can be used."""
    found = (verdict or {}).get("agree")
    return found if isinstance(found, bool) else None


def rating(verdict: Mapping[str, Any] | None) -> float | None:
    """A judge's rating from 0 to 1; None where it gave none on the scale of 0 to 10."""
    found = (verdict or {}).get("rating")
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= RATING_SCALE:
        return None
    return found / RATING_SCALE


def critique(verdict: Mapping[str, Any] | None, text: str) -> str:
    """What is to be mended; the whole text where it was no object."""
    found = (verdict or {}).get("critique")
    if isinstance(found, str):
        return found.strip()
    return "" if verdict is not None else text.strip()


def similarity(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: F1 over their words, each as often as it stands there, upper case ignored."""
    words, others = (Counter(_WORD.findall(text.casefold())) for text in (one, other))
    total = words.total() + others.total()
    return 2 * (words & others).total() / total if total else 1.0


def agreement(answers: Sequence[str]) -> tuple[float | None, list[float]]:
    """How far answers agree: the mean similarity of all pairs, None for fewer than two; and each with the others."""
    if len(answers) < 2:
        return None, [0.0 for _ in answers]
    sums = [0.0 for _ in answers]
    for one, other in combinations(range(len(answers)), 2):
        found = similarity(answers[one], answers[other])
        sums[one] += found
        sums[other] += found
    each = [total / (len(answers) - 1) for total in sums]
    return sum(each) / len(each), each


def quality(rated: float | None, agreed: float | None, stopped: Sequence[bool]) -> float | None:
    """The quality score, 0 to 1: the weighted mean of the judge's rating, the answers' agreement, and the share of
    agents that came to their own end. None where there is neither a rating nor an agreement: then nobody judged.
    """
    if rated is None and agreed is None:
        return None
    parts = {
        "rating": rated,
        "agreement": agreed,
        "finish": sum(stopped) / len(stopped) if stopped else None,
    }
    known = {name: value for name, value in parts.items() if value is not None}
    weight = sum(WEIGHTS[name] for name in known)
    return round(sum(WEIGHTS[name] * value for name, value in known.items()) / weight, 4)
