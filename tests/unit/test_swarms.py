"""What the swarms promise, branch by branch, with a model that does what the message orders."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra.chat.swarms.crew import excerpt
from orchestra.chat.swarms.spec import parse_swarm
from orchestra.chat.swarms.task import Mode, Spending
from orchestra.chat.swarms.toolwork import decision_schema, misfit, named
from orchestra.chat.swarms.verdicts import agreement, quality, rating, read_object, similarity
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import TokenCount, estimate_tokens
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings
from orchestra.tools.base import ToolInfo
from tests.swarms import HISTORY, Remembering, Stage, Tools, Work, stage

MODES: tuple[Mode, ...] = ("lite", "balanced", "quality")
# A message for each swarm whose orders lead it through as many steps as there are in `quality`.
LONG_WAYS = {
    "simple-agents": "Do it. [[tokens 5]]",
    "coding-debate": (
        'Do it. [[tokens 5]] [[critic: text {"agree": false, "critique": "no"}]] [[judge: text {"rating": 3}]]'
    ),
    "improved-solve": 'Do it. [[tokens 5]] [[judge: text {"rating": 3, "critique": "no"}]]',
    "mcp-coordinated": (
        'Do it. [[tokens 5]] [[coordinator#1: text {"tool": "add", "arguments": {"a": 1, "b": 2}}]]'
        '[[coordinator#2: text {"tool": "broken", "arguments": {}}]] [[coordinator#3: text {"tool": "answer"}]]'
    ),
}


async def failing(
    on: Stage, swarm: str, message: str, mode: Mode = "balanced", **task: Any
) -> tuple[Work, OrchestraError]:
    work = on.begin(swarm, message, mode, **task)
    with pytest.raises(OrchestraError) as caught:
        await work.running
    return work, caught.value


def provider_of(on: Stage) -> Remembering:
    assert isinstance(on.provider, Remembering)
    return on.provider


# Pipeline.


async def test_each_agent_gets_what_the_one_before_it_made_and_the_last_ones_tokens_are_the_response() -> (
    None
):
    on = stage()
    work = await on.work(
        "simple-agents",
        "Hi. [[analyst: text The notes.]] [[drafter: text A draft.]] [[writer: text Fin al.]]",
        "quality",
    )
    asked = provider_of(on)
    assert "The notes." in asked.said_to("drafter#1")
    assert "A draft." in asked.said_to("writer#1")
    assert work.heard.tokens == ["Fin", " al."]
    assert work.heard.talk == {"analyst": "The notes.", "drafter": "A draft."}
    assert [event[1] for event in work.heard.events if event[0] == "started"] == [
        "analyst",
        "drafter",
        "writer",
    ]
    assert (work.result.swarm, work.result.quality_score, work.heard.notices) == ("simple-agents", None, [])


@pytest.mark.parametrize(("mode", "agents"), [("lite", 1), ("balanced", 2), ("quality", 3)])
async def test_the_mode_says_who_takes_part(mode: Mode, agents: int) -> None:
    work = await stage().work("simple-agents", "[[tokens 3]]", mode)
    assert len(work.heard.completed) == agents


async def test_an_agent_of_a_pipeline_that_fails_is_left_out() -> None:
    on = stage()
    work = await on.work(
        "simple-agents", "[[analyst: text Notes.]] [[drafter: fail after=1]] [[writer: text End.]]", "quality"
    )
    assert "Notes." in provider_of(on).said_to("writer#1")
    assert (work.heard.response, work.heard.notices) == ("End.", ["agent_failed"])
    assert work.result.completion.usage.source == "estimated", "the failed call counts, by estimate"


async def test_an_agent_that_says_nothing_has_failed() -> None:
    work = await stage().work("simple-agents", "[[analyst: text  ]] [[writer: text End.]]")
    assert (work.heard.response, work.heard.notices) == ("End.", ["agent_failed"])


async def test_where_all_agents_fail_the_first_error_is_raised() -> None:
    work, error = await failing(stage(), "simple-agents", "[[analyst: fail]] [[writer: timeout]]")
    assert error.code is ErrorCode.UPSTREAM_ERROR
    assert work.heard.response == ""


async def test_the_only_agents_failure_is_the_swarms() -> None:
    work, error = await failing(stage(), "simple-agents", "[[tokens 9]] [[timeout after=2]]", "lite")
    assert error.code is ErrorCode.UPSTREAM_TIMEOUT
    assert len(work.heard.tokens) == 2, "what was said is not withdrawn"
    assert work.spending.total().output == 2


async def test_before_its_first_token_the_last_agents_failure_leaves_the_draft_as_the_response() -> None:
    work = await stage().work("simple-agents", "[[analyst: text Notes.]] [[writer: fail]]")
    assert (work.heard.response, work.heard.notices) == ("Notes.", ["agent_failed"])
    work, error = await failing(stage(), "simple-agents", "[[analyst: text Notes.]] [[writer: fail after=1]]")
    assert error.code is ErrorCode.UPSTREAM_ERROR
    assert "Notes." not in work.heard.response


# Debate.


async def test_what_is_agreed_on_is_the_response_as_it_is() -> None:
    on = stage()
    work = await on.work(
        "coding-debate",
        '[[proposer: text Good code.]] [[critic: text {"agree": true, "critique": ""}]]',
        "lite",
    )
    assert (work.heard.response, work.heard.notices) == ("Good code.", [])
    assert list(provider_of(on).asked) == ["proposer#1", "critic#1"]
    assert work.result.quality_score is None, "nobody rated"


async def test_the_proposer_answers_the_critique_until_the_critic_agrees() -> None:
    on = stage()
    work = await on.work(
        "coding-debate",
        '[[proposer#1: text First.]] [[critic#1: text {"agree": false, "critique": "Too short."}]]'
        '[[proposer#2: text Second.]] [[critic#2: text {"agree": true}]] [[judge: text {"rating": 5}]]',
    )
    asked = provider_of(on)
    assert "First." in asked.said_to("proposer#2") and "Too short." in asked.said_to("proposer#2")
    assert (work.heard.response, work.heard.notices) == ("Second.", [])
    assert list(asked.asked)[-1] == "judge#2", "the judge rates what was agreed on, when the reader has it"
    assert work.result.quality_score == quality(0.5, None, [True])


async def test_a_judge_can_end_the_debate_against_the_critic() -> None:
    work = await stage().work(
        "coding-debate",
        '[[proposer: text Fine.]] [[critic: text {"agree": false, "critique": "no"}]] [[judge: text {"rating": 9}]]',
    )
    assert (work.heard.response, work.heard.notices) == ("Fine.", [])
    assert ("judge", 1, 0.9) in work.heard.of("completed")


async def test_without_agreement_the_bound_is_told_and_the_last_version_is_streamed() -> None:
    on = stage()
    work = await on.work("coding-debate", LONG_WAYS["coding-debate"] + "[[proposer#3: text The last one.]]")
    assert work.heard.notices == ["bound_reached"]
    assert work.heard.tokens == ["The", " last", " one."]
    assert "no" in provider_of(on).said_to("proposer#3")


async def test_a_critic_that_cannot_be_read_does_not_agree() -> None:
    on = stage()
    work = await on.work(
        "coding-debate", "[[proposer: text Code.]] [[critic: text I like it a lot.]]", "lite"
    )
    assert work.heard.notices == ["bound_reached"]
    assert "I like it a lot." in provider_of(on).said_to("proposer#2")


async def test_a_judge_that_gives_no_usable_rating_rates_nothing() -> None:
    work = await stage().work(
        "coding-debate", '[[tokens 3]] [[critic: text {"agree": true}]] [[judge: text {"rating": 11}]]'
    )
    assert work.result.quality_score is None


async def test_where_a_critic_crashes_the_proposal_is_the_response() -> None:
    work = await stage().work("coding-debate", "[[proposer: text Code.]] [[critic: fail]]")
    assert (work.heard.response, work.heard.notices) == ("Code.", ["agent_failed"])


async def test_a_judge_that_crashes_when_the_response_is_out_takes_nothing_away() -> None:
    work = await stage().work(
        "coding-debate", '[[proposer: text Code.]] [[critic: text {"agree": true}]] [[judge: fail]]'
    )
    assert (work.heard.response, work.heard.notices) == ("Code.", ["agent_failed"])


# Solve.


async def test_one_solution_without_a_gate_is_streamed_as_it_comes() -> None:
    on = stage()
    gate = provider_of(on).gate("g")
    work = on.begin("improved-solve", "[[tokens 9]] [[gate g after=4]]", "lite")
    await gate.reached.wait()
    assert len(work.heard.tokens) == 4
    gate.opened.set()
    await work.running
    assert len(work.heard.tokens) == 9


RATED = '[[judge-1: text {"rating": 7}]] [[judge-2: text {"rating": 9}]]'


async def test_the_best_rated_solution_is_the_response_where_the_solutions_agree() -> None:
    on = stage()
    work = await on.work(
        "improved-solve",
        f"[[planner: text Plan it.]] [[solver-1: text it is six]] [[solver-2: text it is six!]] {RATED}",
    )
    assert "Plan it." in provider_of(on).said_to("solver-2#1")
    assert (work.heard.response, work.heard.notices) == ("it is six!", [])
    assert work.result.quality_score == quality(0.9, 1.0, [True])


async def test_where_the_solutions_disagree_the_finisher_writes_one_of_all() -> None:
    on = stage()
    work = await on.work(
        "improved-solve",
        "[[planner: text Plan.]] [[solver-1: text one two]] [[solver-2: text three four]] [[finisher: text All.]]"
        + RATED,
    )
    asked = provider_of(on).said_to("finisher#1")
    assert "one two" in asked and "three four" in asked
    assert (work.heard.response, work.heard.notices) == ("All.", [])
    assert work.result.quality_score == quality(0.9, 0.0, [True])


async def test_a_solution_below_the_gate_is_mended_until_it_passes() -> None:
    on = stage()
    work = await on.work(
        "improved-solve",
        '[[planner: text Plan.]] [[solver: text same]] [[judge-1: text {"rating": 4, "critique": "Too short."}]]'
        '[[judge-2: text {"rating": 2}]] [[refiner: text Longer now.]] [[judge#2: text {"rating": 8}]]',
    )
    assert "Too short." in provider_of(on).said_to("refiner#2")
    assert (work.heard.response, work.heard.notices) == ("Longer now.", [])


async def test_a_gate_that_nothing_passes_is_told_and_the_best_one_is_taken() -> None:
    work = await stage().work(
        "improved-solve",
        "[[planner: text Plan.]] [[solver-1: text Poor.]] [[solver-2: text Fair.]] [[refiner: text Worse.]]"
        '[[judge-1: text {"rating": 1}]] [[judge-2: text {"rating": 5}]] [[judge#2: text {"rating": 4}]]',
    )
    assert (work.heard.response, work.heard.notices) == ("Fair.", ["gate_failed"])


async def test_without_a_usable_rating_there_is_no_gate_and_it_is_said() -> None:
    work = await stage().work(
        "improved-solve", "[[planner: text Plan.]] [[solver: text Same.]] [[judge: text splendid]]"
    )
    assert (work.heard.response, work.heard.notices) == ("Same.", ["degraded"])
    assert work.result.quality_score == quality(None, 1.0, [True])


async def test_one_failing_solver_does_not_end_the_others() -> None:
    work = await stage().work(
        "improved-solve",
        '[[planner: fail]] [[solver-1: fail after=1]] [[solver-2: text Alone.]] [[judge: text {"rating": 9}]]',
    )
    assert (work.heard.response, work.heard.notices) == ("Alone.", ["agent_failed", "agent_failed"])


async def test_where_all_solvers_fail_the_first_error_is_raised() -> None:
    on = stage()
    gate = provider_of(on).gate("second")
    work = on.begin(
        "improved-solve",
        "[[planner: text Plan.]] [[solver-1: timeout]] [[solver-2: gate second]] [[solver-2: fail]]",
    )
    await gate.reached.wait()
    gate.opened.set()
    with pytest.raises(OrchestraError) as caught:
        await work.running
    assert caught.value.code is ErrorCode.UPSTREAM_TIMEOUT


OWN_SOLVE = """
swarm_type = "three"
description = "Three solutions, two at once."
workflow = "solve"
[[agents]]
name = "solver"
role = "solver"
prompt = "{message}"
[modes.balanced]
solutions = 3
parallel = 2
"""


async def test_no_more_solvers_work_at_once_than_the_mode_allows() -> None:
    on = stage(swarms={"three": parse_swarm(OWN_SOLVE, "three.toml")})
    gates = [provider_of(on).gate(f"g{number}") for number in (1, 2, 3)]
    orders = "".join(
        f"[[solver-{number}: gate g{number}]] [[solver-{number}: text a]]" for number in (1, 2, 3)
    )
    work = on.begin("three", orders)
    await gates[0].reached.wait()
    await gates[1].reached.wait()
    assert on.facade.at_work == 2
    assert not gates[2].reached.is_set()
    gates[1].opened.set()
    await gates[2].reached.wait()
    for gate in gates:
        gate.opened.set()
    await work.running
    assert on.facade.at_work == 0


async def test_a_defect_in_one_of_several_agents_comes_out_as_itself() -> None:
    class Defective(Remembering):
        async def complete(self, prompt: Any, emit: Any) -> Any:
            if prompt.agent.startswith("solver-2"):
                raise KeyError("defect")
            return await super().complete(prompt, emit)

    on = stage(Defective())
    work = on.begin("improved-solve", "[[planner: text P]] [[solver-1: hang]]")
    with pytest.raises(KeyError):
        await work.running
    assert (on.facade.at_work, provider_of(on).cancelled) == (0, 1)


# Tools.


def decide(number: int, tool: str, arguments: str = "{}") -> str:
    return f'[[coordinator#{number}: text {{"tool": "{tool}", "arguments": {arguments}}}]]'


async def test_a_tool_is_called_and_what_it_said_reaches_the_answer() -> None:
    on = stage()
    work = await on.work(
        "mcp-coordinated",
        decide(1, "add", '{"a": 17, "b": 25}') + decide(2, "answer") + "[[answerer: text 42 it is.]]",
    )
    assert work.heard.of("tool") == [("call-1", "calc", "add", {"a": 17, "b": 25})]
    assert work.heard.of("result") == [("call-1", True, "42")]
    asked = provider_of(on)
    assert "42" in asked.said_to("coordinator#2") and "42" in asked.said_to("answerer#1")
    assert "- add(a: number, b: number): Add two numbers.\n" in asked.said_to("coordinator#1")
    assert (work.heard.response, work.heard.notices) == ("42 it is.", [])
    assert work.result.quality_score is None


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (decide(1, "broken"), "It failed: The tool did not answer within 5 s."),
        (decide(1, "teleport"), "There is no such tool; there are add, time, broken, stuck."),
        (decide(1, "add", '{"a": 1}'), "Wrong arguments: b is missing."),
        (decide(1, "add", '{"a": 1, "b": "two"}'), "Wrong arguments: b must be number."),
        (decide(1, "add", '{"a": 1, "b": 2, "c": 3}'), "Wrong arguments: c is unknown; there are a, b."),
        ("[[coordinator#1: text I think so.]]", "Your decision could not be read."),
    ],
)
async def test_what_goes_wrong_with_a_tool_is_told_to_the_model_and_the_run_goes_on(
    decision: str, told: str
) -> None:
    on = stage()
    work = await on.work("mcp-coordinated", decision + decide(2, "answer") + "[[answerer: text So.]]")
    assert told in provider_of(on).said_to("coordinator#2")
    assert (work.heard.response, work.heard.notices) == ("So.", [])
    assert [call[3] for call in work.heard.of("tool")] == ([] if "broken" not in decision else [{}]), (
        "only a real call is told"
    )


async def test_decisions_that_cannot_be_read_end_in_a_plain_answer() -> None:
    work = await stage().work("mcp-coordinated", "[[coordinator: text No idea.]] [[answerer: text Plain.]]")
    assert (work.heard.response, work.heard.notices) == ("Plain.", ["degraded"])


async def test_a_coordinator_that_fails_leaves_a_plain_answer() -> None:
    work = await stage().work("mcp-coordinated", "[[coordinator: fail]] [[answerer: text Plain.]]")
    assert (work.heard.response, work.heard.notices) == ("Plain.", ["agent_failed"])
    _, error = await failing(stage(), "mcp-coordinated", "[[coordinator: timeout]] [[answerer: fail]]")
    assert error.code is ErrorCode.UPSTREAM_TIMEOUT


async def test_without_tools_the_answer_is_plain_and_it_is_said() -> None:
    work = await stage(tools=Tools(up=False)).work("mcp-coordinated", "[[answerer: text Plain.]]")
    assert (work.heard.response, work.heard.notices) == ("Plain.", ["degraded"])


async def test_calls_of_tools_have_a_bound() -> None:
    calls = "".join(decide(number, "add", f'{{"a": 1, "b": {number}}}') for number in range(1, 9))
    work = await stage().work("mcp-coordinated", calls + "[[answerer: text Well.]]")
    assert (len(work.heard.of("tool")), work.heard.notices) == (3, ["bound_reached"])
    work = await stage().work("mcp-coordinated", calls + "[[answerer: text Well.]]", "lite")
    assert (len(work.heard.of("tool")), work.heard.notices) == (1, [])


async def test_the_same_call_is_not_made_twice() -> None:
    work = await stage().work(
        "mcp-coordinated",
        '[[coordinator: text {"tool": "add", "arguments": {"b": 1, "a": 1}}]] [[answerer: text Two.]]',
        "quality",
    )
    assert (len(work.heard.of("tool")), work.heard.response, work.heard.notices) == (1, "Two.", [])


def test_tools_of_one_name_are_told_apart_by_their_servers() -> None:
    tools = [
        ToolInfo(server, name, "", {})
        for server, name in (("a", "x"), ("b", "x"), ("b", "y"), ("b", "answer"))
    ]
    found = named(tools)
    assert list(found) == ["a/x", "b/x", "y", "b/answer"]
    names = [choice["properties"]["tool"]["const"] for choice in decision_schema(found)["anyOf"]]
    assert names == [*found, "answer"]


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        ("integer", 1, True),
        ("integer", True, False),
        ("boolean", True, True),
        (["string", "null"], None, True),
        (["string", "null"], 1, False),
        ("something-new", 1, True),
        (None, 1, True),
    ],
)
def test_arguments_are_compared_with_their_types(kind: Any, value: Any, fits: bool) -> None:
    schema = {"properties": {"x": {"type": kind} if kind else {}}}
    assert (misfit(schema, {"x": value}) is None) is fits
    assert misfit(schema, {"other": 1}) is None


# Budgets.


async def test_when_the_token_budget_is_used_up_the_best_so_far_is_the_response() -> None:
    orders = '[[proposer: tokens 40]] [[critic: text {"agree": false, "critique": "no"}]] [[judge: text {"rating": 1}]]'
    on = stage(tokens=400)
    work = await on.work("coding-debate", f"Do it. {orders}", "quality")
    drafts = [text.strip() for agent, text in work.heard.completed if agent.startswith("proposer")]
    assert (work.heard.notices, work.heard.response) == (["budget_reached"], drafts[-1])
    assert work.spending.tokens <= 400
    assert "proposer#5" not in provider_of(on).asked


async def test_a_budget_bounds_what_each_agent_may_say() -> None:
    on = stage(tokens=100)
    work = await on.work("simple-agents", "[[tokens 1000]]", "lite")
    assert work.spending.tokens == 100
    assert work.result.completion.finish_reason == "length"


async def test_agents_side_by_side_share_what_the_budget_has_left_and_cannot_overrun_it_together() -> None:
    on = stage()
    message = "word " * 500 + f"[[planner: text P]] [[solver: tokens 3]] {RATED}"
    work = await on.work("improved-solve", message, max_tokens=100_000)
    provider = provider_of(on)
    asked = [provider.asked[f"solver-{number}#1"] for number in (1, 2)]
    bounds = [prompt.max_tokens or 0 for prompt in asked]
    costs = [provider.estimate(prompt, 0, "").input for prompt in asked]
    assert min(bounds) > 5000
    assert provider.usages[0].input + provider.usages[0].output + sum(bounds) + sum(costs) <= 30_000
    assert work.heard.notices == []


async def test_what_an_agent_did_not_use_of_its_bound_is_there_for_the_next() -> None:
    # What all of them may say together is three times the budget.
    work = await stage(tokens=2000).work("coding-debate", LONG_WAYS["coding-debate"], "quality")
    assert work.heard.notices == ["bound_reached"]


async def test_where_the_budget_is_used_up_and_nothing_is_there_one_short_answer_is_given() -> None:
    on = stage(tokens=100)
    work = await on.work("improved-solve", "word " * 120 + "[[tokens 500]]", "quality")
    assert work.heard.notices == ["budget_reached"]
    assert len(work.heard.tokens) == 128
    assert [agent for agent, _ in work.heard.completed] == ["closer#1"]


async def test_tools_that_used_the_budget_up_still_tell_what_they_found() -> None:
    on = stage(tokens=260)
    work = await on.work(
        "mcp-coordinated", decide(1, "add", '{"a": 17, "b": 25}') + "[[coordinator: tokens 200]] [[tokens 3]]"
    )
    assert work.heard.notices == ["budget_reached"]
    last = list(provider_of(on).asked.values())[-1]
    assert last.agent in ("closer#1", "answerer#1")
    assert "42" in last.turns[-1].content


async def test_when_an_agent_takes_the_time_the_best_so_far_is_the_response() -> None:
    on = stage(time_share=0.5)
    gate = provider_of(on).gate("slow")
    work = on.begin("coding-debate", "[[proposer: text Code.]] [[critic: gate slow]]")
    await gate.reached.wait()
    loop = asyncio.get_running_loop()
    real = loop.time
    try:
        loop.time = lambda: real() + 2000  # type: ignore[method-assign]
        loop.call_soon(lambda: None)
        await work.running
    finally:
        loop.time = real  # type: ignore[method-assign]
    assert (work.heard.response, work.heard.notices) == ("Code.", ["budget_reached"])
    assert provider_of(on).cancelled == 1


async def test_when_the_time_is_over_before_anything_is_there_one_short_answer_is_given() -> None:
    work = await stage(time_share=0.00001).work(
        "improved-solve", "[[planner: hang]] [[solver: hang]] [[closer: text Short.]]"
    )
    assert (work.heard.response, work.heard.notices) == ("Short.", ["budget_reached"])


async def test_the_runs_deadline_is_an_error_of_its_own() -> None:
    deadline = asyncio.get_running_loop().time() + 0.01
    _, error = await failing(stage(), "simple-agents", "[[hang]]", "lite", deadline_at=deadline)
    assert error.code is ErrorCode.DEADLINE_EXCEEDED


# The client's wishes and the model's limits.


async def test_the_clients_wishes_go_to_those_that_write() -> None:
    on = stage()
    work = await on.work(
        "coding-debate",
        '[[proposer: tokens 30]] [[critic: text {"agree": true}]]',
        "lite",
        instructions="In verse.",
        turns=HISTORY,
        model="m",
        max_tokens=7,
        temperature=1.5,
    )
    proposer, critic = provider_of(on).asked["proposer#1"], provider_of(on).asked["critic#1"]
    assert (proposer.model, proposer.max_tokens, proposer.temperature) == ("m", 7, 1.5)
    assert [turn.role for turn in proposer.turns] == ["system", "user", "assistant", "user"]
    assert "In verse." in proposer.turns[0].content
    assert (critic.temperature, critic.schema is None, [t.role for t in critic.turns]) == (
        0.0,
        False,
        ["system", "user"],
    )
    assert work.result.completion.finish_reason == "length"
    assert len(work.heard.response.split()) <= 7


async def test_a_draft_that_is_handed_over_is_no_longer_than_the_client_wants_it() -> None:
    work = await stage().work("simple-agents", "[[analyst: tokens 30]] [[writer: fail]]", max_tokens=4)
    assert (work.heard.response, work.result.completion.finish_reason) == (
        "Orchestra spielt für dich",
        "length",
    )


async def test_a_long_draft_goes_out_in_pieces() -> None:
    orders = '[[proposer: tokens 400]] [[critic: text {"agree": true}]]'
    work = await stage().work("coding-debate", orders, "lite")
    assert len(work.heard.tokens) > 1
    assert max(len(token) for token in work.heard.tokens) <= 1000


async def test_where_the_context_is_too_small_the_history_goes_first() -> None:
    class Small(Remembering):
        async def complete(self, prompt: Any, emit: Any) -> Any:
            if len(prompt.turns) > 2:
                raise OrchestraError(ErrorCode.CONTEXT_TOO_LONG, "too long")
            return await super().complete(prompt, emit)

    work = await stage(Small()).work(
        "improved-solve",
        '[[planner: text P]] [[solver: text S]] [[judge: text {"rating": 9}]]',
        turns=HISTORY,
    )
    assert (work.heard.response, work.heard.notices) == ("S", ["trimmed"])
    _, error = await failing(stage(), "simple-agents", "[[overflow]]", "lite", turns=HISTORY)
    assert error.code is ErrorCode.CONTEXT_TOO_LONG


async def test_an_open_breaker_ends_the_swarm_at_once_and_counts_nothing() -> None:
    class Broken(Remembering):
        async def complete(self, prompt: Any, emit: Any) -> Any:
            self.asked[prompt.agent] = prompt
            raise OrchestraError(ErrorCode.BREAKER_OPEN, "open")

    on = stage(Broken())
    work, error = await failing(on, "simple-agents", "Hi", "quality")
    assert (error.code, list(provider_of(on).asked)) == (ErrorCode.BREAKER_OPEN, ["analyst#1"])
    assert work.spending.total() == TokenCount(0, 0, "reported")


@given(st.text(max_size=3000), st.integers(32, 200))
def test_an_excerpt_is_bounded_and_says_that_it_is_one(text: str, tokens: int) -> None:
    short = excerpt(text, tokens)
    if estimate_tokens(text.strip()) <= tokens:
        assert short == text.strip()
    else:
        assert "[… cut …]" in short
        assert short.startswith(text.strip()[:5])
        assert len(short) < len(text) + 20


# Verdicts and the quality score.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"rating": 7}', {"rating": 7}),
        ('Sure! ```json\n{"rating": 7}\n``` Bye', {"rating": 7}),
        ('{"rating": 7, "critique": "cut of', {"rating": 7, "critique": "cut of"}),
        ('{"a": {"b": [1', {"a": {"b": [1]}}),
        ('{"a": "say \\"hi', {"a": 'say "hi'}),
        ('{oops {"a": 1}', {"a": 1}),
        ('{"a": 1, "b":', None),
        ('{"tool": "x", "arguments": {"a": 1', {"tool": "x", "arguments": {"a": 1}}),
        ("[1, 2]", None),
        ("", None),
        ("{" * 5000, None),
        ('{"a": ' * 3000, None),
    ],
)
def test_json_is_read_with_suspicion(text: str, found: object) -> None:
    assert read_object(text) == found


@pytest.mark.parametrize(
    ("said", "rated"),
    [
        (7, 0.7),
        (0, 0.0),
        (10, 1.0),
        (7.5, 0.75),
        (11, None),
        (-1, None),
        (True, None),
        ("7", None),
        (None, None),
    ],
)
def test_a_rating_off_the_scale_is_none(said: object, rated: float | None) -> None:
    assert rating({"rating": said}) == rated
    assert rating(None) is None


def test_the_quality_score_is_the_weighted_mean_of_what_there_is() -> None:
    assert quality(0.5, 1.0, [True, False]) == pytest.approx(0.6 * 0.5 + 0.3 + 0.1 * 0.5)
    assert quality(0.5, None, [True]) == pytest.approx((0.6 * 0.5 + 0.1) / 0.7, abs=1e-4)
    assert quality(None, 0.4, []) == pytest.approx(0.4)
    assert quality(None, None, [True]) is None


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_within_0_and_1(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, one) == 1


def test_agreement_is_the_mean_over_all_pairs() -> None:
    assert similarity("the cat sat", "The cat ran") == pytest.approx(2 / 3)
    mean, each = agreement(["a b", "a b", "c d"])
    assert mean == pytest.approx(1 / 3)
    assert each == pytest.approx([0.5, 0.5, 0.0])
    assert agreement(["alone"]) == (None, [0.0])


def test_spending_is_estimated_as_soon_as_a_part_of_it_is() -> None:
    spending = Spending()
    spending.add(TokenCount(1, 2, "reported"))
    assert spending.total() == TokenCount(1, 2, "reported")
    spending.add(TokenCount(3, 4, "estimated"))
    assert spending.total() == TokenCount(4, 6, "estimated")


# Whatever happens.


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("swarm", LONG_WAYS)
async def test_usage_is_the_sum_of_all_agents(swarm: str, mode: Mode) -> None:
    on = stage()
    work = await on.work(swarm, LONG_WAYS[swarm], mode)
    usages = provider_of(on).usages
    expected = TokenCount(sum(u.input for u in usages), sum(u.output for u in usages), "reported")
    assert work.result.completion.usage == work.spending.total() == expected
    assert len(usages) == len(work.heard.completed)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(LONG_WAYS)), st.sampled_from(MODES), st.text(min_size=1, max_size=200))
def test_the_tokens_joined_are_what_one_agent_made(swarm: str, mode: Mode, message: str) -> None:
    async def run() -> None:
        work = await stage().work(swarm, message, mode)
        assert work.heard.response.strip() in [text.strip() for _, text in work.heard.completed]
        assert work.heard.response

    asyncio.run(run())


async def steps(swarm: str) -> list[str]:
    """Everybody who is asked on a swarm's long way."""
    on = stage()
    await on.work(swarm, LONG_WAYS[swarm], "quality")
    return list(provider_of(on).asked)


