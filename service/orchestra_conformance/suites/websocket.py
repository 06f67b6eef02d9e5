"""Suite `websocket`: messages made from the AsyncAPI document, valid ones and broken ones, and how connections end.

Runs over the socket are in `websocket_runs`, swarms in `websocket_swarms`, messages in any order in
`websocket_sequences`, version 1 is in `websocket_v1`.
"""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import strategies as st

from orchestra_conformance import frames
from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.conversation import Conversation, code_of, hold_goodbye, talking
from orchestra_conformance.failure import Violation
from orchestra_conformance.frames import Broken
from orchestra_conformance.sockets import Frame, Refused, Socket, opened
from orchestra_conformance.suites import (
    websocket_runs,
    websocket_sequences,
    websocket_swarms,
    websocket_v1,
)

__all__ = ["websocket_runs", "websocket_sequences", "websocket_swarms", "websocket_v1"]

_DOCUMENT: Final = "asyncapi-v2"
# So many frames that are no messages end a connection.
_FLOOD: Final = 100
# Why a chat or a command that is well made may be refused all the same, by where it may be at fault.
_REFUSALS: Final = frozenset(
    {"not_found", "session_busy", "overloaded", "breaker_open", "context_too_long", "upstream_error"}
)
_AT_FAULT: Final = frozenset({"/model", "/command", "/session_id"})
# What is no message: the text, what codes may say so, and the id that its error carries.
_NO_MESSAGES: Final[tuple[tuple[str, str, tuple[str, ...], str | None], ...]] = (
    ("an empty text", "", ("malformed_request",), None),
    ("half a JSON object", '{"type": "ping"', ("malformed_request",), None),
    ("JSON with something behind it", '{"type": "ping"} x', ("malformed_request",), None),
    ("NaN", '{"type": "ping", "id": NaN}', ("malformed_request",), None),
    ("a number", "7", ("validation_failed",), None),
    ("null", "null", ("validation_failed",), None),
    ("a string", '"ping"', ("validation_failed",), None),
    ("an array of messages", '[{"type": "ping", "id": "x"}]', ("validation_failed",), None),
    ("an object without a type", '{"id": "x"}', ("validation_failed",), "x"),
    ("a type that there is not", '{"type": "sing", "id": "x"}', ("validation_failed",), "x"),
    ("a message of the service", '{"type": "welcome", "id": "x"}', ("validation_failed",), "x"),
    (
        "a hundred thousand brackets",
        "[" * 100_000 + "]" * 100_000,
        ("malformed_request", "validation_failed"),
        None,
    ),
)


def client_schemas(bench: Bench, document: str, union: str) -> list[str]:
    """The names of the schemas of all that a client may send."""
    members = bench.specification.documents[document]["components"]["schemas"][union]["oneOf"]
    return [member["$ref"].rpartition("/")[2] for member in members]


@check(
    "websocket",
    "valid-messages-are-answered",
    "Every message that the AsyncAPI document allows is answered as documented, and never closes the connection.",
    needs=("websocket",),
    seconds=120,
)
def valid_messages_are_answered(bench: Bench) -> None:
    """Messages of each kind, made from their schemas, one after the other."""
    for name in client_schemas(bench, _DOCUMENT, "ClientFrame"):

        def attempt(made: list[Frame]) -> None:
            with talking(bench.owner) as conversation:
                for frame in made:
                    _answered(bench, conversation, _made_harmless(bench, frame))

        messages = st.lists(frames.valid(bench.specification, _DOCUMENT, name), min_size=1, max_size=4)
        bench.explore(messages, attempt, 8)


