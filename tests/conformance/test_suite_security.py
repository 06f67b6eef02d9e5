"""The suite `security` finds nothing in the service as it is, one check at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import all_checks
from orchestra_conformance.secured import offered
from tests.conformance.bench import benched, run

_CHECKS = [found.id for found in all_checks() if found.suite == "security"]
_OLD_TICKET = "security.a-ticket-grows-old"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("security")) as (found, _):
        yield found


@pytest.mark.parametrize("check_id", [check for check in _CHECKS if check != _OLD_TICKET])
def test_the_service_keeps_it(bench: Bench, check_id: str) -> None:
    result = run(bench, check_id)

    assert (result.status, result.findings, result.reason) == ("passed", [], "")


def test_an_old_ticket_is_waited_for_only_where_there_is_time(bench: Bench, tmp_path: Path) -> None:
    result = run(bench, _OLD_TICKET)

    assert result.status == "unchecked"
    assert "--depth" in result.reason
    with benched(tmp_path, depth=2, sockets={"ticket_ttl": 0.01}) as (deeper, _):
        assert run(deeper, _OLD_TICKET).status == "passed"


def test_every_secured_operation_is_tried(bench: Bench) -> None:
    operations = bench.specification.operations.values()

    assert {operation.id for operation in offered(bench, secured=True)} == {
        operation.id for operation in operations if operation.secured
    }


def test_without_an_admin_key_it_says_what_it_could_not_check(bench: Bench) -> None:
    alone = Bench(bench.wire, bench.owner, bench.nobody, seed=1, nonce=bench.nonce)

    for check_id in ("foreign-objects-are-not-there", "revoked-keys-open-nothing", "scopes-are-needed"):
        result = run(alone, f"security.{check_id}")
        assert result.status == "unchecked"
        assert "--admin-key" in result.reason
    assert run(alone, "security.no-key-no-access").status == "passed"
    # Its owner was there before, and would miss what such a request takes if a door were open.
    assert "deleteMemories" not in {operation.id for operation in offered(alone, secured=True)}
