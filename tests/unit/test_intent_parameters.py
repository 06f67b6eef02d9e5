"""What the manager finds in a message: examples, and what holds for any text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra.chat.manager.parameters import PARAMETERS, extract
from orchestra.chat.manager.pieces import MOST_PIECES, Message

# How often a piece may be looked at, whatever stands around it: see `test_the_work_grows_with_the_text_only`.
LOOKS_PER_PIECE = 250

EXAMPLES: list[tuple[str, dict[str, Any]]] = [
    # Numbers of things.
    ("run ten agents", {"count": 10, "target": "agents"}),
    ("Launch 3 new replicas, please.", {"count": 3, "target": "replicas"}),
    (
        "deploy five instances of the checkout-api service",
        {"count": 5, "target": "instances", "name": "checkout-api"},
    ),
    ("a couple of agents", {"count": 2, "target": "agents"}),
    ("a dozen bots", {"count": 12, "target": "bots"}),
    ("two dozen workers", {"count": 24, "target": "workers"}),
    ("spin up a hundred workers", {"count": 100, "target": "workers"}),
    ("twenty-five workers", {"count": 25, "target": "workers"}),
    ("forty two nodes", {"count": 42, "target": "nodes"}),
    ("two hundred and five clients", {"count": 205, "target": "clients"}),
    ("1,000 sessions", {"count": 1000, "target": "sessions"}),
    ("2k sessions", {"count": 2000, "target": "sessions"}),
    ("5 hundred users", {"count": 500, "target": "users"}),
    ("ONE AGENT IS ENOUGH", {"count": 1, "target": "agent"}),
    ("two of them are not enough for Friday", {"count": 2}),
    # From, to, by.
    ("Go from two agents to ten.", {"from": 2, "to": 10, "direction": "up", "target": "agents"}),
    ("from 10 to 2 replicas", {"from": 10, "to": 2, "direction": "down", "target": "replicas"}),
    ("2 -> 10 agents", {"from": 2, "to": 10, "direction": "up", "target": "agents"}),
    ("2–10 agents", {"from": 2, "to": 10, "direction": "up", "target": "agents"}),
    ("go to 12 workers from 3 workers", {"from": 3, "to": 12, "direction": "up", "target": "workers"}),
    ("scale to 5 workers", {"to": 5, "target": "workers"}),
    ("scale the workers up to 10", {"to": 10, "direction": "up", "target": "workers"}),
    ("bring the workers down to one", {"to": 1, "direction": "down", "target": "workers"}),
    ("scale out to 2k clients", {"to": 2000, "direction": "up", "target": "clients"}),
    ("lower the limit to 20 requests", {"to": 20, "direction": "down", "target": "requests"}),
    ("reduce concurrency by 3", {"by": 3, "direction": "down", "target": "concurrency"}),
    ("add 3 more workers", {"by": 3, "direction": "up", "target": "workers"}),
    ("ten more workers", {"by": 10, "direction": "up", "target": "workers"}),
    ("another two agents", {"by": 2, "direction": "up", "target": "agents"}),
    ("two fewer replicas", {"by": 2, "direction": "down", "target": "replicas"}),
    ("remove two nodes", {"by": 2, "direction": "down", "target": "nodes"}),
    # Shares, and words that are some.
    ("increase capacity by 50%", {"percent": 50, "direction": "up", "target": "capacity"}),
    ("make it 12.5 percent cheaper", {"percent": 12.5}),
    ("five percent fewer errors", {"percent": 5, "direction": "down"}),
    ("double the replicas", {"percent": 100, "direction": "up", "target": "replicas"}),
    ("halve the number of workers", {"percent": 50, "direction": "down", "target": "workers"}),
    ("cut the workers in half", {"percent": 50, "direction": "down", "target": "workers"}),
    ("triple the capacity", {"percent": 200, "direction": "up", "target": "capacity"}),
    ("twice as many agents", {"percent": 100, "direction": "up", "target": "agents"}),
    ("3x the workers", {"percent": 200, "direction": "up", "target": "workers"}),
    # Which way.
    ("scale up", {"direction": "up"}),
    ("scale the cluster down a bit", {"direction": "down", "target": "cluster"}),
    ("more agents", {"direction": "up", "target": "agents"}),
    ("fewer rounds from now on", {"direction": "down", "target": "rounds"}),
    # Times.
    ("check the queue every 5 minutes", {"duration_seconds": 300, "target": "queue"}),
    ("run it for two hours", {"duration_seconds": 7200}),
    ("1h30m timeout", {"duration_seconds": 5400, "target": "timeout"}),
    ("in 2 hours and 15 minutes", {"duration_seconds": 8100}),
    ("a 10-minute limit", {"duration_seconds": 600, "target": "limit"}),
    ("wait half an hour", {"duration_seconds": 1800}),
    ("alert me every hour", {"duration_seconds": 3600}),
    ("keep watch daily", {"duration_seconds": 86_400}),
    ("it answers after 250 ms", {"duration_seconds": 0.25}),
    # Names.
    ("deploy a swarm called Aurora", {"name": "Aurora", "target": "swarm"}),
    ('start an agent named "night watch"', {"name": "night watch", "target": "agent"}),
    ("restart the “Billing” service", {"name": "Billing", "target": "service"}),
    ("use the coding-debate swarm", {"name": "coding-debate", "target": "swarm"}),
    # Model, mode, temperature, language.
    ("switch the model to gpt-4o-mini", {"model": "gpt-4o-mini", "target": "model"}),
    ("use Llama3.1:8b from now on", {"model": "Llama3.1:8b"}),
    ("use quality mode", {"mode": "quality"}),
    ("switch to lite", {"mode": "lite"}),
    ("the mode is balanced", {"mode": "balanced"}),
    ("set temperature to 0.2", {"temperature": 0.2}),
    ("temp 0,7 please", {"temperature": 0.7}),
    ("from now on answer in Dutch", {"language": "nl"}),
    ("translate everything into French", {"language": "fr"}),
    # What looks like one of them and is none.
    ("what's up", {}),
    ("tell me more", {}),
    ("set up a swarm", {"target": "swarm"}),
    ("raise an exception", {}),
    ("this one is broken", {}),
    ("who wrote Hamlet in 1601", {}),
    ("The temperature in Lima is 30", {}),
    ("the quality of the German team", {}),
    (f"the {'very-' * 13}long-named agent", {"target": "agent"}),
    ("I don't know if it's Anna's or Ben's", {}),
    ("", {}),
]

HOSTILE = [
    "9" * 10_000,
    "1," * 5000,
    "a-" * 5000,
    "a.b" * 3333,
    "'" * 10_000,
    "“a " * 3333,
    "two hundred " * 833,
    "from 1 to " * 1000,
    "1h" * 5000,
    "half an " * 1250,
    "call named " * 909,
    "scale up by 3 more agents " * 384,
    "2–" * 5000,
    "model " * 1666,
]

# Pieces of what the reader looks for, so that a search meets its branches.
WORDS = """
    from to by two ten 10 1,000 50% percent scale up down agents model gpt-4 in Dutch every 5 minutes half an hour a
    dozen hundred and twenty one temperature 0.2 called “ ” ' " double more fewer 3x - -> → ٣ ² ½ İ ß é 1e999 0x1f
