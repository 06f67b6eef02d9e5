"""What programs fetch from the site is there: documents, badges, short addresses, and pages that errors lead to."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest

from orchestra.contract.errors import ErrorCode
from orchestra.errors import OrchestraError, problem
from orchestra_generator.site_downloads import badge, badges
from tests.docs.pages import DOCS, ROOT

DOCUMENTS = files("orchestra.contract") / "documents"
_BADGE = re.compile(r"!\[(?P<text>[^\]]+)\]\(\.\./downloads/badges/(?P<name>\w+)\.svg\)")
_LEADS = re.compile(r'http-equiv="refresh" content="0; url=(?P<to>[^"]+)"')
_REDIRECT = re.compile(r"^ {8}(?P<old>\S+\.md): (?P<new>\S+\.md)$", re.MULTILINE)


def redirects() -> dict[str, str]:
    """The short addresses, each with the page that it leads to."""
    return dict(_REDIRECT.findall((ROOT / "mkdocs.yml").read_text("utf-8").partition("redirect_maps:")[2]))


def test_the_site_has_the_documents_that_the_service_publishes(site: Path) -> None:
    published = {
        entry.name: entry.read_bytes() for entry in DOCUMENTS.iterdir() if entry.name.endswith(".json")
    }
    assert len(published) == 6
    there = {path.name: path.read_bytes() for path in (site / "downloads" / "spec").iterdir()}
    assert there == published


def test_the_page_offers_every_document_and_says_what_the_badges_show(site: Path) -> None:
    text = (DOCS / "reference" / "downloads.md").read_text("utf-8")
    for path in (site / "downloads" / "spec").iterdir():
        assert f"(../downloads/spec/{path.name})" in text
    shown = {found["name"]: found["text"].lower() for found in _BADGE.finditer(text)}
    assert shown == {name: f"{label} {value}".lower() for name, (label, value) in badges(ROOT).items()}
    for name in shown:
        drawn = ElementTree.parse(site / "downloads" / "badges" / f"{name}.svg").getroot()  # noqa: S314 - our own file
        words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
        assert words == list(badges(ROOT)[name])


def test_a_badge_is_as_wide_as_its_words_and_brings_nothing_from_elsewhere() -> None:
    short, long = (ElementTree.fromstring(badge("a<b", value)) for value in ("1", "1.10.100"))  # noqa: S314
    assert int(short.attrib["width"]) < int(long.attrib["width"])
    assert "href" not in badge("contract", "2.1.0")


@pytest.mark.parametrize(("old", "new"), redirects().items(), ids=str)
def test_a_short_address_leads_to_its_page(site: Path, old: str, new: str) -> None:
    assert not (DOCS / old).exists()
    page = old.removesuffix(".md") + "/"
    found = _LEADS.search((site / page / "index.html").read_text("utf-8"))
    assert found is not None
    target = urljoin(f"/{page}", found["to"]).lstrip("/")
    assert target == new.removesuffix(".md").removesuffix("index").rstrip("/") + "/"
    assert "<article" in (site / target / "index.html").read_text("utf-8")


def test_short_addresses_are_there() -> None:
    assert {"quickstart.md", "errors.md", "openapi.md"} <= redirects().keys()


@pytest.mark.parametrize("code", list(ErrorCode))
def test_the_type_of_a_problem_is_the_address_of_its_page(site: Path, code: ErrorCode) -> None:
    body = problem(OrchestraError(code, "?"), docs_url="/docs", instance="/", correlation_id=None)
    address = str(body["type"])
    assert address.startswith("/docs/") and address.endswith("/")
    page = (site / address.removeprefix("/docs/") / "index.html").read_text("utf-8")
    assert "<article" in page and code.value in page
    assert _LEADS.search(page) is None
