"""Folding: what a client knows after the recorded streams of the specification, whatever happens on the way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_sdk import Fold, RunCancelledError, RunFailedError, StreamError
from orchestra_sdk._errors import run_error
from orchestra_sdk._fold import event_from_json, to_event
from orchestra_sdk._sse import Block, SSEParser
from orchestra_sdk.types import AgentTokenEvent, RunCompletedEvent, RunEvent, TokenEvent, UnknownEvent

STREAMS = Path(__file__).parents[2] / "spec/examples/v2/streams"
NAMES = sorted(path.stem for path in STREAMS.glob("*.sse"))
# These begin behind their run's first event.
BEGUN = {"hello-resumed", "trimmed"}


def blocks(name: str) -> list[Block]:
    return SSEParser().feed((STREAMS / f"{name}.sse").read_bytes())


def events(name: str) -> list[RunEvent]:
    return [event_from_json(block.data) for block in blocks(name)]


def begun(name: str) -> Fold:
    found = events(name)
    return Fold(found[0].run_id, found[0].offset - 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_stream_folds_to_its_last_event(name: str) -> None:
    fold = begun(name)
    assert [fold.take(event) for event in events(name)] == ["new"] * len(events(name))
    last = events(name)[-1]
    assert fold.terminal == last
    assert fold.last_event_id == blocks(name)[-1].id == f"{last.run_id}:{last.offset}"
    if name not in BEGUN:
        assert fold.terminal is not None
        assert fold.text == fold.terminal.response
    error = run_error(fold.terminal)
    assert (error is None) == isinstance(last, RunCompletedEvent)
    if error is not None:
        assert isinstance(error, RunFailedError | RunCancelledError)
        assert (error.run_id, error.response) == (last.run_id, fold.text)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=10))
def test_events_that_come_again_change_nothing(pieces: list[tuple[int, int]]) -> None:
    stream = events("hello")
    fold = Fold()
    for back, length in [*pieces, (0, len(stream))]:
        first = max(0, fold.offset + 1 - back)
        for event in stream[first : first + length]:
            is_next = event.offset == fold.offset + 1
            assert fold.take(event) == ("new" if is_next else "seen")
    assert fold.text == stream[-1].response  # type: ignore[union-attr]


@given(st.integers(0, 16), st.lists(st.integers(0, 16), max_size=5))
def test_a_swarm_folds_to_the_same_however_often_its_events_come(first: int, again: list[int]) -> None:
    stream = events("swarm")
    fold = Fold()
    for end in [first, *again, len(stream)]:
        for event in stream[:end]:
            fold.take(event)
    agents = [event for event in stream if event.type == "agent.completed"]
    called = [event for event in stream if event.type == "tool.called"]
    assert agents and called
    assert fold.text == stream[-1].response  # type: ignore[union-attr]
    assert [(turn.agent, turn.text) for turn in fold.agents] == [(one.agent, one.text) for one in agents]
    assert [(call.call_id, call.ok) for call in fold.tools] == [(one.call_id, True) for one in called]
    assert [fold.intent] == [event for event in stream if event.type == "manager.intent"]


def test_what_an_agent_says_grows_with_its_tokens_and_is_no_part_of_the_response() -> None:
    said = ["So", " so", ".", " Or not."]
    fold, now = Fold(), datetime(2026, 11, 23, tzinfo=UTC)
    for offset, text in enumerate(said):
        fold.take(AgentTokenEvent("agent.token", "run_a", offset, now, "critic", text))
        assert fold.agents[0].text == "".join(said[: offset + 1])
    assert (fold.text, len(fold.agents), fold.agents[0].completed) == ("", 1, False)
    assert "critic" in repr(fold.agents[0])


def test_a_gap_is_seen_and_nothing_behind_it_is_taken() -> None:
    stream = events("hello")
    fold = Fold()
    fold.take(stream[0])
    assert fold.take(stream[2]) == "gap"
    assert (fold.offset, fold.text) == (0, "")
    assert fold.take(stream[1]) == "new"


def test_behind_a_trimmed_log_one_jump_is_right_and_known() -> None:
    stream = events("trimmed")
    fold = Fold(stream[0].run_id)
    assert fold.take(stream[0]) == "gap"
    fold.skip()
    assert fold.take(stream[0]) == "new"
    assert fold.take(stream[2]) == "gap"
    assert not fold.recovered


def test_nothing_is_taken_behind_the_last_event() -> None:
    stream = events("hello")
    fold = Fold()
    for event in stream:
        fold.take(event)
    late = TokenEvent(type="token", run_id=stream[0].run_id, offset=len(stream), text="late")
    assert fold.take(late) == "seen"
    assert "late" not in fold.text


def test_another_runs_event_is_an_error() -> None:
    with pytest.raises(StreamError, match="run_b came in the stream of run_a"):
        Fold("run_a").take(TokenEvent(type="token", run_id="run_b", offset=0, text="x"))


def test_an_event_of_a_new_kind_is_kept_whole_and_counts() -> None:
    data = {"type": "agent.sang", "run_id": "run_a", "offset": 0, "text": "la", "agent": "critic"}
    event = to_event(data)
    assert isinstance(event, UnknownEvent)
    assert (event.unknown_type, event.data) == ("agent.sang", data)
    fold = Fold()
    assert fold.take(event) == "new"
    assert (fold.offset, fold.text, fold.agents) == (0, "", [])


def test_fields_and_values_of_a_newer_service_are_kept() -> None:
    data = json.loads(blocks("hello")[-1].data) | {"finish_reason": "tired", "mood": {"calm": 1}}
    event = to_event(data)
    assert isinstance(event, RunCompletedEvent)
    assert (event.finish_reason, event["mood"]) == ("tired", {"calm": 1})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"token"',
        "{}",
        '{"type":"token","run_id":"run_a","text":"x"}',
        '{"type":"token","run_id":"run_a","offset":"1","text":"x"}',
        '{"type":"token","run_id":"run_a","offset":true,"text":"x"}',
        '{"type":"token","run_id":"run_a","offset":-1,"text":"x"}',
        '{"type":"token","run_id":"run_a","offset":0}',
        '{"type":"token","run_id":"run_a","offset":0,"text":7}',
        '{"type":"token","run_id":7,"offset":0,"text":"x"}',
        '{"type":"new.kind","offset":0}',
        '{"type":"agent.token","run_id":"run_a","offset":0,"created_at":"2026-11-23T09:30:00Z","agent":"a","text":7}',
        '{"type":"tool.called","run_id":"run_a","offset":0}',
        '{"type":["token"],"run_id":"run_a","offset":0,"text":"x"}',
        '{"type":"run.completed","run_id":"run_a","offset":0}',
        "[" * 100_000,
    ],
)
def test_what_is_no_event_is_a_stream_error(text: str) -> None:
    with pytest.raises(StreamError):
        event_from_json(text)
