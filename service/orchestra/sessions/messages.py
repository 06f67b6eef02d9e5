"""Messages: what users said and what was answered, in the order of the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Select, bindparam, func, insert, select

from orchestra.storage.ids import new_id
from orchestra.storage.pages import Cursors, Page
from orchestra.storage.tables import messages

MessageRole = Literal["user", "assistant"]
MessageStatus = Literal["complete", "partial"]
Order = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message; `created_at` in milliseconds. `partial` is an answer that was cut short."""

    message_id: str
    session_id: str
    run_id: str
    role: MessageRole
    content: str
    status: MessageStatus
    created_at: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A message as the model is shown it."""

    role: MessageRole
    content: str


def add_message(
    connection: Connection,
    *,
    session_pk: str,
    run_id: str,
    role: MessageRole,
    content: str,
    status: MessageStatus,
    now: int,
    message_id: str | None = None,
) -> str:
    """Add a message to a session; returns its id."""
    message_id = message_id or new_id("msg")
    connection.execute(
        _INSERT,
        {
            "message_id": message_id,
            "session_pk": session_pk,
            "run_id": run_id,
            "role": role,
            "content": content,
            "status": status,
            "created_at": now,
        },
    )
    return message_id


def list_messages(
    connection: Connection, session_pk: str, session_id: str, *, limit: int, after: str | None, order: Order
) -> Page[MessageRecord]:
    """A page of a session's messages. Raises OrchestraError(invalid_cursor)."""
    cursors = Cursors("messages", session_pk, order)
    column = messages.c.message_id
    query = _RECORDS.where(messages.c.session_pk == session_pk).limit(limit + 1)
    query = query.order_by(column.desc() if order == "desc" else column)
    if after is not None:
        last = cursors.decode(after)
        query = query.where(column < last if order == "desc" else column > last)
    found = [MessageRecord(row[0], session_id, *row[1:]) for row in connection.execute(query)]
    return cursors.page(found, limit, lambda message: message.message_id)


def count_messages(connection: Connection, session_pk: str) -> int:
    """How many messages a session has."""
    query = select(func.count()).select_from(messages).where(messages.c.session_pk == session_pk)
    return int(connection.execute(query).scalar_one())


def read_history(connection: Connection, session_pk: str, before_run: str, limit: int) -> list[HistoryEntry]:
    """The last `limit` messages of earlier runs, in order: run by run, question before answer.

    Runs are answered in the order they came, so a question that came while an earlier one was being answered stands
    behind that answer. An answer whose question is beyond the limit is left out.
    """
    rows = connection.execute(
        _HISTORY, {"session_pk": session_pk, "before_run": before_run, "limit": limit}
    ).all()
    entries = [HistoryEntry(row.role, row.content) for row in reversed(rows)]
    return entries[1:] if entries and entries[0].role == "assistant" else entries


_INSERT: Final = insert(messages)

# In the order of MessageRecord, without the session.
_RECORDS: Final[Select[Any]] = select(
    messages.c.message_id,
    messages.c.run_id,
    messages.c.role,
    messages.c.content,
    messages.c.status,
    messages.c.created_at,
)

# Backwards from the newest; "assistant" sorts before "user", which backwards is answer before question.
_HISTORY: Final = (
    select(messages.c.role, messages.c.content)
    .where(
        messages.c.session_pk == bindparam("session_pk"),
        messages.c.run_id < bindparam("before_run"),
        messages.c.content != "",
    )
    .order_by(messages.c.run_id.desc(), messages.c.role)
    .limit(bindparam("limit"))
)
