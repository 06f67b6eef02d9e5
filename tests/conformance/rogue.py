"""Servers that misbehave on purpose, on real sockets."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LIVE = b'{"status": "alive"}'
HUNDRED_MEGABYTES = 100 * 1024 * 1024
_PIECE = b"x" * 65_536
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(slots=True)
class Visit:
    """One request to a rogue. `over` is set when the rogue is told to stop; `sent` counts bytes."""

    rogue: Rogue
    socket: socket.socket
    head: bytes

    @property
    def path(self) -> str:
        """What was asked for."""
        return self.head.split(b" ")[1].decode()

    def send(self, data: bytes) -> None:
        """Send all of it; OSError where the other side has gone."""
        self.socket.sendall(data)
        self.rogue.sent += len(data)

    def hang(self) -> None:
        """Say nothing more, until the test is over."""
        self.rogue.visited.set()
        self.rogue.over.wait(60)

    def flood(self, piece: bytes = _PIECE, most: int = HUNDRED_MEGABYTES) -> None:
        """Send a piece again and again: a hundred megabytes, if the other side takes them."""
        for _ in range(most // len(piece)):
            self.send(piece)

    def trickle(self, data: bytes) -> None:
        """Send a byte now and then, without an end."""
        while not self.rogue.over.wait(0.01):
            self.send(data)

    def accept_websocket(self) -> None:
        """Finish a handshake."""
        found = re.search(rb"sec-websocket-key: *(\S+)", self.head, re.IGNORECASE)
        assert found is not None
        accept = base64.b64encode(hashlib.sha1(found[1] + _GUID, usedforsecurity=False).digest())
        self.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Protocol: orchestra.v2\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """An HTTP answer of JSON that ends the connection."""
    lines = [
        b"HTTP/1.1 " + status,
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(body),
        b"Connection: close",
        *headers,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


@dataclass(slots=True)
class Rogue:
    """A server whose sign of life and list of sessions are fine, and that misbehaves in everything else."""

    behave: Callable[[Visit], None]
    # The paths that are answered well.
    good: dict[str, bytes]
    base_url: str = ""
    sent: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    visited: threading.Event = field(default_factory=threading.Event)

    def serve(self, connection: socket.socket) -> None:
        """Answer one connection."""
        with connection, suppress(OSError):
            # Whoever does not read ends with the test at the latest.
            connection.settimeout(30)
            head = b""
            while b"\r\n\r\n" not in head:
                received = connection.recv(65_536)
                if not received:
                    return
                head += received
            visit = Visit(self, connection, head)
            good = self.good.get(visit.path.partition("?")[0])
            if good is None:
                self.behave(visit)
            else:
                visit.send(good)


def good_answers(version: str = "2.0.0") -> dict[str, bytes]:
    """What a deployment answers before the first check."""
    said = b"X-Contract-Version: " + version.encode()
    nothing = answer(b"{}", said, status=b"404 Not Found")
    return {
        "/live": answer(LIVE, said),
        "/v2/sessions": answer(b"{}", said),
        "/v2/runs/run_none/cancel": nothing,
    }


@contextmanager
def rogue(behave: Callable[[Visit], None], good: dict[str, bytes] | None = None) -> Iterator[Rogue]:
    """A rogue that runs; every connection has a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Rogue(behave, good_answers() if good is None else good)
        server.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        threads: list[threading.Thread] = []

        def listen() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threads.append(threading.Thread(target=server.serve, args=(connection,), daemon=True))
                    threads[-1].start()

        accepting = threading.Thread(target=listen, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.over.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            accepting.join(30)
            for thread in threads:
                thread.join(60)
                assert not thread.is_alive()
