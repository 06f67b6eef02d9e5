"""One WebSocket from its welcome to its goodbye, whatever version its messages are in.

Three kinds of task: one reads and answers messages, one after the other; one sends; and one for each run that is
followed. What waits to be sent is bounded: who wants to add to a full queue waits, the client's own messages too, and
where a single frame cannot be sent for long the connection is closed as a slow reader. Nothing is lost by that,
because the events stand in the runs' logs.
"""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from orchestra.api.dialect import Dialect, Farewell, Wording
from orchestra.api.outbox import Outbox
from orchestra.api.stream import Follower
from orchestra.contract.close_codes import CloseCode
from orchestra.telemetry.logging import get_logger

if TYPE_CHECKING:
    from starlette.types import Receive, Send

# So many messages that are none, with no readable ones to make up for them, are a flood.
FLOOD: Final = 100
# So many frames are sent before all other connections have a turn: the sending itself waits for slow clients only.
_FRAMES_A_TURN: Final = 16
# How long a follower's wait for an event may be; nothing happens then, the sender sends the pings.
_SILENCE: Final = 60.0

_log = get_logger("websocket")


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """Bounds of a connection; times in seconds."""

    max_runs: int
    max_frame_bytes: int
    idle: float
    ping_interval: float
    queue_frames: int
    queue_bytes: int
    send_timeout: float
    goodbye: float


