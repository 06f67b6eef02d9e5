"""Where in spec/ a change was made, as file and line, for annotations beside the code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from orchestra_generator.diff.change import Change
from orchestra_generator.paths import Repository


def locate(repository: Repository, change: Change) -> tuple[str, int] | None:
    """File (from the top of the checkout) and line of the thing that a change is about, or of what holds it."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in change.pointer.split("/")[1:]]
    if steps[:1] == ["components"]:
        steps = steps[2:]
    elif steps[:1] in (["paths"], ["operations"], ["channels"]):
        steps = steps[1:]
    if not steps:
        return None
    folder, kind = repository.spec / change.document.partition(".")[0], change.document.partition(".")[2]
    preferred = [
        repository.spec / f"{change.document}.yaml",
        folder / f"{kind or 'openapi'}.yaml",
        *sorted(folder.rglob("*.yaml")),
        *sorted((repository.spec / "schemas").glob("*.yaml")),
    ]
    for file in preferred:
        line = _find(file, steps[0], 0)
        if line is None:
            continue
        for step in steps[1:]:
            below = _find(file, step, line)
            line = line if below is None else below
        return file.relative_to(repository.root).as_posix(), line
    return None


def _find(file: Path, key: str, after: int) -> int | None:
    """The number of the first line behind `after` that begins with a key, or is the close code of that name."""
    begins = re.compile(rf"\s*(?:- code: {re.escape(key)}$|['\"]?{re.escape(key)}['\"]?:(?!\s*\{{?\s*\$ref))")
    # Below a thing at the margin, the next one there is not part of it.
    for number, text in enumerate(_lines(file), start=1):
        if number <= after:
            continue
        if after and text[:1].strip() and not text.startswith("#"):
            return None
        if begins.match(text):
            return number
    return None


@cache
def _lines(file: Path) -> tuple[str, ...]:
    return tuple(file.read_text(encoding="utf-8").splitlines()) if file.is_file() else ()
