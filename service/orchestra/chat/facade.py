"""The Unified Facade: one door to all swarms, which are there, who is in them, which one fits, and their work."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from orchestra.chat.swarms.calls import Draft, ExhaustedError
from orchestra.chat.swarms.crew import Crew
from orchestra.chat.swarms.debate import debate
from orchestra.chat.swarms.pipeline import pipeline
from orchestra.chat.swarms.slots import Slots
from orchestra.chat.swarms.solve import solve
from orchestra.chat.swarms.spec import (
    AUTO,
    DebateSpec,
    PipelineSpec,
    SolveSpec,
    SwarmSpec,
    ToolsSpec,
)
from orchestra.chat.swarms.task import Reporter, Spending, SwarmResult, Task
from orchestra.chat.swarms.toolwork import use_tools
from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.providers.base import Completion, Provider
from orchestra.settings import SwarmSettings
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics
from orchestra.tools.base import Toolbox

_log = get_logger("chat.facade")

# What `auto-select` takes where no rule holds; it is always there.
_FALLBACK: Final = "simple-agents"
_AUTO_DESCRIPTION: Final = "Takes the swarm that fits the message, by the rules in the swarms' files."


@dataclass(frozen=True, slots=True)
class SwarmInfo:
    """A swarm that a chat may ask for; `available` is whether it can be had now."""

    swarm_type: str
    description: str
    roles: tuple[str, ...]
    available: bool


@dataclass(frozen=True, slots=True)
class AgentInfo:
    """An agent and the swarm that it belongs to; `instructions` is its system text."""

    name: str
    role: str
    swarm: str
    instructions: str


class Facade:
    """All swarms of one process. They share one limit of agents at work."""

    def __init__(
        self,
        *,
        provider: Provider,
        tools: Toolbox,
        swarms: Mapping[str, SwarmSpec],
        settings: SwarmSettings,
        metrics: Metrics,
    ) -> None:
        self._provider = provider
        self._tools = tools
        self._swarms = dict(sorted(swarms.items()))
        self._settings = settings
        self._metrics = metrics
        self._slots = Slots(settings.agents)

    def list(self) -> Sequence[SwarmInfo]:
        """The swarms by name, `auto-select` among them."""
        found = [
            SwarmInfo(name, spec.description, spec.roles, self._available(spec))
            for name, spec in self._swarms.items()
        ]
        found.append(SwarmInfo(AUTO, _AUTO_DESCRIPTION, (), available=True))
        return sorted(found, key=lambda info: info.swarm_type)

    def agents(self) -> Sequence[AgentInfo]:
        """Every agent of every swarm, by swarm and in the order of its file."""
        return [
            AgentInfo(agent.name, agent.role, name, agent.instructions)
            for name, spec in self._swarms.items()
            for agent in spec.agents
        ]

    def select(self, message: str, intent: str | None) -> str:
        """The swarm that `auto-select` takes: that of the rule with the highest priority among those that hold.

        Of equal ones the first by name. The same message and intent give the same swarm, as long as it is available.
        """
        best, chosen = -1, _FALLBACK
        for name, spec in self._swarms.items():
            if self._available(spec):
                for rule in spec.select:
                    if rule.priority > best and rule.holds(message, intent):
                        best, chosen = rule.priority, name
        return chosen

    def admit(self, swarm: str | None) -> None:
        """Refuse a swarm that there is not. Raises OrchestraError(not_found) that lists those there are.

        One that is not available is taken: it does without what is missing, and says so.
        """
        if swarm not in (None, AUTO) and swarm not in self._swarms:
            raise self._unknown(str(swarm))

    @property
    def concurrency(self) -> int:
        """How many agents may be at work at once in this process."""
        return self._slots.limit

    def set_concurrency(self, agents: int) -> None:
        """Change that; those at work go on. Raises OrchestraError(validation_failed) outside 1 to `max_agents`."""
        most = self._settings.max_agents
        if not 1 <= agents <= most:
            raise _unfit("/command", f"between 1 and {most} agents can be at work at once, not {agents}")
        self._slots.limit = agents

    @property
    def at_work(self) -> int:
        """How many agents are at work."""
        return self._slots.taken

    async def work(self, swarm: str, task: Task, report: Reporter, *, spending: Spending) -> SwarmResult:
        """Let a swarm work on a task; `auto-select` is resolved by the message alone.

        The tokens told to `report` are the response. `spending` has the usage so far at any moment, also when this
        raises. Raises OrchestraError and CancelledError; in every case all agents have ended by then.
        """
        name = self.select(task.message, None) if swarm == AUTO else swarm
        spec = self._swarms.get(name)
        if spec is None:
            raise self._unknown(name)
        deadline = asyncio.timeout_at(task.deadline_at)
        try:
            async with deadline:
                result = await self._work(spec, task, report, spending)
        except asyncio.CancelledError:
            self._metrics.swarm_ended(name, "cancelled")
            raise
        except TimeoutError as error:
            self._metrics.swarm_ended(name, "failed")
            if not deadline.expired():
                raise
            raise OrchestraError(
                ErrorCode.DEADLINE_EXCEEDED,
                "The swarm took longer than the run's deadline. Ask for less, or give it a longer deadline.",
            ) from error
        except BaseException:
            self._metrics.swarm_ended(name, "failed")
            raise
        self._metrics.swarm_ended(name, "completed")
        return result

    async def _work(self, spec: SwarmSpec, task: Task, report: Reporter, spending: Spending) -> SwarmResult:
        crew = Crew(
            task=task,
            provider=self._provider,
            tools=self._tools,
            report=report,
            spending=spending,
            slots=self._slots,
            settings=self._settings,
        )
        try:
            response = await _follow(spec, crew)
        except ExhaustedError:
            response = await crew.last_word() if crew.best is None else crew.deliver(crew.best)
        except OrchestraError as error:
            response = crew.settle(error)
        score = crew.quality
        _log.info("swarm ended", swarm=spec.swarm_type, tokens=spending.tokens, quality=score)
        return SwarmResult(
            swarm=spec.swarm_type,
            completion=Completion(response.finish_reason, spending.total(), response.model),
            quality_score=score,
            agreed_in=crew.agreed_in,
        )

    def _unknown(self, swarm: str) -> OrchestraError:
        there = ", ".join(info.swarm_type for info in self.list())
        return OrchestraError(ErrorCode.NOT_FOUND, f"There is no swarm {swarm!r}; there are {there}.")

    def _available(self, spec: SwarmSpec) -> bool:
        if not isinstance(spec, ToolsSpec):
            return True
        return any(
            server.up and (not spec.servers or server.name in spec.servers) for server in self._tools.servers
        )


async def _follow(spec: SwarmSpec, crew: Crew) -> Draft:
    match spec:
        case PipelineSpec():
            return await pipeline(crew, spec)
        case DebateSpec():
            return await debate(crew, spec)
        case SolveSpec():
            return await solve(crew, spec)
        case ToolsSpec():
            return await use_tools(crew, spec)
        case _:
            raise AssertionError(f"no workflow for {spec!r}")


def _unfit(pointer: str, detail: str) -> OrchestraError:
    return OrchestraError(
        ErrorCode.VALIDATION_FAILED,
        f"{pointer} (body): {detail}.",
        errors=[FieldError("body", pointer, detail)],
    )
