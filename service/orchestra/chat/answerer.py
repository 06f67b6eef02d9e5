"""Makes the answer of one run: chooses mode and swarm, puts the context together, asks the model or the swarm."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from orchestra.chat.conversation import build_turns
from orchestra.chat.effort import choose_mode
from orchestra.chat.facade import Facade
from orchestra.chat.manager.manager import Manager
from orchestra.chat.manager.mood import SessionState
from orchestra.chat.memory import Memory
from orchestra.chat.run import ActiveRun
from orchestra.chat.swarms.spec import AUTO
from orchestra.chat.swarms.task import Task
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Completion, Prompt, Provider, Turn, estimate_tokens
from orchestra.sessions.runs import RunRepository
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics

_log = get_logger("chat")

# What a prompt has beside its texts, and how far an estimate may be off, in tokens.
_MARGIN = 64


class RunGone(Exception):
    """The run is not there any more: its session was deleted."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; its text is what the run's recorder was given. `quality_score` is None where nobody judged it.

    `agreed_in` is the round in which a swarm's agents agreed, if they did.
    """

    completion: Completion
    quality_score: float | None = None
    agreed_in: int | None = None


class Answerer:
    """Answers runs. `history_messages` is how many earlier messages are looked at, `context_tokens` the model's
    context where it is known.
    """

    def __init__(
        self,
        *,
        provider: Provider,
        runs: RunRepository,
        facade: Facade,
        manager: Manager,
        memory: Memory,
        metrics: Metrics,
        history_messages: int,
        context_tokens: int | None,
    ) -> None:
        self._provider = provider
        self._runs = runs
        self._facade = facade
        self._manager = manager
        self._memory = memory
        self._metrics = metrics
        self._history_messages = history_messages
        self._context_tokens = context_tokens

    async def answer(self, run: ActiveRun, session: SessionState) -> Answered:
        """Take the run from the front of its line to its answer.

        Raises OrchestraError for what makes the run fail, and RunGone. `run.interpreting` is for the caller to end.
        """
        ask, recorder = run.ask, run.recorder
        run.began_at = time.monotonic()
        understood, announced = asyncio.Event(), asyncio.Event()
        run.interpreting = asyncio.create_task(
            self._interpret(run, session, understood, announced), name=f"manager {run.run_id}"
        )
        if not ask.model and not self._provider.default_model:
            # The endpoint was down when the service started: it is asked now which model it has.
            await self._provider.models()
        run.model = ask.model or self._provider.default_model
        mode = ask.mode
        run.mode = choose_mode(ask.message, ask.hints) if mode is None or mode == "auto" else mode
        run.swarm = await self._swarm(run, understood)
        earlier = list(ask.turns) if ask.turns is not None else await self._history(run)
        if not await self._runs.start(run.run_id, model=run.model, execution_mode=run.mode, swarm=run.swarm):
            raise RunGone
        recorder.started(
            session_id=run.session_id,
            user_message_id=run.user_message_id,
            model=run.model,
            mode=run.mode,
            swarm=run.swarm,
        )
        announced.set()
        instructions = await self._with_memory(run)
        turns = self._fitting(run, instructions, earlier)
        if run.swarm is not None:
            return await self._work(run, instructions, turns)
        return await self._ask(run, instructions, turns)

    async def _history(self, run: ActiveRun) -> list[Turn]:
        found = await self._runs.history(run.session_pk, before_run=run.run_id, limit=self._history_messages)
        return [Turn(entry.role, entry.content) for entry in found]

    async def _interpret(
        self, run: ActiveRun, session: SessionState, understood: asyncio.Event, announced: asyncio.Event
    ) -> None:
        try:
            found = run.interpretation = await self._manager.interpret(
                run.ask.message, owner_id=run.owner_id, session=session
            )
        finally:
            understood.set()
        if found is None:
            return
        await announced.wait()
        run.recorder.interpreted(
            intent=found.intent,
            confidence=found.confidence,
            certain=found.certain,
            parameters=found.parameters,
            mood=found.mood,
            response=found.response,
        )

    async def _swarm(self, run: ActiveRun, understood: asyncio.Event) -> str | None:
        """The swarm that works on the run. Where the choice is the service's, the intent counts, and is waited for."""
        if run.ask.alone:
            return None
        wanted = run.ask.swarm or (AUTO if run.ask.mode == "quality" else None)
        if wanted != AUTO:
            return wanted
        await understood.wait()
        found = run.interpretation
        return self._facade.select(run.ask.message, found.intent if found and found.certain else None)

    async def _with_memory(self, run: ActiveRun) -> str | None:
        """The instructions, with what other sessions have to say in front of them."""
        instructions = run.ask.instructions
        if not run.ask.use_memory:
            return instructions
        found = await self._memory.recall(
            owner_id=run.owner_id, session_pk=run.session_pk, message=run.ask.message
        )
        if found is None:
            run.recorder.notice("degraded", "The memory did not answer; this answer does without.")
            return instructions
        if not found.count:
            return instructions
        run.recorder.notice("memory_used", f"Messages of other sessions that were looked at: {found.count}.")
        return f"{found.text}\n\n{instructions}" if instructions else found.text

    def _fitting(self, run: ActiveRun, instructions: str | None, history: list[Turn]) -> list[Turn]:
        """As much of the history as there is room for, the newest of it."""
        if self._context_tokens is None or not history:
            return history
        taken = estimate_tokens(run.ask.message) + estimate_tokens(instructions or "") + _MARGIN
        kept, dropped = self._memory.fit(history, self._context_tokens, taken, run.ask.max_tokens)
        if dropped:
            _trimmed(run, dropped)
        return list(kept)

    async def _ask(self, run: ActiveRun, instructions: str | None, turns: list[Turn]) -> Answered:
        ask, recorder = run.ask, run.recorder
        assert run.model is not None and run.began_at is not None
        while True:
            prompt = Prompt(
                turns=build_turns(instructions, turns, ask.message),
                model=run.model,
                max_tokens=ask.max_tokens,
                temperature=ask.temperature,
            )
            run.asked_model = True
            try:
                completion = await self._provider.complete(prompt, recorder.token)
            except OrchestraError as failure:
                if failure.code is ErrorCode.BREAKER_OPEN:
                    run.asked_model = False
                # Earlier messages are a courtesy; the question itself is not. Once a token is out, nothing is retried.
                if failure.code is not ErrorCode.CONTEXT_TOO_LONG or not turns or recorder.tokens:
                    raise
                dropped = (len(turns) + 1) // 2
                turns = turns[dropped:]
                _trimmed(run, dropped)
                continue
            self._measure(run)
            return Answered(completion)

    async def _work(self, run: ActiveRun, instructions: str | None, turns: list[Turn]) -> Answered:
        assert run.swarm is not None and run.model is not None and run.mode is not None
        task = Task(
            message=run.ask.message,
            turns=tuple(turns),
            instructions=instructions,
            model=run.model,
            mode=run.mode,
            max_tokens=run.ask.max_tokens,
            temperature=run.ask.temperature,
            deadline_at=run.deadline_at,
        )
        run.asked_model = True
        result = await self._facade.work(run.swarm, task, run.recorder, spending=run.spending)
        self._measure(run)
        return Answered(result.completion, result.quality_score, result.agreed_in)

    def _measure(self, run: ActiveRun) -> None:
        recorder = run.recorder
        if (
            run.began_at is not None
            and recorder.first_token_at is not None
            and recorder.last_token_at is not None
        ):
            self._metrics.first_token(recorder.first_token_at - run.began_at)
            self._metrics.generation(recorder.tokens, recorder.last_token_at - recorder.first_token_at)


def _trimmed(run: ActiveRun, dropped: int) -> None:
    run.recorder.notice(
        "trimmed",
        f"The conversation is longer than the model's context; earlier messages that are left out: {dropped}.",
    )
