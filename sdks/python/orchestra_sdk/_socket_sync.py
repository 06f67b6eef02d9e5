"""What the synchronous connection stands on: sockets of `websockets.sync`, threads, signals."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from orchestra_sdk._errors import read_problem
from orchestra_sdk._socket import MAX_FRAME_BYTES, closed_by, handshake_error, header_map

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection
    from websockets.typing import Origin, Subprotocol

Ticket: TypeAlias = Callable[[], str]
"""Gives a ticket for one connection."""


class Socket:
    """One WebSocket. Raises Closed from everything once it is closed."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @property
    def headers(self) -> Mapping[str, str]:
        """What the service said when it opened the socket; names in whatever case."""
        return header_map(self._connection.response)

    def send(self, text: str, timeout: float) -> None:
        """Send a text frame.

        A thread cannot take back what it is sending: `timeout` is not looked at. A connection on which nothing goes
        out is one on which nothing comes in, so the reading side ends it.
        """
        from websockets.exceptions import ConnectionClosed

        try:
            self._connection.send(text)
        except ConnectionClosed as error:
            raise closed_by(error) from error

    def receive(self, timeout: float) -> str | bytes:
        """The next message. Raises TimeoutError after `timeout` seconds."""
        from websockets.exceptions import ConnectionClosed

        try:
            return self._connection.recv(timeout)
        except ConnectionClosed as error:
            raise closed_by(error) from error

    def close(self, code: int = 1000) -> None:
        """Say that it is over, and wait for the other side to agree, for a second at the most."""
        self._connection.close(code)

    def abort(self) -> None:
        """Cut it off."""
        with contextlib.suppress(OSError):
            self._connection.socket.shutdown(socket.SHUT_RDWR)


def open_socket(
    url: str,
    *,
    headers: Mapping[str, str],
    subprotocols: Sequence[str],
    origin: str | None,
    user_agent: str,
    timeout: float,
    read: Callable[[Any], Mapping[str, Any] | None] = read_problem,
) -> Socket:
    """Connect and shake hands within `timeout` seconds. Raises APIStatusError or APIConnectionError.

    `read` finds the problem document in the JSON of a refusal.
    """
    from websockets.exceptions import InvalidHandshake
    from websockets.sync.client import connect

    # At its debug level the library would write down the key.
    logger = logging.getLogger("orchestra_sdk.websocket")
    logger.setLevel(logging.INFO)
    try:
        connection = connect(
            url,
            additional_headers=headers,
            subprotocols=cast("Sequence[Subprotocol]", subprotocols) or None,
            origin=cast("Origin | None", origin),
            user_agent_header=user_agent,
            compression=None,
            open_timeout=timeout,
            close_timeout=1,
            ping_interval=None,
            max_size=MAX_FRAME_BYTES,
            logger=logger,
        ).__enter__()
    except (InvalidHandshake, OSError, EOFError) as error:
        raise handshake_error(error, read) from error
    return Socket(connection)


class Signal:
    """Wakes the one who waits; a signal that comes too early is kept until then."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Wake."""
        self._event.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the signal, for `timeout` seconds at the most; False where it did not come."""
        if not self._event.wait(timeout):
            return False
        self._event.clear()
        return True


class Worker:
    """A thread that goes on until what it waits for has ended."""

    def __init__(self, work: Callable[[], None], name: str) -> None:
        self._thread = threading.Thread(target=work, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Return when the thread has ended; whoever calls this has seen to it that it ends."""
        if threading.current_thread() is not self._thread:
            self._thread.join()


def guard() -> AbstractContextManager[object]:
    """Keeps others out of a shared state."""
    return threading.RLock()
