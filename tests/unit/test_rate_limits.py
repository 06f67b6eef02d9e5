"""Rate limits: exact, by key, and honest about what is left."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from orchestra.access.keys import Principal
from orchestra.live.limits import WINDOW, MemoryRateLimits, RateLimits, SlidingLog


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Caller:
    """Somebody whose requests are counted."""

    key_id: str = "key_1"
    requests_per_minute: int | None = None
    unlimited: bool = False


async def allowed(limits: RateLimits, caller: Caller, times: int) -> list[bool]:
    usages = [await limits.hit(caller) for _ in range(times)]
    return [usage.allowed for usage in usages if usage is not None]


async def test_a_key_may_ask_as_often_as_its_limit_says() -> None:
    limits = MemoryRateLimits(3, clock=Clock())

    assert await allowed(limits, Caller(), 5) == [True, True, True, False, False]


async def test_a_request_says_what_is_left_and_when_more_is_allowed() -> None:
    clock = Clock()
    limits = MemoryRateLimits(3, clock=clock)
    await limits.hit(Caller())
    clock.now += 20.5

    usage = await limits.hit(Caller())

    assert usage is not None
    assert (usage.limit, usage.remaining, usage.window, usage.reset) == (3, 1, 60, 40)


async def test_waiting_for_reset_always_helps() -> None:
    clock = Clock()
    limits = MemoryRateLimits(2, clock=clock)
    await allowed(limits, Caller(), 2)
    clock.now += 0.3
    refused = await limits.hit(Caller())
    assert refused is not None
    assert not refused.allowed

    clock.now += refused.reset

    assert await allowed(limits, Caller(), 1) == [True]


async def test_refused_requests_do_not_prolong_the_wait() -> None:
    clock = Clock()
    limits = MemoryRateLimits(1, clock=clock)
    await limits.hit(Caller())
    for _ in range(59):
        clock.now += 1
        assert await allowed(limits, Caller(), 1) == [False]

    clock.now += 1

    assert await allowed(limits, Caller(), 1) == [True]


async def test_no_burst_fits_around_a_windows_edge() -> None:
    clock = Clock()
    limits = MemoryRateLimits(10, clock=clock)
    clock.now += WINDOW - 1
    await allowed(limits, Caller(), 10)

    clock.now += 2

    assert not any(await allowed(limits, Caller(), 10))


async def test_keys_are_counted_apart_and_by_their_own_limits() -> None:
    limits = MemoryRateLimits(1, clock=Clock())

    assert sum(await allowed(limits, Caller("key_1"), 5)) == 1
    assert sum(await allowed(limits, Caller("key_2", requests_per_minute=4), 5)) == 4
    assert sum(await allowed(limits, Caller("key_3"), 5)) == 1


async def test_a_key_without_limits_is_not_counted() -> None:
    limits = MemoryRateLimits(1, clock=Clock())

    assert await limits.hit(Principal.anonymous()) is None


async def test_a_crowd_of_requests_at_once_gets_exactly_the_limit() -> None:
    limits = MemoryRateLimits(100, clock=Clock())

    usages = await asyncio.gather(*(limits.hit(Caller()) for _ in range(500)))

    assert sum(usage.allowed for usage in usages if usage is not None) == 100


async def test_keys_that_are_idle_are_forgotten() -> None:
    clock = Clock()
    log = SlidingLog(clock)
    for number in range(1000):
        await log.acquire_entry(f"key_{number}", 5, WINDOW)
    clock.now += WINDOW
    for _ in range(1000):
        await log.acquire_entry("key_busy", 5, WINDOW)
        clock.now += WINDOW

    assert log.keys == 1


async def test_what_is_counted_can_be_cleared() -> None:
    log = SlidingLog(Clock())
    for key in ("one", "two"):
        await log.acquire_entry(key, 1, WINDOW)

    await log.clear("one")

    assert await log.acquire_entry("one", 1, WINDOW)
    assert not await log.acquire_entry("two", 1, WINDOW)
    assert await log.reset() == 2
    assert await log.acquire_entry("two", 1, WINDOW)


@given(st.lists(st.floats(0, 40), max_size=60), st.integers(1, 6))
def test_in_no_minute_are_more_requests_allowed_than_the_limit(pauses: list[float], limit: int) -> None:
    clock = Clock()
    limits = MemoryRateLimits(limit, clock=clock)
    granted: deque[float] = deque()

    async def ask() -> None:
        for pause in pauses:
            clock.now += pause
            usage = await limits.hit(Caller())
            assert usage is not None
            while granted and granted[0] <= clock.now - WINDOW:
                granted.popleft()
            # A request is refused only where allowing it would break the limit.
            assert usage.allowed == (len(granted) < limit)
            if usage.allowed:
                granted.append(clock.now)
            assert usage.remaining == limit - len(granted)

    asyncio.run(ask())
