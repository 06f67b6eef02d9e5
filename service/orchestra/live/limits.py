"""Rate limits: so many requests in any minute, counted exactly (a sliding log, no windows that begin anew).

A request that is refused is not counted, so waiting for `reset` always helps.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

WINDOW: Final = 60
"""Seconds in which requests are counted."""


class Limited(Protocol):
    """Whoever's requests are counted: a caller with a key (orchestra.access.keys.Principal)."""

    @property
    def key_id(self) -> str:
        """What is counted by."""

    @property
    def requests_per_minute(self) -> int | None:
        """The key's own limit; None is the service's default."""

    @property
    def unlimited(self) -> bool:
        """Whether nothing is counted."""


@dataclass(frozen=True, slots=True)
class RateUsage:
    """What a request left of a limit.

    `limit` requests in `window` seconds; `remaining` are left at this moment; in `reset` seconds (whole, rounded up)
    the oldest one that counts is forgotten and another is allowed.
    """

    allowed: bool
    limit: int
    remaining: int
    window: int
    reset: int


class RateLimits(Protocol):
    """Counts requests by key."""

    async def hit(self, caller: Limited) -> RateUsage | None:
        """Count a request, or refuse it (`allowed` is False); None for a caller without limits."""


class MemoryRateLimits:
    """RateLimits in the process: exact for one replica. `default` is the limit of keys that have none of their own."""

    def __init__(self, default: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._default = default
        self._clock = clock
        self._limiter = MovingWindowRateLimiter(SlidingLog(clock))
        self._items: dict[int, RateLimitItemPerMinute] = {}

    async def hit(self, caller: Limited) -> RateUsage | None:
        """See RateLimits.hit."""
        if caller.unlimited:
            return None
        limit = caller.requests_per_minute or self._default
        # As many items as there are different limits, which is few.
        item = self._items.setdefault(limit, RateLimitItemPerMinute(limit))
        allowed = await self._limiter.hit(item, caller.key_id)
        reset_at, remaining = await self._limiter.get_window_stats(item, caller.key_id)
        return RateUsage(allowed, limit, remaining, WINDOW, max(1, math.ceil(reset_at - self._clock())))


class SlidingLog(MemoryStorage):
    """The library's memory storage with another sliding log.

    The library's own starts a task at every hit that looks through all keys and changes threads for each: 1.1 ms of
    processor time a hit with a hundred keys. It also reads the time of day, which may be set back. This one drops old
    entries where it meets them and goes by a clock that only runs forward.
    """

    # Not to be found by an address: it is built here alone.
    STORAGE_SCHEME: list[str] = []  # noqa: RUF012 - the base class declares it so

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock
        # The key that was hit the longest ago comes first; an entry is the time of a request, the oldest first.
        self._logs: dict[str, deque[float]] = {}

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Note `amount` requests now, if that makes no more than `limit` in `expiry` seconds. Never waits."""
        now = self._clock()
        log = self._current(key, now - expiry)
        if len(log) + amount > limit:
            return False
        log.extend([now] * amount)
        self._logs.pop(key, None)
        self._logs[key] = log
        self._forget_idle(now - expiry)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """The time of the oldest request that counts (now, where there is none), and how many count."""
        now = self._clock()
        log = self._current(key, now - expiry)
        return (log[0] if log else now), len(log)

    async def clear(self, key: str) -> None:
        """Forget what a key has asked for."""
        self._logs.pop(key, None)

    async def reset(self) -> int | None:
        """Forget everything; returns how many keys that were."""
        count = len(self._logs)
        self._logs.clear()
        return count

    @property
    def keys(self) -> int:
        """How many keys something is remembered of."""
        return len(self._logs)

    def _current(self, key: str, oldest: float) -> deque[float]:
        log = self._logs.get(key)
        if log is None:
            return deque()
        while log and log[0] <= oldest:
            log.popleft()
        return log

    def _forget_idle(self, oldest: float) -> None:
        # Two for each one that may have come: the keys remembered stay in step with those in use.
        for _ in range(2):
            key = next(iter(self._logs))
            if self._logs[key] and self._logs[key][-1] > oldest:
                return
            del self._logs[key]
