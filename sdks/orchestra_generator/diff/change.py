"""A change of the contract as data, and the rule that says what it does to a client."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a change does to a client that was written before it."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    DOCS = "docs"


class Side(StrEnum):
    """Who writes a value: `request` is everything that a client sends, `response` everything that it receives."""

    REQUEST = "request"
    RESPONSE = "response"


class Effect(StrEnum):
    """What becomes of the set of values that are allowed; `changed` is both, or more than can be judged."""

    NARROWED = "narrowed"
    WIDENED = "widened"
    CHANGED = "changed"


_HARMLESS = {(Side.REQUEST, Effect.WIDENED), (Side.RESPONSE, Effect.NARROWED)}


def level(side: Side, effect: Effect) -> Level:
    """A client can go on as before where it may send more, or has to expect less; everything else breaks it."""
    return Level.ADDITIVE if (side, effect) in _HARMLESS else Level.BREAKING


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    `id` says of which kind it is (`response-property-removed`) and does not change between releases of this tool.
    `document` is the first document that has it (`v2`, `v2.asyncapi`, `errors`, `close-codes`), `where` the place in
    words, `pointer` the same as a JSON pointer, into the older document where the thing is gone. What several places
    share, such as a schema, changes once: the others are in `also`.
    """

    id: str
    level: Level
    document: str
    where: str
    pointer: str
    text: str
    also: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Everywhere that it can be met."""
        return (self.where, *self.also)


def grouped(changes: list[Change]) -> list[Change]:
    """The same change of the same component told once, with all of its places; in the order of their first ones."""
    found: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        shared = change.pointer.startswith("#/components/")
        place = change.pointer if shared else f"{change.document} {change.where} {change.pointer}"
        found.setdefault((change.id, change.level, change.text, place), []).append(change)
    return [
        Change(
            first.id, first.level, first.document, first.where, first.pointer, first.text,
            tuple(dict.fromkeys(change.where for change in group if change.where != first.where)),
        )
        for group in found.values()
        for first in group[:1]
    ]  # fmt: skip
