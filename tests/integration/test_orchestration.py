"""Manager, swarms and memory in a run: what readers see of them, and that an answer never waits for a courtesy."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from orchestra.chat.facade import Facade
from orchestra.chat.manager.intents import Guess
from orchestra.providers.base import Completion, Emit, Prompt
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings
from tests.service import RunningService, running_service

Event = dict[str, Any]


class Listener(ScriptedProvider):
    """The scripted model, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(ScriptedSettings(faults=True))
        self.prompts: list[Prompt] = []

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        """As ever."""
        self.prompts.append(prompt)
        return await super().complete(prompt, emit)

    def heard(self, words: str) -> bool:
        """Whether the last prompt has these words."""
        return any(words in turn.content for turn in self.prompts[-1].turns)


class Slow:
    """A classifier that thinks until it is let go."""

    version = "slow"

    def __init__(self) -> None:
        self.go = threading.Event()

    def classify(self, text: str) -> Guess:
        """After a while, a fault to be found."""
        assert self.go.wait(30)
        return Guess("debug", 0.9, (("debug", 0.9), ("help", 0.1)))


class Broken:
    """A classifier that cannot."""

    version = "broken"

    def classify(self, text: str) -> Guess:
        """Never."""
        raise ValueError("no")


@contextmanager
def client_of(service: RunningService) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.base_url, headers=service.headers, timeout=30) as client:
        yield client


def chat(client: httpx.Client, message: str, **options: Any) -> dict[str, Any]:
    answer = client.post("/v2/chat", json={"message": message, **options})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def events_of(client: httpx.Client, run_id: str) -> list[Event]:
    text = client.get(f"/v2/runs/{run_id}/events").text
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]


def kinds(events: list[Event]) -> list[str]:
    return [event["type"] for event in events]


@pytest.fixture
def listened(tmp_path: Path) -> Iterator[tuple[httpx.Client, Listener]]:
    """A service without a manager, and the model's ear."""
    model = Listener()
    with running_service(tmp_path, replacements={"provider": model}) as service, client_of(service) as client:
        yield client, model


def test_the_manager_says_what_a_message_wants_with_the_model_that_comes_along(tmp_path: Path) -> None:
    with running_service(tmp_path, manager={"deadline": 30}) as service, client_of(service) as client:
        answer = chat(client, "Scale the agents from two to ten, please.")
        events = events_of(client, answer["run_id"])
        said = next(event for event in events if event["type"] == "manager.intent")
        assert said["intent"] == "scale" and said["certain"] and 0.5 < said["confidence"] <= 1
        assert (said["parameters"]["from"], said["parameters"]["to"]) == (2, 10)
        assert (answer["intent"], answer["confidence"]) == ("scale", said["confidence"])
        run = client.get(f"/v2/runs/{answer['run_id']}").json()
        assert (run["intent"], run["confidence"]) == ("scale", said["confidence"])
        assert kinds(events).count("manager.intent") == 1
        report = client.post(
            "/v2/intents", json={"message": "Scale the agents from two to ten, please."}
        ).json()
        assert report["intent"] == "scale" and report["confidence"] == said["confidence"]


def test_tokens_do_not_wait_for_the_manager(tmp_path: Path) -> None:
    classifier = Slow()
    with (
        running_service(
            tmp_path, manager={"deadline": 30}, replacements={"classifier": classifier}
        ) as service,
        client_of(service) as client,
        client.stream("POST", "/v2/chat/stream", json={"message": "[[text Once]]"}) as answer,
    ):
        seen: list[Event] = []
        for line in answer.iter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line[6:]))
                if seen[-1]["type"] == "token":
                    classifier.go.set()
    assert kinds(seen) == ["run.started", "token", "manager.intent", "run.completed"]
    assert seen[-1]["intent"] == "debug"


@pytest.mark.parametrize("deadline", [0.05, 30])
def test_an_answer_does_without_a_manager_that_is_late_or_broken(tmp_path: Path, deadline: float) -> None:
    slow = Slow()
    classifier: Any = slow if deadline < 1 else Broken()
    with (
        running_service(
            tmp_path, manager={"deadline": deadline}, replacements={"classifier": classifier}
        ) as service,
        client_of(service) as client,
    ):
        answer = chat(client, "[[text Once]]")
        assert (answer["response"], answer["intent"], answer["confidence"]) == ("Once", None, None)
        assert "manager.intent" not in kinds(events_of(client, answer["run_id"]))
        slow.go.set()


