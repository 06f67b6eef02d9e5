"""The Chat Orchestrator: admits chats, gives each run a task and an owner, and ends them all in good order."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import msgspec

from orchestra.access.keys import Principal
from orchestra.chat.facade import Facade
from orchestra.chat.lanes import Lanes, Place
from orchestra.chat.recorder import Recorder
from orchestra.chat.run import ActiveRun, Ask, CancelReason
from orchestra.chat.turn import TurnRunner
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.live.log import RunLog
from orchestra.providers.base import Provider
from orchestra.sessions.runs import NewRun, RunRecord, RunRepository
from orchestra.storage.ids import new_id
from orchestra.telemetry.logging import correlation_id, get_logger
from orchestra.telemetry.metrics import Metrics

_log = get_logger("chat")


@dataclass(frozen=True, slots=True)
class OrchestratorSettings:
    """Limits and times of runs; times in seconds."""

    active_runs: int
    queued_runs: int
    deadline: float
    grace: float


@dataclass(frozen=True, slots=True)
class Started:
    """A run that was admitted, or an earlier one that the same Idempotency-Key belongs to (`replay`)."""

    run_id: str
    session_id: str
    user_message_id: str
    replay: bool


@dataclass(slots=True)
class _Admissions:
    """The requests with one Idempotency-Key that are being admitted, or wait for that."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    count: int = 0


