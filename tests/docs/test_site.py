"""The site builds without a warning, leads nowhere wrong, and fetches nothing from other hosts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from orchestra.contract.errors import ErrorCode
from orchestra_generator.document import operations
from tests.docs.pages import ROOT, name, pages
from tests.schemas import document

_MARKDOWN_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
# A file of this repository, as an ADR names it.
_NAMED_FILE = re.compile(r"`((?:tests|service|sdks|spec|docs)/[^`\s*{]*)`")


class _Links(HTMLParser):
    """Where a page leads, what it loads by itself, and the places in it."""

    def __init__(self) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self.places |= {given[key] for key in ("id", "name") if key in given}
        if tag == "a" and "href" in given:
            self.leads.append(given["href"])
        if "src" in given:
            self.loads.append(given["src"])
        if tag == "link" and "href" in given and given.get("rel") not in ("canonical", "prev", "next"):
            self.loads.append(given["href"])


def read_links(page: Path) -> _Links:
    """The links of one built page."""
    links = _Links()
    links.feed(page.read_text("utf-8"))
    return links


def test_every_link_inside_the_site_leads_somewhere(site: Path) -> None:
    found = {page.relative_to(site).as_posix(): read_links(page) for page in site.rglob("*.html")}
    # The console's program makes a place of every operation; test_console.py opens them.
    found["try/console/index.html"].places |= {entry.name for entry in operations(document("v2.json"))}
    broken = []
    for page, links in found.items():
        if page == "404.html":  # its links begin at the address of the site
            continue
        for target in links.leads:
            address = urlsplit(urljoin("/" + page, target))
            if address.scheme or address.netloc:
                continue
            path = unquote(address.path).lstrip("/")
            path = path + "index.html" if path.endswith("/") or not path else path
            if not (site / path).is_file():
                broken.append(f"{page}: {target}")
            elif address.fragment and path in found and unquote(address.fragment) not in found[path].places:
                broken.append(f"{page}: {target} (no such place)")
    assert broken == []


def test_reading_a_page_fetches_nothing_from_another_host(site: Path) -> None:
    elsewhere = [
        f"{page.relative_to(site)}: {target}"
        for page in site.rglob("*.html")
        if page.name != "404.html"
        for target in read_links(page).loads
        if urlsplit(target).netloc
    ]
    assert elsewhere == []
    styles = [
        style
        for style in site.rglob("*.css")
        if re.search(r"@import|url\(['\"]?(https?:)?//", style.read_text("utf-8"))
    ]
    assert styles == []


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_error_code_has_its_page(site: Path, code: ErrorCode) -> None:
    page = site / "reference" / "errors" / code / "index.html"
    assert page.is_file()
    assert code in page.read_text("utf-8")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_of_the_top_files_lead_to_files(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    targets = [found["target"] for found in _MARKDOWN_LINK.finditer(text)]
    missing = [
        target
        for target in targets
        if not urlsplit(target).scheme and not (ROOT / target.partition("#")[0]).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_files_that_a_page_names_exist(page: Path) -> None:
    named = {found.rstrip("/") for found in _NAMED_FILE.findall(page.read_text("utf-8"))}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []
