"""What came of a run, for all who write it down. No key is ever in it."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from orchestra_conformance.check import Finding, Result, Status
from orchestra_conformance.exchange import Exchange

# Worst first: in this order they are shown.
STATUSES: Final[tuple[Status, ...]] = ("failed", "broken", "interrupted", "unchecked", "passed")
# Every status by the word and the sign that show it; colour never says it alone.
SIGNS: Final[dict[Status, str]] = {
    "passed": "✓",
    "failed": "✗",
    "broken": "!",
    "unchecked": "–",
    "interrupted": "◌",
}
EXIT_CODES: Final = {
    0: "Every promise that could be checked is kept.",
    1: "At least one promise is broken.",
    2: "The command, the profile, a key or a report's file is not usable.",
    3: "There is nothing to check: nothing answers, or not this API, or another major version of it.",
    4: "A check broke inside the kit: a defect of the kit, please report it.",
    130: "Interrupted with Ctrl-C; the reports have what ran.",
}
_DEFECT: Final = 4
_INTERRUPTED: Final = 130
_MASK: Final = "•••"
_SECRETS: Final = re.compile(r"(?P<key>\bork_)[A-Za-z0-9_-]{8,}|(?P<ticket>\bticket=)[^&\s'\"]+")
# Line feeds and tabs alone stay.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@dataclass(slots=True)
class Report:
    """One run. `planned` is how many checks were asked for; `options` repeat the run, the seed excepted."""

    base_url: str
    profile: str
    contract_version: str
    seed: int
    depth: float
    started: float
    planned: int = 0
    options: Sequence[str] = ()
    # What the deployment says of itself; "" where it says nothing.
    deployment_version: str = ""
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0
    results: list[Result] = field(default_factory=list)
    interrupted: bool = False
    har: Sequence[Exchange] = ()

    @property
    def exit_code(self) -> int:
        """One of EXIT_CODES; the kit's own defects weigh more than the deployment's."""
        statuses = {result.status for result in self.results}
        if self.interrupted:
            return _INTERRUPTED
        if "broken" in statuses:
            return _DEFECT
        return 1 if "failed" in statuses else 0

    @property
    def counts(self) -> Counter[Status]:
        """How many checks ended how."""
        return Counter(result.status for result in self.results)

    @property
    def suites(self) -> dict[str, list[Result]]:
        """The results by suite."""
        found: dict[str, list[Result]] = {}
        for result in self.results:
            found.setdefault(result.check.suite, []).append(result)
        return found

    @property
    def reasons(self) -> dict[str, list[str]]:
        """Why checks were not done, and which."""
        found: dict[str, list[str]] = {}
        for result in self.of("unchecked"):
            found.setdefault(result.reason, []).append(result.check.id)
        return found

    @property
    def when(self) -> datetime:
        """When it began, in UTC."""
        return datetime.fromtimestamp(self.started, UTC)

    @property
    def verdict(self) -> str:
        """What came of it, in one sentence."""
        counts, ran = self.counts, len(self.results)
        if self.interrupted:
            done = ran - counts["interrupted"]
            return f"Interrupted after {done} of {self.planned} checks, {counts['failed']} of them failed."
        if counts["broken"]:
            return f"{counts['broken']} of {ran} checks broke inside the kit, {counts['failed']} failed."
        if counts["failed"]:
            return f"{counts['failed']} of {ran} checks failed."
        rest = f", {counts['unchecked']} could not be checked" if counts["unchecked"] else ""
        return f"No broken promise: {counts['passed']} of {ran} checks passed{rest}."

    def of(self, status: Status) -> list[Result]:
        """The results with a status."""
        return [result for result in self.results if result.status == status]

    def repeat(self, check_id: str | None = None) -> str:
        """The command that does the run again, or one check of it, with the same cases. The keys are in variables."""
        words = ["orchestra", "verify", "--base-url", self.base_url, *self.options]
        words += ["--seed", str(self.seed)]
        if self.depth != 1:
            words += ["--depth", f"{self.depth:g}"]
        return shlex.join([*words, *(["--check", check_id] if check_id else [])])


def mask(text: str, keys: Iterable[str]) -> str:
    """A text without these keys, and without what looks like a key or a ticket."""
    for key in sorted(keys, key=len, reverse=True):
        text = text.replace(key, _MASK)
    return _SECRETS.sub(lambda found: f"{found['key'] or found['ticket']}{_MASK}", text)


def mask_result(result: Result, keys: Iterable[str]) -> None:
    """Take the keys out of all that a result says, and whatever a terminal would obey or no file can hold."""
    known = tuple(keys)

    def clean(text: str) -> str:
        return _UNPRINTABLE.sub("�", mask(text, known))

    result.reason = clean(result.reason)
    result.findings = [
        replace(
            finding,
            text=clean(finding.text),
            reproduction=clean(finding.reproduction),
            transcript=clean(finding.transcript),
            answer=clean(finding.answer),
        )
        for finding in result.findings
    ]


def mask_exchange(exchange: Exchange, keys: Iterable[str]) -> Exchange:
    """An exchange without the keys."""
    known = tuple(keys)

    def headers(found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, mask(value, known)) for name, value in found]

    return replace(
        exchange,
        url=mask(exchange.url, known),
        key="",
        headers=headers(exchange.headers),
        body=mask(exchange.body.decode("utf-8", "replace"), known).encode(),
        answer_headers=headers(exchange.answer_headers),
        answer=mask(exchange.answer.decode("utf-8", "replace"), known).encode(),
    )


def kit_version() -> str:
    """The version of the kit that runs."""
    try:
        return version("ai-orchestra")
    except PackageNotFoundError:
        return "unknown"


def first_line(finding: Finding) -> str:
    """What was found, in a line."""
    return finding.text.partition("\n")[0]
