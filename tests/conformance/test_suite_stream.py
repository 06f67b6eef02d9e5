"""The suite `stream` finds nothing in the service as it is, one check at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import all_checks
from orchestra_conformance.suites import endings
from tests.conformance.bench import benched, run

_CHECKS = [found.id for found in all_checks() if found.suite == "stream"]
_SILENCE = "stream.silence-has-signs-of-life"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("stream")) as (found, _):
        yield found


@pytest.mark.parametrize("check_id", [check for check in _CHECKS if check != _SILENCE])
def test_the_service_keeps_it(bench: Bench, check_id: str) -> None:
    result = run(bench, check_id)

    assert (result.status, result.findings, result.reason) == ("passed", [], "")


def test_silence_is_waited_for_only_where_there_is_time(bench: Bench) -> None:
    result = run(bench, _SILENCE)

    assert result.status == "unchecked"
    assert "--depth" in result.reason


def test_the_first_sign_of_life_must_come_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with benched(tmp_path, depth=2, runs={"heartbeat": 0.1}) as (bench, _):
        kept = run(bench, _SILENCE)
        # No comment can come in less than no time.
        monkeypatch.setattr(endings, "_HEARTBEAT", -1.0)
        monkeypatch.setattr(endings, "_SLACK", 0.0)
        late = run(bench, _SILENCE)

    assert (kept.status, kept.findings, kept.reason) == ("passed", [], "")
    assert late.status == "failed"
