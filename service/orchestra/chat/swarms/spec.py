"""A swarm as data: what its file may say, and how the files are read.

One TOML file is one swarm. Those that come with the service lie in `data`; a folder of the operator's adds others, or
replaces them by their `swarm_type`. Everything is checked when the service starts, and nothing afterwards.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from orchestra.chat.swarms.task import Mode
from orchestra.contract.events import Intent
from orchestra.settings import SettingsError

AUTO: Final = "auto-select"
"""Not a swarm of its own: the name under which a request leaves the choice to the rules."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1, max_length=8000)]

_LOOKED_AT: Final = 2000
_PLACEHOLDER: Final = re.compile(r"\{([a-z]+)\}")
_COUNTED: Final = re.compile(r"-\d+$")


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class AgentSpec(_Data):
    """One agent: `instructions` is its system text, `prompt` what it is asked, `again` the same after round 1."""

    name: Name
    role: Name
    instructions: Annotated[str, Field(max_length=8000)] = ""
    prompt: Text
    again: Annotated[str, Field(max_length=8000)] = ""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=100_000)] = 1024

    @field_validator("name")
    @classmethod
    def _is_not_counted(cls, value: str) -> str:
        if _COUNTED.search(value):
            raise ValueError("must not end with a number, which is what tells agents of one name apart")
        return value

    def prompt_of(self, round: int, values: Mapping[str, str]) -> str:  # noqa: A002 - as in the events
        """What the agent is asked in that round; every value goes in as it is, braces and all."""
        template = self.again if round > 1 and self.again else self.prompt
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


class Rule(_Data):
    """When `auto-select` takes a swarm: all that is named must hold; the rule with the highest priority wins.

    `pattern` is a regular expression that is looked for in the message's first 2,000 characters, upper and lower case
    alike: a pattern that is slow on long texts must not hold the service up.
    """

    priority: Annotated[int, Field(ge=0, le=1000)]
    intents: tuple[Intent, ...] = ()
    pattern: str = ""
    min_words: Annotated[int, Field(ge=0)] = 0
    max_words: Annotated[int, Field(ge=1)] | None = None

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"must be a regular expression ({error})") from error
        return value

    def holds(self, message: str, intent: str | None) -> bool:
        """Whether the rule is for this message."""
        words = len(message.split())
        return (
            (not self.intents or intent in self.intents)
            and words >= self.min_words
            and (self.max_words is None or words <= self.max_words)
            and (not self.pattern or re.search(self.pattern, message[:_LOOKED_AT], re.IGNORECASE) is not None)
        )


