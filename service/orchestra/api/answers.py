"""Records as the contract shows them. Every answer is checked against its contract model before it goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from orchestra.access.keys import KeyRecord
from orchestra.contract import models
from orchestra.errors import ErrorCode, FieldError, RunFailure
from orchestra.sessions.feedback import FeedbackRecord
from orchestra.sessions.memories import MemoryRecord
from orchestra.sessions.messages import MessageRecord
from orchestra.sessions.runs import RunRecord
from orchestra.sessions.sessions import SessionRecord, Transcript
from orchestra.storage.ids import rfc3339
from orchestra.storage.pages import Page

RecordT = TypeVar("RecordT")
ModelT = TypeVar("ModelT", bound=BaseModel)


def chat_response(run: RunRecord) -> models.ChatResponse:
    """A completed run as the answer to its chat."""
    usage = run.usage or {}
    return models.ChatResponse.model_validate(
        {
            "run_id": run.run_id,
            "session_id": run.session_id,
            "user_message_id": run.user_message_id,
            "message_id": run.message_id,
            "response": run.response,
            "finish_reason": run.finish_reason,
            "manager_response": run.manager_response,
            "intent": run.intent,
            "confidence": run.confidence,
            "execution_mode": run.execution_mode,
            # Runs of before version 2.1 have their times only.
            "execution_time": _seconds(run.started_at, run.ended_at)
            if run.execution_time is None
            else run.execution_time,
            "quality_score": run.quality_score,
            "swarm_used": run.swarm_used,
            "model": run.model,
            "usage": usage,
            "tokens_used": usage.get("total_tokens", 0),
            "created_at": _moment(run.ended_at),
        }
    )


def run_model(run: RunRecord) -> models.Run:
    """A run as it stands."""
    return models.Run.model_validate(
        {
            "run_id": run.run_id,
            "session_id": run.session_id,
            "status": run.status,
            "user_message_id": run.user_message_id,
            "message_id": run.message_id,
            "model": run.model,
            "execution_mode": run.execution_mode,
            "swarm_used": run.swarm_used,
            "intent": run.intent,
            "confidence": run.confidence,
            "quality_score": run.quality_score,
            "finish_reason": run.finish_reason,
            "response": run.response,
            "usage": run.usage,
            "error": run.error,
            "cancel_reason": run.cancel_reason,
            "last_offset": run.last_offset,
            "on_disconnect": run.on_disconnect,
            "metadata": run.metadata,
            "created_at": _moment(run.created_at),
            "started_at": _moment(run.started_at),
            "ended_at": _moment(run.ended_at),
            "log_expires_at": _moment(run.log_expires_at),
        }
    )


def feedback_model(feedback: FeedbackRecord) -> models.RunFeedback:
    """What a user thought of a run."""
    return models.RunFeedback.model_validate(
        {
            "run_id": feedback.run_id,
            "rating": feedback.rating,
            "comment": feedback.comment,
            "intent": feedback.intent,
            "created_at": _moment(feedback.created_at),
        }
    )


def session_model(session: SessionRecord) -> models.Session:
    """A session."""
    return models.Session.model_validate(
        {
            "session_id": session.session_id,
            "title": session.title,
            "metadata": session.metadata,
            "settings": session.settings,
            "created_at": _moment(session.created_at),
            "updated_at": _moment(session.updated_at),
        }
    )


def message_model(message: MessageRecord) -> models.Message:
    """A message of a session."""
    return models.Message.model_validate(
        {
            "message_id": message.message_id,
            "session_id": message.session_id,
            "run_id": message.run_id,
            "role": message.role,
            "content": message.content,
            "status": message.status,
            "created_at": _moment(message.created_at),
        }
    )


def memory_model(memory: MemoryRecord) -> models.Memory:
    """A memory."""
    return models.Memory.model_validate(
        {
            "message_id": memory.message_id,
            "session_id": memory.session_id,
            "role": memory.role,
            "content": memory.content,
            "relevance": memory.relevance,
            "created_at": _moment(memory.created_at),
        }
    )


def key_model(key: KeyRecord, *, default_limit: int, now: int) -> models.Key:
    """A key as it stands at `now`, in milliseconds; `default_limit` is that of keys without one of their own."""
    return models.Key.model_validate(
        {
            "key_id": key.key_id,
            "owner": key.owner,
            "name": key.name or None,
            "status": key.status(now),
            "scopes": list(key.scopes),
            "requests_per_minute": None if key.unlimited else key.requests_per_minute or default_limit,
            "created_at": _moment(key.created_at),
            "expires_at": _moment(key.expires_at),
            "revoked_at": _moment(key.revoked_at),
        }
    )


def page_model(model: type[ModelT], page: Page[RecordT], render: Callable[[RecordT], BaseModel]) -> ModelT:
    """A page of a list; `model` is the contract's list type."""
    return model.model_validate(
        {
            "data": [render(record) for record in page.data],
            "has_more": page.has_more,
            "next_cursor": page.next_cursor,
        }
    )


class SessionTranscript(BaseModel):
    """A session as it stands at one moment, with its newest messages; older versions answer it."""

    session: models.Session
    message_count: int
    messages: list[models.Message]


def transcript(found: Transcript) -> SessionTranscript:
    """A session with its newest messages."""
    return SessionTranscript(
        session=session_model(found.session),
        message_count=found.message_count,
        messages=[message_model(message) for message in found.messages],
    )


def run_failure(run: RunRecord) -> RunFailure:
    """What a caller that waited for this run is told, where it did not complete."""
    outcome: dict[str, object] = {"response": run.response or "", "usage": run.usage}
    if run.status == "cancelled":
        return RunFailure(
            ErrorCode.RUN_CANCELLED,
            f"The run was cancelled ({run.cancel_reason}); GET /v2/runs/{run.run_id} has what came before.",
            run_id=run.run_id,
            outcome={"reason": run.cancel_reason, **outcome},
        )
    error: Mapping[str, Any] = run.error or {}
    return RunFailure(
        ErrorCode(error.get("code", ErrorCode.INTERNAL_ERROR)),
        str(error.get("detail", "The run failed.")),
        retry_after=error.get("retry_after"),
        run_id=run.run_id,
        outcome=outcome,
        errors=[FieldError(at["in"], at["pointer"], at["detail"]) for at in error.get("errors", ())],
    )


def _moment(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else rfc3339(milliseconds)


def _seconds(start: int | None, end: int | None) -> float:
    return 0.0 if start is None or end is None else max(0, end - start) / 1000
