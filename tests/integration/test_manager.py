"""The Orchestra Manager over HTTP: messages interpreted without an answer, and feedback on answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from tests.raw import RawAnswer, exchange
from tests.service import RunningService, running_service

SCALE = "Go from two agents to ten."


@dataclass(frozen=True)
class Guess:
    ranking: tuple[tuple[str, float], ...]


class Stub:
    """A classifier that knows two things; all else it is not sure of."""

    version = "stub"

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()

    def classify(self, text: str) -> Guess:
        assert self.free.wait(60)
        if "broken" in text:
            raise RuntimeError("no idea")
        if "agents" in text:
            return Guess((("scale", 0.94), ("deploy", 0.06)))
        return Guess((("general", 0.4), ("query", 0.35), ("help", 0.25)))


@pytest.fixture(scope="module")
def managed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service whose manager has a stub for a model, and all the time it needs."""
    with running_service(
        tmp_path_factory.mktemp("managed"),
        replacements={"classifier": Stub()},
        manager={"deadline": 60.0},
    ) as service:
        yield service


async def ask(service: RunningService, path: str, body: Any, **headers: str) -> RawAnswer:
    return await exchange(service.port, "POST", path, {**service.headers, **headers}, body)


async def interpret(service: RunningService, message: str, **body: Any) -> RawAnswer:
    return await ask(service, "/v2/intents", {"message": message, **body})


async def run(
    service: RunningService, message: str, headers: dict[str, str] | None = None, **body: Any
) -> str:
    """A run that has ended."""
    answer = await exchange(
        service.port, "POST", "/v2/chat", headers or service.headers, {"message": message, **body}
    )
    return str(answer.json()["run_id"])


async def feedback(service: RunningService, run_id: str, body: Any, **headers: str) -> RawAnswer:
    return await ask(service, f"/v2/runs/{run_id}/feedback", body, **headers)


async def stranger(service: RunningService) -> dict[str, str]:
    """The headers of another owner."""
    made = await ask(service, "/v2/keys", {"owner": f"owner-{uuid4()}", "scopes": ["chat", "read"]})
    return {"Authorization": f"Bearer {made.json()['secret']}"}


# --- POST /v2/intents


async def test_a_message_is_interpreted_without_being_answered(managed: RunningService) -> None:
    answer = await interpret(managed, SCALE)
    assert answer.status == 200, answer.body
    assert answer.json() == {
        "intent": "scale",
        "confidence": 0.94,
        "certain": True,
        "ranking": [{"intent": "scale", "confidence": 0.94}, {"intent": "deploy", "confidence": 0.06}],
        "parameters": {"from": 2, "to": 10, "direction": "up", "target": "agents"},
        "mood": "focused",
        "response": "From 2 to 10 agents; let me see to it.",
    }


async def test_where_it_is_not_sure_it_says_so_and_asks(managed: RunningService) -> None:
    report = (await interpret(managed, "hm")).json()
    assert (report["intent"], report["certain"]) == ("general", False)
    assert "not sure" in report["response"]
    assert "just talk" in report["response"]
    assert "look something up" in report["response"]


async def test_the_mood_follows_how_the_session_has_gone(managed: RunningService) -> None:
    session = f"mood-{uuid4()}"
    assert (await interpret(managed, SCALE, session_id=session)).json()["mood"] == "focused"
    await run(managed, "[[fail after=0]]", session_id=session)
    assert (await interpret(managed, SCALE, session_id=session)).json()["mood"] == "supportive"
    assert (await interpret(managed, SCALE)).json()["mood"] == "focused"


async def test_a_session_of_the_services_own_that_is_not_there_or_not_yours_is_not_found(
    managed: RunningService,
) -> None:
    made = (await ask(managed, "/v2/sessions", {})).json()["session_id"]
    assert (await interpret(managed, SCALE, session_id=made)).status == 200
    unknown = await interpret(managed, SCALE, session_id="ses_nowhere")
    assert (unknown.status, unknown.json()["code"]) == (404, "not_found")
    body = {"message": SCALE, "session_id": made}
    foreign = await exchange(managed.port, "POST", "/v2/intents", await stranger(managed), body)
    assert (foreign.status, foreign.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "body", [{}, {"message": ""}, {"message": "x" * 10_001}, {"message": "a", "more": 1}]
)
async def test_what_is_no_message_is_refused(managed: RunningService, body: dict[str, Any]) -> None:
    answer = await ask(managed, "/v2/intents", body)
    assert (answer.status, answer.json()["code"]) == (422, "validation_failed")