def _made_harmless(bench: Bench, frame: Frame) -> Frame:
    """The message with names that are this run's alone, and with little work for the model."""
    frame = dict(frame)
    if "idempotency_key" in frame:
        # No message may meet the key of another one, nor a second run on the same deployment those of the first.
        frame["idempotency_key"] = f"{bench.name('key')}-{frame['idempotency_key']}"[:255]
    if "session_id" in frame and not frame["session_id"].startswith("ses_"):
        frame["session_id"] = bench.name()
    if frame["type"] == "chat":
        frame["max_response_tokens"] = min(frame.get("max_response_tokens", 8), 8)
        if frame.get("optimization_mode") == "quality":
            # Otherwise a swarm would work on it.
            frame["optimization_mode"] = "balanced"
        # Long and strange texts are tried too, but a model has more to read with them.
        if len(frame["message"]) % 4:
            frame["message"] = bench.profile.prompts.short
    return frame


def _answered(bench: Bench, conversation: Conversation, frame: Frame) -> None:
    conversation.ask(frame)
    answer = conversation.answer(frame.get("id"))
    if answer["type"] == "accepted":
        bench.made_sessions.append((bench.owner, answer["session_id"]))
        conversation.ended(answer["run_id"])
    elif answer["type"] == "error":
        code = code_of(answer)
        places = {error.get("pointer") for error in answer["problem"].get("errors", ())}
        fault = code == "validation_failed" and places and places <= _AT_FAULT
        if not fault and code not in _REFUSALS:
            raise Violation(
                f"a valid {frame['type']} was refused with {code}: {answer['problem'].get('detail')}"
            )
    conversation.alive()


@check(
    "websocket",
    "broken-messages-cost-themselves-only",
    "A message with a fault is answered with one error that carries its id; nothing else happens, and the connection "
    "goes on.",
    needs=("websocket",),
    seconds=120,
)
def broken_messages_cost_themselves_only(bench: Bench) -> None:
    """Messages of each kind with one fault: a field missing, unknown, of another type or beyond its bound."""
    for name in client_schemas(bench, _DOCUMENT, "ClientFrame"):

        def attempt(made: list[Broken]) -> None:
            with talking(bench.owner) as conversation:
                for broken in made:
                    code = conversation.error_for(json.dumps(broken.value), _legible_id(bench, broken.value))
                    if code != "validation_failed":
                        raise Violation(f"a message in which {broken.fault} was refused with {code}")

        faults = st.lists(
            frames.broken(bench.specification, _DOCUMENT, name, "ClientFrame"), min_size=1, max_size=6
        )
        bench.explore(faults, attempt, 8)


def _legible_id(bench: Bench, value: Any) -> str | None:
    """The id that an error must carry: the message's, where it is one."""
    found = value.get("id") if isinstance(value, dict) else None
    # Where a text cannot be kept, the message is not looked at any further.
    if "\\u0000" in json.dumps(value):
        return None
    fits = not bench.specification.problems(_DOCUMENT, "/components/schemas/FrameId", found)
    return found if fits else None


@check(
    "websocket",
    "broken-chats-begin-nothing",
    "A chat with a fault begins no run and makes no session.",
    needs=("websocket",),
)
def broken_chats_begin_nothing(bench: Bench) -> None:
    """An owner who has sent broken chats only has no session."""
    caller = bench.key()

    def attempt(made: list[Broken]) -> None:
        with talking(caller) as conversation:
            for broken in made:
                conversation.error_for(json.dumps(broken.value), _legible_id(bench, broken.value))
        sessions = caller.call("listSessions", expect=200).json()["data"]
        bench.expect(not sessions, f"broken chats made the sessions {sessions}")

    bench.explore(
        st.lists(
            frames.broken(bench.specification, _DOCUMENT, "ChatFrame", "ClientFrame"), min_size=4, max_size=8
        ),
        attempt,
        3,
    )


