"""Frames that wait to be sent to one client: bounded, so that a client that does not read costs little."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque


class Outbox:
    """Frames that wait for one client: bounded, first in first out, and fair to those who wait to add one."""

    def __init__(self, most_frames: int, most_bytes: int) -> None:
        self._most_frames = most_frames
        self._most_bytes = most_bytes
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        # Whoever waits for room holds the turn, so the others stand in line behind it.
        self._turn = asyncio.Lock()
        self._room = asyncio.Event()
        self._some = asyncio.Event()
        self.ended = False
        # Frames that were ever taken in.
        self.count = 0

    async def put(self, frame: bytes) -> None:
        """Add a frame; waits while it is full, and does nothing once it has ended."""
        if self._full or self._turn.locked():
            async with self._turn:
                while self._full and not self.ended:
                    self._room.clear()
                    await self._room.wait()
        if not self.ended:
            self._add(frame)

    async def take(self, wait: float) -> bytes | None:
        """The next frame; None after `wait` seconds without one, or when there is none and none will come."""
        if not self._frames and not self.ended:
            self._some.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._some.wait()
        if not self._frames:
            return None
        frame = self._frames.popleft()
        self._bytes -= len(frame)
        self._room.set()
        return frame

    def end(self, *, drop: bool) -> None:
        """Take no more; those who wait go on without. `drop` forgets what is there."""
        self.ended = True
        if drop:
            self._frames.clear()
            self._bytes = 0
        self._room.set()
        self._some.set()

    @property
    def _full(self) -> bool:
        return bool(self._frames) and (
            len(self._frames) >= self._most_frames or self._bytes >= self._most_bytes
        )

    def _add(self, frame: bytes) -> None:
        self._frames.append(frame)
        self._bytes += len(frame)
        self.count += 1
        self._some.set()
