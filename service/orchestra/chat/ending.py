"""The end of a run: stored first, then told, exactly once, whatever the store says."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import msgspec

from orchestra.chat.answerer import Answered, RunGone
from orchestra.chat.manager.manager import Manager
from orchestra.chat.manager.responses import Facts
from orchestra.chat.recorder import counted
from orchestra.chat.run import ActiveRun
from orchestra.contract import events
from orchestra.errors import ErrorCode, OrchestraError, problem
from orchestra.providers.base import Prompt, Provider, TokenCount, Turn
from orchestra.sessions.runs import Outcome, RunRepository
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics

_log = get_logger("chat")

Status = Literal["completed", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class EndingSettings:
    """What every end needs to know of the settings; `log_ttl` is in seconds."""

    log_ttl: float
    docs_url: str


class Ending:
    """Writes runs' outcomes down and tells their readers."""

    def __init__(
        self,
        *,
        provider: Provider,
        runs: RunRepository,
        manager: Manager,
        metrics: Metrics,
        settings: EndingSettings,
        now_ms: Callable[[], int],
    ) -> None:
        self._provider = provider
        self._runs = runs
        self._manager = manager
        self._metrics = metrics
        self._settings = settings
        self._now_ms = now_ms

    async def conclude(
        self, run: ActiveRun, status: Status, answered: Answered | None, error: OrchestraError | None
    ) -> Status:
        """Store the outcome and write the terminal event; returns how the run ended in truth. Never raises."""
        recorder = run.recorder
        # The wait in the session's line is not work.
        seconds = 0.0 if run.began_at is None else round(time.monotonic() - run.began_at, 6)
        usage = self._usage(run, answered)
        outcome: Outcome | None = None
        try:
            outcome = self._outcome(run, status, answered, error, usage, seconds)
            if not await self._runs.finish(run.run_id, outcome):
                raise RunGone
        except RunGone:
            # Nothing was kept, so there is no message that the readers could be told of.
            status, run.cancel_reason = "cancelled", run.cancel_reason or "requested"
            error = outcome = None
        except Exception:  # noqa: BLE001 - whatever the store says, the readers get an end
            # The store is down. The reader still learns that the answer was not kept.
            _log.exception("outcome was not stored", run_id=run.run_id)
            status = "failed"
            error = OrchestraError(
                ErrorCode.INTERNAL_ERROR, "The answer could not be stored. Send the request again."
            )
            outcome = None
        if outcome is not None and answered is not None and status == "completed":
            recorder.end(
                events.RunCompletedEvent,
                session_id=run.session_id,
                message_id=outcome.message_id,
                response=recorder.text,
                finish_reason=answered.completion.finish_reason,
                manager_response=outcome.manager_response,
                intent=outcome.intent,
                confidence=outcome.confidence,
                execution_mode=run.mode,
                execution_time=seconds,
                quality_score=answered.quality_score,
                swarm_used=run.swarm,
                model=answered.completion.model,
                usage=counted(usage),
                tokens_used=usage.input + usage.output,
            )
        elif status == "cancelled":
            recorder.end(
                events.RunCancelledEvent,
                reason=run.cancel_reason,
                usage=counted(usage),
                response=recorder.text,
            )
        else:
            assert error is not None
            recorder.end(
                events.RunFailedEvent,
                error=msgspec.convert(self._problem(run, error), events.Problem),
                usage=counted(usage),
                response=recorder.text,
            )
        self._metrics.run_ended(status, error.code.value if error else "", usage.input, usage.output)
        _log.info(
            "run ended",
            run_id=run.run_id,
            status=status,
            code=error.code.value if error else None,
            swarm=run.swarm,
            tokens=usage.output,
            seconds=round(seconds, 3),
        )
        return status

    def _outcome(
        self,
        run: ActiveRun,
        status: Status,
        answered: Answered | None,
        error: OrchestraError | None,
        usage: TokenCount,
        seconds: float,
    ) -> Outcome:
        ended_at = self._now_ms()
        found = run.interpretation
        completion = answered.completion if answered else None
        return Outcome(
            status=status,
            ended_at=ended_at,
            response=run.recorder.text,
            model=completion.model if completion else run.model,
            execution_mode=run.mode,
            swarm_used=run.swarm,
            finish_reason=completion.finish_reason if completion else None,
            usage=msgspec.to_builtins(counted(usage)),
            error=self._problem(run, error) if error is not None else None,
            cancel_reason=run.cancel_reason if status == "cancelled" else None,
            # The terminal event is the next one.
            last_offset=run.recorder.last_offset + 1,
            log_expires_at=ended_at + round(self._settings.log_ttl * 1000),
            intent=found.intent if found else None,
            confidence=found.confidence if found else None,
            manager_response=self._conclusion(run, answered) if answered and status == "completed" else None,
            quality_score=answered.quality_score if answered else None,
            execution_time=seconds,
        )

    def _conclusion(self, run: ActiveRun, answered: Answered) -> str | None:
        facts = Facts(
            swarm=run.swarm,
            rounds=answered.agreed_in,
            agreed=answered.agreed_in is not None,
            finish_reason=answered.completion.finish_reason,
            notices=tuple(run.recorder.notices),
        )
        return self._manager.conclude(run.interpretation, facts)

    def _usage(self, run: ActiveRun, answered: Answered | None) -> TokenCount:
        if answered is not None:
            return answered.completion.usage
        if not run.asked_model:
            # Nothing went to the model: the zeros are exact.
            return TokenCount(0, 0, "reported")
        if run.swarm is not None:
            return run.spending.total()
        prompt = Prompt((Turn("user", run.ask.message),), run.model or "", None, None)
        return self._provider.estimate(prompt, run.recorder.tokens, run.recorder.text)

    def _problem(self, run: ActiveRun, error: OrchestraError) -> dict[str, object]:
        found = problem(
            error,
            docs_url=self._settings.docs_url,
            instance=f"/v2/runs/{run.run_id}",
            correlation_id=run.correlation_id,
        )
        return {**found, "run_id": run.run_id}
