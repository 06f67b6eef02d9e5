"""The manager's mood: it follows the real state of the system, by rules that are data (`moods.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestra.contract.events import Intent, Mood
from orchestra.settings import SettingsError

Share = Annotated[float, Field(ge=0, le=1)]
BreakerState = Literal["closed", "half_open", "open"]

LOOKED_BACK: Final = 5
"""How many of a session's last runs have to be known for a mood."""

_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class SystemState:
    """The system at one moment. `load` is the share of the runs that it can take; failures are of the last minutes."""

    breakers: Mapping[str, BreakerState] = field(default_factory=dict)
    load: float = 0.0
    recent_runs: int = 0
    recent_failures: int = 0
    draining: bool = False
    degraded: bool = False

    @property
    def failure_share(self) -> float:
        """Share of the runs that ended in the last minutes and failed."""
        return self.recent_failures / self.recent_runs if self.recent_runs else 0.0


@dataclass(frozen=True, slots=True)
class SessionState:
    """The conversation that a message belongs to: how many of its runs failed, one after the other, up to now."""

    session_id: str
    failures: int = 0

    @classmethod
    def of(cls, session_id: str, statuses: Iterable[str]) -> SessionState:
        """From the states of the session's last runs, the newest first; those that still work say nothing."""
        ended = (status for status in statuses if status not in ("queued", "running"))
        return cls(session_id, sum(1 for _ in takewhile(lambda status: status == "failed", ended)))


@dataclass(frozen=True, slots=True)
class Situation:
    """What a mood depends on. At the end of a run, `succeeded` says whether what was asked for was carried out."""

    state: SystemState
    intent: Intent
    message: str
    session: SessionState | None = None
    succeeded: bool = False


class StateSource:
    """Asks the parts of the service how they are, whenever somebody wants to know.

    `failures` gives the runs that ended in the last minutes and how many of them failed; `limit` is the most runs at
    once. What is made later than the manager is watched later.
    """

    def __init__(
        self,
        *,
        breakers: Callable[[], Mapping[str, BreakerState]] = dict,
        failures: Callable[[], tuple[int, int]] = lambda: (0, 0),
        limit: int = 1,
        active: Callable[[], int] = lambda: 0,
        draining: Callable[[], bool] = lambda: False,
        degraded: Callable[[], bool] = lambda: False,
    ) -> None:
        self._breakers = breakers
        self._failures = failures
        self._limit = limit
        self._active = active
        self._draining = draining
        self._degraded = degraded

    def watch_runs(self, active: Callable[[], int], draining: Callable[[], bool]) -> None:
        """Ask these how many runs are queued or running, and whether the service is about to stop."""
        self._active, self._draining = active, draining

    def watch_degradation(self, degraded: Callable[[], bool]) -> None:
        """Ask this whether the service does without some of its parts."""
        self._degraded = degraded

    def now(self) -> SystemState:
        """The system as it is."""
        runs, failed = self._failures()
        return SystemState(
            breakers=dict(self._breakers()),
            load=min(1.0, self._active() / self._limit),
            recent_runs=runs,
            recent_failures=failed,
            draining=self._draining(),
            degraded=self._degraded(),
        )


class Rule(BaseModel):
    """One mood and when it is taken: all that the rule names must hold. `why` is for the documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    mood: Mood
    why: Annotated[str, Field(min_length=1)]
    breaker: BreakerState | None = None
    draining: bool | None = None
    degraded: bool | None = None
    min_load: Share | None = None
    min_failure_share: Share | None = None
    min_recent_runs: Annotated[int, Field(ge=1)] | None = None
    min_session_failures: Annotated[int, Field(ge=1, le=LOOKED_BACK)] | None = None
    intents: tuple[Intent, ...] = ()
    words: frozenset[str] = frozenset()
    min_words: Annotated[int, Field(ge=1)] | None = None
    succeeded: bool | None = None

    def holds(self, situation: Situation) -> bool:
        """Whether this is the situation that the rule is for."""
        state, session = situation.state, situation.session
        return (
            (self.breaker is None or self.breaker in state.breakers.values())
            and self.draining in (None, state.draining)
            and self.degraded in (None, state.degraded)
            and (self.min_load is None or state.load >= self.min_load)
            and (self.min_failure_share is None or state.failure_share >= self.min_failure_share)
            and (self.min_recent_runs is None or state.recent_runs >= self.min_recent_runs)
            and (
                self.min_session_failures is None
                or (session is not None and session.failures >= self.min_session_failures)
            )
            and (not self.intents or situation.intent in self.intents)
            and self.succeeded in (None, situation.succeeded)
            and (self.min_words is None or len(situation.message.split()) >= self.min_words)
            and (not self.words or not self.words.isdisjoint(_WORD.findall(situation.message.lower())))
        )


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    otherwise: Mood
    rules: tuple[Rule, ...]


class Moods:
    """The rules, in their order: the first that holds decides."""

    def __init__(self, rules: tuple[Rule, ...], otherwise: Mood) -> None:
        self.rules = rules
        self.otherwise = otherwise

    @classmethod
    def load(cls, path: Path | None = None) -> Moods:
        """The rules of a file, by default those that come along. Raises SettingsError with one line."""
        source = path or files("orchestra.chat.manager") / "moods.toml"
        try:
            read = _Rules.model_validate(tomllib.loads(source.read_text("utf-8")))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"the rules of moods in {source.name}: {place}: {first['msg']}") from error
        except (OSError, ValueError) as error:
            raise SettingsError(f"the rules of moods in {source.name} cannot be read: {error}") from error
        return cls(read.rules, read.otherwise)

    def of(self, situation: Situation) -> Mood:
        """The mood for this situation."""
        return next((rule.mood for rule in self.rules if rule.holds(situation)), self.otherwise)
