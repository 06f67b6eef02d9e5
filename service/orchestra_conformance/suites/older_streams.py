"""Suite `compat`: version 1's streams and WebSocket tell the same of a run as version 2's events."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Final

from orchestra_conformance import older
from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked
from orchestra_conformance.followed import TOO_QUICK
from orchestra_conformance.sockets import opened
from orchestra_conformance.streams import Event, streamed
from orchestra_conformance.suites.swarms import SWARM_SECONDS, swarm_of

# A deployment may take so long to notice that a client has left, in seconds.
_NOTICED_WITHIN: Final = 5
# Between two looks at whether a run has ended, in seconds.
_LOOK_EVERY: Final = 0.05


def _events(bench: Bench, run_id: str) -> list[Event]:
    with streamed(bench.owner, "listRunEvents", path={"run_id": run_id}) as stream:
        return list(stream.events())


def _agree(bench: Bench, items: list[Event], run_id: str, session: str) -> None:
    expected = older.items_of(_events(bench, run_id), session)
    problems = older.item_problems(items, expected)
    bench.expect(not problems, f"version 1 tells another run than version 2: {'; '.join(problems[:5])}")


@check(
    "compat",
    "v1-streams-tell-the-same-run",
    "The items of a version 1 stream are what version 2's events of the run come to.",
    needs=("v1",),
)
def v1_streams_tell_the_same_run(bench: Bench) -> None:
    """One stream, and the events of its run."""
    session = bench.name()
    bench.made_sessions.append((bench.owner, session))
    body = {"message": bench.profile.prompts.short, "session_id": session}
    with streamed(bench.owner, "createChatStreamV1", body=body) as stream:
        media = stream.answer.headers["content-type"].partition(";")[0]
        bench.expect(media == "application/x-ndjson", f"the stream is {media}")
        items = list(stream.items())
        run_id = stream.run_id
    _agree(bench, items, run_id, session)
    text = "".join(item["content"] for item in items if item["type"] == "token")
    bench.expect(text == items[-1]["content"], "the tokens, joined, are not the content of `complete`")


@check(
    "compat",
    "v1-streams-tell-of-a-swarm",
    "Where a session's settings name a swarm, a version 1 stream in it tells what version 2's events come to.",
    needs=("v1",),
    seconds=SWARM_SECONDS,
)
def v1_streams_tell_of_a_swarm(bench: Bench) -> None:
    """Version 1 cannot ask for a swarm itself; its agents are statuses to it, and what they say is not shown."""
    session = bench.name()
    settings = {"swarm_type": swarm_of(bench), "optimization_mode": "lite"}
    body = {"session_id": session, "settings": settings}
    bench.owner.call("createSession", body=body, expect=201)
    bench.made_sessions.append((bench.owner, session))
    chat = {"message": bench.profile.prompts.short, "session_id": session}
    with streamed(bench.owner, "createChatStreamV1", body=chat) as stream:
        items = list(stream.items())
        run_id = stream.run_id
    _agree(bench, items, run_id, session)
    told = [item["content"] for item in items if item["type"] == "status"]
    bench.expect("agent_started" in told, f"a swarm worked for version 1, and its statuses are {told}")


@check(
    "compat",
    "a-cancelled-run-is-an-error-to-v1",
    "To a version 1 stream a run that was cancelled through version 2 ends with the error run_cancelled.",
    needs=("v1",),
    seconds=90,
)
def a_cancelled_run_is_an_error_to_v1(bench: Bench) -> None:
    """A long answer, cancelled at its first token."""
    session = bench.name()
    bench.made_sessions.append((bench.owner, session))
    body = {"message": bench.profile.prompts.long, "session_id": session}
    items: list[Event] = []
    cancelled = False
    with streamed(bench.owner, "createChatStreamV1", body=body) as stream:
        for item in stream.items():
            items.append(item)
            if item["type"] == "token" and not cancelled:
                cancelled = True
                bench.owner.call("cancelRun", path={"run_id": stream.run_id}, expect=(200, 409))
        run_id = stream.run_id
    if items[-1]["type"] == "complete":
        raise Unchecked(TOO_QUICK)
    _agree(bench, items, run_id, session)
    code = items[-1]["metadata"].get("code")
    bench.expect(code == "run_cancelled", f"a cancelled run ends with the error {code}")


@check(
    "compat",
    "a-v1-run-ends-with-its-connection",
    "A version 1 run is cancelled when its client leaves.",
    needs=("v1",),
    seconds=90,
)
def a_v1_run_ends_with_its_connection(bench: Bench) -> None:
    """A long answer, left at its first token, and looked up through version 2."""
    session = bench.name()
    bench.made_sessions.append((bench.owner, session))
    body = {"message": bench.profile.prompts.long, "session_id": session}
    with streamed(bench.owner, "createChatStreamV1", body=body) as stream:
        run_id = stream.run_id
        for item in stream.items():
            if item["type"] in ("token", "complete"):
                break
    while True:
        run = bench.owner.call("getRun", path={"run_id": run_id}, expect=200).json()
        if run["status"] not in ("queued", "running"):
            break
        bench.wire.budget.remaining()
        time.sleep(_LOOK_EVERY)
    if run["status"] == "completed" and _seconds(item["timestamp"], run["ended_at"]) < _NOTICED_WITHIN:
        raise Unchecked(TOO_QUICK)
    ended = (run["status"], run["cancel_reason"])
    bench.expect(
        ended == ("cancelled", "disconnected"), f"a run whose version 1 client left ended as {ended}"
    )


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


@check(
    "compat",
    "v1-websocket-tells-the-same-run",
    "Over version 1's WebSocket a chat is a status processing, the other items of its run, and a status completed.",
    needs=("v1", "websocket"),
)
def v1_websocket_tells_the_same_run(bench: Bench) -> None:
    """One chat with a correlation_id, which is on every frame about it."""
    session = bench.name()
    bench.made_sessions.append((bench.owner, session))
    path = f"/v1/ws/conformance/{session}"
    with opened(bench.owner, path=path, document="asyncapi-v1", subprotocols=(), welcome=False) as socket:
        first = socket.receive()
        bench.expect(
            (first["type"], first["data"].get("status")) == ("status", "connected"),
            f"the first frame is {first['type']}, not the status connected",
        )
        data = {"text": bench.profile.prompts.short, "request_id": "mine", "colour": "green"}
        socket.send({"type": "chat", "data": data, "correlation_id": "c-1"})
        socket.until(lambda frame: frame["type"] == "error" or frame["data"].get("status") == "completed")
    frames = [frame for frame in socket.frames[1:] if frame["type"] != "ping"]
    bench.expect(
        all(frame.get("correlation_id") == "c-1" for frame in frames),
        "a frame about a chat does not carry its correlation_id",
    )
    told = [frame["data"].get("status") for frame in frames if frame["type"] == "status"]
    bench.expect(told == ["processing", "completed"], f"the status of a chat was {told}")
    begun = next(frame["data"] for frame in frames if frame["data"].get("status") == "processing")
    bench.expect(begun["request_id"] == "mine", f"the request_id comes back as {begun['request_id']}")
    expected = older.items_of(_events(bench, begun["run_id"]), session)
    expected = [item for item in expected if item["content"] != "processing"]
    items = [frame["data"] for frame in frames if frame["type"] == "stream_token"]
    problems = older.item_problems(items, expected)
    bench.expect(
        not problems, f"version 1's WebSocket tells another run than version 2: {'; '.join(problems)}"
    )
