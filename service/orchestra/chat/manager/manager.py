"""The Orchestra Manager: says what a message wants, names what is in it, and finds the words for it.

It never asks a language model and never delays an answer: it works in one thread of its own, beside the model's
start, and where it is not done in time it is left out.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from orchestra.chat.manager.learning import LEARNED_CONFIDENCE, Learned
from orchestra.chat.manager.mood import Moods, SessionState, Situation, StateSource
from orchestra.chat.manager.parameters import extract
from orchestra.chat.manager.responses import Choice, Facts, Responses
from orchestra.contract.events import Intent, Mood
from orchestra.errors import OrchestraError
from orchestra.resilience.breaker import Breaker
from orchestra.settings import ManagerSettings
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics

RANKED: Final = 3
"""How many intents a ranking names."""

_log = get_logger("manager")


class Guess(Protocol):
    """What a classifier says of a message."""

    @property
    def ranking(self) -> Sequence[tuple[str, float]]:
        """Intents with how likely they are, the likeliest first; all of them together are 1."""
        ...


class Classifier(Protocol):
    """Reads intents out of messages. It is called in one thread at a time and may take a while."""

    version: str

    def classify(self, text: str) -> Guess:
        """What the message wants."""
        ...


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What the manager takes a message to want, and what it says first. `ranking` begins with `intent`."""

    intent: Intent
    confidence: float
    certain: bool
    ranking: tuple[tuple[Intent, float], ...]
    parameters: dict[str, Any]
    mood: Mood
    response: str
    choice: Choice
    session: SessionState | None = None


