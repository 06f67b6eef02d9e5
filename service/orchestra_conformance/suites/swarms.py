"""Suite `stream`: the manager, the agents of swarms and their tools, each in its turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked
from orchestra_conformance.followed import Followed, completed, ended, text_of, without_gaps
from orchestra_conformance.turns import hold_turns

# The swarm that costs least where there is a choice.
_CHEAP: Final = "simple-agents"
# A swarm of real models takes its time, in seconds.
SWARM_SECONDS: Final = 240


def swarm_of(bench: Bench) -> str:
    """The name of a swarm that a chat may ask for. Raises Unchecked where the deployment has none that works."""
    page = bench.owner.call("listSwarms", query={"limit": "100"}, expect=200).json()
    names = [swarm["swarm_type"] for swarm in page["data"] if swarm["available"]]
    if not names:
        raise Unchecked("the deployment has no swarm that is available")
    return _CHEAP if _CHEAP in names else str(names[0])


def _worked(bench: Bench) -> tuple[Followed, str]:
    """A run that a swarm worked on, and the name that was asked for."""
    name = swarm_of(bench)
    return completed(bench, swarm_type=name, optimization_mode="lite", session_id=bench.session()), name


def _first(run: Followed, kind: str) -> Mapping[str, Any] | None:
    return next((event for event in run.events if event["type"] == kind), None)


@check(
    "stream",
    "a-manager-speaks-once",
    "manager.intent comes once at the most, between run.started and the end, and run.completed says the same intent.",
)
def a_manager_speaks_once(bench: Bench) -> None:
    """Any run; a deployment may be without a manager, or leave it out of a run."""
    run = completed(bench)
    hold_turns(run.events)
    if (said := _first(run, "manager.intent")) is not None:
        for name in ("intent", "confidence"):
            bench.expect(
                run.last[name] == said[name],
                f"manager.intent has the {name} {said[name]}, and run.completed {run.last[name]}",
            )


@check(
    "stream",
    "agents-take-turns",
    "In a run with a swarm, agents speak and end only after they began, and a tool answers only where it was called.",
    seconds=SWARM_SECONDS,
)
def agents_take_turns(bench: Bench) -> None:
    """The events of one run that a swarm works on; at least one agent has to be told of."""
    run, _ = _worked(bench)
    without_gaps(run.events)
    ended(run.events)
    hold_turns(run.events)
    bench.expect(
        _first(run, "agent.started") is not None, "a swarm worked on the run, and no agent is told of"
    )


@check(
    "stream",
    "agents-are-not-the-answer",
    "What agents say is no part of the response: that is the tokens joined, in the events, the run and the session.",
    seconds=SWARM_SECONDS,
)
def agents_are_not_the_answer(bench: Bench) -> None:
    """One run that a swarm works on."""
    run, _ = _worked(bench)
    told = text_of(run.events)
    kept = bench.owner.call("getRun", path={"run_id": run.run_id}, expect=200).json()
    path = {"session_id": run.last["session_id"]}
    message = bench.owner.call("listMessages", path=path, expect=200).json()["data"][-1]
    for what, said in (
        ("run.completed", run.last["response"]),
        ("the run", kept["response"]),
        ("the session", message["content"]),
    ):
        bench.expect(told == said, f"the tokens say {told!r}, and {what} says {said!r}")


@check(
    "stream",
    "the-swarm-asked-for-works",
    "A chat with a swarm_type is worked on by that swarm, in the mode asked for: its events and the run say so.",
    seconds=SWARM_SECONDS,
)
def the_swarm_asked_for_works(bench: Bench) -> None:
    """One run; `auto-select` may say what it chose."""
    run, name = _worked(bench)
    started = _first(run, "run.started") or {}
    kept = bench.owner.call("getRun", path={"run_id": run.run_id}, expect=200).json()
    swarms = (started.get("swarm"), run.last["swarm_used"], kept["swarm_used"])
    wanted = (name,) * 3 if name != "auto-select" else (swarms[0],) * 3
    bench.expect(
        swarms == wanted and None not in swarms,
        f"asked for was {name}, and run.started, run.completed and the run name {swarms}",
    )
    modes = (started.get("execution_mode"), run.last["execution_mode"], kept["execution_mode"])
    bench.expect(modes == ("lite",) * 3, f"asked for was the mode lite, and the three say {modes}")
