"""Commands do something: over REST, and the same over a WebSocket."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from orchestra.chat.facade import Facade
from tests.service import RunningService, running_service
from tests.sockets import opened


@pytest.fixture
def commanded(tmp_path: Path) -> Iterator[RunningService]:
    """A service of its own, because commands change it."""
    with running_service(tmp_path, swarms={"agents": 4, "max_agents": 16}) as started:
        yield started


@pytest.fixture
def client(commanded: RunningService) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=commanded.base_url, headers=commanded.headers, timeout=30) as made:
        yield made


def said(client: httpx.Client, command: str, **fields: Any) -> dict[str, Any]:
    answer = client.post("/v2/commands", json={"command": command, **fields})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(client: httpx.Client, command: str, **fields: Any) -> dict[str, Any]:
    answer = client.post("/v2/commands", json={"command": command, **fields})
    assert answer.status_code >= 400, answer.text
    found: dict[str, Any] = answer.json()
    return found


def key_of(client: httpx.Client, *scopes: str) -> dict[str, str]:
    made = client.post("/v2/keys", json={"owner": "shop", "scopes": list(scopes)})
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['secret']}"}


def test_help_names_every_command_and_says_what_it_takes(client: httpx.Client) -> None:
    everything = said(client, "help")
    for name in everything["data"]["commands"]:
        one = said(client, f"help {name}")
        assert one["output"].startswith(name) and one["output"] in everything["output"]
    assert "there is no command 'sing'" in refused(client, "help sing")["detail"]


def test_status_says_how_the_parts_are(client: httpx.Client) -> None:
    found = said(client, "status")["data"]
    assert found["status"] == "ok" and found["runs"] == [] and found["tools"] == {}
    assert found["breakers"] == {"llm": "closed", "manager": "closed", "memory": "closed"}
    assert found["agents"] == {"at_work": 0, "limit": 4}


def test_metrics_are_those_of_the_scrape(client: httpx.Client) -> None:
    client.post("/v2/chat", json={"message": "Hello"})
    numbers = said(client, "metrics")["data"]
    assert numbers["orchestra_runs_ended"] == 1 and numbers["orchestra_tokens"] > 1
    scraped = client.get("/metrics").text
    assert all(name in scraped for name in numbers)


def test_agents_and_swarms_are_listed(client: httpx.Client) -> None:
    swarms = {swarm["swarm_type"] for swarm in said(client, "swarms")["data"]["swarms"]}
    assert swarms == {swarm["swarm_type"] for swarm in client.get("/v2/swarms").json()["data"]}
    agents = said(client, "agents")["data"]["agents"]
    assert {agent["swarm"] for agent in agents} <= swarms and "critic" in {agent["role"] for agent in agents}


def test_run_begins_a_run_with_a_swarm(client: httpx.Client) -> None:
    begun = said(client, "run simple-agents  Say hello", session_id="run-me")["data"]
    events = client.get(f"/v2/runs/{begun['run_id']}/events").text
    assert "event: agent.started" in events and "event: run.completed" in events
    run = client.get(f"/v2/runs/{begun['run_id']}").json()
    assert (run["swarm_used"], run["session_id"]) == ("simple-agents", "run-me")


def test_run_begins_a_run_with_one_agent(client: httpx.Client) -> None:
    agent = said(client, "agents")["data"]["agents"][0]["name"]
    begun = said(client, f"run {agent} Say hello")["data"]
    client.get(f"/v2/runs/{begun['run_id']}/events")
    run = client.get(f"/v2/runs/{begun['run_id']}").json()
    assert run["status"] == "completed" and run["swarm_used"] is None


def test_one_agent_works_alone_whatever_the_session_is_set_to(client: httpx.Client) -> None:
    settings = {"swarm_type": "coding-debate", "optimization_mode": "quality"}
    client.post("/v2/sessions", json={"session_id": "alone", "settings": settings})
    begun = said(client, "run writer Say hello", session_id="alone")["data"]
    client.get(f"/v2/runs/{begun['run_id']}/events")
    run = client.get(f"/v2/runs/{begun['run_id']}").json()
    assert (run["status"], run["swarm_used"]) == ("completed", None)


def test_the_task_of_a_run_keeps_its_lines(client: httpx.Client) -> None:
    task = "def f():\n    return 1\n\n\tMend it."
    said(client, f" run\n writer  {task}\n", session_id="lines")
    messages = client.get("/v2/sessions/lines/messages?order=asc").json()["data"]
    assert messages[0]["content"] == task


def test_the_same_key_many_times_at_once_begins_one_run(client: httpx.Client) -> None:
    def begin(_: int) -> str:
        body = {"command": "run simple-agents Say hello"}
        answer = client.post("/v2/commands", json=body, headers={"Idempotency-Key": "one-run"})
        run_id: str = answer.json()["data"]["run_id"]
        return run_id

    with ThreadPoolExecutor(8) as crowd:
        assert len(set(crowd.map(begin, range(8)))) == 1


def test_query_is_for_those_who_may_read(client: httpx.Client) -> None:
    body = {"command": "query tuna"}
    answer = client.post("/v2/commands", json=body, headers=key_of(client, "chat"))
    assert (answer.status_code, "scope read" in answer.json()["detail"]) == (403, True)
    answer = client.post("/v2/commands", json=body, headers=key_of(client, "chat", "read"))
    assert answer.json()["data"] == {"found": []}


def test_run_says_what_is_missing(client: httpx.Client) -> None:
    assert "and a task" in refused(client, "run simple-agents")["detail"]
    assert "no swarm and no agent 'choir'" in refused(client, "run choir sing")["detail"]


def test_query_finds_what_was_said_in_the_session(client: httpx.Client) -> None:
    client.post("/v2/chat", json={"message": "The parcel goes to the harbour.", "session_id": "post"})
    client.post("/v2/chat", json={"message": "The harbour is closed.", "session_id": "other"})
    found = said(client, "query harbour", session_id="post")["data"]["found"]
    assert {entry["session_id"] for entry in found} == {"post"}
    everywhere = said(client, "query harbour")["data"]["found"]
    assert {entry["session_id"] for entry in everywhere} == {"post", "other"}
    assert said(client, "query zeppelin")["output"] == "Nothing was found."
    assert refused(client, "query harbour", session_id="nowhere")["code"] == "not_found"


def test_configure_changes_what_the_sessions_chats_take(client: httpx.Client) -> None:
    client.post("/v2/sessions", json={"session_id": "desk"})
    said(client, "configure mode=quality swarm=simple-agents temperature=0.5 memory=on", session_id="desk")
    kept = {
        "optimization_mode": "quality",
        "swarm_type": "simple-agents",
        "temperature": 0.5,
        "use_memory": True,
    }
    assert client.get("/v2/sessions/desk").json()["settings"] == kept
    chat = client.post("/v2/chat", json={"message": "Hello", "session_id": "desk"}).json()
    assert (chat["execution_mode"], chat["swarm_used"]) == ("quality", "simple-agents")
    own = client.post(
        "/v2/chat", json={"message": "Hello", "session_id": "desk", "optimization_mode": "lite"}
    ).json()
    assert own["execution_mode"] == "lite"
    assert said(client, "configure reset", session_id="desk")["data"] == {"settings": {}}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("configure mode=best", "mode takes lite, balanced, quality or auto"),
        ("configure temperature=nan", "temperature takes a number from 0 to 2"),
        ("configure temperature=3", "temperature takes a number from 0 to 2"),
        ("configure memory=maybe", "memory takes on or off"),
        ("configure colour=red", "configure takes name=value"),
        ("configure mode", "configure takes name=value"),
        ("configure swarm=choir", "choir"),
    ],
)
def test_a_setting_that_there_is_not_changes_nothing(client: httpx.Client, command: str, says: str) -> None:
    client.post("/v2/sessions", json={"session_id": "desk"})
    assert says in refused(client, command, session_id="desk")["detail"]
    assert client.get("/v2/sessions/desk").json()["settings"] == {}


def test_configure_is_about_a_session(client: httpx.Client) -> None:
    assert "session_id" in refused(client, "configure mode=lite")["detail"]


def test_scale_changes_how_many_agents_work_at_once(client: httpx.Client, commanded: RunningService) -> None:
    assert said(client, "scale")["data"]["limit"] == 4
    assert said(client, "scale agents to 9")["data"]["limit"] == 9
    assert commanded.get(Facade).concurrency == 9
    assert said(client, "scale 1")["output"] == "One agent may work at a time."
    for wrong in ("scale 0", "scale 17", "scale many", "scale 1 2", "scale ٣"):
        assert refused(client, wrong)["code"] == "validation_failed"
    assert commanded.get(Facade).concurrency == 1


def test_scale_is_for_admins(client: httpx.Client) -> None:
    answer = client.post("/v2/commands", json={"command": "scale 2"}, headers=key_of(client, "chat", "read"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "scope admin" in answer.json()["detail"]


async def test_a_command_over_the_websocket_does_the_same(commanded: RunningService) -> None:
    async with opened(commanded) as socket:
        await socket.say(type="command", id="c", command="scale 3")
        assert (await socket.answer("c"))["data"]["limit"] == 3
    assert commanded.get(Facade).concurrency == 3
