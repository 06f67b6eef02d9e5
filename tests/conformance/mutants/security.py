"""Broken access: keys, scopes, owners, tickets, origins, and what errors tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from tests.conformance.saboteur import (
    App,
    HttpAnswer,
    Mutant,
    Receive,
    Scope,
    Send,
    Wrap,
    answers,
    scopes,
)
from tests.service import ADMIN_KEY

ADMIN = f"Bearer {ADMIN_KEY}"


def header(scope: Scope, name: str) -> str | None:
    """A header of a request."""
    found = [value.decode("latin-1") for key, value in scope["headers"] if key.decode().lower() == name]
    return found[0] if found else None


def put(scope: Scope, name: str, value: str | None) -> None:
    """Give a request a header, or take it away."""
    rest = [(key, old) for key, old in scope["headers"] if key.decode().lower() != name]
    scope["headers"] = rest if value is None else [*rest, (name.encode(), value.encode("latin-1"))]


def as_admin(where: Callable[[Scope], bool]) -> Wrap:
    """Take a request for the admin's."""

    def change(scope: Scope) -> None:
        if where(scope):
            put(scope, "authorization", ADMIN)

    return scopes(change)


def as_the_first(name: Callable[[Scope], str | None]) -> Wrap:
    """Take a request for that of the first one who asked for the same; None where it does not matter."""
    first: dict[str, str] = {}

    def change(scope: Scope) -> None:
        found, access = name(scope), header(scope, "authorization")
        if found is not None and access is not None:
            put(scope, "authorization", first.setdefault(found, access))

    return scopes(change)


def both(outer: Wrap, inner: Wrap) -> Wrap:
    """Two faults at once."""
    return lambda app: outer(inner(app))


def _no_key(scope: Scope) -> bool:
    return scope["path"] == "/v2/sessions" and header(scope, "authorization") is None


def _any_key(scope: Scope) -> bool:
    return scope["path"] == "/v2/models" and (header(scope, "authorization") or "").startswith("Bearer ork_")


def _basic(scope: Scope) -> None:
    access = header(scope, "authorization") or ""
    if access.startswith("Basic "):
        put(scope, "authorization", access.replace("Basic", "Bearer"))


def _from_query(scope: Scope) -> None:
    found = parse_qs(scope["query_string"].decode()).get("access_token")
    if found:
        put(scope, "authorization", f"Bearer {found[0]}")


def _asks_only(scope: Scope) -> None:
    if scope["type"] == "http" and scope["path"].endswith("/revoke"):
        scope["method"], scope["path"] = "GET", scope["path"].removesuffix("/revoke")


def _says_revoked(answer: HttpAnswer) -> None:
    if answer.path.endswith("/revoke") and answer.status == 200:
        answer.say({**answer.json, "status": "revoked", "revoked_at": "2026-11-20T09:30:00.000Z"})


def _code(old: str, new: str, status: int | None = None) -> Wrap:
    def change(answer: HttpAnswer) -> None:
        problem = answer.json
        if isinstance(problem, dict) and problem.get("code") == old:
            answer.status = status or answer.status
            answer.say({**problem, "code": new, "status": answer.status})

    return answers(change)


def _needs_chat(answer: HttpAnswer) -> None:
    if answer.path == "/v2/models" and answer.status == 200:
        problem = {
            "type": "/x/",
            "title": "Forbidden",
            "status": 403,
            "detail": "No.",
            "instance": answer.path,
        }
        answer.status, answer.headers["content-type"] = 403, "application/problem+json"
        correlation = answer.headers["x-correlation-id"]
        answer.say({**problem, "code": "forbidden", "retryable": False, "correlation_id": correlation})


def _two_keys(scope: Scope) -> None:
    if header(scope, "authorization"):
        put(scope, "x-api-key", None)


def _is_socket(scope: Scope) -> bool:
    return scope["type"] == "websocket" and header(scope, "authorization") is not None


def _session(scope: Scope) -> str | None:
    is_get = scope["type"] == "http" and scope["method"] == "GET"
    return scope["path"] if is_get and scope["path"].startswith("/v2/sessions/") else None


def _list(scope: Scope) -> str | None:
    is_get = scope["type"] == "http" and scope["method"] == "GET"
    return "sessions" if is_get and scope["path"] == "/v2/sessions" else None


def _changed_in_secret() -> Wrap:
    first: dict[str, str] = {}

    def change(scope: Scope) -> None:
        path, access = scope["path"], header(scope, "authorization")
        if scope["type"] == "http" and path.startswith("/v2/sessions/") and access:
            known = first.setdefault(path, access)
            if scope["method"] == "PATCH" and known != access:
                put(scope, "authorization", known)

    def wrap(app: App) -> App:
        inner = scopes(change)(app)
        denied = answers(_not_found)(inner)

        async def chosen(scope: Scope, receive: Receive, send: Send) -> None:
            is_patch = scope["type"] == "http" and scope["method"] == "PATCH"
            stranger = is_patch and first.get(scope["path"]) not in (None, header(scope, "authorization"))
            await (denied if stranger else inner)(scope, receive, send)

        return chosen

    return wrap


