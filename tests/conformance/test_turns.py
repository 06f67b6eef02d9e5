"""Who may speak when: what the kit takes and what it finds, event by event."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from orchestra_conformance.failure import Violation
from orchestra_conformance.specification import load
from orchestra_conformance.turns import hold_turns

Event = dict[str, Any]

STARTED: Event = {"type": "run.started", "swarm": "coding-debate"}
INTENT: Event = {"type": "manager.intent"}
CRITIC: Event = {"agent": "critic-1", "role": "critic", "round": 1}
BEGINS, ENDS = {"type": "agent.started", **CRITIC}, {"type": "agent.completed", **CRITIC}
SAYS: Event = {"type": "agent.token", "agent": "critic-1"}
CALLS, ANSWERS = {"type": "tool.called", "call_id": "1"}, {"type": "tool.result", "call_id": "1"}


@pytest.mark.parametrize("name", sorted(load().transcripts("v2/streams", ".sse")))
def test_recorded_runs_are_in_turn(name: str) -> None:
    text = load().transcripts("v2/streams", ".sse")[name]
    events = [json.loads(line) for line in re.findall(r"^data: (.*)$", text, re.MULTILINE)]
    if events[0]["offset"] == 0:
        hold_turns(events)


@pytest.mark.parametrize(
    "events",
    [
        [{"type": "run.queued"}, STARTED, INTENT],
        [STARTED, BEGINS, {"type": "token"}, SAYS, INTENT, ENDS, {**BEGINS, "round": 2}],
        # One that gives up ends in silence, and may be asked again.
        [STARTED, BEGINS, BEGINS, ENDS],
        [STARTED, CALLS, {**CALLS, "call_id": "2"}, {**ANSWERS, "call_id": "2"}, ANSWERS],
        [{**STARTED, "swarm": None}, CALLS, ANSWERS, {"type": "of.the.future"}],
    ],
)
def test_what_may_come_is_taken(events: list[Event]) -> None:
    hold_turns(events)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([INTENT, STARTED], "before run.started"),
        ([STARTED, INTENT, INTENT], "came twice"),
        ([{**STARTED, "swarm": None}, BEGINS], "names no swarm"),
        ([STARTED, SAYS], "not at work"),
        ([STARTED, BEGINS, ENDS, SAYS], "not at work"),
        ([STARTED, BEGINS, {**ENDS, "round": 2}], "agent.completed"),
        ([STARTED, BEGINS, ENDS, ENDS], "agent.completed"),
        ([STARTED, ANSWERS], "not called"),
        ([STARTED, CALLS, ANSWERS, ANSWERS], "answered before"),
        ([STARTED, CALLS, CALLS], "two calls"),
        ([CALLS, STARTED], "before run.started"),
    ],
)
def test_what_is_out_of_turn_is_found(events: list[Event], found: str) -> None:
    with pytest.raises(Violation, match=found):
        hold_turns(events)
