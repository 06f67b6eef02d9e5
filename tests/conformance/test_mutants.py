"""Broken services are found: each mutant by the checks that it names, and none of them finds the service as it is."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

from orchestra_conformance.bench import Bench
from tests.conformance import mutants
from tests.conformance.bench import benched, run
from tests.conformance.saboteur import Mutant, Saboteur


def all_mutants() -> list[Mutant]:
    """Every mutant of every module."""
    modules = sorted(found.name for found in pkgutil.iter_modules(mutants.__path__))
    return [
        mutant
        for name in modules
        for mutant in importlib.import_module(f"tests.conformance.mutants.{name}").MUTANTS
    ]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, Saboteur]]:
    with benched(tmp_path_factory.mktemp("mutants")) as found:
        yield found


@pytest.mark.parametrize("mutant", all_mutants(), ids=lambda mutant: mutant.name)
def test_a_broken_service_is_found(prepared: tuple[Bench, Saboteur], mutant: Mutant) -> None:
    bench, saboteur = prepared
    bench.only_operations, bench.depth = frozenset(mutant.operations), mutant.depth
    for check_id in mutant.found_by:
        with saboteur.playing(mutant):
            result = run(bench, check_id)
        assert result.status == "failed", f"{check_id}: {result.status} {result.reason}"
        # What it says of the failure helps to see it again.
        assert result.findings[0].reproduction
    bench.wire.budget.begin(30)
    bench.clean_sessions()
