"""The workflow `solve`: a plan, several solutions side by side, a gate, refinement, and one answer from them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from orchestra.chat.swarms.calls import Draft
from orchestra.chat.swarms.crew import Crew
from orchestra.chat.swarms.spec import SolveMode, SolveSpec, mode_of
from orchestra.chat.swarms.verdicts import JUDGE_SCHEMA, agreement, critique, rating, read_object
from orchestra.errors import OrchestraError


async def solve(crew: Crew, spec: SolveSpec) -> Draft:
    """Run it.

    The response is the best solution, or what refinement made of it, as it is; only where the gate let the best one
    pass and the solutions agree too little, the finisher makes one of all. A single solution without a gate is
    streamed as it comes.
    """
    mode: SolveMode = mode_of(spec.modes, crew.task.mode)
    values = {"plan": await _plan(crew, spec, mode)}
    solvers = [agent for agent in spec.agents if agent.role == "solver"]
    if mode.solutions == 1 and not mode.gate:
        return await crew.answer(solvers[0], values)
    jobs = {}
    for number in range(mode.solutions):
        agent = solvers[number % len(solvers)]
        name = f"{agent.name}-{number + 1}"
        jobs[name] = partial(crew.ask, agent, values, name=name, drafts=True)
    drafts = await crew.together(jobs, mode.parallel)
    texts = [draft.text for draft in drafts.values()]
    crew.agreement, alike = agreement(texts)
    closeness = dict(zip(drafts, alike, strict=True))
    # Where nobody rates, the answer that is most like the others is taken.
    best = max(drafts, key=lambda name: closeness[name])
    crew.best = drafts[best]
    if mode.gate:
        ratings = await _judge(crew, spec, drafts, mode.parallel)
        known = {name: found for name, (found, _) in ratings.items() if found is not None}
        if known:
            best = max(known, key=lambda name: (known[name], closeness[name]))
            crew.best, crew.rating = drafts[best], known[best]
            if crew.rating < mode.gate:
                await _refine(crew, spec, mode, ratings[best][1])
                return crew.deliver(crew.best)
        else:
            crew.tell_once("degraded", "The judge gave no rating that can be used, so there was no gate.")
    if crew.agreement is not None and crew.agreement < mode.consensus:
        listed = "\n\n".join(
            f"Answer {number}: {crew.excerpt(text)}" for number, text in enumerate(texts, start=1)
        )
        return await crew.answer(spec.required("finisher"), {"answers": listed})
    return crew.deliver(crew.best)


async def _plan(crew: Crew, spec: SolveSpec, mode: SolveMode) -> str:
    if not mode.plan:
        return ""
    try:
        return crew.excerpt((await crew.ask(spec.required("planner"), {})).text)
    except OrchestraError as error:
        crew.go_on(error)
        return ""


async def _judge(
    crew: Crew, spec: SolveSpec, drafts: Mapping[str, Draft], parallel: int
) -> dict[str, tuple[float | None, str]]:
    """Rating (None where it cannot be used) and critique of each solution, by the solution's name."""
    judge = spec.required("judge")
    jobs = {}
    for number, (name, draft) in enumerate(drafts.items(), start=1):
        jobs[name] = partial(
            crew.ask,
            judge,
            {"draft": crew.excerpt(draft.text)},
            name=f"{judge.name}-{number}",
            schema=JUDGE_SCHEMA,
            rates=_rating_in,
        )
    said = await crew.together(jobs, parallel)
    found = {}
    for name, answer in said.items():
        verdict = read_object(answer.text)
        found[name] = (rating(verdict), critique(verdict, answer.text))
    return found


async def _refine(crew: Crew, spec: SolveSpec, mode: SolveMode, remark: str) -> None:
    """Mend the best solution until the gate lets it pass or the refinements are used up; a better one is kept."""
    for number in range(2, mode.refinements + 2):
        assert crew.best is not None
        values = {"draft": crew.excerpt(crew.best.text), "critique": crew.excerpt(remark) or "(none)"}
        refined = await crew.ask(spec.required("refiner"), values, round=number, drafts=True)
        said = await crew.ask(
            spec.required("judge"),
            {"draft": crew.excerpt(refined.text)},
            round=number,
            schema=JUDGE_SCHEMA,
            rates=_rating_in,
        )
        verdict = read_object(said.text)
        found = rating(verdict)
        if found is not None and found > (crew.rating or 0.0):
            crew.best, crew.rating, remark = refined, found, critique(verdict, said.text)
            if found >= mode.gate:
                return
    crew.report.notice(
        "gate_failed",
        f"The best answer is rated {crew.rating}, below {mode.gate}; it is given all the same.",
    )


def _rating_in(text: str) -> float | None:
    return rating(read_object(text))
