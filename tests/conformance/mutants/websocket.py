"""Broken WebSockets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.conformance.saboteur import App, Message, Mutant, Receive, Scope, Send, Wrap, frames, said, scopes

Frame = dict[str, Any]
Sent = list[Frame | int | bytes]


def _each(change: Callable[[Frame], Sequence[Frame | int | bytes]]) -> Wrap:
    """The same for every frame of every connection."""
    return frames(lambda: lambda frame: list(change(frame)))


def _of(kind: str, change: Callable[[Frame], Sequence[Frame | int | bytes]]) -> Wrap:
    """The same for every frame of one type."""
    return _each(lambda frame: change(frame) if frame["type"] == kind else [frame])


def _second_token_is_lost() -> Callable[[Frame], Sent]:
    tokens = 0

    def change(frame: Frame) -> Sent:
        nonlocal tokens
        tokens += frame["type"] == "token"
        return [] if frame["type"] == "token" and tokens == 2 else [frame]

    return change


def _after_a_detach() -> Callable[[Frame], Sent]:
    last: list[Frame] = []

    def change(frame: Frame) -> Sent:
        if "offset" in frame:
            last[:] = [frame]
        detached = frame["type"] == "status" and any(not run["attached"] for run in frame["runs"])
        return [frame, *({**event, "offset": event["offset"] + 1} for event in last if detached)]

    return change


def _first_v1_token_is_lost() -> Callable[[Frame], Sent]:
    lost: set[str | None] = set()

    def change(frame: Frame) -> Sent:
        name = frame.get("correlation_id")
        if frame["type"] != "stream_token" or frame["data"]["type"] != "token" or name in lost:
            return [frame]
        lost.add(name)
        return []

    return change


def _closes_with(code: int) -> Wrap:
    """Every close of the service carries this code."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            async def out(message: Message) -> None:
                if message["type"] == "websocket.close":
                    message = {**message, "code": code}
                await send(message)

            await app(scope, receive, out)

        return changed

    return wrap


def _any_subprotocol(scope: Scope) -> None:
    if scope["type"] == "websocket":
        scope["subprotocols"] = ["orchestra.v2"]


def _closes_for_errors(frame: Frame) -> Sent:
    return [frame, 4400] if frame["type"] == "error" else [frame]


def _mended(frame: Frame) -> Frame:
    """Takes a chat with an unknown or a wrong field as if it were not there."""
    if frame.get("type") != "chat":
        return frame
    known = {"type", "id", "message", "session_id", "idempotency_key"}
    return {name: value for name, value in frame.items() if name in known}


def _forgets_keys(frame: Frame) -> Frame:
    return {name: value for name, value in frame.items() if name != "idempotency_key"}


def _resumes_one_late(frame: Frame) -> Frame:
    return {**frame, "after": frame.get("after", -1) + 1} if frame.get("type") == "resume" else frame


def _resumes_from_the_beginning(frame: Frame) -> Frame:
    return {k: v for k, v in frame.items() if k != "after"} if frame.get("type") == "resume" else frame


