"""The service holds to its published specification, whatever it is sent; schemathesis makes up what that is.

`make fuzz` runs the same with more examples and other ones each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from schemathesis.checks import CHECKS

from tests.contract.fuzzing import (
    LARGE,
    SEED,
    STATEFUL_PHASES,
    UNIT_PHASES,
    Document,
    Exemption,
    Outcome,
    Target,
    fuzz,
    fuzzed_service,
    walk,
)

V1: Final = Document.load("v1")
V2: Final = Document.load("v2")
SERVICE: Final = Document.load("service")

# Generated cases an operation, beside the boundary values, and walks along the links.
CASES: Final = 1000 if LARGE else 20
WALKS: Final = 2000 if LARGE else 60

pytestmark = pytest.mark.timeout(7200 if LARGE else 600)

_COMMANDS: Final = "which commands there are is the dispatcher's to say (help); the body is any words"
_EITHER: Final = "a body that is looser than each version's; the version that it is taken for refuses it"
_TWO_VERSIONS: Final = "body, header and query may name one version each; OpenAPI cannot tie them together"
_CURSOR: Final = "a cursor is a text that the service made; one that is made up is refused"
EXEMPTIONS: Final = (
    *(
        Exemption(operation, "positive_data_acceptance", 400, "invalid_cursor", _CURSOR)
        for operation in ("listSessions", "listMessages", "listSessionRuns", "listRunEvents", "listKeys")
    ),
    Exemption(
        "createChatStream",
        "positive_data_acceptance",
        400,
        "malformed_request",
        "Last-Event-ID without an Idempotency-Key would begin a second run; OpenAPI cannot tie two headers together",
    ),
    Exemption("createCommand", "positive_data_acceptance", 422, "validation_failed", _COMMANDS),
    *(
        Exemption(operation, "positive_data_acceptance", status, code, reason)
        for operation in ("detectChat", "detectChatStream")
        for status, code, reason in (
            (422, "validation_failed", _EITHER),
            (400, "version_conflict", _TWO_VERSIONS),
        )
    ),
    Exemption(
        "createChat",
        "not_a_server_error",
        504,
        "deadline_exceeded",
        "the client chose a deadline that nothing can hold",
        members={"deadline": 1e-9},
    ),
)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    with fuzzed_service(tmp_path) as started:
        yield started


@pytest.mark.slow
def test_every_operation_of_version_2_holds_to_the_specification(target: Target) -> None:
    outcome = fuzz(V2, target, phases=UNIT_PHASES, examples=CASES, exemptions=EXEMPTIONS)
    _assert_clean(outcome, UNIT_PHASES)
    assert not outcome.without_success(V2)
    assert outcome.modes == {"positive", "negative"}


@pytest.mark.slow
def test_the_links_of_version_2_lead_where_the_specification_says(target: Target) -> None:
    outcome = walk(V2, target, walks=WALKS, exemptions=EXEMPTIONS)
    _assert_clean(outcome, STATEFUL_PHASES)
    assert outcome.walks >= WALKS
    assert not outcome.without_success(V2)


@pytest.mark.slow
def test_every_operation_of_version_1_holds_to_the_specification(target: Target) -> None:
    outcome = fuzz(V1, target, phases=UNIT_PHASES, examples=CASES, exemptions=EXEMPTIONS)
    _assert_clean(outcome, UNIT_PHASES)
    assert not outcome.without_success(V1)
    assert outcome.modes == {"positive", "negative"}


def test_every_operation_without_a_version_holds_to_the_specification(target: Target) -> None:
    outcome = fuzz(SERVICE, target, phases=UNIT_PHASES, examples=CASES, exemptions=EXEMPTIONS)
    _assert_clean(outcome, UNIT_PHASES)
    assert not outcome.without_success(SERVICE)
    assert outcome.modes == {"positive", "negative"}


@pytest.mark.parametrize(
    ("document", "still_open"),
    [
        pytest.param(V1, frozenset(), id="v1"),
        pytest.param(V2, frozenset(), id="v2"),
        pytest.param(SERVICE, SERVICE.success.keys() - {"detectChat", "detectChatStream"}, id="service"),
    ],
)
def test_without_a_key_what_is_secured_is_401_and_what_is_open_stays_open(
    target: Target, document: Document, still_open: frozenset[str]
) -> None:
    outcome = fuzz(document, target, phases=("examples", "coverage"), examples=CASES, with_key=False)
    _assert_clean(outcome, ("examples", "coverage"))
    assert document.success.keys() - document.secured == still_open
    assert {name: set(outcome.answers[name]) for name in document.secured} == {
        name: {401} for name in document.secured
    }
    assert not still_open & outcome.without_success(document).keys()


@pytest.mark.parametrize("exemption", EXEMPTIONS, ids=str)
def test_an_exempted_check_still_fails_when_it_is_put_back(target: Target, exemption: Exemption) -> None:
    (document,) = (each for each in (V1, V2, SERVICE) if exemption.operation in each.success)
    others = [row for row in EXEMPTIONS if row is not exemption]
    outcome = fuzz(document, target, phases=("coverage",), examples=1, exemptions=others, only=exemption)
    complaints = [text for text in outcome.complaints if text.startswith(f"{exemption.check}, ")]
    assert complaints, f"{exemption} is not needed any more: take it out"


def _assert_clean(outcome: Outcome, phases: tuple[str, ...]) -> None:
    found = sorted(set(outcome.complaints), key=len)
    assert not found, f"{len(found)} complaints with seed {SEED}:\n\n" + "\n\n".join(found[:20])
    assert {name: outcome.phases[name] for name in phases} == dict.fromkeys(phases, "success")
    assert outcome.checks == {*CHECKS.get_all_names(), "max_response_time"}
    limited = [name for name, statuses in outcome.answers.items() if statuses[429]]
    assert not limited, f"rate limits make the run worthless: {limited}"
