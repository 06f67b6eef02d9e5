"""What was recorded of the API happens again: every transcript of the specification, against a real service."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from orchestra.live.log import RunLog
from orchestra.live.memory import MemoryRunLog
from orchestra.settings import Settings
from tests.service import running_service
from tests.transcript_streams import StreamReplay, read_until, recorded_blocks
from tests.transcripts import End, RecordedModel, SocketReplay, Stage

EXAMPLES: Final = Path(__file__).parents[2] / "spec/examples"
SOCKETS: Final = sorted([*EXAMPLES.glob("websocket/*.jsonl"), *EXAMPLES.glob("v1/websocket-*.jsonl")])
# Played by test_recorded_swarms.py, where agents, tools and the manager have their parts.
SWARMS: Final = frozenset({EXAMPLES / "v2/streams/swarm.sse", EXAMPLES / "v1/stream-managed.ndjson"})
STREAMS: Final = sorted({*EXAMPLES.glob("v2/streams/*.sse"), *EXAMPLES.glob("v1/stream-*.ndjson")} - SWARMS)


def name_of(path: Path) -> str:
    """A transcript's name, such as `websocket/chat`."""
    return f"{path.parent.name}/{path.stem}"


BRIEF: Final = {"sockets": {"idle": 0.5, "ping_interval": 0.2}}
# Scenes that need a service of their own: its settings, and what stands in the place of its parts.
OWN_SERVICE: Final[dict[str, dict[str, Any]]] = {
    "websocket/idle": BRIEF,
    "v1/websocket-idle": BRIEF,
    "websocket/shutting-down": {},
    "streams/trimmed": {"replacements": {"run_log": MemoryRunLog(ttl=60, max_events=4, max_bytes=65_536)}},
}
# Streams that were recorded after the run's end, by somebody who had left.
READ_AGAIN: Final = frozenset({"streams/trimmed", "streams/cancelled-in-queue"})


async def _redis_is_reserved(_: Stage) -> bool:
    return "Reserved" in str(Settings.model_fields["redis_url"].description)


async def _places_are_said_once(stage: Stage) -> bool:
    """Whether a run that waits is not told when it moves up: the third of a session, when the second one begins."""
    async with stage.client() as client:
        replay = StreamReplay(stage, client)
        runs = [await replay.put_before(f"Question {number}") for number in range(3)]
        stage.tell("Question 0", End("stop"))
        headers = {"Last-Event-ID": f"{runs[1]}:0"}
        async with client.stream("GET", f"/v2/runs/{runs[1]}/events", headers=headers) as answer:
            await read_until(answer, 1)
        bounds = await stage.service.on_loop(stage.service.get(RunLog).bounds(runs[2]))  # type: ignore[type-abstract]
        stage.tell("Question 1", End("stop"))
        stage.tell("Question 2", End("stop"))
        return bounds is not None and bounds.last == 0


# What cannot be played yet: why, and whether that still holds.
IMPOSSIBLE: Final[dict[str, tuple[str, Callable[[Stage], Awaitable[bool]]]]] = {
    "streams/interrupted": (
        "a process that died takes its log along until Redis keeps it",
        _redis_is_reserved,
    ),
    "streams/queued": (
        "a run that waits is not told of its new place; the specification allows both",
        _places_are_said_once,
    ),
}


@contextmanager
def stage_of(folder: Path, **options: Any) -> Iterator[Stage]:
    model = RecordedModel()
    replacements = {"provider": model, **options.pop("replacements", {})}
    # A stream that is resumed says nothing before its first event or its first sign of life.
    options = {"runs": {"heartbeat": 0.05}, **options}
    with running_service(folder, replacements=replacements, **options) as service:
        yield Stage(service, model)


@pytest.fixture(scope="module")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage_of(tmp_path_factory.mktemp("transcripts")) as stage:
        yield stage


@pytest.fixture
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """The stage for the test's `path`."""
    name = name_of(request.getfixturevalue("path"))
    if name in IMPOSSIBLE:
        pytest.skip(IMPOSSIBLE[name][0])
    if name in OWN_SERVICE:
        with stage_of(tmp_path, **OWN_SERVICE[name]) as own:
            yield own
    else:
        shared: Stage = request.getfixturevalue("shared_stage")
        yield shared
        await shared.clear()


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", SOCKETS, ids=name_of)
async def test_a_recorded_connection_goes_the_same_way_again(stage: Stage, path: Path) -> None:
    await SocketReplay(stage).play(lines_of(path))


@pytest.mark.parametrize("path", STREAMS, ids=name_of)
async def test_a_recorded_stream_goes_the_same_way_again(stage: Stage, path: Path) -> None:
    async with stage.client() as client:
        await StreamReplay(stage, client, read_again=name_of(path) in READ_AGAIN).play(recorded_blocks(path))


@pytest.mark.parametrize("name", IMPOSSIBLE)
async def test_what_is_left_out_cannot_be_played_yet(shared_stage: Stage, name: str) -> None:
    assert name in map(name_of, STREAMS)
    assert await IMPOSSIBLE[name][1](shared_stage), f"{name} can be played now; take it out of the table"


ANOTHER_RUN: Final = "run_0198c0de000070009f002b7d1a4e6c00"
# Other endings of websocket/chat.jsonl, and where each of them is found out.
WRONG_ENDS: Final[list[tuple[dict[str, Any], str]]] = [
    ({"type": "run.failed", "error": {"code": "overloaded", "detail": ""}}, "run.failed"),
    ({"offset": 5}, "/offset"),
    ({"run_id": ANOTHER_RUN}, "/run_id"),
    ({"message_id": "msg_0198c0de5a127c3e9f002b7d1a4e6c91"}, "/message_id"),
    ({"session_id": "support-4712"}, "/session_id"),
    ({"response": "Hello there, how can I help you?"}, "/response"),
    ({"intent": "greeting"}, "/intent"),
    ({"execution_time": None}, "/execution_time"),
    ({"usage": {"total_tokens": 29}}, "/usage"),
    ({"more": None}, "run.completed"),
]


@pytest.mark.parametrize(("change", "place"), WRONG_ENDS, ids=[place for _, place in WRONG_ENDS])
async def test_a_recording_that_is_wrong_is_found_out(
    shared_stage: Stage, change: dict[str, Any], place: str
) -> None:
    lines = lines_of(EXAMPLES / "websocket/chat.jsonl")
    assert lines[-2]["frame"]["type"] == "run.completed"
    lines[-2]["frame"] |= change
    with pytest.raises(AssertionError, match=place):
        await SocketReplay(shared_stage).play(lines)
    await shared_stage.clear()


async def test_a_recording_with_a_gap_is_found_out(shared_stage: Stage) -> None:
    blocks = recorded_blocks(EXAMPLES / "v2/streams/hello.sse")
    del blocks[-2]
    async with shared_stage.client() as client:
        with pytest.raises(AssertionError, match=r"run\.completed"):
            await StreamReplay(shared_stage, client).play(blocks)
