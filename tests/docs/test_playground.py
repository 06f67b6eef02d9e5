"""The playground, in a real browser against a real service that serves the site: what its page promises."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from orchestra.providers.base import Provider
from orchestra.providers.scripted import ScriptedProvider
from orchestra_generator.node import TOOLS, run_script
from orchestra_generator.site_scripts import bundle
from tests.browser import AXE, Page
from tests.docs.pages import ROOT
from tests.e2e.backend import line
from tests.service import RunningService, running_service

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRY = ROOT / "docs" / "try"
TSC = TOOLS / "node_modules" / "typescript" / "bin" / "tsc"

STATUS = "document.querySelector('.try-status').textContent"
LINES = "[...document.querySelectorAll('.try-answer:last-child .try-line')].map(line => line.textContent)"
ANSWER = "document.querySelector('.try-answer:last-child [data-answer]').textContent"
TROUBLE = "document.querySelector('#try .try-trouble')"
FOCUSED = "document.activeElement.id || document.activeElement.textContent"


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Page, service: RunningService) -> AsyncIterator[Page]:
    """The playground, fresh: nobody has filled in anything."""
    await browser.call("setViewportSize", {"width": 1280, "height": 900})
    await browser.call("goto", f"{service.base_url}/docs/try/playground/")
    await browser.until("document.querySelector('#try-message')")
    await browser.heard()
    yield browser


async def fill_in(page: Page, key: str) -> None:
    """Fill in a key, and wait for the service's word on it."""
    await page.call("fill", "#server-key", key)
    await page.call("press", "#server-key", "Enter")
    await page.until(f"{STATUS}.startsWith('The service answers') || {STATUS}.startsWith('Error')")


async def say(page: Page, message: str) -> None:
    await page.call("fill", "#try-message", message)
    await page.call("press", "#try-message", "Enter")


async def ended(page: Page, status: str = "Answer complete") -> None:
    """Wait until the status begins with these words and the next message may be sent."""
    ready = "!document.querySelector('.try-composer [type=submit]').hasAttribute('aria-disabled')"
    await page.until(f"{STATUS}.startsWith({json.dumps(status)}) && {ready}")


async def press(page: Page, name: str) -> None:
    await page.call("click", f"#try button:text-is('{name}')")


def open_gate(service: RunningService, name: str) -> None:
    provider = service.get(Provider)  # type: ignore[type-abstract]
    assert isinstance(provider, ScriptedProvider)
    service.loop.call_soon_threadsafe(provider.gate(name).opened.set)


async def stored(page: Page, service: RunningService) -> list[str | None]:
    """The answers of the page's session, as the service keeps them."""
    session = await page.evaluate("document.querySelector('.try-chat .try-count').textContent")
    async with httpx.AsyncClient(base_url=service.base_url, headers=service.headers) as client:
        found = await client.get(f"/v2/sessions/{session}/messages?limit=100")
    assert found.status_code == 200, found.text
    return [message["content"] for message in found.json()["data"] if message["role"] == "assistant"]


async def offsets(page: Page) -> list[int]:
    """The offsets in the list of events, as they stand there."""
    shown: list[int] = await page.evaluate(
        "[...document.querySelectorAll('.try-offset')].map(place => Number(place.textContent))"
    )
    return shown


async def test_the_answer_on_the_page_is_the_one_that_the_service_keeps(
    page: Page, service: RunningService
) -> None:
    await fill_in(page, service.key)
    await say(page, "[[tokens 1200]]")
    await ended(page)
    assert [await page.evaluate(ANSWER)] == await stored(page, service)
    assert await page.evaluate(LINES) == []
    # The list has a bound, and says what it no longer shows.
    assert len(shown := await offsets(page)) == 1000
    assert shown == list(range(shown[-1] - 999, shown[-1] + 1))
    count = await page.evaluate("document.querySelector('.try-pane:last-child .try-count').textContent")
    assert count == f"{shown[-1] + 1}, the first {shown[-1] - 999} no longer shown"
    assert (await page.heard()).complaints == []

    await say(page, "[[text Both are one session]]")
    await ended(page)
    assert len(await stored(page, service)) == 2
    await press(page, "New session")
    await say(page, "[[text This is another]]")
    await ended(page)
    assert await stored(page, service) == ["This is another"]


