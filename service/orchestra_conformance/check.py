"""Checks: one promise each, found by their names; and what came of running them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from orchestra_conformance.profile import SUITES

if TYPE_CHECKING:
    from orchestra_conformance.bench import Bench

Status = Literal["passed", "failed", "unchecked", "broken", "interrupted"]
CheckFunction = Callable[["Bench"], None]

_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Check:
    """One promise and the function that holds a deployment to it.

    `needs` are names of Offers; where one is not offered, the check is not run. `seconds` bounds it, at the default
    depth; deeper runs have as much more time.
    """

    suite: str
    name: str
    promise: str
    function: CheckFunction
    needs: tuple[str, ...] = ()
    seconds: float = 60

    @property
    def id(self) -> str:
        """Suite and name, such as `stream.offsets-have-no-gaps`."""
        return f"{self.suite}.{self.name}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise: what was found, how to see it again, and what was answered or said."""

    text: str
    reproduction: str = ""
    transcript: str = ""
    answer: str = ""


@dataclass(slots=True)
class Result:
    """What came of one check. `reason` says why it was not checked, or what broke inside the kit."""

    check: Check
    status: Status
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    reason: str = ""
    # How many cases (requests, sequences of frames) it tried, where it counts them.
    cases: int = 0


_CHECKS: Final[dict[str, Check]] = {}


def check(
    suite: str, name: str, promise: str, *, needs: tuple[str, ...] = (), seconds: float = 60
) -> Callable[[CheckFunction], CheckFunction]:
    """Make a function a check of a suite. It raises Violation or Unchecked, or returns."""

    def register(function: CheckFunction) -> CheckFunction:
        made = Check(suite, name, promise, function, needs, seconds)
        if suite not in SUITES or not _NAME.fullmatch(name) or made.id in _CHECKS:
            raise ValueError(f"{made.id} is no name for a check, or is one already")
        _CHECKS[made.id] = made
        return function

    return register


def all_checks() -> list[Check]:
    """Every check there is, suite by suite in their order."""
    from orchestra_conformance.suites import compat, limits, rest, security, stream, websocket

    assert all(module.__name__ for module in (rest, stream, websocket, compat, security, limits))
    return sorted(_CHECKS.values(), key=lambda found: SUITES.index(found.suite))
