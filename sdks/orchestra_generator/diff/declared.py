"""spec/declared-breaks.yaml: the breaking changes that were decided on, each with its reason, until their release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from orchestra_generator.diff.change import Change, Level
from orchestra_generator.failure import GeneratorError

FILE: Final = "declared-breaks.yaml"
_FIELDS: Final = ("change", "where", "reason", "since")


@dataclass(frozen=True, slots=True)
class Declared:
    """A break that may be: `change` is the id, `where` any of its places, `since` the version that brings it."""

    change: str
    where: str
    reason: str
    since: str

    def covers(self, change: Change) -> bool:
        """Whether this is the change that was meant."""
        return change.level is Level.BREAKING and change.id == self.change and self.where in change.places


def read_declared(spec: Path) -> tuple[Declared, ...]:
    """The declared breaks of a specification; none where there is no such file.

    Raises GeneratorError for an entry that lacks a field or has another one.
    """
    file = spec / FILE
    if not file.is_file():
        return ()
    listed: Any = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    if not isinstance(listed, list):
        raise GeneratorError(f"{FILE} is no list.")
    for entry in listed:
        texts = isinstance(entry, dict) and all(isinstance(value, str) and value for value in entry.values())
        if not texts or set(entry) != set(_FIELDS):
            raise GeneratorError(
                f"{FILE}: {entry} needs {', '.join(_FIELDS)}, each a text, and nothing else."
            )
    return tuple(Declared(**{**entry, "reason": " ".join(entry["reason"].split())}) for entry in listed)


def declaration(change: Change, declared: Iterable[Declared]) -> Declared | None:
    """The entry that covers a change, or None."""
    return next((entry for entry in declared if entry.covers(change)), None)


def undeclared(changes: Iterable[Change], declared: Sequence[Declared]) -> list[Change]:
    """The breaking changes that nobody has declared."""
    return [
        change
        for change in changes
        if change.level is Level.BREAKING and declaration(change, declared) is None
    ]


def stale(changes: Iterable[Change], declared: Sequence[Declared]) -> list[Declared]:
    """The entries that match no change: the list only shrinks."""
    known = list(changes)
    return [entry for entry in declared if not any(entry.covers(change) for change in known)]