class Connection:
    """An open WebSocket."""

    def __init__(
        self, connection_id: str, receive: Receive, send: Send, settings: ConnectionSettings
    ) -> None:
        self.id = connection_id
        self.settings = settings
        self._receive = receive
        self._send = send
        self._outbox = Outbox(settings.queue_frames, settings.queue_bytes)
        self._following: dict[str, asyncio.Task[None]] = {}
        self._heard_at = asyncio.get_running_loop().time()
        self._strikes = 0
        self._receiving = False
        self._farewell: Farewell | None = None
        self._received = 0
        self._pings = 0
        self._comeback = ""
        self._over = asyncio.Event()
        self._ended = asyncio.Event()

    @property
    def following(self) -> list[str]:
        """The runs that are followed, the first one first."""
        return list(self._following)

    @property
    def farewell(self) -> Farewell | None:
        """Why the service closed it; None where the client went."""
        return self._farewell

    @property
    def received(self) -> int:
        """Text frames that the client has sent."""
        return self._received

    @property
    def sent(self) -> int:
        """Frames that were given over to be sent, the pings among them."""
        return self._outbox.count + self._pings

    async def put(self, frame: bytes) -> None:
        """Queue a frame; waits while the queue is full, and does nothing once the connection ends."""
        await self._outbox.put(frame)

    def follow(self, follower: Follower, wording: Wording) -> None:
        """Send a run's events from the follower's position on. A run that was followed must have been left before."""
        listening = ExitStack()
        listening.enter_context(follower.listening())
        if self._over.is_set():
            # Too late: the run learns that nobody listens, which its on_disconnect wants to know.
            listening.close()
            return
        task = asyncio.create_task(self._follow(follower, wording))
        self._following[follower.run_id] = task

        def done(_: asyncio.Task[None]) -> None:
            listening.close()
            if self._following.get(follower.run_id) is task:
                del self._following[follower.run_id]

        task.add_done_callback(done)

    async def leave(self, run_id: str) -> bool:
        """Send no more of a run's events than are queued already; False where it was not followed."""
        task = self._following.pop(run_id, None)
        if task is None:
            return False
        task.cancel()
        await asyncio.wait({task})
        return True

    async def caught_up(self, run_id: str) -> None:
        """Return when all events of a run that has ended are queued."""
        task = self._following.get(run_id)
        if task is not None:
            await asyncio.wait({task})

    def close(self, code: CloseCode, reason: str) -> None:
        """Begin to end the connection; the first reason stands."""
        if self._farewell is None and not self._over.is_set():
            self._farewell = Farewell(code, reason)
            self._over.set()

    async def shut_down(self) -> None:
        """Say goodbye because the service stops, once the ends of the runs are out; returns when it has ended."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.settings.goodbye):
                if self._following:
                    await asyncio.wait(set(self._following.values()))
        self.close(CloseCode.SHUTTING_DOWN, "The service is shutting down.")
        await self._ended.wait()

    async def run(self, dialect: Dialect) -> None:
        """Serve the accepted connection to its end. Never raises for what the client does."""
        self._comeback = dialect.comeback
        welcome = dialect.welcome()
        if welcome is not None:
            await self.put(welcome)
        reading = asyncio.create_task(self._read(dialect))
        writing = asyncio.create_task(self._write(dialect))
        idling = asyncio.create_task(self._watch_idle())
        over = asyncio.create_task(self._over.wait())
        try:
            await asyncio.wait({reading, writing, over}, return_when=asyncio.FIRST_COMPLETED)
            if any(task.done() and _failure(task) is not None for task in (reading, writing)):
                self.close(CloseCode.INTERNAL_ERROR, f"The service failed; {self._comeback}.")
            self._over.set()
            self._outbox.end(drop=self._farewell is None)
            # A message in hand is answered to its end: its chat may be in the database already.
            if self._receiving:
                reading.cancel()
            for task in (idling, over, *self._following.values()):
                task.cancel()
            await self._finish(dialect, writing)
        finally:
            tasks = {reading, writing, idling, over, *self._following.values()}
            for task in (writing, idling, over, *self._following.values()):
                task.cancel()
            await asyncio.wait(tasks)
            self._ended.set()
            for task in (reading, writing):
                if (error := _failure(task)) is not None:
                    _log.error("connection failed", connection_id=self.id, exc_info=error)

    async def _finish(self, dialect: Dialect, writing: asyncio.Task[None]) -> None:
        """Send what is left, the goodbye and the close frame, as far as the client takes them in time."""
        if self._farewell is None:
            return
        until = asyncio.get_running_loop().time() + self.settings.goodbye
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout_at(until):
                await asyncio.wait({writing})
                goodbye = dialect.goodbye(self._farewell)
                if goodbye is not None:
                    await self._send({"type": "websocket.send", "text": goodbye.decode()})
        writing.cancel()
        await asyncio.wait({writing})
        await close_socket(self._send, self._farewell, self.settings.goodbye)

    async def _read(self, dialect: Dialect) -> None:
        loop = asyncio.get_running_loop()
        while not self._over.is_set():
            self._receiving = True
            try:
                message = await self._receive()
            finally:
                self._receiving = False
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                self.close(
                    CloseCode.UNSUPPORTED_DATA, "A binary frame came; the service takes JSON in text frames."
                )
                return
            self._received += 1
            if await dialect.answer(text):
                self._heard_at = loop.time()
                self._strikes = max(0, self._strikes - 1)
                continue
            self._strikes += 1
            if self._strikes >= FLOOD:
                self.close(CloseCode.PROTOCOL, f"{FLOOD} frames came that are no messages of this API.")
                return

    async def _write(self, dialect: Dialect) -> None:
        sent = 0
        while True:
            if sent % _FRAMES_A_TURN == _FRAMES_A_TURN - 1:
                await asyncio.sleep(0)
            sent += 1
            frame = await self._outbox.take(self.settings.ping_interval)
            if frame is None:
                if self._outbox.ended:
                    return
                frame = dialect.ping()
                if frame is None:
                    continue
                self._pings += 1
            try:
                async with asyncio.timeout(self.settings.send_timeout):
                    await self._send({"type": "websocket.send", "text": frame.decode()})
            except TimeoutError:
                self._outbox.end(drop=True)
                self.close(CloseCode.SLOW_READER, f"The client did not read for too long; {self._comeback}.")
                return

    async def _follow(self, follower: Follower, wording: Wording) -> None:
        ended = False
        try:
            async with contextlib.aclosing(follower.batches(_SILENCE)) as batches:
                async for batch in batches:
                    for frame in wording(batch.events):
                        await self.put(frame)
                    ended = batch.ended
        except Exception:  # noqa: BLE001 - the border: one run's trouble is not the connection's
            _log.exception("following failed", connection_id=self.id, run_id=follower.run_id)
            self.close(
                CloseCode.INTERNAL_ERROR,
                f"The service failed to send a run's events; {self._comeback}.",
            )
            return
        # A client that has waited for its run is not idle at its end.
        self._heard_at = asyncio.get_running_loop().time()
        if not ended:
            self.close(
                CloseCode.SLOW_READER,
                f"The client fell behind what is kept of a run; {self._comeback}.",
            )

    async def _watch_idle(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            left = self._heard_at + self.settings.idle - loop.time()
            if left > 0:
                await asyncio.sleep(left)
            elif self._following:
                # Looked at again when its runs may have ended.
                await asyncio.wait(set(self._following.values()))
            else:
                self.close(CloseCode.IDLE, f"No message came for {self.settings.idle:g} seconds.")
                return


async def close_socket(send: Send, farewell: Farewell, seconds: float) -> None:
    """Send the close frame, if that can be done in `seconds`."""
    # What a close frame can hold is 123 bytes; the goodbye has said it all.
    reason = farewell.reason.encode()[:120].decode(errors="ignore")
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(seconds):
            await send({"type": "websocket.close", "code": int(farewell.code), "reason": reason})


def _failure(task: asyncio.Task[None]) -> BaseException | None:
    """What a task failed with, unless that is the client's having left."""
    error = None if task.cancelled() else task.exception()
    return None if isinstance(error, OSError) else error
