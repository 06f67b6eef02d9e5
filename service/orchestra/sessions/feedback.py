"""What users thought of answers: one word a run, the latest; and what the Orchestra Manager can learn from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from orchestra.contract.events import Intent
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.storage.database import Database, serialize
from orchestra.storage.ids import now_ms
from orchestra.storage.tables import feedback, messages, runs

JUDGED: Final = 1000
"""How many of the latest feedbacks with an intent the manager's accuracy is taken from."""

PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class FeedbackRecord:
    """A feedback as it is stored; `created_at` in milliseconds.

    `intent` is what the message wanted in truth, `predicted` what the manager had taken it for.
    """

    run_id: str
    rating: float | None
    comment: str | None
    intent: Intent | None
    predicted: Intent | None
    message: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A feedback after it was given.

    `accuracy` is the manager's, with this one (see `accuracy`). `before` is the intent that had been said of the run
    until now. `replay`: it had been kept already, under the same Idempotency-Key.
    """

    record: FeedbackRecord
    accuracy: float | None
    before: Intent | None = None
    replay: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A message of somebody's, what it wants in truth, and what the manager had taken it for."""

    owner_id: str
    text: str
    intent: Intent
    predicted: Intent | None


class FeedbackRepository:
    """Feedback on the runs of one owner. `idempotency_ttl` is in seconds; `clock` gives milliseconds."""

    def __init__(
        self, db: Database, owner_id: str, *, idempotency_ttl: float, clock: Callable[[], int] = now_ms
    ) -> None:
        self._db = db
        self._owner_id = owner_id
        self._ttl_ms = round(idempotency_ttl * 1000)
        self._clock = clock

    async def put(
        self,
        run_id: str,
        *,
        rating: float | None = None,
        comment: str | None = None,
        intent: Intent | None = None,
        idempotency_key: str | None = None,
        fingerprint: str | None = None,
    ) -> Kept:
        """Keep what was said of the run, in the place of what was said before.

        The same Idempotency-Key gives the same answer, for as long as nothing else was said of that run.
        Raises OrchestraError: not_found (no such run, or another's), idempotency_key_reused.
        """
        now = self._clock()

        def work(connection: Connection) -> Kept:
            if idempotency_key is not None:
                earlier = self._replay(connection, run_id, idempotency_key, fingerprint, now)
                if earlier is not None:
                    return Kept(earlier, _accuracy(connection), earlier.intent, replay=True)
            run = connection.execute(_RUN, {"id": run_id, "owner": self._owner_id}).first()
            if run is None:
                raise OrchestraError(ErrorCode.NOT_FOUND, "There is no run with this id, or it is not yours.")
            values: dict[str, Any] = {
                "run_id": run_id,
                "owner_id": self._owner_id,
                "rating": rating,
                "comment": comment,
                "intent": intent,
                "predicted": run.intent,
                "message": run.content,
                "idempotency_key": idempotency_key,
                "fingerprint": fingerprint if idempotency_key is not None else None,
                "created_at": now,
            }
            before: Intent | None = connection.execute(_SAID, {"id": run_id}).scalar()
            connection.execute(_PUT[connection.dialect.name], values)
            record = FeedbackRecord(run_id, rating, comment, intent, run.intent, run.content, now)
            return Kept(record, _accuracy(connection), before)

        return await self._db.write(work)

    def _replay(
        self, connection: Connection, run_id: str, key: str, fingerprint: str | None, now: int
    ) -> FeedbackRecord | None:
        serialize(connection, "idempotency", self._owner_id, "createRunFeedback", key)
        row = connection.execute(_BY_KEY, {"owner": self._owner_id, "key": key}).first()
        if row is None:
            return None
        if row.created_at <= now - self._ttl_ms:
            connection.execute(_RELEASE_KEY, {"found": row.run_id})
            return None
        if row.run_id != run_id or row.fingerprint != fingerprint:
            raise OrchestraError(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "This Idempotency-Key was sent with another request; use a new key for a new request.",
            )
        return FeedbackRecord(*row[:-1])


async def accuracy(db: Database) -> float | None:
    """Share (0 to 1) of the last JUDGED feedbacks with an intent in which the manager had been right.

    Runs that the manager was left out of do not count. None where there is nothing to judge by.
    """
    return await db.read(_accuracy)


async def corrections(db: Database) -> AsyncIterator[Correction]:
    """The messages of all owners that somebody said the intent of, the latest word first."""
    # What is written meanwhile stands before the first page.
    place: dict[str, Any] = {"at": 2**62, "run": "", "limit": PAGE}
    while True:
        page = dict(place)
        found = await db.read(lambda connection: connection.execute(_CORRECTIONS, page).all())  # noqa: B023
        for row in found:
            yield Correction(row.owner_id, row.message, row.intent, row.predicted)
        if len(found) < PAGE:
            return
        place.update(at=found[-1].created_at, run=found[-1].run_id)


def _accuracy(connection: Connection) -> float | None:
    share: float | None = connection.execute(_ACCURACY).scalar()
    return None if share is None else float(share)


_RUN: Final = (
    select(runs.c.intent, messages.c.content)
    .join(messages, messages.c.message_id == runs.c.user_message_id)
    .where(runs.c.run_id == bindparam("id"), runs.c.owner_id == bindparam("owner"))
)

_SAID: Final = select(feedback.c.intent).where(feedback.c.run_id == bindparam("id"))

# In the order of FeedbackRecord.
_RECORDS: Final[Select[Any]] = select(
    feedback.c.run_id,
    feedback.c.rating,
    feedback.c.comment,
    feedback.c.intent,
    feedback.c.predicted,
    feedback.c.message,
    feedback.c.created_at,
    feedback.c.fingerprint,
)

_BY_KEY: Final = _RECORDS.where(
    feedback.c.owner_id == bindparam("owner"), feedback.c.idempotency_key == bindparam("key")
)


def _upsert(insert: Any) -> Any:
    changed = {column.name: insert.excluded[column.name] for column in feedback.c if column.name != "run_id"}
    return insert.on_conflict_do_update(index_elements=[feedback.c.run_id], set_=changed)


_PUT: Final = {
    "sqlite": _upsert(sqlite.insert(feedback)),
    "postgresql": _upsert(postgresql.insert(feedback)),
}

_RELEASE_KEY: Final = (
    update(feedback)
    .where(feedback.c.run_id == bindparam("found"))
    .values(idempotency_key=None, fingerprint=None)
)


def _judged(newest: int) -> Select[Any]:
    """The share of those in which the manager had been right, of so many."""
    latest = (
        select(feedback.c.intent, feedback.c.predicted)
        .where(feedback.c.intent.is_not(None), feedback.c.predicted.is_not(None))
        .order_by(feedback.c.created_at.desc(), feedback.c.run_id.desc())
        .limit(newest)
        .subquery()
    )
    return select(func.avg(case((latest.c.intent == latest.c.predicted, 1.0), else_=0.0)))


_ACCURACY: Final = _judged(JUDGED)

_CORRECTIONS: Final = (
    select(
        feedback.c.run_id,
        feedback.c.owner_id,
        feedback.c.message,
        feedback.c.intent,
        feedback.c.predicted,
        feedback.c.created_at,
    )
    .where(
        feedback.c.intent.is_not(None),
        (feedback.c.created_at < bindparam("at"))
        | ((feedback.c.created_at == bindparam("at")) & (feedback.c.run_id < bindparam("run"))),
    )
    .order_by(feedback.c.created_at.desc(), feedback.c.run_id.desc())
    .limit(bindparam("limit"))
)
