"""Differences between versions as data: what each change is, and the way up and down again.

Handlers know the current version only. What an older client sends is lifted up by the records, one after the other;
what it is answered comes down by them in the reverse order. Nothing here knows of HTTP or WebSocket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from orchestra.storage.ids import new_id, now_ms, rfc3339

Json = dict[str, Any]

# In `VersionChange.operations`: every operation of the version.
EVERY: Final = ("*",)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is known of one request of an older client beside its body; the way down needs it.

    `docs_url` is the address of the documentation without a slash at its end.
    """

    request_id: str
    docs_url: str
    correlation_id: str
    clock: Callable[[], int] = now_ms

    def now(self) -> str:
        """The time of day as the contract writes it."""
        return rfc3339(self.clock())


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One difference between an older version and the current one.

    `operations` are the older version's operationIds that it touches, `events` the current version's event types.
    `request_up` makes an older body a newer one (and raises OrchestraError where it cannot); `response_down` and
    `error_down` make an answer, or a problem, an older one; `event_down` gives the older items for one event, none
    too. `migration` tells a client what to do about the change. No function changes what it is given.
    """

    id: str
    description: str
    migration: str
    operations: tuple[str, ...] = EVERY
    events: tuple[str, ...] = ()
    request_up: Callable[[Json], Json] | None = None
    response_down: Callable[[Json, Exchange], Json] | None = None
    event_down: Callable[[Json, Exchange], list[Json]] | None = None
    error_down: Callable[[Json, Exchange], Json] | None = None

    def touches(self, operation: str) -> bool:
        """Whether this change is about `operation`."""
        return self.operations == EVERY or operation in self.operations


@dataclass(frozen=True, slots=True)
class OlderVersion:
    """A version before the current one: its changes, and which current operation stands behind each of its own.

    `also_accepts` are media types that an Accept header may name for an operation beside the ones it answers with.
    """

    name: str
    changes: tuple[VersionChange, ...]
    operations: Mapping[str, str]
    also_accepts: Mapping[str, tuple[str, ...]]

    def exchange(self, body: Json | None, docs_url: str, correlation_id: str) -> Exchange:
        """What to keep of a request for the way down; a request without an id of its own gets one."""
        given = (body or {}).get("request_id")
        return Exchange(given or new_id("req"), docs_url, correlation_id)

    def request_up(self, operation: str, body: Json) -> Json:
        """The body as the current version has it. Raises OrchestraError(validation_failed)."""
        for change in self.changes:
            if change.request_up is not None and change.touches(operation):
                body = change.request_up(body)
        return body

    def response_down(self, operation: str, body: Json, exchange: Exchange) -> Json:
        """An answer of the current version as this one has it."""
        for change in reversed(self.changes):
            if change.response_down is not None and change.touches(operation):
                body = change.response_down(body, exchange)
        return body

    def event_down(self, event: Json, exchange: Exchange) -> list[Json]:
        """The items for one event, in order; none for an event that this version does not know."""
        for change in self.changes:
            if change.event_down is not None and event["type"] in change.events:
                return change.event_down(event, exchange)
        return []

    def error_down(self, problem: Json, exchange: Exchange) -> Json:
        """A problem as this version has it."""
        for change in reversed(self.changes):
            if change.error_down is not None:
                problem = change.error_down(problem, exchange)
        return problem
