"""What the circuit breaker promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.resilience.breaker import Breaker, Permit, State
from orchestra.settings import BreakerSettings

SETTINGS = BreakerSettings(window=4, minimum_calls=3, failure_rate=0.5, open_seconds=10.0, probes=2)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def upstream_error() -> OrchestraError:
    return OrchestraError(ErrorCode.UPSTREAM_ERROR, "down")


def state_of(breaker: Breaker) -> State:
    """The state; through a function, because mypy believes that a property stays as it was."""
    return breaker.state


def call(breaker: Breaker, error: BaseException | None = None) -> None:
    permit = breaker.guard()
    permit.__enter__()
    permit.__exit__(type(error) if error else None, error, None)


def opened(clock: Clock, settings: BreakerSettings = SETTINGS) -> Breaker:
    breaker = Breaker("llm", settings, clock=clock)
    for _ in range(settings.window):
        if state_of(breaker) == "closed":
            call(breaker, upstream_error())
    assert state_of(breaker) == "open"
    return breaker


def test_opens_when_the_share_of_failures_is_reached_and_not_before_the_minimum() -> None:
    breaker = Breaker("llm", SETTINGS, clock=Clock())
    call(breaker, upstream_error())
    call(breaker, upstream_error())
    assert state_of(breaker) == "closed"
    call(breaker, upstream_error())
    assert state_of(breaker) == "open"


def test_old_calls_leave_the_window() -> None:
    breaker = Breaker("llm", SETTINGS, clock=Clock())
    call(breaker, upstream_error())
    for _ in range(4):
        call(breaker)
    call(breaker, upstream_error())
    assert state_of(breaker) == "closed"
    call(breaker, upstream_error())
    assert state_of(breaker) == "open"


def test_an_open_breaker_refuses_and_says_when_to_come_back() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 4
    for refused in (breaker.check, breaker.guard().__enter__):
        with pytest.raises(OrchestraError) as caught:
            refused()
        assert caught.value.code is ErrorCode.BREAKER_OPEN
        assert caught.value.retry_after == pytest.approx(6)


def test_probes_are_limited_and_their_success_closes() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 10
    with breaker.guard(), breaker.guard():
        assert state_of(breaker) == "half_open"
        with pytest.raises(OrchestraError):
            breaker.check()
    assert state_of(breaker) == "closed"


def test_a_failed_probe_opens_again_for_the_whole_time() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 10
    call(breaker, upstream_error())
    assert state_of(breaker) == "open"
    clock.now += 9.9
    with pytest.raises(OrchestraError):
        breaker.check()


async def test_a_cancelled_probe_decides_nothing_and_gives_its_permit_back() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 10
    inside = asyncio.Event()

    async def probe() -> None:
        with breaker.guard():
            inside.set()
            await asyncio.Event().wait()

    for _ in range(SETTINGS.probes + 1):
        inside.clear()
        task = asyncio.create_task(probe())
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert state_of(breaker) == "half_open"


@pytest.mark.parametrize(
    ("error", "opens"),
    [
        (upstream_error(), True),
        (OrchestraError(ErrorCode.UPSTREAM_TIMEOUT, "slow"), True),
        (ValueError("a defect"), True),
        (OrchestraError(ErrorCode.CONTEXT_TOO_LONG, "long"), False),
        (OrchestraError(ErrorCode.VALIDATION_FAILED, "wrong"), False),
        (asyncio.CancelledError(), False),
    ],
)
def test_the_callers_faults_and_cancellation_are_no_failures(error: BaseException, opens: bool) -> None:
    breaker = Breaker("llm", SETTINGS, clock=Clock())
    for _ in range(3):
        call(breaker, error)
    assert (state_of(breaker) == "open") is opens


def test_a_call_that_was_answered_counts_as_a_success_whatever_it_raises() -> None:
    breaker = Breaker("llm", SETTINGS, clock=Clock())
    for _ in range(4):
        permit = breaker.guard()
        permit.__enter__()
        permit.succeed()
        error = upstream_error()
        permit.__exit__(type(error), error, None)
    assert state_of(breaker) == "closed"


def test_calls_from_before_a_change_say_nothing_afterwards() -> None:
    clock = Clock()
    breaker = Breaker("llm", SETTINGS, clock=clock)
    old = breaker.guard()
    old.__enter__()
    for _ in range(3):
        call(breaker, upstream_error())
    clock.now += 10
    assert state_of(breaker) == "half_open"
    error = upstream_error()
    old.__exit__(type(error), error, None)
    assert state_of(breaker) == "half_open"


def test_every_change_is_told_once() -> None:
    clock = Clock()
    heard: list[tuple[str, State]] = []
    breaker = Breaker("llm", SETTINGS, clock=clock, listener=lambda name, state: heard.append((name, state)))
    for _ in range(3):
        call(breaker, upstream_error())
    clock.now += 10
    call(breaker)
    call(breaker)
    assert heard == [("llm", "open"), ("llm", "half_open"), ("llm", "closed")]


class Promises(RuleBasedStateMachine):
    """Calls begin, end in every way, and time passes, in any order; a plain model says what must be so."""

    permits: Bundle[Permit] = Bundle("permits")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.changes: list[State] = []
        self.breaker = Breaker(
            "llm", SETTINGS, clock=self.clock, listener=lambda _, state: self.changes.append(state)
        )
        self.opened_at: float | None = None
        # Calls under way, with the number of changes there had been when they began.
        self.under_way: dict[int, int] = {}
        self.outcomes: list[bool] = []

    def probes_out(self) -> int:
        return sum(began == len(self.changes) for began in self.under_way.values())

    @precondition(lambda self: self.breaker.state == "closed" or self.may_probe())
    @rule(target=permits)
    def begin(self) -> Permit:
        permit = self.breaker.guard()
        permit.__enter__()
        self.under_way[id(permit)] = len(self.changes)
        return permit

    def may_probe(self) -> bool:
        return self.breaker.state == "half_open" and self.probes_out() < SETTINGS.probes

    @precondition(lambda self: self.breaker.state == "open" or self.all_probes_out())
    @rule()
    def is_refused(self) -> None:
        for ask in (self.breaker.check, self.breaker.guard().__enter__):
            with pytest.raises(OrchestraError) as caught:
                ask()
            assert caught.value.retry_after is not None
            assert 0 < caught.value.retry_after <= SETTINGS.open_seconds

    def all_probes_out(self) -> bool:
        return self.breaker.state == "half_open" and self.probes_out() >= SETTINGS.probes

    @rule(permit=consumes(permits), how=st.sampled_from(["success", "failure", "fault", "cancel"]))
    def end(self, permit: Permit, how: str) -> None:
        errors: dict[str, Callable[[], BaseException]] = {
            "failure": upstream_error,
            "fault": lambda: OrchestraError(ErrorCode.CONTEXT_TOO_LONG, "long"),
            "cancel": asyncio.CancelledError,
        }
        before, current = self.breaker.state, self.under_way.pop(id(permit)) == len(self.changes)
        changes = len(self.changes)
        error = errors[how]() if how in errors else None
        permit.__exit__(type(error) if error else None, error, None)
        after = self.breaker.state
        if not current or how == "cancel":
            assert after == before
            return
        if before == "half_open":
            if how == "failure":
                assert after == "open"
            else:
                self.outcomes.append(True)
                assert (after == "closed") is (len(self.outcomes) >= SETTINGS.probes)
        else:
            assert before == "closed"
            self.outcomes.append(how != "failure")
            window = self.outcomes[-SETTINGS.window :]
            share = window.count(False) / len(window)
            must_open = (
                how == "failure" and len(window) >= SETTINGS.minimum_calls and share >= SETTINGS.failure_rate
            )
            assert (after == "open") is must_open
        if len(self.changes) != changes:
            self.outcomes = []
            self.opened_at = self.clock.now if after == "open" else None

    @rule(seconds=st.sampled_from([0.5, 5.0, 10.0, 60.0]))
    def time_passes(self, seconds: float) -> None:
        before = self.breaker.state
        self.clock.now += seconds
        after = self.breaker.state
        if before == "open":
            assert self.opened_at is not None
            assert (after == "half_open") is (self.clock.now - self.opened_at >= SETTINGS.open_seconds)
            if after == "half_open":
                self.outcomes = []
        else:
            assert after == before

    @invariant()
    def changes_follow_the_diagram(self) -> None:
        allowed = {("closed", "open"), ("open", "half_open"), ("half_open", "open"), ("half_open", "closed")}
        states: list[State] = ["closed", *self.changes]
        assert set(pairwise(states)) <= allowed

    def teardown(self) -> None:
        # Whatever happened: once calls are over and time has passed, calls can be made again.
        self.clock.now += SETTINGS.open_seconds
        if self.breaker.state == "half_open":
            for _ in range(SETTINGS.probes - self.probes_out()):
                self.breaker.guard().__enter__()


TestPromises = Promises.TestCase
TestPromises.settings = hypothesis_settings(max_examples=100, stateful_step_count=40, deadline=None)
