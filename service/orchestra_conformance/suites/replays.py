"""Suite `compat`: recorded scenes of version 1, played again."""

from __future__ import annotations

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked
from orchestra_conformance.followed import TOO_QUICK
from orchestra_conformance.streams import Event, streamed
from orchestra_conformance.transcripts import Replay, hold_items, lines_of

# Scenes over the WebSocket and what happens in them; those that cannot be played are in transcripts.LEFT_OUT.
SOCKET_SCENES = {
    "websocket-chat": "a chat, controls and a command",
    "websocket-bare": "a message without a type",
    "websocket-refused": "frames that are refused, each for itself",
    "websocket-ticket-refused": "a ticket that was used before",
}


def _register(name: str, scene: str) -> None:
    @check(
        "compat",
        f"replay-{name}",
        f"The recorded scene {name} ({scene}) goes as it went.",
        needs=("v1", "websocket"),
    )
    def replayed(bench: Bench) -> None:
        session = bench.name()
        bench.made_sessions.append((bench.owner, session))
        Replay(bench, session).play(lines_of(bench, name))


for _name, _scene in SOCKET_SCENES.items():
    _register(_name, _scene)


@check(
    "compat",
    "replay-stream-completed",
    "The recorded stream of an answer that is completed goes as it went.",
    needs=("v1",),
)
def replay_stream_completed(bench: Bench) -> None:
    """Processing, tokens, complete."""
    session = bench.name()
    bench.made_sessions.append((bench.owner, session))
    body = {"message": bench.profile.prompts.short, "session_id": session, "request_id": "req-1"}
    with streamed(bench.owner, "createChatStreamV1", body=body) as stream:
        items = list(stream.items())
    hold_items(lines_of(bench, "stream-completed"), list(items))
    told = items[-1]["metadata"]["request_id"]
    bench.expect(told == "req-1", f"the request_id comes back as {told}")


@check(
    "compat",
    "replay-stream-cancelled",
    "The recorded stream of an answer that a later message interrupts goes as it went.",
    needs=("v1",),
    seconds=90,
)
def replay_stream_cancelled(bench: Bench) -> None:
    """A long answer, and at its first token a message of version 2 that takes its place."""
    session = bench.name()
    bench.made_sessions.append((bench.owner, session))
    body = {"message": bench.profile.prompts.long, "session_id": session}
    later = {"message": bench.profile.prompts.short, "session_id": session, "if_busy": "interrupt"}
    items: list[Event] = []
    interrupted = False
    with streamed(bench.owner, "createChatStreamV1", body=body) as stream:
        for item in stream.items():
            items.append(item)
            if item["type"] == "token" and not interrupted:
                interrupted = True
                bench.owner.call("createChat", body=later, expect=200)
    if items[-1]["type"] == "complete":
        raise Unchecked(TOO_QUICK)
    hold_items(lines_of(bench, "stream-cancelled"), list(items))
    reason = items[-1]["metadata"]["reason"]
    bench.expect(reason == "interrupted", f"the run was cancelled for {reason}, not interrupted")
