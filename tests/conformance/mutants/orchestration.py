"""Broken orchestras: managers and agents out of turn; swarms, settings and memories that are not what they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from tests.conformance.mutants.security import as_the_first
from tests.conformance.saboteur import (
    App,
    HttpAnswer,
    Mutant,
    Receive,
    Scope,
    Send,
    Wrap,
    answers,
    bodies,
    events,
    frames,
    headers_of,
    items,
    raw,
    scopes,
)

Json = dict[str, Any]

_TIME: Final = "2026-11-20T09:30:00.000Z"
_INTENT: Final[Json] = {
    "type": "manager.intent",
    "created_at": _TIME,
    "intent": "help",
    "confidence": 0.5,
    "certain": False,
    "parameters": {},
    "mood": "patient",
    "response": "What is it?",
}
_RESULT: Final[Json] = {
    "type": "tool.result",
    "created_at": _TIME,
    "call_id": "call_of_nobody",
    "ok": True,
    "content": "2 results",
}
_NOBODY: Final = f"msg_{'0' * 32}"
_ONE_MEMORY: Final = re.compile(r"/v2/memories/[^/]+")


def _renumbered(change: Callable[[Json], list[Json]]) -> Wrap:
    """Change the events of every stream; their offsets count on without gaps."""

    def of_stream() -> Callable[[Json], list[Json]]:
        more = 0

        def changed(event: Json) -> list[Json]:
            nonlocal more
            out = change(event)
            first = event["offset"] + more
            more += len(out) - 1
            return [{**each, "run_id": event["run_id"], "offset": first + n} for n, each in enumerate(out)]

        return changed

    return events(of_stream)


def _behind(kind: str, *said: Json) -> Wrap:
    """Say something more behind each event of a type."""
    return _renumbered(lambda event: [event, *said] if event["type"] == kind else [event])


def _without(kind: str) -> Wrap:
    return _renumbered(lambda event: [] if event["type"] == kind else [event])


def _another_intent(event: Json) -> list[Json]:
    if event["type"] == "manager.intent":
        return []
    return [event, {**_INTENT, "confidence": 0.0123}] if event["type"] == "run.started" else [event]


def _leaks_as_tokens(event: Json) -> list[Json]:
    if event["type"] != "agent.completed":
        return [event]
    return [event, {"type": "token", "text": event["text"] or "Hm."}]


def _leaks_into_the_response() -> Callable[[Json], list[Json]]:
    drafts: list[str] = []

    def change(event: Json) -> list[Json]:
        if event["type"] == "agent.completed":
            drafts.append(event["text"] or "Hm.")
        return (
            [{**event, "response": "".join([*drafts, event["response"]])}] if "response" in event else [event]
        )

    return change


def _asked(path: str, change: Callable[[Json], Json]) -> Wrap:
    """Change the objects that are sent to where the path ends so."""
    return bodies(lambda asked, body: change(body) if asked.endswith(path) else body)


def _any_swarm(body: Json) -> Json:
    return {name: value for name, value in body.items() if name != "swarm_type"}


def _said(end: str, change: Callable[[Json], Json]) -> Wrap:
    """Change objects that are answered with success, where the path ends so."""

    def changed(answer: HttpAnswer) -> None:
        if answer.status < 300 and isinstance(answer.json, dict):
            answer.say(change(answer.json))

    return answers(changed, where=lambda _, path: path.endswith(end))


def _run_says(**wrong: Any) -> Wrap:
    def changed(answer: HttpAnswer) -> None:
        if answer.method == "GET" and answer.status == 200:
            answer.say({**answer.json, **wrong})

    return answers(changed, where=lambda _, path: re.fullmatch(r"/v2/runs/[^/]+", path) is not None)


def _forgets_nothing(where: Callable[[str], bool]) -> Wrap:
    """What is to be forgotten is answered with 204, and kept."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "DELETE" or not where(scope["path"]):
                await app(scope, receive, send)
                return

            async def out(message: Any) -> None:
                if message["type"] == "http.response.start":
                    headers = headers_of(message)
                    headers.pop("content-type", None)
                    headers.pop("content-length", None)
                    message = {**message, "status": 204, "headers": raw(headers)}
                elif message["type"] == "http.response.body":
                    message = {**message, "body": b""}
                await send(message)

            await app({**scope, "path": f"/v2/memories/{_NOBODY}", "raw_path": b""}, receive, out)

        return changed

    return wrap


def _without_key(scope: Scope) -> None:
    if scope["path"].endswith("/feedback"):
        scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() != b"idempotency-key"]


def _without_query(scope: Scope) -> None:
    if scope["path"] == "/v2/memories":
        query = parse_qsl(scope["query_string"].decode())
        scope["query_string"] = urlencode([pair for pair in query if pair[0] != "query"]).encode()


def _one_owner(*ends: str) -> Wrap:
    """Whoever asks for these paths is taken for who chatted first."""

    def name(scope: Scope) -> str | None:
        chats = scope["type"] == "http" and scope["path"].startswith("/v2/chat")
        return "the owner" if chats or scope["path"].endswith(ends) else None

    return as_the_first(name)


def _no_agents_to_v1(item: Json) -> list[Json]:
    return [] if item["content"] in ("agent_started", "agent_completed") else [item]


def _frames_without_agents(frame: Json) -> list[Json | int | bytes]:
    return [] if frame["type"].startswith("agent.") else [frame]


def _upside_down(report: Json) -> Json:
    return {**report, "ranking": report["ranking"][::-1]}


_WISHED: Final = "rest.memory-is-used-where-it-is-wished"
_TURNS: Final = "stream.agents-take-turns"

