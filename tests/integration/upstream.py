"""A stand-in for an OpenAI-compatible endpoint that misbehaves on order and tells when its connections come and go.

It speaks HTTP by hand over asyncio streams: only so can it cut an answer at any byte, fall silent at any point, or
break off without a farewell.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

WAIT_S = 10.0
"""How long the waits below may take before a test fails; they are over in milliseconds."""

TOKENS = ("Hello", ", ", "wörld", " 音", "楽", " 🎼", "!")


@dataclass
class Behaviour:
    """What the next requests get. `hang_after` and `drop_after` count tokens; None means never.

    `hang`: "accept" takes the connection and reads nothing (TLS and HTTP alike), "headers" reads the request and
    sends nothing. `raw` replaces the whole event stream. `cut` sends the body in pieces of that many bytes.
    `refuse_schema` is the status that a request with a `response_format` gets.
    """

    tokens: Sequence[str] = TOKENS
    hang: Literal["accept", "headers"] | None = None
    hang_after: int | None = None
    drop_after: int | None = None
    finish_reason: str | None = "stop"
    done: bool = True
    usage: tuple[int, int] | None = (11, 7)
    newline: str = "\n"
    raw: bytes | None = None
    cut: int | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | dict[str, Any] = b""
    models: Sequence[str | dict[str, Any]] = ("stand-in-1", "stand-in-2")
    refuse_schema: int | None = None


@dataclass(frozen=True)
class Request:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Connection:
    """One TCP connection; `closed` is set when the other side has let go of it."""

    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def is_closed(self) -> None:
        """Wait until the other side has closed."""
        async with asyncio.timeout(WAIT_S):
            await self.closed.wait()


class Upstream:
    """The endpoint. `async with Upstream() as upstream`, then `upstream.base_url`."""

    def __init__(self, behaviour: Behaviour | None = None) -> None:
        self.behaviour = behaviour or Behaviour()
        self.connections: list[Connection] = []
        self.requests: list[Request] = []
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def chats(self) -> list[Request]:
        """The chat requests among all."""
        return [request for request in self.requests if request.path.endswith("/chat/completions")]

    async def connected(self, count: int = 1) -> Connection:
        """Wait for the connection number `count`, counted from the start."""
        await self._until(lambda: len(self.connections) >= count)
        return self.connections[count - 1]

    async def asked(self, count: int = 1) -> Request:
        """Wait for the chat request number `count`, counted from the start."""
        await self._until(lambda: len(self.chats) >= count)
        return self.chats[count - 1]

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_S), self._changed:
            await self._changed.wait_for(condition)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        connection = Connection()
        self.connections.append(connection)
        await self._notify()
        try:
            if self.behaviour.hang == "accept":
                await _drain(reader)
            else:
                while (request := await _read_request(reader)) is not None:
                    self.requests.append(request)
                    await self._notify()
                    if not await self._answer(request, reader, writer):
                        break
        except ConnectionError:
            pass
        finally:
            connection.closed.set()
            writer.close()
            self._tasks.discard(task)

    async def _answer(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer; False where the connection is over."""
        how = self.behaviour
        if how.hang == "headers":
            await _drain(reader)
            return False
        status = how.status
        if how.refuse_schema is not None and "response_format" in (request.body or {}):
            status = how.refuse_schema
        if status != 200:
            body = how.body if isinstance(how.body, bytes) else json.dumps(how.body).encode()
            writer.write(_head(status, {"Content-Length": str(len(body)), **how.headers}) + body)
            return True
        if request.path.endswith("/models"):
            listed = [{"id": m} if isinstance(m, str) else m for m in how.models]
            body = json.dumps({"object": "list", "data": listed}).encode()
            writer.write(
                _head(200, {"Content-Length": str(len(body)), "Content-Type": "application/json"}) + body
            )
            return True
        headers = {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", **how.headers}
        writer.write(_head(200, headers))
        await writer.drain()
        stop = how.hang_after if how.hang_after is not None else how.drop_after
        for piece in _cut(transcript(how, stop), how.cut):
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()
            if how.cut is not None:
                await asyncio.sleep(0)
        if how.hang_after is not None:
            await _drain(reader)
            return False
        if how.drop_after is not None:
            writer.transport.abort()
            return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


def transcript(how: Behaviour, stop_after: int | None = None) -> bytes:
    """The event stream of an answer, or its beginning up to `stop_after` tokens."""
    if how.raw is not None:
        return how.raw
    events = [": a comment", _chunk({"role": "assistant", "content": ""})]
    events += [_chunk({"content": token}) for token in how.tokens[:stop_after]]
    if stop_after is None:
        if how.finish_reason is not None:
            events.append(_chunk({}, how.finish_reason))
        if how.usage is not None:
            given, made = how.usage
            usage = {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}
            events.append("data: " + json.dumps({"choices": [], "usage": usage, "model": "stand-in-1"}))
        if how.done:
            events.append("data: [DONE]")
    end = how.newline * 2
    return "".join(event + end for event in events).encode()


def _chunk(delta: dict[str, str], finish_reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    document = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": "stand-in-1",
        "choices": [choice],
        "usage": None,
    }
    return "data: " + json.dumps(document, ensure_ascii=False)


def _cut(body: bytes, size: int | None) -> list[bytes]:
    if size is None:
        return [body] if body else []
    return [body[start : start + size] for start in range(0, len(body), size)]


def _head(status: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    method, path, _ = head[0].split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, json.loads(body) if body else None)


async def _drain(reader: asyncio.StreamReader) -> None:
    """Say nothing until the other side goes."""
    while await reader.read(65_536):
        pass


class Heard:
    """An `emit` that keeps the tokens and lets a test wait for them."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self._news = asyncio.Event()

    def __call__(self, token: str) -> None:
        assert token
        self.tokens.append(token)
        self._news.set()

    @property
    def text(self) -> str:
        return "".join(self.tokens)

    async def at_least(self, count: int) -> None:
        """Wait until `count` tokens came."""
        async with asyncio.timeout(WAIT_S * 6):
            while len(self.tokens) < count:
                self._news.clear()
                await self._news.wait()
