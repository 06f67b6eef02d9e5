"""Both SDKs, and both halves of the Python one, keep what the cases in behaviour/ promise, in the worst of weathers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import certifi
import pytest

from orchestra_generator.node import node_program
from tests.sdk import behaviour_async, behaviour_sync
from tests.sdk.behaviour_python import surroundings
from tests.sdk.cases import KEY, PLAYERS, Case, cases, differences
from tests.sdk.fault_server import FaultServer, Scene, fault_server
from tests.sdk.nodes import TESTS, compile_programs, execute

Data = dict[str, Any]
PLAYED = [(case, player) for case in cases() for player in case.players]


@pytest.fixture(scope="session")
def server() -> Iterator[FaultServer]:
    with fault_server() as running:
        yield running


@pytest.fixture(scope="session")
def in_typescript(server: FaultServer, sdk_project: Path) -> dict[str, Data]:
    """What came of every case in TypeScript: all of them in one process, several at once."""
    program = compile_programs(
        sdk_project,
        "behaviour",
        [TESTS / name for name in ("behaviour.ts", "behaviour_answers.ts", "node.d.ts")],
    )
    told = [
        case.for_player(server.open_scene(f"typescript-{place}", case.script()))
        for place, case in enumerate(cases())
        if "typescript" in case.players
    ]
    (program / "cases.json").write_text(json.dumps(told), "utf-8")
    said = execute([node_program(), "behaviour.js"], program, BEHAVIOUR_CASES=str(program / "cases.json"))
    results: dict[str, Data] = json.loads(said)
    return results


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One certificate to trust: reading all of them for every client would be most of what the tests take."""
    end = "-----END CERTIFICATE-----\n"
    first = Path(certifi.where()).read_text("utf-8").partition(end)[0]
    file = tmp_path_factory.mktemp("certificates") / "one.pem"
    file.write_text(first[first.index("-----BEGIN") :] + end, "utf-8")
    return file


class Played:
    """What a player did with a case, and what the server saw of it."""

    def __init__(self, results: Data, scene: Scene) -> None:
        self.results = results
        self.scene = scene


@pytest.fixture
def play(
    server: FaultServer, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> Callable[[Case, str], Played]:
    """Plays a case."""

    def in_python(case: Case, player: str, name: str) -> Data:
        told = case.for_player(server.open_scene(name, case.script()))
        results: Data = {"waits": hurry(case, monkeypatch)}
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with surroundings(told, results, monkeypatch) as listener:
            if player == "python-async":
                results["results"] = asyncio.run(behaviour_async.play(told, listener))
            else:
                results["results"] = behaviour_sync.play(told)
        return results

    def played(case: Case, player: str) -> Played:
        if player == "typescript":
            name = f"typescript-{cases().index(case)}"
            results = request.getfixturevalue("in_typescript")[case.id]
        else:
            name = f"{player}-{cases().index(case)}"
            results = in_python(case, player, name)
        return Played(results, server.close_scene(name))

    return played


def hurry(case: Case, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Have the SDK wait for nothing between two tries, but say how long it would have waited, in seconds."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    for module in ("transport", "source"):
        monkeypatch.setattr(f"orchestra_sdk._sync.{module}.sleep", waits.append)
        monkeypatch.setattr(f"orchestra_sdk._async.{module}.sleep", sleep)
    if "connect" in case.server:
        # A connection waits for a signal that it is closed; its back-off is made short instead.
        monkeypatch.setattr("orchestra_sdk._retry.FIRST_SECONDS", 0.01)
    return waits


@pytest.mark.parametrize(
    ("case", "player"), [pytest.param(*one, id=f"{one[0].id}-{one[1]}") for one in PLAYED]
)
def test_the_sdk_keeps_the_promise(case: Case, player: str, play: Callable[[Case, str], Played]) -> None:
    played = play(case, player)
    found: dict[str, Any] = {**played.results, "requests": played.scene.requests}
    wrong = [*played.scene.faults]
    bound: Data = {}
    for name, expected in case.expect.items():
        if name == "log":
            wrong += [
                f"log: no line matches {pattern!r} in {found['log']}"
                for pattern in expected
                if not any(re.search(pattern, line) for line in found["log"])
            ]
        else:
            wrong += differences(expected, found.get(name), name, bound)
    assert not wrong, f"{case.promise}\n" + "\n".join([*wrong, f"results: {found['results']}"])
    assert KEY not in json.dumps([found["log"], found["warnings"], found["results"]])


def test_every_player_plays_and_no_case_is_there_twice() -> None:
    assert len({case.id for case in cases()}) == len(cases())
    assert {player for _, player in PLAYED} == set(PLAYERS)
