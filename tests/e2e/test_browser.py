"""A page in a real browser: it connects with a ticket, chats, loses its connection and resumes, and where it may not
connect it can read why.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestra.providers.base import Provider
from orchestra.providers.scripted import ScriptedProvider
from tests.browser import Page, opened_page
from tests.docs.pages import ROOT, blocks
from tests.e2e.backend import PAGE, Backend, backend, line
from tests.raw import Received, assert_whole
from tests.service import RunningService, running_service

FORMS = ["subprotocol", "query"]
ANSWER = "document.querySelector('#answer').textContent"
STATUS = "document.querySelector('#status').textContent"
CONNECTED = f"{STATUS} === 'Connected.'"
ENDED = "shown.some(({event}) => event?.type === 'run.completed')"


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with opened_page(tmp_path) as opened:
        yield opened


@pytest.fixture
def home(service: RunningService) -> Iterator[Backend]:
    """The backend of a page that may use the service."""
    with backend(service) as started:
        yield started


async def ask(page: Page, message: str) -> None:
    await page.call("fill", "input", message)
    await page.call("click", "button")


async def received(page: Page) -> Received:
    """The events that the page was sent, over all its connections."""
    return Received(await page.evaluate("shown.flatMap(({event}) => event ?? [])"))


async def closed(page: Page) -> dict[str, Any]:
    """How the page's connection ended: `code`, and `goodbye` where one came."""
    await page.until("shown.some(({code}) => code)")
    ended: dict[str, Any] = await page.evaluate("shown.find(({code}) => code)")
    return ended


async def refusal(page: Page, url: str) -> tuple[int, str]:
    """The close code and the reason that a page is refused with, as the page has them."""
    await page.call("goto", "about:blank")
    await page.call("goto", url)
    ended = await closed(page)
    goodbye = ended["goodbye"]
    assert goodbye["code"] == ended["code"]
    assert goodbye["reconnect"] is False
    assert await page.evaluate(STATUS) == goodbye["reason"], "its user can read it too"
    return ended["code"], goodbye["reason"]


@pytest.mark.parametrize("form", FORMS)
async def test_a_page_chats_and_resumes_what_it_lost(
    page: Page, home: Backend, service: RunningService, form: str
) -> None:
    provider = service.get(Provider)  # type: ignore[type-abstract]
    assert isinstance(provider, ScriptedProvider)
    name = f"browser-{form}"
    async with line(service) as wire:
        home.line = wire.port
        await page.call("goto", f"{home.origin}/#{form}")
        await page.until(CONNECTED)
        await ask(page, f"[[text The quick brown fox jumps over it 🦊]] [[gate {name} after=3]]")
        await page.until(f"{ANSWER} === 'The quick brown'")
        wire.cut()
        await page.until("shown.some(({code}) => code === 1006)")
        service.loop.call_soon_threadsafe(provider.gate(name).opened.set)
        await page.until(ENDED)
        assert await page.evaluate(ANSWER) == "The quick brown fox jumps over it 🦊"
        assert_whole(await received(page))
        await ask(page, "And more?")
        await page.until(f"({ENDED}) && {ANSWER}.includes('And more?')")
        assert wire.connections == 2
    assert len(set(home.given)) == 2, "a ticket for each connection"


async def test_a_page_that_is_cut_off_again_and_again_has_the_answer_once(
    page: Page, home: Backend, service: RunningService
) -> None:
    """Within the handshake, the welcome, before and behind `accepted`, and within tokens."""
    cuts = [100, 400, 700, 1000, 1300, 2000, 3000]
    async with line(service, cuts) as wire:
        home.line = wire.port
        await page.call("goto", f"{home.origin}/#subprotocol")
        await ask(page, "[[tokens 300]]")
        await page.until(ENDED)
        assert wire.connections == len(cuts) + 1
    events = await received(page)
    assert_whole(events)
    assert await page.evaluate(ANSWER) == events.text
    assert len({event["run_id"] for event in events.events}) == 1


@pytest.mark.parametrize("form", FORMS)
async def test_a_page_reads_why_its_ticket_is_refused(page: Page, home: Backend, form: str) -> None:
    await page.call("goto", f"{home.origin}/#{form}")
    await page.until(CONNECTED)
    home.tickets = [home.given[0], "tkt_unknown", home.mint()]

    code, reason = await refusal(page, f"{home.origin}/#{form}")
    assert (code, "used already" in reason) == (4401, True)
    code, reason = await refusal(page, f"{home.origin}/#{form}")
    assert (code, "not known" in reason) == (4401, True)
    foreign = home.origin.replace("127.0.0.1", "localhost")
    code, reason = await refusal(page, f"{foreign}/#{form}")
    assert (code, home.origin in reason) == (4403, True)


async def test_a_page_reads_that_its_ticket_is_too_old(page: Page, tmp_path: Path) -> None:
    # No page can be there within a millisecond.
    with (
        running_service(tmp_path / "data", sockets={"ticket_ttl": 0.001}) as service,
        backend(service) as home,
    ):
        code, reason = await refusal(page, home.origin)
        assert (code, "too old" in reason) == (4401, True)


async def test_without_a_ticket_only_pages_of_allowed_origins_come_in(page: Page, tmp_path: Path) -> None:
    """Where no keys are asked for; elsewhere a page has no way to send one."""
    with backend() as home:
        cors = {"origins": (home.origin,)}
        with running_service(tmp_path / "data", auth=False, cors=cors) as service:
            home.service = service
            home.tickets = [None, None]
            models = f"fetch('{service.base_url}/v2/models')"
            await page.call("goto", home.origin)
            await page.until(CONNECTED)
            assert await page.evaluate(f"{models}.then(answer => answer.status)") == 200

            await page.call("goto", home.origin.replace("127.0.0.1", "localhost"))
            assert await closed(page) == {"code": 1006, "goodbye": None, "status": "The connection was lost."}
            assert await page.evaluate(f"{models}.catch(error => error.name)") == "TypeError"


async def test_a_page_without_a_ticket_does_not_come_in(page: Page, home: Backend) -> None:
    home.tickets = [None]
    await page.call("goto", home.origin)
    assert (await closed(page))["code"] == 1006


def test_the_guide_shows_the_page_that_was_tested() -> None:
    script = (PAGE / "chat.js").read_text("utf-8")
    shown = [block.text for block in blocks(ROOT / "docs/guides/websocket.md") if block.language == "js"]
    assert shown
    assert [text for text in shown if text.strip() not in script] == []
