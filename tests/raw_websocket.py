"""A WebSocket client on a bare socket: RFC 6455 as far as tests need it, and gone after any byte of what it is sent."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
from collections.abc import Callable
from typing import Any, Final

from tests.raw import Received, reset

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT: Final = 0x81
_CLOSE: Final = 0x88

Frame = dict[str, Any]


class Transcript:
    """What has come over one connection: maybe half a handshake, maybe some frames and the beginning of another."""

    def __init__(self, key: bytes = b"") -> None:
        self.raw = b""
        self.opened = False
        self.closed: int | None = None
        self.frames: list[Frame] = []
        self._accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
        # Where the first byte stands that is not understood yet.
        self._at = 0

    def take(self, data: bytes) -> None:
        """Add what came next."""
        self.raw += data
        if not self.opened:
            head, separator, _ = self.raw.partition(b"\r\n\r\n")
            if not separator:
                return
            assert head.startswith(b"HTTP/1.1 101 "), head
            fields = [line.split(b": ", 1) for line in head.split(b"\r\n")[1:]]
            assert {name.lower(): value for name, value in fields}[b"sec-websocket-accept"] == self._accept
            self.opened = True
            self._at = len(head) + 4
        while self._frame():
            pass

    def _frame(self) -> bool:
        """Take one whole frame, if there is one."""
        rest = memoryview(self.raw)[self._at :]
        if len(rest) < 2:
            return False
        length, start = rest[1], 2
        assert length < 128, "what a server sends is not masked"
        if length > 125:
            start = 4 if length == 126 else 10
            length = int.from_bytes(rest[2:start]) if len(rest) >= start else 0
        if len(rest) < start + length:
            return False
        payload = bytes(rest[start : start + length])
        if rest[0] == _CLOSE:
            self.closed = int.from_bytes(payload[:2])
        else:
            assert rest[0] == _TEXT, "every message is one text frame"
            self.frames.append(json.loads(payload))
        self._at += start + length
        return True

    @property
    def run_id(self) -> str | None:
        """The run that was accepted or resumed, as soon as it is known."""
        known = (frame["run_id"] for frame in self.frames if frame["type"] in ("accepted", "resumed"))
        return next(known, None)

    @property
    def received(self) -> Received:
        """The run's events."""
        return Received([frame for frame in self.frames if "offset" in frame])


async def converse(
    port: int,
    headers: dict[str, str],
    message: Frame,
    enough: Callable[[Transcript], bool],
    *,
    leave_after: int | None = None,
) -> Transcript:
    """Connect, say one message right after the handshake, read until there is `enough`, and leave with a reset.

    With `leave_after` it leaves after that many bytes, the handshake's included, if `enough` does not come before.
    """
    key = base64.b64encode(os.urandom(16))
    lines = [
        "GET /v2/ws HTTP/1.1",
        "Host: test",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key.decode()}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    transcript = Transcript(key)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        said = False
        async with asyncio.timeout(30):
            while leave_after is None or len(transcript.raw) < leave_after:
                data = await reader.read(65_536 if leave_after is None else leave_after - len(transcript.raw))
                transcript.take(data)
                if not data or enough(transcript):
                    break
                if transcript.opened and not said:
                    writer.write(masked(json.dumps(message).encode()))
                    said = True
        return transcript
    finally:
        reset(writer)


def masked(text: bytes) -> bytes:
    """A text frame as a client sends it."""
    mask = os.urandom(4)
    length = len(text)
    head = bytes([length | 128]) if length < 126 else b"\xfe" + length.to_bytes(2)
    return bytes([_TEXT]) + head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))