async def test_a_manager_that_cannot_say_anything_answers_503(managed: RunningService) -> None:
    answer = await interpret(managed, "broken")
    assert (answer.status, answer.json()["code"]) == (503, "overloaded")
    assert answer.headers["retry-after"] == "1"


# --- POST /v2/runs/{run_id}/feedback


async def test_feedback_is_kept_and_answered_as_it_was_kept(managed: RunningService) -> None:
    run_id = await run(managed, SCALE)
    answer = await feedback(managed, run_id, {"rating": 1, "comment": "Just what I needed."})
    assert answer.status == 201, answer.body
    kept = answer.json()
    assert kept.pop("created_at").endswith("Z")
    assert kept == {"run_id": run_id, "rating": 1, "comment": "Just what I needed.", "intent": None}


async def test_a_correction_is_learned_at_once_and_taken_back_with_an_empty_word(
    managed: RunningService,
) -> None:
    text = f"Two of them are not enough, {uuid4()}"
    run_id = await run(managed, text)
    await feedback(managed, run_id, {"intent": "scale"})
    report = (await interpret(managed, text.upper())).json()
    assert (report["intent"], report["confidence"], report["certain"]) == ("scale", 0.99, True)
    foreign = await exchange(managed.port, "POST", "/v2/intents", await stranger(managed), {"message": text})
    assert foreign.json()["intent"] == "general"
    # A word on another run of the same message says nothing against it.
    await feedback(managed, await run(managed, text), {"rating": 1})
    assert (await interpret(managed, text)).json()["intent"] == "scale"
    assert (await feedback(managed, run_id, {})).json()["intent"] is None
    assert (await interpret(managed, text)).json()["intent"] == "general"


async def test_a_runs_intent_is_judged_by_its_feedback(managed: RunningService) -> None:
    first, second = await run(managed, SCALE), await run(managed, f"hm {uuid4()}")

    async def accuracy() -> float:
        metrics = await exchange(managed.port, "GET", "/metrics", {})
        lines = metrics.body.decode().splitlines()
        return float(
            next(line for line in lines if line.startswith("orchestra_manager_intent_accuracy")).split()[1]
        )

    await feedback(managed, first, {"intent": "scale"})
    before = await accuracy()
    await feedback(managed, first, {"intent": "debug"})
    assert await accuracy() < before
    await feedback(managed, first, {"intent": "scale"})
    assert await accuracy() == before
    await feedback(managed, second, {"intent": "general"})
    assert await accuracy() >= before


async def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(
    managed: RunningService,
) -> None:
    run_id, key = await run(managed, SCALE), {"Idempotency-Key": str(uuid4())}
    first = await feedback(managed, run_id, {"rating": 0.5}, **key)
    again = await feedback(managed, run_id, {"rating": 0.5}, **key)
    assert (first.status, again.status) == (201, 201)
    assert again.json() == first.json()
    other = await feedback(managed, run_id, {"rating": 0}, **key)
    assert (other.status, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_nobody_says_anything_of_a_run_that_is_not_theirs(managed: RunningService) -> None:
    run_id = await run(managed, SCALE, await stranger(managed))
    for unknown in (run_id, "run_nowhere", "nonsense"):
        answer = await feedback(managed, unknown, {"rating": 1})
        assert (answer.status, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "body", [{"rating": 1.5}, {"rating": None}, {"comment": ""}, {"intent": "dance"}, {"stars": 5}]
)
async def test_what_is_no_feedback_is_refused(managed: RunningService, body: dict[str, Any]) -> None:
    answer = await feedback(managed, await run(managed, SCALE), body)
    assert (answer.status, answer.json()["code"]) == (422, "validation_failed")


# --- Settings


async def test_switched_off_messages_are_not_interpreted_and_runs_have_no_intent(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with running_service(tmp_path_factory.mktemp("off"), manager={"enabled": False}) as service:
        answer = await interpret(service, SCALE)
        assert (answer.status, answer.json()["code"]) == (503, "overloaded")
        assert "switched off" in answer.json()["detail"]
        run_id = await run(service, SCALE)
        assert (await feedback(service, run_id, {"intent": "scale"})).status == 201
        found = await exchange(service.port, "GET", f"/v2/runs/{run_id}", service.headers)
        assert found.json()["intent"] is None
