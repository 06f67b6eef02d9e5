"""One turn: a run from the front of its line to its one terminal event."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from orchestra.chat.answerer import Answered, Answerer, RunGone
from orchestra.chat.ending import Ending, Status
from orchestra.chat.manager.mood import SessionState
from orchestra.chat.run import ActiveRun
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.telemetry.logging import get_logger

_log = get_logger("chat")

# Sessions of which is known how their last runs ended; the oldest are forgotten first.
_MOST_SESSIONS: Final = 10_000


class TurnRunner:
    """Drives runs: line, answer, outcome, in this order, and always to the end."""

    def __init__(self, answerer: Answerer, ending: Ending) -> None:
        self._answerer = answerer
        self._ending = ending
        # Failures in a row, by session; the manager's mood follows them.
        self._failures: OrderedDict[str, int] = OrderedDict()

    async def drive(self, run: ActiveRun) -> None:
        """Take the run to its end. Never raises: whatever happens becomes the run's outcome."""
        status: Status
        answered: Answered | None = None
        error: OrchestraError | None = None
        try:
            run.entered = True
            async with asyncio.timeout_at(run.deadline_at):
                if run.told_to_stop:
                    raise asyncio.CancelledError
                await run.place.turn
                session = SessionState(run.session_id, self._failures.get(run.session_pk, 0))
                answered = await self._answerer.answer(run, session)
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
        except RunGone:
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
        await self._settle_manager(run, wait=status == "completed")
        status = await self._ending.conclude(run, status, answered, error)
        self._remember(run.session_pk, failed=status == "failed")

    async def _settle_manager(self, run: ActiveRun, *, wait: bool) -> None:
        """End the manager's work on this run: of a whole answer its word is waited for, which has a deadline."""
        task = run.interpreting
        if task is None:
            return
        if not wait:
            task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        except Exception:  # noqa: BLE001 - the manager is a courtesy; its defect is not the run's
            _log.exception("the manager failed", run_id=run.run_id)

    def _remember(self, session_pk: str, *, failed: bool) -> None:
        if not failed:
            self._failures.pop(session_pk, None)
            return
        self._failures[session_pk] = self._failures.pop(session_pk, 0) + 1
        if len(self._failures) > _MOST_SESSIONS:
            self._failures.popitem(last=False)