"""
FRAGMENTS = st.sampled_from([*WORDS.split(), "an-endless-name-" * 10])


@pytest.mark.parametrize(("text", "expected"), EXAMPLES, ids=[text[:40] for text, _ in EXAMPLES])
def test_what_a_message_names_is_found(text: str, expected: dict[str, Any]) -> None:
    assert extract(text) == expected


def test_every_parameter_has_an_example() -> None:
    assert {name for _, found in EXAMPLES for name in found} == PARAMETERS
    assert len(EXAMPLES) >= 60


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=40).map(" ".join)))
def test_any_text_gives_known_names_that_can_be_sent_and_always_the_same(text: str) -> None:
    found = extract(text)
    assert found == extract(text)
    assert found.keys() <= PARAMETERS
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    numbers = found.keys() - {"direction", "target", "name", "model", "mode", "language"}
    assert all(isinstance(found[name], int | float) for name in numbers)
    assert all(len(str(value)) <= 64 for value in found.values())


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12] for text in HOSTILE])
def test_the_work_grows_with_the_text_only(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    word = Message.word

    def counted(self: Message, place: int) -> str:
        nonlocal looks
        looks += 1
        return word(self, place)

    monkeypatch.setattr(Message, "word", counted)
    extract(text)
    pieces = len(Message(text).pieces)
    assert pieces <= MOST_PIECES
    assert looks <= LOOKS_PER_PIECE * pieces
