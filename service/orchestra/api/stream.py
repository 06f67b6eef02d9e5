"""The life of a stream: events in, frames out. A run's log is the source, a position in it the only state.

Server-Sent Events, NDJSON and WebSocket follow a run in the same way (`Follower`). The first two are answers to a
request (`EventStream`) that differ in how they render; a WebSocket sends what it follows by its own queue.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractContextManager, aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from orchestra.chat.orchestrator import Orchestrator
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.live.log import Batch, Bounds, LoggedEvent, RunLog
from orchestra.sessions.runs import OwnerRuns
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

# How long an EventSource waits before it comes back, in milliseconds.
RETRY: Final = b"retry: 2000\n\n"
HEARTBEAT: Final = b": still here\n\n"

_log = get_logger("stream")


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """Times of streams, in seconds."""

    heartbeat: float
    send_timeout: float


class Follower:
    """One reader's way through a run's log. Every transport follows by one of these.

    `position` is the offset of the last event handed out, -1 before the first. `recovered` is False where events
    right behind the first position were trimmed: the reader begins at what is left, and has to be told.
    """

    def __init__(
        self, run_id: str, after: int, *, recovered: bool, log: RunLog, orchestrator: Orchestrator
    ) -> None:
        self.run_id = run_id
        self.position = after
        self.recovered = recovered
        self._log = log
        self._orchestrator = orchestrator

    def listening(self) -> AbstractContextManager[None]:
        """Count this reader as a listener of the run for as long as the context lasts."""
        return self._orchestrator.subscribe(self.run_id)

    async def batches(self, silence: float) -> AsyncGenerator[Batch, None]:
        """The run's events as they come, up to the terminal one (its batch has `ended`).

        An empty batch means that nothing came for `silence` seconds. Where the log went away, or ran ahead of this
        reader further than it is kept, this stops without an end: the reader is to resume and be told where it stands.
        """
        while True:
            batch = await self._log.read(self.run_id, self.position, wait=silence)
            if batch is None:
                break
            if batch.events:
                # What was lost before its beginning the reader has been told; of a later gap it would never know.
                if batch.events[0].offset != self.position + 1:
                    break
                self.position = batch.events[-1].offset
            yield batch
            if batch.ended:
                return
        _log.info("reader cut off", run_id=self.run_id, reason="log trimmed")


class Rendering(Protocol):
    """How a stream over HTTP writes events down; one object a stream, so it may keep what it has seen."""

    @property
    def media_type(self) -> str:
        """The Content-Type."""

    @property
    def opening(self) -> bytes:
        """What comes before everything else; may be nothing."""

    @property
    def heartbeat(self) -> bytes:
        """What says that the stream is alive while no event comes; may be nothing."""

    def render(self, events: Sequence[LoggedEvent]) -> bytes:
        """Events, in their order, as bytes; may be nothing."""


class ServerSentEvents:
    """Rendering as Server-Sent Events; the id of each is its cursor."""

    media_type = "text/event-stream; charset=utf-8"
    opening = RETRY
    heartbeat = HEARTBEAT

    def __init__(self, run_id: str) -> None:
        self._start = b"id: " + run_id.encode("ascii") + b":"

    def render(self, events: Sequence[LoggedEvent]) -> bytes:
        """See Rendering.render."""
        start = self._start
        return b"".join(
            b"%b%d\nevent: %b\ndata: %b\n\n" % (start, event.offset, event.type.encode("ascii"), event.data)
            for event in events
        )


class Followers:
    """Finds the place in the caller's runs to follow from; bound to the caller: whose run it is decides."""

    def __init__(self, runs: OwnerRuns, log: RunLog, orchestrator: Orchestrator) -> None:
        self._runs = runs
        self._log = log
        self._orchestrator = orchestrator

    async def begin(self, run_id: str, after: int = -1, *, complete: bool = False) -> Follower:
        """Follow a run that was just admitted, or found again by its Idempotency-Key.

        With `complete`, one whose events behind `after` were trimmed counts as expired.
        Raises OrchestraError: run_log_expired, invalid_cursor.
        """
        bounds = await self._log.bounds(run_id)
        if bounds is None or (complete and bounds.first > after + 1):
            raise self._expired(run_id)
        _check_reached(after, bounds.last)
        return self._follower(run_id, after, bounds)

    async def resume(
        self, run_id: str, *, after: int | None = None, cursor: str | None = None
    ) -> Follower | None:
        """Follow a run of the caller's behind a position, or None where no event can follow.

        `cursor`, a Last-Event-ID, wins over `after`. Raises OrchestraError: not_found, invalid_cursor, run_log_expired.
        """
        # Whose run it is comes first: to others it is not there, whatever the cursor.
        run = await self._runs.get(run_id)
        position = parse_cursor(cursor, run_id) if cursor is not None else -1 if after is None else after
        bounds = await self._log.bounds(run_id)
        if bounds is None:
            if run.last_offset is not None:
                _check_reached(position, run.last_offset)
                if position == run.last_offset:
                    return None
            raise self._expired(run_id)
        _check_reached(position, bounds.last)
        if bounds.ended and position == bounds.last:
            return None
        return self._follower(run_id, position, bounds)

    def _follower(self, run_id: str, after: int, bounds: Bounds) -> Follower:
        return Follower(
            run_id,
            max(after, bounds.first - 1),
            recovered=after + 1 >= bounds.first,
            log=self._log,
            orchestrator=self._orchestrator,
        )

    def _expired(self, run_id: str) -> OrchestraError:
        return OrchestraError(
            ErrorCode.RUN_LOG_EXPIRED,
            f"The events of this run are no longer kept; GET /v2/runs/{run_id} still has its answer.",
            run_id=run_id,
        )


