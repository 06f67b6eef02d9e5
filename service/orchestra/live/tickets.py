"""Tickets: how a page in a browser, which cannot send a key with a handshake, opens one WebSocket once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.storage.ids import now_ms

CallerT = TypeVar("CallerT")

# More than anybody's pages open in half a minute; the oldest give way, so that a key in a loop fills no memory.
MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Ticket(Generic[CallerT]):
    """What a ticket is good for. `session_id` None: all sessions of the caller. `expires_at` is in milliseconds."""

    caller: CallerT
    origin: str
    session_id: str | None
    expires_at: int


class Tickets(Protocol[CallerT]):
    """Makes and takes tickets."""

    async def mint(self, caller: CallerT, origin: str, session_id: str | None) -> tuple[str, int]:
        """A new ticket, and until when it works (milliseconds)."""

    async def redeem(self, secret: str) -> Ticket[CallerT]:
        """Take a ticket; from now on it is used. Raises OrchestraError(unauthenticated) with the reason."""


class MemoryTickets(Generic[CallerT]):
    """Tickets in the process: for one replica. `ttl` is in seconds, `clock` gives milliseconds."""

    def __init__(self, ttl: float, *, clock: Callable[[], int] = now_ms) -> None:
        self._ttl = round(ttl * 1000)
        self._clock = clock
        # By the hash, the first to expire first; None once it was used, so that a second use can be told.
        self._tickets: dict[str, tuple[int, Ticket[CallerT] | None]] = {}

    async def mint(self, caller: CallerT, origin: str, session_id: str | None) -> tuple[str, int]:
        """See Tickets.mint."""
        now = self._clock()
        self._forget(now)
        secret = f"tkt_{secrets.token_urlsafe(32)}"
        ticket = Ticket(caller, origin.lower(), session_id, now + self._ttl)
        self._tickets[_hash(secret)] = (ticket.expires_at, ticket)
        return secret, ticket.expires_at

    async def redeem(self, secret: str) -> Ticket[CallerT]:
        """See Tickets.redeem."""
        now = self._clock()
        found = self._tickets.get(_hash(secret))
        if found is None:
            raise _refused("The ticket is not known, or it is too old. Ask your backend for a new one.")
        expires_at, ticket = found
        if expires_at <= now:
            raise _refused("The ticket is too old. Ask your backend for a new one.")
        if ticket is None:
            raise _refused("The ticket was used already. Ask your backend for a new one.")
        self._tickets[_hash(secret)] = (expires_at, None)
        return ticket

    def __len__(self) -> int:
        return len(self._tickets)

    def _forget(self, now: int) -> None:
        # A little longer than they work, so that a late page is told what happened.
        while self._tickets:
            first = next(iter(self._tickets))
            if self._tickets[first][0] + self._ttl > now and len(self._tickets) < MOST:
                return
            del self._tickets[first]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _refused(reason: str) -> OrchestraError:
    return OrchestraError(ErrorCode.UNAUTHENTICATED, reason)
