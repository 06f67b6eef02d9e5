"""Swarms in tests: who hears of them, a model that remembers what it was asked, tools without servers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestra.chat.facade import Facade
from orchestra.chat.swarms.spec import SwarmSpec, load_swarms
from orchestra.chat.swarms.task import Mode, NoticeCode, Spending, SwarmResult, Task
from orchestra.providers.base import Completion, Emit, Prompt, Provider, TokenCount, Turn
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings, SwarmSettings
from orchestra.telemetry.metrics import Metrics
from orchestra.tools.base import NoTools, ServerState, Toolbox, ToolInfo, ToolOutcome

FOREVER_S = 3600.0
"""A deadline that no test reaches."""


@dataclass
class Heard:
    """A Reporter that keeps what it is told, in order, and by kind."""

    events: list[tuple[Any, ...]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    completed: list[tuple[str, str]] = field(default_factory=list)
    talk: dict[str, str] = field(default_factory=dict)

    def agent_started(self, agent: str, role: str, round: int) -> None:  # noqa: A002
        self.events.append(("started", agent, round))

    def agent_token(self, agent: str, text: str) -> None:
        assert text
        self.talk[agent] = self.talk.get(agent, "") + text

    def agent_completed(
        self,
        agent: str,
        role: str,
        round: int,  # noqa: A002
        text: str,
        quality_score: float | None,
        usage: TokenCount | None,
    ) -> None:
        self.events.append(("completed", agent, round, quality_score))
        self.completed.append((f"{agent}#{round}", text))

    def tool_called(self, call_id: str, server: str, tool: str, arguments: Mapping[str, Any]) -> None:
        self.events.append(("tool", call_id, server, tool, dict(arguments)))

    def tool_result(self, call_id: str, ok: bool, content: str) -> None:
        self.events.append(("result", call_id, ok, content))

    def notice(self, code: NoticeCode, detail: str) -> None:
        self.events.append(("notice", code, detail))

    def token(self, text: str) -> None:
        assert text
        self.tokens.append(text)

    @property
    def response(self) -> str:
        return "".join(self.tokens)

    @property
    def notices(self) -> list[str]:
        return [event[1] for event in self.events if event[0] == "notice"]

    def of(self, kind: str) -> list[tuple[Any, ...]]:
        return [event[1:] for event in self.events if event[0] == kind]


class Remembering(ScriptedProvider):
    """The scripted provider; `asked` are the prompts by who asked, `usages` what each call that ended well cost."""

    def __init__(self) -> None:
        super().__init__(ScriptedSettings(faults=True))
        self.asked: dict[str, Prompt] = {}
        self.usages: list[TokenCount] = []

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        self.asked[prompt.agent] = prompt
        completion = await super().complete(prompt, emit)
        self.usages.append(completion.usage)
        return completion

    def said_to(self, agent: str) -> str:
        """The last turn of what an agent was asked."""
        return self.asked[agent].turns[-1].content


NUMBER = {"type": "number"}


class Tools(NoTools):
    """A toolbox with `calc/add`, `clock/time` and `calc/broken`; `stuck` never answers, until it is cancelled."""

    def __init__(self, *, up: bool = True) -> None:
        self.up = up
        self.calls: list[tuple[str, str, Mapping[str, Any]]] = []
        self.reached = asyncio.Event()

    async def tools(self, servers: Sequence[str] | None = None) -> Sequence[ToolInfo]:
        adding = {"type": "object", "properties": {"a": NUMBER, "b": NUMBER}, "required": ["a", "b"]}
        place = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
        every = (
            ToolInfo(
                "calc", "add", "Add two numbers.\nMore about it.", {**adding, "additionalProperties": False}
            ),
            ToolInfo("clock", "time", "Tell the time in a city.", place),
            ToolInfo("calc", "broken", "Fails.", {}),
            ToolInfo("calc", "stuck", "Hangs.", {}),
        )
        return [tool for tool in every if self.up and (servers is None or tool.server in servers)]

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        self.calls.append((server, tool, arguments))
        if tool == "stuck":
            self.reached.set()
            await asyncio.Event().wait()
        if tool == "broken":
            return ToolOutcome(False, "The tool did not answer within 5 s.")
        if tool == "add":
            return ToolOutcome(True, f"{arguments['a'] + arguments['b']:g}")
        return ToolOutcome(True, f"It is 14:05 in {arguments['city']}.")

    @property
    def servers(self) -> Sequence[ServerState]:
        return (ServerState("calc", self.up, 3, ""), ServerState("clock", self.up, 1, ""))


@dataclass
class Stage:
    """A facade with its provider and tools, and a way to let swarms work."""

    provider: Provider
    tools: Toolbox
    facade: Facade
    metrics: Metrics

    def begin(
        self, swarm: str, message: str, mode: Mode = "balanced", *, heard: Heard | None = None, **task: Any
    ) -> Work:
        """A swarm's work as a task, and all that is known of it."""
        return Work(self, swarm, message, mode, heard or Heard(), task)

    async def work(self, swarm: str, message: str, mode: Mode = "balanced", **task: Any) -> Work:
        """Let a swarm work to its end."""
        work = self.begin(swarm, message, mode, **task)
        await work.running
        return work


class Work:
    """One swarm at work."""

    def __init__(
        self, stage: Stage, swarm: str, message: str, mode: Mode, heard: Heard, task: Mapping[str, Any]
    ) -> None:
        self.heard = heard
        self.spending = Spending()
        wishes: dict[str, Any] = {
            "turns": (),
            "instructions": None,
            "model": "",
            "max_tokens": None,
            "temperature": None,
            "deadline_at": asyncio.get_running_loop().time() + FOREVER_S,
            **task,
        }
        self.running = asyncio.create_task(
            stage.facade.work(
                swarm, Task(message=message, mode=mode, **wishes), self.heard, spending=self.spending
            )
        )

    @property
    def result(self) -> SwarmResult:
        return self.running.result()


def stage(
    provider: Provider | None = None,
    tools: Toolbox | None = None,
    swarms: Mapping[str, SwarmSpec] | None = None,
    folder: Path | None = None,
    **settings: Any,
) -> Stage:
    """A facade with the scripted provider and the tools above, unless others are given."""
    provider = provider or Remembering()
    tools = tools or Tools()
    metrics = Metrics()
    facade = Facade(
        provider=provider,
        tools=tools,
        swarms=swarms or load_swarms(folder),
        settings=SwarmSettings(**settings),
        metrics=metrics,
    )
    return Stage(provider, tools, facade, metrics)


HISTORY = (Turn("user", "My name is Clara."), Turn("assistant", "Hello Clara."))
