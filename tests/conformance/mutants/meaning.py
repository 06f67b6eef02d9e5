"""Services whose answers have the right form and the wrong meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from tests.conformance.saboteur import HttpAnswer, Mutant, Scope, Wrap, answers, bodies, scopes

Json = dict[str, Any]
Change = Callable[[Json], Json]

_OTHER_MESSAGE: Final = f"msg_{'0' * 32}"


def _mutant(name: str, breaks: str, found_by: str, wrap: Wrap) -> Mutant:
    return Mutant(name, breaks, (f"rest.{found_by}",), wrap)


def _without(name: str, end: str) -> Wrap:
    """A parameter of the query is ignored, where the path ends like this."""

    def changed(scope: Scope) -> None:
        if scope["type"] == "http" and scope["path"].endswith(end):
            query = parse_qsl(scope["query_string"].decode(), keep_blank_values=True)
            scope["query_string"] = urlencode([pair for pair in query if pair[0] != name]).encode()

    return scopes(changed)


def _said(where: Callable[[str], bool], change: Change) -> Wrap:
    """Change objects that are answered with success, by their path."""

    def changed(answer: HttpAnswer) -> None:
        value = answer.json
        if answer.status < 300 and isinstance(value, dict):
            answer.say(change(value))

    return answers(changed, where=lambda _, path: where(path))


def _asked(where: Callable[[str], bool], change: Change) -> Wrap:
    """Change the objects that are sent."""
    return bodies(lambda path, body: change(body) if where(path) else body)


def _dropped(*names: str) -> Change:
    return lambda body: {name: value for name, value in body.items() if name not in names}


def _leads_elsewhere(answer: HttpAnswer) -> None:
    if "location" in answer.headers:
        answer.headers["location"] += "-2"


def _no_link(answer: HttpAnswer) -> None:
    if answer.path.endswith("/messages"):
        answer.headers.pop("link", None)


def _last_page(answer: HttpAnswer) -> None:
    value = answer.json
    if isinstance(value, dict) and value.get("next_cursor"):
        answer.headers.pop("link", None)
        answer.say({**value, "next_cursor": None})


def _is(end: str) -> Callable[[str], bool]:
    return lambda path: path.endswith(end)


def _is_one_of(beginning: str) -> Callable[[str], bool]:
    return lambda path: path.startswith(beginning)


_PAGES: Final = "pages-make-up-the-list"
_SESSION: Final = "a-session-is-what-was-asked-for"
_CHAT: Final = "a-chat-agrees-with-its-run"
_READER: Final = "a-run-may-end-with-its-reader"

MUTANTS = [
    _mutant(
        "order-is-ignored",
        "Messages are always listed the oldest first.",
        _PAGES,
        _without("order", "/messages"),
    ),
    _mutant(
        "limit-is-ignored",
        "Pages of messages have as many entries as fit.",
        _PAGES,
        _without("limit", "/messages"),
    ),
    _mutant(
        "every-page-is-the-first",
        "A cursor of the list of runs leads to its beginning.",
        _PAGES,
        _without("after", "/runs"),
    ),
    _mutant("one-page-is-all", "Lists say that there is no second page.", _PAGES, answers(_last_page)),
    _mutant(
        "the-next-page-has-no-link",
        "The list of messages tells the next cursor, and no header Link.",
        _PAGES,
        answers(_no_link),
    ),
    _mutant(
        "location-leads-elsewhere",
        "Location names another session than was made.",
        _SESSION,
        answers(_leads_elsewhere),
    ),
    _mutant(
        "a-title-costs-the-metadata",
        "A change of a session's title empties its metadata.",
        _SESSION,
        _asked(_is_one_of("/v2/sessions/"), lambda body: {"metadata": {}, **body}),
    ),
    _mutant(
        "a-change-is-not-made",
        "A change of a session is answered, and not made.",
        _SESSION,
        _asked(_is_one_of("/v2/sessions/"), _dropped("metadata")),
    ),
    _mutant(
        "a-chat-names-another-message",
        "`POST /v2/chat` names a message that is not the user's.",
        _CHAT,
        _said(_is("/v2/chat"), lambda value: {**value, "user_message_id": _OTHER_MESSAGE}),
    ),
    _mutant(
        "metadata-are-lost",
        "The metadata of a chat are not kept.",
        _CHAT,
        _asked(_is("/v2/chat"), _dropped("metadata")),
    ),
    _mutant(
        "an-answer-is-not-cut",
        "max_response_tokens is ignored.",
        "an-answer-has-no-more-tokens-than-asked-for",
        _asked(
            _is("/v2/chat"), lambda body: {**_dropped("max_response_tokens")(body), "message": "Say hello."}
        ),
    ),
    _mutant(
        "a-deadline-is-an-answer",
        "A run over its deadline is said to be completed with what there is.",
        "a-deadline-ends-a-run",
        _asked(
            _is("/v2/chat/stream"),
            lambda body: {**body, "message": "[[tokens 30]] [[delay 0.05]]", "deadline": 60},
        ),
    ),
    _mutant(
        "a-reader-who-left-has-asked",
        "A run that its reader left is cancelled as if somebody had asked for it.",
        _READER,
        _said(
            _is_one_of("/v2/runs/"),
            lambda value: {**value, "cancel_reason": value.get("cancel_reason") and "requested"},
        ),
    ),
    _mutant(
        "a-revoked-key-is-active",
        "A key that was taken back is still called active where it is looked up.",
        "a-key-says-how-it-stands",
        _said(
            lambda path: path.startswith("/v2/keys/") and not path.endswith("/revoke"),
            lambda value: {**value, "status": "active", "revoked_at": None},
        ),
    ),
]