class Orchestrator:
    """Everything that happens to runs while they are at work in this process."""

    def __init__(
        self,
        *,
        provider: Provider,
        runs: RunRepository,
        log: RunLog,
        turns: TurnRunner,
        facade: Facade,
        metrics: Metrics,
        settings: OrchestratorSettings,
    ) -> None:
        self._provider = provider
        self._runs = runs
        self._log = log
        self._turns = turns
        self._facade = facade
        self._settings = settings
        self._active: dict[str, ActiveRun] = {}
        self._lanes = Lanes(settings.queued_runs)
        self._admitting = 0
        self._draining = False
        self._admissions: dict[tuple[str, str, str], _Admissions] = {}
        metrics.watch_runs(
            lambda: len(self._active) - self._running(), self._running, lambda: len(self._lanes)
        )

    async def handle_chat(
        self,
        caller: Principal,
        ask: Ask,
        *,
        operation: str,
        idempotency_key: str | None = None,
        fingerprint: str | None = None,
    ) -> Started:
        """Admit a chat: keep the user's message, start the run, and return at once.

        The same key for the same operation finds the earlier run, as long as `fingerprint` is the same too.
        Raises OrchestraError with the reason of a refusal (overloaded, breaker_open, session_busy, not_found,
        idempotency_key_reused, validation_failed …); a refused chat leaves nothing behind.
        """
        if idempotency_key is None:
            return await self._enter(caller, ask, operation, None, None)
        async with self._alone((caller.owner_id, operation, idempotency_key)):
            known = await self._runs.find_replay(caller.owner_id, operation, idempotency_key, fingerprint)
            if known is not None:
                return Started(known.run_id, known.session_id, known.user_message_id, True)
            return await self._enter(caller, ask, operation, idempotency_key, fingerprint)

    async def _enter(
        self,
        caller: Principal,
        ask: Ask,
        operation: str,
        idempotency_key: str | None,
        fingerprint: str | None,
    ) -> Started:
        self._check_room()
        self._provider.admit(ask.model)
        self._facade.admit(ask.swarm)
        # Counted from here on, so that a crowd waiting for the database cannot pass the limit together.
        self._admitting += 1
        try:
            return await self._admit(caller, ask, operation, idempotency_key, fingerprint)
        finally:
            self._admitting -= 1

    async def _admit(
        self,
        caller: Principal,
        ask: Ask,
        operation: str,
        idempotency_key: str | None,
        fingerprint: str | None,
    ) -> Started:
        named = ask.session_id is not None
        session_id = ask.session_id or new_id("ses")
        lane = (caller.owner_id, session_id)
        interrupts = ask.if_busy == "interrupt"
        place = self._lanes.join(lane, wait=ask.if_busy != "reject", unbounded=interrupts)
        try:
            waits = not place.turn.done()
            admission = await self._runs.admit(
                NewRun(
                    run_id=new_id("run"),
                    owner_id=caller.owner_id,
                    session_id=session_id,
                    session_named=named,
                    operation=operation,
                    message=ask.message,
                    on_disconnect=ask.on_disconnect,
                    metadata=ask.metadata,
                    queued=waits,
                    idempotency_key=idempotency_key,
                    fingerprint=fingerprint,
                )
            )
        except BaseException:
            self._lanes.leave(place)
            raise
        record = admission.run
        if admission.replay:
            self._lanes.leave(place)
            return Started(record.run_id, record.session_id, record.user_message_id, True)
        if interrupts:
            for earlier in self._lanes.before(place):
                earlier.interrupted = True
            for run in self._active.values():
                if run.place.interrupted:
                    run.cancel("interrupted")
        self._launch(caller, ask.with_defaults(admission.settings), record, place)
        return Started(record.run_id, record.session_id, record.user_message_id, False)

    def _launch(self, caller: Principal, ask: Ask, record: RunRecord, place: Place) -> None:
        loop = asyncio.get_running_loop()
        recorder = Recorder(record.run_id, self._log.begin(record.run_id))
        run = ActiveRun(
            run_id=record.run_id,
            owner_id=caller.owner_id,
            session_id=record.session_id,
            session_pk=record.session_pk,
            user_message_id=record.user_message_id,
            ask=ask,
            recorder=recorder,
            place=place,
            deadline_at=loop.time() + (ask.deadline or self._settings.deadline),
            correlation_id=correlation_id.get(),
        )
        self._active[run.run_id] = run
        if not place.turn.done():
            recorder.queued(self._lanes.position(place))
        run.start_grace(self._settings.grace)
        run.task = loop.create_task(self._drive(run), name=f"run {run.run_id}")
        if place.interrupted:
            run.cancel("interrupted")
        if self._draining:
            run.interrupt()

    async def _drive(self, run: ActiveRun) -> None:
        try:
            await self._turns.drive(run)
        finally:
            self._lanes.leave(run.place)
            self._active.pop(run.run_id, None)
            run.ended.set()

    async def wait(self, run_id: str) -> None:
        """Return when the run has ended (at once where it is not at work here)."""
        run = self._active.get(run_id)
        if run is not None:
            await run.ended.wait()

    async def cancel(self, run_id: str, reason: CancelReason = "requested") -> None:
        """Stop a run and return when it has ended; a run that is over is left as it is."""
        run = self._active.get(run_id)
        if run is not None:
            run.cancel(reason)
            await run.ended.wait()

    async def cancel_session(self, owner_id: str, session_id: str) -> None:
        """Stop every run of a session; returns when none is left."""
        lane = (owner_id, session_id)
        await asyncio.gather(
            *(self.cancel(run.run_id) for run in list(self._active.values()) if run.place.key == lane)
        )

    def runs_of(self, owner_id: str, session_id: str | None = None) -> list[str]:
        """The owner's runs that are queued or running, of one session or of all, the first admitted first."""
        return [
            run.run_id
            for run in self._active.values()
            if run.owner_id == owner_id and session_id in (None, run.session_id)
        ]

    @contextmanager
    def subscribe(self, run_id: str) -> Iterator[None]:
        """Listen to a run for as long as the context lasts; `on_disconnect` looks at who listens."""
        run = self._active.get(run_id)
        if run is None:
            yield
            return
        run.joined()
        try:
            yield
        finally:
            run.left(self._settings.grace)

    @property
    def active_runs(self) -> int:
        """Runs that are queued or running."""
        return len(self._active)

    @property
    def draining(self) -> bool:
        """Whether the service is about to stop and takes no new runs."""
        return self._draining

    async def drain(self, grace: float) -> None:
        """Take no new runs, give those at work `grace` seconds, then end the rest as interrupted.

        Every stream gets its terminal event, so that readers know why it ends.
        """
        self._draining = True
        ending = [run.ended.wait() for run in list(self._active.values())]
        if not ending:
            return
        _log.info("waiting for runs to end", runs=len(ending), seconds=grace)
        try:
            async with asyncio.timeout(grace):
                await asyncio.gather(*ending)
        except TimeoutError:
            rest = list(self._active.values())
            for run in rest:
                run.interrupt()
            await asyncio.gather(*(run.ended.wait() for run in rest))

    def _check_room(self) -> None:
        if self._draining:
            raise OrchestraError(
                ErrorCode.OVERLOADED, "The service is shutting down; send the request again.", retry_after=2
            )
        if len(self._active) + self._admitting >= self._settings.active_runs:
            raise OrchestraError(
                ErrorCode.OVERLOADED, "The service has as many runs as it can bear; try again.", retry_after=1
            )

    def _running(self) -> int:
        return sum(1 for run in self._active.values() if run.began_at is not None)

    @asynccontextmanager
    async def _alone(self, key: tuple[str, str, str]) -> AsyncIterator[None]:
        """Only one admission of an Idempotency-Key at a time, so that its crowd takes one place in the line."""
        admissions = self._admissions.setdefault(key, _Admissions())
        # Counted, because a lock that was just let go looks free while the next one is being woken.
        admissions.count += 1
        try:
            async with admissions.lock:
                yield
        finally:
            admissions.count -= 1
            if admissions.count == 0:
                del self._admissions[key]


def fingerprint(body: object) -> str:
    """What makes two requests the same: their JSON, whatever the order of its keys."""
    return hashlib.sha256(msgspec.json.encode(body, order="sorted")).hexdigest()
