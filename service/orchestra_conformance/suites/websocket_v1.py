"""Suite `websocket`: version 1's socket, by the same promises in version 1's terms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from hypothesis import strategies as st

from orchestra_conformance import frames
from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.conversation_v1 import ConversationV1, code_of, talking_v1
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.followed import TOO_QUICK
from orchestra_conformance.frames import Broken
from orchestra_conformance.sockets import Frame

_DOCUMENT: Final = "asyncapi-v1"
_NEEDS: Final = ("websocket", "v1")
# What is no frame: the text, what codes may say so, and the correlation_id that its error carries.
_NO_FRAMES: Final[tuple[tuple[str, str, tuple[str, ...], str | None], ...]] = (
    ("an empty text", "", ("malformed_request",), None),
    ("half a JSON object", '{"type": "chat"', ("malformed_request",), None),
    ("a number", "7", ("validation_failed",), None),
    ("an array of frames", '[{"type": "pong"}]', ("validation_failed",), None),
    ("an object without a type", '{"correlation_id": "x"}', ("validation_failed",), "x"),
    ("a type that there is not", '{"type": "sing", "correlation_id": "x"}', ("validation_failed",), "x"),
    (
        "a hundred thousand brackets",
        "[" * 100_000 + "]" * 100_000,
        ("malformed_request", "validation_failed"),
        None,
    ),
)


@contextmanager
def _session(bench: Bench) -> Iterator[ConversationV1]:
    """A conversation in a session of its own."""
    session_id = bench.name()
    bench.made_sessions.append((bench.owner, session_id))
    with talking_v1(bench.owner, "conformance", session_id) as conversation:
        yield conversation


def _schemas(bench: Bench) -> list[str]:
    members = bench.specification.documents[_DOCUMENT]["components"]["schemas"]["ClientFrameV1"]["oneOf"]
    return [member["$ref"].rpartition("/")[2] for member in members]


@check(
    "websocket",
    "v1-valid-frames-are-answered",
    "Every frame that version 1's AsyncAPI document allows is answered as documented, and never closes the connection.",
    needs=_NEEDS,
    seconds=120,
)
def v1_valid_frames_are_answered(bench: Bench) -> None:
    """Frames of each kind, made from their schemas, one after the other."""
    for name in _schemas(bench):

        def attempt(made: list[Frame]) -> None:
            with _session(bench) as conversation:
                for frame in made:
                    _answered(bench, conversation, frame)

        valid = frames.valid(bench.specification, _DOCUMENT, name)
        bench.explore(st.lists(valid, min_size=1, max_size=3), attempt, 4)


def _answered(bench: Bench, conversation: ConversationV1, frame: Frame) -> None:
    kind = frame.get("type", "chat")
    if kind == "chat":
        chat = conversation.begin(_in_few_words(bench, frame))
        end = conversation.ended(chat)
        code = code_of(end)
        # A model may fail, and a text may be longer than it can read; the frame was none the worse.
        if code in ("malformed_request", "validation_failed", "not_found", "internal_error"):
            raise Violation(f"a valid chat ended with {code}: {end['data']['error']}")
    elif kind in ("command", "control"):
        code = code_of(conversation.ask(frame))
        if code and not (kind == "command" and code in ("validation_failed", "not_found")):
            raise Violation(f"a valid {kind} was refused with {code}")
    else:
        conversation.socket.send(frame)
    conversation.control("ping")


def _in_few_words(bench: Bench, frame: Frame) -> Frame:
    """The chat with the profile's short prompt in place of what it says."""
    short = bench.profile.prompts.short
    inner = frame["data"] if "type" in frame else frame
    words = {name: short for name in ("message", "text") if name in inner}
    return {**frame, "data": {**inner, **words}} if "type" in frame else {**frame, **words}


@check(
    "websocket",
    "v1-broken-frames-cost-themselves-only",
    "A frame with a fault is answered with one error that carries its correlation_id, and the connection goes on.",
    needs=_NEEDS,
    seconds=120,
)
def v1_broken_frames_cost_themselves_only(bench: Bench) -> None:
    """Frames of each kind with one fault."""
    for name in _schemas(bench):

        def attempt(made: list[Broken]) -> None:
            with _session(bench) as conversation:
                for broken in made:
                    code = conversation.error_for(
                        json.dumps(broken.value), _legible_name(bench, broken.value)
                    )
                    if code != "validation_failed":
                        raise Violation(f"a frame in which {broken.fault} was refused with {code}")

        faults = frames.broken(bench.specification, _DOCUMENT, name, "ClientFrameV1")
        bench.explore(st.lists(faults, min_size=1, max_size=5), attempt, 4)


