"""Who may speak when in a run: the manager, the agents of a swarm, and their tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from orchestra_conformance.failure import Violation

Event = Mapping[str, Any]


def hold_turns(events: Sequence[Event]) -> None:
    """Hold a run's events, from its first one on, to their turns; what ends the run may be among them or not.

    Raises Violation for a second manager.intent, for what comes before run.started, for an agent where there is no
    swarm, one that speaks or ends without having begun, and for the result of a tool that was not called.
    """
    turns = _Turns()
    for event in events:
        if (take := _TAKEN.get(event["type"])) is not None:
            take(turns, event)


class _Turns:
    """What has been said of a run so far."""

    def __init__(self) -> None:
        self._started: Event | None = None
        self._interpreted = False
        # Agents at work, with their role and round. One that gives up is never told of again.
        self._agents: list[tuple[str, str, int]] = []
        self._calls: dict[str, bool] = {}

    def started(self, event: Event) -> None:
        """The run begins."""
        self._started = event

    def interpreted(self, event: Event) -> None:
        """The manager says what it takes the message for."""
        self._behind_the_start(event)
        if self._interpreted:
            raise Violation("manager.intent came twice")
        self._interpreted = True

    def agent_started(self, event: Event) -> None:
        """An agent begins."""
        self._behind_the_start(event)
        if self._started is not None and self._started["swarm"] is None:
            raise Violation(f"the agent {event['agent']} began to work, and run.started names no swarm")
        self._agents.append((event["agent"], event["role"], event["round"]))

    def agent_said(self, event: Event) -> None:
        """An agent says something."""
        if all(agent != event["agent"] for agent, _, _ in self._agents):
            raise Violation(f"{event['type']} came of {event['agent']}, which is not at work")

    def agent_completed(self, event: Event) -> None:
        """An agent is done."""
        ended = (event["agent"], event["role"], event["round"])
        if ended not in self._agents:
            raise Violation(f"agent.completed came of {ended}, and at work are {self._agents}")
        self._agents.remove(ended)

    def tool_called(self, event: Event) -> None:
        """A tool is asked."""
        self._behind_the_start(event)
        if event["call_id"] in self._calls:
            raise Violation(f"two calls of tools have the call_id {event['call_id']}")
        self._calls[event["call_id"]] = False

    def tool_answered(self, event: Event) -> None:
        """A tool has answered."""
        answered = self._calls.get(event["call_id"])
        if answered is not False:
            what = "answered before" if answered else "not called"
            raise Violation(f"tool.result came for {event['call_id']}, which was {what}")
        self._calls[event["call_id"]] = True

    def _behind_the_start(self, event: Event) -> None:
        if self._started is None:
            raise Violation(f"{event['type']} came before run.started")


_TAKEN: Final[Mapping[str, Callable[[_Turns, Event], None]]] = {
    "run.started": _Turns.started,
    "manager.intent": _Turns.interpreted,
    "agent.started": _Turns.agent_started,
    "agent.token": _Turns.agent_said,
    "agent.completed": _Turns.agent_completed,
    "tool.called": _Turns.tool_called,
    "tool.result": _Turns.tool_answered,
}
