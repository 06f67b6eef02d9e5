"""One run: the checks that were asked for, one after the other, against one deployment."""

from __future__ import annotations

import fnmatch
import re
import secrets
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlsplit

from orchestra_conformance.bench import Bench, kept_aside
from orchestra_conformance.check import Check, Result
from orchestra_conformance.failure import ConformanceError, Unchecked, Violation
from orchestra_conformance.profile import SUITES, Profile
from orchestra_conformance.report import Report, mask, mask_exchange, mask_result
from orchestra_conformance.specification import Specification, shown
from orchestra_conformance.wire import Answer, Caller, Wire, wired

_LIVE: Final = "/live"
_NO_RUN: Final = "run_none"
# Before the first check, all of it.
_PREPARING_SECONDS: Final = 60
# Tidying up after a run that somebody ended, or whose deployment is gone.
_HURRIED_SECONDS: Final = 5
_VERSION: Final = re.compile(r"(\d{1,6})\.(\d{1,6})(?:\.|$)")


class UnreachableError(ConformanceError):
    """There is no deployment of this API at the address."""


@dataclass(frozen=True, slots=True)
class Target:
    """A deployment and the keys to it."""

    base_url: str
    api_key: str | None = None
    admin_key: str | None = None


class Listener(Protocol):
    """Who is told how far a run is."""

    def started(self, report: Report, checks: Sequence[Check]) -> None:
        """The run begins."""

    def check_started(self, check: Check) -> None:
        """A check begins."""

    def check_ended(self, result: Result) -> None:
        """A check has ended."""


def selected(checks: Iterable[Check], suites: Sequence[str], patterns: Sequence[str]) -> list[Check]:
    """The checks of these suites whose ids match one of the patterns; empty means all.

    Raises ConformanceError for a suite that there is not, and for a pattern that matches nothing.
    """
    unknown = sorted(set(suites) - set(SUITES))
    if unknown:
        raise ConformanceError(f"there is no suite {', '.join(unknown)}; there are {', '.join(SUITES)}")
    found = [check for check in checks if not suites or check.suite in suites]
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(check.id, pattern) for check in found):
            among = f" in the suite {' or '.join(suites)}" if suites else ""
            raise ConformanceError(
                f"no check is called {pattern}{among}; `orchestra verify --list` shows them all"
            )
    if patterns:
        found = [
            check for check in found if any(fnmatch.fnmatchcase(check.id, pattern) for pattern in patterns)
        ]
    return found


def verify(
    target: Target,
    checks: Sequence[Check],
    specification: Specification,
    profile: Profile,
    listener: Listener,
    *,
    seed: int,
    depth: float = 1.0,
    keep_har: bool = False,
    options: Sequence[str] = (),
) -> Report:
    """Run the checks and say what came of them. A KeyboardInterrupt ends the run; the report has what ran.

    Raises UnreachableError where nothing of this API answers, ConformanceError where the keys are not right.
    """
    _address(target.base_url)
    if target.api_key is None and target.admin_key is None:
        raise ConformanceError(
            "nothing can be checked without a key: give --admin-key, or at least --api-key"
        )
    report = Report(
        target.base_url,
        profile.name,
        specification.contract_version,
        seed,
        depth,
        time.time(),
        len(checks),
        options,
    )
    began = time.monotonic()
    with kept_aside(), wired(target.base_url, specification, profile, everything=keep_har) as wire:
        wire.recorder.keys |= {key for key in (target.api_key, target.admin_key) if key}
        try:
            _reach(wire, report)
            with bench_for(wire, target, seed, depth) as bench:
                listener.started(report, checks)
                _run_all(bench, checks, report, listener)
        except KeyboardInterrupt:
            # A second one while a run is being ended only ends the tidying up.
            report.interrupted = True
        report.har = [mask_exchange(exchange, wire.recorder.keys) for exchange in wire.recorder.har]
    report.seconds = time.monotonic() - began
    return report