MUTANTS = [
    Mutant(
        "socket-loses-a-token",
        "The second token of a connection is not sent.",
        ("websocket.several-runs-at-once", "websocket.any-order-of-messages"),
        frames(_second_token_is_lost),
    ),
    Mutant(
        "socket-repeats-an-event",
        "Every run.started is sent twice over WebSocket.",
        ("websocket.several-runs-at-once", "websocket.any-order-of-messages"),
        _of("run.started", lambda frame: [frame, frame]),
    ),
    Mutant(
        "socket-ends-a-run-twice",
        "After a run's end, another terminal event comes over WebSocket.",
        ("websocket.valid-messages-are-answered", "websocket.any-order-of-messages"),
        _of("run.completed", lambda frame: [frame, {**frame, "offset": frame["offset"] + 1}]),
    ),
    Mutant(
        "socket-response-is-not-the-tokens",
        "The response of run.completed over WebSocket has one character more than its tokens.",
        ("websocket.several-runs-at-once",),
        _of("run.completed", lambda frame: [{**frame, "response": f"{frame['response']}."}]),
    ),
    Mutant(
        "socket-drops-a-field",
        "The status of a connection does not say whether a run is attached.",
        ("websocket.status-lists-what-is-followed",),
        _of(
            "status",
            lambda frame: [
                {
                    **frame,
                    "runs": [{k: v for k, v in run.items() if k != "attached"} for run in frame["runs"]],
                }
            ],
        ),
    ),
    Mutant(
        "socket-accepts-another-message",
        "accepted names another message of the user than the run's events.",
        ("websocket.several-runs-at-once",),
        _of("accepted", lambda frame: [{**frame, "user_message_id": f"msg_{'0' * 32}"}]),
    ),
    Mutant(
        "socket-says-a-type-that-there-is-not",
        "A pong is called `alive`.",
        ("websocket.pings-are-answered",),
        _of("pong", lambda frame: [{**frame, "type": "alive"}]),
    ),
    Mutant(
        "socket-widens-an-enum",
        "A run that was cancelled has a reason that the contract does not know.",
        ("websocket.cancel-ends-a-run",),
        _of("run.cancelled", lambda frame: [{**frame, "reason": "wanted"}]),
    ),
    Mutant(
        "socket-answers-in-binary",
        "A pong comes in a binary frame.",
        ("websocket.pings-are-answered",),
        _of("pong", lambda frame: [b'{"type": "pong"}']),
    ),
    Mutant(
        "socket-answers-twice",
        "Every pong comes twice.",
        ("websocket.pings-are-answered", "websocket.any-order-of-messages"),
        _of("pong", lambda frame: [frame, frame]),
    ),
    Mutant(
        "socket-swallows-a-message",
        "A status question is never answered.",
        ("websocket.status-lists-what-is-followed",),
        said(lambda frame: {"type": "ping"} if frame.get("type") == "status" else frame),
    ),
    Mutant(
        "socket-closes-for-an-error",
        "The connection is closed after every error.",
        (
            "websocket.broken-messages-cost-themselves-only",
            "websocket.texts-that-are-no-messages-cost-themselves-only",
        ),
        _each(_closes_for_errors),
    ),
    Mutant(
        "socket-error-without-its-id",
        "No error carries the id of the message that it is about.",
        ("websocket.broken-messages-cost-themselves-only",),
        _of("error", lambda frame: [{**frame, "id": None}]),
    ),
    Mutant(
        "socket-error-with-another-code",
        "A message with a fault is refused as malformed_request.",
        ("websocket.broken-messages-cost-themselves-only",),
        _of(
            "error",
            lambda frame: [
                {
                    **frame,
                    "problem": {**frame["problem"], "code": "malformed_request", "status": 400},
                }
            ],
        ),
    ),
    Mutant(
        "socket-takes-unknown-fields",
        "A chat with fields that there are not, or of a wrong type, is taken.",
        ("websocket.broken-chats-begin-nothing", "websocket.broken-messages-cost-themselves-only"),
        said(_mended),
    ),
    Mutant(
        "socket-follows-one-run-less",
        "The welcome frame allows one run more than the connection does.",
        ("websocket.max-runs-is-enforced",),
        _of(
            "welcome",
            lambda frame: [
                {**frame, "limits": {**frame["limits"], "max_runs": frame["limits"]["max_runs"] + 1}}
            ],
        ),
    ),
    Mutant(
        "socket-follows-one-run-more",
        "The welcome frame allows one run less than the connection does.",
        ("websocket.max-runs-is-enforced",),
        _of(
            "welcome",
            lambda frame: [
                {**frame, "limits": {**frame["limits"], "max_runs": frame["limits"]["max_runs"] - 1}}
            ],
        ),
    ),
    Mutant(
        "socket-resumes-one-late",
        "A resume leaves out the first event after its cursor.",
        ("websocket.resume-at-any-cursor", "websocket.any-order-of-messages"),
        said(_resumes_one_late),
    ),
    Mutant(
        "socket-resumes-from-the-beginning",
        "A resume begins at offset 0, whatever its cursor.",
        ("websocket.resume-at-any-cursor", "websocket.nothing-is-lost-with-a-connection"),
        said(_resumes_from_the_beginning),
    ),
    Mutant(
        "socket-says-recovered-false",
        "A resume says that events were lost where none were.",
        ("websocket.resume-at-any-cursor",),
        _of("resumed", lambda frame: [{**frame, "recovered": False}]),
    ),
    Mutant(
        "socket-sends-after-a-detach",
        "One more event comes after the report of a detach.",
        ("websocket.detach-stops-the-events-only",),
        frames(_after_a_detach),
    ),
    Mutant(
        "socket-lists-nothing",
        "The status lists no run.",
        ("websocket.status-lists-what-is-followed",),
        _of("status", lambda frame: [{**frame, "runs": []}]),
    ),
    Mutant(
        "socket-forgets-idempotency-keys",
        "A chat that is sent again with its idempotency key is another run.",
        ("websocket.an-idempotency-key-attaches",),
        said(_forgets_keys),
    ),
    Mutant(
        "socket-closes-with-another-code",
        "Whatever ends a connection, it is closed with 1011.",
        ("websocket.binary-frames-close-with-1003", "websocket.a-flood-of-no-messages-closes-with-4400"),
        _closes_with(1011),
    ),
    Mutant(
        "socket-goodbye-names-another-code",
        "The goodbye names 4401, whatever the connection is closed with.",
        ("websocket.binary-frames-close-with-1003",),
        _of("goodbye", lambda frame: [{**frame, "code": 4401}]),
    ),
    Mutant(
        "socket-says-reconnect-where-it-is-useless",
        "Every goodbye tells the client to connect again.",
        ("websocket.a-flood-of-no-messages-closes-with-4400",),
        _of("goodbye", lambda frame: [{**frame, "reconnect": True}]),
    ),
    Mutant(
        "socket-without-a-welcome",
        "The service does not say welcome.",
        ("websocket.welcome-comes-first",),
        _of("welcome", lambda frame: []),
    ),
    Mutant(
        "socket-takes-any-subprotocol",
        "A handshake that offers only other subprotocols is taken.",
        ("websocket.subprotocols-are-agreed",),
        scopes(_any_subprotocol),
    ),
    Mutant(
        "v1-socket-loses-a-token",
        "Over version 1's WebSocket, the first token of every chat is not sent.",
        ("websocket.v1-chats-come-in-order",),
        frames(_first_v1_token_is_lost),
    ),
    Mutant(
        "v1-socket-ends-a-chat-twice",
        "Over version 1's WebSocket, a chat's status `completed` comes twice.",
        ("websocket.v1-chats-come-in-order", "websocket.v1-valid-frames-are-answered"),
        _each(
            lambda frame: (
                [frame] * (1 + (frame["type"] == "status" and frame["data"]["status"] == "completed"))
            )
        ),
    ),
    Mutant(
        "v1-socket-forgets-correlation-ids",
        "Over version 1's WebSocket, no frame carries the correlation_id of what it answers.",
        ("websocket.v1-chats-come-in-order", "websocket.v1-broken-frames-cost-themselves-only"),
        _each(lambda frame: [{k: v for k, v in frame.items() if k != "correlation_id"}]),
    ),
    Mutant(
        "v1-socket-says-what-is-version-2s",
        "Over version 1's WebSocket, a chat ends with version 2's run.completed.",
        ("websocket.v1-chats-come-in-order",),
        _each(
            lambda frame: [
                {**frame, "type": "run.completed"}
                if frame["type"] == "status" and frame["data"]["status"] == "completed"
                else frame
            ]
        ),
    ),
    Mutant(
        "v1-socket-takes-one-command-for-another",
        "Version 1's command `stop` is taken for the command `status`.",
        ("websocket.v1-stop-cancels-its-chats",),
        said(
            lambda frame: (
                {**frame, "data": {"command": "status"}} if frame.get("type") == "command" else frame
            )
        ),
    ),
    Mutant(
        "v1-socket-answers-pongs",
        "Version 1's WebSocket answers a client's pong.",
        ("websocket.v1-pongs-are-never-answered",),
        said(
            lambda frame: (
                {"type": "control", "data": {"type": "ping"}} if frame.get("type") == "pong" else frame
            )
        ),
    ),
    Mutant(
        "v1-socket-counts-wrongly",
        "Version 1's metrics count one frame too many.",
        ("websocket.v1-metrics-are-the-connections-own",),
        _of(
            "metrics",
            lambda frame: [
                {
                    **frame,
                    "data": {**frame["data"], "messages_received": frame["data"]["messages_received"] + 1},
                }
            ],
        ),
    ),
]
