"""What the diagrams say of time is true: the order of messages, the states of runs, the ends of connections."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest
from sqlalchemy import Connection

from orchestra.api.conversation import PATH
from orchestra.api.versions.records import Exchange
from orchestra.api.versions.v1 import V1
from orchestra.contract import events, frames
from orchestra.contract.close_codes import CloseCode
from orchestra.contract.models import RunStatus
from orchestra.contract.operations import OPERATIONS
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.storage.database import Database
from tests.docs.diagrams import Diagram, diagram, diagrams
from tests.docs.pages import ROOT
from tests.service import running_service
from tests.transcript_streams import blocks_of, recorded_blocks
from tests.transcripts import End, RecordedModel, Stage

EXAMPLES: Final = ROOT / "spec" / "examples"
API: Final = ROOT / "service" / "orchestra" / "api"

TO_SERVICE: Final = "to_server"
TO_CLIENT: Final = "to_client"
HANDSHAKE: Final = [(TO_SERVICE, f"GET {PATH}"), (TO_CLIENT, "101"), (TO_CLIENT, "welcome")]

Said = list[tuple[str, str]]
"""Directions and what was said, in order."""


def words(event: dict[str, Any]) -> str:
    """An event as the diagrams name it: its type, and in brackets whose it is."""
    kind = str(event["type"])
    match kind:
        case "agent.started" | "agent.completed":
            return f"{kind} ({event['agent']}, {event['round']})"
        case "agent.token":
            return f"{kind} ({event['agent']})"
        case "tool.called":
            return f"{kind} ({event['tool']})"
    return kind


def in_one(said: Iterable[tuple[str, str]]) -> Said:
    """The same with what was said several times in a row said once: tokens."""
    found: Said = []
    for one in said:
        if found[-1:] != [one]:
            found.append(one)
    return found


def at_the_client(shown: Diagram) -> Said:
    """What the diagram's client says and hears."""
    assert "actor Client" in shown.lines
    return [
        (TO_SERVICE if one == "Client" else TO_CLIENT, text)
        for one, text, other in shown.messages()
        if "Client" in (one, other)
    ]


def recorded_connection(name: str) -> Said:
    """A recorded WebSocket."""
    return in_one(map(_line, map(json.loads, (EXAMPLES / name).read_text("utf-8").splitlines())))


def _line(line: dict[str, Any]) -> tuple[str, str]:
    direction = str(line["direction"])
    if "open" in line:
        opened = line["open"]
        return direction, f"GET {opened['path']}" if direction == TO_SERVICE else str(opened["status"])
    if "close" in line:
        return direction, f"close {line['close']['code']}"
    return direction, "cut" if "cut" in line else words(line["frame"])


def answered(operation: str, events: Iterable[dict[str, Any]]) -> Said:
    """A stream as the answer to an operation."""
    return in_one([(TO_SERVICE, operation), (TO_CLIENT, "200"), *((TO_CLIENT, words(one)) for one in events)])


def recorded_events(name: str) -> list[dict[str, Any]]:
    """The events of a recorded stream, or the items of one of version 1."""
    blocks = recorded_blocks(EXAMPLES / name)
    return [block.get("data", block) for block in blocks if "retry" not in block]


@pytest.mark.parametrize(
    ("title", "recording"),
    [
        ("A chat over WebSocket", "websocket/chat.jsonl"),
        ("A run is resumed on another connection", "websocket/resume.jsonl"),
        ("A run is cancelled", "websocket/cancel.jsonl"),
    ],
)
def test_a_connection_goes_as_it_was_recorded(title: str, recording: str) -> None:
    drawn, recorded = at_the_client(diagram(title)), recorded_connection(recording)
    assert recorded[:3] == HANDSHAKE
    assert drawn == (recorded if drawn[0] == HANDSHAKE[0] else recorded[3:])


@pytest.mark.parametrize(
    ("title", "operation", "recording"),
    [
        ("A chat as an event stream", "POST /v2/chat/stream", "v2/streams/hello.sse"),
        ("The swarm mcp-coordinated calls a tool", "POST /v2/chat/stream", "v2/streams/swarm.sse"),
        (
            "A request of version 1 goes up, its answer comes down",
            "POST /v1/chat/stream",
            "v1/stream-completed.ndjson",
        ),
    ],
)
def test_a_stream_goes_as_it_was_recorded(title: str, operation: str, recording: str) -> None:
    assert at_the_client(diagram(title)) == answered(operation, recorded_events(recording))


async def test_a_debate_goes_as_it_is_drawn(tmp_path: Path) -> None:
    script = (
        '[[proposer#1: text First.]] [[critic#1: text {"agree": false, "critique": "Too short."}]]'
        '[[judge: text {"rating": 5}]] [[proposer#2: text Second.]] [[critic#2: text {"agree": true}]]'
    )
    body = {"message": script, "swarm_type": "coding-debate", "optimization_mode": "balanced"}
    with running_service(tmp_path) as service:
        async with (
            httpx.AsyncClient(base_url=service.base_url, headers=service.headers, timeout=60) as client,
            client.stream("POST", "/v2/chat/stream", json=body) as answer,
        ):
            assert answer.status_code == 200
            said = [block["data"] async for block in blocks_of(answer) if "data" in block]
    shown = diagram("The swarm coding-debate, with agreement in the second round")
    assert at_the_client(shown) == answered("POST /v2/chat/stream", said)


