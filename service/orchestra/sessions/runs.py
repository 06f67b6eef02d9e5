"""Runs: admitted once, ended once, whatever happens in between.

A run's state is in one row, and so is its Idempotency-Key: the unique index over (owner, operation, key) is what makes
two requests with one key into one run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import Boolean, Connection, Select, bindparam, case, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions.messages import HistoryEntry, add_message, read_history
from orchestra.storage.database import Database, serialize
from orchestra.storage.ids import MADE_SESSION_PREFIX, new_id, now_ms
from orchestra.storage.pages import Cursors, Page
from orchestra.storage.tables import runs, sessions

RunStatus = Literal["queued", "running", "completed", "failed", "cancelled"]
EndStatus = Literal["completed", "failed", "cancelled"]
FinishReason = Literal["stop", "length", "content_filter"]
CancelReason = Literal["requested", "disconnected", "interrupted"]
OnDisconnect = Literal["grace", "continue", "cancel"]

# How many runs of dead processes are ended in one transaction.
ORPHANS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as it is stored; times in milliseconds, `execution_time` in seconds.

    `error` is the problem (RFC 9457), `usage` as in the contract.
    """

    run_id: str
    owner_id: str
    session_pk: str
    session_id: str
    status: RunStatus
    operation: str
    request: dict[str, Any]
    user_message_id: str
    message_id: str | None
    model: str | None
    execution_mode: str | None
    swarm_used: str | None
    finish_reason: FinishReason | None
    response: str | None
    usage: dict[str, Any] | None
    error: dict[str, Any] | None
    cancel_reason: CancelReason | None
    last_offset: int | None
    on_disconnect: OnDisconnect
    metadata: dict[str, Any]
    idempotency_key: str | None
    fingerprint: str | None
    instance_id: str
    created_at: int
    started_at: int | None
    ended_at: int | None
    log_expires_at: int | None
    intent: str | None = None
    confidence: float | None = None
    manager_response: str | None = None
    quality_score: float | None = None
    execution_time: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run to admit.

    `session_named` tells a session id that the client named from one that was made for this run. `request` is what
    is needed to execute the run, beside its message. `fingerprint` is of the request that carries `idempotency_key`.
    """

    run_id: str
    owner_id: str
    session_id: str
    session_named: bool
    operation: str
    message: str
    on_disconnect: OnDisconnect
    queued: bool
    metadata: Mapping[str, Any] = field(default_factory=dict)
    request: Mapping[str, Any] = field(default_factory=dict)
    idempotency_key: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """The run that was admitted, or, where `replay`, the earlier one with the same Idempotency-Key.

    `settings` are the session's, for what the request left out.
    """

    run: RunRecord
    replay: bool
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended; times in milliseconds, `execution_time` in seconds.

    `message_id` is the answer's, used where there is one: always for a completed run, else where some text came.
    """

    status: EndStatus
    ended_at: int
    response: str = ""
    message_id: str = field(default_factory=lambda: new_id("msg"))
    model: str | None = None
    execution_mode: str | None = None
    swarm_used: str | None = None
    finish_reason: FinishReason | None = None
    usage: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    cancel_reason: CancelReason | None = None
    last_offset: int | None = None
    log_expires_at: int | None = None
    intent: str | None = None
    confidence: float | None = None
    manager_response: str | None = None
    quality_score: float | None = None
    execution_time: float | None = None

    @property
    def has_message(self) -> bool:
        """Whether the conversation gets an answer from this run."""
        return self.status == "completed" or self.response != ""


