"""The Command Dispatcher: what a client can tell the service to do, as words."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from orchestra.access.keys import Principal
from orchestra.chat.orchestrator import Orchestrator
from orchestra.errors import ErrorCode, FieldError, OrchestraError

# Answers that are kept for their Idempotency-Keys; the oldest go first.
MOST_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it came.

    `session_id` is the session it is about, where it names one; `runs` are those that it may end, where that is not
    left to the session.
    """

    words: str
    session_id: str | None = None
    runs: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CommandOutcome:
    """What came of a command: `output` for people, `data` for programs."""

    command: str
    output: str
    data: dict[str, Any] = field(default_factory=dict)


class Dispatcher:
    """Carries commands out for their caller. `idempotency_ttl` is in seconds."""

    def __init__(self, orchestrator: Orchestrator, idempotency_ttl: float) -> None:
        self._orchestrator = orchestrator
        self._ttl = idempotency_ttl
        self._commands: dict[str, Callable[[Principal, Order, list[str]], Awaitable[CommandOutcome]]] = {
            "help": self._help,
            "status": self._status,
            "stop": self._stop,
        }
        self._kept: OrderedDict[tuple[str, str], tuple[float, str, CommandOutcome]] = OrderedDict()

    async def carry_out(
        self, caller: Principal, order: Order, *, idempotency_key: str | None = None, fingerprint: str = ""
    ) -> CommandOutcome:
        """Do what the command says. The same key again gives the answer of then, and does nothing.

        Raises OrchestraError: validation_failed (no such command, or it takes other arguments), or
        idempotency_key_reused where `fingerprint` is another one than the key came with first.
        """
        now = time.monotonic()
        while self._kept and next(iter(self._kept.values()))[0] <= now:
            self._kept.popitem(last=False)
        place = (caller.owner_id, idempotency_key or "")
        if idempotency_key is not None and (known := self._kept.get(place)) is not None:
            if known[1] != fingerprint:
                raise OrchestraError(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key was sent with another request; use a new key for a new request.",
                )
            return known[2]
        name, *arguments = order.words.split() or [""]
        work = self._commands.get(name.lower())
        if work is None:
            raise _unfit(f"is no command; there are {', '.join(self._commands)}")
        outcome = await work(caller, order, arguments)
        if idempotency_key is not None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.popitem(last=False)
            self._kept[place] = (now + self._ttl, fingerprint, outcome)
        return outcome

    async def _help(self, caller: Principal, order: Order, arguments: list[str]) -> CommandOutcome:
        _takes_nothing("help", arguments)
        lines = (
            "help: what can be commanded",
            "status: which of your runs are at work",
            "stop [run_id]: end that run, or all of the session's, or all of yours",
        )
        return CommandOutcome("help", "\n".join(lines), {"commands": sorted(self._commands)})

    async def _status(self, caller: Principal, order: Order, arguments: list[str]) -> CommandOutcome:
        _takes_nothing("status", arguments)
        runs = self._orchestrator.runs_of(caller.owner_id, order.session_id)
        count = "no run" if not runs else "one run" if len(runs) == 1 else f"{len(runs)} runs"
        status = "draining" if self._orchestrator.draining else "ok"
        return CommandOutcome(
            "status", f"The service works; {count} of yours at work.", {"status": status, "runs": runs}
        )

    async def _stop(self, caller: Principal, order: Order, arguments: list[str]) -> CommandOutcome:
        runs = self._orchestrator.runs_of(caller.owner_id, order.session_id)
        if len(arguments) > 1:
            raise _unfit("stop takes one run_id at the most")
        if arguments:
            runs = [run_id for run_id in runs if run_id == arguments[0]]
        if order.runs is not None:
            runs = [run_id for run_id in runs if run_id in order.runs]
        # All at once: a run must not begin because the one before it was stopped first.
        await asyncio.gather(*(self._orchestrator.cancel(run_id) for run_id in runs))
        said = "Nothing was at work." if not runs else f"Stopped {', '.join(runs)}."
        return CommandOutcome("stop", said, {"runs": runs})


def _takes_nothing(name: str, arguments: list[str]) -> None:
    if arguments:
        raise _unfit(f"{name} takes no arguments")


def _unfit(detail: str) -> OrchestraError:
    return OrchestraError(
        ErrorCode.VALIDATION_FAILED,
        f"/command (body): {detail}.",
        errors=[FieldError("body", "/command", detail)],
    )
