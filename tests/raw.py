"""A client on a bare socket: sends what it is told, and can leave after any byte of the answer."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What has come of an answer: maybe nothing, maybe half of it."""

    status: int | None
    headers: dict[str, str]
    body: bytes
    raw_length: int
    complete: bool

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(slots=True)
class Received:
    """The events that a reader has, however many connections they came over."""

    events: list[dict[str, Any]] = field(default_factory=list)
    cursor: str | None = None

    def take(self, body: bytes) -> None:
        """Add the whole events of a stream that may have been cut anywhere."""
        for block in body.split(b"\n\n")[:-1]:
            lines = [line for line in block.split(b"\n") if line and not line.startswith((b":", b"retry"))]
            if not lines:
                continue
            fields = dict(line.split(b": ", 1) for line in lines)
            event = json.loads(fields[b"data"])
            assert fields[b"event"].decode() == event["type"]
            self.cursor = fields[b"id"].decode()
            assert self.cursor == f"{event['run_id']}:{event['offset']}"
            self.events.append(event)

    @property
    def text(self) -> str:
        """The tokens, joined."""
        return "".join(event["text"] for event in self.events if event["type"] == "token")

    @property
    def ended(self) -> bool:
        """Whether the terminal event is there."""
        return bool(self.events) and self.events[-1]["type"] in TERMINAL


TERMINAL = ("run.completed", "run.failed", "run.cancelled")


def assert_whole(received: Received) -> None:
    """Every event once and in order, one terminal event at the end with usage, and the tokens are the response."""
    assert [event["offset"] for event in received.events] == list(range(len(received.events)))
    assert [event["type"] in TERMINAL for event in received.events].count(True) == 1
    last = received.events[-1]
    assert last["type"] in TERMINAL
    assert received.text == last["response"]
    assert last["usage"]["total_tokens"] == last["usage"]["input_tokens"] + last["usage"]["output_tokens"]


def request_bytes(method: str, path: str, headers: dict[str, str], body: bytes | None) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: test"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


async def exchange(
    port: int,
    method: str,
    path: str,
    headers: dict[str, str],
    body: object | bytes | None = None,
    *,
    leave_after: int | None = None,
) -> RawAnswer:
    """Send one request and read its answer to the end, or leave (with a reset) after `leave_after` bytes."""
    content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    raw = b""
    try:
        writer.write(request_bytes(method, path, headers, content))
        await writer.drain()
        async with asyncio.timeout(30):
            while leave_after is None or len(raw) < leave_after:
                answer = parse(raw, method)
                if answer.complete:
                    return answer
                most = 65_536 if leave_after is None else leave_after - len(raw)
                data = await reader.read(most)
                if not data:
                    break
                raw += data
        return parse(raw, method)
    finally:
        if leave_after is not None:
            reset(writer)
        writer.close()


async def read_until(
    port: int,
    method: str,
    path: str,
    headers: dict[str, str],
    body: object | None,
    enough: Callable[[Received], bool],
) -> tuple[RawAnswer, Received]:
    """Send one request and read its stream until `enough` has come, then leave with a reset."""
    content = None if body is None else json.dumps(body).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    raw = b""
    try:
        writer.write(request_bytes(method, path, headers, content))
        async with asyncio.timeout(30):
            while True:
                data = await reader.read(65_536)
                raw += data
                answer, received = parse(raw, method), Received()
                received.take(answer.body)
                if enough(received) or not data:
                    return answer, received
    finally:
        reset(writer)


def reset(writer: asyncio.StreamWriter) -> None:
    """Leave without a polite end, as a phone in a tunnel does."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()


def parse(raw: bytes, method: str = "GET") -> RawAnswer:
    """Read as much of an HTTP/1.1 answer as is there."""
    head, separator, rest = raw.partition(b"\r\n\r\n")
    if not separator:
        return RawAnswer(None, {}, b"", len(raw), False)
    status_line, *lines = head.decode("latin-1").split("\r\n")
    status = int(status_line.split()[1])
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    if headers.get("transfer-encoding") == "chunked" and method != "HEAD":
        body, complete = _dechunk(rest)
    else:
        length = 0 if method == "HEAD" or status == 204 else int(headers.get("content-length", 0))
        body, complete = rest[:length], len(rest) >= length
    return RawAnswer(status, headers, body, len(raw), complete)


def _dechunk(data: bytes) -> tuple[bytes, bool]:
    body = b""
    while True:
        size, separator, rest = data.partition(b"\r\n")
        if not separator:
            return body, False
        length = int(size, 16)
        if length == 0:
            return body, rest.startswith(b"\r\n")
        body += rest[:length]
        if len(rest) < length + 2:
            return body, False
        data = rest[length + 2 :]
