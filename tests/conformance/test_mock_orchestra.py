"""The mock server's orchestra: swarms, settings of sessions, intents, memories and feedback."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from orchestra_conformance.mock.examples import Examples
from orchestra_conformance.mock.guesses import KEYWORDS, guess
from orchestra_conformance.mock.swarms import NAMES
from orchestra_conformance.specification import load
from tests.conformance.mocked import running_mock

EXAMPLES = Examples(load())
_NUMBERS = itertools.count()
SWARM = [event["type"] for event in EXAMPLES.scenes["swarm"]]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_mock() as found:
        yield found


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """Somebody of whom nothing is known yet."""
    headers = {"X-API-Key": f"ork_somebody-{next(_NUMBERS)}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60, trust_env=False) as found:
        yield found


def streamed(client: httpx.Client, message: str = "Hello", **more: Any) -> list[dict[str, Any]]:
    answer = client.post("/v2/chat/stream", json={"message": message, **more})
    assert answer.status_code == 200, answer.text
    return [json.loads(line[6:]) for line in answer.text.split("\n") if line.startswith("data: ")]


def chatted(client: httpx.Client, message: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/v2/chat", json={"message": message, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def contents(client: httpx.Client, **query: Any) -> list[str]:
    return [memory["content"] for memory in client.get("/v2/memories", params=query).json()["data"]]


@pytest.mark.parametrize("name", sorted(NAMES - {"auto-select"}))
def test_a_chat_with_a_swarm_plays_one(client: httpx.Client, name: str) -> None:
    events = streamed(client, swarm_type=name, optimization_mode="lite")
    assert [event["type"] for event in events] == SWARM
    assert (events[0]["swarm"], events[0]["execution_mode"]) == (name, "lite")
    run = client.get(f"/v2/runs/{events[0]['run_id']}").json()
    end = events[-1]
    assert (run["swarm_used"], run["execution_mode"]) == (name, "lite")
    for field in ("swarm_used", "execution_mode", "intent", "confidence", "quality_score"):
        assert run[field] == end[field]


@pytest.mark.parametrize("wish", [{"swarm_type": "auto-select"}, {"optimization_mode": "quality"}])
def test_where_the_choice_is_the_services_a_swarm_is_chosen(
    client: httpx.Client, wish: dict[str, str]
) -> None:
    assert chatted(client, "Hello", **wish)["swarm_used"] == "coding-debate"


def test_a_chat_without_wishes_plays_no_manager_and_no_swarm(client: httpx.Client) -> None:
    events = streamed(client)
    assert {event["type"] for event in events} == {"run.started", "token", "run.completed"}
    assert (events[0]["swarm"], events[0]["execution_mode"], events[-1]["intent"]) == (None, "balanced", None)


def test_a_scene_is_as_it_was_recorded_and_a_swarm_that_is_cut_stays_one(client: httpx.Client) -> None:
    assert streamed(client, "scene: swarm")[0]["execution_mode"] == "quality"
    cut = streamed(client, "scene: swarm", max_response_tokens=1, optimization_mode="lite")[-1]
    assert (cut["finish_reason"], cut["swarm_used"]) == ("length", EXAMPLES.scenes["swarm"][0]["swarm"])
    assert (cut["execution_mode"], cut["response"]) == ("lite", "The loop never ends")


@pytest.mark.parametrize(
    ("hints", "mode"),
    [
        ({}, "balanced"),
        ({"urgent": True, "complexity": "high"}, "lite"),
        ({"complexity": "low"}, "lite"),
        ({"complexity": "high"}, "quality"),
        ({"complexity": ["of", "another", "kind"], "urgent": 1}, "balanced"),
    ],
)
def test_hints_decide_the_mode(client: httpx.Client, hints: dict[str, Any], mode: str) -> None:
    answer = chatted(client, "Hello", optimization_mode="auto", optimization_hints=hints)
    assert (answer["execution_mode"], answer["swarm_used"]) == (mode, None)


def test_a_swarm_that_is_not_there_is_not_found_and_makes_no_session(client: httpx.Client) -> None:
    chat = {"message": "Hello", "swarm_type": "choir", "session_id": "sung"}
    refused = client.post("/v2/chat", json=chat)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert "coding-debate" in refused.json()["detail"]
    assert client.get("/v2/sessions/sung").status_code == 404


def test_the_swarms_are_listed_page_by_page(client: httpx.Client) -> None:
    first = client.get("/v2/swarms", params={"limit": 3}).json()
    rest = client.get("/v2/swarms", params={"after": first["next_cursor"]}).json()
    assert [swarm["swarm_type"] for swarm in first["data"] + rest["data"]] == sorted(NAMES)
    assert (first["has_more"], rest["next_cursor"]) == (True, None)


def test_a_session_decides_what_a_chat_leaves_open_in_both_versions(client: httpx.Client) -> None:
    settings = {"swarm_type": "simple-agents", "optimization_mode": "lite"}
    client.post("/v2/sessions", json={"session_id": "team", "settings": settings}).raise_for_status()
    assert chatted(client, "Hello", session_id="team")["swarm_used"] == "simple-agents"
    assert chatted(client, "Hello", session_id="team", swarm_type="improved-solve")["swarm_used"] == (
        "improved-solve"
    )
    lines = client.post("/v1/chat/stream", json={"message": "Hello", "session_id": "team"}).text
    items = [json.loads(line) for line in lines.splitlines()]
    said = [item["content"] if item["type"] == "status" else item["type"] for item in items]
    older = {"run.started": "processing", "manager.intent": "manager", "run.completed": "complete"}
    due = [older.get(kind, kind.replace(".", "_")) for kind in SWARM if kind != "agent.token"]
    assert [kind for kind in said if kind != "manager_conclusion"] == due
    client.patch("/v2/sessions/team", json={"settings": {}}).raise_for_status()
    assert chatted(client, "Hello", session_id="team")["swarm_used"] is None


def test_a_cancelled_swarm_keeps_its_intent(client: httpx.Client) -> None:
    body = {"message": "scene: swarm delay=60", "on_disconnect": "continue"}
    with client.stream("POST", "/v2/chat/stream", json=body) as answer:
        run_id = answer.headers["orchestra-run-id"]
        lines = answer.iter_lines()
        while not next(lines).startswith("event: tool.result"):
            pass
        run = client.post(f"/v2/runs/{run_id}/cancel").json()
    assert (run["status"], run["intent"], run["quality_score"]) == ("cancelled", "debug", None)


@pytest.mark.parametrize("intent", KEYWORDS)
def test_a_keyword_is_an_intent(intent: str) -> None:
    for keyword in KEYWORDS[intent]:
        report = guess(f"{keyword.capitalize()}!")
        assert (report["intent"], report["certain"]) == (intent, True)


def test_other_messages_are_general_and_two_intents_are_uncertain(client: httpx.Client) -> None:
    for message, intents in (("Lovely!", ["general"]), ("Deploy or debug?", ["deploy", "debug"])):
        report = client.post("/v2/intents", json={"message": message}).json()
        assert [entry["intent"] for entry in report["ranking"]] == intents
        assert (report["certain"], report["mood"]) == (False, "patient")
        assert "mock" in report["response"]


def test_numbers_of_a_message_are_its_parameters() -> None:
    assert guess("Go from two agents to 10.")["parameters"] == {
        "from": 2,
        "to": 10,
        "direction": "up",
        "target": "agents",
    }
    assert guess("Take three of ²²")["parameters"] == {"count": 3}


def test_what_was_said_is_found_by_its_words(client: httpx.Client) -> None:
    for message in ("A red violin", "A blue VIOLIN case", "scene: interrupted"):
        client.post("/v2/chat", json={"message": message})
    # Of what was said whole; half an answer is no knowledge.
    answer = "Hello there, how can I help?"
    assert contents(client) == ["scene: interrupted", answer, "A blue VIOLIN case", answer, "A red violin"]
    assert contents(client, query="violin, red!") == ["A red violin", "A blue VIOLIN case"]
    assert contents(client, query="cello") == contents(client, query="...") == []
    page = client.get("/v2/memories", params={"query": "red violin", "limit": 1}).json()
    assert [memory["relevance"] for memory in page["data"]] == [1]
    again = {"query": "red violin", "after": page["next_cursor"]}
    assert client.get("/v2/memories", params=again).json()["data"][0]["relevance"] == 0.5
    other = client.get("/v2/memories", params={**again, "query": "violin"})
    assert (other.status_code, other.json()["code"]) == (400, "invalid_cursor")


def test_what_is_forgotten_stays_in_its_session(client: httpx.Client) -> None:
    chat = chatted(client, "Green tea", session_id="tea")
    forget = f"/v2/memories/{chat['user_message_id']}"
    assert [client.delete(forget).status_code for _ in range(2)] == [204, 404]
    assert contents(client, query="tea") == []
    assert client.delete("/v2/memories").status_code == 204
    assert contents(client) == []
    assert len(client.get("/v2/sessions/tea/messages").json()["data"]) == 2
    assert chatted(client, "Black tea")["response"] in contents(client)


def test_memory_is_used_where_it_is_wished_and_there_is_some(client: httpx.Client) -> None:
    def noticed(message: str, **more: Any) -> list[str]:
        return [event["code"] for event in streamed(client, message, **more) if "code" in event]

    chatted(client, "My parcel goes to the office", session_id="parcels")
    assert noticed("Where is the parcel?") == []
    assert noticed("Where is the parcel?", use_memory=True) == ["memory_used"]
    client.delete("/v2/memories")
    assert noticed("Where is the parcel?", use_memory=True) == []


def test_feedback_is_kept_and_an_idempotency_key_says_it_once(client: httpx.Client) -> None:
    path = f"/v2/runs/{chatted(client, 'Hello')['run_id']}/feedback"
    key = {"Idempotency-Key": "once"}
    first = client.post(path, json={"rating": 1, "intent": "help"}, headers=key)
    assert first.status_code == 201
    assert (first.json()["rating"], first.json()["comment"], first.json()["intent"]) == (1, None, "help")
    later = client.post(path, json={"comment": "Hm."}).json()
    assert (later["rating"], later["comment"]) == (None, "Hm.")
    assert client.post(path, json={"rating": 1, "intent": "help"}, headers=key).json() == first.json()
    assert client.post(path, json={}, headers=key).json()["code"] == "idempotency_key_reused"
