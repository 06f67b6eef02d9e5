"""How many agents are at work at once in this process: a fair limit that can be changed while they work."""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType


class Slots:
    """A semaphore, `async with slots`, first come first served, whose size may change at any moment."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def taken(self) -> int:
        """Agents at work."""
        return self._taken

    @property
    def limit(self) -> int:
        """How many may be; after a lowering more are at work until enough of them have ended."""
        return self._limit

    @limit.setter
    def limit(self, value: int) -> None:
        self._limit = value
        self._let_in()

    async def __aenter__(self) -> None:
        if self._taken < self._limit and not self._waiting:
            self._taken += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._waiting.remove(turn)
            else:
                # The slot came together with the cancellation: somebody else can have it.
                self._leave()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        self._taken -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._taken < self._limit:
            turn = next((turn for turn in self._waiting if not turn.done()), None)
            if turn is None:
                return
            self._waiting.remove(turn)
            self._taken += 1
            turn.set_result(None)