async def test_an_event_unfolds_to_all_that_came(page: Page, service: RunningService) -> None:
    await fill_in(page, service.key)
    await say(page, "[[text Hello]]")
    await ended(page)
    await page.call("click", ".try-event:has-text('run.completed')")
    whole = json.loads(await page.evaluate("document.querySelector('.try-json').textContent"))
    assert (whole["type"], whole["response"]) == ("run.completed", "Hello")
    await page.call("click", ".try-event[aria-expanded=true]")
    assert await page.evaluate("document.querySelector('.try-json')") is None


async def test_a_cut_answer_goes_on_behind_what_was_there_and_is_whole(
    page: Page, service: RunningService
) -> None:
    await fill_in(page, service.key)
    await page.heard()
    await say(page, "[[text The quick brown fox jumps over it]] [[gate playground-cut after=3]]")
    await page.until(f"{ANSWER} === 'The quick brown'")
    before = (await offsets(page))[-1]
    await press(page, "Cut the connection")
    await page.until(f"{LINES}.length > 0")
    open_gate(service, "playground-cut")
    await ended(page)

    assert await page.evaluate(ANSWER) == "The quick brown fox jumps over it"
    shown = await offsets(page)
    assert shown == list(range(len(shown)))
    cut, on_again, verdict = await page.evaluate(LINES)
    assert cut == f"Connection cut behind offset {before}."
    assert on_again.startswith(f"On again at offset {before + 1} after ")
    assert verdict.startswith(f"Nothing is missing, and nothing came twice: offsets 0 to {shown[-1]},")
    sockets = [url for url in (await page.heard()).requests if url.startswith("ws:")]
    assert len(sockets) == 2


async def test_a_connection_that_is_lost_on_the_way_is_taken_up_in_the_same_way(
    page: Page, service: RunningService
) -> None:
    async with line(service) as way:
        await page.call("goto", f"http://127.0.0.1:{way.port}/docs/try/playground/")
        await fill_in(page, service.key)
        await say(page, "[[text The quick brown fox jumps over it]] [[gate playground-lost after=3]]")
        await page.until(f"{ANSWER} === 'The quick brown'")
        way.cut()
        await page.until(f"{LINES}.length > 0")
        open_gate(service, "playground-lost")
        await ended(page)
        assert await page.evaluate(ANSWER) == "The quick brown fox jumps over it"
        lost, _, verdict = await page.evaluate(LINES)
        assert lost.startswith("Connection lost behind offset ")
        assert verdict.startswith("Nothing is missing")


@pytest.mark.parametrize(
    ("events", "response", "verdict"),
    [
        ([(0, ""), (1, "a"), (2, "b"), (3, "")], "ab", "Nothing is missing"),
        ([(0, ""), (1, "a"), (3, "b")], "ab", "Not whole: offset 3 came where 2 was due."),
        ([(0, ""), (1, "a"), (1, "a"), (2, "b")], "ab", "Not whole: offset 1 came where 2 was due."),
        ([(0, ""), (1, "a"), (2, "b")], "abc", "Not whole: the pieces"),
    ],
)
async def test_the_page_sees_for_itself_what_is_missing_and_what_came_twice(
    browser: Page, events: list[tuple[int, str]], response: str, verdict: str
) -> None:
    tally = f"const tally = new Tally(); {json.dumps(events)}.forEach(event => tally.take(...event));"
    said = await of_module(browser, "tally", f"{tally} return tally.verdict({json.dumps(response)})")
    assert said.startswith(verdict)


async def test_cancelling_ends_the_answer_and_keeps_what_was_written(
    page: Page, service: RunningService
) -> None:
    await fill_in(page, service.key)
    await say(page, "[[text Never to be told whole]] [[hang after=2]]")
    await page.until(f"{ANSWER} === 'Never to'")
    await press(page, "Cancel")
    await ended(page, "Cancelled (requested)")
    assert await page.evaluate(ANSWER) == "Never to"
    assert await page.evaluate(TROUBLE) is None
    await say(page, "[[text And on it goes]]")
    await ended(page)
    assert await page.evaluate(ANSWER) == "And on it goes"


