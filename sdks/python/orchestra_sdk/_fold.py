"""Events in, state out: what is known of a run that is followed, whatever carries its events."""

from __future__ import annotations

import json
from typing import Any, Literal, TypeAlias, cast

from orchestra_sdk._errors import StreamError
from orchestra_sdk._generated.models import (
    AgentCompletedEvent,
    AgentTokenEvent,
    ManagerIntentEvent,
    RunCancelledEvent,
    RunCompletedEvent,
    RunFailedEvent,
    RunNoticeEvent,
    TokenEvent,
)
from orchestra_sdk._generated.v2 import TERMINAL_EVENTS, RunEvent, parse_event
from orchestra_sdk._swarm import AgentTurn, ToolCall, take_agent_event, take_tool_event
from orchestra_sdk._text import GrowingText

TerminalEvent: TypeAlias = RunCompletedEvent | RunFailedEvent | RunCancelledEvent
Taken: TypeAlias = Literal["new", "seen", "gap"]
"""What an event is to a fold: the next one, one that came before, or one with others missing before it."""

# So much of what is no event is shown, in characters.
_SHOWN = 100
# Events whose texts are put together.
_TEXTS = (TokenEvent, AgentTokenEvent, AgentCompletedEvent)


class Fold:
    """The state of a followed run. It does not read, wait or send.

    `offset` is that of the last event taken, -1 before the first. `terminal` is the event that ended the run.
    `recovered` is False when events were lost because the service's log had been trimmed; `text` has a hole then.
    `intent` is what the manager made of the message, None until it has said so; `agents`, `tools` and `notices` are
    what came of each, in order of their beginning.
    """

    __slots__ = (
        "_may_jump",
        "_text",
        "agents",
        "intent",
        "notices",
        "offset",
        "recovered",
        "run_id",
        "terminal",
        "tools",
    )

    def __init__(self, run_id: str | None = None, after: int = -1) -> None:
        self.run_id = run_id
        self.offset = after
        self.terminal: TerminalEvent | None = None
        self.recovered = True
        self.intent: ManagerIntentEvent | None = None
        self.agents: list[AgentTurn] = []
        self.tools: list[ToolCall] = []
        self.notices: list[RunNoticeEvent] = []
        self._may_jump = False
        self._text = GrowingText()

    @property
    def text(self) -> str:
        """The texts of the tokens taken so far, joined. What agents say to each other is no part of it."""
        return str(self._text)

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
            self._text.add(event.text)
        elif isinstance(event, ManagerIntentEvent):
            self.intent = event
        elif isinstance(event, RunNoticeEvent):
            self.notices.append(event)
        elif event.type in TERMINAL_EVENTS:
            self.terminal = cast("TerminalEvent", event)
        else:
            take_agent_event(self.agents, event)
            take_tool_event(self.tools, event)
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
        or (isinstance(event, _TEXTS) and type(event.text) is not str)
    ):
        raise StreamError(f"An event is malformed: {str(data)[:_SHOWN]}")
    return event
