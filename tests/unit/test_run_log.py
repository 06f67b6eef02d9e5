"""The run log in memory: every reader sees every event once and in order, and nothing grows without bound."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra.live.memory import MemoryRunLog


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def make_log(
    *, ttl: float = 60.0, events: int = 1000, size: int = 1_000_000, clock: Clock | None = None
) -> MemoryRunLog:
    return MemoryRunLog(ttl=ttl, max_events=events, max_bytes=size, clock=clock or Clock())


async def read_all(log: MemoryRunLog, run_id: str, after: int = -1) -> list[int]:
    offsets: list[int] = []
    while True:
        batch = await log.read(run_id, after, wait=5)
        assert batch is not None
        offsets += [event.offset for event in batch.events]
        if batch.ended:
            return offsets
        after = offsets[-1] if offsets else after


async def test_readers_that_come_at_any_time_see_every_event_once() -> None:
    log = make_log()
    writer = log.begin("run_1")
    early = asyncio.create_task(read_all(log, "run_1"))
    for number in range(700):
        writer.append("token", b"%d" % number)
        if number % 50 == 0:
            await asyncio.sleep(0)
    middle = asyncio.create_task(read_all(log, "run_1", after=349))
    await asyncio.sleep(0)
    writer.end()
    assert await early == list(range(700))
    assert await middle == list(range(350, 700))
    assert await read_all(log, "run_1", after=699) == []


async def test_a_waiting_reader_is_told_of_the_end() -> None:
    log = make_log()
    writer = log.begin("run_1")
    reading = asyncio.create_task(log.read("run_1", -1, wait=60))
    await asyncio.sleep(0)
    writer.end()
    batch = await reading
    assert batch is not None and batch.ended and not batch.events


async def test_silence_gives_an_empty_batch() -> None:
    log = make_log()
    log.begin("run_1")
    batch = await log.read("run_1", -1, wait=0.001)
    assert batch is not None and not batch.ended and not batch.events


async def test_nothing_follows_the_end() -> None:
    writer = make_log().begin("run_1")
    writer.end()
    with pytest.raises(RuntimeError, match="has ended"):
        writer.append("token", b"{}")


async def test_an_ended_log_is_dropped_when_its_time_is_over() -> None:
    clock = Clock()
    log = make_log(ttl=60, clock=clock)
    log.begin("run_1").end()
    clock.now = 59
    assert await log.bounds("run_1") is not None
    clock.now = 61
    assert await log.bounds("run_1") is None
    assert await log.read("run_1", -1, wait=1) is None


async def test_a_long_run_keeps_its_newest_events() -> None:
    log = make_log(events=64)
    writer = log.begin("run_1")
    for number in range(1000):
        writer.append("token", b"%d" % number)
    bounds = await log.bounds("run_1")
    assert bounds is not None
    assert bounds.last == 999
    assert 999 - 64 < bounds.first <= 999 - 48
    batch = await log.read("run_1", 3, wait=1)
    assert batch is not None
    assert batch.events[0].offset == bounds.first, "a reader far behind begins at what is left"


async def test_room_is_made_by_the_oldest_ended_run_first() -> None:
    log = make_log(size=300)
    for name in ("run_a", "run_b"):
        writer = log.begin(name)
        writer.append("token", b"x" * 100)
        writer.end()
    running = log.begin("run_c")
    running.append("token", b"x" * 150)
    assert await log.bounds("run_a") is None
    assert await log.bounds("run_b") is not None
    assert await log.bounds("run_c") is not None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 200)), max_size=200))
def test_bytes_stay_within_the_bound_and_are_counted_right(appends: list[tuple[int, int]]) -> None:
    log = make_log(size=1000, events=10)
    writers = [log.begin(f"run_{number}") for number in range(4)]
    for number, size in appends:
        writers[number].append("token", b"x" * size)
        # One event may be over the bound for as long as it is the only one of its run.
        assert log.bytes <= 1000 + 200 * len(writers)
        assert log.bytes == sum(writer.bytes for writer in writers)
