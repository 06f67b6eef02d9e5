"""What the asynchronous connection stands on: sockets of `websockets.asyncio`, tasks, signals."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from orchestra_sdk._errors import read_problem
from orchestra_sdk._socket import MAX_FRAME_BYTES, closed_by, handshake_error, header_map

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection
    from websockets.typing import Origin, Subprotocol

# Messages that are there already are read without waiting; so many, then those they were for have a turn.
_MESSAGES_A_TURN: Final = 64

Ticket: TypeAlias = Callable[[], Awaitable[str]]
"""Gives a ticket for one connection."""


class Socket:
    """One WebSocket. Raises Closed from everything once it is closed."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._received = 0

    @property
    def headers(self) -> Mapping[str, str]:
        """What the service said when it opened the socket; names in whatever case."""
        return header_map(self._connection.response)

    async def send(self, text: str, timeout: float) -> None:
        """Send a text frame. Raises TimeoutError after `timeout` seconds."""
        from websockets.exceptions import ConnectionClosed

        try:
            async with asyncio.timeout(timeout):
                await self._connection.send(text)
        except ConnectionClosed as error:
            raise closed_by(error) from error

    async def receive(self, timeout: float) -> str | bytes:
        """The next message. Raises TimeoutError after `timeout` seconds."""
        from websockets.exceptions import ConnectionClosed

        self._received += 1
        if self._received % _MESSAGES_A_TURN == 0:
            await asyncio.sleep(0)
        try:
            async with asyncio.timeout(timeout):
                return await self._connection.recv()
        except ConnectionClosed as error:
            raise closed_by(error) from error

    async def close(self, code: int = 1000) -> None:
        """Say that it is over, and wait for the other side to agree, for a second at the most."""
        await self._connection.close(code)

    def abort(self) -> None:
        """Cut it off."""
        self._connection.transport.abort()


async def open_socket(
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
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidHandshake

    # At its debug level the library would write down the key.
    logger = logging.getLogger("orchestra_sdk.websocket")
    logger.setLevel(logging.INFO)
    try:
        connection = await connect(
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
        )
    except (InvalidHandshake, OSError, EOFError) as error:
        raise handshake_error(error, read) from error
    return Socket(connection)


class Signal:
    """Wakes the one who waits; a signal that comes too early is kept until then."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake."""
        self._event.set()

    async def wait(self, timeout: float | None = None) -> bool:
        """Wait for the signal, for `timeout` seconds at the most; False where it did not come."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Worker:
    """A task that goes on until it is stopped."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        self._task = asyncio.create_task(work(), name=name)

    async def stop(self) -> None:
        """End the task; returns when it has ended."""
        self._task.cancel()
        await asyncio.wait({self._task})


def guard() -> AbstractContextManager[object]:
    """Keeps others out of a shared state. In one event loop nobody comes in between."""
    return nullcontext()
