"""A WebSocket client for tests: frames as dictionaries, and a plain way to see how a connection ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.process import ServiceProcess
from tests.raw import TERMINAL, Received
from tests.service import RunningService

Frame = dict[str, Any]


class Socket:
    """One connection. `frames` are all that came, in their order."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.frames: list[Frame] = []

    async def say(self, **frame: Any) -> None:
        """Send a message."""
        await self.connection.send(json.dumps(frame))

    async def next(self) -> Frame:
        """The next frame. Raises ConnectionClosed."""
        async with asyncio.timeout(30):
            text = await self.connection.recv()
        assert isinstance(text, str)
        frame: Frame = json.loads(text)
        self.frames.append(frame)
        return frame

    async def until(self, enough: Callable[[Frame], bool]) -> Frame:
        """Read up to the first frame that is `enough`."""
        while True:
            frame = await self.next()
            if enough(frame):
                return frame

    async def answer(self, frame_id: str) -> Frame:
        """Read up to the frame that answers this message."""
        return await self.until(lambda frame: frame.get("id") == frame_id)

    async def ended(self, run_id: str) -> Frame:
        """Read up to the run's terminal event."""
        return await self.until(lambda frame: frame["type"] in TERMINAL and frame["run_id"] == run_id)

    async def chat(self, frame_id: str, message: str, **more: Any) -> Frame:
        """Begin a run; the frame that accepted or refused it."""
        await self.say(type="chat", id=frame_id, message=message, **more)
        return await self.answer(frame_id)

    async def closed(self) -> int:
        """Read to the end; the code it was closed with, 1006 for none."""
        try:
            while True:
                await self.next()
        except ConnectionClosed:
            code = self.connection.close_code
            assert code is not None
            return code

    def cut(self) -> None:
        """Leave without a word, as a phone in a tunnel does."""
        self.connection.transport.abort()

    def events(self, run_id: str) -> list[Frame]:
        """The run's events among the frames."""
        return [frame for frame in self.frames if frame.get("run_id") == run_id and "offset" in frame]

    def received(self, run_id: str) -> Received:
        """The run's events as the other transports' tests have them."""
        return Received(self.events(run_id))


@asynccontextmanager
async def opened(
    service: RunningService | ServiceProcess,
    *,
    path: str = "/v2/ws",
    key: str | None = "",
    subprotocols: tuple[str, ...] = ("orchestra.v2",),
    origin: str | None = None,
    welcome: bool = True,
    **options: Any,
) -> AsyncIterator[Socket]:
    """A connection with the admin's key (or `key`; None for none), its welcome read."""
    headers = {} if key is None else {"Authorization": f"Bearer {key or service.key}"}
    if origin is not None:
        headers["Origin"] = origin
    async with connect(
        f"ws://127.0.0.1:{service.port}{path}",
        additional_headers=headers,
        subprotocols=[Subprotocol(name) for name in subprotocols] or None,
        compression=None,
        proxy=None,
        max_size=None,
        **options,
    ) as connection:
        socket = Socket(connection)
        if welcome:
            assert (await socket.next())["type"] == "welcome"
        yield socket