class Manager:
    """Interprets messages for all owners. `start` is at the making; `close` it at the end.

    `breaker` is the one named "manager". With `settings.enabled` off it answers None to everything.
    """

    def __init__(
        self,
        classifier: Classifier,
        state: StateSource,
        settings: ManagerSettings,
        metrics: Metrics,
        *,
        breaker: Breaker,
        moods: Moods | None = None,
        responses: Responses | None = None,
        learned: Learned | None = None,
    ) -> None:
        self._classifier = classifier
        self._state = state
        self._settings = settings
        self._metrics = metrics
        self._breaker = breaker
        self._moods = moods or Moods.load()
        self._responses = responses or Responses.load(settings.language, settings.responses)
        self.learned = learned if learned is not None else Learned()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="manager")
        # One at work and some that wait. A place is free again when the thread has dealt with its job, so that jobs
        # nobody waits for any more cannot pile up behind a slow one.
        self._places = threading.BoundedSemaphore(1 + settings.queue)
        self._closed = False

    @property
    def enabled(self) -> bool:
        """Whether messages are interpreted at all."""
        return self._settings.enabled

    async def interpret(
        self,
        text: str,
        *,
        owner_id: str | None = None,
        session: SessionState | None = None,
        seed: int | None = None,
        deadline: float | None = None,
    ) -> Interpretation | None:
        """What the message wants; None where the manager is left out, because it is off, busy, late or broken.

        `owner_id` is whose corrections count. `seed` and `deadline` (seconds) are the settings' by default.
        """
        if not self._settings.enabled or self._closed:
            return None
        began = time.monotonic()
        try:
            found = await self._read(text, owner_id, deadline or self._settings.deadline)
        except _LeftOut as reason:
            _log.debug("left out", reason=str(reason))
            self._metrics.interpretation("none", "left_out", None)
            return None
        intent, confidence = found.ranking[0]
        certain = confidence >= self._settings.threshold
        mood = self._moods.of(Situation(self._state.now(), intent, text, session))
        choice = Choice(
            self._settings.seed if seed is None else seed, session.session_id if session else None, text
        )
        if certain:
            response = self._responses.first(intent, mood, found.parameters, choice)
        else:
            response = self._responses.unsure([ranked for ranked, _ in found.ranking], mood, choice)
        self._metrics.interpretation(intent, "certain" if certain else "uncertain", time.monotonic() - began)
        return Interpretation(
            intent,
            confidence,
            certain,
            found.ranking[:RANKED],
            found.parameters,
            mood,
            response,
            choice,
            session,
        )

    def conclude(self, interpretation: Interpretation | None, facts: Facts) -> str | None:
        """What the manager adds at the end of a run that was completed, or None."""
        if interpretation is None:
            return None
        said = self._responses.conclusion(facts, interpretation.choice)
        if said is None:
            return None
        mood = self._moods.of(
            Situation(
                self._state.now(),
                interpretation.intent,
                interpretation.choice.message,
                interpretation.session,
                succeeded=facts.succeeded,
            )
        )
        return self._responses.in_mood(mood, said, interpretation.choice)

    def correct(self, owner_id: str, text: str, intent: Intent | None) -> None:
        """The owner said what the message wants in truth; None takes back what was said."""
        if intent is None:
            self.learned.forget(owner_id, text)
        else:
            self.learned.learn(owner_id, text, intent)

    async def close(self) -> None:
        """Let the job at work end, and drop those that wait."""
        self._closed = True
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    async def _read(self, text: str, owner_id: str | None, deadline: float) -> _Found:
        """The message's intents and parameters. Raises _LeftOut."""
        job = _Job(self._classifier, text, self.learned.recall(owner_id, text) if owner_id else None)
        if not self._places.acquire(blocking=False):
            raise _LeftOut("busy")
        try:
            with self._breaker.guard():
                return await self._in_thread(job, deadline)
        except OrchestraError as refusal:
            raise _LeftOut(refusal.code.value) from refusal
        except TimeoutError as late:
            raise _LeftOut("late") from late
        except _LeftOut:
            raise
        except Exception as defect:
            _log.exception("a message could not be interpreted")
            raise _LeftOut("broken") from defect
        finally:
            if not job.handed_over:
                self._places.release()

    async def _in_thread(self, job: _Job, deadline: float) -> _Found:
        future = self._thread.submit(self._work, job)
        job.handed_over = True
        waiting = asyncio.wrap_future(future)
        waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            # It cancels nothing: a job that nobody waits for any more keeps its place until the thread has seen it.
            await asyncio.wait({waiting}, timeout=deadline)
        finally:
            job.wanted = waiting.done()
        if not job.wanted:
            raise TimeoutError
        if waiting.cancelled():
            raise _LeftOut("closed")
        return waiting.result()

    def _work(self, job: _Job) -> _Found:
        try:
            return job.run()
        finally:
            self._places.release()


class _LeftOut(Exception):
    """The manager has nothing to say, and why."""


@dataclass(frozen=True, slots=True)
class _Found:
    ranking: tuple[tuple[Intent, float], ...]
    parameters: dict[str, Any]


@dataclass(slots=True)
class _Job:
    """One message on its way through the thread. `learned` is what its owner has said that it means."""

    classifier: Classifier
    text: str
    learned: Intent | None
    wanted: bool = True
    handed_over: bool = False

    def run(self) -> _Found:
        if not self.wanted:
            return _Found((), {})
        guess = self.classifier.classify(self.text)
        ranking = tuple(
            (cast("Intent", intent), min(1.0, max(0.0, share))) for intent, share in guess.ranking
        )
        if self.learned is not None:
            ranking = _corrected(ranking, self.learned)
        # More digits would be noise.
        return _Found(tuple((intent, round(share, 4)) for intent, share in ranking), extract(self.text))


def _corrected(
    ranking: tuple[tuple[Intent, float], ...], learned: Intent
) -> tuple[tuple[Intent, float], ...]:
    """The ranking with what was learned in front; the others share what is left as they did."""
    others = [(intent, share) for intent, share in ranking if intent != learned]
    whole = sum(share for _, share in others) or 1.0
    left = 1 - LEARNED_CONFIDENCE
    return (learned, LEARNED_CONFIDENCE), *((intent, left * share / whole) for intent, share in others)
