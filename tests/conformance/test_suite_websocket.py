"""The suite `websocket`: clean on the service as it is, the same frames for a seed, and what makes the frames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestra.contract.frames import CLIENT_FRAMES
from orchestra_conformance import frames
from orchestra_conformance.bench import Bench
from orchestra_conformance.check import all_checks
from orchestra_conformance.conversation import Events
from orchestra_conformance.failure import Violation
from orchestra_conformance.frames import Broken
from orchestra_conformance.profile import Prompts
from orchestra_conformance.sockets import Socket
from orchestra_conformance.specification import Specification, load
from tests.conformance.bench import benched, run
from tests.schemas import validator

CHECKS = [check.id for check in all_checks() if check.suite == "websocket"]
# These begin runs that have to take a while.
PATIENT = [
    "cancel-ends-a-run",
    "detach-stops-the-events-only",
    "status-lists-what-is-followed",
    "max-runs-is-enforced",
    "nothing-is-lost-with-a-connection",
    "a-resume-begins-anew",
    "v1-stop-cancels-its-chats",
]
UNIONS = {"asyncapi-v2": "ClientFrame", "asyncapi-v1": "ClientFrameV1"}
SCHEMAS = [
    (document, member["$ref"].rpartition("/")[2])
    for document, union in UNIONS.items()
    for member in load().documents[document]["components"]["schemas"][union]["oneOf"]
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("websocket"), depth=0.25) as (found, _):
        yield found


@pytest.mark.parametrize("check_id", CHECKS)
def test_the_service_as_it_is_keeps_every_promise(bench: Bench, check_id: str) -> None:
    result = run(bench, check_id)
    assert result.status == "passed", [result.reason, *(found.text for found in result.findings)]


@pytest.mark.parametrize("name", [*PATIENT, "any-order-of-messages"])
def test_a_model_that_is_too_quick_is_no_broken_promise(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    quick = msgspec.structs.replace(bench.profile, prompts=Prompts(short="Hello.", long="Hello again."))
    monkeypatch.setattr(bench.wire, "profile", quick)
    result = run(bench, f"websocket.{name}")
    # How far a check comes depends on how quick the model is; it never takes that for a fault.
    assert result.status in ("unchecked", "passed"), [found.text for found in result.findings]
    if result.status == "unchecked":
        assert "prompts.long" in result.reason


@pytest.mark.parametrize("name", ["any-order-of-messages", "valid-messages-are-answered"])
def test_the_same_seed_sends_the_same_frames(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    sent: list[str] = []
    send = Socket.send_text

    def noted(socket: Socket, text: str | bytes) -> None:
        sent.append(re.sub(r"run_\w+|conformance-[0-9a-f]{8}-[a-z]+-\d+", "…", str(text)))
        send(socket, text)

    monkeypatch.setattr(Socket, "send_text", noted)

    def frames_of(seed: int) -> list[str]:
        monkeypatch.setattr(bench, "seed", seed)
        sent.clear()
        assert run(bench, f"websocket.{name}").status == "passed"
        return list(sent)

    first = frames_of(7)
    assert frames_of(7) == first
    assert frames_of(8) != first


def test_a_case_that_breaks_a_promise_is_made_smaller(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def attempt(number: int) -> None:
        tried.append(number)
        if number >= 1000:
            raise Violation(f"{number} is too much")

    bench.wire.budget.begin(60)
    with pytest.raises(Violation, match="is too much"):
        bench.explore(st.integers(0, 10**9), attempt, 400)
    assert sum(number >= 1000 for number in tried) == 1
    monkeypatch.setattr(bench, "shrinking", 60.0)
    with pytest.raises(Violation) as smallest:
        bench.explore(st.integers(0, 10**9), attempt, 400)
    assert str(smallest.value) == "1000 is too much"


def _of_any(make: Any) -> st.SearchStrategy[tuple[str, str, Any]]:
    def of(schema: tuple[str, str]) -> st.SearchStrategy[tuple[str, str, Any]]:
        return make(*schema).map(lambda value: (*schema, value))  # type: ignore[no-any-return]

    return st.sampled_from(SCHEMAS).flatmap(of)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_of_any(lambda document, name: frames.valid(load(), document, name)))
def test_what_is_made_to_be_valid_is_valid(found: tuple[str, str, Any]) -> None:
    document, name, value = found
    assert validator(f"{document}.json", name).is_valid(value)
    assert validator(f"{document}.json", UNIONS[document]).is_valid(value)
    if document == "asyncapi-v2":
        CLIENT_FRAMES[value["type"]].model_validate(value)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_of_any(lambda document, name: frames.broken(load(), document, name, UNIONS[document])))
def test_what_is_made_to_be_broken_is_refused_and_says_why(found: tuple[str, str, Broken]) -> None:
    document, _, broken = found
    assert not validator(f"{document}.json", UNIONS[document]).is_valid(broken.value)
    # One fault, at the place that it names.
    assert re.fullmatch(r"/[a-z_A-Z/]+ (is|has|holds) .+", broken.fault)


def test_every_kind_of_fault_is_made() -> None:
    schema = {
        "type": "object",
        "required": ["kind", "text"],
        "properties": {
            "kind": {"const": "a"},
            "text": {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[!-~]+$"},
            "number": {"type": "integer", "minimum": 1, "maximum": 9},
            "share": {"type": "number", "exclusiveMinimum": 0},
            "one": {"enum": ["a", "b"]},
            "any": {"type": "object", "maxProperties": 2, "additionalProperties": True},
        },
        "additionalProperties": False,
    }
    document = {"components": {"schemas": {"Thing": schema}}}
    texts = {"thing.json": msgspec.json.encode(document).decode()}
    made: set[str] = set()

    @settings(max_examples=150, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(frames.broken(Specification(texts), "thing", "Thing"))
    def collect(broken: Broken) -> None:
        made.add(re.sub(r"x_\w+", "x", broken.fault))

    collect()
    assert made >= {
        "/kind is missing",
        "/text is missing",
        "/kind has another value",
        "/text has another type",
        "/text is too long",
        "/text is empty",
        "/text is a text of white space",
        "/text holds U+0000",
        "/number is no whole number",
        "/number is beyond its minimum",
        "/number is beyond its maximum",
        "/share is beyond its exclusiveMinimum",
        "/one has a value that there is not",
        "/any has too many fields",
        "/any has another type",
        "/x is unknown",
    }


def test_events_that_contradict_each_other_are_found() -> None:
    def event(offset: int, kind: str = "token", **more: object) -> dict[str, Any]:
        return {"run_id": "run_1", "offset": offset, "type": kind, **more}

    run_ = Events()
    run_.add(event(0, "run.started"))
    run_.add(event(1, text="Hel"))
    # The same over another connection is what a resume brings.
    run_.add(event(1, text="Hel"))
    with pytest.raises(Violation, match="another one than it was before"):
        run_.add(event(1, text="Bye"))
    run_.add(event(2, text="lo"))
    with pytest.raises(Violation, match="joined"):
        run_.add(event(3, "run.completed", response="Hello!"))
    with pytest.raises(Violation, match=r"came after run\.completed"):
        run_.add(event(4, "run.cancelled", response="Hello"))
