"""Who calls: keys with their owners and scopes, and tickets for pages."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.datastructures import Headers

from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.shelf import Shelf, moment, new_id, next_number

# What a key may make in a minute where nothing else was said. It is told and not held to.
_REQUESTS_PER_MINUTE: Final = 100
_TICKET_SECONDS: Final = 30
_WELL_FORMED: Final = re.compile(r"ork_[A-Za-z0-9_-]{1,120}")
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="ai-orchestra"'}


@dataclass(slots=True)
class Key:
    """A key and its owner. Times are in seconds since 1970."""

    owner: str
    scopes: Sequence[str]
    name: str | None = None
    requests_per_minute: int | None = None
    expires_at: float | None = None
    revoked_at: float | None = None
    key_id: str = field(default_factory=lambda: new_id("key"))
    created_at: float = field(default_factory=time.time)
    number: int = field(default_factory=next_number)

    @property
    def status(self) -> str:
        """active, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= time.time() else "active"

    def describe(self) -> dict[str, Any]:
        """The key as the contract shows it."""
        return {
            "key_id": self.key_id,
            "owner": self.owner,
            "name": self.name,
            "status": self.status,
            "scopes": list(self.scopes),
            "requests_per_minute": self.requests_per_minute,
            "created_at": moment(self.created_at),
            "expires_at": None if self.expires_at is None else moment(self.expires_at),
            "revoked_at": None if self.revoked_at is None else moment(self.revoked_at),
        }


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket is good for, until when (seconds since 1970)."""

    key: Key
    origin: str
    session_id: str | None
    expires_at: float


class Access:
    """The keys. Without `api_key` every key that has the form of one is taken, each an owner of its own."""

    def __init__(self, api_key: str | None, admin_key: str | None) -> None:
        self._anybody = api_key is None
        self.keys: Shelf[str, Key] = Shelf()
        self._by_id: Shelf[str, str] = Shelf()
        self._tickets: Shelf[str, Ticket | None] = Shelf()
        if api_key is not None:
            self._add(api_key, Key("mock", ("chat", "read")))
        if admin_key is not None:
            self._add(admin_key, Key("admin", ("chat", "read", "admin")))

    def authenticate(self, headers: Headers) -> Key:
        """The key that a request brings. Raises Refusal: unauthenticated or key_expired."""
        secret = _presented(headers)
        if secret not in self.keys and self._anybody and _WELL_FORMED.fullmatch(secret):
            owner = hashlib.sha256(secret.encode()).hexdigest()[:12]
            self._add(secret, Key(f"owner-{owner}", ("chat", "read")))
        if (key := self.keys.get(secret)) is None:
            raise _unauthenticated("This key is not known.")
        return renewed(key)

    def create(self, body: dict[str, Any]) -> tuple[Key, str]:
        """A new key and its secret."""
        key = Key(
            body["owner"],
            sorted(set(body["scopes"])),
            body.get("name"),
            body.get("requests_per_minute", _REQUESTS_PER_MINUTE),
            None if "expires_in" not in body else time.time() + body["expires_in"],
        )
        secret = f"ork_{secrets.token_urlsafe(24)}"
        self._add(secret, key)
        return key, secret

    def find(self, key_id: str) -> Key:
        """The key of this id. Raises Refusal(not_found)."""
        key = self.keys.get(self._by_id.get(key_id, ""))
        if key is None:
            raise Refusal("not_found")
        return key

    def ticket(self, key: Key, origin: str, session_id: str | None) -> tuple[str, float]:
        """A new ticket, and until when it is good."""
        secret, until = f"tkt_{secrets.token_urlsafe(24)}", time.time() + _TICKET_SECONDS
        self._tickets[secret] = Ticket(key, origin.lower(), session_id, until)
        return secret, until

    def redeem(self, secret: str, origin: str | None) -> Ticket:
        """Take a ticket; from now on it is used. Raises Refusal: unauthenticated or origin_not_allowed."""
        if secret not in self._tickets:
            raise _unauthenticated("The ticket is not known. Ask your backend for a new one.")
        ticket = self._tickets[secret]
        self._tickets[secret] = None
        if ticket is None:
            raise _unauthenticated("The ticket was used already. Ask your backend for a new one.")
        if ticket.expires_at <= time.time():
            raise _unauthenticated("The ticket is too old. Ask your backend for a new one.")
        if origin is None or origin.lower() != ticket.origin:
            raise Refusal("origin_not_allowed", f"The ticket was made for a page of {ticket.origin}.")
        renewed(ticket.key)
        return ticket

    def _add(self, secret: str, key: Key) -> None:
        self.keys[secret] = key
        self._by_id[key.key_id] = secret


def renewed(key: Key) -> Key:
    """The key, where it still works. Raises Refusal: unauthenticated or key_expired."""
    if key.status == "revoked":
        raise _unauthenticated("This key was revoked.")
    if key.status == "expired":
        raise Refusal("key_expired", "This key has expired.", headers=_CHALLENGE)
    return key


def require(key: Key, scope: str | None) -> None:
    """Raises Refusal(forbidden) unless the key has the scope; `admin` has them all."""
    if scope is not None and scope not in key.scopes and "admin" not in key.scopes:
        raise Refusal("forbidden", f"This key has no '{scope}' scope.")


def _presented(headers: Headers) -> str:
    found = {value.strip() for value in headers.getlist("x-api-key")}
    for value in headers.getlist("authorization"):
        scheme, _, token = value.strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthenticated("The Authorization header must have the form 'Bearer ork_…'.")
        found.add(token.strip())
    if len(found) > 1:
        raise _unauthenticated("Two different API keys were sent; send one.")
    if not found or not (secret := found.pop()):
        raise _unauthenticated("")
    return secret


def _unauthenticated(detail: str) -> Refusal:
    return Refusal("unauthenticated", detail, headers=_CHALLENGE)