class RunRepository:
    """Runs of all owners, for the orchestrator. What clients ask for goes through OwnerRuns.

    `instance_id` names this process; `idempotency_ttl` is in seconds; `clock` gives milliseconds.
    """

    def __init__(
        self, db: Database, *, instance_id: str, idempotency_ttl: float, clock: Callable[[], int] = now_ms
    ) -> None:
        self._db = db
        self._instance_id = instance_id
        self._ttl_ms = round(idempotency_ttl * 1000)
        self._clock = clock

    async def admit(self, new: NewRun) -> Admission:
        """Keep the user's message and the run, in one transaction; the session is made where it is missing.

        With an Idempotency-Key that a run of the same owner and operation has, that run is the answer and nothing
        is written. A key older than the time to live is free again.

        Raises OrchestraError: not_found (a named `ses_…` that is not there), idempotency_key_reused.
        """
        now = self._clock()

        def work(connection: Connection) -> Admission:
            if new.idempotency_key is not None:
                key = (new.owner_id, new.operation, new.idempotency_key)
                serialize(connection, "idempotency", *key)
                found = _by_key(connection, *key)
                if found is not None and found.created_at > now - self._ttl_ms:
                    return Admission(_same_request(found, new.fingerprint), True)
                if found is not None:
                    connection.execute(_RELEASE_KEY, {"id": found.run_id})
            # From here to the commit the session's row is ours, so ids of a session's messages sort as they came.
            session_pk, settings = _resolve_session(connection, new, now)
            values = self._row(new, session_pk, now)
            add_message(
                connection,
                session_pk=session_pk,
                run_id=new.run_id,
                role="user",
                content=new.message,
                status="complete",
                now=now,
                message_id=values["user_message_id"],
            )
            connection.execute(_INSERT, values)
            return Admission(RunRecord(**values), False, settings)

        return await self._db.write(work)

    async def find_replay(
        self, owner_id: str, operation: str, idempotency_key: str, fingerprint: str | None
    ) -> RunRecord | None:
        """The run that this Idempotency-Key belongs to, or None where the key is free.

        Only a first look: `admit` decides. Raises OrchestraError(idempotency_key_reused).
        """
        found = await self._db.read(
            lambda connection: _by_key(connection, owner_id, operation, idempotency_key)
        )
        if found is None or found.created_at <= self._clock() - self._ttl_ms:
            return None
        return _same_request(found, fingerprint)

    async def start(
        self, run_id: str, *, model: str, execution_mode: str | None = None, swarm: str | None = None
    ) -> bool:
        """Note that the model is being asked; False where the run has ended or is gone."""
        values = {
            "id": run_id,
            "asked": model,
            "mode": execution_mode,
            "swarm": swarm,
            "now": self._clock(),
        }
        return await self._db.write(lambda connection: connection.execute(_START, values).rowcount == 1)

    async def finish(self, run_id: str, outcome: Outcome) -> bool:
        """End a run: its answer (complete, or partial where it was cut short) and its final state, together.

        The first end counts: False where the run has one already, or was deleted with its session. A failure that a
        retry may mend gives the Idempotency-Key back.
        """

        def work(connection: Connection) -> bool:
            # The session first, as in `admit` and when it is deleted: taken in another order, two could wait for
            # each other.
            touched = connection.execute(_TOUCH_SESSION_OF, {"id": run_id, "now": outcome.ended_at})
            session_pk: str | None = touched.scalar()
            if session_pk is None:
                return False
            ended = connection.execute(_END, _end_values(run_id, outcome))
            if ended.rowcount != 1:
                return False
            if outcome.has_message:
                add_message(
                    connection,
                    session_pk=session_pk,
                    run_id=run_id,
                    role="assistant",
                    content=outcome.response,
                    status="complete" if outcome.status == "completed" else "partial",
                    now=outcome.ended_at,
                    message_id=outcome.message_id,
                )
            return True

        return await self._db.write(work)

    async def interrupt_orphans(self, problem_of: Callable[[str], Mapping[str, Any]]) -> int:
        """End every unfinished run of other processes as failed, and give their keys back; returns how many.

        For the start of the only service on this database. `problem_of` gives the error for a run's id. What was
        used is not known (null), and the event log went with the process.
        """
        count = 0
        while True:
            ended = await self._db.write(lambda connection: self._interrupt_some(connection, problem_of))
            count += ended
            if ended == 0:
                return count

    async def history(self, session_pk: str, *, before_run: str, limit: int) -> list[HistoryEntry]:
        """What the model is shown of earlier runs; see messages.read_history."""
        if limit == 0:
            return []
        return await self._db.read(lambda connection: read_history(connection, session_pk, before_run, limit))

    def _interrupt_some(self, connection: Connection, problem_of: Callable[[str], Mapping[str, Any]]) -> int:
        orphans = (
            connection.execute(_ORPHANS, {"instance": self._instance_id, "limit": ORPHANS_AT_ONCE})
            .scalars()
            .all()
        )
        now = self._clock()
        for run_id in orphans:
            outcome = Outcome(status="failed", ended_at=now, error=problem_of(run_id), log_expires_at=now)
            connection.execute(_END, {**_end_values(run_id, outcome), "key_kept": False})
        return len(orphans)

    def _row(self, new: NewRun, session_pk: str, now: int) -> dict[str, Any]:
        return {
            "run_id": new.run_id,
            "owner_id": new.owner_id,
            "session_pk": session_pk,
            "session_id": new.session_id,
            "status": "queued" if new.queued else "running",
            "operation": new.operation,
            "request": dict(new.request),
            "user_message_id": new_id("msg"),
            "message_id": None,
            "model": None,
            "execution_mode": None,
            "swarm_used": None,
            "finish_reason": None,
            "response": None,
            "usage": None,
            "error": None,
            "cancel_reason": None,
            "last_offset": None,
            "on_disconnect": new.on_disconnect,
            "metadata": dict(new.metadata),
            "idempotency_key": new.idempotency_key,
            "fingerprint": new.fingerprint if new.idempotency_key is not None else None,
            "instance_id": self._instance_id,
            "created_at": now,
            "started_at": None if new.queued else now,
            "ended_at": None,
            "log_expires_at": None,
        }


