"""Broken operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

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
    scopes,
)
from tests.service import ADMIN_KEY

_V2: Final = ("rest.v2-operations",)
_LINKS: Final = ("rest.v2-links",)
# A mutant is found with a few cases; what costs is to make them up.
_SHALLOW: Final = 0.1


def _mutant(
    name: str, breaks: str, operations: tuple[str, ...], wrap: Wrap, found_by: tuple[str, ...] = _V2
) -> Mutant:
    return Mutant(name, breaks, found_by, wrap, operations, _SHALLOW)


def _success(change: Callable[[HttpAnswer], None]) -> Wrap:
    """Change answers of success alone."""

    def changed(answer: HttpAnswer) -> None:
        if answer.status < 300:
            change(answer)

    return answers(changed)


def _said(change: Callable[[Any], object]) -> Wrap:
    """Change the JSON of answers of success."""

    def changed(answer: HttpAnswer) -> None:
        value = answer.json
        if isinstance(value, dict):
            change(value)
            answer.say(value)

    return _success(changed)


def _status(path: str, before: int, after: int) -> Wrap:
    def changed(answer: HttpAnswer) -> None:
        if answer.path == path and answer.status == before:
            answer.status = after

    return answers(changed)


def _without_header(name: str, status: int) -> Wrap:
    def changed(answer: HttpAnswer) -> None:
        if answer.status == status:
            answer.headers.pop(name, None)

    return answers(changed)


def _plain_text(answer: HttpAnswer) -> None:
    if answer.path == "/v2/sessions":
        answer.headers["content-type"] = "text/plain; charset=utf-8"


def _without_metadata(answer: HttpAnswer) -> None:
    if answer.status == 201 and answer.json.get("metadata"):
        answer.status = 422


def _any_limit(scope: Scope) -> None:
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    scope["query_string"] = urlencode([(name, value) for name, value in query if name != "limit"]).encode()


def _any_content_type(scope: Scope) -> None:
    scope["headers"] = [
        (name, b"application/json" if name == b"content-type" else value) for name, value in scope["headers"]
    ]


def _any_method(scope: Scope) -> None:
    if scope["method"] in ("PUT", "PATCH", "DELETE", "TRACE", "QUERY", "OPTIONS"):
        scope["method"] = "GET"


def _a_key_for_all(scope: Scope) -> None:
    if not any(name == b"authorization" for name, _ in scope["headers"]):
        scope["headers"] = [*scope["headers"], (b"authorization", f"Bearer {ADMIN_KEY}".encode())]


def _sessions_are_everybodys() -> Wrap:
    maker: list[tuple[bytes, bytes]] = []

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            messages: list[Message] = []

            async def kept(message: Message) -> None:
                messages.append(message)

            if scope["type"] == "http" and scope["method"] == "POST":
                maker[:] = [header for header in scope["headers"] if header[0] == b"authorization"]
            if scope["type"] != "http" or scope["method"] != "GET":
                await app(scope, receive, send)
                return
            await app(scope, receive, kept)
            if messages[0]["status"] == 404:
                # Not there for who asks; but for who made it, it is.
                others = [header for header in scope["headers"] if header[0] != b"authorization"]
                await app({**scope, "headers": [*others, *maker]}, receive, send)
                return
            for message in messages:
                await send(message)

        return changed

    return wrap


def _nothing_is_deleted(app: App) -> App:
    async def changed(scope: Scope, receive: Receive, send: Send) -> None:
        empty = False

        async def out(message: Message) -> None:
            nonlocal empty
            if message["type"] == "http.response.start" and message["status"] == 200:
                empty = True
                headers = [
                    header
                    for header in message["headers"]
                    if header[0] not in (b"content-length", b"content-type")
                ]
                await send({**message, "status": 204, "headers": headers})
            elif empty:
                await send({**message, "body": b""})
            else:
                await send(message)

        if scope["type"] == "http" and scope["method"] == "DELETE":
            await app({**scope, "method": "GET"}, receive, out)
        else:
            await app(scope, receive, send)

    return changed


def _other_head(answer: HttpAnswer) -> None:
    if answer.method == "HEAD":
        answer.status = 404


MUTANTS = [
    _mutant(
        "a-field-is-dropped",
        "A session has no `created_at`.",
        ("getSession",),
        _said(lambda body: body.pop("created_at", None)),
    ),
    _mutant(
        "an-enum-is-widened",
        "A run has a status that is not in the contract.",
        ("getRun",),
        _said(lambda body: body.update(status="pondering")),
    ),
    _mutant(
        "a-status-is-another",
        "A new session is answered with 200 in place of 201.",
        ("createSession",),
        _status("/v2/sessions", 201, 200),
    ),
    _mutant(
        "a-status-is-undocumented",
        "Invalid data is answered with 418, which no operation documents.",
        ("listModels",),
        _status("/v2/models", 422, 418),
    ),
    _mutant(
        "json-is-called-text",
        "JSON is sent with the content type `text/plain`.",
        ("listSessions",),
        _success(_plain_text),
    ),
    _mutant(
        "405-without-allow",
        "An answer of 405 has no `Allow`.",
        ("listModels",),
        _without_header("allow", 405),
    ),
    _mutant(
        "any-method-is-get",
        "A method that an operation does not have is answered as GET.",
        ("listModels",),
        scopes(_any_method),
    ),
    _mutant(
        "a-required-header-is-missing",
        "Answers have no `X-API-Version`.",
        ("getSession",),
        _without_header("x-api-version", 200),
    ),
    _mutant(
        "invalid-data-is-accepted",
        "Any `limit` of a page is taken.",
        ("listSessions",),
        scopes(_any_limit),
    ),
    _mutant(
        "valid-data-is-refused",
        "A session with metadata is refused.",
        ("createSession",),
        answers(_without_metadata),
    ),
    _mutant(
        "odd-data-is-an-internal-error",
        "Invalid data is answered with 500.",
        ("listModels",),
        _status("/v2/models", 422, 500),
    ),
    _mutant(
        "any-content-type-is-taken",
        "A body is read as JSON whatever its content type says.",
        ("createSession",),
        scopes(_any_content_type),
        ("rest.bodies-are-json",),
    ),
    _mutant(
        "a-limit-that-nobody-has",
        "A key without a rate limit is answered with 429.",
        ("listModels",),
        _status("/v2/models", 422, 429),
    ),
    _mutant(
        "nothing-is-deleted",
        "A deleted session can still be read.",
        ("createSession", "getSession", "deleteSession"),
        _nothing_is_deleted,
        _LINKS,
    ),
    _mutant(
        "sessions-are-everybodys",
        "Another owner's session can be read.",
        ("createSession", "getSession"),
        _sessions_are_everybodys(),
        _LINKS,
    ),
    _mutant(
        "no-key-is-needed",
        "Who comes without a key is let in.",
        ("listModels",),
        scopes(_a_key_for_all),
        ("rest.without-a-key",),
    ),
    _mutant(
        "v1-loses-a-field",
        "A session of version 1 has no `messages`.",
        ("getSessionV1",),
        _said(lambda body: body.pop("messages", None)),
        ("rest.v1-operations",),
    ),
    _mutant(
        "health-is-vague",
        "The health of the service is a word that is not in the contract.",
        ("getHealth",),
        _said(lambda body: body.update(status="fine")),
        ("rest.service-operations",),
    ),
    _mutant(
        "head-is-not-get",
        "HEAD is answered with 404 where GET is answered with 200.",
        ("getSession",),
        answers(_other_head),
        ("rest.head-answers-as-get",),
    ),
]
