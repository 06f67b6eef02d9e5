"""The agents of one run at work: what every workflow is built from.

A workflow asks agents (`ask`: their talk is no part of the response), lets one of them speak (`answer`: its tokens are
the response), or hands over a draft as it is (`deliver`). What is the best so far is kept in `best`, for when tokens,
time or an agent give out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from orchestra.chat.swarms.calls import Call, Caller, Draft, ExhaustedError
from orchestra.chat.swarms.slots import Slots
from orchestra.chat.swarms.spec import AgentSpec
from orchestra.chat.swarms.task import Reporter, Spending, Task
from orchestra.chat.swarms.verdicts import quality
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Provider, estimate_tokens
from orchestra.settings import SwarmSettings
from orchestra.tools.base import Toolbox

# The answer that is given when nothing is there and the budget is used up.
_LAST_TOKENS: Final = 128
# A draft that is handed over goes out in pieces of so many characters.
_PIECE: Final = 1000
_CUT: Final = "\n[… cut …]\n"
# These will meet every agent alike.
_HOPELESS: Final = frozenset({ErrorCode.VALIDATION_FAILED, ErrorCode.BREAKER_OPEN})

_CLOSER: Final = AgentSpec(name="closer", role="closer", prompt="{known}{message}")


class Crew:
    """The agents that work on one task.

    `best` is what would be the response if all ended now, `known` what has been found out while there is no such
    draft; workflows keep them up to date, and `rating` and `agreement` too, which the quality score is made of.
    `spoken` is whether a part of the response is out.
    """

    def __init__(
        self,
        *,
        task: Task,
        provider: Provider,
        tools: Toolbox,
        report: Reporter,
        spending: Spending,
        slots: Slots,
        settings: SwarmSettings,
    ) -> None:
        self.task = task
        self.tools = tools
        self.report = report
        self.best: Draft | None = None
        self.known = ""
        self.rating: float | None = None
        self.agreement: float | None = None
        self.agreed_in: int | None = None
        self.spoken = False
        self._caller = Caller(
            task=task, provider=provider, report=report, spending=spending, slots=slots, settings=settings
        )
        self._excerpt_tokens = settings.excerpt_tokens
        now = asyncio.get_running_loop().time()
        self._agents_until = now + settings.time_share * max(task.deadline_at - now, 0.0)
        self.tell_once = self._caller.tell_once

    @property
    def quality(self) -> float | None:
        """The quality score of what there is; None where nothing was judged."""
        return quality(self.rating, self.agreement, self._caller.stopped)

    async def ask(
        self,
        agent: AgentSpec,
        values: Mapping[str, str],
        *,
        round: int = 1,  # noqa: A002 - as in the events
        name: str | None = None,
        schema: Mapping[str, Any] | None = None,
        rates: Callable[[str], float | None] | None = None,
        drafts: bool = False,
    ) -> Draft:
        """Let an agent work; its tokens are told as its own. `drafts`: what it makes may become the response, so the
        client's bound on tokens is this agent's too. The rest is as in `Call`.

        Raises OrchestraError, also where the agent says nothing, and ExhaustedError where it cannot begin any more or
        its time is over.
        """
        call = Call(
            agent=agent,
            name=name or agent.name,
            values=values,
            bound=(self.task.max_tokens if drafts else None) or agent.max_tokens,
            round=round,
            schema=schema,
            rates=rates,
        )

        def emit(text: str) -> None:
            self.report.agent_token(call.name, text)

        self._check_time()
        limit = asyncio.timeout_at(self._agents_until)
        try:
            async with limit:
                draft = await self._caller.make(call, emit)
        except TimeoutError:
            if not limit.expired():
                raise
            raise self._out_of_time() from None
        if not draft.text and schema is None:
            self._caller.failing = call.name
            raise OrchestraError(ErrorCode.UPSTREAM_ERROR, "The model said nothing.")
        return draft

    async def answer(
        self,
        agent: AgentSpec,
        values: Mapping[str, str],
        *,
        round: int = 1,  # noqa: A002 - as in the events
        name: str | None = None,
    ) -> Draft:
        """Let an agent speak: its tokens are the response. Raises as `ask` does, but silence is an answer."""
        if self.best is not None:
            self._check_time()
        bound = self.task.max_tokens or agent.max_tokens
        return await self._speak(
            Call(agent=agent, name=name or agent.name, values=values, bound=bound, round=round)
        )

    async def last_word(self) -> Draft:
        """One short answer, for when everything is used up and nothing is there."""
        known = f"{self.known}\n\n" if self.known else ""
        bound = min(self.task.max_tokens or _LAST_TOKENS, _LAST_TOKENS)
        return await self._speak(
            Call(agent=_CLOSER, name=_CLOSER.name, values={"known": known}, bound=bound, budgeted=False)
        )

    def deliver(self, draft: Draft) -> Draft:
        """Hand a draft over as the response, as it is, but no longer than the client wants it."""
        most = self.task.max_tokens
        if most is not None and len(draft.pieces) > most:
            draft = Draft(draft.pieces[:most], "length", draft.model)
        text = draft.text
        self.spoken = True
        for start in range(0, len(text), _PIECE):
            self.report.token(text[start : start + _PIECE])
        return draft

    async def together(
        self, jobs: Mapping[str, Callable[[], Awaitable[Draft]]], parallel: int
    ) -> dict[str, Draft]:
        """Do jobs side by side, `parallel` at once; what came of them, by their names, in their order.

        One that fails does not end the others. Where all fail, the first error is raised.
        """
        free = asyncio.Semaphore(parallel)
        done: dict[str, Draft] = {}
        errors: list[OrchestraError | ExhaustedError] = []

        async def work(name: str, job: Callable[[], Awaitable[Draft]]) -> None:
            try:
                async with free:
                    done[name] = await job()
            except OrchestraError as error:
                errors.append(error)
                self.agent_failed(name, error)
            except ExhaustedError as error:
                errors.append(error)

        # Else the first could keep the whole budget for itself, and the others would not begin.
        self._caller.shares = min(parallel, len(jobs))
        try:
            async with asyncio.TaskGroup() as group:
                for name, job in jobs.items():
                    group.create_task(work(name, job), name=f"agent {name}")
        except ExceptionGroup as defects:
            raise defects.exceptions[0] from None
        finally:
            self._caller.shares = 1
        if not done:
            raise errors[0]
        return {name: done[name] for name in jobs if name in done}

    def agent_failed(self, name: str, error: OrchestraError) -> None:
        """Tell that an agent failed and the work goes on without it."""
        self.report.notice("agent_failed", f"The agent {name} failed: {error.detail}")

    def go_on(self, error: OrchestraError) -> None:
        """Tell of the last agent's failure and go on; raise it where it would meet the others too."""
        if error.code in _HOPELESS:
            raise error
        self.agent_failed(self._caller.failing, error)

    def settle(self, error: OrchestraError) -> Draft:
        """An agent failed that the workflow cannot do without: the best so far is the response, or the error is."""
        if self.spoken or self.best is None:
            raise error
        self.agent_failed(self._caller.failing, error)
        return self.deliver(self.best)

    def excerpt(self, text: str) -> str:
        """`text` as other agents are shown it."""
        return excerpt(text, self._excerpt_tokens)

    async def _speak(self, call: Call) -> Draft:
        token = self.report.token

        def emit(text: str) -> None:
            self.spoken = True
            token(text)

        return await self._caller.make(call, emit)

    def _check_time(self) -> None:
        if asyncio.get_running_loop().time() >= self._agents_until:
            raise self._out_of_time()

    def _out_of_time(self) -> ExhaustedError:
        return self._caller.exhausted("the run's time for agents is")


def excerpt(text: str, tokens: int) -> str:
    """`text` in about `tokens` tokens: where it is longer, what stands between its beginning and its end is cut out."""
    text = text.strip()
    if estimate_tokens(text) <= tokens:
        return text
    # A token is taken for four bytes, and a character has as many as they have on average here.
    room = tokens * 4 * len(text) // len(text.encode("utf-8", "replace"))
    tail = room // 3
    return f"{text[: room - tail].rstrip()}{_CUT}{text[len(text) - tail :].lstrip()}"
