"""Version 1 out of version 2: what its requests mean, and its words for answers, errors and events, mostly as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from orchestra_conformance.mock.memory import Session
from orchestra_conformance.mock.refusal import Refusal, misfit
from orchestra_conformance.mock.shelf import moment, new_id

Json = dict[str, Any]

_OLDER_NAMES: Final = MappingProxyType(
    {"text": "message", "sessionId": "session_id", "userContext": "user_context"}
)
# What v2 has no place for is kept in the run's metadata, under `v1`.
_KEPT: Final = ("request_id", "client_id", "user_context", "metadata")
_OF_THE_RUN: Final = (
    "run_id",
    "message_id",
    "finish_reason",
    "model",
    "usage",
    "tokens_used",
    "intent",
    "confidence",
    "swarm_used",
)
_WORK: Final = ("execution_mode", "execution_time", "quality_score")
_OF_A_PROBLEM: Final = (
    "code",
    "status",
    "retryable",
    "type",
    "correlation_id",
    "errors",
    "retry_after",
    "run_id",
    "reason",
    "response",
    "usage",
)
# The events that are a status, and what that says.
_STATUSES: Final = MappingProxyType(
    {
        "run.queued": "queued",
        "run.started": "processing",
        "run.notice": "notice",
        "agent.started": "agent_started",
        "agent.completed": "agent_completed",
        "tool.called": "tool_called",
        "tool.result": "tool_result",
    }
)
_OF_THE_MANAGER: Final = ("intent", "confidence", "parameters", "mood")
_MOST_MESSAGES: Final = 100


@dataclass(frozen=True, slots=True)
class Talk:
    """What an answer needs of its request: the client's name for it, and the name in our logs."""

    request_id: str = field(default_factory=lambda: new_id("req"))
    correlation_id: str = ""


def talk_of(body: Mapping[str, Any], correlation_id: str) -> Talk:
    """What to keep of a request."""
    return Talk(body.get("request_id") or new_id("req"), correlation_id)


def lifted(body: Json) -> Json:
    """The ChatRequest of version 2 that a v1 chat means. Raises Refusal(validation_failed) without a session."""
    said = {name: value for name, value in body.items() if name not in _OLDER_NAMES and value is not None}
    for older, newer in _OLDER_NAMES.items():
        if body.get(older) is not None:
            said.setdefault(newer, body[older])
    for name in ("message", "session_id"):
        if name not in said:
            raise misfit("body", f"/{name}", "is required")
    kept = {name: said[name] for name in _KEPT if name in said}
    chat = {"message": said["message"], "session_id": said["session_id"], "on_disconnect": "cancel"}
    return chat | ({"metadata": {"v1": kept}} if kept else {})


def chat_answer(answer: Json, talk: Talk) -> Json:
    """What v2 answers to a chat, in v1's words."""
    beside = ("user_message_id", "manager_response")
    return {
        "api_version": "v1",
        "request_id": talk.request_id,
        "timestamp": answer["created_at"],
        "session_id": answer["session_id"],
        "response": answer["response"],
        **{name: answer[name] for name in _WORK},
        "success": True,
        "error": None,
        "metadata": {name: answer[name] for name in (*_OF_THE_RUN, *beside)},
    }


def session_answer(session: Session) -> Json:
    """A session with its newest messages."""
    messages = [message.describe() for message in list(session.messages)[-_MOST_MESSAGES:]]
    return {
        "api_version": "v1",
        "timestamp": moment(),
        "session_id": session.session_id,
        "created_at": session.created_at,
        "updated_at": session.updated_at,
        "message_count": len(session.messages),
        "messages": [
            {
                "role": message["role"],
                "content": message["content"],
                "timestamp": message["created_at"],
                "metadata": {name: message[name] for name in ("message_id", "run_id", "status")},
            }
            for message in messages
        ],
        "metadata": session.metadata,
        "success": True,
        "error": None,
    }


