"""Sessions, their messages and their runs."""

from __future__ import annotations

from urllib.parse import quote

from orchestra.api.answers import message_model, page_model, run_model, session_model, transcript
from orchestra.api.endpoint import Answer, Call, next_link
from orchestra.chat.orchestrator import Orchestrator, fingerprint
from orchestra.contract import models
from orchestra.sessions.sessions import SessionRepository

TRANSCRIPT_MESSAGES = 100


async def create_session(
    call: Call,
    headers: models.CreateSessionHeaders,
    body: models.CreateSessionRequest,
    sessions: SessionRepository,
) -> Answer:
    """Make a session, under the id that the client chose or a new one."""
    given = body.model_dump(mode="python", exclude_unset=True)
    record = await sessions.create(
        session_id=given.get("session_id"),
        title=given.get("title"),
        metadata=given.get("metadata") or {},
        settings=given.get("settings") or {},
        idempotency_key=headers.idempotency_key,
        fingerprint=fingerprint(call.raw) if headers.idempotency_key else None,
    )
    return Answer(
        session_model(record), status=201, headers={"Location": f"/v2/sessions/{quote(record.session_id)}"}
    )


async def list_sessions(call: Call, query: models.ListSessionsQuery, sessions: SessionRepository) -> Answer:
    """The caller's sessions, the newest first."""
    page = await sessions.list(limit=query.limit, after=query.after)
    body = page_model(models.SessionList, page, session_model)
    return Answer(body, headers=next_link(call, page.next_cursor))


async def get_session(path: models.GetSessionPath, sessions: SessionRepository) -> Answer:
    """One session."""
    return Answer(session_model(await sessions.get(path.session_id)))


async def get_transcript(path: models.GetSessionPath, sessions: SessionRepository) -> Answer:
    """One session with its newest messages, for versions that answer both in one."""
    return Answer(transcript(await sessions.transcript(path.session_id, newest=TRANSCRIPT_MESSAGES)))


async def update_session(
    path: models.UpdateSessionPath, body: models.UpdateSessionRequest, sessions: SessionRepository
) -> Answer:
    """Change a session's title, metadata or settings; what the body leaves out stays."""
    changes = body.model_dump(mode="python", exclude_unset=True)
    return Answer(session_model(await sessions.update(path.session_id, **changes)))


async def delete_session(
    call: Call, path: models.DeleteSessionPath, sessions: SessionRepository, orchestrator: Orchestrator
) -> Answer:
    """Delete a session with its messages and runs; runs at work are cancelled first."""
    record = await sessions.get(path.session_id)
    await orchestrator.cancel_session(call.caller.owner_id, record.session_id)
    await sessions.delete(record.session_id)
    return Answer(status=204)


async def list_messages(
    call: Call, path: models.ListMessagesPath, query: models.ListMessagesQuery, sessions: SessionRepository
) -> Answer:
    """A session's messages."""
    page = await sessions.messages(path.session_id, limit=query.limit, after=query.after, order=query.order)
    body = page_model(models.MessageList, page, message_model)
    return Answer(body, headers=next_link(call, page.next_cursor))


async def list_session_runs(
    call: Call,
    path: models.ListSessionRunsPath,
    query: models.ListSessionRunsQuery,
    sessions: SessionRepository,
) -> Answer:
    """A session's runs, the newest first."""
    page = await sessions.runs(path.session_id, limit=query.limit, after=query.after)
    body = page_model(models.RunList, page, run_model)
    return Answer(body, headers=next_link(call, page.next_cursor))
