"""The TypeScript SDK in a real browser: the example's page, bundled, behind the example's own backend."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from orchestra.providers.base import Provider
from orchestra.providers.scripted import ScriptedProvider
from orchestra_generator.node import node_program
from tests.browser import Page, opened_page
from tests.e2e.backend import line
from tests.sdk.nodes import ESBUILD, SDK, TESTS, compile_programs, execute
from tests.service import RunningService

PAGE = SDK / "examples" / "browser"
ANSWER = "document.querySelector('#answer').textContent"
STATUS = "document.querySelector('#status').textContent"


@pytest.fixture(scope="module")
def built(sdk_project: Path) -> Path:
    """The example as its README-reader has it: compiled, and the page bundled for a browser."""
    sources = [TESTS / "node.d.ts", PAGE / "main.ts", PAGE / "backend.ts"]
    folder = compile_programs(sdk_project, "browser", sources)
    bundle = ["--bundle", "--minify", "--format=esm", "--platform=browser", "--outfile=page.js"]
    execute([node_program(), ESBUILD, "main.ts", *bundle], folder)
    shutil.copy(PAGE / "index.html", folder)
    return folder


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with opened_page(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def backend(folder: Path, service: RunningService, port: int) -> AsyncIterator[str]:
    """The example's backend, telling pages that the service is at `port`; gives the page's address."""
    process = await asyncio.create_subprocess_exec(
        str(node_program()),
        "backend.js",
        cwd=folder,
        env={
            **os.environ,
            "ORCHESTRA_BASE_URL": service.base_url,
            "ORCHESTRA_API_KEY": service.key,
            "SERVICE_URL": f"http://127.0.0.1:{port}",
            "PORT": "0",
            "NO_PROXY": "127.0.0.1",
        },
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            said = (await process.stdout.readline()).decode().strip()
        assert said.startswith("http://127.0.0.1:"), said
        yield said
    finally:
        process.terminate()
        await process.wait()


async def ask(page: Page, message: str) -> None:
    await page.call("fill", "input", message)
    await page.call("click", "#send")


async def answered(page: Page, service: RunningService) -> list[str | None]:
    """The answers in the page's session, as the service keeps them."""
    session_id = await page.evaluate("document.body.dataset.sessionId")
    async with httpx.AsyncClient(base_url=service.base_url, headers=service.headers) as client:
        found = await client.get(f"/v2/sessions/{session_id}/messages?limit=100")
    return [message["content"] for message in found.json()["data"] if message["role"] == "assistant"]


async def test_a_page_chats_loses_its_connection_resumes_whole_and_stops_a_chat(
    page: Page, built: Path, service: RunningService
) -> None:
    provider = service.get(Provider)  # type: ignore[type-abstract]
    assert isinstance(provider, ScriptedProvider)
    async with line(service) as wire, backend(built, service, wire.port) as address:
        await page.call("goto", address)
        await page.until(f"{STATUS} === 'Connected.'")

        await ask(page, "[[text The quick brown fox jumps over it 🦊]] [[gate sdk-browser after=3]]")
        await page.until(f"{ANSWER} === 'The quick brown'")
        wire.cut()
        service.loop.call_soon_threadsafe(provider.gate("sdk-browser").opened.set)
        await page.until(f"{STATUS} === 'Done.'")
        assert await page.evaluate(ANSWER) == "The quick brown fox jumps over it 🦊"
        assert wire.connections == 2

        await ask(page, "[[text Never to be told whole]] [[hang after=2]]")
        await page.until(f"{ANSWER} === 'Never to'")
        await page.call("click", "#stop")
        await page.until(f"{STATUS} === 'Stopped.'")

        await ask(page, "[[text And on it goes]]")
        await page.until(f"{STATUS} === 'Done.'")
        assert await page.evaluate(ANSWER) == "And on it goes"
        assert wire.connections == 2


async def test_a_page_that_is_cut_off_again_and_again_has_the_answer_once(
    page: Page, built: Path, service: RunningService
) -> None:
    """Within the handshake, the welcome, before and behind `accepted`, and within tokens."""
    cuts = [2000, 100, 700, 3000, 400]
    async with line(service, cuts) as wire, backend(built, service, wire.port) as address:
        await page.call("goto", address)
        await page.until(f"{STATUS} === 'Connected.'")
        await ask(page, "[[tokens 300]]")
        await page.until(f"{STATUS} === 'Done.'")
        assert wire.connections == len(cuts) + 1
    assert await answered(page, service) == [await page.evaluate(ANSWER)]


async def test_a_page_without_a_ticket_says_why_it_cannot_chat(
    page: Page, built: Path, service: RunningService
) -> None:
    async with backend(built, service, service.port) as address:
        # The ticket names the page's origin, which this is not.
        await page.call("goto", address.replace("127.0.0.1", "localhost"))
        await page.until(f"{STATUS}.includes('4403 forbidden')")


def test_the_bundle_for_a_page_is_small_and_needs_nothing_of_node(built: Path) -> None:
    text = (built / "page.js").read_text("utf-8")
    assert "node:" not in text
    assert len(text) < 60_000
