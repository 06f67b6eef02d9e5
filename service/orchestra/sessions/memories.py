"""Memories: the messages of an owner's sessions, found again by their words.

What is remembered is what was said whole: users' messages whatever became of their runs, and complete answers.
Half an answer is no knowledge. The tables and their triggers are migration 0004's; ADR-015 says why.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, func, select, text

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions.messages import MessageRole
from orchestra.sessions.words import Term, for_postgresql, for_sqlite, search_terms
from orchestra.storage.database import Database
from orchestra.storage.pages import Cursors, Page, invalid_cursor
from orchestra.storage.tables import memories, messages, sessions

FORGET_AT_ONCE: Final = 500
"""Memories forgotten in one transaction: others write in between."""

# How an owner's range of numbers on SQLite begins; see migration 0004.
_RANGE: Final = 1 << 40

# A place in the results of a search: how many came before, the newest memory at the time, and the best score.
_PLACE: Final = re.compile(r"([0-9]{1,9})_([0-9]{1,18})_([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """A message that can be remembered; `created_at` in milliseconds.

    `relevance` is above 0, and 1 for the best of all that a search found; None where nothing was searched for.
    """

    message_id: str
    session_id: str
    role: MessageRole
    content: str
    relevance: float | None
    created_at: int


class MemoryRepository:
    """The memories of one owner: no method can reach another's, because every query names the owner."""

    def __init__(self, db: Database, owner_id: str) -> None:
        self._db = db
        self._owner_id = owner_id

    async def list(
        self, *, query: str | None = None, limit: int, after: str | None = None, session_id: str | None = None
    ) -> Page[MemoryRecord]:
        """The memories, the newest first; with `query`, those with any of its words, the most relevant first.

        With `session_id`, those of this session alone, none where it is not there. Later pages of a search leave out
        what was said since the first. Raises OrchestraError(invalid_cursor).
        """
        if query is None:
            return await self._newest(limit, after, session_id)
        cursors = Cursors("memories", self._owner_id, session_id or "", query)
        skip, newest, best = (0, None, None) if after is None else _place(cursors.decode(after))
        terms = search_terms(query)
        if not terms:
            return Page([], False, None)

        def work(connection: Connection) -> tuple[Sequence[Any], int]:
            upto = newest
            if upto is None:
                upto = connection.execute(_NEWEST_NUMBER, {"owner": self._owner_id}).scalar() or 0
            only = session_id or ""
            rows = self._search(connection, terms, upto=upto, limit=limit + 1, skip=skip, session_id=only)
            return rows, upto

        rows, upto = await self._db.read(work)
        if best is None:
            best = rows[0].score if rows else 0.0
        records = [_record(row, _share(row.score, best)) for row in rows]
        place = f"{skip + limit}_{upto}_{struct.pack('>d', best).hex()}"
        return cursors.page(records, limit, lambda _: place)

    async def recall(
        self, message: str, *, not_session_pk: str, limit: int, within: float | None = None
    ) -> Sequence[MemoryRecord]:
        """The memories that fit a message best, of all sessions but one, each text once.

        Raises TimeoutError where `within` seconds were not enough; the search is stopped then.
        """
        terms = search_terms(message, loosely=True)
        if not terms:
            return []
        # Who tries again says the same again.
        rows = await self._db.read(
            lambda connection: self._search(
                connection, terms, limit=limit * 2, not_session_pk=not_session_pk
            ),
            within=within,
        )
        distinct = {row.content: row for row in reversed(rows) if row.content != message}
        best = rows[0].score if rows else 0.0
        kept = sorted(distinct.values(), key=lambda row: -row.score)[:limit]
        return [_record(row, _share(row.score, best)) for row in kept]

    async def forget(self, message_id: str) -> None:
        """Remember a message no more; it stays in its session. Raises OrchestraError(not_found)."""
        statement = delete(memories).where(
            memories.c.owner_id == self._owner_id, memories.c.message_id == message_id
        )
        if await self._db.write(lambda connection: connection.execute(statement).rowcount) == 0:
            raise OrchestraError(
                ErrorCode.NOT_FOUND,
                "There is no memory with this id, or it is not yours, or it was forgotten.",
            )

    async def forget_all(self) -> None:
        """Remember nothing that was said up to now. Cut short, it has forgotten a part; doing it again is no harm."""
        newest = await self._db.read(
            lambda connection: connection.execute(_NEWEST_NUMBER, {"owner": self._owner_id}).scalar()
        )
        if newest is None:
            return
        values = {"owner": self._owner_id, "upto": newest, "limit": FORGET_AT_ONCE}
        while await self._db.write(lambda connection: connection.execute(_FORGET_SOME, values).rowcount):
            pass

    async def _newest(self, limit: int, after: str | None, session_id: str | None) -> Page[MemoryRecord]:
        cursors = Cursors("memories", self._owner_id, session_id or "")
        query = _RECORDS.where(memories.c.owner_id == self._owner_id)
        if session_id is not None:
            query = query.where(sessions.c.session_id == session_id)
        query = query.order_by(memories.c.number.desc()).limit(limit + 1)
        if after is not None:
            last = cursors.decode(after)
            if not (last.isdecimal() and len(last) <= 18):
                raise invalid_cursor()
            query = query.where(memories.c.number < int(last))
        rows = await self._db.read(lambda connection: connection.execute(query).all())
        page = cursors.page(rows, limit, lambda row: str(row.number))
        return Page([_record(row, None) for row in page.data], page.has_more, page.next_cursor)

    def _search(
        self,
        connection: Connection,
        terms: Sequence[Term],
        *,
        limit: int,
        skip: int = 0,
        upto: int | None = None,
        not_session_pk: str = "",
        session_id: str = "",
    ) -> Sequence[Any]:
        """Rows with a `score`, the best first, the newest of equals first."""
        values: dict[str, object] = {
            "owner": self._owner_id,
            "not_session": not_session_pk,
            "session": session_id,
            "limit": limit,
            "skip": skip,
        }
        if connection.dialect.name == "sqlite":
            newest = connection.execute(_NEWEST_NUMBER, {"owner": self._owner_id}).scalar()
            if newest is None:
                return []
            first = newest - newest % _RANGE
            values |= {"words": for_sqlite(terms), "first": first, "last": newest if upto is None else upto}
            return connection.execute(_SQLITE_SEARCH, values).all()
        values |= {
            "words": for_postgresql(terms),
            "whose": f"'@{self._owner_id}'",
            "last": 2**62 if upto is None else upto,
        }
        return connection.execute(_POSTGRESQL_SEARCH, values).all()


