"""Versions that do not agree: other facts, other names, other errors, other items."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conformance.mutants.security import header, put
from tests.conformance.saboteur import (
    HttpAnswer,
    Mutant,
    Scope,
    Wrap,
    answers,
    bodies,
    frames,
    items,
    scopes,
)

Item = dict[str, Any]

_KEPT = ("client_id", "request_id", "metadata", "user_context")


def _v1(change: Callable[[Item], Item], path: str = "/v1/chat", status: int = 200) -> Wrap:
    """Change what version 1 answers on a path."""

    def changed(answer: HttpAnswer) -> None:
        if answer.path.startswith(path) and answer.status == status:
            answer.say(change(answer.json))

    return answers(changed)


def _each(change: Callable[[Item], list[Item]]) -> Wrap:
    return items(lambda: change)


def _other_words(item: Item) -> Item:
    return {**item, "response": item["response"] + " "}


def _successor(answer: HttpAnswer) -> None:
    if answer.path.startswith("/v1/") and "link" in answer.headers:
        answer.headers["link"] = answer.headers["link"].replace("</v2/", "</v3/")


def _early_sunset(answer: HttpAnswer) -> None:
    if "sunset" in answer.headers:
        answer.headers["sunset"] = "Sun, 01 Dec 2024 00:00:00 GMT"


def _v2_deprecated(answer: HttpAnswer) -> None:
    if answer.headers.get("x-api-version") == "v2":
        answer.headers["deprecation"] = "@1796083200"


def _other_status(answer: HttpAnswer) -> None:
    found = answer.json
    if answer.path.startswith("/v1/") and answer.status == 415:
        answer.status = 400
        answer.say({**found, "data": {**found["data"], "code": "malformed_request", "status": 400}})


def _problem(answer: HttpAnswer) -> None:
    found = answer.json
    if answer.path == "/chat" and answer.headers.get("x-api-version") == "v1" and answer.status == 422:
        answer.headers["content-type"] = "application/problem+json"
        answer.say({**found["data"], "title": "Invalid", "detail": found["error"], "instance": answer.path})


def _no_header(scope: Scope) -> None:
    if scope["path"].startswith("/chat"):
        put(scope, "x-api-version", None)


def _new_clients(scope: Scope) -> None:
    named = header(scope, "x-api-version") or scope.get("query_string")
    if scope["path"] == "/chat" and not named:
        put(scope, "x-api-version", "v2")


def _header_decides(scope: Scope) -> None:
    if scope["path"] == "/v1/chat" and header(scope, "x-api-version") == "v2":
        scope["path"] = "/v2/chat"


def _without(path: str, *names: str) -> Wrap:
    """Fields of requests are not looked at."""

    def change(asked: str, body: Item) -> Item:
        return {key: value for key, value in body.items() if key not in names} if asked == path else body

    return bodies(change)


def _older_wins(path: str, body: Item) -> Item:
    return {**body, "message": body["text"]} if path == "/v1/chat" and "text" in body else body


def _a_session(path: str, body: Item) -> Item:
    return {"session_id": "default", **body} if path.startswith("/v1/chat") else body


def _one_less(item: Item) -> Item:
    return {**item, "messages": item["messages"][1:]}


def _lost_token() -> Callable[[Item], list[Item]]:
    seen = False

    def change(item: Item) -> list[Item]:
        nonlocal seen
        first, seen = not seen and item["type"] == "token", seen or item["type"] == "token"
        return [] if first else [item]

    return change


def _twice(item: Item) -> list[Item]:
    return [item, item] if item["type"] == "status" else [item]


def _failed(item: Item) -> list[Item]:
    if item["type"] != "error":
        return [item]
    wrong = {"code": "upstream_error", "status": 502, "retryable": True}
    return [{**item, "metadata": {**item["metadata"], **wrong}}]


def _no_usage(item: Item) -> list[Item]:
    kept = {name: value for name, value in item["metadata"].items() if name not in ("usage", "model")}
    return [{**item, "metadata": kept}]


def _requested(answer: HttpAnswer) -> None:
    found = answer.json
    if answer.path.startswith("/v2/runs/") and isinstance(found, dict) and found.get("cancel_reason"):
        answer.say({**found, "cancel_reason": "requested"})


def _forgetful(frame: Item) -> list[Item | int | bytes]:
    if frame["data"].get("status") != "completed":
        return [frame]
    return [{name: value for name, value in frame.items() if name != "correlation_id"}]


def _silent_start(frame: Item) -> list[Item | int | bytes]:
    return [] if frame["data"].get("status") == "processing" else [frame]


def _other_error(frame: Item) -> list[Item | int | bytes]:
    if frame["type"] != "error":
        return [frame]
    data = frame["data"]
    return [{**frame, "data": {**data, "data": {**data["data"], "code": "forbidden", "status": 403}}}]


def _mutant(name: str, breaks: str, wrap: Wrap, *found_by: str) -> Mutant:
    return Mutant(name, breaks, tuple(f"compat.{check}" for check in found_by), wrap)


MUTANTS = [
    _mutant(
        "v1-answers-a-v2-field",
        "`POST /v1/chat` has version 2's `run_id` at the top.",
        _v1(lambda item: {**item, "run_id": item["metadata"]["run_id"]}),
        "v1-has-nothing-new",
    ),
    _mutant(
        "v1-drops-a-field",
        "`POST /v1/chat` has no `success`.",
        _v1(lambda item: {name: value for name, value in item.items() if name != "success"}),
        "answers-agree-with-their-run",
    ),
    _mutant(
        "v1-answers-other-words",
        "The response in version 1 has a blank more than the run's.",
        _v1(_other_words),
        "answers-agree-with-their-run",
    ),
    _mutant(
        "v1-hides-a-message",
        "`GET /v1/sessions/{session_id}` leaves the first message out.",
        _v1(_one_less, "/v1/sessions/"),
        "a-session-is-the-same-in-both-versions",
    ),
    _mutant(
        "v1-leads-nowhere",
        "Link names a successor that there is not.",
        answers(_successor),
        "v1-says-that-it-is-deprecated",
    ),
    _mutant(
        "sunset-is-over",
        "Sunset is before Deprecation.",
        answers(_early_sunset),
        "v1-says-that-it-is-deprecated",
    ),
    _mutant(
        "v2-is-deprecated",
        "Version 2 carries Deprecation.",
        answers(_v2_deprecated),
        "v1-says-that-it-is-deprecated",
    ),
    _mutant(
        "v1-has-another-status",
        "In version 1 a wrong content type is 400, not 415.",
        answers(_other_status),
        "errors-are-the-same-in-both-versions",
    ),
    _mutant(
        "an-old-error-has-the-new-form",
        "`POST /chat` answers an error of version 1 as a problem.",
        answers(_problem),
        "errors-are-the-same-in-both-versions",
    ),
    _mutant(
        "the-version-header-is-ignored",
        "Without a version in the path, X-API-Version is not read.",
        scopes(_no_header),
        "a-named-version-is-spoken",
        "two-versions-are-a-conflict",
    ),
    _mutant(
        "silence-means-v2",
        "Old clients, which say nothing, are taken for new ones.",
        scopes(_new_clients),
        "silence-means-v1",
    ),
    _mutant(
        "the-header-overrules-the-path",
        "`POST /v1/chat` with X-API-Version: v2 is version 2's.",
        scopes(_header_decides),
        "the-path-decides",
    ),
    _mutant(
        "an-older-name-wins",
        "Where `text` and `message` are given, `text` counts.",
        bodies(_older_wins),
        "older-names-are-taken",
    ),
    _mutant(
        "v1-metadata-are-lost",
        "Version 1 keeps nothing of `metadata`.",
        _without("/v1/chat", "metadata"),
        "v1-keeps-what-clients-send",
    ),
    _mutant(
        "v1-makes-a-session",
        "A version 1 chat without a session goes into a session `default`.",
        bodies(_a_session),
        "v1-needs-a-session",
    ),
    _mutant(
        "the-detecting-path-takes-more",
        "`POST /chat` takes anything as `client_id`, `request_id`, `metadata` and `user_context`.",
        _without("/chat", *_KEPT),
        "generated-requests-are-taken-alike",
    ),
    _mutant(
        "a-v1-token-is-lost",
        "A version 1 stream leaves the first token out.",
        items(_lost_token),
        "v1-streams-tell-the-same-run",
    ),
    _mutant(
        "a-v1-item-is-told-twice",
        "A version 1 stream tells every status twice.",
        _each(_twice),
        "v1-streams-tell-the-same-run",
    ),
    _mutant(
        "a-v1-item-says-less",
        "`complete` has neither usage nor model.",
        _each(_no_usage),
        "replay-stream-completed",
    ),
    _mutant(
        "a-cancelled-run-has-failed",
        "To version 1 a cancelled run is an upstream_error.",
        _each(_failed),
        "a-cancelled-run-is-an-error-to-v1",
        "replay-stream-cancelled",
    ),
    _mutant(
        "leaving-is-a-request",
        "A run whose version 1 client left was cancelled because somebody asked.",
        answers(_requested),
        "a-v1-run-ends-with-its-connection",
    ),
    _mutant(
        "a-v1-frame-names-nobody",
        "The status `completed` carries no correlation_id.",
        frames(lambda: _forgetful),
        "v1-websocket-tells-the-same-run",
        "replay-websocket-chat",
    ),
    _mutant(
        "a-v1-chat-begins-silently",
        "Over version 1's WebSocket there is no status `processing`.",
        frames(lambda: _silent_start),
        "replay-websocket-bare",
    ),
    _mutant(
        "v1-refuses-with-another-code",
        "Every error of version 1's WebSocket is forbidden.",
        frames(lambda: _other_error),
        "replay-websocket-refused",
        "replay-websocket-ticket-refused",
    ),
]
