"""The workflow `pipeline`: one agent after the other, each with what the one before it made."""

from __future__ import annotations

from orchestra.chat.swarms.calls import Draft
from orchestra.chat.swarms.crew import Crew
from orchestra.chat.swarms.spec import PipelineSpec
from orchestra.errors import OrchestraError


async def pipeline(crew: Crew, spec: PipelineSpec) -> Draft:
    """Run it. The last agent's tokens are the response. One that fails before it is left out."""
    *first, last = spec.line(crew.task.mode)
    failure: OrchestraError | None = None
    draft = ""
    for agent in first:
        try:
            crew.best = await crew.ask(agent, {"draft": draft})
        except OrchestraError as error:
            crew.go_on(error)
            failure = failure or error
        else:
            draft = crew.excerpt(crew.best.text)
    try:
        return await crew.answer(last, {"draft": draft})
    except OrchestraError as error:
        if crew.best is None and failure is not None and not crew.spoken:
            raise failure from error
        raise