async def test_a_swarm_is_picked_from_those_of_the_service_and_its_agents_are_shown(
    page: Page, service: RunningService
) -> None:
    await fill_in(page, service.key)
    async with httpx.AsyncClient(base_url=service.base_url, headers=service.headers) as client:
        listed = [swarm["swarm_type"] for swarm in (await client.get("/v2/swarms")).json()["data"]]
    offered = await page.evaluate("[...document.querySelectorAll('#try-swarm option')].map(it => it.value)")
    assert offered == ["", *listed]
    await page.call("selectOption", "#try-swarm", "simple-agents")
    await page.call("selectOption", "#try-mode", "balanced")
    await say(page, "[[analyst: text The sea is wide.]] Tell me about the sea.")
    await ended(page)
    turns = "[...document.querySelectorAll('.try-part')].map(part => part.textContent)"
    analyst, writer = await page.evaluate(turns)
    assert analyst == "analyst, round 1doneThe sea is wide."
    assert writer.startswith("writer, round 1done")
    assert "simple-agents" in await page.evaluate(STATUS)
    assert [await page.evaluate(ANSWER)] == await stored(page, service)


async def test_a_call_of_a_tool_is_shown_with_its_answer(browser: Page) -> None:
    call = {"call_id": "1", "server": "clock", "tool": "now", "arguments": {"zone": "UTC"}}
    answered = {**call, "ok": True, "content": "It is noon."}
    show = "const answer = new Answer('v2', () => {}); const texts = [];"
    for state in (call, answered):
        show += f"answer.work([], [{json.dumps(state)}]); texts.push(answer.box.textContent);"
    asked, done = await of_module(browser, "transcript", f"{show} return texts")
    assert 'Tool clock/nowasked{"zone":"UTC"}' in asked
    assert 'Tool clock/nowanswered{"zone":"UTC"}\nIt is noon.' in done


async def test_version_1_answers_in_the_same_session_and_loses_what_is_cut(
    page: Page, service: RunningService
) -> None:
    await fill_in(page, service.key)
    await say(page, "[[text From the newer one]]")
    await ended(page)
    await page.call("check", "#try-v1")
    await say(page, "[[text From the older one]]")
    await ended(page)
    assert await page.evaluate(ANSWER) == "From the older one"
    # What else its socket says, such as that it is connected, is not about the message.
    assert await page.evaluate("document.querySelector('.try-event').textContent") == "–statusprocessing"
    assert await stored(page, service) == ["From the newer one", "From the older one"]

    await say(page, "[[text Never to be told whole]] [[hang after=2]]")
    await page.until(f"{ANSWER} === 'Never to'")
    await press(page, "Cancel")
    await ended(page, "Cancelled (requested)")

    await say(page, "[[text Never to be told whole]] [[hang after=2]]")
    await page.until(f"{ANSWER} === 'Never to'")
    await press(page, "Cut the connection")
    await ended(page, "Cut off.")
    assert await page.evaluate(ANSWER) == "Never to"
    cut, lost = await page.evaluate(LINES)
    assert cut == f"Connection cut behind {len('Never to')} characters."
    assert lost.startswith("Version 1 cannot come back")
    await say(page, "[[text And again]]")
    await ended(page)
    assert await page.evaluate(ANSWER) == "And again"


async def trouble(page: Page, place: str) -> str:
    """What is said about an error; its link leads to a page that is there."""
    await page.until(f"document.querySelector({json.dumps(place)})")
    link = f"document.querySelector({json.dumps(place)}).querySelector('a').href"
    assert await page.evaluate(f"fetch({link}).then(({{status}}) => status)") == 200
    text: str = await page.evaluate(f"document.querySelector({json.dumps(place)}).innerText")
    return f"{text}\n{await page.evaluate(link)}"


async def test_a_wrong_key_is_said_where_it_was_filled_in_and_where_a_message_was_sent(
    page: Page, service: RunningService
) -> None:
    await fill_in(page, "ork_there-is-no-such-key")
    said = await trouble(page, "#try > div > .try-trouble")
    assert "(401)" in said
    assert said.endswith("/docs/reference/errors/unauthenticated/")
    await say(page, "Hello")
    await ended(page, "Error: ")
    assert "(401)" in await trouble(page, ".try-answer .try-trouble")
    await fill_in(page, service.key)
    assert await page.evaluate(TROUBLE) is None
    await say(page, "[[text Now it works]]")
    await ended(page)
    assert await page.evaluate(ANSWER) == "Now it works"