class OwnerRuns:
    """Runs of one owner; others' are not there."""

    def __init__(self, db: Database, owner_id: str) -> None:
        self._db = db
        self._owner_id = owner_id

    async def get(self, run_id: str) -> RunRecord:
        """One run. Raises OrchestraError(not_found)."""
        row = await self._db.read(
            lambda connection: connection.execute(_OWN_RUN, {"id": run_id, "owner": self._owner_id}).first()
        )
        if row is None:
            raise OrchestraError(ErrorCode.NOT_FOUND, "There is no run with this id, or it is not yours.")
        return RunRecord(*row)


def list_runs(connection: Connection, session_pk: str, *, limit: int, after: str | None) -> Page[RunRecord]:
    """A page of a session's runs, the newest first. Raises OrchestraError(invalid_cursor)."""
    cursors = Cursors("runs", session_pk)
    query = _RECORDS.where(runs.c.session_pk == session_pk).order_by(runs.c.run_id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(runs.c.run_id < cursors.decode(after))
    found = [RunRecord(*row) for row in connection.execute(query)]
    return cursors.page(found, limit, lambda run: run.run_id)


def _same_request(found: RunRecord, fingerprint: str | None) -> RunRecord:
    if found.fingerprint != fingerprint:
        raise OrchestraError(
            ErrorCode.IDEMPOTENCY_KEY_REUSED,
            "This Idempotency-Key was sent with another request; use a new key for a new request.",
        )
    return found


def _by_key(connection: Connection, owner_id: str, operation: str, key: str) -> RunRecord | None:
    row = connection.execute(_BY_KEY, {"owner": owner_id, "operation": operation, "key": key}).first()
    return None if row is None else RunRecord(*row)


def _resolve_session(connection: Connection, new: NewRun, now: int) -> tuple[str, Mapping[str, Any]]:
    """The session's key and settings; its row is locked, and says that something happened."""
    if new.session_named and new.session_id.startswith(MADE_SESSION_PREFIX):
        found = connection.execute(
            _TOUCH_SESSION, {"owner": new.owner_id, "session": new.session_id, "now": now}
        ).first()
        if found is None:
            raise OrchestraError(
                ErrorCode.NOT_FOUND,
                "There is no session with this id, or it is not yours. Ids that begin with 'ses_' are made by the "
                "service; leave session_id out to begin a new session, or choose another id.",
            )
        return found.pk, found.settings
    made = connection.execute(
        _TOUCH_OR_MAKE_SESSION[connection.dialect.name],
        {
            "pk": new_id("pk"),
            "owner_id": new.owner_id,
            "session_id": new.session_id,
            "metadata": {},
            "settings": {},
            "created_at": now,
            "updated_at": now,
        },
    ).one()
    return made.pk, made.settings


def _end_values(run_id: str, outcome: Outcome) -> dict[str, Any]:
    retryable = outcome.error is not None and bool(outcome.error.get("retryable"))
    return {
        "id": run_id,
        "end_status": outcome.status,
        "end_message_id": outcome.message_id if outcome.has_message else None,
        "end_model": outcome.model,
        "end_execution_mode": outcome.execution_mode,
        "end_swarm_used": outcome.swarm_used,
        "end_finish_reason": outcome.finish_reason,
        "end_response": outcome.response,
        "end_usage": None if outcome.usage is None else dict(outcome.usage),
        "end_error": None if outcome.error is None else dict(outcome.error),
        "end_cancel_reason": outcome.cancel_reason,
        "end_last_offset": outcome.last_offset,
        "end_at": outcome.ended_at,
        "end_log_expires_at": outcome.log_expires_at,
        "end_intent": outcome.intent,
        "end_confidence": outcome.confidence,
        "end_manager_response": outcome.manager_response,
        "end_quality_score": outcome.quality_score,
        "end_execution_time": outcome.execution_time,
        "key_kept": not (outcome.status == "failed" and retryable),
    }


_INSERT: Final = insert(runs)

# Every column, in the order of RunRecord.
_RECORDS: Final[Select[Any]] = select(runs)

_OWN_RUN: Final = _RECORDS.where(runs.c.run_id == bindparam("id"), runs.c.owner_id == bindparam("owner"))

_BY_KEY: Final = _RECORDS.where(
    runs.c.owner_id == bindparam("owner"),
    runs.c.operation == bindparam("operation"),
    runs.c.idempotency_key == bindparam("key"),
)

_RELEASE_KEY: Final = (
    update(runs).where(runs.c.run_id == bindparam("id")).values(idempotency_key=None, fingerprint=None)
)

_START: Final = (
    update(runs)
    .where(runs.c.run_id == bindparam("id"), runs.c.ended_at.is_(None))
    .values(
        status="running",
        model=bindparam("asked"),
        execution_mode=bindparam("mode"),
        swarm_used=bindparam("swarm"),
        started_at=func.coalesce(runs.c.started_at, bindparam("now", type_=runs.c.started_at.type)),
    )
)

_KEY_KEPT: Final = bindparam("key_kept", type_=Boolean())

_END: Final = (
    update(runs)
    .where(runs.c.run_id == bindparam("id"), runs.c.ended_at.is_(None))
    .values(
        status=bindparam("end_status"),
        message_id=bindparam("end_message_id"),
        model=func.coalesce(bindparam("end_model", type_=runs.c.model.type), runs.c.model),
        # Of a run whose process is gone nobody says these again: what its start wrote down stands.
        execution_mode=func.coalesce(
            bindparam("end_execution_mode", type_=runs.c.execution_mode.type), runs.c.execution_mode
        ),
        swarm_used=func.coalesce(
            bindparam("end_swarm_used", type_=runs.c.swarm_used.type), runs.c.swarm_used
        ),
        finish_reason=bindparam("end_finish_reason"),
        response=bindparam("end_response"),
        usage=bindparam("end_usage"),
        error=bindparam("end_error"),
        cancel_reason=bindparam("end_cancel_reason"),
        last_offset=bindparam("end_last_offset"),
        ended_at=bindparam("end_at"),
        log_expires_at=bindparam("end_log_expires_at"),
        intent=bindparam("end_intent"),
        confidence=bindparam("end_confidence"),
        manager_response=bindparam("end_manager_response"),
        quality_score=bindparam("end_quality_score"),
        execution_time=bindparam("end_execution_time"),
        idempotency_key=case((_KEY_KEPT, runs.c.idempotency_key), else_=None),
        fingerprint=case((_KEY_KEPT, runs.c.fingerprint), else_=None),
    )
)

_ORPHANS: Final = (
    select(runs.c.run_id)
    .where(runs.c.ended_at.is_(None), runs.c.instance_id != bindparam("instance"))
    .order_by(runs.c.run_id)
    .limit(bindparam("limit"))
)

_TOUCH_SESSION: Final = (
    update(sessions)
    .where(sessions.c.owner_id == bindparam("owner"), sessions.c.session_id == bindparam("session"))
    .values(updated_at=bindparam("now"))
    .returning(sessions.c.pk, sessions.c.settings)
)

_TOUCH_SESSION_OF: Final = (
    update(sessions)
    .where(
        sessions.c.pk
        == select(runs.c.session_pk)
        .where(runs.c.run_id == bindparam("id"), runs.c.ended_at.is_(None))
        .scalar_subquery()
    )
    .values(updated_at=bindparam("now"))
    .returning(sessions.c.pk)
)


def _touch_or_make(module: Any) -> Any:
    statement = module.insert(sessions)
    return statement.on_conflict_do_update(
        index_elements=[sessions.c.owner_id, sessions.c.session_id],
        set_={"updated_at": statement.excluded.updated_at},
    ).returning(sessions.c.pk, sessions.c.settings)


# One statement, so that two first messages to one new session both find it.
_TOUCH_OR_MAKE_SESSION: Final = {"sqlite": _touch_or_make(sqlite), "postgresql": _touch_or_make(postgresql)}
