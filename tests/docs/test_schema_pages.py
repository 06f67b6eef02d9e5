"""Places of the reference that others link to stay: a name of a schema, an event, a message or a close code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS
from tests.docs.test_site import read_links
from tests.schemas import document

REFERENCE = DOCS / "reference"
# A line a place. Lines are added, never taken away: somebody has linked there.
RECORDED = Path(__file__).parent / "anchors.txt"
PAGES = ("close-codes.md", "events.md", "schemas.md", "websocket/index.md", "websocket/v1.md")
_PLACE = re.compile(r"\{ #([\w-]+) \}")
_LINKED = re.compile(r"\((?P<page>\.\./schemas\.md)#(?P<place>\w+)\)")


def recorded() -> set[str]:
    """The places that there have been, each as `page#place`."""
    return set(RECORDED.read_text("utf-8").split())


def there() -> set[str]:
    """The places that the pages have now."""
    return {
        f"{page}#{place}" for page in PAGES for place in _PLACE.findall((REFERENCE / page).read_text("utf-8"))
    }


def test_no_recorded_place_is_gone() -> None:
    assert sorted(recorded() - there()) == []


def test_every_new_place_is_recorded() -> None:
    assert sorted(there() - recorded()) == [], f"add these lines to {RECORDED.name}"


def test_every_recorded_place_can_be_jumped_to(site: Path) -> None:
    for page in PAGES:
        built = site / "reference" / page.removesuffix(".md").removesuffix("index") / "index.html"
        wanted = {place.partition("#")[2] for place in recorded() if place.startswith(f"{page}#")}
        assert sorted(wanted - read_links(built).places) == []


@pytest.mark.parametrize("page", sorted((REFERENCE / "rest").glob("*.md")), ids=lambda page: page.stem)
def test_what_a_rest_page_names_leads_to_its_schema(page: Path) -> None:
    linked = {found["place"] for found in _LINKED.finditer(page.read_text("utf-8"))}
    types = set(_PLACE.findall(page.read_text("utf-8").partition("\n## Types\n")[2]))
    assert types <= linked
    assert linked <= set(document("v2.json")["components"]["schemas"])


def test_a_schema_tells_its_fields_its_values_and_its_users() -> None:
    text = (REFERENCE / "schemas.md").read_text("utf-8")
    for name, schema in document("v2.json")["components"]["schemas"].items():
        _, found, rest = text.partition(f"\n### {name} {{ #{name} }}\n")
        if not found:  # an event: its entry is on the page of events
            assert f"[{name}](events.md#" in text, name
            continue
        entry = re.split(r"\n##", rest, maxsplit=1)[0]
        for field in schema.get("properties", {}):
            assert f"\n| `{field}` |" in entry, f"{name} does not tell {field}"
        for value in schema.get("enum", []):
            assert f"`{value}`" in entry, f"{name} does not tell {value}"
        assert "\nUsed by [" in entry, name


def test_what_the_values_of_an_enumeration_mean_is_said() -> None:
    # The codes of errors have a page each; the values of the others are words that need no more.
    plain = {"ErrorCode", "ExecutionMode", "Mood", "RequestPart"}
    silent = {
        name
        for name, schema in document("v2.json")["components"]["schemas"].items()
        if "enum" in schema and not all(f"`{value}`" in schema["description"] for value in schema["enum"])
    }
    assert silent == plain