@pytest.mark.parametrize("swarm", LONG_WAYS)
async def test_cancelled_at_any_step_a_swarm_leaves_nothing_behind(swarm: str) -> None:
    for step in await steps(swarm):
        on = stage()
        gate = provider_of(on).gate("here")
        work = on.begin(swarm, f"{LONG_WAYS[swarm]} [[{step}: gate here]]", "quality")
        await gate.reached.wait()
        work.running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work.running
        assert asyncio.all_tasks() == {asyncio.current_task()}, step
        assert provider_of(on).started == provider_of(on).finished, step
        assert on.facade.at_work == 0
        assert work.spending.total().source == "estimated", "the call that was cancelled counts too"


async def test_cancelled_while_a_tool_is_at_work_a_swarm_leaves_nothing_behind() -> None:
    tools = Tools()
    on = stage(tools=tools)
    work = on.begin("mcp-coordinated", decide(1, "stuck"))
    await tools.reached.wait()
    work.running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work.running
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert on.facade.at_work == 0


async def test_a_thousand_cancelled_swarms_leave_no_task_and_no_memory() -> None:
    provider = ScriptedProvider(ScriptedSettings(faults=True))
    on = stage(provider, agents=64)
    places = [(swarm, step) for swarm in LONG_WAYS for step in await steps(swarm)]
    process = psutil.Process()
    cancelled = 0

    async def cancel(count: int) -> None:
        nonlocal cancelled
        works = []
        for _ in range(count):
            swarm, step = places[cancelled % len(places)]
            works.append(on.begin(swarm, f"{LONG_WAYS[swarm]} [[{step}: hang after=1]]", "quality"))
            cancelled += 1
        # How far each has come by then does not matter: most hang where they were told to.
        for _ in range(60):
            await asyncio.sleep(0)
        for work in works:
            work.running.cancel()
        await asyncio.gather(*(work.running for work in works), return_exceptions=True)
        assert all(work.running.cancelled() for work in works)

    await cancel(100)
    gc.collect()
    objects, memory = len(gc.get_objects()), process.memory_info().rss
    for _ in range(10):
        await cancel(100)
    gc.collect()
    assert (provider.started, provider.cancelled > 500) == (provider.finished, True)
    assert (asyncio.all_tasks(), on.facade.at_work) == ({asyncio.current_task()}, 0)
    assert len(gc.get_objects()) - objects < 1000, "a swarm that stays behind has more than fifty"
    assert process.memory_info().rss - memory < 30_000_000
