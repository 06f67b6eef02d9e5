"""Limits of JSON Schema: the smallest and the largest of numbers, lengths and counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from orchestra_generator.diff.change import Effect

# A number, and whether it is outside of what is allowed itself.
Bound = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit by the keyword that sets it; `exclusive` is the keyword for the same without the number itself."""

    name: str
    words: str
    is_lower: bool
    exclusive: str | None = None
    # Where nothing is set, this one holds.
    natural: Bound | None = None

    def read(self, schema: dict[str, Any]) -> Bound | None:
        """The tighter of both keywords, or the natural one. Of integers, `more than 0` is `1 or more`."""
        found: list[Bound] = [] if self.natural is None else [self.natural]
        if self.name in schema:
            found.append((schema[self.name], False))
        if self.exclusive in schema:
            found.append((schema[self.exclusive], True))
        if schema.get("type") == "integer":
            found = [self._whole(*bound) for bound in found]
        return max(found, key=self._tightness, default=None)

    def is_tighter(self, one: Bound | None, other: Bound | None) -> bool:
        """Whether `one` allows less than `other`."""
        if one is None or other is None:
            return other is None and one is not None
        return self._tightness(one) > self._tightness(other)

    def _tightness(self, bound: Bound) -> Bound:
        number, excluded = bound
        return (number if self.is_lower else -number, excluded)

    def _whole(self, number: float, excluded: bool) -> Bound:
        if self.is_lower:
            return (math.floor(number) + 1 if excluded else math.ceil(number), False)
        return (math.ceil(number) - 1 if excluded else math.floor(number), False)


_NONE: Final = (0, False)
LIMITS: Final = (
    Limit("minimum", "The smallest number", is_lower=True, exclusive="exclusiveMinimum"),
    Limit("maximum", "The largest number", is_lower=False, exclusive="exclusiveMaximum"),
    Limit("minLength", "The shortest text", is_lower=True, natural=_NONE),
    Limit("maxLength", "The longest text", is_lower=False),
    Limit("minItems", "The fewest entries", is_lower=True, natural=_NONE),
    Limit("maxItems", "The most entries", is_lower=False),
    Limit("minProperties", "The fewest fields", is_lower=True, natural=_NONE),
    Limit("maxProperties", "The most fields", is_lower=False),
)
KEYWORDS: Final = frozenset(
    {limit.name for limit in LIMITS} | {limit.exclusive for limit in LIMITS if limit.exclusive}
)


def worded(bound: Bound | None) -> str:
    """A limit for people."""
    if bound is None:
        return "without limit"
    number, excluded = bound
    return f"{number:,}{' (itself not allowed)' if excluded else ''}"


def multiple(old: float | None, new: float | None) -> Effect | None:
    """What another `multipleOf` does; None where it is the same."""
    if old == new:
        return None
    if old is None:
        return Effect.NARROWED
    if new is None:
        return Effect.WIDENED
    before, after = Fraction(str(old)), Fraction(str(new))
    if after % before == 0:
        return Effect.NARROWED
    return Effect.WIDENED if before % after == 0 else Effect.CHANGED
