"""What the mock server remembers: sessions, what was said in them, their runs, and requests that may come again."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from orchestra_conformance.mock.refusal import Refusal, misfit
from orchestra_conformance.mock.shelf import Shelf, moment, new_id, next_number

# Of one session, this many messages and runs are kept.
_MOST_IN_A_SESSION: Final = 2_000
_NOT_THERE: Final = "There is nothing under this id, or it is not yours."


class Replayable(Protocol):
    """What a request with an Idempotency-Key has made."""

    @property
    def void(self) -> bool:
        """Whether it counts no longer, so that the same request is a new try."""


@dataclass(slots=True)
class Message:
    """Something that was said in a session."""

    session_id: str
    run_id: str
    role: str
    content: str
    status: str = "complete"
    # Whether other sessions may be helped by it; half an answer is no knowledge.
    remembered: bool = True
    message_id: str = field(default_factory=lambda: new_id("msg"))
    created_at: str = field(default_factory=moment)
    number: int = field(default_factory=next_number)

    def describe(self) -> dict[str, Any]:
        """The message as the contract shows it."""
        return {
            "message_id": self.message_id,
            "session_id": self.session_id,
            "run_id": self.run_id,
            "role": self.role,
            "content": self.content,
            "status": self.status,
            "created_at": self.created_at,
        }


@dataclass(slots=True, eq=False)
class Session:
    """A session of one owner."""

    owner: str
    session_id: str
    title: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    created_at: str = field(default_factory=moment)
    updated_at: str = field(default_factory=moment)
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=_MOST_IN_A_SESSION))
    run_ids: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST_IN_A_SESSION))
    number: int = field(default_factory=next_number)
    void: bool = False

    def say(self, message: Message) -> Message:
        """Keep a message."""
        self.messages.append(message)
        self.updated_at = message.created_at
        return message

    def describe(self) -> dict[str, Any]:
        """The session as the contract shows it."""
        return {
            "session_id": self.session_id,
            "title": self.title,
            "metadata": self.metadata,
            "settings": self.settings,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }


class Sessions:
    """The sessions of all owners; an owner sees its own."""

    def __init__(self) -> None:
        self._sessions: Shelf[tuple[str, str], Session] = Shelf(lambda _, session: _forget(session))

    def create(self, owner: str, body: dict[str, Any]) -> Session:
        """Make a session. Raises Refusal(session_exists)."""
        session_id = body.get("session_id") or new_id("ses")
        if (owner, session_id) in self._sessions:
            raise Refusal("session_exists", f"There is a session '{session_id}' of yours already.")
        session = Session(
            owner, session_id, body.get("title"), body.get("metadata", {}), body.get("settings", {})
        )
        self._sessions[owner, session_id] = session
        return session

    def get(self, owner: str, session_id: str) -> Session:
        """The owner's session of this name. Raises Refusal(not_found)."""
        session = self._sessions.get((owner, session_id))
        if session is None:
            raise Refusal("not_found", _NOT_THERE)
        return session

    def settings(self, owner: str, session_id: str | None) -> dict[str, Any]:
        """What chats of a session take where they say nothing; empty for one that is not there yet."""
        session = None if session_id is None else self._sessions.get((owner, session_id))
        return {} if session is None else session.settings

    def entered(self, owner: str, session_id: str | None) -> Session:
        """The session that a chat names, or a new one. Raises Refusal(not_found) for an unknown `ses_…`."""
        if session_id is not None and (
            (owner, session_id) in self._sessions or session_id.startswith("ses_")
        ):
            return self.get(owner, session_id)
        return self.create(owner, {} if session_id is None else {"session_id": session_id})

    def update(self, owner: str, session_id: str, changes: dict[str, Any]) -> Session:
        """Change title, metadata or settings. Raises Refusal(not_found)."""
        session = self.get(owner, session_id)
        session.title = changes.get("title", session.title)
        session.metadata = changes.get("metadata", session.metadata)
        session.settings = changes.get("settings", session.settings)
        session.updated_at = moment()
        return session

    def delete(self, owner: str, session_id: str) -> Session:
        """Forget a session. Raises Refusal(not_found)."""
        session = self.get(owner, session_id)
        del self._sessions[owner, session_id]
        _forget(session)
        return session

    def of(self, owner: str) -> Iterable[Session]:
        """The owner's sessions."""
        return [session for (found, _), session in self._sessions.items() if found == owner]

    def remembered(self, owner: str) -> list[Message]:
        """What the owner's sessions may be helped by: all that was said whole, less what was forgotten."""
        return [
            message
            for session in self.of(owner)
            for message in session.messages
            if message.remembered and message.status == "complete"
        ]


class Repetitions:
    """What requests with an Idempotency-Key made, by owner, operation and key."""

    def __init__(self) -> None:
        self._made: Shelf[tuple[str, str, str], tuple[str, Replayable]] = Shelf()

    def find(self, owner: str, operation: str, key: str | None, body: Any) -> Any:
        """What the same request made before, or None. Raises Refusal(idempotency_key_reused) for another body."""
        if key is None or (known := self._made.get((owner, operation, key))) is None or known[1].void:
            return None
        if known[0] != _fingerprint(body):
            raise Refusal("idempotency_key_reused")
        return known[1]

    def keep(self, owner: str, operation: str, key: str | None, body: Any, made: Replayable) -> None:
        """Remember what a request made, where it has a key."""
        if key is not None:
            self._made.pop((owner, operation, key), None)
            self._made[owner, operation, key] = (_fingerprint(body), made)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is kept for a repetition as it is."""

    answer: Any
    void: bool = False


def command_words(command: str, known: Iterable[str]) -> tuple[str, list[str]]:
    """A command's name and arguments. Raises Refusal(validation_failed) where there is no such command."""
    name, *arguments = command.split() or [""]
    if name.lower() not in known:
        raise misfit("body", "/command", f"is no command; there are {', '.join(known)}")
    if len(arguments) > (name.lower() == "stop"):
        raise misfit("body", "/command", f"{name.lower()} takes fewer arguments")
    return name.lower(), arguments


def _forget(session: Session) -> None:
    session.void = True


def _fingerprint(body: Any) -> str:
    return json.dumps(body, sort_keys=True, ensure_ascii=True)
