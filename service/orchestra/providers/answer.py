"""An answer as it comes in from an endpoint: its pieces go to `emit`, the rest is remembered."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from orchestra.providers.base import Emit, FinishReason, TokenCount
from orchestra.providers.chunks import Choice, finish_reason, parse_chunk
from orchestra.providers.sse import DataLines

# How long a finished answer waits for its usage and the end of the body, which frees the connection for reuse.
_AFTERWORD_S: Final = 2.0


class ByteStream(Protocol):
    """The part of aiohttp's StreamReader that is read here."""

    async def readany(self) -> bytes:
        """Whatever has arrived; b"" at the end."""


class StreamError(Exception):
    """An error object in mid-stream; `payload` is its line, JSON."""

    def __init__(self, payload: bytes) -> None:
        super().__init__("error in the stream")
        self.payload = payload


class Answer:
    """One streamed answer. `pieces` counts the calls of `emit`."""

    __slots__ = ("_done", "_emit", "_lines", "_reason", "_seen", "model", "pieces", "usage")

    def __init__(self, emit: Emit) -> None:
        self.model: str | None = None
        self.pieces = 0
        self.usage: TokenCount | None = None
        self._emit = emit
        self._lines = DataLines()
        self._reason: str | None = None
        self._seen = False
        self._done = False

    @property
    def whole(self) -> bool:
        """Whether the endpoint said that the answer is finished: a finish reason, or [DONE] after some of it."""
        return self._reason is not None or (self._done and self._seen)

    @property
    def finish_reason(self) -> FinishReason:
        """How the answer ended, in our words."""
        return finish_reason(self._reason)

    async def read(self, stream: ByteStream) -> None:
        """Read until the answer is whole or the stream ends.

        Raises StreamError, MalformedChunkError, sse.LineTooLongError, and what `stream` and `emit` raise; whether
        the answer was whole by then, `whole` says.
        """
        while piece := await stream.readany():
            self.feed(piece)
            if self._done or self._reason is not None:
                break
        else:
            self.feed(b"")
            return
        try:
            async with asyncio.timeout(_AFTERWORD_S):
                while piece := await stream.readany():
                    if not self._done:
                        self.feed(piece)
        except TimeoutError:
            pass  # The answer is there; its usage is estimated.

    def feed(self, piece: bytes) -> None:
        """Take a piece of the stream, cut anywhere; b"" is its end."""
        for payload in self._lines.feed(piece) if piece else self._lines.end():
            if payload == b"[DONE]":
                self._done = True
                return
            chunk = parse_chunk(payload)
            if chunk.failed:
                raise StreamError(payload)
            if chunk.choices:
                self._take(chunk.choices[0])
            if chunk.model is not None:
                self.model = chunk.model
            self.usage = chunk.count or self.usage

    def _take(self, choice: Choice) -> None:
        self._seen = True
        text = choice.text
        if text:
            self.pieces += 1
            self._emit(text)
        if choice.finish_reason:
            self._reason = choice.finish_reason