def _address(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
        parts = urlsplit("")
    if not good or parts.query or parts.fragment or "@" in parts.netloc:
        raise ConformanceError(
            "the address must be like https://chat.example.com, with neither a name and password nor a query in it"
        )


def _run_all(bench: Bench, checks: Sequence[Check], report: Report, listener: Listener) -> None:
    lost = ""
    for check in checks:
        if lost:
            result = Result(check, "unchecked", reason=lost)
        else:
            listener.check_started(check)
            result = run_check(bench, check)
        report.results.append(result)
        listener.check_ended(result)
        if result.status == "interrupted":
            report.interrupted = True
            bench.cleaning_seconds = _HURRIED_SECONDS
            return
        if result.status == "failed" and not lost and not _answers(bench.wire):
            # With nobody there, every further check would wait as long as it may and find the same.
            lost = f"the deployment stopped answering while {check.id} ran"
            bench.cleaning_seconds = _HURRIED_SECONDS


def _answers(wire: Wire) -> bool:
    """Whether the deployment gives a sign of life, at the third time of asking at the latest."""
    wire.budget.begin(wire.budget.patience)
    for _ in range(3):
        with suppress(Violation):
            Caller(wire, "nobody", None).raw("GET", _LIVE, limited=True)
            return True
    return False


def run_check(bench: Bench, check: Check) -> Result:
    """Run one check. Never raises: what happens is in the result."""
    result = Result(check, "passed")
    skipped = _not_offered(bench.profile, check)
    if skipped:
        result.status, result.reason = "unchecked", skipped
        return result
    bench.begin(check.id)
    bench.wire.budget.begin(check.seconds * max(1.0, bench.depth))
    began = time.monotonic()
    try:
        check.function(bench)
    except Violation as violation:
        bench.found(str(violation))
    except Unchecked as unchecked:
        result.status, result.reason = "unchecked", str(unchecked)
    except KeyboardInterrupt:
        result.status, result.reason = "interrupted", "interrupted"
    except Exception:  # noqa: BLE001 - the kit's own defects end in the report too
        result.status, result.reason = "broken", traceback.format_exc()
    if bench.findings and result.status in ("passed", "unchecked"):
        result.status = "failed"
    result.findings, result.cases = list(bench.findings), bench.cases
    mask_result(result, bench.wire.recorder.keys)
    result.seconds = time.monotonic() - began
    return result


def _not_offered(profile: Profile, check: Check) -> str:
    for skip in profile.skip:
        if fnmatch.fnmatchcase(check.id, skip.check):
            return f"the profile leaves it out: {skip.reason}"
    missing = [need for need in check.needs if not getattr(profile.offers, need)]
    return f"the profile says that the deployment does not offer {', '.join(missing)}" if missing else ""


def _reach(wire: Wire, report: Report) -> None:
    wire.budget.begin(_PREPARING_SECONDS)
    try:
        answer = Caller(wire, "nobody", None).raw("GET", _LIVE, limited=True)
    except Violation as violation:
        raise UnreachableError(f"{wire.base_url} cannot be reached: {violation}") from violation
    if 300 <= answer.status < 400:
        leads = mask(answer.headers.get("location", "nowhere"), wire.recorder.keys)
        raise UnreachableError(
            f"{wire.base_url}{_LIVE} redirects to {shown(leads)}; give the address where the service itself answers"
        )
    said = answer.headers.get("x-contract-version", "")
    if answer.status != 200 or not (said or _is_life(answer)):
        raise UnreachableError(
            f"{wire.base_url}{_LIVE} answered {answer.status} and not as AI Orchestra does; "
            "is this the right address?"
        )
    report.deployment_version = shown(said)
    theirs, ours = _numbers(said), _numbers(report.contract_version)
    if theirs is None:
        report.warnings.append("The deployment does not say which version of the contract it keeps.")
    elif ours is not None and theirs[0] != ours[0]:
        raise UnreachableError(
            f"the deployment keeps version {said} of the contract, and this kit checks {report.contract_version}; "
            f"take a kit of major version {theirs[0]}"
        )
    elif ours is not None and theirs > ours:
        report.warnings.append(
            f"The deployment keeps version {said} of the contract, newer than the kit's {report.contract_version}: "
            "what it added may be reported as unknown."
        )


def _is_life(answer: Answer) -> bool:
    try:
        said = answer.json()
    except Violation:
        return False
    return isinstance(said, dict) and "status" in said


def _numbers(said: str) -> tuple[int, int] | None:
    found = _VERSION.match(said)
    return None if found is None else (int(found[1]), int(found[2]))


@contextmanager
def bench_for(wire: Wire, target: Target, seed: int, depth: float) -> Iterator[Bench]:
    """The bench for a run: with an admin's key, two owners are made for it, and all it made is taken back at the end.

    Raises ConformanceError where a key does not work, or has a rate limit that would spoil the run.
    """
    nonce = secrets.token_hex(4)
    nobody = Caller(wire, "nobody", None)
    admin = None if target.admin_key is None else Caller(wire, "admin", target.admin_key)
    owner = Caller(wire, "owner", target.api_key)
    bench = Bench(wire, owner, nobody, seed, nonce, depth, _admin=admin)
    wire.budget.begin(_PREPARING_SECONDS)
    try:
        if admin is not None:
            _must_work(admin, "--admin-key", "listKeys")
            try:
                bench._stranger = bench.key(f"conformance-{nonce}-stranger")
                bench.owner = bench.key(f"conformance-{nonce}-owner")
            except Violation as violation:
                raise UnreachableError(f"the kit cannot make owners of its own: {violation}") from violation
        else:
            _must_work(owner, "--api-key", "listSessions")
            _may_chat(owner)
        yield bench
    finally:
        wire.budget.begin(bench.cleaning_seconds)
        bench.clean()


def _must_work(caller: Caller, option: str, operation: str) -> None:
    try:
        answer = caller.call(operation, query={"limit": "1"}, checked=False, limited=True)
    except Violation as violation:
        raise UnreachableError(f"the deployment does not answer properly: {violation}") from violation
    if answer.status != 200:
        raise ConformanceError(f"the key of {option} cannot be used: {answer.status} {answer.code}")
    if option == "--api-key" and "ratelimit" in answer.headers:
        raise ConformanceError(
            f"the key of --api-key has a rate limit ({answer.headers['ratelimit']}), and the checks send far more. "
            "Give one without a limit, or --admin-key, with which the kit makes its own."
        )


def _may_chat(caller: Caller) -> None:
    """Without the scope `chat` every check would fail. Cancelling a run that there is not shows whether it is there."""
    try:
        answer = caller.call("cancelRun", path={"run_id": _NO_RUN}, checked=False)
    except Violation:
        # The checks will say so, each for itself.
        return
    if answer.status == 403:
        raise ConformanceError("the key of --api-key cannot be used: it needs the scopes chat and read")
