"""Events in, state out: what is known of a run that is followed, whatever carries its events."""

from __future__ import annotations

import json
from typing import Any, Literal, TypeAlias, cast

from orchestra_sdk._errors import StreamError
from orchestra_sdk._generated.models import (
    RunCancelledEvent,
    RunCompletedEvent,
    RunFailedEvent,
    TokenEvent,
)
from orchestra_sdk._generated.v2 import TERMINAL_EVENTS, RunEvent, parse_event

TerminalEvent: TypeAlias = RunCompletedEvent | RunFailedEvent | RunCancelledEvent
Taken: TypeAlias = Literal["new", "seen", "gap"]
"""What an event is to a fold: the next one, one that came before, or one with others missing before it."""

# So much of what is no event is shown, in characters.
_SHOWN = 100


class Fold:
    """The state of a followed run. It does not read, wait or send.

    `offset` is that of the last event taken, -1 before the first. `terminal` is the event that ended the run.
    `recovered` is False when events were lost because the service's log had been trimmed; `text` has a hole then.
    """

    __slots__ = ("_joined", "_may_jump", "_parts", "offset", "recovered", "run_id", "terminal")

    def __init__(self, run_id: str | None = None, after: int = -1) -> None:
        self.run_id = run_id
        self.offset = after
        self.terminal: TerminalEvent | None = None
        self.recovered = True
        self._may_jump = False
        self._joined = ""
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """The texts of the tokens taken so far, joined."""
        if self._parts:
            self._joined += "".join(self._parts)
            self._parts.clear()
        return self._joined

    @property
    def last_event_id(self) -> str | None:
        """The cursor behind the last event taken, such as `run_x:12`; None before the first."""
        return f"{self.run_id}:{self.offset}" if self.run_id is not None and self.offset >= 0 else None

    def skip(self) -> None:
        """The service's log was trimmed: what comes next may begin at a later offset."""
        self.recovered = False
        self._may_jump = True

    def take(self, event: RunEvent) -> Taken:
        """Take an event. Only one that is "new" changes the state. Raises StreamError for another run's event."""
        if event.run_id != self.run_id:
            if self.run_id is not None:
                raise StreamError(f"An event of {event.run_id} came in the stream of {self.run_id}.")
            self.run_id = event.run_id
        offset = event.offset
        if offset <= self.offset or self.terminal is not None:
            return "seen"
        if offset > self.offset + 1 and not self._may_jump:
            return "gap"
        self._may_jump = False
        self.offset = offset
        if isinstance(event, TokenEvent):
            self._parts.append(event.text)
        elif event.type in TERMINAL_EVENTS:
            self.terminal = cast("TerminalEvent", event)
        return "new"


def event_from_json(text: str) -> RunEvent:
    """An event from its JSON. Raises StreamError for what is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StreamError(f"An event is no JSON: {text[:_SHOWN]}") from error
    return to_event(data)


def to_event(data: Any) -> RunEvent:
    """An event from its JSON's value; one of a type that is not known is an UnknownEvent. Raises StreamError."""
    try:
        event = parse_event(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StreamError(f"An event is malformed: {str(data)[:_SHOWN]}") from error
    offset: object = event.offset
    if (
        type(offset) is not int
        or offset < 0
        or type(event.run_id) is not str
        or (event.type == "token" and type(event.text) is not str)
    ):
        raise StreamError(f"An event is malformed: {str(data)[:_SHOWN]}")
    return event
