"""What the site holds for programs that read it: llms.txt, every page as Markdown, and the sitemap."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from tests.docs.pages import DOCS, ROOT, blocks, name

_LINK = re.compile(r"(?P<image>!?)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_ENTRY = re.compile(r"- \[[^\]]+\]\((?P<target>[^)\s]+)\)(: \S.*)?")
_INCLUDED = re.compile(r'^--8<-- "(?P<path>[^"]+)"$', re.MULTILINE)
# What stands in its place is in test_sdk_reference.py.
_PYTHON_BLOCK = re.compile(r"^::: \S+\n(?: {4}.*\n?)*", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_SITEMAP_ADDRESS = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def markdown_of(page: Path) -> str:
    """Where the site has a page's Markdown."""
    path = page.relative_to(DOCS)
    folder = path.parent if path.name == "index.md" else path.with_suffix("")
    return (folder / "index.html.md").as_posix()


def nav() -> list[str]:
    """Where the site has the Markdown of the pages that the navigation names, in its order."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")[2]
    return [markdown_of(DOCS / path) for path in re.findall(r"^ +- (?:.*: )?(\S+\.md)$", text, re.MULTILINE)]


def source(page: Path) -> str:
    """A page as it was written, with the files it includes."""
    text = _INCLUDED.sub(
        lambda found: (ROOT / found["path"]).read_text("utf-8"), page.read_text("utf-8")
    ).strip()
    return _PYTHON_BLOCK.sub("", _FRONT_MATTER.sub("", text))


def listed(site: Path) -> list[str]:
    """What llms.txt lists, from top to bottom."""
    lines = (site / "llms.txt").read_text("utf-8").splitlines()
    return [found["target"] for line in lines if (found := _ENTRY.fullmatch(line))]


def test_llms_txt_has_the_form_of_llmstxt_org(site: Path) -> None:
    head, *sections = (site / "llms.txt").read_text("utf-8").split("\n## ")
    assert re.fullmatch(r"# AI Orchestra\n\n> [^\n]+\n\n[^\n#]+\n", head)
    assert sections[-1].startswith("Optional\n"), "what the navigation leaves out may be left out by a reader"
    wrong = [
        line
        for section in sections
        for line in section.partition("\n")[2].splitlines()
        if line and not _ENTRY.fullmatch(line)
    ]
    assert wrong == []


def test_llms_txt_lists_every_page_once_and_the_navigation_first(site: Path) -> None:
    pages, in_nav = listed(site), nav()
    assert sorted(pages[: len(in_nav)]) == sorted(in_nav)
    assert sorted(pages) == sorted(markdown_of(page) for page in DOCS.rglob("*.md"))


def test_every_page_is_there_as_markdown(site: Path) -> None:
    assert [page for page in listed(site) if not (site / page).is_file()] == []
    assert [page for page in listed(site) if not (site / page.removesuffix(".md")).is_file()] == []


@pytest.mark.parametrize("full", [False, True], ids=["its own Markdown", "llms-full.txt"])
def test_the_text_of_a_page_is_whole(site: Path, full: bool) -> None:
    """Its lines, links apart, and its examples to the letter."""
    everything = (site / "llms-full.txt").read_text("utf-8")
    missing = []
    for page in DOCS.rglob("*.md"):
        text = everything if full else (site / markdown_of(page)).read_text("utf-8")
        lines = set(text.splitlines())
        prose = _FENCED.sub("", source(page))
        prose = re.sub(r"^ *<!--.*?-->", "", prose, flags=re.DOTALL | re.MULTILINE)
        missing += [
            f"{name(page)}: {line}" for line in prose.splitlines() if "](" not in line and line not in lines
        ]
        missing += [
            f"{name(page)}: line {block.line}"
            for block in blocks(page)
            if any(line.strip() and line.strip() not in text for line in block.text.splitlines())
        ]
    assert missing == []


def test_llms_full_txt_keeps_the_order_of_the_navigation(site: Path) -> None:
    everything = "\n" + (site / "llms-full.txt").read_text("utf-8")
    place = 0
    for page in nav():
        title = (site / page).read_text("utf-8").splitlines()[0]
        place = everything.find(f"\n{title}\n", place)
        assert place >= 0, f"{page} does not come after the page before it"


def test_markdown_has_no_notes_for_its_authors(site: Path) -> None:
    for page in [*site.rglob("*.html.md"), site / "llms-full.txt"]:
        text = _FENCED.sub("", page.read_text("utf-8"))
        assert re.search(r"^ *(<!--|--8<--)", text, re.MULTILINE) is None, page.relative_to(site)


def test_links_between_markdown_files_lead_to_files_and_load_nothing_from_other_hosts(site: Path) -> None:
    broken = []
    for page in [*site.rglob("*.html.md"), *site.glob("llms*.txt")]:
        path = page.relative_to(site).as_posix()
        for found in _LINK.finditer(_FENCED.sub("", page.read_text("utf-8"))):
            address = urlsplit(found["target"])
            if address.scheme or address.netloc:
                broken += [f"{path}: {found[0]}"] if found["image"] else []
            elif address.path:
                target = site / normpath(join(dirname(path), address.path))
                markdown = target.suffix != ".md" or target.name.endswith(".html.md")
                broken += [] if target.is_file() and markdown else [f"{path}: {found[0]}"]
    assert broken == []


def test_the_sitemap_lists_every_page_and_nothing_else(site: Path) -> None:
    tree = ElementTree.parse(site / "sitemap.xml")  # noqa: S314 - MkDocs has just written it
    addresses = [place.text or "" for place in tree.iter(_SITEMAP_ADDRESS)]
    # A short address leads to a page and is none.
    built = {
        page.relative_to(site).as_posix().removesuffix("index.html")
        for page in site.rglob("*.html")
        if 'http-equiv="refresh"' not in page.read_text("utf-8")
    }
    home = min(addresses, key=len)
    assert home.endswith("/docs/")
    assert sorted(address.removeprefix(home) for address in addresses) == sorted(built - {"404.html"})


def test_downloads_name_every_document_that_the_service_publishes() -> None:
    text = (DOCS / "reference" / "downloads.md").read_text("utf-8")
    documents = (ROOT / "service" / "orchestra" / "contract" / "documents").glob("*.json")
    paths = {
        f"`/asyncapi/{document.name.removeprefix('asyncapi-')}`"
        if document.name.startswith("asyncapi-")
        else f"`/openapi/{document.name}`"
        for document in documents
    }
    assert set(re.findall(r"^\| (`/(?:open|async)api/[^`]+`)", text, re.MULTILINE)) == paths


def test_downloads_lead_to_every_file_for_download() -> None:
    text = (DOCS / "reference" / "downloads.md").read_text("utf-8")
    linked = {normpath(join("reference", found["target"])) for found in _LINK.finditer(text)}
    files = {path.relative_to(DOCS).as_posix() for path in (DOCS / "downloads").rglob("*") if path.is_file()}
    assert sorted(files - linked) == []
