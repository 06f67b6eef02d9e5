"""What goes into a swarm and what comes out: the task, the one who hears of it, the tokens it cost, the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from orchestra.providers.base import Completion, TokenCount, Turn

Mode = Literal["lite", "balanced", "quality"]
NoticeCode = Literal["agent_failed", "bound_reached", "budget_reached", "degraded", "gate_failed", "trimmed"]


@dataclass(frozen=True, slots=True)
class Task:
    """What a swarm is to work on.

    `turns` is the conversation before `message`. `max_tokens` and `temperature` are the client's wishes for the
    response; None leaves them to the agent that writes it. `deadline_at` is in the event loop's time, seconds.
    """

    message: str
    turns: tuple[Turn, ...]
    instructions: str | None
    model: str
    mode: Mode
    max_tokens: int | None
    temperature: float | None
    deadline_at: float


@dataclass(frozen=True, slots=True)
class SwarmResult:
    """What came of it. `completion.usage` is the whole swarm's; `quality_score` is None where nothing was judged.

    `agreed_in` is the round in which the agents agreed, of those that debate.
    """

    swarm: str
    completion: Completion
    quality_score: float | None
    agreed_in: int | None = None


class Spending:
    """The tokens that a swarm has used so far: known as well when it failed or was cancelled."""

    def __init__(self) -> None:
        self._input = 0
        self._output = 0
        self._estimated = False

    def add(self, usage: TokenCount) -> None:
        """Count one agent's call."""
        self._input += usage.input
        self._output += usage.output
        self._estimated = self._estimated or usage.source == "estimated"

    @property
    def tokens(self) -> int:
        """Read and written, together."""
        return self._input + self._output

    def total(self) -> TokenCount:
        """All calls; `estimated` where at least one was. Nothing spent is known exactly."""
        return TokenCount(self._input, self._output, "estimated" if self._estimated else "reported")


class Reporter(Protocol):
    """Hears what happens in a swarm, on the event loop's thread. Every method is cheap and waits for nothing."""

    def agent_started(self, agent: str, role: str, round: int) -> None:  # noqa: A002 - the event's own word
        """An agent begins; `round` counts from 1."""

    def agent_token(self, agent: str, text: str) -> None:
        """A piece of an agent's talk, which is no part of the response."""

    def agent_completed(
        self,
        agent: str,
        role: str,
        round: int,  # noqa: A002 - the event's own word
        text: str,
        quality_score: float | None,
        usage: TokenCount | None,
    ) -> None:
        """An agent has ended well; `quality_score` is the rating that it gave, of those that rate."""

    def tool_called(self, call_id: str, server: str, tool: str, arguments: Mapping[str, Any]) -> None:
        """A tool is asked."""

    def tool_result(self, call_id: str, ok: bool, content: str) -> None:
        """What it answered."""

    def notice(self, code: NoticeCode, detail: str) -> None:
        """Something worth knowing that did not stop the run."""

    def token(self, text: str) -> None:
        """A piece of the response, never empty and never withdrawn; all of them joined are the response."""
