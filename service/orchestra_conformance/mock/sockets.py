"""A WebSocket from its welcome to its goodbye, whatever version is spoken on it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from orchestra_conformance.mock.access import Access, Key, renewed, require
from orchestra_conformance.mock.examples import Examples
from orchestra_conformance.mock.http import CORRELATION, Endpoints
from orchestra_conformance.mock.operations import Operations
from orchestra_conformance.mock.reading import read_json
from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.run import Run
from orchestra_conformance.mock.shelf import new_id
from orchestra_conformance.mock.stage import Stage

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

Frame = dict[str, Any]

_QUEUED_FRAMES: Final = 256
_SENDING: Final = 30.0
_GOODBYE: Final = 2.0
# So many messages that are none, less the readable ones between them, are a flood.
_FLOOD: Final = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """What every connection needs. `origins` are those of pages that need no ticket."""

    examples: Examples
    access: Access
    operations: Operations
    endpoints: Endpoints
    stage: Stage
    origins: frozenset[str]
    connections: set[Connection] = field(default_factory=set)

    async def close(self) -> None:
        """End all runs, then say goodbye on every connection."""
        await self.stage.close()
        leaving = list(self.connections)
        for connection in leaving:
            connection.close(4504, "The mock server is shutting down.")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2 * _GOODBYE):
                await asyncio.gather(*(connection.ended.wait() for connection in leaving))


class Dialect(Protocol):
    """One version's words on an open connection."""

    scopes: dict[str, str | None]

    def welcome(self) -> Frame:
        """The first frame."""

    def ping(self) -> Frame:
        """A sign of life."""

    def goodbye(self, code: int, reason: str) -> Frame | None:
        """The last frame, where the version has one."""

    def read(self, given: Any) -> tuple[str, Frame]:
        """A message's kind and content. Raises Refusal(validation_failed)."""

    def take(self, kind: str, frame: Frame) -> list[Frame] | Callable[[], Any]:
        """Answer a message: frames, or something to await that gives them. Raises Refusal."""

    def refuse(self, given: Any, refusal: Refusal) -> Frame:
        """The frame for a message that is refused."""


