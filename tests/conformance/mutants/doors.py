"""Broken doors: tickets, origins, methods, headers, and what errors tell."""

from __future__ import annotations

import json

from tests.conformance.mutants.security import ADMIN, broken, header, put
from tests.conformance.saboteur import (
    App,
    HttpAnswer,
    Message,
    Receive,
    Scope,
    Send,
    answers,
    bodies,
    scopes,
)

_HOME = "https://app.example.com"


def _ticket(scope: Scope) -> bool:
    return scope["type"] == "websocket" and b"ticket=" in scope["query_string"]


def _any_ticket(scope: Scope) -> None:
    if _ticket(scope):
        scope["query_string"] = b""
        put(scope, "origin", None)
        put(scope, "authorization", ADMIN)


def _any_origin(scope: Scope) -> None:
    if _ticket(scope):
        put(scope, "origin", _HOME)


def _any_page(scope: Scope) -> None:
    if scope["type"] == "websocket" and not _ticket(scope):
        put(scope, "origin", None)


def _all_origins(answer: HttpAnswer) -> None:
    answer.headers["access-control-allow-origin"] = "*"


def _stack(answer: HttpAnswer) -> None:
    problem = answer.json
    if answer.status >= 400 and isinstance(problem, dict) and "detail" in problem:
        answer.say({**problem, "detail": 'Traceback (most recent call last): File "/srv/api.py", line 7'})


def _echoing(app: App) -> App:
    async def changed(scope: Scope, receive: Receive, send: Send) -> None:
        given = header(scope, "x-correlation-id") if scope["type"] == "http" else None

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start" and given:
                kept = [pair for pair in message["headers"] if pair[0].lower() != b"x-correlation-id"]
                message = {**message, "headers": [*kept, (b"x-correlation-id", given.encode("latin-1"))]}
            await send(message)

        await app(scope, receive, out)

    return changed


def _tracing(app: App) -> App:
    async def changed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "TRACE":
            await app(scope, receive, send)
            return
        said = json.dumps({key.decode(): value.decode() for key, value in scope["headers"]}).encode()
        headers = [(b"content-type", b"message/http"), (b"content-length", str(len(said)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    return changed


def _closed_health(answer: HttpAnswer) -> None:
    if answer.path == "/health":
        answer.status = 401


MUTANTS = [
    broken(
        "a-ticket-is-not-looked-at",
        "Any ticket opens a WebSocket, as often as one likes.",
        scopes(_any_ticket),
        "a-ticket-works-once",
        "unknown-tickets-open-nothing",
        "a-ticket-ends-with-its-key",
    ),
    broken(
        "a-ticket-is-for-all-sessions",
        "The session that a ticket names is forgotten.",
        bodies(lambda path, body: {"origin": _HOME} if path == "/v2/ws-tickets" else body),
        "a-ticket-is-for-its-session",
    ),
    broken(
        "a-ticket-is-for-all-origins",
        "A ticket works from every page.",
        scopes(_any_origin),
        "a-ticket-is-for-its-origin",
    ),
    broken(
        "every-page-connects",
        "A WebSocket's Origin is not looked at.",
        scopes(_any_page),
        "pages-of-other-origins-do-not-connect",
    ),
    broken(
        "every-origin-is-allowed",
        "Answers allow every origin.",
        answers(_all_origins),
        "browsers-are-told-of-no-other-origin",
    ),
    broken(
        "an-error-shows-its-stack",
        "The detail of an error is a stack trace.",
        answers(_stack),
        "errors-tell-nothing-of-the-inside",
    ),
    broken(
        "a-correlation-id-is-said-back",
        "Whatever X-Correlation-ID says comes back.",
        _echoing,
        "a-correlation-id-lets-nothing-in",
    ),
    broken("trace-is-answered", "TRACE says the request back.", _tracing, "other-methods-open-nothing"),
    broken(
        "health-needs-a-key",
        "`GET /health` is refused.",
        answers(_closed_health),
        "open-operations-need-no-key",
    ),
]
