"""Version 1: what is different about it, as change records."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from orchestra.api.versions.records import Exchange, Json, OlderVersion, VersionChange
from orchestra.contract import v1
from orchestra.contract.errors import CATALOGUE, ErrorCode
from orchestra.errors import FieldError, OrchestraError

# The operations of both documents: what begins with `receive` or `send` is the WebSocket's.
CHATS: Final = ("createChatV1", "createChatStreamV1", "receiveChatV1")
STREAMS: Final = ("createChatStreamV1", "receiveChatV1")
OLDER_NAMES: Final = MappingProxyType(
    {"text": "message", "sessionId": "session_id", "userContext": "user_context"}
)
# What v2 has no place for is kept with the run under this one key of its metadata, so that v2's limit of members
# does not bite.
KEPT_UNDER: Final = "v1"
KEPT: Final = ("request_id", "client_id", "user_context", "metadata")
WITHOUT_EFFECT: Final = ("stream", "api_version", "timestamp")

_ANSWER_METADATA: Final = (
    "run_id",
    "user_message_id",
    "message_id",
    "finish_reason",
    "model",
    "usage",
    "tokens_used",
    "manager_response",
    "intent",
    "confidence",
    "swarm_used",
)
_COMPLETE_FIRST: Final = (
    "session_id",
    "run_id",
    "message_id",
    "execution_mode",
    "execution_time",
    "quality_score",
)
_COMPLETE_LAST: Final = (
    "finish_reason",
    "model",
    "usage",
    "tokens_used",
    "intent",
    "confidence",
    "swarm_used",
)
_PROBLEM_DATA: Final = (
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
# Of an event, what is said elsewhere in an item.
_OF_EVERY_EVENT: Final = frozenset({"type", "offset", "created_at"})


# ------------------------------------------------------------------------------------------------------- requests, up


def _new_names(body: Json) -> Json:
    lifted = {name: value for name, value in body.items() if name not in OLDER_NAMES}
    for older, newer in OLDER_NAMES.items():
        # An empty field of a client that writes out its whole model says nothing.
        if body.get(older) is not None and lifted.get(newer) is None:
            lifted[newer] = body[older]
    return lifted


def _known_fields(body: Json) -> Json:
    return {
        name: value
        for name, value in body.items()
        if name in v1.ChatRequestV1.model_fields and name not in WITHOUT_EFFECT and value is not None
    }


def _needs_session(body: Json) -> Json:
    if "session_id" not in body:
        raise OrchestraError(
            ErrorCode.VALIDATION_FAILED,
            "/session_id (body): is required.",
            errors=[FieldError("body", "/session_id", "is required")],
        )
    return body


def _kept_with_run(body: Json) -> Json:
    kept = {name: body[name] for name in KEPT if name in body}
    lifted = {name: value for name, value in body.items() if name not in KEPT}
    return lifted | ({"metadata": {KEPT_UNDER: kept}} if kept else {})


def _ends_with_connection(body: Json) -> Json:
    return {**body, "on_disconnect": "cancel"}


# ------------------------------------------------------------------------------------------------------ answers, down


def _chat_answer(answer: Json, exchange: Exchange) -> Json:
    return {
        "api_version": "v1",
        "request_id": exchange.request_id,
        "timestamp": answer["created_at"],
        "session_id": answer["session_id"],
        "response": answer["response"],
        "execution_mode": answer["execution_mode"],
        "execution_time": answer["execution_time"],
        "quality_score": answer["quality_score"],
        "success": True,
        "error": None,
        "metadata": {name: answer[name] for name in _ANSWER_METADATA},
    }


def _session_answer(answer: Json, exchange: Exchange) -> Json:
    session = answer["session"]
    return {
        "api_version": "v1",
        "timestamp": exchange.now(),
        "session_id": session["session_id"],
        "created_at": session["created_at"],
        "updated_at": session["updated_at"],
        "message_count": answer["message_count"],
        "messages": [
            {
                "role": message["role"],
                "content": message["content"],
                "timestamp": message["created_at"],
                "metadata": {name: message[name] for name in ("message_id", "run_id", "status")},
            }
            for message in answer["messages"]
        ],
        "metadata": session["metadata"],
        "success": True,
        "error": None,
    }


def _error_data(problem: Json) -> Json:
    return {name: problem[name] for name in _PROBLEM_DATA if name in problem}


def _text_of(problem: Json) -> str:
    # v1's text is never empty; a code always says something.
    return str(problem["detail"] or problem["title"] or problem["code"])


def _error_answer(problem: Json, exchange: Exchange) -> Json:
    text = _text_of(problem)
    if problem.get("reason"):
        text = f"The run was cancelled: {problem['reason']}."
    return {
        "success": False,
        "error": text,
        "data": _error_data(problem),
        "timestamp": exchange.now(),
    }


# ------------------------------------------------------------------------------------------------------- events, down


def _item(kind: str, content: str, metadata: Json, timestamp: str) -> Json:
    return {"type": kind, "content": content, "metadata": metadata, "timestamp": timestamp}


def _token_item(event: Json, exchange: Exchange) -> list[Json]:
    # v2's tokens carry no time: it is the time of sending.
    return [_item("token", event["text"], {}, exchange.now())]


def _processing_item(event: Json, exchange: Exchange) -> list[Json]:
    return [_item("status", "processing", {"run_id": event["run_id"]}, event["created_at"])]


def _status_item(event: Json, exchange: Exchange) -> list[Json]:
    name = event["type"].removeprefix("run.").replace(".", "_")
    metadata = {key: value for key, value in event.items() if key not in _OF_EVERY_EVENT}
    return [_item("status", name, metadata, event["created_at"])]


def _manager_item(event: Json, exchange: Exchange) -> list[Json]:
    metadata = {
        key: value
        for key, value in event.items()
        if key not in _OF_EVERY_EVENT and key != "response" and value is not None
    }
    return [_item("manager", event["response"], metadata, event["created_at"])]


def _nothing(event: Json, exchange: Exchange) -> list[Json]:
    return []


def _complete_items(event: Json, exchange: Exchange) -> list[Json]:
    items = []
    if event["manager_response"] is not None:
        metadata = {"run_id": event["run_id"]}
        items.append(_item("manager_conclusion", event["manager_response"], metadata, event["created_at"]))
    metadata = {
        "api_version": "v1",
        "request_id": exchange.request_id,
        **{name: event[name] for name in _COMPLETE_FIRST},
        "success": True,
        **{name: event[name] for name in _COMPLETE_LAST},
    }
    return [*items, _item("complete", event["response"], metadata, event["created_at"])]


def _failed_item(event: Json, exchange: Exchange) -> list[Json]:
    data = _error_data(
        {**event["error"], "run_id": event["run_id"], "response": event["response"], "usage": event["usage"]}
    )
    return [_item("error", _text_of(event["error"]), data, event["created_at"])]


def _cancelled_item(event: Json, exchange: Exchange) -> list[Json]:
    entry = CATALOGUE[ErrorCode.RUN_CANCELLED]
    data = _error_data(
        {
            "code": entry.code.value,
            "status": entry.status,
            "retryable": entry.retryable,
            "type": f"{exchange.docs_url}/reference/errors/{entry.code.value}/",
            "correlation_id": exchange.correlation_id,
            "run_id": event["run_id"],
            "reason": event["reason"],
            "response": event["response"],
            "usage": event["usage"],
        }
    )
    text = f"The run was cancelled: {event['reason']}."
    return [_item("error", text, data, event["created_at"])]


# ---------------------------------------------------------------------------------------------------------- the records

CHANGES: Final = (
    VersionChange(
        id="older-names",
        description="v1 takes `text`, `sessionId` and `userContext` for `message`, `session_id` and `user_context`.",
        migration="Send `message` and `session_id`.",
        operations=CHATS,
        request_up=_new_names,
    ),
    VersionChange(
        id="unknown-fields",
        description="v1 ignores fields that it does not know, and takes null for a field that was left out.",
        migration="Leave out what has no value, and fields that are not in the specification: v2 answers 422.",
        operations=CHATS,
        request_up=_known_fields,
    ),
    VersionChange(
        id="session-required",
        description="v1 needs a session id in every chat.",
        migration="Leave `session_id` out to begin a new session; the answer names it.",
        operations=CHATS,
        request_up=_needs_session,
    ),
    VersionChange(
        id="kept-with-the-run",
        description=(
            "v1 takes `client_id`, `user_context`, `request_id` and `metadata` of any size. In v2 they are found in "
            "the run's `metadata`, under `v1`."
        ),
        migration=(
            "Put what you want to keep into `metadata` (at most 64 members). The run has an id of its own, in "
            "`Orchestra-Run-Id` and in the answer."
        ),
        operations=CHATS,
        request_up=_kept_with_run,
    ),
    VersionChange(
        id="ends-with-the-connection",
        description="A v1 run is cancelled when its client leaves.",
        migration=(
            "Send `on_disconnect: cancel` for the same; without it a stream may be resumed, and a chat with an "
            "Idempotency-Key be asked for again."
        ),
        operations=CHATS,
        request_up=_ends_with_connection,
    ),
    VersionChange(
        id="chat-answer",
        description=(
            "v1's answer says `api_version`, `request_id`, `timestamp`, `success` and `error`, and keeps what v2 says "
            "of the run in `metadata`."
        ),
        migration=(
            "Read `run_id`, `message_id`, `finish_reason`, `model`, `usage` and the like beside `response`, "
            "`created_at` for `timestamp`, and the HTTP status for `success`."
        ),
        operations=("createChatV1",),
        response_down=_chat_answer,
    ),
    VersionChange(
        id="session-with-messages",
        description="v1's session has its newest 100 messages in it, and how many there are in all.",
        migration=(
            "Read the session from `GET /v2/sessions/{session_id}` and its messages, all of them, page by page from "
            "`GET /v2/sessions/{session_id}/messages`. A message's `timestamp` is `created_at`; what was in its "
            "`metadata` stands beside it."
        ),
        operations=("getSessionV1",),
        response_down=_session_answer,
    ),
    VersionChange(
        id="error-envelope",
        description=(
            "v1 answers an error as `{success: false, error, data, timestamp}` in `application/json`, v2 as a problem "
            "(`application/problem+json`, RFC 9457). Status and code are the same."
        ),
        migration=(
            "Read `detail` for `error`, and `code`, `retryable`, `retry_after` and the rest at the top of the problem "
            "for what was in `data`. What the model had written is in the run: `GET /v2/runs/{run_id}`."
        ),
        error_down=_error_answer,
    ),
    VersionChange(
        id="lines",
        description="v1 streams lines of JSON (`application/x-ndjson`) that cannot be resumed.",
        migration=(
            "Read Server-Sent Events. Keep the last `id`; after a lost connection go on with "
            "`GET /v2/runs/{run_id}/events` and `Last-Event-ID`."
        ),
        operations=("createChatStreamV1",),
    ),
    VersionChange(
        id="token-item",
        description="v1's `token` has its text in `content`, and the time of sending.",
        migration="Read `text`.",
        operations=STREAMS,
        events=("token",),
        event_down=_token_item,
    ),
    VersionChange(
        id="processing-item",
        description="v1 says that a run has begun with a `status` of `processing`.",
        migration="Read `run.started`; it names session, model and the user's message too.",
        operations=STREAMS,
        events=("run.started",),
        event_down=_processing_item,
    ),
    VersionChange(
        id="status-items",
        description=(
            "v1 tells everything else about the work as a `status`, with the event's name in `content` (`queued`, "
            "`notice`, `agent_started` …) and its fields in `metadata`."
        ),
        migration="Read the event of that name; its fields stand at the top.",
        operations=STREAMS,
        events=("run.queued", "run.notice", "agent.started", "agent.completed", "tool.called", "tool.result"),
        event_down=_status_item,
    ),
    VersionChange(
        id="no-agent-tokens",
        description="v1 does not show what a single agent writes.",
        migration="Nothing; ignore `agent.token` where you do not want it.",
        operations=STREAMS,
        events=("agent.token",),
        event_down=_nothing,
    ),
    VersionChange(
        id="manager-item",
        description="v1 has what the manager says first in a `manager` item.",
        migration="Read `manager.intent`, with the words in `response`.",
        operations=STREAMS,
        events=("manager.intent",),
        event_down=_manager_item,
    ),
    VersionChange(
        id="complete-items",
        description=(
            "v1 ends a good stream with `manager_conclusion` (left out where the manager says nothing) and `complete`, "
            "which has the whole text in `content` and the rest in `metadata`."
        ),
        migration="Read `run.completed`: the text is in `response`, the manager's words in `manager_response`.",
        operations=STREAMS,
        events=("run.completed",),
        event_down=_complete_items,
    ),
    VersionChange(
        id="failed-item",
        description="v1 ends a stream that failed with `error`: the text in `content`, the facts in `metadata`.",
        migration="Read `run.failed`: the problem is in `error`, what was written in `response`.",
        operations=STREAMS,
        events=("run.failed",),
        event_down=_failed_item,
    ),
    VersionChange(
        id="cancelled-item",
        description="To v1 a run that was cancelled is an `error` with the code `run_cancelled`.",
        migration="Read `run.cancelled`, with the `reason`.",
        operations=STREAMS,
        events=("run.cancelled",),
        event_down=_cancelled_item,
    ),
    VersionChange(
        id="socket-of-a-session",
        description=(
            "v1's WebSocket is `/v1/ws/{client_id}/{session_id}`: one session a connection, no subprotocol, a ticket "
            "in the query only. A client, for the limit of connections, is the key with its `client_id`."
        ),
        migration=(
            "Connect to `/v2/ws` with the subprotocol `orchestra.v2`, and name the session in each chat. A client is "
            "the key alone."
        ),
        operations=("receiveChatV1", "sendConnectionNewsV1"),
    ),
    VersionChange(
        id="socket-frames",
        description=(
            "v1's frames have `type`, `data` and `timestamp`; `correlation_id` names a frame and comes back on all "
            "that is said about it. A bare `{message: …}` is a chat. Unknown fields pass."
        ),
        migration=(
            "Put the fields at the top, beside `type`, and name a message by `id`. Its answer carries the `id`, the "
            "events of a chat the `run_id` that `accepted` told."
        ),
        operations=(
            "receiveChatV1",
            "receiveCommandV1",
            "receiveControlV1",
            "receivePongV1",
            "sendAnswersV1",
        ),
    ),
    VersionChange(
        id="socket-chat",
        description=(
            "Over v1's WebSocket a chat is a status `processing`, the other items as `stream_token`, and at the end a "
            "status `completed` or an `error`."
        ),
        migration=(
            "Read `accepted`, then the same events as in a stream, up to `run.completed`, `run.failed` or "
            "`run.cancelled`."
        ),
        operations=("receiveChatV1",),
    ),
    VersionChange(
        id="socket-stop",
        description="v1's command `stop` ends the chats of its connection, and so does leaving.",
        migration=(
            "Send `cancel` with the `run_id`. v2's `stop` ends the runs of the session that it names, or all of yours; "
            "leaving ends what was asked with `on_disconnect: cancel`."
        ),
        operations=("receiveCommandV1",),
    ),
    VersionChange(
        id="socket-controls",
        description="v1's `control` asks for a `pong`, a `status` or the `metrics` of the connection.",
        migration="Send `ping` or `status`. Count for yourself what goes over your connection.",
        operations=("receiveControlV1",),
    ),
    VersionChange(
        id="socket-end",
        description=(
            "v1 says `status` (`connected`) first, `timeout` before it closes a silent connection, and an `error` to a "
            "page whose ticket is refused; else the close code says it all."
        ),
        migration=(
            "Read `welcome` first, and `goodbye` last: it has code, reason, and whether to connect again. Then go on "
            "with `resume` behind the last `offset`."
        ),
        operations=("sendConnectionNewsV1",),
    ),
)

V1: Final = OlderVersion(
    name="v1",
    changes=CHANGES,
    operations=MappingProxyType(
        {
            "createChatV1": "createChat",
            "createChatStreamV1": "createChatStream",
            "getSessionV1": "getSession",
        }
    ),
    # Many old clients say that they accept JSON and mean the lines, too.
    also_accepts=MappingProxyType({"createChatStreamV1": ("application/json",)}),
)
