"""One agent asked once: waited for its turn, bounded, told of, and counted whatever becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from orchestra.chat.conversation import build_turns
from orchestra.chat.swarms.slots import Slots
from orchestra.chat.swarms.spec import AgentSpec
from orchestra.chat.swarms.task import NoticeCode, Reporter, Spending, Task
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Completion, Emit, FinishReason, Prompt, Provider, Turn
from orchestra.settings import SwarmSettings

# With less room than this no agent begins: it could say nothing of use.
_LEAST_TOKENS: Final = 16


class ExhaustedError(Exception):
    """Tokens or time are used up: no further agent begins. Never leaves this package."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an agent made; `pieces` are its tokens."""

    pieces: tuple[str, ...]
    finish_reason: FinishReason
    model: str

    @property
    def text(self) -> str:
        """All of it, without the blanks around it."""
        return "".join(self.pieces).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked of whom.

    `name` and `round` tell calls of one agent apart; `bound` is how many tokens it may say. With a `schema` it is to
    answer in JSON; `rates` reads a judge's rating out of that. Only a `budgeted` call needs room in the budget.
    """

    agent: AgentSpec
    name: str
    values: Mapping[str, str]
    bound: int
    round: int = 1
    schema: Mapping[str, Any] | None = None
    rates: Callable[[str], float | None] | None = None
    budgeted: bool = True


class Caller:
    """Makes the calls of one run.

    `failing` is the agent that failed last; `stopped` says of each call that ended whether the agent came to an end of
    its own. `shares` is among how many agents, side by side, the budget is shared at present.
    """

    def __init__(
        self,
        *,
        task: Task,
        provider: Provider,
        report: Reporter,
        spending: Spending,
        slots: Slots,
        settings: SwarmSettings,
    ) -> None:
        self.failing = ""
        self.shares = 1
        self.stopped: list[bool] = []
        self._task = task
        self._provider = provider
        self._report = report
        self._spending = spending
        self._slots = slots
        self._budget = settings.tokens
        self._reserved = 0
        self._history = task.turns
        self._told: set[NoticeCode] = set()

    async def make(self, call: Call, emit: Emit) -> Draft:
        """Ask; every token goes to `emit`. Raises OrchestraError, and ExhaustedError where there is no room for it."""
        pieces: list[str] = []

        def heard(text: str) -> None:
            pieces.append(text)
            emit(text)

        async with self._slots:
            completion = await self._generate(call, heard, pieces)
        self._spending.add(completion.usage)
        self.stopped.append(completion.finish_reason == "stop")
        text = "".join(pieces)
        rating = call.rates(text) if call.rates else None
        self._report.agent_completed(call.name, call.agent.role, call.round, text, rating, completion.usage)
        return Draft(tuple(pieces), completion.finish_reason, completion.model)

    def tell_once(self, code: NoticeCode, detail: str) -> None:
        """A notice, unless there was one of its kind."""
        if code not in self._told:
            self._told.add(code)
            self._report.notice(code, detail)

    def exhausted(self, what: str) -> ExhaustedError:
        """Tell, once, that `what` is used up; what to raise."""
        self.tell_once("budget_reached", f"No further agent begins: {what} used up.")
        return ExhaustedError(what)

    async def _generate(self, call: Call, heard: Emit, pieces: Sequence[str]) -> Completion:
        # Those that answer in JSON are shown nothing that could lead them away from it.
        history = self._history if call.schema is None else ()
        prompt, kept = self._reserve(self._prompt(call, history), budgeted=call.budgeted)
        self._report.agent_started(call.name, call.agent.role, call.round)
        try:
            return await self._provider.complete(prompt, heard)
        except BaseException as error:
            self._count_broken(prompt, pieces, error)
            too_long = isinstance(error, OrchestraError) and error.code is ErrorCode.CONTEXT_TOO_LONG
            # Earlier messages are a courtesy; the question itself is not.
            if not too_long or pieces or not history:
                self.failing = call.name
                raise
        finally:
            self._reserved -= kept
        self._history = ()
        self.tell_once(
            "trimmed",
            "The conversation is longer than the model's context; the earlier messages are left out.",
        )
        return await self._generate(call, heard, pieces)

    def _prompt(self, call: Call, history: tuple[Turn, ...]) -> Prompt:
        task, agent = self._task, call.agent
        writes = call.schema is None
        system = [agent.instructions, (task.instructions or "") if writes else ""]
        return Prompt(
            turns=build_turns(
                "\n\n".join(part for part in system if part),
                history,
                agent.prompt_of(call.round, {"message": task.message, **call.values}),
            ),
            model=task.model,
            max_tokens=call.bound,
            temperature=task.temperature if writes and task.temperature is not None else agent.temperature,
            schema=call.schema,
            agent=f"{call.name}#{call.round}",
        )

    def _reserve(self, prompt: Prompt, *, budgeted: bool) -> tuple[Prompt, int]:
        """The prompt with its bound inside the budget, and how many tokens it may cost; they are kept for it."""
        if not budgeted:
            return prompt, 0
        cost = self._provider.estimate(prompt, 0, "").input
        room = self._budget - self._spending.tokens - self._reserved - cost
        if room < _LEAST_TOKENS:
            raise self.exhausted(f"the budget of {self._budget} tokens is")
        bound = min(prompt.max_tokens or room, max(room // self.shares, _LEAST_TOKENS))
        self._reserved += cost + bound
        return replace(prompt, max_tokens=bound), cost + bound

    def _count_broken(self, prompt: Prompt, pieces: Sequence[str], error: BaseException) -> None:
        """Count a call that did not come to its end; where a breaker is open the model was not asked at all."""
        if not isinstance(error, OrchestraError) or error.code is not ErrorCode.BREAKER_OPEN:
            self._spending.add(self._provider.estimate(prompt, len(pieces), "".join(pieces)))
