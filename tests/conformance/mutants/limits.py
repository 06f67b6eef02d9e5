"""Broken limits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.conformance.saboteur import (
    App,
    HttpAnswer,
    Message,
    Mutant,
    Receive,
    Scope,
    Send,
    Wrap,
    answers,
    bodies,
    frames,
    headers_of,
    raw,
    said,
    scopes,
)
from tests.service import ADMIN_KEY

Frame = dict[str, Any]
_FRAME_BYTES = 262_144
_BODY_BYTES = 1_048_576


def _both(*wraps: Wrap) -> Wrap:
    """Several faults that make one."""

    def wrap(app: App) -> App:
        for one in wraps:
            app = one(app)
        return app

    return wrap


def _off_by(step: int) -> Wrap:
    """Keys get so many requests more, and the headers say that they have what was asked for."""

    def given(path: str, body: Frame) -> Frame:
        limit = body.get("requests_per_minute")
        return {**body, "requests_per_minute": max(limit + step, 1)} if path == "/v2/keys" and limit else body

    def less(found: re.Match[str]) -> str:
        return f"{found[1]}={max(int(found[2]) - step, 0)}"

    def change(answer: HttpAnswer) -> None:
        for name, letter in (("ratelimit", "r"), ("ratelimit-policy", "q")):
            if name in answer.headers:
                answer.headers[name] = re.sub(rf"({letter})=(\d+)", less, answer.headers[name])

    return _both(bodies(given), answers(change))


def _header(name: str, change: Callable[[str | None, HttpAnswer], str | None]) -> Wrap:
    def changed(answer: HttpAnswer) -> None:
        value = change(answer.headers.pop(name, None), answer)
        if value is not None:
            answer.headers[name] = value

    return answers(changed)


def _waits_longer(answer: HttpAnswer) -> None:
    if answer.status == 429:
        answer.say({**answer.json, "retry_after": answer.json["retry_after"] + 1})


def _overloaded(answer: HttpAnswer) -> None:
    if answer.status == 429:
        answer.status = 503
        answer.say({**answer.json, "status": 503, "code": "overloaded"})


def _shared() -> Wrap:
    """All keys of one owner are the first one of them."""
    first: dict[str, str] = {}
    stands_for: dict[str, str] = {}

    def made(answer: HttpAnswer) -> None:
        if answer.status == 201 and answer.path == "/v2/keys":
            owner, secret = answer.json["key"]["owner"], answer.json["secret"]
            stands_for[secret] = first.setdefault(owner, secret)

    def asked(scope: Scope) -> None:
        headers = headers_of(scope)
        secret = headers.get("authorization", "").removeprefix("Bearer ")
        if secret in stands_for:
            headers["authorization"] = f"Bearer {stands_for[secret]}"
            scope["headers"] = raw(headers)

    return _both(answers(made), scopes(asked))


def _errors_are_free(scope: Scope) -> None:
    if scope["path"] == "/v2/runs/run_0":
        _as_admin(scope)


def _old_version_is_free(scope: Scope) -> None:
    if scope["path"] == "/v1/chat":
        _as_admin(scope)


def _as_admin(scope: Scope) -> None:
    scope["headers"] = [
        (name, f"Bearer {ADMIN_KEY}".encode() if name == b"authorization" else value)
        for name, value in scope["headers"]
    ]


def _commands_are_free() -> Wrap:
    """A command is answered without being counted: as if it were a ping."""
    asked: set[str] = set()

    def heard(frame: Frame) -> Frame:
        if frame.get("type") == "command":
            asked.add(frame["id"])
            return {"type": "ping", "id": frame["id"]}
        return frame

    def answered(frame: Frame) -> list[Frame | int | bytes]:
        if frame["type"] == "pong" and frame["id"] in asked:
            more = {"type": "command.result", "command": "help", "output": "Ask.", "data": {}}
            return [{**frame, **more}]
        return [frame]

    return _both(said(heard), frames(lambda: answered))


def _refusals_are_fatal() -> Callable[[Frame], list[Frame | int | bytes]]:
    return lambda frame: [4503] if frame.get("problem", {}).get("code") == "rate_limited" else [frame]


def _one_connection_less() -> Wrap:
    """The fifth connection of a key is refused, rightly but too early."""
    connected: Counter[str] = Counter()

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            key = headers_of(scope).get("authorization", "") if scope["type"] == "websocket" else ""
            if key and connected[key] >= 4:
                await receive()
                await send({"type": "websocket.close"})
                return
            connected[key] += 1
            try:
                await app(scope, receive, send)
            finally:
                connected[key] -= 1

        return changed

    return wrap


def _sockets_without_limits(scope: Scope) -> None:
    if scope["type"] == "websocket":
        _as_admin(scope)


def _clients_are_one(scope: Scope) -> None:
    if scope["type"] == "websocket" and scope["path"].startswith("/v1/ws/"):
        session = scope["path"].rpartition("/")[2]
        scope["path"] = f"/v1/ws/one/{session}"
        scope["raw_path"] = scope["path"].encode()


def _closing(codes: dict[int, int]) -> Wrap:
    """Other close codes than the service's."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            async def out(message: Message) -> None:
                if message["type"] == "websocket.close":
                    code = message.get("code", 1000)
                    message = {**message, "code": codes.get(code, code)}
                await send(message)

            await app(scope, receive, out)

        return changed

    return wrap


def _room_for_more(app: App) -> App:
    """Spaces at the end of a body do not count."""

    async def changed(scope: Scope, receive: Receive, send: Send) -> None:
        length = int(headers_of(scope).get("content-length", 0)) if scope["type"] == "http" else 0
        if length <= _BODY_BYTES:
            await app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        body = body.rstrip()

        async def heard() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        headers = {**headers_of(scope), "content-length": str(len(body))}
        await app({**scope, "headers": raw(headers)}, heard, send)

    return changed