def _legible_name(bench: Bench, value: Any) -> str | None:
    """The correlation_id that an error must carry: the frame's, where it is one."""
    found: str | None = value.get("correlation_id") if isinstance(value, dict) else None
    if "\\u0000" in json.dumps(value):
        return None
    fits = not bench.specification.problems(_DOCUMENT, "/components/schemas/ClientCorrelationIdV1", found)
    return found if fits else None


@check(
    "websocket",
    "v1-texts-that-are-no-frames-cost-themselves-only",
    "A text that is no JSON, or no frame of version 1, is answered with one error, and the connection goes on.",
    needs=_NEEDS,
)
def v1_texts_that_are_no_frames_cost_themselves_only(bench: Bench) -> None:
    """Texts of which none is a frame."""
    with _session(bench) as conversation:
        for what, text, codes, name in _NO_FRAMES:
            code = conversation.error_for(text, name)
            bench.expect(code in codes, f"{what} was refused with {code}, not {' or '.join(codes)}")


@check(
    "websocket",
    "v1-chats-come-in-order",
    "A chat is a status processing, its tokens, the item complete that is the tokens joined, and one status completed; "
    "several may be sent without waiting.",
    needs=_NEEDS,
    seconds=120,
)
def v1_chats_come_in_order(bench: Bench) -> None:
    """Three chats in one session at once, in both forms."""
    short = bench.profile.prompts.short
    with _session(bench) as conversation:
        chats = [
            conversation.chat(short),
            conversation.begin({"message": short, "correlation_id": conversation.name()}),
            conversation.begin({"text": short}),
        ]
        for chat in chats:
            end = conversation.ended(chat)
            bench.expect(end["type"] == "status", f"a chat ended with {code_of(end)}")
        # Nothing comes for any of them any more.
        conversation.control("ping")


@check(
    "websocket",
    "v1-stop-cancels-its-chats",
    "The command stop cancels the chats of the connection: each ends with one error run_cancelled.",
    needs=_NEEDS,
)
def v1_stop_cancels_its_chats(bench: Bench) -> None:
    """Stop a chat at work and one that waits behind it."""
    long = bench.profile.prompts.long
    with _session(bench) as conversation:
        chats = [conversation.chat(long), conversation.chat(long)]
        while not chats[0].text and chats[0].end is None:
            conversation.take()
        status = conversation.control("status")["data"]
        answer = conversation.command("stop")
        bench.expect(answer["type"] == "command_result", f"stop was refused with {code_of(answer)}")
        codes = {code_of(conversation.ended(chat)) for chat in chats}
        if "" in codes:
            raise Unchecked(TOO_QUICK)
        bench.expect(codes == {"run_cancelled"}, f"chats that were stopped ended with {', '.join(codes)}")
        bench.expect(
            (status["status"], status.get("active_runs")) == ("processing", 2),
            f"while two chats wait or run, the control status says {status}",
        )
        status = conversation.control("status")["data"]
        bench.expect(
            (status["status"], status.get("active_runs")) == ("connected", 0),
            f"after all chats have ended, the control status says {status}",
        )


@check(
    "websocket",
    "v1-metrics-are-the-connections-own",
    "The control metrics counts the frames that the client sent, and the tokens it was sent.",
    needs=_NEEDS,
)
def v1_metrics_are_the_connections_own(bench: Bench) -> None:
    """Send a few frames and one chat, and count."""
    with _session(bench) as conversation:
        for _ in range(3):
            conversation.control("ping")
        chat = conversation.chat(bench.profile.prompts.short)
        conversation.ended(chat)
        tokens = sum(
            frame["type"] == "stream_token" and frame["data"]["type"] == "token"
            for frame in conversation.socket.frames
        )
        numbers = conversation.control("metrics")["data"]
        said = (numbers["messages_received"], numbers["tokens_sent"], numbers["active_runs"])
        bench.expect(
            said == (5, tokens, 0),
            f"after 5 frames and {tokens} tokens, the metrics say received, tokens and active runs: {said}",
        )


@check(
    "websocket",
    "v1-binary-frames-close-with-1003",
    "A binary frame closes version 1's connection with 1003.",
    needs=_NEEDS,
)
def v1_binary_frames_close_with_1003(bench: Bench) -> None:
    """Send bytes."""
    with _session(bench) as conversation:
        conversation.socket.send_text(b'{"type": "pong"}')
        code = conversation.socket.closed()
    bench.expect(code == 1003, f"a binary frame closes the connection with {code}")


@check(
    "websocket",
    "v1-pongs-are-never-answered",
    "A client's pong is taken as a sign of life and not answered.",
    needs=_NEEDS,
)
def v1_pongs_are_never_answered(bench: Bench) -> None:
    """Some pongs, then a ping whose answer is the next that comes."""
    with _session(bench) as conversation:
        for _ in range(5):
            conversation.socket.send({"type": "pong", "correlation_id": "c-0"})
        conversation.control("ping")
