"""One turn: a run from the front of its line to its one terminal event."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from orchestra.chat.run import ActiveRun
from orchestra.contract import events
from orchestra.errors import ErrorCode, OrchestraError, problem
from orchestra.providers.base import Completion, Prompt, Provider, TokenCount, Turn
from orchestra.sessions.runs import Outcome, RunRepository
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics

_log = get_logger("chat")


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """What every turn needs to know of the settings; `log_ttl` is in seconds."""

    history_messages: int
    log_ttl: float
    docs_url: str


class _Gone(Exception):
    """The run is not there any more: its session was deleted."""


class TurnRunner:
    """Drives runs: context, model, outcome, in this order, and always to the end."""

    def __init__(
        self,
        *,
        provider: Provider,
        runs: RunRepository,
        metrics: Metrics,
        settings: TurnSettings,
        now_ms: Callable[[], int],
    ) -> None:
        self._provider = provider
        self._runs = runs
        self._metrics = metrics
        self._settings = settings
        self._now_ms = now_ms

    async def drive(self, run: ActiveRun) -> None:
        """Take the run to its end. Never raises: whatever happens becomes the run's outcome."""
        status: Literal["completed", "failed", "cancelled"]
        completion: Completion | None = None
        error: OrchestraError | None = None
        try:
            run.entered = True
            async with asyncio.timeout_at(run.deadline_at):
                if run.told_to_stop:
                    raise asyncio.CancelledError
                await run.place.turn
                completion = await self._answer(run)
            status = "completed"
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            status = "cancelled"
            if run.cancel_reason is None:
                status = "failed"
                error = OrchestraError(
                    ErrorCode.RUN_INTERRUPTED,
                    "The service was stopped before the answer was complete. Send the request again.",
                )
        except _Gone:
            # The session was deleted while this run was on its way in, and the run's row with it.
            status, run.cancel_reason = "cancelled", "requested"
        except TimeoutError:
            status = "failed"
            error = OrchestraError(
                ErrorCode.DEADLINE_EXCEEDED,
                "The run took longer than its deadline. Ask for less, or give it a longer deadline.",
            )
        except OrchestraError as failure:
            status, error = "failed", failure
        except Exception:  # noqa: BLE001 - the error boundary: one run's defect ends that run alone
            _log.exception("run failed unexpectedly", run_id=run.run_id)
            status = "failed"
            error = OrchestraError(
                ErrorCode.INTERNAL_ERROR,
                "The service failed to complete this run. Send the request again; "
                "if it happens again, report the correlation id.",
            )
        run.deciding = True
        run.stop_grace()
        await self._conclude(run, status, completion, error)

    async def _answer(self, run: ActiveRun) -> Completion:
        ask, recorder = run.ask, run.recorder
        run.began_at = time.monotonic()
        if not ask.model and not self._provider.default_model:
            # The endpoint was down when the service started: it is asked now which model it has.
            await self._provider.models()
        run.model = ask.model or self._provider.default_model
        history = await self._runs.history(
            run.session_pk, before_run=run.run_id, limit=self._settings.history_messages
        )
        if not await self._runs.start(run.run_id, model=run.model):
            raise _Gone
        recorder.started(session_id=run.session_id, user_message_id=run.user_message_id, model=run.model)
        turns = [Turn(entry.role, entry.content) for entry in history]
        while True:
            prompt = Prompt(
                turns=build_turns(ask.instructions, turns, ask.message),
                model=run.model,
                max_tokens=ask.max_tokens,
                temperature=ask.temperature,
            )
            run.asked_model = True
            try:
                completion = await self._provider.complete(prompt, recorder.token)
            except OrchestraError as failure:
                if failure.code is ErrorCode.BREAKER_OPEN:
                    run.asked_model = False
                # Earlier messages are a courtesy; the question itself is not. Once a token is out, nothing is retried.
                if failure.code is not ErrorCode.CONTEXT_TOO_LONG or not turns or recorder.tokens:
                    raise
                dropped = (len(turns) + 1) // 2
                turns = turns[dropped:]
                recorder.notice(
                    "trimmed",
                    f"The conversation is longer than the model's context; {dropped} earlier messages are left out.",
                )
                continue
            if recorder.first_token_at is not None and recorder.last_token_at is not None:
                self._metrics.first_token(recorder.first_token_at - run.began_at)
                self._metrics.generation(recorder.tokens, recorder.last_token_at - recorder.first_token_at)
            return completion

    async def _conclude(
        self,
        run: ActiveRun,
        status: Literal["completed", "failed", "cancelled"],
        completion: Completion | None,
        error: OrchestraError | None,
    ) -> None:
        recorder = run.recorder
        # The wait in the session's line is not work.
        seconds = 0.0 if run.began_at is None else time.monotonic() - run.began_at
        usage = self._usage(run, completion)
        ended_at = self._now_ms()
        try:
            outcome = await self._write(run, status, completion, error, usage, ended_at)
        except _Gone:
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
        counted = events.Usage(
            input_tokens=usage.input,
            output_tokens=usage.output,
            total_tokens=usage.input + usage.output,
            source=usage.source,
        )
        if outcome is not None and completion is not None and status == "completed":
            recorder.end(
                events.RunCompletedEvent,
                session_id=run.session_id,
                message_id=outcome.message_id,
                response=recorder.text,
                finish_reason=completion.finish_reason,
                manager_response=None,
                intent=None,
                confidence=None,
                execution_mode=None,
                execution_time=round(seconds, 6),
                quality_score=None,
                swarm_used=None,
                model=completion.model,
                usage=counted,
                tokens_used=counted.total_tokens,
            )
        elif status == "cancelled":
            recorder.end(
                events.RunCancelledEvent, reason=run.cancel_reason, usage=counted, response=recorder.text
            )
        else:
            assert error is not None
            recorder.end(
                events.RunFailedEvent,
                error=msgspec.convert(self._problem(run, error), events.Problem),
                usage=counted,
                response=recorder.text,
            )
        self._metrics.run_ended(status, error.code.value if error else "", usage.input, usage.output)
        _log.info(
            "run ended",
            run_id=run.run_id,
            status=status,
            code=error.code.value if error else None,
            tokens=usage.output,
            seconds=round(seconds, 3),
        )

    async def _write(
        self,
        run: ActiveRun,
        status: Literal["completed", "failed", "cancelled"],
        completion: Completion | None,
        error: OrchestraError | None,
        usage: TokenCount,
        ended_at: int,
    ) -> Outcome:
        response = run.recorder.text
        outcome = Outcome(
            status=status,
            ended_at=ended_at,
            response=response,
            model=completion.model if completion else run.model,
            finish_reason=completion.finish_reason if completion else None,
            usage={
                "input_tokens": usage.input,
                "output_tokens": usage.output,
                "total_tokens": usage.input + usage.output,
                "source": usage.source,
            },
            error=self._problem(run, error) if error is not None else None,
            cancel_reason=run.cancel_reason if status == "cancelled" else None,
            # The terminal event is the next one.
            last_offset=run.recorder.last_offset + 1,
            log_expires_at=ended_at + round(self._settings.log_ttl * 1000),
        )
        if not await self._runs.finish(run.run_id, outcome):
            raise _Gone
        return outcome

    def _usage(self, run: ActiveRun, completion: Completion | None) -> TokenCount:
        if completion is not None:
            return completion.usage
        if not run.asked_model:
            # Nothing went to the model: the zeros are exact.
            return TokenCount(0, 0, "reported")
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


def build_turns(instructions: str | None, history: Sequence[Turn], message: str) -> tuple[Turn, ...]:
    """The model's input: instructions, earlier turns, the message.

    Neighbours of one role are joined: a question that got no answer stays in the conversation, and chat templates
    that insist on taking turns are not upset by it.
    """
    turns: list[Turn] = [Turn("system", instructions)] if instructions else []
    for turn in (*history, Turn("user", message)):
        if turns and turns[-1].role == turn.role:
            turns[-1] = Turn(turn.role, f"{turns[-1].content}\n\n{turn.content}")
        else:
            turns.append(turn)
    return tuple(turns)