def _room_for_less(scope: Scope) -> None:
    if scope["type"] == "http":
        headers = headers_of(scope)
        if headers.get("content-length") == str(_BODY_BYTES):
            scope["headers"] = raw({**headers, "content-length": str(_BODY_BYTES + 1)})


def _smaller_frames(app: App) -> App:
    """A frame of the size that the welcome names is too big already."""

    async def changed(scope: Scope, receive: Receive, send: Send) -> None:
        async def heard() -> Message:
            message = await receive()
            if len((message.get("text") or "").encode()) < _FRAME_BYTES:
                return message
            await send({"type": "websocket.close", "code": 1009})
            return {"type": "websocket.disconnect", "code": 1009}

        await app(scope, heard, send)

    return changed


def _welcomes(**limits: int) -> Wrap:
    def change(frame: Frame) -> list[Frame | int | bytes]:
        if frame["type"] == "welcome":
            frame["limits"] = {**frame["limits"], **limits}
        return [frame]

    return frames(lambda: change)


def _detached_runs_count(frame: Frame) -> Frame:
    return {"type": "status", "id": frame["id"]} if frame.get("type") == "detach" else frame


MUTANTS = [
    Mutant(
        "one-request-more",
        "A key gets one request more than its limit, and the headers hide it.",
        ("limits.requests-are-counted",),
        _off_by(1),
    ),
    Mutant(
        "one-request-less",
        "A key gets one request less than its limit, and the headers hide it.",
        ("limits.requests-are-counted",),
        _off_by(-1),
    ),
    Mutant(
        "what-is-left-stays",
        "RateLimit says the same after every request.",
        ("limits.requests-are-counted",),
        _header("ratelimit", lambda value, _: value and re.sub(r"r=\d+", "r=4", value)),
    ),
    Mutant(
        "no-retry-after",
        "A request over the limit is not told when to come back.",
        ("limits.requests-are-counted",),
        _header("retry-after", lambda value, answer: None if answer.status == 429 else value),
    ),
    Mutant(
        "two-times-to-wait",
        "The problem names another time to wait than Retry-After.",
        ("limits.requests-are-counted",),
        answers(_waits_longer),
    ),
    Mutant(
        "over-the-limit-is-overloaded",
        "A request over the limit is 503 overloaded.",
        ("limits.requests-are-counted", "limits.what-is-refused-begins-nothing"),
        answers(_overloaded),
    ),
    Mutant(
        "an-owner-has-one-limit",
        "All keys of an owner share the limit of the first.",
        ("limits.each-key-counts-for-itself",),
        _shared(),
    ),
    Mutant(
        "an-unlimited-key-has-a-limit",
        "Answers to a key without a limit speak of one.",
        ("limits.no-limit-is-no-limit",),
        _header("ratelimit", lambda value, _: value or '"default";r=99;t=60'),
    ),
    Mutant(
        "errors-are-free",
        "A request for a run that is not there does not count.",
        ("limits.errors-count-too",),
        scopes(_errors_are_free),
    ),
    Mutant(
        "version-1-is-free",
        "Requests of version 1 do not count.",
        ("limits.version-1-counts-too",),
        scopes(_old_version_is_free),
    ),
    Mutant(
        "commands-are-free",
        "A command over a WebSocket does not count as a request.",
        ("limits.chats-and-commands-count",),
        _commands_are_free(),
    ),
    Mutant(
        "the-limit-closes-the-connection",
        "A WebSocket is closed at the first message over the limit.",
        ("limits.chats-and-commands-count",),
        frames(_refusals_are_fatal),
    ),
    Mutant(
        "connections-are-not-counted",
        "A key may have any number of WebSockets.",
        ("limits.connections-are-counted", "limits.version-1-counts-by-client"),
        scopes(_sockets_without_limits),
    ),
    Mutant(
        "one-connection-less",
        "A key may have one WebSocket less than the limit.",
        ("limits.connections-are-counted",),
        _one_connection_less(),
    ),
    Mutant(
        "all-clients-are-one",
        "In version 1 the connections of all clients of a key count together.",
        ("limits.version-1-counts-by-client",),
        scopes(_clients_are_one),
    ),
    Mutant(
        "too-many-is-forbidden",
        "A page's connection too many is closed with 4403, after which no client comes back.",
        ("limits.tickets-count-too",),
        _closing({4502: 4403}),
    ),
    Mutant(
        "bodies-have-no-size",
        "A body of more bytes than the limit is taken.",
        ("limits.bodies-have-a-size",),
        _room_for_more,
    ),
    Mutant(
        "bodies-are-a-byte-smaller",
        "A body of as many bytes as the limit is refused.",
        ("limits.bodies-have-a-size",),
        scopes(_room_for_less),
    ),
    Mutant(
        "frames-are-a-byte-smaller",
        "A frame of as many bytes as the welcome says closes the connection.",
        ("limits.frames-have-a-size",),
        _smaller_frames,
    ),
    Mutant(
        "the-welcome-says-less",
        "A frame of one byte more than the welcome says is answered.",
        ("limits.frames-have-a-size",),
        _welcomes(max_frame_bytes=_FRAME_BYTES - 1),
    ),
    Mutant(
        "one-run-more",
        "A connection follows one run more than the welcome says.",
        ("limits.runs-on-a-connection-are-counted",),
        _welcomes(max_runs=7),
    ),
    Mutant(
        "detached-runs-count",
        "A run that was detached takes up room as before.",
        ("limits.runs-on-a-connection-are-counted",),
        said(_detached_runs_count),
    ),
]
