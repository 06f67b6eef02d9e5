"""The run log in the process: for one replica, and for as long as the process lives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from orchestra.live.log import Batch, Bounds, LoggedEvent

# One read hands out at most this many events, so that one far-behind reader cannot hold the loop.
READ_BATCH = 512


class MemoryRunLog:
    """RunLog in memory, bounded by events a run, by bytes in all, and by time after a run's end."""

    def __init__(
        self,
        *,
        ttl: float,
        max_events: int,
        max_bytes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ttl = ttl
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._clock = clock
        self._logs: dict[str, _Log] = {}
        # Ended logs, the first ended first: both time and lack of room take them from the front.
        self._ended: dict[str, float] = {}
        self._bytes = 0

    def begin(self, run_id: str) -> _Log:
        """Open an empty log."""
        self._drop_expired()
        log = _Log(self, run_id)
        self._logs[run_id] = log
        return log

    async def bounds(self, run_id: str) -> Bounds | None:
        """What the log holds, or None when it is gone."""
        self._drop_expired()
        log = self._logs.get(run_id)
        if log is None:
            return None
        return Bounds(log.first, log.next_offset - 1, log.ended)

    async def read(self, run_id: str, after: int, *, wait: float) -> Batch | None:
        """Events behind `after`; see RunLog.read."""
        log = self._logs.get(run_id)
        if log is None:
            return None
        batch = log.take(after)
        if batch is not None:
            return batch
        await log.wait(wait)
        return log.take(after) or Batch((), False)

    def drop(self, run_id: str) -> None:
        """Forget a log (its session was deleted)."""
        log = self._logs.pop(run_id, None)
        self._ended.pop(run_id, None)
        if log is not None:
            self._bytes -= log.bytes
            log.wake()

    @property
    def bytes(self) -> int:
        """Bytes of all logs together."""
        return self._bytes

    def _note_end(self, run_id: str) -> None:
        self._ended[run_id] = self._clock() + self._ttl

    def _note_bytes(self, count: int) -> None:
        self._bytes += count

    def _make_room(self) -> None:
        while self._bytes > self._max_bytes:
            if self._ended:
                self.drop(next(iter(self._ended)))
                continue
            # The longest one gives, whoever writes: a young log would lose what nobody has read yet.
            longest = max(self._logs.values(), key=lambda log: log.bytes)
            if not longest.trim():
                return

    def _drop_expired(self) -> None:
        now = self._clock()
        while self._ended:
            run_id, expires = next(iter(self._ended.items()))
            if expires > now:
                return
            self.drop(run_id)


class _Log:
    """One run's events; also its writer."""

    __slots__ = ("_events", "_owner", "_run_id", "_waiters", "bytes", "ended", "first", "next_offset")

    def __init__(self, owner: MemoryRunLog, run_id: str) -> None:
        self._owner = owner
        self._run_id = run_id
        self._events: list[LoggedEvent] = []
        self._waiters: list[asyncio.Future[None]] = []
        self.first = 0
        self.next_offset = 0
        self.bytes = 0
        self.ended = False

    def append(self, event_type: str, data: bytes) -> None:
        if self.ended:
            raise RuntimeError(f"run {self._run_id} has ended; nothing follows a terminal event")
        self._events.append(LoggedEvent(self.next_offset, event_type, data))
        self.next_offset += 1
        self.bytes += len(data)
        self._owner._note_bytes(len(data))
        if len(self._events) > self._owner._max_events:
            self.trim()
        self._owner._make_room()
        if self._waiters:
            self.wake()

    def end(self) -> None:
        if not self.ended:
            self.ended = True
            self._owner._note_end(self._run_id)
            self.wake()

    def take(self, after: int) -> Batch | None:
        """What stands behind `after`, or None where a reader has to wait."""
        start = max(after + 1 - self.first, 0)
        events = self._events[start : start + READ_BATCH]
        if events:
            return Batch(events, self.ended and events[-1].offset == self.next_offset - 1)
        return Batch((), True) if self.ended else None

    async def wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        self._waiters.append(waiter)
        timer = loop.call_later(seconds, _release, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    def wake(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            _release(waiter)

    def trim(self) -> bool:
        """Drop the oldest events, never the newest; False where that leaves nothing to drop."""
        if len(self._events) < 2:
            return False
        # An eighth at a time, so that a long run does not shift the list at every token.
        count = max(1, len(self._events) // 8)
        freed = sum(len(event.data) for event in self._events[:count])
        del self._events[:count]
        self.first += count
        self.bytes -= freed
        self._owner._note_bytes(-freed)
        return True


def _release(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
