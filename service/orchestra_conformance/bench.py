"""What a check is given: callers, the contract, chance that a seed repeats, and ways to say what was found."""

from __future__ import annotations

import random
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky, HypothesisWarning
from hypothesis.strategies import SearchStrategy

from orchestra_conformance.check import Finding
from orchestra_conformance.exchange import Talk
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.profile import Profile
from orchestra_conformance.specification import Specification
from orchestra_conformance.wire import Caller, Wire

_NEEDS_ADMIN: Final = "there is no --admin-key, with which the kit makes owners and keys of its own"


class _Enough(BaseException):
    """What was found stands: making it smaller is worth no more time. hypothesis lets this through at once."""


@dataclass(slots=True)
class Bench:
    """One run's callers, and what the check at work found and made.

    `owner` may chat and read. `nonce` is part of every name that the kit makes up, so that a second run on the same
    deployment meets nothing of the first; it decides no case.
    """

    wire: Wire
    owner: Caller
    nobody: Caller
    seed: int
    nonce: str
    depth: float = 1.0
    _admin: Caller | None = None
    _stranger: Caller | None = None
    random: random.Random = field(default_factory=random.Random)
    cases: int = 0
    findings: list[Finding] = field(default_factory=list)
    made_keys: list[str] = field(default_factory=list)
    made_sessions: list[tuple[Caller, str]] = field(default_factory=list)
    # Taking back what was made may take so long.
    cleaning_seconds: float = 30
    # Where there are some, the suite `rest` tries these operations alone.
    only_operations: frozenset[str] = frozenset()
    _names: int = 0
    # Seconds for making a case that broke a promise smaller.
    shrinking: float = 5.0

    @property
    def specification(self) -> Specification:
        """The contract."""
        return self.wire.specification

    @property
    def profile(self) -> Profile:
        """What the deployment offers."""
        return self.wire.profile

    @property
    def admin(self) -> Caller:
        """Who may do everything. Raises Unchecked without an admin's key."""
        if self._admin is None:
            raise Unchecked(_NEEDS_ADMIN)
        return self._admin

    @property
    def owner_is_own(self) -> bool:
        """Whether `owner` was made for this run, so that nobody misses what it had."""
        return self._admin is not None

    @property
    def may_administer(self) -> bool:
        """Whether there is an admin's key, and something to use it for."""
        return self._admin is not None and self.profile.offers.administration

    @property
    def stranger(self) -> Caller:
        """Another owner, who may chat and read. Raises Unchecked without an admin's key."""
        if self._stranger is None:
            raise Unchecked(_NEEDS_ADMIN)
        return self._stranger

    def begin(self, check_id: str) -> None:
        """Forget the check before; chance begins anew from the run's seed and the check's name."""
        self.random = random.Random(f"{self.seed}:{check_id}")  # noqa: S311 - cases, not secrets
        self.cases = 0
        self.findings = []
        self.wire.recorder.begin()

    def key(self, owner: str = "", scopes: tuple[str, ...] = ("chat", "read"), **more: Any) -> Caller:
        """Somebody with a new key, without a rate limit unless `requests_per_minute` says otherwise.

        Raises Unchecked without an admin's key. The key is taken back at the end of the run.
        """
        owner = owner or f"conformance-{self.nonce}-{self.name('owner')}"
        body = {"owner": owner, "scopes": list(scopes), "requests_per_minute": None, **more}
        made = self.admin.call("createKey", body=body, expect=201).json()
        self.made_keys.append(made["key"]["key_id"])
        return Caller(self.wire, owner, made["secret"])

    def name(self, kind: str = "session") -> str:
        """A name that nothing in the deployment has yet."""
        self._names += 1
        return f"conformance-{self.nonce}-{kind}-{self._names}"

    def session(self, caller: Caller | None = None) -> str:
        """The id of a new session; it is deleted at the end of the run."""
        caller = caller or self.owner
        made: str = caller.call("createSession", body={"session_id": self.name()}, expect=201).json()[
            "session_id"
        ]
        self.made_sessions.append((caller, made))
        return made

    def expect(self, holds: bool, text: str) -> None:
        """Raise Violation with this text where the promise does not hold."""
        if not holds:
            raise Violation(text)

    def found(self, text: str) -> None:
        """Note a broken promise and go on. What went over the wire last is shown with it."""
        self.findings.append(self.finding(text))

    def finding(self, text: str) -> Finding:
        """A broken promise, with what repeats it."""
        last = self.wire.recorder.records[-1] if self.wire.recorder.records else None
        if last is None:
            return Finding(text)
        if isinstance(last, Talk):
            return Finding(text, last.reproduction(), transcript=last.transcript())
        return Finding(text, last.reproduction(), answer=last.answered())

    def examples(self, number: int) -> int:
        """How many cases to make at this depth, where it is `number` by default; at least one."""
        return max(1, round(number * self.depth))

    def explore(self, strategy: SearchStrategy[Any], attempt: Callable[[Any], None], number: int) -> None:
        """Try an attempt on about `number` generated values (at the default depth), the same for the same seed.

        A value that breaks a promise is made smaller as long as the check has time; the smallest one's Violation is
        raised, and what repeats it is the last record.
        """
        failed: list[tuple[Any, Violation]] = []
        enough = 0.0
        # Whether what was tried last is what failed, so that the last record shows it.
        shown = False

        def tried(value: Any) -> None:
            nonlocal enough, shown
            if failed and (time.monotonic() >= enough or self.wire.budget.spent):
                raise _Enough
            self.cases += 1
            shown = False
            try:
                attempt(value)
            except Violation as violation:
                if not failed:
                    enough = time.monotonic() + self.shrinking
                failed.append((value, violation))
                shown = True
                raise

        bounds = settings(
            max_examples=self.examples(number),
            database=None,
            deadline=None,
            derandomize=False,
            phases=(Phase.generate, Phase.shrink) if self.shrinking else (Phase.generate,),
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        try:
            with warnings.catch_warnings():
                # What Hypothesis says of its own work would hide what was found, where warnings are errors.
                warnings.simplefilter("ignore", HypothesisWarning)
                seed(self.random.randrange(2**64))(bounds(given(strategy)(tried)))()
        except Flaky:
            raise Violation(f"{failed[-1][1]} (not every time)") from None
        except _Enough:
            value, violation = failed[-1]
            if not shown and not self.wire.budget.spent:
                attempt(value)
            raise violation from None

    def clean_sessions(self) -> None:
        """Delete the sessions that were made; what cannot be is left."""
        for caller, session_id in reversed(self.made_sessions):
            with suppress(Violation):
                caller.call("deleteSession", path={"session_id": session_id}, checked=False)
        self.made_sessions.clear()

    def clean(self) -> None:
        """Delete the sessions and take back the keys that were made; what cannot be is left."""
        self.clean_sessions()
        for key_id in self.made_keys:
            with suppress(Violation):
                self.admin.call("revokeKey", path={"key_id": key_id}, checked=False)
        self.made_keys.clear()


@contextmanager
def kept_aside() -> Iterator[None]:
    """Put away what hypothesis keeps: by itself it would stand in the folder where the kit is started."""
    with tempfile.TemporaryDirectory(prefix="conformance-", ignore_cleanup_errors=True) as folder:
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)
