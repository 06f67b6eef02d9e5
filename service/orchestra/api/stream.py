"""The life of an event stream: events in, frames out. A run's log is the source, a position in it the only state."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from orchestra.chat.orchestrator import Orchestrator
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.live.log import LoggedEvent, RunLog
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


class StreamFactory:
    """Opens the caller's streams; a request-scoped object, because whose run it is decides whether it is there."""

    def __init__(
        self,
        runs: OwnerRuns,
        log: RunLog,
        orchestrator: Orchestrator,
        metrics: Metrics,
        settings: StreamSettings,
    ) -> None:
        self._runs = runs
        self._log = log
        self._orchestrator = orchestrator
        self._metrics = metrics
        self._settings = settings

    async def open(self, run_id: str, *, cursor: str | None) -> EventStream:
        """The answer to a chat: the run's events from the first one, or behind the cursor of a resumed replay.

        Raises OrchestraError: run_log_expired, invalid_cursor.
        """
        after = parse_cursor(cursor, run_id) if cursor is not None else -1
        bounds = await self._log.bounds(run_id)
        if bounds is None:
            raise self._expired(run_id)
        _check_reached(after, bounds.last)
        return self._stream(run_id, max(after, bounds.first - 1), {"Orchestra-Run-Id": run_id})

    async def resume(self, run_id: str, *, after: int | None, cursor: str | None) -> EventStream | None:
        """The run's events behind a cursor (`cursor`, a Last-Event-ID, wins), or None where none can follow.

        Raises OrchestraError: not_found, invalid_cursor, run_log_expired.
        """
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
        recovered = position + 1 >= bounds.first
        return self._stream(
            run_id,
            max(position, bounds.first - 1),
            {"Orchestra-Run-Id": run_id, "Orchestra-Recovered": "true" if recovered else "false"},
        )

    def _stream(self, run_id: str, after: int, headers: dict[str, str]) -> EventStream:
        return EventStream(
            run_id,
            after=after,
            log=self._log,
            orchestrator=self._orchestrator,
            metrics=self._metrics,
            settings=self._settings,
            headers=headers,
        )

    def _expired(self, run_id: str) -> OrchestraError:
        return OrchestraError(
            ErrorCode.RUN_LOG_EXPIRED,
            f"The events of this run are no longer kept; GET /v2/runs/{run_id} still has its answer.",
            run_id=run_id,
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
    """An ASGI answer that sends a run's events as Server-Sent Events until the terminal one.

    The reader counts as a subscriber of the run from its first byte to its last, so a run under
    `on_disconnect: grace` knows whether anybody listens.
    """

    def __init__(
        self,
        run_id: str,
        *,
        after: int,
        log: RunLog,
        orchestrator: Orchestrator,
        metrics: Metrics,
        settings: StreamSettings,
        headers: dict[str, str],
    ) -> None:
        self._run_id = run_id
        self._position = after
        self._log = log
        self._orchestrator = orchestrator
        self._metrics = metrics
        self._heartbeat = settings.heartbeat
        self._send_timeout = settings.send_timeout
        self._headers = headers

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
            with self._orchestrator.subscribe(self._run_id):
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            self._metrics.stream_closed()
        if not sending.cancelled() and (error := sending.exception()) is not None:
            raise error

    async def _send_events(self, send: Send) -> None:
        opening = RETRY
        with contextlib.suppress(TimeoutError):
            while True:
                batch = await self._log.read(self._run_id, self._position, wait=self._heartbeat)
                if batch is None or _has_gap(self._position, batch.events):
                    # The log went away, or ran ahead of this reader further than it is kept. Cut the stream
                    # without an end, so that the client resumes and is told where it stands.
                    _log.info("stream cut off", run_id=self._run_id, reason="log trimmed")
                    break
                body = opening + (
                    frames(self._run_id, batch.events) if batch.events else b"" if opening else HEARTBEAT
                )
                opening = b""
                if batch.events:
                    self._position = batch.events[-1].offset
                async with asyncio.timeout(self._send_timeout):
                    await send({"type": "http.response.body", "body": body, "more_body": not batch.ended})
                if batch.ended:
                    return
        # Reached by a reader that was too slow, or whose log went: end the answer here; it can resume.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._send_timeout):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _raw_headers(self) -> list[tuple[bytes, bytes]]:
        headers = {
            "content-type": "text/event-stream; charset=utf-8",
            # Proxies must neither store nor gather the events.
            "cache-control": "no-store, no-transform",
            "x-accel-buffering": "no",
            **self._headers,
        }
        return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def frames(run_id: str, events: Sequence[LoggedEvent]) -> bytes:
    """Events as Server-Sent Events; the id of each is its cursor."""
    start = b"id: " + run_id.encode("ascii") + b":"
    return b"".join(
        b"%b%d\nevent: %b\ndata: %b\n\n" % (start, event.offset, event.type.encode("ascii"), event.data)
        for event in events
    )


def _has_gap(position: int, events: Sequence[LoggedEvent]) -> bool:
    # What was lost before the stream began, its headers have said, and it begins behind that.
    return bool(events) and events[0].offset != position + 1


async def _until_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
