"""The Unified Facade: which swarms there are, where they come from, which one fits, and how many agents may work."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from orchestra.chat.swarms.slots import Slots
from orchestra.chat.swarms.spec import (
    AgentSpec,
    DebateMode,
    PipelineSpec,
    Rule,
    SolveMode,
    ToolsMode,
    ToolsSpec,
    load_swarms,
    parse_swarm,
)
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.settings import SettingsError, load_settings
from tests.swarms import Remembering, Stage, Tools, stage

OWN = """
swarm_type = "haiku"
description = "Three lines."
workflow = "pipeline"

[[agents]]
name = "poet"
role = "poet"
prompt = "A haiku about {message}, with literal {braces} kept? No: only names of this list."
"""
HAIKU = OWN.replace(", with literal {braces} kept? No: only names of this list", "")


def counted(on: Stage) -> dict[tuple[str, str], float]:
    """Swarms that ended, by swarm and outcome."""
    families = text_string_to_metric_families(on.metrics.render().decode())
    return {
        (sample.labels["swarm"], sample.labels["outcome"]): sample.value
        for family in families
        for sample in family.samples
        if sample.name == "orchestra_swarm_executions_total"
    }


# Which there are.


def test_the_swarms_that_come_along_are_listed_by_name_with_their_roles() -> None:
    listed = {info.swarm_type: info for info in stage().facade.list()}
    assert list(listed) == [
        "auto-select",
        "coding-debate",
        "improved-solve",
        "mcp-coordinated",
        "simple-agents",
    ]
    assert listed["coding-debate"].roles == ("proposer", "critic", "judge")
    assert listed["auto-select"].roles == ()
    assert all(info.available and info.description for info in listed.values())


def test_without_a_tool_server_that_answers_the_swarm_with_tools_is_not_available_and_is_taken() -> None:
    facade = stage(tools=Tools(up=False)).facade
    assert [info.swarm_type for info in facade.list() if not info.available] == ["mcp-coordinated"]
    facade.admit("mcp-coordinated")


def test_an_unknown_swarm_is_refused_with_a_list_of_those_there_are() -> None:
    facade = stage().facade
    for known in (None, "auto-select", "simple-agents"):
        facade.admit(known)
    with pytest.raises(OrchestraError) as caught:
        facade.admit("no-such")
    assert caught.value.code is ErrorCode.NOT_FOUND
    assert "auto-select, coding-debate, improved-solve, mcp-coordinated, simple-agents" in caught.value.detail


async def test_an_unknown_swarm_does_not_work() -> None:
    with pytest.raises(OrchestraError, match="no-such"):
        await stage().work("no-such", "Hi")


def test_every_agent_is_listed_with_its_swarm() -> None:
    agents = stage().facade.agents()
    assert ("critic", "critic", "coding-debate") in [(a.name, a.role, a.swarm) for a in agents]
    assert len({(a.name, a.swarm) for a in agents}) == len(agents)


# Swarms of one's own.


async def test_a_folder_adds_swarms_and_replaces_them_without_code(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HAIKU, "utf-8")
    (tmp_path / "two.toml").write_text(HAIKU.replace("haiku", "simple-agents", 1), "utf-8")
    (tmp_path / "notes.txt").write_text("no swarm", "utf-8")
    on = stage(folder=tmp_path)
    assert [agent.name for agent in on.facade.agents() if agent.swarm == "simple-agents"] == ["poet"]
    work = await on.work("haiku", "{message} and {draft} [[text Old pond.]]")
    assert work.heard.response == "Old pond."
    assert isinstance(on.provider, Remembering)
    said = on.provider.said_to("poet#1")
    assert said.startswith("A haiku about {message} and {draft}"), "what a user writes is never filled in"


def test_the_folder_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ORCHESTRA_SWARMS_FOLDER", str(tmp_path))
    assert load_settings().swarms.folder == tmp_path
    monkeypatch.setenv("ORCHESTRA_SWARMS_AGENTS", "100")
    with pytest.raises(SettingsError, match="ORCHESTRA_SWARMS: agents must not be more than max_agents"):
        load_settings()


def test_a_folder_that_cannot_be_read_stops_the_start_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ORCHESTRA_SWARMS_FOLDER") as caught:
        load_swarms(tmp_path / "missing")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes("description = 'über'".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"latin\.toml cannot be read"):
        load_swarms(tmp_path)


def test_two_files_with_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(HAIKU, "utf-8")
    with pytest.raises(SettingsError, match=r"b\.toml: swarm_type: another file has haiku already"):
        load_swarms(tmp_path)


def test_the_file_in_the_folder_is_named_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("workflow = 1", "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_swarms(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'bad.toml'}: workflow: must be one of pipeline, debate")


CRITIC = '[[agents]]\nname = "c"\nrole = "critic"\nprompt = "x"\n'
PROPOSER = '[[agents]]\nname = "p"\nrole = "proposer"\nprompt = "x"\n'
SOLVER = '[[agents]]\nname = "s"\nrole = "solver"\nprompt = "x"\n'
TOP = 'swarm_type = "x"\ndescription = "x"\nworkflow = "{}"\n'
PIPE = TOP.format("pipeline")
POET = '[[agents]]\nname = "poet"\nrole = "poet"\nprompt = "{message}"\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("= 1", "is no TOML"),
        (PIPE, "agents: field required"),
        (TOP.format("swarm") + POET, "workflow: must be one of pipeline, debate, solve, tools"),
        (PIPE + "colour = 1\n" + POET, "colour: extra inputs are not permitted"),
        (PIPE + POET + "sings = true\n", "agents.0.sings: extra inputs are not permitted"),
        (PIPE.replace('"x"', '"X y"', 1) + POET, "swarm_type: string should match pattern"),
        (PIPE.replace('"x"', '"auto-select"', 1) + POET, "swarm_type: must not be auto-select"),
        (
            PIPE + POET.replace("message", "answers"),
            "agents.0.prompt: knows no {answers}; there are {draft}, {message}",
        ),
        (PIPE + POET + 'again = "{plan}"\n', "agents.0.again: knows no {plan}"),
        (PIPE + POET + POET, "agents: every agent needs a name of its own"),
        (PIPE + POET.replace("poet", "poet-2", 1), "agents.0.name: must not end with a number"),
        (PIPE + POET + "temperature = 3\n", "agents.0.temperature: input should be less than or equal to 2"),
        (
            PIPE + POET + '[modes.lite]\nagents = ["bard"]\n',
            "modes.lite.agents: there is no 'bard' among poet",
        ),
        (PIPE + POET + "[modes.turbo]\n", "modes.turbo: extra inputs are not permitted"),
        (PIPE + POET + "[modes.lite]\nrounds = 1\n", "modes.lite.rounds: extra inputs are not permitted"),
        (
            PIPE + POET + '[[select]]\npriority = 1\npattern = "("\n',
            "select.0.pattern: must be a regular expression",
        ),
        (
            PIPE + POET + '[[select]]\npriority = 1\nintents = ["dance"]\n',
            "select.0.intents.0: input should be",
        ),
        (TOP.format("debate") + PROPOSER, "agents: the workflow needs an agent with the role critic"),
        (TOP.format("debate") + POET, "agents: the workflow needs an agent with the role proposer"),
        (
            TOP.format("debate") + PROPOSER + CRITIC + POET,
            "agents.2.role: must be one of proposer, critic, judge",
        ),
        (
            TOP.format("debate") + PROPOSER + CRITIC + CRITIC.replace('"c"', '"d"'),
            "agents: the workflow takes one agent with the role critic, not 2",
        ),
        (
            TOP.format("debate") + PROPOSER + CRITIC + "[modes.lite]\ngate = 0.5\n",
            "modes.lite.gate: needs an agent with the role judge",
        ),
        (
            TOP.format("solve") + SOLVER + "[modes.quality]\nplan = true\n",
            "modes.quality.plan: needs an agent with the role planner",
        ),
        (
            TOP.format("solve") + SOLVER + "[modes.quality]\nconsensus = 0.5\n",
            "modes.quality.consensus: needs an agent with the role finisher",
        ),
        (
            TOP.format("solve") + SOLVER + "[modes.lite]\nsolutions = 0\n",
            "modes.lite.solutions: input should be greater",
        ),
        (TOP.format("tools") + SOLVER, "agents: the workflow needs an agent with the role coordinator"),
    ],
)
def test_a_wrong_file_is_one_clear_line_that_names_file_and_key(text: str, line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_swarm(text, "own.toml")
    assert str(caught.value).startswith(f"own.toml: {line}")
    assert "\n" not in str(caught.value)


def test_braces_that_are_no_names_stay_as_they_are() -> None:
    spec = parse_swarm(HAIKU.replace("A haiku about {message}", 'As JSON {\\"a\\": 1}: {message}'), "x")
    assert isinstance(spec, PipelineSpec)
    assert spec.agents[0].prompt_of(1, {"message": "{draft}"}) == 'As JSON {"a": 1}: {draft}.'


def test_the_guide_has_an_example_that_loads_and_names_every_key() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "swarms.md").read_text("utf-8")
    example = guide.partition("```toml\n")[2].partition("```")[0]
    assert parse_swarm(example, "guide").swarm_type == "translate"
    models = (AgentSpec, Rule, PipelineSpec, DebateMode, SolveMode, ToolsMode, ToolsSpec)
    keys = {key for model in models for key in model.model_fields} - {"agents", "select", "modes"}
    assert {key for key in keys if f"`{key}`" not in guide} == set()


# Which one fits.


@pytest.mark.parametrize(
    ("message", "intent", "swarm"),
    [
        ("Hello there!", None, "simple-agents"),
        ("Tell me a story about a violin.", "general", "simple-agents"),
        ("```python\nprint(1)\n```", None, "coding-debate"),
        ("def add(a, b): return a - b", None, "coding-debate"),
        ("Which import duties does wine have?", None, "simple-agents"),
        ("Write a function that reverses a list.", None, "coding-debate"),
        ("My service stops after an hour and says nothing.", "debug", "coding-debate"),
        ("How many bricks do I need for this wall?", None, "improved-solve"),
        ("Take a close look at these sales figures, please.", "analyze", "improved-solve"),
        ("word " * 80, None, "improved-solve"),
        ("Use the weather tool for Berlin.", None, "mcp-coordinated"),
        ("Look up the opening hours of the museum.", None, "mcp-coordinated"),
        ("Which key did we agree on?", "query", "mcp-coordinated"),
    ],
)
def test_the_rules_choose_by_code_words_length_and_intent(
    message: str, intent: str | None, swarm: str
) -> None:
    assert stage().facade.select(message, intent) == swarm


def test_a_swarm_that_cannot_be_had_is_not_chosen() -> None:
    facade = stage(tools=Tools(up=False)).facade
    assert facade.select("Use the weather tool for Berlin.", None) == "simple-agents"


def test_own_swarms_are_chosen_by_their_own_rules(tmp_path: Path) -> None:
    rule = '[[select]]\npriority = 900\npattern = "haiku"\nmax_words = 5\n'
    (tmp_path / "haiku.toml").write_text(HAIKU + rule, "utf-8")
    facade = stage(folder=tmp_path).facade
    assert facade.select("A HAIKU about frogs", None) == "haiku"
    assert facade.select("A haiku about frogs and ponds", None) == "simple-agents"


async def test_auto_select_says_which_one_it_was() -> None:
    on = stage()
    work = await on.work("auto-select", "Good morning! [[text Hi.]]", "lite")
    assert (work.result.swarm, work.heard.response) == ("simple-agents", "Hi.")
    assert counted(on) == {("simple-agents", "completed"): 1}


# How many work.


async def test_more_agents_than_the_limit_wait_and_a_higher_limit_lets_them_in() -> None:
    provider = Remembering()
    on = stage(provider, agents=1, max_agents=3)
    gates = [provider.gate(f"g{number}") for number in range(3)]
    works = [on.begin("simple-agents", f"[[tokens 2]] [[gate g{number}]]", "lite") for number in range(3)]
    await gates[0].reached.wait()
    assert (on.facade.at_work, on.facade.concurrency, provider.started) == (1, 1, 1)
    on.facade.set_concurrency(2)
    await gates[1].reached.wait()
    assert (on.facade.at_work, gates[2].reached.is_set()) == (2, False)
    gates[0].opened.set()
    await gates[2].reached.wait()
    for gate in gates:
        gate.opened.set()
    await asyncio.gather(*(work.running for work in works))
    assert on.facade.at_work == 0


@pytest.mark.parametrize("agents", [0, -1, 65])
def test_the_limit_can_be_set_within_bounds_only(agents: int) -> None:
    facade = stage().facade
    with pytest.raises(OrchestraError) as caught:
        facade.set_concurrency(agents)
    assert caught.value.code is ErrorCode.VALIDATION_FAILED
    assert "between 1 and 64" in caught.value.detail
    assert facade.concurrency == 8


async def test_slots_are_given_in_the_order_of_asking_and_a_cancelled_one_is_passed_on() -> None:
    slots = Slots(1)
    order: list[int] = []
    leave = asyncio.Event()

    async def take(number: int) -> None:
        async with slots:
            order.append(number)
            await leave.wait()
        if number == 0:
            # The slot is the third one's by now; cancelled before it can run, it gives it back.
            tasks[2].cancel()

    tasks = [asyncio.create_task(take(number)) for number in range(5)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(tasks[1], return_exceptions=True)
    leave.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (order, slots.taken) == ([0, 3, 4], 0)
    assert tasks[1].cancelled() and tasks[2].cancelled()


async def test_lowering_the_limit_ends_nobody_and_holds_for_those_who_come() -> None:
    slots = Slots(2)
    leave = [asyncio.Event() for _ in range(3)]

    async def take(number: int) -> None:
        async with slots:
            await leave[number].wait()

    tasks = [asyncio.create_task(take(number)) for number in range(3)]
    await asyncio.sleep(0)
    slots.limit = 1
    leave[0].set()
    await tasks[0]
    await asyncio.sleep(0)
    assert slots.taken == 1, "the third waits until the second has gone too"
    for event in leave:
        event.set()
    await asyncio.gather(*tasks)
    assert slots.taken == 0


async def test_swarms_are_counted_by_how_they_ended() -> None:
    on = stage()
    await on.work("simple-agents", "[[tokens 2]]", "lite")
    with pytest.raises(OrchestraError):
        await on.work("simple-agents", "[[fail]]", "lite")
    work = on.begin("simple-agents", "[[hang]]", "lite")
    await asyncio.sleep(0)
    work.running.cancel()
    await asyncio.gather(work.running, return_exceptions=True)
    assert counted(on) == {("simple-agents", outcome): 1 for outcome in ("completed", "failed", "cancelled")}
