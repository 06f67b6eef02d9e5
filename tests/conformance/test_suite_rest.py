"""The suite `rest` finds nothing in the service as it is; what schemathesis makes up is held in tests/contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import all_checks
from orchestra_conformance.suites import rest
from tests.conformance.bench import benched, run

_CHECKS = [
    found.id for found in all_checks() if found.suite == "rest" and found.function.__module__ != rest.__name__
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("rest")) as (found, _):
        yield found


@pytest.mark.parametrize("check_id", _CHECKS)
def test_the_service_keeps_it(bench: Bench, check_id: str) -> None:
    result = run(bench, check_id)

    assert (result.status, result.findings, result.reason) == ("passed", [], "")
