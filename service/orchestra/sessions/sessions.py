"""Sessions of one owner, and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.sessions.messages import MessageRecord, Order, count_messages, list_messages
from orchestra.sessions.runs import RunRecord, list_runs
from orchestra.storage.database import Database, serialize
from orchestra.storage.ids import MADE_SESSION_PREFIX, new_id, now_ms
from orchestra.storage.pages import Cursors, Page
from orchestra.storage.tables import sessions


class Unset(Enum):
    """Says that a value was left out, where None is a value."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session; times in milliseconds. `updated_at` moves with every message too."""

    session_id: str
    title: str | None
    metadata: dict[str, Any]
    created_at: int
    updated_at: int
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session at one moment: how many messages it has, and the newest of them, the oldest first."""

    session: SessionRecord
    message_count: int
    messages: tuple[MessageRecord, ...]


class SessionRepository:
    """The sessions of one owner: no method can reach another's, because every query names the owner.

    Whatever takes a `session_id` raises OrchestraError(not_found) for one that is not there or not the owner's.
    `idempotency_ttl` is in seconds; `clock` gives milliseconds.
    """

    def __init__(
        self, db: Database, owner_id: str, *, idempotency_ttl: float, clock: Callable[[], int] = now_ms
    ) -> None:
        self._db = db
        self._owner_id = owner_id
        self._ttl_ms = round(idempotency_ttl * 1000)
        self._clock = clock

    async def create(
        self,
        *,
        session_id: str | None = None,
        title: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        settings: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        fingerprint: str | None = None,
    ) -> SessionRecord:
        """Make a session, under `session_id` or a new id; the same Idempotency-Key finds the session it made.

        Raises OrchestraError: validation_failed for an id that begins like the service's own, session_exists,
        idempotency_key_reused.
        """
        if session_id is not None and session_id.startswith(MADE_SESSION_PREFIX):
            raise OrchestraError(
                ErrorCode.VALIDATION_FAILED,
                "Session ids that begin with 'ses_' are made by the service. Choose another id, or leave it out.",
                errors=[FieldError("body", "/session_id", "must not begin with 'ses_'")],
            )
        now = self._clock()
        values: dict[str, Any] = {
            "pk": new_id("pk"),
            "owner_id": self._owner_id,
            "session_id": session_id or new_id("ses"),
            "title": title,
            "metadata": dict(metadata or {}),
            "settings": dict(settings or {}),
            "idempotency_key": idempotency_key,
            "idempotency_fingerprint": fingerprint if idempotency_key is not None else None,
            "created_at": now,
            "updated_at": now,
        }

        def work(connection: Connection) -> SessionRecord:
            if idempotency_key is not None:
                earlier = self._replay(connection, idempotency_key, fingerprint, now)
                if earlier is not None:
                    return earlier
            # A chat may be making the same session at this moment: the insert itself has to find out.
            if connection.execute(_INSERT_NEW[connection.dialect.name], values).first() is None:
                raise _exists()
            return SessionRecord(
                values["session_id"], title, values["metadata"], now, now, values["settings"]
            )

        return await self._db.write(work)

    async def get(self, session_id: str) -> SessionRecord:
        """One session."""
        row = await self._db.read(lambda connection: self._find(connection, session_id))
        if row is None:
            raise _not_found()
        return SessionRecord(*row[1:])

    async def transcript(self, session_id: str, *, newest: int) -> Transcript:
        """A session with its `newest` messages, read at one moment."""

        def work(connection: Connection) -> Transcript:
            row = self._find(connection, session_id)
            if row is None:
                raise _not_found()
            page = list_messages(connection, row.pk, session_id, limit=newest, after=None, order="desc")
            count = count_messages(connection, row.pk) if page.has_more else len(page.data)
            return Transcript(SessionRecord(*row[1:]), count, tuple(reversed(page.data)))

        return await self._db.read(work)

    async def list(self, *, limit: int, after: str | None = None) -> Page[SessionRecord]:
        """The sessions, the newest first. Raises OrchestraError(invalid_cursor)."""
        cursors = Cursors("sessions", self._owner_id)
        query = _RECORDS.where(sessions.c.owner_id == self._owner_id)
        query = query.order_by(sessions.c.pk.desc()).limit(limit + 1)
        if after is not None:
            query = query.where(sessions.c.pk < cursors.decode(after))
        rows = await self._db.read(lambda connection: connection.execute(query).all())
        page = cursors.page(rows, limit, lambda row: str(row.pk))
        return Page([SessionRecord(*row[1:]) for row in page.data], page.has_more, page.next_cursor)

    async def update(
        self,
        session_id: str,
        *,
        title: str | Unset | None = UNSET,
        metadata: Mapping[str, Any] | Unset = UNSET,
        settings: Mapping[str, Any] | Unset = UNSET,
    ) -> SessionRecord:
        """Change the title (None takes it away), replace the metadata or the settings; what is left out stays."""
        changes: dict[str, Any] = {"updated_at": self._clock()}
        if not isinstance(title, Unset):
            changes["title"] = title
        if not isinstance(metadata, Unset):
            changes["metadata"] = dict(metadata)
        if not isinstance(settings, Unset):
            changes["settings"] = dict(settings)
        statement = (
            update(sessions)
            .where(sessions.c.owner_id == self._owner_id, sessions.c.session_id == session_id)
            .values(**changes)
            .returning(*_RECORDS.selected_columns)
        )
        row = await self._db.write(lambda connection: connection.execute(statement).first())
        if row is None:
            raise _not_found()
        return SessionRecord(*row[1:])

    async def delete(self, session_id: str) -> None:
        """Delete a session with its messages and runs. Runs at work should be cancelled first."""
        statement = delete(sessions).where(
            sessions.c.owner_id == self._owner_id, sessions.c.session_id == session_id
        )
        if await self._db.write(lambda connection: connection.execute(statement).rowcount) == 0:
            raise _not_found()

    async def messages(
        self, session_id: str, *, limit: int, after: str | None = None, order: Order = "asc"
    ) -> Page[MessageRecord]:
        """The session's messages, by the time they were said. Raises OrchestraError(invalid_cursor)."""

        def work(connection: Connection) -> Page[MessageRecord]:
            pk = self._pk(connection, session_id)
            return list_messages(connection, pk, session_id, limit=limit, after=after, order=order)

        return await self._db.read(work)

    async def runs(self, session_id: str, *, limit: int, after: str | None = None) -> Page[RunRecord]:
        """The session's runs, the newest first. Raises OrchestraError(invalid_cursor)."""
        return await self._db.read(
            lambda connection: list_runs(
                connection, self._pk(connection, session_id), limit=limit, after=after
            )
        )

    def _find(self, connection: Connection, session_id: str) -> Any:
        return connection.execute(_BY_ID, {"owner": self._owner_id, "session": session_id}).first()

    def _pk(self, connection: Connection, session_id: str) -> str:
        row = self._find(connection, session_id)
        if row is None:
            raise _not_found()
        return str(row.pk)

    def _replay(
        self, connection: Connection, key: str, fingerprint: str | None, now: int
    ) -> SessionRecord | None:
        serialize(connection, "idempotency", self._owner_id, "createSession", key)
        row = connection.execute(_BY_KEY, {"owner": self._owner_id, "key": key}).first()
        if row is None:
            return None
        if row.created_at <= now - self._ttl_ms:
            connection.execute(_RELEASE_KEY, {"found": row.pk})
            return None
        if row.idempotency_fingerprint != fingerprint:
            raise OrchestraError(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "This Idempotency-Key was sent with another request; use a new key for a new request.",
            )
        return SessionRecord(*row[1:7])


