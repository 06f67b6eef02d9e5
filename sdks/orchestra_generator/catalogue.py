"""spec/errors.yaml, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orchestra_generator.failure import GeneratorError


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One error code. `planned` codes are reserved: no client meets them yet."""

    code: str
    status: int
    retryable: bool
    title: str
    meaning: str
    remedy: str
    planned: bool


def read_catalogue(source: Path) -> tuple[CatalogueEntry, ...]:
    """The entries of an error catalogue, in its order.

    Raises GeneratorError for an entry that lacks a field, has one of a wrong type, or stands twice.
    """
    content: Any = yaml.safe_load(source.read_text(encoding="utf-8"))
    listed = content.get("errors", content) if isinstance(content, dict) else content
    if isinstance(listed, dict):
        listed = [{"code": code, **entry} for code, entry in listed.items()]
    entries = tuple(_entry(source, entry) for entry in listed)
    codes = [entry.code for entry in entries]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise GeneratorError(f"{source.name} has more than one entry for {', '.join(twice)}.")
    return entries


def _entry(source: Path, entry: dict[str, Any]) -> CatalogueEntry:
    kinds: dict[str, type] = {
        "code": str, "status": int, "retryable": bool, "title": str, "meaning": str, "remedy": str
    }  # fmt: skip
    for field, kind in kinds.items():
        if not isinstance(entry.get(field), kind):
            raise GeneratorError(
                f"{source.name}: {entry.get('code', entry)} needs the field {field} ({kind.__name__})."
            )
    texts = {field: " ".join(entry[field].split()) for field in ("title", "meaning", "remedy")}
    return CatalogueEntry(
        code=entry["code"],
        status=entry["status"],
        retryable=entry["retryable"],
        planned=bool(entry.get("planned", False)),
        **texts,
    )
