"""The documentation as its readers have it: pages, tables, and the examples in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

# It ends with as many backticks as it begins with, so that a block may show blocks.
_FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>\w*)(?P<options>[^\n`]*)\n"
    r"(?P<text>.*?)^(?P=indent)(?P=ticks) *$",
    re.DOTALL | re.MULTILINE,
)
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>[^>]+?) -->\s*$")
_TITLE = re.compile(r'title="(?P<title>[^"]+)"')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)|<(code|pre|svg|script)\b.*?</\2>", re.DOTALL)
_ADDRESS = re.compile(r"(?<=\])\([^)\s]*\)|<?https?://[^\s)>]+>?")
_TAB = re.compile(r' *={3}[!+]* "(?P<label>[^"]+)"$')


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `line` is where it begins, `not_run` the reason why it cannot be run.

    `tab` is the label of the content tab that it stands in, `title` the name of the file that it is.
    """

    page: Path
    line: int
    language: str
    text: str
    not_run: str | None
    tab: str | None = None
    title: str | None = None


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
        title = _TITLE.search(found["options"])
        yield Block(
            page,
            before.count("\n") + 1,
            found["language"],
            "\n".join(line.removeprefix(found["indent"]) for line in found["text"].splitlines()),
            skip["reason"] if skip else None,
            _tab_of(before, len(found["indent"])),
            title["title"] if title else None,
        )


def _tab_of(before: str, indent: int) -> str | None:
    """The label of the tab whose content is what stands behind `before`, `indent` spaces from the margin."""
    for line in reversed(before.splitlines()):
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            tab = _TAB.match(line)
            return tab["label"] if tab else None
    return None


def prose(text: str) -> str:
    """The text with its fenced blocks, code, comments and addresses blanked; every line stays in its place."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    for pattern in (_FENCE, _COMMENT, _CODE, _ADDRESS):
        text = pattern.sub(blank, text)
    return text


def rows(page: Path) -> list[tuple[str, ...]]:
    """The cells of every table row of a page, without code marks."""
    return [
        tuple(cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