MUTANTS = [
    Mutant(
        "the-manager-speaks-twice",
        "manager.intent comes twice in every run.",
        ("stream.a-manager-speaks-once",),
        _behind("run.started", _INTENT, _INTENT),
    ),
    Mutant(
        "the-manager-changes-its-mind",
        "run.completed says another intent than manager.intent.",
        ("stream.a-manager-speaks-once",),
        _renumbered(_another_intent),
    ),
    Mutant(
        "a-tool-answers-without-a-call",
        "A tool.result comes of a tool that was not called.",
        (_TURNS,),
        _behind("run.started", _RESULT),
    ),
    Mutant(
        "agents-begin-in-silence",
        "No agent.started comes.",
        (_TURNS,),
        _without("agent.started"),
    ),
    Mutant(
        "an-agent-ends-twice",
        "Every agent.completed comes twice.",
        (_TURNS,),
        _renumbered(lambda event: [event, event] if event["type"] == "agent.completed" else [event]),
    ),
    Mutant(
        "drafts-are-tokens",
        "What an agent said comes as a token too.",
        ("stream.agents-are-not-the-answer",),
        _renumbered(_leaks_as_tokens),
    ),
    Mutant(
        "drafts-are-in-the-response",
        "The response of run.completed begins with what the agents said.",
        ("stream.agents-are-not-the-answer",),
        events(_leaks_into_the_response),
    ),
    Mutant(
        "another-swarm-works",
        "A chat with a swarm is answered by the model alone.",
        ("stream.the-swarm-asked-for-works", _TURNS),
        _asked("/v2/chat/stream", _any_swarm),
    ),
    Mutant(
        "a-run-forgets-its-mode",
        "The run, looked up, says no execution_mode.",
        ("stream.the-run-says-the-same", "stream.the-swarm-asked-for-works"),
        _run_says(execution_mode=None),
    ),
    Mutant(
        "socket-hides-the-agents",
        "Over a WebSocket the events of agents do not come.",
        ("websocket.a-swarm-is-told-of-as-it-works",),
        frames(lambda: _frames_without_agents),
    ),
    Mutant(
        "v1-hides-the-agents",
        "To version 1 agents are no statuses.",
        ("compat.v1-streams-tell-of-a-swarm",),
        items(lambda: _no_agents_to_v1),
    ),
    Mutant(
        "a-swarm-that-is-not-there-is-none",
        "A chat with a swarm that there is not is answered without one.",
        ("rest.a-swarm-that-is-not-there-is-not-found",),
        _asked("/v2/chat", _any_swarm),
    ),
    Mutant(
        "swarms-are-in-disorder",
        "`GET /v2/swarms` begins at the end.",
        ("rest.swarms-are-listed-by-name",),
        _said("/v2/swarms", lambda page: {**page, "data": page["data"][::-1]}),
    ),
    Mutant(
        "settings-are-not-kept",
        "A change of a session's settings is answered, and not made.",
        ("rest.a-session-is-what-was-asked-for",),
        bodies(
            lambda path, body: (
                {name: value for name, value in body.items() if name != "settings"}
                if path.startswith("/v2/sessions/")
                else body
            )
        ),
    ),
    Mutant(
        "settings-are-ignored",
        "Chats take nothing from their session's settings.",
        ("rest.a-session-decides-what-a-chat-leaves-open",),
        _asked("/v2/chat", lambda body: {"optimization_mode": "balanced", **body}),
    ),
    Mutant(
        "feedback-loses-the-intent",
        "The intent of a feedback is not kept.",
        ("rest.feedback-is-kept-as-it-was-said",),
        _said("/feedback", lambda kept: {**kept, "intent": None}),
    ),
    Mutant(
        "feedback-is-said-again",
        "The Idempotency-Key of a feedback is ignored.",
        ("rest.feedback-is-kept-as-it-was-said",),
        scopes(_without_key),
    ),
    Mutant(
        "feedback-is-everybodys",
        "Whoever knows a run may say how good it was.",
        ("security.foreign-objects-are-not-there",),
        _one_owner("/feedback"),
    ),
    Mutant(
        "the-likeliest-intent-is-last",
        "The ranking of an interpretation is upside down.",
        ("rest.an-intent-is-the-likeliest",),
        _said("/v2/intents", _upside_down),
    ),
    Mutant(
        "a-search-finds-everything",
        "The query of `GET /v2/memories` is ignored.",
        ("rest.memories-are-found-by-their-words", "rest.what-is-forgotten-is-not-found"),
        scopes(_without_query),
    ),
    Mutant(
        "the-forgotten-is-found-again",
        "Forgetting a message is answered, and not done.",
        ("rest.what-is-forgotten-is-not-found",),
        _forgets_nothing(lambda path: _ONE_MEMORY.fullmatch(path) is not None),
    ),
    Mutant(
        "not-everything-is-forgotten",
        "Forgetting everything is answered, and not done.",
        ("rest.everything-can-be-forgotten",),
        _forgets_nothing(lambda path: path == "/v2/memories"),
    ),
    Mutant(
        "memory-is-always-used",
        "Chats look at other sessions unasked.",
        (_WISHED,),
        _asked("/v2/chat/stream", lambda body: {"use_memory": True, **body}),
    ),
    Mutant(
        "memory-is-never-used",
        "use_memory is ignored.",
        (_WISHED,),
        _asked("/v2/chat/stream", lambda body: {**body, "use_memory": False}),
    ),
    Mutant(
        "memories-are-everybodys",
        "A search finds what any owner said.",
        ("security.foreign-memories-are-not-found",),
        _one_owner("/v2/memories"),
    ),
]