async def test_a_rate_limit_says_how_long_to_wait(page: Page, service: RunningService) -> None:
    body = {"owner": "hasty", "scopes": ["chat", "read"], "requests_per_minute": 1}
    async with httpx.AsyncClient(base_url=service.base_url, headers=service.headers) as client:
        secret = (await client.post("/v2/keys", json=body)).json()["secret"]
    await fill_in(page, secret)
    await say(page, "Hello")
    await ended(page, "Error: ")
    said = await trouble(page, ".try-answer .try-trouble")
    assert "(429)" in said
    assert "(Retry-After)" in said
    assert said.endswith("/docs/reference/errors/rate_limited/")


async def test_an_answer_that_fails_shows_what_there_was_of_it_and_why(
    page: Page, service: RunningService
) -> None:
    await fill_in(page, service.key)
    await say(page, "[[text Never to be told whole]] [[fail after=2]]")
    await ended(page, "Error: ")
    assert await page.evaluate(ANSWER) == "Never to"
    said = await trouble(page, ".try-answer .try-trouble")
    assert said.endswith("/docs/reference/errors/upstream_error/")


async def test_a_service_that_is_not_there_is_said_in_plain_words(page: Page) -> None:
    # No browser connects to this port, so whatever the machine runs, nobody answers.
    await page.call("fill", "#server-address", "http://127.0.0.1:1")
    await fill_in(page, "ork_any")
    said = await trouble(page, "#try .try-trouble")
    assert "The service cannot be reached" in said
    assert "http://127.0.0.1:1" in said
    await page.call("fill", "#server-address", "nowhere")
    await page.call("press", "#server-address", "Enter")
    await page.until(f"{TROUBLE}.innerText.includes('no http or https address')")


async def test_a_service_of_another_origin_is_used_where_it_allows_this_one(
    page: Page, service: RunningService, tmp_path: Path
) -> None:
    with running_service(tmp_path / "data", cors={"origins": (service.base_url,)}) as other:
        await page.call("fill", "#server-address", other.base_url + "/")
        await fill_in(page, other.key)
        await say(page, "[[text From elsewhere]]")
        await ended(page)
        assert await page.evaluate(ANSWER) == "From elsewhere"
        assert await stored(page, other) == ["From elsewhere"]


async def test_a_service_without_keys_needs_nothing_filled_in(page: Page, site: Path, tmp_path: Path) -> None:
    with running_service(tmp_path / "data", docs_dir=site, auth=False) as open_service:
        await page.call("goto", f"{open_service.base_url}/docs/try/playground/")
        await say(page, "[[text Come in]]")
        await ended(page)
        assert await page.evaluate(ANSWER) == "Come in"
        await page.until("document.querySelectorAll('#try-swarm option').length > 1")


async def test_without_javascript_the_page_says_how_else_it_is_done(site: Path) -> None:
    text = (site / "try" / "playground" / "index.html").read_text("utf-8")
    instead = text.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "curl" in instead
    assert "TypeScript SDK" in instead


async def test_the_key_is_in_its_field_alone_and_gone_after_a_reload(
    page: Page, service: RunningService
) -> None:
    await fill_in(page, service.key)
    await say(page, "[[text Hello]]")
    await ended(page)
    kept = "JSON.stringify([history.state, localStorage, sessionStorage])"
    shown = "location.href, document.title, document.cookie, document.documentElement.outerHTML"
    places = await page.evaluate(f"[{kept}, {shown}]")
    addresses = (await page.heard()).requests
    assert addresses, "it has asked the service"
    assert [place for place in [*places, *addresses] if service.key in place] == []
    assert await page.evaluate("document.querySelector('#server-key').autocomplete") == "off"
    await page.call("reload")
    await page.until("document.querySelector('#server-key')")
    assert await page.evaluate("document.querySelector('#server-key').value") == ""


