"""The suite `compat` finds nothing in the service as it is, and every recorded scene of version 1 is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orchestra_conformance import older
from orchestra_conformance.bench import Bench
from orchestra_conformance.check import all_checks
from orchestra_conformance.failure import Violation
from orchestra_conformance.specification import load
from orchestra_conformance.transcripts import LEFT_OUT, hold_items, lines_of
from tests.conformance.bench import benched, run

_CHECKS = [found.id for found in all_checks() if found.suite == "compat"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("compat")) as (found, _):
        yield found


@pytest.mark.parametrize("check_id", _CHECKS)
def test_the_service_keeps_it(bench: Bench, check_id: str) -> None:
    result = run(bench, check_id)

    assert (result.status, result.findings, result.reason) == ("passed", [], "")


def test_every_recorded_scene_is_played_or_left_out_by_name() -> None:
    recorded = {name for ending in (".jsonl", ".ndjson") for name in load().transcripts("v1", ending) if name}
    played = {check.removeprefix("compat.replay-") for check in _CHECKS if "replay-" in check}

    assert played | LEFT_OUT.keys() == recorded
    assert not played & LEFT_OUT.keys()


def _managed(bench: Bench) -> list[dict[str, Any]]:
    return [dict(line) for line in lines_of(bench, "stream-managed")]


def test_what_a_manager_says_may_come_between(bench: Bench) -> None:
    hold_items(lines_of(bench, "stream-completed"), _managed(bench))


def test_items_in_another_order_are_another_scene(bench: Bench) -> None:
    told = _managed(bench)

    with pytest.raises(Violation, match="recorded was"):
        hold_items(lines_of(bench, "stream-completed"), [told[0], told[-1], *told[1:-1]])


_EVENTS: list[dict[str, Any]] = [
    {"type": "run.queued", "position": 1},
    {"type": "run.started", "session_id": "s-1", "model": "m"},
    {"type": "manager.intent", "intent": "debug", "confidence": None, "response": "Let me look."},
    {"type": "agent.started", "agent": "critic-1", "role": "critic", "round": 1},
    {"type": "agent.token", "agent": "critic-1", "text": "Hm"},
    {"type": "token", "text": "Hi"},
]
_FIRST_ITEMS = [
    ("status", "queued"),
    ("status", "processing"),
    ("manager", "Let me look."),
    ("status", "agent_started"),
    ("token", "Hi"),
]


def _numbered(*events: dict[str, Any]) -> list[dict[str, Any]]:
    more = {"run_id": "run_1", "created_at": "2026-11-20T09:30:00.000Z"}
    return [{**more, "offset": offset, **event} for offset, event in enumerate(events)]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (
            {"type": "run.completed", "response": "Hi", "manager_response": "Done."}
            | dict.fromkeys(name for name in older.COMPLETE_METADATA if name != "run_id"),
            [("manager_conclusion", "Done."), ("complete", "Hi")],
        ),
        (
            {
                "type": "run.failed",
                "error": {"code": "upstream_error", "status": 502, "retryable": True, "detail": "It broke."},
                "response": "Hi",
                "usage": None,
            },
            [("error", "It broke.")],
        ),
        (
            {"type": "run.cancelled", "reason": "requested", "response": "Hi", "usage": None},
            [("error", None)],
        ),
    ],
    ids=["completed", "failed", "cancelled"],
)
def test_items_follow_from_events(last: dict[str, Any], expected: list[tuple[str, str | None]]) -> None:
    items = older.items_of(_numbered(*_EVENTS, last), "s-1")

    assert [(item["type"], item["content"]) for item in items] == [*_FIRST_ITEMS, *expected]
    assert items[2]["metadata"] == {"run_id": "run_1", "intent": "debug"}
    assert older.item_problems([{"timestamp": "", "content": "", **item} for item in items], items) == []


def test_items_that_say_something_else_are_told_by_their_place() -> None:
    due = older.items_of(_numbered({"type": "token", "text": "Hi"}), "s-1")
    told = [{**due[0], "content": "Ho", "timestamp": "2026-11-20T09:30:00.000Z"}]

    assert older.item_problems(told, due) == ["item 0 (token): content is Ho, not Hi"]
    assert older.item_problems([], due) == ['the items are [], by the run\'s events ["token"]']


def test_fields_that_version_1_does_not_have_are_found_wherever_they_stand() -> None:
    message = {"role": "user", "content": "Hi", "timestamp": "", "metadata": {"model": "m"}, "run_id": "r"}
    session = {"session_id": "s-1", "metadata": {"of the client": 1}, "messages": [message], "title": None}

    assert older.undeclared(load(), "SessionResponseV1", session) == [
        "/title",
        "/messages/0/run_id",
        "/messages/0/metadata/model",
    ]
