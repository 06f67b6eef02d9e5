"""The Orchestra Manager: what it takes messages for, its words and moods, what it learns, and when it is left out."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from orchestra.chat.manager.learning import LEARNED_CONFIDENCE, Learned, normalise
from orchestra.chat.manager.manager import Manager
from orchestra.chat.manager.mood import Moods, SessionState, Situation, StateSource, SystemState
from orchestra.chat.manager.responses import Facts
from orchestra.contract.events import Intent, Mood
from orchestra.resilience.breaker import Breaker
from orchestra.settings import BreakerSettings, ManagerSettings
from orchestra.telemetry.metrics import Metrics

# Far more than any of this takes; it ends a test that hangs.
ENOUGH = 60.0


@dataclass(frozen=True)
class Guess:
    ranking: tuple[tuple[str, float], ...]


class Stub:
    """A classifier that says what it is told to; `block` makes it wait, `fail` makes it raise."""

    version = "stub"

    def __init__(self, *ranking: tuple[str, float]) -> None:
        self.ranking = ranking or (("scale", 0.9), ("deploy", 0.06), ("help", 0.03), ("debug", 0.01))
        self.seen: list[str] = []
        self.fail = False
        self.entered = threading.Event()
        self.free = threading.Event()
        self.free.set()

    def classify(self, text: str) -> Guess:
        self.seen.append(text)
        self.entered.set()
        assert self.free.wait(ENOUGH)
        if self.fail:
            raise RuntimeError("the model is broken")
        return Guess(self.ranking)

    def block(self) -> None:
        self.entered.clear()
        self.free.clear()


@dataclass
class Desk:
    """A manager and what is around it."""

    manager: Manager
    stub: Stub
    metrics: Metrics
    breaker: Breaker
    learned: Learned
    # The breaker's clock.
    seconds: list[float]

    def count(self, intent: str, outcome: str) -> float:
        labels = {"intent": intent, "outcome": outcome}
        name = "orchestra_manager_interpretations_total"
        return self.metrics.registry.get_sample_value(name, labels) or 0.0


@asynccontextmanager
async def desk(
    stub: Stub | None = None, state: StateSource | None = None, *, minimum_calls: int = 1000, **settings: Any
) -> AsyncIterator[Desk]:
    stub = stub or Stub()
    metrics, learned = Metrics(), Learned()
    seconds = [0.0]
    breaker = Breaker(
        "manager",
        BreakerSettings(minimum_calls=minimum_calls, window=1000, open_seconds=60),
        clock=lambda: seconds[0],
    )
    manager = Manager(
        stub,
        state or StateSource(),
        ManagerSettings(**{"deadline": ENOUGH, **settings}),
        metrics,
        breaker=breaker,
        learned=learned,
    )
    try:
        yield Desk(manager, stub, metrics, breaker, learned, seconds)
    finally:
        stub.free.set()
        await manager.close()


async def entered(stub: Stub) -> None:
    """Until the classifier is at work."""
    assert await asyncio.to_thread(stub.entered.wait, ENOUGH)


def session(failures: int = 0) -> SessionState:
    return SessionState("ses_1", failures)


# What the seed document asks for.


async def test_intent_interpretation() -> None:
    async with desk() as it:
        found = await it.manager.interpret("Go from two agents to ten.")
        assert found is not None
        assert (found.intent, found.confidence, found.certain) == ("scale", 0.9, True)
        assert found.ranking == (("scale", 0.9), ("deploy", 0.06), ("help", 0.03))
        assert found.parameters == {"from": 2, "to": 10, "direction": "up", "target": "agents"}
        assert it.count("scale", "certain") == 1


async def test_response_generation() -> None:
    async with desk() as it:
        found = await it.manager.interpret("Go from two agents to ten.")
        assert found is not None
        assert found.response == "From 2 to 10 agents; let me see to it."
    async with desk(language="de") as it:
        found = await it.manager.interpret("Go from two agents to ten.")
        assert found is not None
        assert found.response == "Von 2 auf 10 agents; ich kümmere mich darum."


async def test_mood_updates() -> None:
    breakers: dict[str, Any] = {"llm": "closed"}
    failures = [10, 0]
    state = StateSource(breakers=lambda: breakers, failures=lambda: (failures[0], failures[1]), limit=10)
    async with desk(state=state) as it:

        async def mood(failed: int = 0) -> Mood:
            found = await it.manager.interpret("more workers", session=session(failed))
            assert found is not None
            return found.mood

        assert await mood() == "focused"
        assert await mood(1) == "supportive"
        state.watch_runs(lambda: 8, lambda: False)
        assert await mood() == "patient"
        failures[1] = 3
        assert await mood() == "concerned"
        failures[1] = 0
        breakers["llm"] = "open"
        assert await mood() == "concerned"
        breakers["llm"] = "closed"
        state.watch_runs(lambda: 0, lambda: False)
        assert await mood() == "focused"


async def test_learning_memory() -> None:
    async with desk() as it:
        it.manager.correct("own_1", "Ship it to the crew!", "deploy")

        async def meant(owner_id: str, text: str) -> tuple[Intent, float]:
            found = await it.manager.interpret(text, owner_id=owner_id)
            assert found is not None
            return found.intent, found.confidence

        assert await meant("own_1", "ship it,  to the CREW") == ("deploy", LEARNED_CONFIDENCE)
        assert await meant("own_2", "Ship it to the crew!") == ("scale", 0.9)
        assert await meant("own_1", "Ship it to the crews!") == ("scale", 0.9)
        it.manager.correct("own_1", "ship it to the crew", None)
        assert await meant("own_1", "Ship it to the crew!") == ("scale", 0.9)


# Certainty.


@pytest.mark.parametrize(("confidence", "certain"), [(0.5, True), (0.499, False)])
async def test_the_threshold_decides_whether_it_is_certain(confidence: float, certain: bool) -> None:
    async with desk(Stub(("deploy", confidence), ("scale", 0.3)), threshold=0.5) as it:
        found = await it.manager.interpret("more of them")
        assert found is not None
        assert found.certain is certain
        assert it.count("deploy", "certain" if certain else "uncertain") == 1


async def test_where_it_is_not_sure_it_asks_which_of_the_best_two_is_meant() -> None:
    async with desk(Stub(("deploy", 0.4), ("secure", 0.3), ("help", 0.2))) as it:
        found = await it.manager.interpret("do the thing")
        assert found is not None
        assert "not sure" in found.response
        assert "start something" in found.response
        assert "protect something" in found.response
        assert "?" in found.response


async def test_what_was_learned_leaves_a_ranking_that_is_still_one() -> None:
    async with desk(Stub(("scale", 0.6), ("deploy", 0.3), ("help", 0.1))) as it:
        it.manager.correct("own_1", "more", "help")
        found = await it.manager.interpret("more", owner_id="own_1")
        assert found is not None
        assert [intent for intent, _ in found.ranking] == ["help", "scale", "deploy"]
        assert math.isclose(sum(share for _, share in found.ranking), 1.0)


# When it is left out.


async def test_a_slow_classifier_is_left_out_at_the_deadline() -> None:
    async with desk(deadline=0.001) as it:
        it.stub.block()
        assert await it.manager.interpret("hello") is None
        assert it.count("none", "left_out") == 1


async def test_one_that_fails_is_left_out_and_after_some_failures_not_even_asked() -> None:
    async with desk(minimum_calls=2) as it:
        it.stub.fail = True
        assert [await it.manager.interpret("hello") for _ in range(4)] == [None] * 4
        assert it.breaker.state == "open"
        assert len(it.stub.seen) == 2
        assert it.count("none", "left_out") == 4


async def test_messages_refused_by_the_breaker_take_no_place() -> None:
    async with desk(minimum_calls=1, queue=0) as it:
        it.stub.fail = True
        assert await it.manager.interpret("hello") is None
        for _ in range(3):
            assert await it.manager.interpret("hello") is None
        assert it.breaker.state == "open"
        it.seconds[0] += 60
        it.stub.fail = False
        assert await it.manager.interpret("hello") is not None


async def test_more_than_may_wait_are_left_out_at_once() -> None:
    async with desk(queue=2) as it:
        it.stub.block()
        first = asyncio.create_task(it.manager.interpret("1"))
        await entered(it.stub)
        waiting = [asyncio.create_task(it.manager.interpret(text)) for text in ("2", "3")]
        await asyncio.sleep(0)
        assert await it.manager.interpret("4") is None
        it.stub.free.set()
        assert None not in await asyncio.gather(first, *waiting)
        assert it.stub.seen == ["1", "2", "3"]


async def test_jobs_nobody_waits_for_keep_their_place_and_are_not_done() -> None:
    async with desk(queue=2) as it:
        it.stub.block()
        first = asyncio.create_task(it.manager.interpret("1"))
        await entered(it.stub)
        for text in ("2", "3"):
            assert await it.manager.interpret(text, deadline=0.001) is None
        # They stand in the thread's line still: without a bound it would grow behind a classifier that hangs.
        assert await it.manager.interpret("4") is None
        it.stub.free.set()
        assert await first is not None
        assert await it.manager.interpret("5") is not None
        assert it.stub.seen == ["1", "5"]


async def test_a_cancelled_run_takes_its_interpretation_along_and_no_place_is_lost() -> None:
    async with desk(queue=1) as it:
        for _ in range(3):
            it.stub.block()
            task = asyncio.create_task(it.manager.interpret("1"))
            await entered(it.stub)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            it.stub.free.set()
        assert await it.manager.interpret("2") is not None


async def test_switched_off_it_says_nothing_and_learns_nothing_new_of_messages() -> None:
    async with desk(enabled=False) as it:
        assert await it.manager.interpret("hello") is None
        assert it.manager.conclude(None, Facts(notices=("trimmed",))) is None
        assert it.stub.seen == []
        assert it.count("none", "left_out") == 0


async def test_closing_lets_those_that_wait_go_without_an_answer() -> None:
    async with desk() as it:
        it.stub.block()
        first = asyncio.create_task(it.manager.interpret("1"))
        await entered(it.stub)
        second = asyncio.create_task(it.manager.interpret("2"))
        await asyncio.sleep(0)
        closing = asyncio.create_task(it.manager.close())
        assert await second is None
        it.stub.free.set()
        await closing
        assert await first is not None
        assert await it.manager.interpret("3") is None


# The end of a run.


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts(), None),
        (Facts(notices=("memory_used",)), None),
        (Facts(notices=("a_code_of_tomorrow",)), None),
        (Facts(swarm="coding-debate", rounds=2, agreed=True), "The agents came to one answer in round 2."),
        (Facts(agreed=True), "The agents came to one answer."),
        (
            Facts(rounds=3, notices=("bound_reached",)),
            "The agents did not agree within 3 rounds; this is the best of what they had.",
        ),
        (
            Facts(notices=("gate_failed", "trimmed")),
            "The conversation has become long; its beginning was left out. "
            "The answer did not reach the quality that was asked for; read it with care.",
        ),
        (Facts(finish_reason="length"), "The answer is longer than it may be and was cut off."),
        (Facts(swarm="rollout", succeeded=True), "It is done: rollout."),
    ],
)
async def test_at_the_end_it_says_what_is_worth_saying(facts: Facts, said: str | None) -> None:
    async with desk(Stub(("query", 0.9), ("help", 0.1))) as it:
        found = await it.manager.interpret("hello")
        assert it.manager.conclude(found, facts) == said


async def test_it_is_excited_where_something_was_scaled_and_it_worked() -> None:
    async with desk() as it:
        found = await it.manager.interpret("ten more workers")
        said = it.manager.conclude(found, Facts(succeeded=True))
        assert said is not None
        assert said.endswith("It is done.")
        assert len(said) > len("It is done.")


# No chance.


async def test_the_same_seed_session_and_message_get_the_same_words() -> None:
    async def words(seed: int, message: str) -> str:
        async with desk(Stub(("query", 0.9), ("help", 0.1)), seed=seed) as it:
            found = await it.manager.interpret(message, session=session())
            assert found is not None
            return found.response

    assert await words(1, "hello") == await words(1, "hello")
    assert len({await words(seed, "hello") for seed in range(20)}) > 1
    assert len({await words(1, f"hello {number}") for number in range(20)}) > 1


# What it has learned.


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Scale  UP!", "scale up", True),
        ("\uff33\uff43\uff41\uff4c\uff45 up…", "Scale up.", True),
        ("what's up", "Whats up?", True),
        ("-5 agents", "5 agents", False),
        ("50% more", "50 more", False),
        ("1.5 hours", "15 hours", False),
        ("?", "!", False),
        ("scale up", "scale down", False),
        ("naïve", "naive", False),
    ],
)
def test_near_identical_messages_differ_in_looks_only(one: str, other: str, same: bool) -> None:
    assert (normalise(one) == normalise(other)) is same


def test_the_least_used_correction_gives_way() -> None:
    learned = Learned(most=2)
    learned.learn("own_1", "a", "help")
    learned.learn("own_1", "b", "debug")
    learned.recall("own_1", "a")
    learned.learn("own_1", "c", "query")
    assert [learned.recall("own_1", text) for text in "abc"] == ["help", None, "query"]


def test_what_the_database_had_stands_behind_what_was_said_since() -> None:
    learned = Learned(most=2)
    learned.learn("own_1", "a", "help")
    assert learned.load("own_1", "a", "debug")
    assert learned.load("own_1", "b", "query")
    assert not learned.load("own_1", "c", "query")
    assert [learned.recall("own_1", text) for text in "abc"] == ["help", "query", None]


# Moods.


def of(intent: Intent = "query", message: str = "hello", **changes: Any) -> Mood:
    failures = changes.pop("failures", 0)
    succeeded = changes.pop("succeeded", False)
    return Moods.load().of(Situation(SystemState(**changes), intent, message, session(failures), succeeded))


@pytest.mark.parametrize(
    ("mood", "situation"),
    [
        ("focused", {}),
        ("focused", {"breakers": {"llm": "half_open"}}),
        ("focused", {"recent_runs": 7, "recent_failures": 7}),
        ("focused", {"intent": "scale"}),
        ("focused", {"intent": "query", "message": "find the poem"}),
        ("focused", {"intent": "general", "message": "how was your history lesson"}),
        ("focused", {"load": 0.79}),
        ("concerned", {"breakers": {"llm": "closed", "mcp:files": "open"}}),
        ("concerned", {"draining": True}),
        ("concerned", {"degraded": True}),
        ("concerned", {"recent_runs": 8, "recent_failures": 2}),
        ("concerned", {"intent": "scale", "succeeded": True, "draining": True}),
        ("excited", {"intent": "scale", "succeeded": True}),
        ("supportive", {"intent": "analyze", "failures": 1}),
        ("patient", {"load": 0.8}),
        ("patient", {"intent": "help"}),
        ("patient", {"message": "word " * 150}),
        ("creative", {"intent": "general", "message": "Write me a POEM."}),
        ("analytical", {"intent": "debug"}),
    ],
)
def test_a_mood_follows_the_state(mood: Mood, situation: dict[str, Any]) -> None:
    assert of(**situation) == mood


def test_a_session_is_judged_by_its_last_runs_that_ended() -> None:
    def failures(*statuses: str) -> int:
        return SessionState.of("ses_1", statuses).failures

    assert failures("running", "failed", "failed", "completed", "failed") == 2
    assert failures("completed", "failed") == 0
    assert failures() == 0


def test_the_state_is_asked_for_when_it_is_wanted() -> None:
    active = 1
    source = StateSource(limit=4)
    source.watch_runs(lambda: active, lambda: True)
    source.watch_degradation(lambda: True)
    assert source.now() == SystemState(load=0.25, draining=True, degraded=True)
    active = 400
    assert source.now().load == 1.0


def test_failures_of_runs_are_counted_for_the_mood() -> None:
    metrics = Metrics()
    for status in ("completed", "failed", "cancelled"):
        metrics.run_ended(status, "", 1, 1)
    assert metrics.recent_runs() == (3, 1)


def test_before_the_first_feedback_there_is_no_accuracy() -> None:
    metrics = Metrics()

    def value() -> float | None:
        return metrics.registry.get_sample_value("orchestra_manager_intent_accuracy")

    assert value() is None
    metrics.intent_accuracy(0.75)
    assert value() == 0.75
    metrics.intent_accuracy(None)
    assert value() is None
