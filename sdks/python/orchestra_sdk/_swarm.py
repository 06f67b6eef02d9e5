"""What the agents and tools of a run did beside its answer: events in, lists out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orchestra_sdk._generated.models import (
    AgentCompletedEvent,
    AgentStartedEvent,
    AgentTokenEvent,
    ToolCalledEvent,
    ToolResultEvent,
    Usage,
)
from orchestra_sdk._generated.v2 import RunEvent
from orchestra_sdk._text import GrowingText


class AgentTurn:
    """One agent's work in one round of a swarm. It grows while the run is followed.

    `role` and `round` are None where the agent had begun before the run was followed. `quality_score` (0 to 1) and
    `usage` are known when it has `completed`, and may be None then too; an agent that failed never completes.
    """

    __slots__ = ("_text", "agent", "completed", "quality_score", "role", "round", "usage")

    def __init__(self, agent: str) -> None:
        self.agent = agent
        self.role: str | None = None
        self.round: int | None = None
        self.completed = False
        self.quality_score: float | None = None
        self.usage: Usage | None = None
        self._text = GrowingText()

    @property
    def text(self) -> str:
        """What the agent has said so far. It is no part of the response.

        The agent that speaks the response itself has its text here when it has completed.
        """
        return str(self._text)

    def take(self, event: AgentStartedEvent | AgentTokenEvent | AgentCompletedEvent) -> None:
        """Begin, go on, or end: the last event has all of the text."""
        if isinstance(event, AgentTokenEvent):
            self._text.add(event.text)
            return
        self.role, self.round = event.role, event.round
        if isinstance(event, AgentCompletedEvent):
            self.completed, self.quality_score, self.usage = True, event.quality_score, event.usage
            self._text = GrowingText(event.text)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(agent={self.agent!r}, role={self.role!r}, round={self.round!r}, "
            f"completed={self.completed}, quality_score={self.quality_score!r}, text={self.text!r})"
        )


@dataclass(slots=True)
class ToolCall:
    """What a tool was asked, and what it answered.

    `server` and `tool` are None where it was asked before the run was followed; `ok` and `content` are None until it
    has answered. `ok` is False for a tool that could not do it; `content` then says why.
    """

    call_id: str
    server: str | None = None
    tool: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    ok: bool | None = None
    content: str | None = None


def take_agent_event(turns: list[AgentTurn], event: RunEvent) -> None:
    """Add what an event says of an agent; other events change nothing."""
    if not isinstance(event, AgentStartedEvent | AgentTokenEvent | AgentCompletedEvent):
        return
    turn = next((turn for turn in reversed(turns) if turn.agent == event.agent), None)
    if turn is None or turn.completed or isinstance(event, AgentStartedEvent):
        turn = AgentTurn(event.agent)
        turns.append(turn)
    turn.take(event)


def take_tool_event(calls: list[ToolCall], event: RunEvent) -> None:
    """Add what an event says of a tool; other events change nothing."""
    if isinstance(event, ToolCalledEvent):
        calls.append(ToolCall(event.call_id, event.server, event.tool, event.arguments.to_dict()))
    elif isinstance(event, ToolResultEvent):
        call = next((call for call in reversed(calls) if call.call_id == event.call_id), None)
        if call is None:
            call = ToolCall(event.call_id)
            calls.append(call)
        call.ok, call.content = event.ok, event.content
