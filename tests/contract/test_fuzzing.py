"""The service holds to its published specification, whatever it is sent; the kit's suite `rest` makes up what that is.

`make fuzz` runs the same with more examples and other ones each time.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import requests
from requests.adapters import HTTPAdapter

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import all_checks
from orchestra_conformance.exchange import Exchange
from orchestra_conformance.fuzzing.exemptions import EXEMPTIONS, Exemption
from orchestra_conformance.fuzzing.run import UNIT_PHASES, Narrow, fuzzing
from orchestra_conformance.run import Target, bench_for
from orchestra_conformance.specification import Operation
from orchestra_conformance.suites import rest
from orchestra_conformance.wire import MOST_BYTES
from tests.conformance.bench import benched, run
from tests.conformance.saboteur import App, Mutant, Receive, Saboteur, Scope, Send

LARGE: Final = os.environ.get("ORCHESTRA_FUZZ", "") == "large"
# The larger run draws other values each time; this repeats one.
SEED: Final = int(os.environ.get("ORCHESTRA_FUZZ_SEED") or (random.randrange(2**32) if LARGE else 1))
DEPTH: Final = 50.0 if LARGE else 1.0

pytestmark = pytest.mark.timeout(20_000 if LARGE else 600)


@dataclass(frozen=True, slots=True)
class Stand:
    """A bench before a service of its own, and what can stand in front of the service."""

    bench: Bench
    saboteur: Saboteur


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with benched(tmp_path, depth=DEPTH, seed=SEED) as (bench, saboteur):
        yield Stand(bench, saboteur)
        # The service goes, and all that was made with it.
        bench.made_sessions.clear()
        bench.made_keys.clear()


@pytest.mark.slow
@pytest.mark.parametrize(
    "check", [found.name for found in all_checks() if found.function.__module__ == rest.__name__]
)
def test_the_service_holds_to_the_specification(stand: Stand, check: str) -> None:
    result = run(stand.bench, f"rest.{check}")
    found = [f"{finding.text}\n{finding.reproduction}" for finding in result.findings]
    assert result.status == "passed", f"seed {SEED}: {result.reason}\n" + "\n\n".join(found[:20])


@pytest.mark.slow
def test_the_door_for_openai_clients_holds_to_its_document(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = stand.bench
    # The kit checks what every deployment has to have; this door is the service's own.
    for path, item in bench.specification.documents["openai"]["paths"].items():
        for method, definition in item.items():
            name = definition["operationId"]
            operation = Operation(name, "openai", method.upper(), path, definition, secured=True)
            monkeypatch.setitem(bench.specification.operations, name, operation)
    names = {name for name, found in bench.specification.operations.items() if found.document == "openai"}
    bench.begin("openai")
    bench.wire.budget.begin(500)
    # That the user has to speak last, JSON Schema cannot say of a list.
    question = {"messages": [{"role": "user", "content": bench.profile.prompts.short}]}
    with fuzzing(bench, "openai", names, narrow=Narrow(members=question)) as fuzzed:
        fuzzed.operate(UNIT_PHASES, bench.examples(10))
        assert fuzzed.without_success(names) == {}
    found = [f"{finding.text}\n{finding.reproduction}" for finding in bench.findings]
    assert not found, f"seed {SEED}:\n" + "\n\n".join(found[:20])
    assert bench.cases > 100


def test_what_is_open_without_a_key_is_what_has_no_version(stand: Stand) -> None:
    operations = stand.bench.specification.operations
    secured = {name for name, operation in operations.items() if operation.secured}
    documents = {name for name, operation in operations.items() if operation.document == "service"}
    assert operations.keys() - secured == documents - {"detectChat", "detectChatStream"}


@pytest.mark.parametrize("exemption", EXEMPTIONS, ids=str)
def test_an_exempted_check_still_fails_when_it_is_put_back(stand: Stand, exemption: Exemption) -> None:
    bench = stand.bench
    bench.begin(str(exemption))
    bench.wire.budget.begin(500)
    others = [row for row in EXEMPTIONS if row is not exemption]
    narrow = Narrow(frozenset({exemption.operation}), exemption.check, exemption.members)
    document = bench.specification.operations[exemption.operation].document
    with fuzzing(bench, document, narrow.operations, exemptions=others, narrow=narrow) as fuzzed:
        fuzzed.operate(("coverage",), 1)
    kinds = {kind for _, kind in fuzzed.outcome.complaints}
    assert exemption.check in kinds, f"{exemption} is not needed any more: take it out"


def test_the_same_seed_makes_the_same_cases(tmp_path: Path) -> None:
    def cases(folder: str, seed: int) -> list[tuple[str, str, str]]:
        (tmp_path / folder).mkdir()
        with benched(tmp_path / folder, depth=0.1, seed=seed) as (bench, _):
            bench.only_operations = frozenset({"createSession"})
            bench.wire.recorder.everything = True
            assert run(bench, "rest.v2-operations").status == "passed"
            bench.made_sessions.clear()
            return [_without_names(bench, exchange) for exchange in bench.wire.recorder.har]

    first = cases("first", 1)
    assert len(first) > 40
    assert cases("again", 1) == first
    assert cases("other", 2) != first


def test_keys_that_were_there_before_still_work(stand: Stand) -> None:
    bench = stand.bench
    bench.only_operations, bench.depth = frozenset({"listKeys", "getKey", "revokeKey"}), 0.5
    assert run(bench, "rest.v2-links").status == "passed"
    bench.wire.budget.begin(60)
    for caller in (bench.owner, bench.stranger, bench.admin):
        caller.call("listSessions", expect=200)


def test_sessions_that_were_there_before_stay_where_the_kit_has_no_owner_of_its_own(stand: Stand) -> None:
    bench = stand.bench
    kept = [bench.session() for _ in range(3)]
    with bench_for(bench.wire, Target(bench.wire.base_url, api_key=bench.owner.key), 1, 0.5) as alone:
        alone.only_operations = frozenset({"listSessions", "getSession", "updateSession", "deleteSession"})
        result = run(alone, "rest.v2-links")
        assert result.cases
        assert result.status == "passed", result.findings
    bench.wire.budget.begin(60)
    for name in kept:
        found = bench.owner.call("getSession", path={"session_id": name}, expect=200).json()
        assert found["title"] is None


async def _never(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _without_end(scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for _ in range(MOST_BYTES // 1_000_000 + 50):
        await send({"type": "http.response.body", "body": b" " * 1_000_000, "more_body": True})
    await _never(scope, receive, send)


async def _a_byte_at_a_time(scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.ensure_future(_never(scope, receive, send))
    while not gone.done():
        await send({"type": "http.response.body", "body": b" ", "more_body": True})
        await asyncio.wait([gone], timeout=0.05)


async def _half(scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})


class _Budget:
    """Stands for the time that a check has: how long schemathesis waits, and how often it may look at the clock."""

    def __init__(self, patience: float = 30.0, looks: int = 1_000_000) -> None:
        self.patience = patience
        self._looks = looks

    def begin(self, seconds: float) -> None:
        """A check begins."""

    def remaining(self) -> float:
        """How long the kit's own waits may be."""
        return 30.0

    @property
    def spent(self) -> bool:
        """Whether the time is over."""
        self._looks -= 1
        return self._looks < 0