def _place(position: str) -> tuple[int, int, float]:
    match = _PLACE.fullmatch(position)
    best = struct.unpack(">d", bytes.fromhex(match[3]))[0] if match else 0.0
    # Also refuses what is no number.
    if match is None or not 0 <= best < float("inf"):
        raise invalid_cursor()
    return int(match[1]), int(match[2]), best


def _share(score: float, best: float) -> float:
    return min(1.0, score / best) if best > 0 else 1.0


def _record(row: Any, relevance: float | None) -> MemoryRecord:
    return MemoryRecord(row.message_id, row.session_id, row.role, row.content, relevance, row.created_at)


_RECORDS: Final[Select[Any]] = select(
    memories.c.number,
    memories.c.message_id,
    sessions.c.session_id,
    messages.c.role,
    messages.c.content,
    messages.c.created_at,
).select_from(
    memories.join(messages, messages.c.message_id == memories.c.message_id).join(
        sessions, sessions.c.pk == messages.c.session_pk
    )
)

_NEWEST_NUMBER: Final = select(func.max(memories.c.number)).where(memories.c.owner_id == bindparam("owner"))

_FORGET_SOME: Final = delete(memories).where(
    memories.c.number.in_(
        select(memories.c.number)
        .where(memories.c.owner_id == bindparam("owner"), memories.c.number <= bindparam("upto"))
        .order_by(memories.c.number)
        .limit(bindparam("limit"))
    )
)

_FOUND: Final = """
SELECT messages.message_id, sessions.session_id, messages.role, messages.content, messages.created_at, best.score
FROM ({best}) AS best
JOIN memories ON memories.number = best.number
JOIN messages ON messages.message_id = memories.message_id
JOIN sessions ON sessions.pk = messages.session_pk
ORDER BY best.score DESC, best.number DESC
"""

_WHOSE: Final = """
memories.owner_id = :owner AND memories.session_pk <> :not_session AND (:session = '' OR memories.session_pk = (
    SELECT pk FROM sessions WHERE sessions.owner_id = :owner AND sessions.session_id = :session
))
"""

# bm25 is below 0, the best the lowest. The range of numbers is the owner's; his name is asked for all the same.
_SQLITE_BEST: Final = """
SELECT memory_words.rowid AS number, -bm25(memory_words) AS score
FROM memory_words CROSS JOIN memories ON memories.number = memory_words.rowid
WHERE memory_words MATCH :words AND memory_words.rowid BETWEEN :first AND :last AND {whose}
ORDER BY score DESC, memory_words.rowid DESC LIMIT :limit OFFSET :skip
"""

# 1: longer texts count for less, by the logarithm of their length. A query may come to nothing here, of which the
# database finds no letter to be one; what is left then would be the owner's name, and all that is his. The words come
# first, whatever the planner believes of tables that it has no statistics of yet.
_POSTGRESQL_BEST: Final = """
WITH hits AS MATERIALIZED (
    SELECT memory_words.number, CAST(ts_rank(memory_words.words, asked.words, 1) AS float8) AS score
    FROM to_tsquery('simple', :words) AS asked (words)
    JOIN memory_words ON memory_words.words @@ (CAST(CAST(:whose AS text) AS tsquery) && asked.words)
    WHERE numnode(asked.words) > 0 AND memory_words.number <= :last
)
SELECT hits.number, hits.score FROM hits JOIN memories ON memories.number = hits.number
WHERE {whose}
ORDER BY hits.score DESC, hits.number DESC LIMIT :limit OFFSET :skip
"""

_SQLITE_SEARCH: Final = text(_FOUND.format(best=_SQLITE_BEST.format(whose=_WHOSE)))
_POSTGRESQL_SEARCH: Final = text(_FOUND.format(best=_POSTGRESQL_BEST.format(whose=_WHOSE)))
