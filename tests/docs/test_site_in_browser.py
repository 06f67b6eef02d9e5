"""The whole site in a real browser, served by the service: for everybody, quiet, light, with a way through."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio

from tests.browser import AXE, Page, opened_page
from tests.docs.pages import ROOT
from tests.service import RunningService

in_one_loop = pytest.mark.asyncio(loop_scope="module")

# One page of every kind that there is; a kind of page that comes new gets its line here.
KINDS: Final = {
    "home": "",
    "get started": "get-started/",
    "playground": "try/playground/",
    "console": "try/console/",
    "guide with tabs": "guides/streaming/",
    "guide with transcripts": "guides/swarm-transcripts/",
    "REST operations of a resource": "reference/rest/chat/",
    "events": "reference/events/",
    "WebSocket messages": "reference/websocket/",
    "schemas": "reference/schemas/",
    "table of the reference": "reference/settings/",
    "list of errors": "reference/errors/",
    "error": "reference/errors/rate_limited/",
    "Python SDK": "reference/python-sdk/streaming/",
    "TypeScript SDK": "reference/typescript-sdk/resources/",
    "downloads": "reference/downloads/",
    "deployment": "guides/deployment/",
    "diagrams": "architecture/components/",
    "list of decisions": "adr/",
    "decision": "adr/ADR-017-documentation-site/",
    "changelog": "changelog/",
    "page that is not there": "no-such-page/",
}
# A scheme decides over colours and a width over the layout, so that two of the four say what all four would.
LOOKS: Final = (("light", 1280), ("dark", 390))
VIOLATIONS: Final = """axe.run(document, {resultTypes: ["violations"]}).then((result) => result.violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .map((found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`))"""
# Colours that are on their way to others are nobody's.
SETTLED: Final = """Promise.allSettled(document.getAnimations()
  .filter((one) => one instanceof CSSTransition).map((one) => one.finished)).then(() => true)"""
# How the focus is shown: the style of a line around it, or around the label that stands for it.
FOCUS: Final = """[document.activeElement, ...document.activeElement.labels ?? []].map((place) => {
  const {outlineStyle, outlineWidth} = getComputedStyle(place);
  return outlineStyle === "solid" && parseFloat(outlineWidth) >= 2;
}).includes(true) ? "" : document.activeElement.outerHTML"""
# The budget of the first page, without the index of the search and Mermaid.
FIRST_PAGE_BYTES: Final = 500_000
LARGEST_PAINT_MS: Final = 1_500
LOADED: Final = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((entry) => ({address: entry.name, bytes: entry.transferSize}))"""
LARGEST_PAINT: Final = """new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime));
  observer.observe({type: "largest-contentful-paint", buffered: true});
})"""


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Page) -> AsyncIterator[Page]:
    """The browser's page as a desktop has it, with an open ear."""
    await dress(browser, *LOOKS[0])
    await browser.heard()
    yield browser


async def dress(page: Page, scheme: str, width: int) -> None:
    """Have the page as a reader has it who wants this scheme on a screen of this width."""
    await page.call("emulateMedia", {"colorScheme": scheme, "reducedMotion": "reduce"})
    await page.call("setViewportSize", {"width": width, "height": 900})


async def look_up(page: Page, service: RunningService, path: str) -> None:
    """Open a page of the site, and wait until it does nothing more."""
    await page.call("goto", f"{service.base_url}/docs/{path}", {"waitUntil": "networkidle"})


@pytest.mark.parametrize("kind", KINDS)
@in_one_loop
async def test_a_page_of_every_kind_can_be_read_by_everybody_and_is_quiet(
    page: Page, service: RunningService, kind: str
) -> None:
    await look_up(page, service, KINDS[kind])
    heard = await page.heard()
    missing = [words for words in heard.complaints if "404" in words]
    assert [words for words in heard.complaints if words not in missing] == []
    assert bool(missing) is (kind == "page that is not there"), missing
    elsewhere = {urlsplit(address).netloc for address in heard.requests if not address.startswith("data:")}
    assert elsewhere == {urlsplit(service.base_url).netloc}

    await assert_for_everybody(page, kind)
    assert (await page.heard()).complaints == []


async def assert_for_everybody(page: Page, kind: str) -> None:
    """Hold what the page shows against axe's rules, in every look; nothing scrolls sideways there."""
    await page.call("addScriptTag", {"path": str(AXE)})
    for scheme, width in LOOKS:
        await dress(page, scheme, width)
        await page.until(
            f"document.body.dataset.mdColorScheme === '{'slate' if scheme == 'dark' else 'default'}'"
        )
        await page.evaluate(SETTLED)
        # Nothing scrolls sideways; until then, what Material moves after a change of the width is still on its way.
        await page.until("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert await page.evaluate(VIOLATIONS) == [], f"{kind}, {scheme}, {width} pixels wide"


@in_one_loop
async def test_what_the_search_finds_can_be_read_by_everybody(page: Page, service: RunningService) -> None:
    await look_up(page, service, "changelog/")
    await search(page, "idempotency key")
    await page.until("document.querySelector('.md-search-result__item')")
    await assert_for_everybody(page, "search")


def test_every_part_of_the_navigation_has_a_page_that_is_looked_at() -> None:
    nav = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")[2]
    parts = [part for part in re.split(r"^  - ", nav, flags=re.MULTILINE) if part]
    unseen = []
    for part in parts:
        pages = re.findall(r"(\S+)\.md$", part, re.MULTILINE)
        addresses = {"" if one == "index" else f"{one.removesuffix('/index')}/" for one in pages}
        if not addresses & set(KINDS.values()):
            unseen.append(part.partition(":")[0])
    assert len(parts) > 5
    assert unseen == []


@in_one_loop
async def test_the_first_page_is_light_and_quickly_there(service: RunningService, tmp_path: Path) -> None:
    async with opened_page(tmp_path) as stranger:  # a browser that has nothing in its memory
        await look_up(stranger, service, "")
        loaded = await stranger.evaluate(LOADED)
        paints = [await stranger.evaluate(LARGEST_PAINT)]
        for _ in range(4):
            await look_up(stranger, service, "")
            paints.append(await stranger.evaluate(LARGEST_PAINT))
    counted = [one for one in loaded if not re.search(r"search_index|mermaid", one["address"])]
    assert len(counted) >= 3, "the page, a style and a script at least"
    assert all(one["bytes"] > 0 for one in counted)
    assert sum(one["bytes"] for one in counted) < FIRST_PAGE_BYTES
    # The best of five: what the page takes, and not what the machine does beside it.
    assert 0 < min(paints) < LARGEST_PAINT_MS


@in_one_loop
async def test_what_a_browser_has_already_is_not_sent_again(service: RunningService) -> None:
    async with httpx.AsyncClient(base_url=service.base_url) as client:
        first = await client.get("/docs/guides/streaming/")
        again = await client.get("/docs/guides/streaming/", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@in_one_loop
async def test_a_reader_without_a_mouse_can_skip_the_navigation(page: Page, service: RunningService) -> None:
    await look_up(page, service, "guides/sessions/")
    await page.call("press", "body", "Tab")
    focused = "document.activeElement.className"
    assert "md-skip" in await page.evaluate(focused)
    await page.call("press", ".md-skip", "Enter")
    await page.until("location.hash !== ''")
    await page.call("press", "body", "Tab")
    assert await page.evaluate("document.querySelector('.md-content').contains(document.activeElement)")


@in_one_loop
async def test_a_reader_without_a_mouse_sees_where_the_keyboard_is(
    page: Page, service: RunningService
) -> None:
    await look_up(page, service, "guides/streaming/")
    # The bars at the top, the field of the search, the navigation, and a link of the page itself.
    for place in ("body", *["*:focus"] * 12):
        await page.call("press", place, "Tab")
        assert await page.evaluate(FOCUS) == ""
    await page.call("focus", "article p a")
    assert await page.evaluate(FOCUS) == ""


@in_one_loop
async def test_a_newcomer_finds_the_way_through_the_site(page: Page, service: RunningService) -> None:
    await look_up(page, service, "")
    await follow(page, ".md-content a:text-is('Get started')", "/docs/get-started/")
    await follow(page, ".md-content a:text-is('Playground')", "/docs/try/playground/")

    await page.call("fill", "#server-key", "ork_wrong-key-of-a-stranger-0123456789abcdefgh")
    await page.call("press", "#server-key", "Enter")
    await page.until("document.querySelector('#try .try-trouble a')")
    await page.call("fill", "#server-key", service.key)
    await page.call("press", "#server-key", "Enter")
    status = "document.querySelector('.try-status').textContent"
    await page.until(f"{status}.startsWith('The service answers')")
    await page.call("fill", "#try-message", "[[text Good morning]]")
    await page.call("press", "#try-message", "Enter")
    await page.until(f"{status}.startsWith('Answer complete')")
    answer = "document.querySelector('.try-answer:last-child [data-answer]').textContent"
    assert await page.evaluate(answer) == "Good morning"

    async with httpx.AsyncClient(base_url=service.base_url, headers=service.headers) as client:
        problem = (await client.get("/v2/sessions/ses_nobody")).json()
    await page.call("goto", service.base_url + urlsplit(problem["type"]).path)
    assert problem["code"] in await page.evaluate("document.querySelector('article').textContent")
    assert problem["title"] in await page.evaluate("document.querySelector('h1').textContent")

    await search(page, "idempotency key")
    found = "document.querySelector('.md-search-result__link[href*=\"guides/idempotency\"]')"
    await page.until(found)
    await page.call("press", ".md-search__input", "ArrowDown")
    assert await page.evaluate("document.activeElement.classList.contains('md-search-result__link')")
    await follow(page, ".md-search-result__link[href*='guides/idempotency']", "/docs/guides/idempotency/")
    assert (await page.evaluate("document.querySelector('h1').textContent")).startswith("Idempotency")


async def search(page: Page, words: str) -> None:
    """Search from the keyboard; the search looks at its field when a key is let go."""
    await page.call("press", "body", "/")
    await page.call("fill", ".md-search__input", words)
    await page.call("press", ".md-search__input", "End")


async def follow(page: Page, link: str, path: str) -> None:
    """Follow the first such link; it has to lead to this path."""
    await page.call("click", f"{link} >> nth=0")
    await page.until(f"location.pathname === {json.dumps(path)} && document.readyState === 'complete'")
