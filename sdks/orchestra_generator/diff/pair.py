"""The older and the newer state of one document, and the changes found between them so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from orchestra_generator.diff.change import Change, Level, Side
from orchestra_generator.diff.schemas import SchemaComparison
from orchestra_generator.document import Document, resolve

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a document, where people find it and where machines do."""

    node: Node
    pointer: str

    def child(self, *keys: str) -> Place:
        """What lies below; an empty part where there is nothing."""
        node: Any = self.node
        for key in keys:
            node = node.get(key, {})
        return Place(node, join(self.pointer, *keys))


# Writes down what differs between two parts at a place.
Comparison = Callable[["Pair", Place, Place, str], None]


@dataclass
class Pair:
    """Two states of the document `name`. Whoever compares a part of it writes down here what it found."""

    name: str
    old: Document
    new: Document
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._schemas = SchemaComparison(self.old, self.new)
        self._shared: dict[tuple[str, str], list[tuple[Change, str]]] = {}

    def add(self, kind: str, level: Level, where: str, place: Place | str, text: str) -> None:
        """Write down one change."""
        pointer = place if isinstance(place, str) else place.pointer
        self.changes.append(Change(kind, level, self.name, where, pointer, text))

    def schemas(self, side: Side, old: Place, new: Place, where: str) -> None:
        """Compare the `schema` of two parts."""
        self.payloads(side, old.child("schema"), new.child("schema"), where)

    def payloads(self, side: Side, old: Place, new: Place, where: str) -> None:
        """Compare two schemas."""
        for found in self._schemas.compare(side, old.node, old.pointer, new.node, new.pointer):
            inner = found.path.lstrip()
            self.add(found.id, found.level, f"{where} {inner}".rstrip(), found.pointer, found.text)

    def shared(self, old: Place, new: Place, where: str, compare: Comparison) -> None:
        """Compare two parts that may stand elsewhere too: what many places refer to is looked through once."""
        key = old.pointer, new.pointer
        if key in self._shared:
            self.changes += [replace(change, where=where + inner) for change, inner in self._shared[key]]
            return
        start = len(self.changes)
        compare(self, old, new, where)
        self._shared[key] = [(change, change.where.removeprefix(where)) for change in self.changes[start:]]

    def wording(self, old: Place, new: Place, where: str, fields: Iterable[str]) -> None:
        """Write down fields for people that differ: they change nothing on the wire."""
        for name in fields:
            if old.node.get(name) != new.node.get(name):
                self.add(
                    "wording-changed", Level.DOCS, where, join(new.pointer, name),
                    f"The {name} is another one.",
                )  # fmt: skip

    def followed(self, document: Document, place: Place) -> Place:
        """The part itself, where `place` only refers to it."""
        seen = set()
        while isinstance(reference := place.node.get("$ref"), str) and reference not in seen:
            seen.add(reference)
            place = Place(resolve(document, reference), reference)
        return place

    def both(self, old: Place, new: Place) -> tuple[Place, Place]:
        """Both states of a part, references followed."""
        return self.followed(self.old, old), self.followed(self.new, new)


def join(pointer: str, *keys: str | int) -> str:
    """A JSON pointer, continued."""
    return "/".join([pointer, *(str(key).replace("~", "~0").replace("/", "~1") for key in keys)])