def test_the_change_records_do_what_is_drawn() -> None:
    shown = diagram("A request of version 1 goes up, its answer comes down")
    operation = "createChatStreamV1"
    (note,) = (line for line in shown.lines if "request_up" in line)
    lifting = [change.id for change in V1.changes if change.request_up and change.touches(operation)]
    assert note.partition("request_up<br>")[2].split("<br>") == lifting
    assert ("Versions", V1.operations[operation], "Handler") in shown.messages()

    examples = {event["type"]: event for event in recorded_events("v2/streams/hello.sse")}
    by_id = {change.id: change for change in V1.changes}
    exchange = Exchange("req-1", "/docs", "c-1")
    messages = shown.messages()
    for (one, text, _), (_, item, other) in pairwise(messages):
        if one == "Handler":
            kind, _, change = text.rstrip(")").partition(" (")
            down = by_id[change].event_down
            assert other == "Client" and down is not None and kind in by_id[change].events
            assert [found["type"] for found in down(examples[kind], exchange)] == [item]


def names_of_the_contract() -> set[str]:
    """Types of events and frames."""
    found = set(frames.CLIENT_FRAMES)
    for module in (events, frames):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, msgspec.Struct):
                found.add(str(value.__struct_config__.tag))
    return found


def test_what_diagrams_name_is_in_the_contract() -> None:
    names = names_of_the_contract()
    addresses = {f"{one.method} {one.path}" for one in OPERATIONS} | {f"GET {PATH}"}
    text = "\n".join(one.text for one in diagrams() if one.kind in ("sequenceDiagram", "stateDiagram-v2"))
    named = set(re.findall(r"\b(?:run|agent|tool|manager|command)\.[a-z]+\b", text))
    called = set(re.findall(r"\b(?:GET|POST|PATCH|PUT|DELETE) /[\w/{}-]+", text))
    assert (sorted(named - names), sorted(called - addresses)) == ([], [])
    assert named and called


# States.


class Journal:
    """The changes of runs' states, as the database sees them: a trigger writes each down."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._database = stage.service.get(Database)

    def _begin(self, connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE journal (old TEXT, new TEXT)")
        connection.exec_driver_sql(
            "CREATE TRIGGER made AFTER INSERT ON runs BEGIN INSERT INTO journal VALUES ('[*]', new.status); END"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER changed AFTER UPDATE ON runs WHEN new.status <> old.status "
            "BEGIN INSERT INTO journal VALUES (old.status, new.status); END"
        )

    async def begin(self) -> None:
        """Write from here on."""
        await self._stage.service.on_loop(self._database.write(self._begin))

    async def read(self) -> set[tuple[str, str]]:
        """The changes so far."""
        return await self._stage.service.on_loop(
            self._database.read(
                lambda connection: {
                    (old, new) for old, new in connection.exec_driver_sql("SELECT old, new FROM journal")
                }
            )
        )


async def begin(client: httpx.AsyncClient, message: str, session: str, **more: Any) -> str:
    """Begin a run that goes on without a reader; its id."""
    body = {"message": message, "session_id": session, "on_disconnect": "continue", **more}
    async with client.stream("POST", "/v2/chat/stream", json=body) as answer:
        assert answer.status_code == 200
        return answer.headers["Orchestra-Run-Id"]


async def end_of(client: httpx.AsyncClient, run_id: str) -> str:
    """The type of a run's last event, waited for."""
    async with client.stream("GET", f"/v2/runs/{run_id}/events") as answer:
        last = [block["data"] async for block in blocks_of(answer) if "data" in block][-1]
        return str(last["type"])


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    model = RecordedModel()
    with running_service(tmp_path, replacements={"provider": model}) as service:
        yield Stage(service, model)


async def test_a_run_goes_through_the_drawn_states(stage: Stage) -> None:
    journal = Journal(stage)
    await journal.begin()
    async with stage.client() as client:
        whole = await begin(client, "whole", "one")
        failing = await begin(client, "failing", "one")
        unwanted = await begin(client, "unwanted", "one")
        await client.post(f"/v2/runs/{unwanted}/cancel")
        stage.tell("whole", End("stop"))
        stage.tell("failing", OrchestraError(ErrorCode.UPSTREAM_ERROR, "The model is down."))
        stopped = await begin(client, "stopped", "two")
        late = await begin(client, "late", "two", deadline=0.05)
        ends = [await end_of(client, run) for run in (whole, failing, unwanted, late)]
        assert ends == ["run.completed", "run.failed", "run.cancelled", "run.failed"]
        await client.post(f"/v2/runs/{stopped}/cancel")
    seen = await journal.read()
    drawn = set(diagram("The states of a run").steps())
    ends_drawn = {one for one, other in drawn if other == "[*]"}
    assert {step for step in drawn if step[1] != "[*]"} == seen
    assert ends_drawn == {"completed", "failed", "cancelled"}
    assert {state for step in drawn for state in step} - {"[*]"} == set(RunStatus.__value__.__args__)


def codes_in(*modules: str) -> set[int]:
    """The close codes that modules of the API name."""
    text = "".join((API / module).read_text("utf-8") for module in modules)
    return {int(CloseCode[name]) for name in re.findall(r"\bCloseCode\.([A-Z_]+)", text)}


def test_connections_end_with_the_drawn_codes() -> None:
    steps = diagram("The life of a WebSocket of version 2").steps()
    drawn = {
        state: {int(code) for code in re.findall(r"\d{4}", steps[state, "[*]"])}
        for state in ("refused", "closed")
    }
    assert drawn == {
        "refused": codes_in("websocket.py"),
        "closed": codes_in("connection.py", "talk.py"),
    }