class SwarmSpec(_Data):
    """What every swarm has; the workflows below say what else."""

    ROLES: ClassVar[Mapping[str, tuple[bool, frozenset[str]]]] = {}
    """Role → whether it must be there, and what its prompts may name. Empty: any role, and the names below."""
    ANY_ROLE: ClassVar[frozenset[str]] = frozenset()
    MANY: ClassVar[frozenset[str]] = frozenset()
    """Roles that several agents may have."""

    workflow: str
    swarm_type: Name
    description: Annotated[str, Field(min_length=1, max_length=500)]
    agents: Annotated[tuple[AgentSpec, ...], Field(min_length=1, max_length=32)]
    select: tuple[Rule, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """The agents' roles, each once, in the order of the file."""
        return tuple(dict.fromkeys(agent.role for agent in self.agents))

    def agent(self, role: str) -> AgentSpec | None:
        """The first agent with that role."""
        return next((agent for agent in self.agents if agent.role == role), None)

    def required(self, role: str) -> AgentSpec:
        """The agent of a role that the workflow cannot do without: loading has made sure of it."""
        agent = self.agent(role)
        assert agent is not None
        return agent

    @field_validator("swarm_type")
    @classmethod
    def _is_free(cls, value: str) -> str:
        if value == AUTO:
            raise ValueError(f"must not be {AUTO}, which is the choice between the others")
        return value

    @model_validator(mode="after")
    def _agents_fit(self) -> Self:
        names = [agent.name for agent in self.agents]
        if len(set(names)) < len(names):
            raise ValueError("agents: every agent needs a name of its own")
        for role, (needed, _) in self.ROLES.items():
            count = sum(agent.role == role for agent in self.agents)
            if needed and not count:
                raise ValueError(f"agents: the workflow needs an agent with the role {role}")
            if count > 1 and role not in self.MANY:
                raise ValueError(f"agents: the workflow takes one agent with the role {role}, not {count}")
        for index, agent in enumerate(self.agents):
            if self.ROLES and agent.role not in self.ROLES:
                raise ValueError(f"agents.{index}.role: must be one of {', '.join(self.ROLES)}")
            allowed = self.ROLES[agent.role][1] if self.ROLES else self.ANY_ROLE
            for key, template in (("prompt", agent.prompt), ("again", agent.again)):
                for found in _PLACEHOLDER.findall(template):
                    if found not in allowed:
                        known = ", ".join(f"{{{name}}}" for name in sorted(allowed))
                        raise ValueError(f"agents.{index}.{key}: knows no {{{found}}}; there are {known}")
        return self


class PipelineMode(_Data):
    """`agents` names who takes part, in this order; empty is all of them."""

    agents: tuple[Name, ...] = ()


class PipelineModes(_Data):
    """What the optimization modes change."""

    lite: PipelineMode = PipelineMode()
    balanced: PipelineMode = PipelineMode()
    quality: PipelineMode = PipelineMode()


class PipelineSpec(SwarmSpec):
    """One agent after the other, each with what the one before it made."""

    ANY_ROLE = frozenset({"message", "draft"})

    workflow: Literal["pipeline"]
    modes: PipelineModes = PipelineModes()

    def line(self, mode: Mode) -> tuple[AgentSpec, ...]:
        """Who takes part in this mode, in order."""
        by_name = {agent.name: agent for agent in self.agents}
        named = mode_of(self.modes, mode).agents
        return tuple(by_name[name] for name in named) if named else self.agents

    @model_validator(mode="after")
    def _modes_name_agents(self) -> Self:
        names = [agent.name for agent in self.agents]
        for mode, chosen in self.modes:
            for name in chosen.agents:
                if name not in names:
                    raise ValueError(f"modes.{mode}.agents: there is no {name!r} among {', '.join(names)}")
        return self


class DebateMode(_Data):
    """`rounds` bounds the debate; from a judge's rating of `gate` on a draft is good, 0 does without the judge."""

    rounds: Annotated[int, Field(ge=1, le=20)] = 2
    gate: Share = 0.0


class DebateModes(_Data):
    """What the optimization modes change."""

    lite: DebateMode = DebateMode(rounds=1)
    balanced: DebateMode = DebateMode()
    quality: DebateMode = DebateMode(rounds=4)


class DebateSpec(SwarmSpec):
    """Somebody proposes, somebody objects, until they agree or the rounds are over."""

    ROLES: ClassVar = {
        "proposer": (True, frozenset({"message", "draft", "critique"})),
        "critic": (True, frozenset({"message", "draft"})),
        "judge": (False, frozenset({"message", "draft", "critique"})),
    }

    workflow: Literal["debate"]
    modes: DebateModes = DebateModes()

    @model_validator(mode="after")
    def _gates_have_a_judge(self) -> Self:
        _check_gates(self, self.modes)
        return self


class SolveMode(_Data):
    """How hard is tried.

    `plan`: whether a planner begins. `solutions`: how many are made, `parallel` of them at once. `gate`: the rating
    that the best one must have, 0 does without a judge; `refinements`: how often it may be mended to get there.
    `consensus`: from this agreement between the answers on (0 to 1) the best one is the response as it is; below it,
    the finisher writes one from all.
    """

    plan: bool = False
    solutions: Annotated[int, Field(ge=1, le=16)] = 1
    parallel: Annotated[int, Field(ge=1, le=16)] = 4
    gate: Share = 0.0
    refinements: Annotated[int, Field(ge=0, le=10)] = 0
    consensus: Share = 0.0


class SolveModes(_Data):
    """What the optimization modes change."""

    lite: SolveMode = SolveMode()
    balanced: SolveMode = SolveMode(solutions=2)
    quality: SolveMode = SolveMode(solutions=3)


class SolveSpec(SwarmSpec):
    """A plan, several solutions, a gate, and one answer from them."""

    ROLES: ClassVar = {
        "planner": (False, frozenset({"message"})),
        "solver": (True, frozenset({"message", "plan"})),
        "judge": (False, frozenset({"message", "draft"})),
        "refiner": (False, frozenset({"message", "draft", "critique"})),
        "finisher": (False, frozenset({"message", "answers"})),
    }
    MANY = frozenset({"solver"})

    workflow: Literal["solve"]
    modes: SolveModes = SolveModes()

    @model_validator(mode="after")
    def _modes_have_their_agents(self) -> Self:
        _check_gates(self, self.modes)
        for name, mode in self.modes:
            for wanted, key, role in (
                (mode.plan, "plan", "planner"),
                (mode.refinements, "refinements", "refiner"),
                (mode.consensus, "consensus", "finisher"),
            ):
                if wanted and self.agent(role) is None:
                    raise ValueError(f"modes.{name}.{key}: needs an agent with the role {role}")
        return self


class ToolsMode(_Data):
    """`calls` bounds the decisions to use a tool."""

    calls: Annotated[int, Field(ge=1, le=50)] = 3


class ToolsModes(_Data):
    """What the optimization modes change."""

    lite: ToolsMode = ToolsMode(calls=1)
    balanced: ToolsMode = ToolsMode()
    quality: ToolsMode = ToolsMode(calls=6)


class ToolsSpec(SwarmSpec):
    """A coordinator calls tools of MCP servers, then somebody answers. `servers`: which ones; empty is all."""

    ROLES: ClassVar = {
        "coordinator": (True, frozenset({"message", "tools", "results"})),
        "answerer": (True, frozenset({"message", "results"})),
    }

    workflow: Literal["tools"]
    servers: tuple[str, ...] = ()
    modes: ToolsModes = ToolsModes()


_AnySpec = Annotated[PipelineSpec | DebateSpec | SolveSpec | ToolsSpec, Field(discriminator="workflow")]
_adapter: Final[TypeAdapter[PipelineSpec | DebateSpec | SolveSpec | ToolsSpec]] = TypeAdapter(_AnySpec)
_WORKFLOWS: Final = ("pipeline", "debate", "solve", "tools")


def mode_of(modes: Any, mode: Mode) -> Any:
    """The settings of one mode."""
    return getattr(modes, mode)


def load_swarms(folder: Path | None) -> Mapping[str, SwarmSpec]:
    """All swarms by their names, sorted: those of the service, and those of `folder`, which win.

    Raises SettingsError with one line that names the file, the key in it and what it takes.
    """
    own = files("orchestra.chat.swarms").joinpath("data")
    found = _read(
        {item.name: item.read_text("utf-8") for item in own.iterdir() if item.name.endswith(".toml")}
    )
    if folder is not None:
        place = folder
        try:
            texts = {}
            for place in sorted(folder.iterdir()):
                if place.suffix == ".toml":
                    texts[str(place)] = place.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise SettingsError(f"ORCHESTRA_SWARMS_FOLDER: {place} cannot be read: {error}") from error
        found |= _read(texts)
    return dict(sorted(found.items()))


def _read(texts: Mapping[str, str]) -> dict[str, SwarmSpec]:
    found: dict[str, SwarmSpec] = {}
    for name, text in texts.items():
        spec = parse_swarm(text, name)
        if spec.swarm_type in found:
            raise SettingsError(f"{name}: swarm_type: another file has {spec.swarm_type} already")
        found[spec.swarm_type] = spec
    return found


def parse_swarm(text: str, name: str) -> SwarmSpec:
    """The swarm of one file. Raises SettingsError with one line that begins with `name`, the file's."""
    try:
        return _adapter.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}: is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        # Pydantic puts the workflow in front of the path, except where it is the workflow that is wrong.
        path = ".".join(str(part) for part in first["loc"][1:]) or ""
        message = str(first["msg"]).removeprefix("Value error, ")
        if first["type"].startswith("union_tag"):
            path, message = "workflow", f"must be one of {', '.join(_WORKFLOWS)}"
        line = " ".join(f"{message[:1].lower()}{message[1:]}".split())
        raise SettingsError(f"{name}: {path}: {line}" if path else f"{name}: {line}") from error


def _check_gates(spec: SwarmSpec, modes: Any) -> None:
    for name, mode in modes:
        if mode.gate and spec.agent("judge") is None:
            raise ValueError(f"modes.{name}.gate: needs an agent with the role judge")
