"""Runs: their state, their events (resumable), their end."""

from __future__ import annotations

from starlette.responses import Response

from orchestra.api.answers import feedback_model, run_model
from orchestra.api.endpoint import Answer, Call
from orchestra.api.stream import EventStream, StreamFactory
from orchestra.chat.manager.manager import Manager
from orchestra.chat.orchestrator import Orchestrator, fingerprint
from orchestra.contract import models
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions.feedback import FeedbackRepository
from orchestra.sessions.runs import OwnerRuns
from orchestra.telemetry.metrics import Metrics


async def get_run(path: models.GetRunPath, runs: OwnerRuns) -> Answer:
    """A run as it stands."""
    return Answer(run_model(await runs.get(path.run_id)))


async def list_run_events(
    path: models.ListRunEventsPath,
    query: models.ListRunEventsQuery,
    headers: models.ListRunEventsHeaders,
    streams: StreamFactory,
) -> EventStream | Response:
    """A run's events behind the cursor, and then as they happen; 204 where none can follow."""
    stream = await streams.resume(path.run_id, after=query.after, cursor=headers.last_event_id)
    return stream if stream is not None else Response(status_code=204)


async def cancel_run(
    call: Call, path: models.CancelRunPath, runs: OwnerRuns, orchestrator: Orchestrator
) -> Answer:
    """Stop a run; the answer is the run after its end. Cancelling a cancelled run changes nothing."""
    record = await runs.get(path.run_id)
    await orchestrator.cancel(record.run_id)
    record = await runs.get(path.run_id)
    if record.status in ("completed", "failed"):
        raise OrchestraError(
            ErrorCode.RUN_NOT_CANCELLABLE,
            f"The run has ended as {record.status}; there is nothing left to cancel.",
            run_id=record.run_id,
        )
    return Answer(run_model(record))


async def create_run_feedback(
    call: Call,
    path: models.CreateRunFeedbackPath,
    headers: models.CreateRunFeedbackHeaders,
    body: models.CreateRunFeedbackRequest,
    feedback: FeedbackRepository,
    manager: Manager,
    metrics: Metrics,
) -> Answer:
    """Keep what a user thought of a run's answer; the manager learns from it at once."""
    given = body.model_dump(mode="python", exclude_unset=True)
    kept = await feedback.put(
        path.run_id,
        rating=given.get("rating"),
        comment=given.get("comment"),
        intent=given.get("intent"),
        idempotency_key=headers.idempotency_key,
        fingerprint=fingerprint(call.raw) if headers.idempotency_key else None,
    )
    metrics.intent_accuracy(kept.accuracy)
    record = kept.record
    if record.intent is not None or kept.before is not None:
        manager.correct(call.caller.owner_id, record.message, record.intent)
    return Answer(feedback_model(record), status=201)
