"""Every swarm on a real task with the embedded model; the one with tools calls a real MCP server."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.transcripts import PAGE, TASKS, play, real_stage
from tests.swarms import Heard, Work, stage

MOST = 24
"""Tokens of a response here, so that all of it is soon over."""


def test_every_swarm_that_comes_along_has_a_task_and_its_transcript() -> None:
    swarms = {info.swarm_type for info in stage().facade.list()} - {"auto-select"}
    assert swarms == {task.swarm for task in TASKS}
    headings = {line[3:] for line in PAGE.read_text("utf-8").splitlines() if line.startswith("## ")}
    assert headings == swarms | {"Next"}


@pytest.mark.local_model
@pytest.mark.timeout(600)  # half a minute of a processor that may be shared by many
def test_each_swarm_does_its_work_with_the_embedded_model() -> None:
    async def work() -> dict[str, Work]:
        async with real_stage() as on:
            done = {task.swarm: await play(on, task, most=MOST) for task in TASKS}
            assert on.facade.at_work == 0
            return done

    done = asyncio.run(work())
    for played in done.values():
        heard, completion = played.heard, played.result.completion
        assert heard.response.strip()
        assert completion.usage == played.spending.total()
        assert (completion.usage.source, completion.model) == ("reported", "smollm2-135m-instruct")
        assert len(heard.tokens) <= MOST
        assert "agent_failed" not in heard.notices
    assert agents(done["simple-agents"].heard) == {"analyst", "writer"}
    assert agents(done["coding-debate"].heard) >= {"proposer", "critic"}
    assert agents(done["improved-solve"].heard) >= {
        "planner",
        "solver-1",
        "solver-2",
        "judge-1",
        "judge-2",
    }
    score = done["improved-solve"].result.quality_score
    assert score is not None and 0 <= score <= 1
    shop = done["mcp-coordinated"].heard
    assert ("shop", "look_up_order") in [(server, tool) for _, server, tool, _ in shop.of("tool")]
    assert any(ok for _, ok, _ in shop.of("result"))


def agents(heard: Heard) -> set[str]:
    """Who came to an end."""
    return {agent.partition("#")[0] for agent, _ in heard.completed}