@check(
    "websocket",
    "texts-that-are-no-messages-cost-themselves-only",
    "A text that is no JSON, or no message, is answered with one error, and the connection goes on.",
    needs=("websocket",),
)
def texts_that_are_no_messages_cost_themselves_only(bench: Bench) -> None:
    """Texts of which none is a message."""
    with talking(bench.owner) as conversation:
        for what, text, codes, frame_id in _NO_MESSAGES:
            code = conversation.error_for(text, frame_id)
            bench.expect(code in codes, f"{what} was refused with {code}, not {' or '.join(codes)}")


@check(
    "websocket",
    "texts-that-cannot-be-kept-are-refused",
    "U+0000 and lone surrogates are refused with validation_failed, wherever they stand in a message.",
    needs=("websocket",),
)
def texts_that_cannot_be_kept_are_refused(bench: Bench) -> None:
    """One message with each, in a text of its own and deep inside."""
    with talking(bench.owner) as conversation:
        for escape in ("\\u0000", "\\ud800", "\\udfff"):
            for text in (
                f'{{"type": "chat", "id": "x", "message": "a{escape}b"}}',
                f'{{"type": "command", "id": "x", "command": "help", "context": {{"a": ["{escape}"]}}}}',
            ):
                conversation.socket.send_text(text)
                answer = conversation.socket.receive()
                # Whether the id of such a message is still read is left open.
                bench.expect(
                    code_of(answer) == "validation_failed" and answer["id"] in ("x", None),
                    f"{escape} was answered with {code_of(answer) or answer['type']}",
                )
                conversation.alive()


@check(
    "websocket",
    "welcome-comes-first",
    "The service says welcome first; what a client sends before that is answered after it.",
    needs=("websocket",),
)
def welcome_comes_first(bench: Bench) -> None:
    """Say something before anything has come."""
    with opened(bench.owner, welcome=False) as socket:
        socket.send({"type": "ping", "id": "early"})
        for wanted in ("welcome", "pong"):
            kind = socket.receive()["type"]
            bench.expect(kind == wanted, f"{kind} came where {wanted} should have")


@check(
    "websocket",
    "pings-are-answered",
    "A ping is answered with one pong, which has the ping's id and none where it had none.",
    needs=("websocket",),
)
def pings_are_answered(bench: Bench) -> None:
    """Several at once, and one without an id."""
    with talking(bench.owner) as conversation:
        names: list[str | None] = [*(conversation.name() for _ in range(10)), None]
        for name in names:
            conversation.ask({"type": "ping"} if name is None else {"type": "ping", "id": name})
        for name in names:
            pong = next((one for one in conversation.socket.frames if _is_pong(one, name)), None)
            pong = pong or conversation.answer(name)
            bench.expect(_is_pong(pong, name), f"a ping with the id {name} was answered with {pong}")
        conversation.alive()


def _is_pong(frame: Frame, name: str | None) -> bool:
    return frame["type"] == "pong" and frame.get("id") == name and ("id" in frame) == (name is not None)


@check(
    "websocket",
    "subprotocols-are-agreed",
    "orchestra.v2 is echoed alone; a handshake that offers none is taken, one that offers only others is refused.",
    needs=("websocket",),
)
def subprotocols_are_agreed(bench: Bench) -> None:
    """Offer ours, ours among others, none, and others alone."""
    for offered, echoed in (
        (("orchestra.v2",), "orchestra.v2"),
        (("chat.of.another", "orchestra.v2"), "orchestra.v2"),
        ((), None),
    ):
        with opened(bench.owner, subprotocols=offered) as socket:
            found = socket.connection.subprotocol
        bench.expect(found == echoed, f"of the subprotocols {offered}, {found} was taken")
    try:
        with opened(bench.owner, subprotocols=("graphql-ws",), welcome=False):
            raise Violation("a handshake that offers only graphql-ws was taken")
    except Refused as refused:
        bench.expect(
            (refused.status, refused.code) == (400, "malformed_request"),
            f"a handshake that offers only graphql-ws was refused with {refused.status} {refused.code}",
        )


