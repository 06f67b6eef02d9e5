"""The workflow `debate`: a proposal, a critique, the next proposal, until somebody says that it is good."""

from __future__ import annotations

from orchestra.chat.swarms.calls import Draft, ExhaustedError
from orchestra.chat.swarms.crew import Crew
from orchestra.chat.swarms.spec import DebateSpec, mode_of
from orchestra.chat.swarms.verdicts import CRITIC_SCHEMA, JUDGE_SCHEMA, agrees, critique, rating, read_object
from orchestra.errors import OrchestraError


async def debate(crew: Crew, spec: DebateSpec) -> Draft:
    """Run it.

    What was agreed on is the response as it is: another model's pass could only spoil it. Without agreement, the
    proposer answers the last critique, and this last version is streamed as the response.
    """
    mode = mode_of(spec.modes, crew.task.mode)
    proposer, critic = spec.required("proposer"), spec.required("critic")
    values: dict[str, str] = {"draft": "", "critique": ""}
    for number in range(1, mode.rounds + 1):
        draft = crew.best = await crew.ask(proposer, values, round=number, drafts=True)
        values = {"draft": crew.excerpt(draft.text), "critique": ""}
        said = (await crew.ask(critic, values, round=number, schema=CRITIC_SCHEMA)).text
        verdict = read_object(said)
        values["critique"] = crew.excerpt(critique(verdict, said)) or "(none)"
        if agrees(verdict):
            crew.agreed_in = number
            # The reader has the answer at once; how good it is, is asked afterwards.
            response = crew.deliver(draft)
            await _rate_delivered(crew, spec, values, number)
            return response
        if mode.gate and await _rate(crew, spec, values, number) >= mode.gate:
            return crew.deliver(draft)
    crew.report.notice("bound_reached", f"No agreement in {mode.rounds} round(s); the last version follows.")
    return await crew.answer(proposer, values, round=mode.rounds + 1)


async def _rate(crew: Crew, spec: DebateSpec, values: dict[str, str], number: int) -> float:
    """Have the judge rate the draft; -1 where no rating can be used."""
    said = await crew.ask(
        spec.required("judge"),
        values,
        round=number,
        schema=JUDGE_SCHEMA,
        rates=_rating_in,
    )
    crew.rating = rating(read_object(said.text))
    return -1.0 if crew.rating is None else crew.rating


async def _rate_delivered(crew: Crew, spec: DebateSpec, values: dict[str, str], number: int) -> None:
    if mode_of(spec.modes, crew.task.mode).gate:
        try:
            await _rate(crew, spec, values, number)
        except OrchestraError as error:
            crew.agent_failed("judge", error)
        except ExhaustedError:
            pass  # A notice has said so; the answer is out.


def _rating_in(text: str) -> float | None:
    return rating(read_object(text))
