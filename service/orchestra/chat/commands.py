"""The commands: what each takes, what it needs, and what it does. The dispatcher finds them by name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from orchestra.access.keys import Principal, Scope
from orchestra.chat.effort import MODES
from orchestra.chat.facade import Facade
from orchestra.chat.orchestrator import Orchestrator
from orchestra.chat.run import Ask
from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.resilience.breaker import Breaker
from orchestra.sessions.memories import MemoryRepository
from orchestra.sessions.sessions import SessionRepository
from orchestra.telemetry.metrics import Metrics
from orchestra.tools.base import Toolbox

# Messages that `query` shows, and how much of each.
FOUND: Final = 5
SHOWN_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it came.

    `session_id` is the session it is about, where it names one; `runs` are those that it may end, where that is not
    left to the session. `confined` is an order of somebody who was let into this session alone.
    """

    words: str
    session_id: str | None = None
    runs: frozenset[str] | None = None
    confined: bool = False


@dataclass(frozen=True, slots=True)
class CommandOutcome:
    """What came of a command: `output` for people, `data` for programs."""

    command: str
    output: str
    data: dict[str, Any] = field(default_factory=dict)


# The caller, the order, and what stands behind the command's name.
Work = Callable[[Principal, Order, str], Awaitable[CommandOutcome]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `usage` begins with its name, `says` is one line of help; `scope` is what the caller's key needs."""

    usage: str
    says: str
    work: Work
    scope: Scope = "chat"

    @property
    def name(self) -> str:
        """The first word."""
        return self.usage.split()[0]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the commands work with. `sessions` and `memories` give an owner's repositories."""

    orchestrator: Orchestrator
    facade: Facade
    tools: Toolbox
    breakers: Mapping[str, Breaker]
    metrics: Metrics
    sessions: Callable[[str], SessionRepository]
    memories: Callable[[str], MemoryRepository]


class Commands:
    """All commands of the service."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        commands = (
            Command("help [command]", "what can be commanded", self._help),
            Command("status", "how the service is, and which of your runs are at work", self._status),
            Command("metrics", "the service's numbers at this moment", self._metrics),
            Command("agents", "the agents that there are, by swarm", self._agents),
            Command("swarms", "the swarms that there are", self._swarms),
            Command("run <swarm or agent> <task>", "begin a run with a swarm or one agent", self._run),
            # What `GET /v2/memories` asks for: it reads what was said.
            Command("query <words>", "search in the session, or in all of yours", self._query, scope="read"),
            Command(
                "configure [name=value …]",
                "the session's model, mode, swarm, temperature and memory; `reset` clears them",
                self._configure,
            ),
            Command(
                "scale [agents]", "how many agents of swarms may work at once", self._scale, scope="admin"
            ),
            Command("stop [run_id]", "end that run, or all of the session's, or all of yours", self._stop),
        )
        self.by_name: Mapping[str, Command] = {command.name: command for command in commands}

    async def _help(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        if rest and rest not in self.by_name:
            raise unfit(f"there is no command {rest[:40]!r}; there are {', '.join(self.by_name)}")
        shown = [self.by_name[rest]] if rest else list(self.by_name.values())
        lines = [
            f"{entry.usage}: {entry.says}{' (admins only)' if entry.scope == 'admin' else ''}"
            for entry in shown
        ]
        return CommandOutcome("help", "\n".join(lines), {"commands": sorted(entry.name for entry in shown)})

    async def _status(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        _takes_nothing("status", rest)
        parts = self._parts
        runs = parts.orchestrator.runs_of(caller.owner_id, order.session_id)
        breakers = {name: breaker.state for name, breaker in parts.breakers.items()}
        broken = [name for name, state in breakers.items() if state != "closed"]
        status = "draining" if parts.orchestrator.draining else "degraded" if broken else "ok"
        count = "no run" if not runs else "one run" if len(runs) == 1 else f"{len(runs)} runs"
        how = "does without " + ", ".join(broken) if broken else "works"
        return CommandOutcome(
            "status",
            f"The service {how}; {count} of yours at work.",
            {
                "status": status,
                "runs": runs,
                "breakers": breakers,
                "tools": {server.name: server.up for server in parts.tools.servers},
                "agents": {"at_work": parts.facade.at_work, "limit": parts.facade.concurrency},
            },
        )

    async def _metrics(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        _takes_nothing("metrics", rest)
        numbers = self._parts.metrics.numbers()
        lines = [f"{name}: {value:g}" for name, value in numbers.items()]
        return CommandOutcome("metrics", "\n".join(lines), dict(numbers))

    async def _agents(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        _takes_nothing("agents", rest)
        found = self._parts.facade.agents()
        lines = [f"{agent.swarm}: {agent.name} ({agent.role})" for agent in found]
        data = [{"name": agent.name, "role": agent.role, "swarm": agent.swarm} for agent in found]
        return CommandOutcome("agents", "\n".join(lines), {"agents": data})

    async def _swarms(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        _takes_nothing("swarms", rest)
        found = self._parts.facade.list()
        lines = [f"{swarm.swarm_type}: {swarm.description}" for swarm in found]
        data = [{"swarm_type": swarm.swarm_type, "available": swarm.available} for swarm in found]
        return CommandOutcome("swarms", "\n".join(lines), {"swarms": data})

    async def _run(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        name, task = (*rest.split(None, 1), "", "")[:2]
        if not task:
            raise unfit(
                "run takes the name of a swarm or an agent, and a task: run simple-agents Write a haiku"
            )
        facade = self._parts.facade
        agent = next((found for found in facade.agents() if found.name == name), None)
        swarms = [swarm.swarm_type for swarm in facade.list()]
        if name not in swarms and agent is None:
            raise unfit(f"there is no swarm and no agent {name[:64]!r}; `swarms` and `agents` list them")
        by_agent = name not in swarms and agent is not None
        ask = Ask(
            message=task,
            session_id=order.session_id,
            swarm=None if by_agent else name,
            alone=by_agent,
            instructions=agent.instructions if by_agent and agent else None,
            # Nobody needs to follow it; its deadline bounds it.
            on_disconnect="continue",
        )
        started = await self._parts.orchestrator.handle_chat(caller, ask, operation="createCommand")
        return CommandOutcome(
            "run",
            f"{name} is at work as {started.run_id}.",
            {"run_id": started.run_id, "session_id": started.session_id},
        )

    async def _query(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        if not rest:
            raise unfit("query takes the words to look for: query delivery address")
        if order.session_id is not None:
            await self._parts.sessions(caller.owner_id).get(order.session_id)
        page = await self._parts.memories(caller.owner_id).list(
            query=rest, limit=FOUND, after=None, session_id=order.session_id
        )
        lines = [f"{entry.role}: {_short(entry.content)}" for entry in page.data]
        data = [
            {
                "message_id": entry.message_id,
                "session_id": entry.session_id,
                "role": entry.role,
                "content": entry.content,
                "relevance": entry.relevance,
            }
            for entry in page.data
        ]
        return CommandOutcome("query", "\n".join(lines) or "Nothing was found.", {"found": data})

    async def _configure(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        if order.session_id is None:
            raise unfit("configure is about a session; send its session_id beside the command")
        sessions = self._parts.sessions(caller.owner_id)
        settings = dict((await sessions.get(order.session_id)).settings)
        if rest:
            wanted = {} if rest == "reset" else _settings_of(rest)
            if order.confined and wanted.get("use_memory"):
                raise OrchestraError(
                    ErrorCode.FORBIDDEN,
                    "A ticket for one session cannot switch on the memory of others; let your backend do it.",
                )
            settings = settings | wanted if wanted else {}
            if "swarm_type" in settings:
                self._parts.facade.admit(settings["swarm_type"])
            settings = dict((await sessions.update(order.session_id, settings=settings)).settings)
        lines = [f"{name}: {value}" for name, value in settings.items()]
        return CommandOutcome("configure", "\n".join(lines) or "Nothing is set.", {"settings": settings})

    async def _scale(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        facade = self._parts.facade
        words = [word for word in rest.split() if word not in ("agents", "to")]
        if words:
            if len(words) > 1 or not words[0].isascii() or not words[0].isdigit() or len(words[0]) > 6:
                raise unfit("scale takes one number: scale 4")
            facade.set_concurrency(int(words[0]))
        limit = facade.concurrency
        return CommandOutcome(
            "scale",
            "One agent may work at a time." if limit == 1 else f"{limit} agents may work at once.",
            {"limit": limit, "at_work": facade.at_work},
        )

    async def _stop(self, caller: Principal, order: Order, rest: str) -> CommandOutcome:
        orchestrator = self._parts.orchestrator
        runs = orchestrator.runs_of(caller.owner_id, order.session_id)
        arguments = rest.split()
        if len(arguments) > 1:
            raise unfit("stop takes one run_id at the most")
        if arguments:
            runs = [run_id for run_id in runs if run_id == arguments[0]]
        if order.runs is not None:
            runs = [run_id for run_id in runs if run_id in order.runs]
        # All at once: a run must not begin because the one before it was stopped first.
        await asyncio.gather(*(orchestrator.cancel(run_id) for run_id in runs))
        said = "Nothing was at work." if not runs else f"Stopped {', '.join(runs)}."
        return CommandOutcome("stop", said, {"runs": runs})


def unfit(detail: str) -> OrchestraError:
    """What a command is refused with that cannot be carried out as it is."""
    return OrchestraError(
        ErrorCode.VALIDATION_FAILED,
        f"/command (body): {detail}.",
        errors=[FieldError("body", "/command", detail)],
    )


def _takes_nothing(name: str, rest: str) -> None:
    if rest:
        raise unfit(f"{name} takes no arguments")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_CHARACTERS else flat[:SHOWN_CHARACTERS] + "…"


def _settings_of(words: str) -> dict[str, Any]:
    """The settings that `name=value …` names, as a session keeps them."""
    found: dict[str, Any] = {}
    for word in words.split():
        name, sign, value = word.partition("=")
        read = _READERS.get(name)
        if not sign or read is None:
            raise unfit(f"configure takes name=value, with the names {', '.join(_READERS)}")
        setting, parse = read
        found[setting] = parse(value)
    return found


def _model(value: str) -> str:
    if not 1 <= len(value) <= 200:
        raise unfit("model takes a model's name, which `GET /v2/models` lists")
    return value


def _mode(value: str) -> str:
    if value not in (*MODES, "auto"):
        raise unfit(f"mode takes {', '.join(MODES)} or auto")
    return value


def _temperature(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 2:
        raise unfit("temperature takes a number from 0 to 2")
    return number


def _switch(value: str) -> bool:
    if value not in ("on", "off"):
        raise unfit("memory takes on or off")
    return value == "on"


_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "model": ("model", _model),
    "mode": ("optimization_mode", _mode),
    "swarm": ("swarm_type", str),
    "temperature": ("temperature", _temperature),
    "memory": ("use_memory", _switch),
}