class Connection:
    """An open WebSocket. What waits to be sent is bounded, and whoever adds to it waits."""

    def __init__(self, house: House, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        self.id = new_id("con")
        self.house = house
        self.key = key
        self.correlation_id: str = scope[CORRELATION]
        self.limits = house.examples.frame("asyncapi-v2", "welcome")["limits"]
        self.ended = asyncio.Event()
        self.sent = self.received = self.tokens = 0
        self._receive = receive
        self._send = send
        self._frames: asyncio.Queue[Frame] = asyncio.Queue(_QUEUED_FRAMES)
        self._following: dict[str, asyncio.Task[None]] = {}
        self._farewell: tuple[int, str] | None = None
        self._over = asyncio.Event()
        self._heard = 0.0
        self._strikes = 0

    @property
    def following(self) -> list[str]:
        """The ids of the runs that are followed."""
        return list(self._following)

    async def put(self, frame: Frame) -> None:
        """Send a frame behind those that wait."""
        await self._frames.put(frame)

    def check_room(self) -> None:
        """Raises Refusal(connection_limit) where one more run cannot be followed."""
        if len(self._following) >= self.limits["max_runs"]:
            raise Refusal(
                "connection_limit", f"{self.limits['max_runs']} runs are followed, which is the most."
            )

    def follow(self, run: Run, after: int, frames_of: Callable[[Frame], Iterable[Frame]]) -> None:
        """Send a run's events behind an offset from now on."""
        listening = ExitStack()
        listening.enter_context(self.house.stage.listening(run))
        task = asyncio.create_task(self._follow(run, after, frames_of))
        self._following[run.run_id] = task

        def done(_: object) -> None:
            listening.close()
            if self._following.get(run.run_id) is task:
                del self._following[run.run_id]

        task.add_done_callback(done)

    async def leave(self, run_id: str) -> bool:
        """Send no more of a run's events; whether it was followed."""
        task = self._following.pop(run_id, None)
        if task is None:
            return False
        task.cancel()
        await asyncio.wait({task})
        return True

    async def caught_up(self, run_ids: Iterable[str]) -> None:
        """Return when all events of runs that have ended wait to be sent."""
        tasks = {self._following[run_id] for run_id in run_ids if run_id in self._following}
        if tasks:
            await asyncio.wait(tasks)

    def close(self, code: int, reason: str) -> None:
        """Begin to end the connection; the first reason stands."""
        self._farewell = self._farewell or (code, reason)
        self._over.set()

    async def run(self, dialect: Dialect) -> None:
        """Serve the accepted connection to its end."""
        self.house.connections.add(self)
        try:
            await self._serve(dialect)
        finally:
            self.house.connections.discard(self)
            self.ended.set()

    async def _serve(self, dialect: Dialect) -> None:
        self._heard = asyncio.get_running_loop().time()
        await self._frames.put(dialect.welcome())
        tasks = [
            asyncio.create_task(work)
            for work in (self._read(dialect), self._write(dialect), self._watch(), self._over.wait())
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            owned = [*tasks, *self._following.values()]
            for task in owned:
                task.cancel()
            await asyncio.gather(*owned, return_exceptions=True)
        for task in tasks:
            if not task.cancelled() and isinstance(error := task.exception(), Exception):
                _log.error("a connection failed for a reason of the mock server's", exc_info=error)
                self.close(1011, "The mock server failed.")
        if self._farewell is not None:
            with contextlib.suppress(OSError, TimeoutError, RuntimeError):
                async with asyncio.timeout(_GOODBYE):
                    await self._finish(dialect, *self._farewell)

    async def _finish(self, dialect: Dialect, code: int, reason: str) -> None:
        while not self._frames.empty():
            await self._text(self._frames.get_nowait())
        if (goodbye := dialect.goodbye(code, reason)) is not None:
            await self._text(goodbye)
        await self._send({"type": "websocket.close", "code": code, "reason": reason[:100]})

    async def _read(self, dialect: Dialect) -> None:
        while (message := await self._receive())["type"] != "websocket.disconnect":
            text = message.get("text")
            if text is None:
                self.close(1003, "A binary frame came; the service takes JSON in text frames.")
                return
            self.received += 1
            if await self._answer(dialect, text):
                self._heard = asyncio.get_running_loop().time()
                self._strikes = max(0, self._strikes - 1)
                continue
            self._strikes += 1
            if self._strikes >= _FLOOD:
                self.close(4400, f"{_FLOOD} frames came that are no messages of this API.")
                return

    async def _answer(self, dialect: Dialect, text: str) -> bool:
        """Answer one message; whether it was readable."""
        given: Any = None
        readable = False
        try:
            given = read_json(text, "frame")
            kind, frame = dialect.read(given)
            readable = True
            if dialect.scopes[kind] is not None:
                require(renewed(self.key), dialect.scopes[kind])
            found = dialect.take(kind, frame)
            for answer in found if isinstance(found, list) else await found():
                await self._frames.put(answer)
        except Refusal as refusal:
            await self._frames.put(dialect.refuse(given, refusal))
            if refusal.code in ("unauthenticated", "key_expired"):
                self.close(4401, refusal.detail)
        return readable

    async def _write(self, dialect: Dialect) -> None:
        while True:
            try:
                async with asyncio.timeout(self.limits["ping_interval"]):
                    frame = await self._frames.get()
            except TimeoutError:
                frame = dialect.ping()
            try:
                async with asyncio.timeout(_SENDING):
                    await self._text(frame)
            except TimeoutError:
                self.close(4501, "The client did not read for too long; resume on another connection.")
                return
            except OSError:
                return

    async def _text(self, frame: Frame) -> None:
        self.sent += 1
        await self._send({"type": "websocket.send", "text": json.dumps(frame, ensure_ascii=False)})

    async def _follow(self, run: Run, after: int, frames_of: Callable[[Frame], Iterable[Frame]]) -> None:
        async with contextlib.aclosing(run.follow(after, None)) as events:
            async for event in events:
                if event is not None:
                    for frame in frames_of(event):
                        await self._frames.put(frame)
                    self.tokens += event["type"] == "token"
        self._heard = asyncio.get_running_loop().time()

    async def _watch(self) -> None:
        idle = self.limits["idle_timeout"]
        loop = asyncio.get_running_loop()
        while True:
            left = self._heard + idle - loop.time()
            if left > 0:
                await asyncio.sleep(left)
            elif self._following:
                # Looked at again when its runs may have ended.
                await asyncio.wait(set(self._following.values()))
            else:
                self.close(4408, f"No message came for {idle} seconds.")
                return