@check(
    "websocket",
    "binary-frames-close-with-1003",
    "A binary frame closes the connection with 1003, after a goodbye that says so.",
    needs=("websocket",),
)
def binary_frames_close_with_1003(bench: Bench) -> None:
    """Send bytes."""
    with opened(bench.owner) as socket:
        socket.send_text(b'{"type": "ping"}')
        _closed_with(bench, socket, 1003, "a binary frame")


@check(
    "websocket",
    "text-that-is-no-utf-8-closes-with-1007",
    "A text frame that is not UTF-8 closes the connection with 1007.",
    needs=("websocket",),
)
def text_that_is_no_utf_8_closes_with_1007(bench: Bench) -> None:
    """Send bytes that are no text as text."""
    for content in (b"\xff\xfe", b'{"type": "ping", "id": "\xed\xa0\x80"}', b'"\xc3'):
        with opened(bench.owner) as socket:
            socket.talk.lines.append(("sent", repr(content)))
            socket.connection.send(content, text=True)
            _closed_with(bench, socket, 1007, f"the text {content!r}")


@check(
    "websocket",
    "frames-far-over-the-limit-close-with-1009",
    "A frame of twice the size that the welcome frame allows closes the connection with 1009.",
    needs=("websocket",),
)
def frames_far_over_the_limit_close_with_1009(bench: Bench) -> None:
    """Send white space, so that only the size is wrong. Where exactly the limit lies is for the suite `limits`."""
    with opened(bench.owner) as socket:
        most = socket.frames[0]["limits"]["max_frame_bytes"]
        text = '{"type": "ping"}'.ljust(2 * most)
        socket.talk.lines.append(("sent", f'{{"type": "ping"}} and {len(text)} bytes in all'))
        socket.connection.send(text)
        _closed_with(bench, socket, 1009, f"a frame of {len(text)} bytes")


@check(
    "websocket",
    "a-flood-of-no-messages-closes-with-4400",
    "A hundred frames that are no messages, less one for each message between them, close the connection with 4400.",
    needs=("websocket",),
)
def a_flood_of_no_messages_closes_with_4400(bench: Bench) -> None:
    """One less than a hundred, a ping, and two more."""
    with talking(bench.owner) as conversation:
        socket = conversation.socket
        for _ in range(_FLOOD - 1):
            socket.send_text("nonsense")
        for _ in range(_FLOOD - 1):
            frame = socket.receive()
            bench.expect(code_of(frame) == "malformed_request", f"nonsense was answered with {frame['type']}")
        conversation.alive()
        socket.send_text("nonsense")
        bench.expect(code_of(socket.receive()) == "malformed_request", "the message before was forgotten")
        socket.send_text("nonsense")
        _closed_with(bench, socket, 4400, "a flood of nonsense")


@check(
    "websocket",
    "a-client-that-closes-is-answered-with-1000",
    "Where a client closes the connection with 1000, the service closes it with 1000 too.",
    needs=("websocket",),
)
def a_client_that_closes_is_answered_with_1000(bench: Bench) -> None:
    """Open a connection and close it as one should."""
    with talking(bench.owner) as conversation:
        conversation.alive()
        connection = conversation.socket.connection
        connection.close()
        received = connection.protocol.close_rcvd
    code = None if received is None else received.code
    bench.expect(code == 1000, f"a client that closes with 1000 is answered with {code}")


def _closed_with(bench: Bench, socket: Socket, wanted: int, why: str) -> None:
    """Read to the end. The goodbye, where there is one, must be the last frame and name the same code."""
    code = socket.closed()
    bench.expect(code == wanted, f"{why} closes the connection with {code}, not {wanted}")
    for frame in socket.frames:
        if frame["type"] == "goodbye":
            hold_goodbye(bench.specification, frame)
            bench.expect(
                frame["code"] == wanted, f"the goodbye names {frame['code']}, and {wanted} is what came"
            )
            bench.expect(frame is socket.frames[-1], "a frame came after the goodbye")
