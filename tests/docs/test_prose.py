"""Pages tell their readers what they need and where to go next, and spell every product as its makers do."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.pages import DOCS, ROOT, name, pages, prose

GUIDES = [DOCS / "get-started/index.md", *sorted((DOCS / "guides").glob("*.md"))]
TEXTS = [*pages(), ROOT / "CHANGELOG.md"]
# Its sentences are those of `orchestra contract diff`, which names documents as they are called in addresses.
API_CHANGELOG = DOCS / "reference/api-changelog.md"
# Version 1 of the contract is frozen, its words too.
SPECIFICATIONS = sorted(
    path for path in (ROOT / "spec").rglob("*.yaml") if not path.is_relative_to(ROOT / "spec/v1")
)

# Each is spelled in this way only, or with an s behind it.
_NAMES = """
    AI Orchestra, AsyncAPI, Chromium, curl, Docker, FastAPI, GitHub, JavaScript, JSON, Kubernetes, macOS, Mermaid,
    MkDocs, Newman, npm, ONNX, OpenAI, OpenAPI, pip, Playwright, PostgreSQL, Postman, Prometheus, pytest, Python, Redis,
    SDK, Server-Sent Event, SQLAlchemy, SQLite, TOML, TypeDoc, TypeScript, Valkey, WebSocket, YAML
"""
NAMES = [right.strip() for right in _NAMES.split(",")]
# What is sometimes written instead of a name.
OTHERWISE = {
    "AsyncIO": "asyncio",
    "Git Hub": "GitHub",
    "Java Script": "JavaScript",
    "k8s": "Kubernetes",
    "Mac OS": "macOS",
    "Node.js": "Node",
    "NodeJS": "Node",
    "Open AI": "OpenAI",
    "Open API": "OpenAPI",
    "OS X": "macOS",
    "Postgres": "PostgreSQL",
    "Server Sent Event": "Server-Sent Event",
    "Type Script": "TypeScript",
    "Web Socket": "WebSocket",
    "Web-Socket": "WebSocket",
}
_RIGHT = {right.lower(): right for right in NAMES} | {
    wrong.lower(): right for wrong, right in OTHERWISE.items()
}
# A name that is part of an address, a file or an option is none.
_NAME = re.compile(
    r"(?<![\w./@:=\"-])(?P<name>"
    + "|".join(re.escape(known).replace(r"\ ", r"\s+") for known in sorted(_RIGHT, key=len, reverse=True))
    + r")s?(?![\w/=\"]|[-.]\w)",
    re.IGNORECASE,
)

# A heading or a cell that is one word in small letters is a key, a type or a column, as the code has it.
_KEY = re.compile(r"(?<=\n## )[a-z]+(?=\n)|(?<=\| )[a-z]+(?= \*? ?\|)")

_INCLUDE = re.compile(r'^--8<-- "(?P<file>[^"]+)"$', re.MULTILINE)
_BLOCK = re.compile(r"^( *)(`{3,}).*?^\1\2 *$|<pre>.*?</pre>", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(?P<level>#{1,6}) (?P<text>.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]+\]\([^)\s]+\)")
_UNFINISHED = re.compile(r"\b(?:TODO|TBD|FIXME|XXX|coming soon|lorem ipsum)\b", re.IGNORECASE)
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(|<img\b(?P<attributes>[^>]*)>")


def misspelt(text: str) -> list[str]:
    """The names that are spelled wrong in a text without code: the line, and how each should be."""
    text = _KEY.sub("", text)
    found = [
        (text.count("\n", 0, name.start()) + 1, " ".join(name["name"].split()))
        for name in _NAME.finditer(text)
    ]
    return [
        f"line {line}: {wrong} is {right}"
        for line, wrong in found
        if wrong != (right := _RIGHT[wrong.lower()])
    ]


def said(document: Any) -> Iterator[str]:
    """What a specification says to people: every title, summary and description in it."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key in ("title", "summary", "description") and isinstance(value, str):
                yield value
            else:
                yield from said(value)
    elif isinstance(document, list):
        for item in document:
            yield from said(item)


def read(page: Path) -> str:
    """A page with what it includes, without its code blocks."""
    text = _INCLUDE.sub(lambda found: (ROOT / found["file"]).read_text("utf-8"), page.read_text("utf-8"))
    return _BLOCK.sub("", text)


@pytest.mark.parametrize("page", GUIDES, ids=name)
def test_a_guide_says_at_its_top_what_it_needs(page: Path) -> None:
    title, about, *rest = read(page).split("\n## ")[0].split("# ", 1)[1].strip().split("\n\n")
    assert title
    assert about, "what the page is about comes first"
    assert sum(paragraph.startswith("You need: ") for paragraph in rest) == 1


@pytest.mark.parametrize("page", [DOCS / "index.md", *GUIDES], ids=name)
def test_a_guide_says_at_its_end_where_to_go_next(page: Path) -> None:
    heading, *places = read(page).split("\n## ")[-1].strip().split("\n- ")
    assert heading.strip() == "Next"
    assert 2 <= len(places) <= 5
    assert [place for place in places if not _LINK.search(place)] == []


def test_a_page_of_the_reference_says_where_to_go_next() -> None:
    """The pages of single errors have their own form: meaning, cause, remedy."""
    found = [page for page in (DOCS / "reference").rglob("*.md") if page.parent.name != "errors"]
    assert len(found) > 20
    assert [name(page) for page in found if "\n## Next\n" not in read(page)] == []


def test_names_are_spelled_as_their_makers_do() -> None:
    wrong = [
        f"{name(page)} {found}"
        for page in TEXTS
        if page != API_CHANGELOG
        for found in misspelt(prose(page.read_text("utf-8")))
    ]
    assert wrong == []


def test_the_specification_spells_names_as_their_makers_do() -> None:
    wrong = [
        f"{name(path)}: {problem}"
        for path in SPECIFICATIONS
        for text in said(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader))
        for problem in misspelt(prose(text))
    ]
    assert wrong == []


def test_misspelt_names_are_found_and_others_left_alone() -> None:
    for right in NAMES:
        assert misspelt(f"It speaks {right}, or {right}s.") == []
        assert misspelt(f"It speaks\n{right.swapcase()}.") == [f"line 2: {right.swapcase()} is {right}"]
    for wrong, right in OTHERWISE.items():
        assert misspelt(f"It speaks {wrong}.") == [f"line 1: {wrong} is {right}"]
    assert misspelt("See sdks/python/ and typescript-sdk.md, or websocket.py.") == []
    assert prose("The `websocket` of [it](websocket.md)\n```python\nwebsocket\n```\n").split() == [
        "The",
        "of",
        "[it]",
    ]


def test_no_page_is_unfinished() -> None:
    found = {name(page): _UNFINISHED.findall(prose(page.read_text("utf-8"))) for page in TEXTS}
    assert {page: words for page, words in found.items() if words} == {}


def test_headings_are_one_title_and_levels_without_a_gap() -> None:
    wrong = {}
    for page in TEXTS:
        levels = [len(found["level"]) for found in _HEADING.finditer(read(page))]
        gaps = [(one, two) for one, two in itertools.pairwise(levels) if two > one + 1]
        if levels[:1] != [1] or levels.count(1) != 1 or gaps:
            wrong[name(page)] = levels
    assert wrong == {}


def test_images_say_what_they_show() -> None:
    silent = [
        f"{name(page)}: {found[0]}"
        for page in TEXTS
        for found in _IMAGE.finditer(read(page))
        if not (found["alt"] or re.search(r'\balt="[^"]+"', found["attributes"] or ""))
    ]
    assert silent == []