def test_quality_without_a_swarm_means_auto_select(listened: tuple[httpx.Client, Listener]) -> None:
    client, _ = listened
    answer = chat(client, "Write a function that counts words.", optimization_mode="quality")
    assert (answer["execution_mode"], answer["swarm_used"]) == ("quality", "coding-debate")
    events = events_of(client, answer["run_id"])
    assert (events[0]["execution_mode"], events[0]["swarm"]) == ("quality", "coding-debate")
    assert "".join(event["text"] for event in events if event["type"] == "token") == answer["response"]


def test_what_agents_use_is_what_the_run_costs(listened: tuple[httpx.Client, Listener]) -> None:
    client, _ = listened
    answer = chat(client, "Say hello.", swarm_type="simple-agents", optimization_mode="lite")
    agents = [event for event in events_of(client, answer["run_id"]) if event["type"] == "agent.completed"]
    assert agents
    for name in ("input_tokens", "output_tokens"):
        assert sum(agent["usage"][name] for agent in agents) == answer["usage"][name]


def test_a_swarm_that_there_is_not_is_not_found_and_leaves_nothing(
    listened: tuple[httpx.Client, Listener],
) -> None:
    client, model = listened
    answer = client.post("/v2/chat", json={"message": "Hello", "session_id": "s", "swarm_type": "brass-band"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "brass-band" in answer.json()["detail"] and "simple-agents" in answer.json()["detail"]
    assert client.get("/v2/sessions/s").status_code == 404 and model.prompts == []


def test_a_swarm_without_its_tools_answers_all_the_same_and_says_so(
    listened: tuple[httpx.Client, Listener],
) -> None:
    client, _ = listened
    swarms = {swarm["swarm_type"]: swarm for swarm in client.get("/v2/swarms").json()["data"]}
    assert not swarms["mcp-coordinated"]["available"] and swarms["simple-agents"]["available"]
    answer = chat(client, "What is in the store?", swarm_type="mcp-coordinated")
    notices = [event for event in events_of(client, answer["run_id"]) if event["type"] == "run.notice"]
    assert [notice["code"] for notice in notices] == ["degraded"]


def test_a_cancelled_swarm_costs_what_it_used_and_leaves_no_agent(tmp_path: Path) -> None:
    model = Listener()
    with running_service(tmp_path, replacements={"provider": model}) as service, client_of(service) as client:
        body = {"message": "[[tokens 5]] [[hang after=3]]", "swarm_type": "improved-solve"}
        with client.stream("POST", "/v2/chat/stream", json=body) as answer:
            run_id = answer.headers["orchestra-run-id"]
            lines = answer.iter_lines()
            while '"text"' not in next(lines):
                pass
        run = client.post(f"/v2/runs/{run_id}/cancel").json()
        assert run["status"] == "cancelled" and run["usage"]["output_tokens"] > 0
        assert service.get(Facade).at_work == 0 and model.started == model.finished


def test_memory_is_used_where_it_is_asked_for_and_only_there(
    listened: tuple[httpx.Client, Listener],
) -> None:
    client, model = listened
    chat(client, "The parcel goes to the harbour office.", session_id="first")
    chat(client, "Where does the parcel go?", session_id="second")
    assert not model.heard("harbour")
    answer = chat(
        client,
        "Where does the parcel go?",
        session_id="third",
        use_memory=True,
        optimization_mode="balanced",
    )
    assert model.heard("harbour office")
    assert "memory_used" in [event.get("code") for event in events_of(client, answer["run_id"])]
    client.delete("/v2/memories")
    chat(client, "And the parcel?", session_id="third", use_memory=True, optimization_mode="balanced")
    assert not any("harbour" in turn.content for turn in model.prompts[-1].turns if turn.role == "system")


def test_a_sessions_settings_are_its_chats_defaults(listened: tuple[httpx.Client, Listener]) -> None:
    client, model = listened
    settings = {"model": "scripted-2", "temperature": 0.25, "optimization_mode": "lite"}
    client.post("/v2/sessions", json={"session_id": "desk", "settings": settings})
    answer = chat(client, "Hello", session_id="desk")
    assert (answer["model"], answer["execution_mode"]) == ("scripted-2", "lite")
    assert model.prompts[-1].temperature == 0.25
    chat(client, "Hello", session_id="desk", temperature=1)
    assert model.prompts[-1].temperature == 1
    assert client.patch("/v2/sessions/desk", json={"settings": {}}).json()["settings"] == {}
    assert chat(client, "Hello", session_id="desk")["model"] == "scripted"


def test_the_manager_says_at_the_end_that_the_agents_agreed(tmp_path: Path) -> None:
    with running_service(tmp_path, manager={"deadline": 30}) as service, client_of(service) as client:
        answer = chat(
            client,
            'Write it. [[critic: text {"critique": "", "agree": true}]]',
            swarm_type="coding-debate",
            optimization_mode="lite",
        )
        assert "round" in answer["manager_response"] and "1" in answer["manager_response"]
