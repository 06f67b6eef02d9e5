"""The diagrams of the documentation as data: what Mermaid's text says, without drawing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.docs.pages import blocks, pages

# A node's shape (`api[API client]`, `db[(Database)]`, `in([Bytes])`), and its words.
_SHAPE: Final = r'(?:\[|\(\[|\[\()"?(?P<label>[^\]"()]+)"?(?:\]\)|\)\]|\])'
_NODE: Final = re.compile(rf"(?P<id>\w+){_SHAPE}")
_ARROW: Final = re.compile(r"^(?P<a>\w+)\s+(?P<line><?-->|-\.->)(?:\|[^|]*\|)?\s+(?P<b>\w+)$")
_MESSAGE: Final = re.compile(r"^(?P<a>\w+)(?P<line>-{1,2}(?:>>|x))(?P<b>\w+): (?P<text>.+)$")
_STEP: Final = re.compile(r"^(?P<a>\w+|\[\*\]) --> (?P<b>\w+|\[\*\])(?:: (?P<text>.+))?$")
_ENTITY: Final = re.compile(r"^(?P<name>\w+) \{\n(?P<columns>.*?)^\}", re.DOTALL | re.MULTILINE)
_COLUMN: Final = re.compile(r"^(?P<type>\w+) \*?(?P<name>\w+) (?P<marks>[A-Z, ]+)$")
_RELATION: Final = re.compile(r'^(?P<a>\w+) (?P<how>\|\|--o[{|]) (?P<b>\w+) : "[^"]+"$')

Row = tuple[str, str, str]
"""Where from, how, where to; or what else three words say of one line."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A Mermaid fence: its page, its name, what it says to who cannot see it, and its lines, stripped."""

    page: Path
    title: str
    description: str
    lines: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Such as `flowchart`, `sequenceDiagram`."""
        return next(line for line in self.lines if not line.startswith("%%")).split()[0]

    @property
    def text(self) -> str:
        """The lines."""
        return "\n".join(self.lines)

    def labels(self) -> dict[str, str]:
        """A flowchart's nodes: their words by their ids; a node without words is called as it is."""
        named = {found["id"]: found["label"] for found in _NODE.finditer(self.text)}
        ends = {end for a, _, b in self._plain_arrows() for end in (a, b)}
        return {**{end: end for end in ends}, **named}

    def arrows(self) -> list[Row]:
        """A flowchart's arrows, between the words of its nodes."""
        labels = self.labels()
        return [(labels[a], line, labels[b]) for a, line, b in self._plain_arrows()]

    def _plain_arrows(self) -> list[Row]:
        without_words = (_NODE.sub(r"\g<id>", line) for line in self.lines)
        return [
            (found["a"], found["line"], found["b"]) for found in map(_ARROW.match, without_words) if found
        ]

    def messages(self) -> list[Row]:
        """A sequence's messages: from whom, what, to whom."""
        return [(found["a"], found["text"], found["b"]) for found in map(_MESSAGE.match, self.lines) if found]

    def steps(self) -> dict[tuple[str, str], str]:
        """A state diagram's transitions, with their words."""
        return {
            (found["a"], found["b"]): found["text"] or "" for found in map(_STEP.match, self.lines) if found
        }

    def entities(self) -> dict[str, dict[str, tuple[str, set[str]]]]:
        """The tables of an ER diagram, with type and marks (PK, FK, UK) of each column drawn."""
        found: dict[str, dict[str, tuple[str, set[str]]]] = {}
        for entity in _ENTITY.finditer(self.text):
            columns = filter(None, map(_COLUMN.match, entity["columns"].splitlines()))
            found[entity["name"]] = {
                column["name"]: (column["type"], set(column["marks"].split(", "))) for column in columns
            }
        return found

    def relations(self) -> list[Row]:
        """The lines of an ER diagram."""
        return [(found["a"], found["how"], found["b"]) for found in map(_RELATION.match, self.lines) if found]


def diagrams() -> Iterator[Diagram]:
    """Every Mermaid fence of every page."""
    for page in pages():
        for block in blocks(page):
            if block.language == "mermaid":
                lines = tuple(line.strip() for line in block.text.splitlines() if line.strip())
                yield Diagram(page, _word(lines, "accTitle"), _word(lines, "accDescr"), lines)


def diagram(title: str) -> Diagram:
    """The one with this title."""
    (found,) = (one for one in diagrams() if one.title == title)
    return found


def _word(lines: tuple[str, ...], name: str) -> str:
    start = f"{name}: "
    return next((line.removeprefix(start) for line in lines if line.startswith(start)), "")
