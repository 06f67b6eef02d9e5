"""Runs that are waited for or streamed over HTTP: nobody is waited for who has left."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from orchestra_conformance.mock.run import Run
from orchestra_conformance.mock.stage import Stage

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_HEARTBEAT: Final = 15.0
# A reader that takes nothing for so long has left.
_SENDING: Final = 30.0

Render = Callable[[Mapping[str, Any] | None], bytes]


def as_event(event: Mapping[str, Any] | None) -> bytes:
    """A block of Server-Sent Events; of silence, a comment."""
    if event is None:
        return b": still here\n\n"
    data = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event['run_id']}:{event['offset']}\nevent: {event['type']}\ndata: {data}\n\n".encode()


def as_line(item: Mapping[str, Any]) -> bytes:
    """A line of JSON."""
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class EventStream:
    """An ASGI answer: a run's events behind an offset, up to its end."""

    def __init__(
        self, stage: Stage, run: Run, after: int, render: Render, media: str, headers: Mapping[str, str]
    ) -> None:
        self._stage = stage
        self._run = run
        self._after = after
        self._render = render
        self._opening = b"retry: 2000\n\n" if media == "text/event-stream" else b""
        self._headers = {"Content-Type": media, "Cache-Control": "no-store, no-transform", **headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; the reader counts as one who follows the run."""
        headers = [(name.lower().encode(), value.encode()) for name, value in self._headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        with self._stage.listening(self._run):
            await unless_left(self._send_events(send), receive)

    async def _send_events(self, send: Send) -> None:
        with contextlib.suppress(TimeoutError, OSError):
            await _send(send, self._opening)
            async with contextlib.aclosing(self._run.follow(self._after, _HEARTBEAT)) as events:
                async for event in events:
                    await _send(send, self._render(event))
            await _send(send, b"", more=False)


async def unless_left(work: Awaitable[None], receive: Receive) -> bool:
    """Do something as long as the caller is there; whether it was done."""
    doing = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
        return doing.done()
    finally:
        for task in (doing, leaving):
            task.cancel()
        await asyncio.gather(doing, leaving, return_exceptions=True)


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    if body or not more:
        async with asyncio.timeout(_SENDING):
            await send({"type": "http.response.body", "body": body, "more_body": more})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