async def test_all_of_it_can_be_done_with_the_keyboard(page: Page, service: RunningService) -> None:
    async def key(name: str) -> str:
        await page.call("press", ":focus", name)
        focused: str = await page.evaluate(FOCUSED)
        return focused

    await page.call("focus", "#server-address")
    assert await key("Tab") == "server-key"
    await page.call("type", ":focus", service.key)
    await key("Enter")
    await page.until(f"{STATUS}.startsWith('The service answers')")
    stops = [await key("Tab")]
    while stops[-1] != "try-message":
        # What has the focus shows it, itself or by its label.
        focused = "[document.activeElement, document.activeElement.parentElement]"
        styles = await page.evaluate(f"{focused}.map(it => getComputedStyle(it).outlineStyle)")
        assert "solid" in styles, stops
        stops.append(await key("Tab"))
    assert stops[:4] == ["Show", "try-v2", "try-swarm", "New session"]
    assert len(stops) == 6, "and the conversation, which may have to be scrolled"

    await page.call("type", ":focus", "[[text Said and done]]")
    assert await key("Enter") == "try-message"
    await ended(page)
    await page.call("type", ":focus", "[[text Never to be told whole]] [[hang after=2]]")
    await key("Enter")
    await page.until(f"{ANSWER} === 'Never to'")
    assert await key("Escape") == "try-message"
    await ended(page, "Cancelled (requested)")

    await page.call("type", ":focus", "[[text Cut in two]] [[gate playground-keys after=2]]")
    await key("Enter")
    await page.until(f"{ANSWER} === 'Cut in'")
    assert [await key("Tab") for _ in range(3)] == ["Send", "Cancel", "Cut the connection"]
    await key("Enter")
    await page.until(f"{LINES}.length > 0")
    open_gate(service, "playground-keys")
    await ended(page)
    # The button that can do no more has kept the focus, and says why when it is pressed all the same.
    assert await key("Enter") == "Cut the connection"
    assert await page.evaluate(STATUS) == "There is no answer that is being written."
    # The events are one stop; the arrow keys go through them.
    assert (await key("Tab")).startswith("0run.started")
    assert (await key("ArrowDown")).startswith("1")
    assert "run.completed" in await key("End")
    assert await page.evaluate("document.activeElement.closest('#try') !== null")
    await key("Tab")
    assert await page.evaluate("document.activeElement.closest('#try') === null")


async def test_axe_finds_nothing_in_either_scheme_on_a_desk_or_a_phone(
    page: Page, service: RunningService
) -> None:
    await page.call("addScriptTag", {"path": str(AXE)})
    found: dict[str, Any] = {}

    async def look(name: str) -> None:
        for scheme in ("light", "dark"):
            await page.call("emulateMedia", {"colorScheme": scheme, "reducedMotion": "reduce"})
            await page.until(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
            violations = await page.evaluate("axe.run('#try').then(({violations}) => violations)")
            found[f"{name}, {scheme}"] = [
                (violation["id"], [node["html"][:200] for node in violation["nodes"]])
                for violation in violations
            ]

    await look("before")
    await fill_in(page, service.key)
    await page.call("selectOption", "#try-swarm", "simple-agents")
    await say(page, "Tell me about the sea.")
    await ended(page)
    await page.call("click", ".try-event:has-text('run.started')")
    await say(page, "[[fail]]")
    await ended(page, "Error: ")
    await page.call("setViewportSize", {"width": 390, "height": 844})
    assert await page.evaluate("document.documentElement.scrollWidth") == 390, "nothing sticks out"
    await look("after, on a phone")
    assert {name: violations for name, violations in found.items() if violations} == {}


async def of_module(browser: Page, name: str, body: str) -> Any:
    """What a function body returns that has all that a module of the playground exports."""
    code = base64.b64encode(bundle(TRY / f"{name}.ts").encode()).decode()
    names = {"tally": "Tally", "transcript": "Answer"}[name]
    return await browser.evaluate(
        f"import('data:text/javascript;base64,{code}').then(({{{names}}}) => {{ {body} }})"
    )


async def test_the_programs_of_the_site_hold_the_types_of_the_sdk(tmp_path: Path) -> None:
    options = {"noEmit": True, "rootDir": str(ROOT), "module": "ESNext", "moduleResolution": "Bundler"}
    config = {
        "extends": str(ROOT / "sdks" / "typescript" / "tsconfig.json"),
        "compilerOptions": options,
        "include": [str(TRY / "*.ts")],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(config), "utf-8")
    done = await asyncio.to_thread(run_script, TSC, ["-p", "."], folder=tmp_path)
    assert done.returncode == 0, done.stdout
