"""POST /v2/chat and POST /v2/chat/stream: admit a run, then wait for it or stream it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

from orchestra.api.answers import chat_response, run_failure
from orchestra.api.endpoint import Answer, Call, CallerLeft
from orchestra.api.stream import EventStream, StreamFactory
from orchestra.chat.orchestrator import Orchestrator, Started, fingerprint
from orchestra.chat.run import Ask
from orchestra.contract import models
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions.runs import OwnerRuns, RunRecord

RUN_ID = "Orchestra-Run-Id"


async def create_chat(
    call: Call,
    headers: models.CreateChatHeaders,
    body: models.ChatRequest,
    orchestrator: Orchestrator,
    runs: OwnerRuns,
) -> Answer:
    """Answer with the whole response, once the run has ended.

    Without an Idempotency-Key the caller cannot come back for the answer, so a lost connection ends the run.
    """
    key = headers.idempotency_key
    started = await _admit(call, body, orchestrator, "createChat", key, "grace" if key else "cancel")
    record = await completed_run(call, orchestrator, runs, started)
    return Answer(chat_response(record), headers={RUN_ID: record.run_id})


async def completed_run(
    call: Call, orchestrator: Orchestrator, runs: OwnerRuns, started: Started
) -> RunRecord:
    """Wait for a run to complete. Raises CallerLeft, and RunFailure where it failed or was cancelled."""
    with orchestrator.subscribe(started.run_id):
        await _wait_or_leave(call, orchestrator, started)
    try:
        record = await runs.get(started.run_id)
    except OrchestraError as error:
        # Its session was deleted, which cancelled it; the caller waited for a run, not for a look at one.
        raise OrchestraError(
            ErrorCode.RUN_CANCELLED, "The run was cancelled, and its session deleted.", run_id=started.run_id
        ) from error
    if record.status != "completed":
        raise run_failure(record)
    return record


async def create_chat_stream(
    call: Call,
    headers: models.CreateChatStreamHeaders,
    body: models.ChatRequest,
    orchestrator: Orchestrator,
    streams: StreamFactory,
) -> EventStream:
    """Answer with the run's events as they happen.

    A replay by Idempotency-Key attaches to the run from its first event, or behind Last-Event-ID when that is sent.
    """
    key, cursor = headers.idempotency_key, headers.last_event_id
    if cursor is not None and key is None:
        raise OrchestraError(
            ErrorCode.MALFORMED_REQUEST,
            "A POST with Last-Event-ID would begin a second run. Resume with GET /v2/runs/{run_id}/events, "
            "or send the Idempotency-Key of the first request.",
        )
    started = await _admit(call, body, orchestrator, "createChatStream", key, "grace")
    return await streams.open(started.run_id, cursor=cursor if started.replay else None)


async def _admit(
    call: Call,
    body: models.ChatRequest,
    orchestrator: Orchestrator,
    operation: str,
    key: str | None,
    on_disconnect: Literal["grace", "cancel"],
) -> Started:
    given: dict[str, Any] = body.model_dump(mode="python", exclude_unset=True)
    return await orchestrator.handle_chat(
        call.caller,
        ask_of(given, on_disconnect),
        operation=operation,
        idempotency_key=key,
        fingerprint=fingerprint(call.raw) if key else None,
    )


def ask_of(given: Mapping[str, Any], on_disconnect: Literal["grace", "cancel"]) -> Ask:
    """What the fields of a chat ask for, on any transport; `on_disconnect` is the transport's default."""
    return Ask(
        message=given["message"],
        session_id=given.get("session_id"),
        model=given.get("model"),
        instructions=given.get("instructions"),
        max_tokens=given.get("max_response_tokens"),
        temperature=given.get("temperature"),
        deadline=given.get("deadline"),
        on_disconnect=given.get("on_disconnect", on_disconnect),
        if_busy=given.get("if_busy", "queue"),
        metadata=given.get("metadata") or {},
        mode=given.get("optimization_mode"),
        swarm=given.get("swarm_type"),
        use_memory=given.get("use_memory"),
        hints=given.get("optimization_hints") or {},
    )


async def _wait_or_leave(call: Call, orchestrator: Orchestrator, started: Started) -> None:
    """Return when the run has ended; raises CallerLeft when the caller has left before."""
    ended = asyncio.ensure_future(orchestrator.wait(started.run_id))
    left = asyncio.ensure_future(call.disconnected())
    try:
        await asyncio.wait({ended, left}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            raise CallerLeft
    finally:
        for task in (ended, left):
            task.cancel()
        await asyncio.gather(ended, left, return_exceptions=True)