@pytest.mark.parametrize(
    ("behaviour", "patience", "said"),
    [
        pytest.param(_never, 0.3, "requests were not answered", id="never-answers"),
        pytest.param(_a_byte_at_a_time, 0.3, "requests were not answered", id="trickles"),
        pytest.param(_without_end, 60, "the answer has more than", id="never-ends"),
        pytest.param(_half, 60, "Connection broken", id="breaks-off"),
    ],
)
def test_a_deployment_that_does_not_answer_well_is_reported(
    stand: Stand, behaviour: App, patience: float, said: str
) -> None:
    bench = stand.bench
    bench.only_operations, bench.depth = frozenset({"listModels"}), 0.1
    bench.wire.budget = _Budget(patience)  # type: ignore[assignment]
    with stand.saboteur.playing(_on("/v2/models", lambda: behaviour)):
        result = run(bench, "rest.v2-operations")
    texts = [finding.text for finding in result.findings]
    assert result.status == "failed", result.reason
    assert any(said in text for text in texts), texts


def test_a_check_whose_time_is_over_stops_and_says_how_far_it_was(stand: Stand) -> None:
    stand.bench.wire.budget = _Budget(looks=100)  # type: ignore[assignment]
    result = run(stand.bench, "rest.v2-operations")
    assert result.status == "unchecked", (result.reason, result.findings)
    assert result.reason == f"the check's time was over after {result.cases} cases; the rest was not tried"
    assert 0 < result.cases <= 100


def test_an_interrupt_ends_the_check_and_leaves_nothing_behind(stand: Stand) -> None:
    asked: list[int] = []

    def interrupt() -> App:
        if not asked:
            os.kill(os.getpid(), signal.SIGINT)
        asked.append(1)
        return stand.saboteur.app

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with stand.saboteur.playing(_on("/v2/models", interrupt)):
            result = run(stand.bench, "rest.v2-operations")
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.status == "interrupted"
    with requests.Session() as session:
        assert type(session.get_adapter("http://")) is HTTPAdapter


def _on(path: str, behaviour: Callable[[], App]) -> Mutant:
    """Another service at one path."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            there = scope["type"] == "http" and scope["path"] == path
            await (behaviour() if there else app)(scope, receive, send)

        return changed

    return Mutant("another", f"Another service answers at {path}.", (), wrap)


def _without_names(bench: Bench, exchange: Exchange) -> tuple[str, str, str]:
    """Method, path and body, without what the service and the kit call things."""
    texts = (exchange.url.removeprefix(bench.wire.base_url), exchange.body.decode("utf-8", "replace"))
    path, body = (
        re.sub(r"(ses|run|key)_[0-9a-f]{32}", r"\1_", text.replace(bench.nonce, "")) for text in texts
    )
    return exchange.method, path, body