def _not_found(answer: HttpAnswer) -> None:
    answer.status, answer.headers["content-type"] = 404, "application/problem+json"
    problem = {"type": "/x/", "title": "Not found", "status": 404, "detail": "No.", "instance": answer.path}
    correlation = answer.headers["x-correlation-id"]
    answer.say({**problem, "code": "not_found", "retryable": False, "correlation_id": correlation})


def _secrets() -> Wrap:
    secrets: dict[str, str] = {}

    def change(answer: HttpAnswer) -> None:
        found = answer.json
        if answer.path == "/v2/keys" and answer.status == 201 and found["secret"]:
            secrets[found["key"]["key_id"]] = found["secret"]
        elif answer.method == "GET" and answer.status == 200 and found.get("key_id") in secrets:
            answer.say({**found, "name": secrets[found["key_id"]]})

    return answers(change, where=lambda method, path: path.startswith("/v2/keys"))


def _run(code: str) -> Wrap:
    def change(answer: HttpAnswer) -> None:
        problem: Any = answer.json
        if answer.method == "GET" and answer.status == 404 and "/runs/" in answer.path:
            answer.status = 403
            answer.say({**problem, "code": code, "status": 403})

    return answers(change)


def broken(name: str, breaks: str, wrap: Wrap, *found_by: str) -> Mutant:
    return Mutant(name, breaks, tuple(f"security.{check}" for check in found_by), wrap)


MUTANTS = [
    broken(
        "a-list-needs-no-key", "`GET /v2/sessions` answers everybody.", as_admin(_no_key), "no-key-no-access"
    ),
    broken(
        "any-key-will-do",
        "`GET /v2/models` looks only at how a key begins.",
        as_admin(_any_key),
        "unknown-keys-open-nothing",
    ),
    broken("basic-is-bearer", "A key is taken as Basic too.", scopes(_basic), "authorization-must-be-bearer"),
    broken(
        "a-key-is-taken-from-the-query",
        "`?access_token=` is as good as a header.",
        scopes(_from_query),
        "a-key-in-the-address-is-none",
    ),
    broken(
        "a-revoked-key-works-on",
        "Revoking a key is answered, and nothing comes of it.",
        both(answers(_says_revoked), scopes(_asks_only)),
        "revoked-keys-open-nothing",
    ),
    broken(
        "an-expired-key-is-not-told",
        "An expired key is refused as an unknown one.",
        _code("key_expired", "unauthenticated"),
        "expired-keys-open-nothing",
    ),
    broken(
        "two-keys-are-one", "Of two different keys the first counts.", scopes(_two_keys), "two-keys-are-none"
    ),
    broken(
        "a-scope-is-ignored",
        "Cancelling a run needs no scope.",
        as_admin(lambda scope: scope["path"].endswith("/cancel")),
        "scopes-are-needed",
    ),
    broken(
        "a-scope-is-not-enough",
        "`GET /v2/models` refuses every key.",
        answers(_needs_chat),
        "a-scope-is-enough",
    ),
    broken(
        "scopes-are-ignored-over-websocket",
        "A message over a WebSocket needs no scope.",
        as_admin(_is_socket),
        "scopes-are-needed-over-websocket",
        "scopes-are-needed-over-v1-websocket",
    ),
    broken(
        "a-foreign-session-is-shown",
        "Whoever knows a session's name may read it.",
        as_the_first(_session),
        "foreign-objects-are-not-there",
        "a-session-name-belongs-to-its-owner",
    ),
    broken(
        "a-foreign-session-is-changed",
        "A stranger's change of a session is answered with 404, and made.",
        _changed_in_secret(),
        "foreign-objects-are-not-there",
    ),
    broken(
        "foreign-is-forbidden",
        "Another owner's run is 403: a stranger learns that it is there.",
        _run("forbidden"),
        "foreign-objects-are-not-there",
    ),
    broken(
        "all-sessions-are-listed",
        "`GET /v2/sessions` shows everybody the same.",
        as_the_first(_list),
        "lists-show-nothing-foreign",
    ),
    broken(
        "an-idempotency-key-is-everybodys",
        "An Idempotency-Key finds what another owner made with it.",
        as_the_first(lambda scope: header(scope, "idempotency-key")),
        "an-idempotency-key-belongs-to-its-owner",
    ),
    broken(
        "a-run-is-everybodys-over-websocket",
        "Over a WebSocket all are one owner.",
        scopes(lambda scope: put(scope, "authorization", ADMIN)),
        "foreign-runs-are-not-there-over-websocket",
    ),
    broken(
        "a-secret-is-shown-again",
        "A key that is looked up shows its secret.",
        _secrets(),
        "a-secret-is-shown-once",
    ),
]
