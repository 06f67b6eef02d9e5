"""The documentation as its readers have it: pages, tables, and the examples in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=indent)```", re.DOTALL | re.MULTILINE
)
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>[^>]+?) -->\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `line` is where it begins, `not_run` the reason why it cannot be run."""

    page: Path
    line: int
    language: str
    text: str
    not_run: str | None


def pages() -> list[Path]:
    """README, CONTRIBUTING and every page of the documentation."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def name(page: Path) -> str:
    """A page's path inside the repository."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, from top to bottom."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        before = text[: found.start()]
        skip = _NOT_RUN.search(before)
        yield Block(
            page,
            before.count("\n") + 1,
            found["language"],
            "\n".join(line.removeprefix(found["indent"]) for line in found["text"].splitlines()),
            skip["reason"] if skip else None,
        )


def rows(page: Path) -> list[tuple[str, ...]]:
    """The cells of every table row of a page, without code marks."""
    return [
        tuple(cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
