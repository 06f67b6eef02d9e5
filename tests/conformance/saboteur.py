"""Breaks the reference service on purpose, from the outside: what it answers, streams and says is changed on its way.

A `Mutant` is one broken promise; `Saboteur` stands in front of the service and plays the one that is switched on.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Json = Any
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Wrap = Callable[[App], App]


@dataclass(slots=True)
class HttpAnswer:
    """An answer on its way out. Header names are in lower case."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        """The body; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def say(self, value: Json) -> None:
        """Another body, of JSON."""
        self.body = json.dumps(value, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way of being broken. `found_by` are the checks that must find it; `wrap` puts the fault around a service.

    The suite `rest` looks for it in these `operations` alone, and at this depth.
    """

    name: str
    breaks: str
    found_by: tuple[str, ...]
    wrap: Wrap
    operations: tuple[str, ...] = ()
    depth: float = 1.0


@dataclass(slots=True)
class Saboteur:
    """Stands in front of a service. Without a mutant it does nothing."""

    app: App
    mutant: Mutant | None = None
    _wrapped: dict[str, App] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, through the mutant that is on."""
        app = self.app if self.mutant is None else self.mutant.wrap(self.app)
        await app(scope, receive, send)

    @contextmanager
    def playing(self, mutant: Mutant) -> Iterator[None]:
        """Be this mutant for a while."""
        self.mutant = mutant
        try:
            yield
        finally:
            self.mutant = None


def answers(change: Callable[[HttpAnswer], None], *, where: Callable[[str, str], bool] | None = None) -> Wrap:
    """Change whole answers (not streams). `where(method, path)` says which; without it all."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or (where is not None and not where(scope["method"], scope["path"])):
                await app(scope, receive, send)
                return
            start: Message = {}
            body: list[bytes] = []
            streams = False

            async def out(message: Message) -> None:
                nonlocal streams
                if message["type"] == "http.response.start":
                    start.update(message)
                    streams = is_stream(message)
                    if streams:
                        await send(message)
                elif streams:
                    await send(message)
                elif message["type"] == "http.response.body":
                    body.append(message.get("body", b""))
                    if not message.get("more_body", False):
                        answer = HttpAnswer(
                            scope["method"], scope["path"], start["status"], headers_of(start), b"".join(body)
                        )
                        change(answer)
                        if "content-length" in answer.headers and scope["method"] != "HEAD":
                            answer.headers["content-length"] = str(len(answer.body))
                        await send({**start, "status": answer.status, "headers": raw(answer.headers)})
                        await send({"type": "http.response.body", "body": answer.body})

            await app(scope, receive, out)

        return changed

    return wrap


def blocks(make: Callable[[], Callable[[bytes], list[bytes]]]) -> Wrap:
    """Change streams block by block: an SSE event or comment with its empty line, or a line of NDJSON.

    `make` is called once a stream and gives the function that gets each block and says what goes out in its place.
    """

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            change = make()
            rest = b""
            separator = b""

            async def out(message: Message) -> None:
                nonlocal rest, separator
                if message["type"] == "http.response.start":
                    if is_stream(message):
                        separator = b"\n" if "ndjson" in headers_of(message)["content-type"] else b"\n\n"
                elif separator and message["type"] == "http.response.body":
                    *whole, rest = (rest + message.get("body", b"")).split(separator)
                    sent = b"".join(b"".join(change(block + separator)) for block in whole)
                    if not message.get("more_body", False):
                        sent, rest = sent + rest, b""
                    await send({**message, "body": sent})
                    return
                await send(message)

            await app(scope, receive, out)

        return changed

    return wrap


def events(make: Callable[[], Callable[[dict[str, Json]], list[dict[str, Json]]]]) -> Wrap:
    """Change the events of SSE streams one by one; the id and the name follow what the event says.

    `make` is called once a stream and gives the function from an event to those that go out in its place.
    """

    def of_stream() -> Callable[[bytes], list[bytes]]:
        change = make()

        def change_block(block: bytes) -> list[bytes]:
            data = [line[5:].strip() for line in block.split(b"\n") if line.startswith(b"data:")]
            if not data:
                return [block]
            return [sse(event) for event in change(json.loads(data[0]))]

        return change_block

    return blocks(of_stream)


def items(make: Callable[[], Callable[[dict[str, Json]], list[dict[str, Json]]]]) -> Wrap:
    """Change the items of version 1's NDJSON streams one by one."""

    def of_stream() -> Callable[[bytes], list[bytes]]:
        change = make()

        def change_line(line: bytes) -> list[bytes]:
            if line.startswith((b"data:", b"id:", b"event:", b":", b"retry:")):
                return [line]
            return [json.dumps(item).encode() + b"\n" for item in change(json.loads(line))]

        return change_line

    return blocks(of_stream)


def frames(make: Callable[[], Callable[[dict[str, Json]], list[dict[str, Json] | int | bytes]]]) -> Wrap:
    """Change what a WebSocket says, frame by frame. `make` is called once a connection.

    The function gives what goes out in the frame's place: frames, bytes (a binary frame), or a number, which closes
    the connection with that code.
    """

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "websocket":
                await app(scope, receive, send)
                return
            change = make()
            closed = False

            async def out(message: Message) -> None:
                nonlocal closed
                if message["type"] != "websocket.send" or message.get("text") is None:
                    if not (closed and message["type"] in ("websocket.send", "websocket.close")):
                        await send(message)
                    return
                for frame in change(json.loads(message["text"])):
                    if closed:
                        return
                    if isinstance(frame, int):
                        closed = True
                        await send({"type": "websocket.close", "code": frame})
                    elif isinstance(frame, bytes):
                        await send({"type": "websocket.send", "bytes": frame})
                    else:
                        await send({"type": "websocket.send", "text": json.dumps(frame)})

            await app(scope, receive, out)

        return changed

    return wrap


def said(change: Callable[[dict[str, Json]], dict[str, Json] | None]) -> Wrap:
    """Change what the client says over a WebSocket before the service hears it; None swallows the frame."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            async def heard() -> Message:
                while True:
                    message = await receive()
                    if scope["type"] != "websocket" or not message.get("text"):
                        return message
                    try:
                        frame = json.loads(message["text"])
                    except ValueError:
                        return message
                    if not isinstance(frame, dict):
                        return message
                    new = change(frame)
                    if new is not None:
                        return {**message, "text": json.dumps(new)}

            await app(scope, heard, send)

        return changed

    return wrap


def scopes(change: Callable[[Scope], None]) -> Wrap:
    """Change a request or handshake (its path, query and headers) before the service sees it."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            new = dict(scope)
            if scope["type"] in ("http", "websocket"):
                change(new)
            await app(new, receive, send)

        return changed

    return wrap


def bodies(change: Callable[[str, dict[str, Json]], dict[str, Json]]) -> Wrap:
    """Change the JSON object that a request brings; `change(path, body)` gives the new one."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] not in ("POST", "PATCH"):
                await app(scope, receive, send)
                return
            body, more = b"", True
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
            try:
                found = json.loads(body)
            except ValueError:
                found = None
            if isinstance(found, dict):
                body = json.dumps(change(scope["path"], found)).encode()
            length = (b"content-length", str(len(body)).encode())
            headers = [pair for pair in scope["headers"] if pair[0].lower() != b"content-length"]
            read = False

            async def heard() -> Message:
                nonlocal read
                if read:
                    return await receive()
                read = True
                return {"type": "http.request", "body": body, "more_body": False}

            await app({**scope, "headers": [*headers, length]}, heard, send)

        return changed

    return wrap


def sse(event: dict[str, Json]) -> bytes:
    """An event as a block of Server-Sent Events."""
    data = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event['run_id']}:{event['offset']}\nevent: {event['type']}\ndata: {data}\n\n".encode()


def is_stream(start: Message) -> bool:
    """Whether an answer that begins like this is a stream."""
    media = headers_of(start).get("content-type", "")
    return media.startswith(("text/event-stream", "application/x-ndjson"))


def headers_of(message: Message) -> dict[str, str]:
    """Headers by their names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]}


def raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