class StreamFactory:
    """Opens the caller's streams over HTTP; a request-scoped object."""

    def __init__(self, followers: Followers, metrics: Metrics, settings: StreamSettings) -> None:
        self._followers = followers
        self._metrics = metrics
        self._settings = settings

    async def open(
        self,
        run_id: str,
        *,
        cursor: str | None,
        rendering: Callable[[str], Rendering] = ServerSentEvents,
        complete: bool = False,
    ) -> EventStream:
        """The answer to a chat: the run's events from the first one, or behind the cursor of a resumed replay.

        With `complete`, one whose first events are lost counts as expired.
        Raises OrchestraError: run_log_expired, invalid_cursor.
        """
        after = parse_cursor(cursor, run_id) if cursor is not None else -1
        follower = await self._followers.begin(run_id, after, complete=complete)
        return self._stream(follower, rendering(run_id), {"Orchestra-Run-Id": run_id})

    async def resume(self, run_id: str, *, after: int | None, cursor: str | None) -> EventStream | None:
        """The run's events behind a cursor (`cursor`, a Last-Event-ID, wins), or None where none can follow.

        Raises OrchestraError: not_found, invalid_cursor, run_log_expired.
        """
        follower = await self._followers.resume(run_id, after=after, cursor=cursor)
        if follower is None:
            return None
        recovered = "true" if follower.recovered else "false"
        headers = {"Orchestra-Run-Id": run_id, "Orchestra-Recovered": recovered}
        return self._stream(follower, ServerSentEvents(run_id), headers)

    def _stream(self, follower: Follower, rendering: Rendering, headers: dict[str, str]) -> EventStream:
        return EventStream(
            follower, rendering, metrics=self._metrics, settings=self._settings, headers=headers
        )


def parse_cursor(cursor: str, run_id: str) -> int:
    """The offset in a Last-Event-ID (`run_…:12`).

    Raises OrchestraError(invalid_cursor) where it is of another run or no cursor at all.
    """
    owner, _, offset = cursor.rpartition(":")
    if owner != run_id or not offset.isascii() or not offset.isdecimal() or len(offset) > 15:
        raise OrchestraError(
            ErrorCode.INVALID_CURSOR,
            f"The Last-Event-ID is no cursor of this run; it has the form '{run_id}:12'.",
        )
    return int(offset)


def _check_reached(position: int, last: int) -> None:
    if position > last:
        raise OrchestraError(
            ErrorCode.INVALID_CURSOR, f"The cursor lies past the run's last event, which is {last}."
        )


class EventStream:
    """An ASGI answer that sends a run's events until the terminal one, in the rendering it is given.

    The reader counts as a listener of the run from its first byte to its last, so a run under
    `on_disconnect: grace` knows whether anybody listens.
    """

    def __init__(
        self,
        follower: Follower,
        rendering: Rendering,
        *,
        metrics: Metrics,
        settings: StreamSettings,
        headers: dict[str, str],
    ) -> None:
        self._follower = follower
        self._rendering = rendering
        self._metrics = metrics
        self._heartbeat = settings.heartbeat
        self._send_timeout = settings.send_timeout
        self._headers = headers

    def rendered(self, rendering: Rendering) -> EventStream:
        """The same stream, written down in another way; before it is sent."""
        self._rendering = rendering
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers, then the events; returns when the stream is over or nobody reads it any more."""
        await send({"type": "http.response.start", "status": 200, "headers": self._raw_headers()})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        self._metrics.stream_opened()
        # Two tasks a stream, none a token: one sends, the other learns that the reader has left.
        sending = asyncio.create_task(self._send_events(send))
        leaving = asyncio.create_task(_until_disconnect(receive))
        try:
            with self._follower.listening():
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            self._metrics.stream_closed()
        if not sending.cancelled() and (error := sending.exception()) is not None:
            raise error

    async def _send_events(self, send: Send) -> None:
        rendering = self._rendering
        with contextlib.suppress(TimeoutError):
            if rendering.opening:
                # At once, so that a reader who has everything so far sees that the stream is open.
                await self._send_body(send, rendering.opening)
            async with aclosing(self._follower.batches(self._heartbeat)) as batches:
                async for batch in batches:
                    body = rendering.render(batch.events) if batch.events else rendering.heartbeat
                    await self._send_body(send, body, ended=batch.ended)
                    if batch.ended:
                        return
        # Reached by a reader that was too slow, or whose log went: end the answer here; it can resume.
        with contextlib.suppress(TimeoutError):
            await self._send_body(send, b"", ended=True)

    async def _send_body(self, send: Send, body: bytes, *, ended: bool = False) -> None:
        """Send a part of the body. Raises TimeoutError where the reader takes too long."""
        async with asyncio.timeout(self._send_timeout):
            await send({"type": "http.response.body", "body": body, "more_body": not ended})

    def _raw_headers(self) -> list[tuple[bytes, bytes]]:
        headers = {
            "content-type": self._rendering.media_type,
            # Proxies must neither store nor gather the events.
            "cache-control": "no-store, no-transform",
            "x-accel-buffering": "no",
            **self._headers,
        }
        return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def _until_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