def _not_found() -> OrchestraError:
    return OrchestraError(ErrorCode.NOT_FOUND, "There is no session with this id, or it is not yours.")


def _exists() -> OrchestraError:
    return OrchestraError(
        ErrorCode.SESSION_EXISTS, "There is a session with this id already; use it, or choose another id."
    )


# In the order of SessionRecord, behind the row's own key.
_RECORDS: Final[Select[Any]] = select(
    sessions.c.pk,
    sessions.c.session_id,
    sessions.c.title,
    sessions.c.metadata,
    sessions.c.created_at,
    sessions.c.updated_at,
    sessions.c.settings,
)

_BY_ID: Final = _RECORDS.where(
    sessions.c.owner_id == bindparam("owner"), sessions.c.session_id == bindparam("session")
)

_BY_KEY: Final = _RECORDS.add_columns(sessions.c.idempotency_fingerprint).where(
    sessions.c.owner_id == bindparam("owner"), sessions.c.idempotency_key == bindparam("key")
)

_INSERT_NEW: Final = {
    "sqlite": sqlite.insert(sessions)
    .on_conflict_do_nothing(index_elements=[sessions.c.owner_id, sessions.c.session_id])
    .returning(sessions.c.pk),
    "postgresql": postgresql.insert(sessions)
    .on_conflict_do_nothing(index_elements=[sessions.c.owner_id, sessions.c.session_id])
    .returning(sessions.c.pk),
}

_RELEASE_KEY: Final = (
    update(sessions)
    .where(sessions.c.pk == bindparam("found"))
    .values(idempotency_key=None, idempotency_fingerprint=None)
)