def error_answer(problem: Json) -> Json:
    """A problem of v2 in v1's envelope."""
    text = f"The run was cancelled: {problem['reason']}." if "reason" in problem else problem["detail"]
    return {"success": False, "error": text, "data": _chosen(problem, _OF_A_PROBLEM), "timestamp": moment()}


def items(event: Json, talk: Talk, cancelled: Json) -> list[Json]:
    """The lines of a v1 stream for one event of v2; `cancelled` is the problem run_cancelled."""
    kind, about = event["type"], {"run_id": event["run_id"]}
    if kind == "token":
        return [_item("token", event["text"], {}, moment())]
    when = event["created_at"]
    if kind in _STATUSES:
        more = {} if kind == "run.started" else _without(event, ("type", "offset", "created_at"))
        return [_item("status", _STATUSES[kind], {**about, **more}, when)]
    if kind == "manager.intent":
        return [_item("manager", event["response"], {**about, **_chosen(event, _OF_THE_MANAGER)}, when)]
    if kind == "run.completed":
        metadata = {
            "api_version": "v1",
            "request_id": talk.request_id,
            "session_id": event["session_id"],
            "success": True,
            **{name: event[name] for name in (*_OF_THE_RUN, *_WORK)},
        }
        said = event["manager_response"]
        first = [] if said is None else [_item("manager_conclusion", said, about, when)]
        return [*first, _item("complete", event["response"], metadata, when)]
    if kind in ("run.failed", "run.cancelled"):
        problem = {**event.get("error", {**cancelled, "correlation_id": talk.correlation_id})}
        problem |= {**about, **_chosen(event, ("reason", "response", "usage"))}
        answer = error_answer(problem)
        return [_item("error", answer["error"], answer["data"], when)]
    # What a single agent writes is not shown in version 1.
    return []


def frames(event: Json, talk: Talk, cancelled: Json) -> list[tuple[str, Json]]:
    """Kind and data of the frames of v1's WebSocket for one event of v2."""
    made: list[tuple[str, Json]] = []
    about = {"run_id": event["run_id"], "request_id": talk.request_id}
    for item in items(event, talk, cancelled):
        if item["type"] == "error":
            said = {"success": False, "error": item["content"], "data": item["metadata"]}
            made.append(("error", {**said, "timestamp": item["timestamp"]}))
        elif item["content"] == "processing" and item["type"] == "status":
            made.append(("status", {"status": "processing", **about}))
        else:
            made.append(("stream_token", item))
            if item["type"] == "complete":
                made.append(("status", {"status": "completed", **about}))
    return made


def detected(body: Any, headers: Sequence[str], query: Sequence[str], only_in_v2: Iterable[str]) -> str:
    """The version that a request on a path without one means.

    Raises Refusal: version_conflict where two are named, validation_failed for a name that no version has.
    """
    fields = body if isinstance(body, dict) else {}
    named = [("body", "/api_version", value) for value in (fields.get("api_version"),) if value is not None]
    named += [("header", "/X-API-Version", value) for value in headers]
    named += [("query", "/api_version", value) for value in query]
    for where, pointer, value in named:
        if value not in ("v1", "v2"):
            raise misfit(where, pointer, "must be v1 or v2")
    versions = {value for _, _, value in named}
    if len(versions) > 1:
        raise Refusal("version_conflict", "The request names two versions. Name one.")
    if versions:
        return str(versions.pop())
    return "v2" if any(fields.get(name) is not None for name in only_in_v2) else "v1"


def _item(kind: str, content: str, metadata: Json, timestamp: str) -> Json:
    return {"type": kind, "content": content, "metadata": metadata, "timestamp": timestamp}


def _chosen(values: Json, names: Iterable[str]) -> Json:
    return {name: values[name] for name in names if name in values}


def _without(values: Json, names: Sequence[str]) -> Json:
    return {name: value for name, value in values.items() if name not in names}
