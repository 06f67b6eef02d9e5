"""Suite `rest`: every operation of the contract, whatever it is sent; schemathesis makes up what that is."""

from __future__ import annotations

import http.client
from collections.abc import Collection, Mapping
from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

from schemathesis.checks import CHECKS

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.fuzzing.run import STATEFUL_PHASES, UNIT_PHASES, Fuzzing, Narrow, fuzzing
from orchestra_conformance.specification import Operation
from orchestra_conformance.suites import meaning, memories, orchestration
from orchestra_conformance.wire import Caller, hold, target

# Checks that stand in modules of their own.
__all__ = ["meaning", "memories", "orchestration"]

# Generated cases an operation, beside the boundary values, and walks along the links.
CASES: Final = 20
WALKS: Final = 60

# Operations that a deployment may be without, or that are not for an owner who was there before.
_PARTS: Final = {
    **dict.fromkeys(("detectChat", "detectChatStream"), "the operations without a version"),
    "createIntent": "the manager",
    "deleteMemories": "forgetting everything",
}
_MOST_HEAD_BYTES: Final = 65_536
# Headers that are another one's or another time's in every answer.
_CHANGING: Final = frozenset(
    {
        "date",
        "x-correlation-id",
        "traceparent",
        "ratelimit",
        "content-length",
        "transfer-encoding",
        "connection",
    }
)


@check(
    "rest",
    "v2-operations",
    "Every operation of version 2 holds to the contract, for data that it allows and for data that it does not.",
    seconds=400,
)
def v2_operations(bench: Bench) -> None:
    """Examples, boundary values and generated values."""
    _operations(bench, "v2")


@check(
    "rest",
    "v2-links",
    "The links of version 2 lead where the contract says, one call after the other.",
    seconds=400,
)
def v2_links(bench: Bench) -> None:
    """Walks along the links of the answers."""
    operations, missing = _chosen(bench, "v2")
    with fuzzing(bench, "v2", operations, narrow=_narrow(bench)) as run:
        run.walk(bench.examples(WALKS), _to_succeed(bench, _linked(bench, operations)))
        _finish(run, STATEFUL_PHASES, missing)


@check(
    "rest",
    "v1-operations",
    "Every operation of version 1 holds to the contract, for data that it allows and for data that it does not.",
    needs=("v1",),
    seconds=200,
)
def v1_operations(bench: Bench) -> None:
    """Examples, boundary values and generated values."""
    _operations(bench, "v1")


@check(
    "rest",
    "service-operations",
    "Every operation without a version holds to the contract, for data that it allows and for data that it does not.",
    seconds=200,
)
def service_operations(bench: Bench) -> None:
    """Examples, boundary values and generated values."""
    _operations(bench, "service")


@check(
    "rest",
    "without-a-key",
    "Without a key, what is secured answers 401 whatever it is sent, and what is open stays open.",
    seconds=200,
)
def without_a_key(bench: Bench) -> None:
    """All documents, with examples and boundary values."""
    for document in ("v2", "v1", "service"):
        operations, _ = _chosen(bench, document, admin=True)
        if not operations or (document == "v1" and not bench.profile.offers.v1):
            continue
        with fuzzing(bench, document, operations, with_key=False, narrow=_narrow(bench)) as run:
            run.operate(("examples", "coverage"), 1)
            secured = {name for name in operations if bench.specification.operations[name].secured}
            for name in sorted(secured):
                for status in sorted(run.outcome.answers[name].keys() - {401}):
                    run.outcome.complain(
                        name,
                        f"{status} without a key",
                        f"{name} was answered with {status} in place of 401, without a key",
                        run.outcome.samples[name, status],
                    )
            _finish(run, (), [], _to_succeed(bench, set(operations) - secured))


@check("rest", "bodies-are-json", "A body that is not JSON is answered with 415.", seconds=60)
def bodies_are_json(bench: Bench) -> None:
    """Every operation with a body gets one that says to be text. Schemathesis sends such, and takes any answer."""
    things = _things(bench)
    for operation in _everything(bench):
        if "requestBody" in operation.definition:
            answer = _caller(bench, operation).raw(
                operation.method,
                _filled(operation, things),
                headers={"Content-Type": "text/plain"},
                body=b'{"message": "Hello"}',
            )
            hold(bench.specification, operation, answer)
            if answer.status != 415:
                bench.found(f"{operation.id}: {answer.status} in place of 415 for a body of text/plain")
            bench.cases += 1


@check("rest", "head-answers-as-get", "HEAD is answered as GET is, without the body.", seconds=60)
def head_answers_as_get(bench: Bench) -> None:
    """HEAD and GET of everything that can be read, one after the other."""
    things = _things(bench)
    for operation in _everything(bench):
        if operation.method == "GET":
            _compare_head(bench, _caller(bench, operation), operation, _filled(operation, things))
            bench.cases += 1


def _operations(bench: Bench, document: str) -> None:
    operations, missing = _chosen(bench, document)
    with fuzzing(bench, document, operations, narrow=_narrow(bench)) as run:
        run.operate(UNIT_PHASES, bench.examples(CASES))
        _finish(run, UNIT_PHASES, missing, _to_succeed(bench, operations))


def _narrow(bench: Bench) -> Narrow:
    return Narrow(bench.only_operations)


def _chosen(bench: Bench, document: str, *, admin: bool = False) -> tuple[list[str], list[str]]:
    """The operations of a document that can be tried, and what is said of the others.

    `admin` says that those of the administration can be tried without an admin's key.
    """
    offers = bench.profile.offers
    left_out = {
        "the operations without a version": not offers.unversioned,
        "the administration": not (offers.administration and (admin or bench.may_administer)),
        "the manager": not offers.manager,
        "forgetting everything": not (admin or bench.owner_is_own),
    }
    chosen, missing = [], set()
    for name, operation in bench.specification.operations.items():
        part = _PARTS.get(name, "the administration" if operation.scope == "admin" else "")
        if operation.document != document or (bench.only_operations and name not in bench.only_operations):
            continue
        if left_out.get(part):
            missing.add(part)
        else:
            chosen.append(name)
    return chosen, sorted(missing)


def _linked(bench: Bench, operations: Collection[str]) -> set[str]:
    """Those that a link leads from or to; a walk may never come by the others."""
    specification = bench.specification
    found: set[str] = set()
    for name in operations:
        operation = specification.operations[name]
        for response in operation.definition["responses"].values():
            for link in specification.resolve(operation.document, response).get("links", {}).values():
                found |= {name, specification.resolve(operation.document, link)["operationId"]}
    return found & set(operations)


def _to_succeed(bench: Bench, operations: Collection[str]) -> set[str]:
    absent = set() if bench.profile.offers.documentation else {"getDocs"}
    return set(operations) - absent


def _finish(
    run: Fuzzing, phases: Collection[str], missing: Collection[str], wanted: Collection[str] = ()
) -> None:
    """Say what was not answered with success; raise Unchecked where not all was tried."""
    bench, outcome = run.bench, run.outcome
    if outcome.stopped:
        text = f"{outcome.stopped} after {outcome.cases} cases; the rest was not tried"
        if not outcome.cases or run.cases.unanswered:
            raise Violation(text)
        raise Unchecked(text)
    left = [f"{part} (without an admin's key, or not offered)" for part in missing]
    for name, answers in run.without_success(wanted).items():
        if name == "cancelRun" and answers.keys() <= {404, 409}:
            left.append("cancelRun (no run lasted long enough: set prompts.long in the profile)")
        else:
            sample = next((outcome.samples[name, status] for status in answers), "")
            outcome.complain(name, "success", f"{name} was never answered with success: {answers}", sample)
    if phases and not bench.only_operations and not outcome.complaints:
        every = {*CHECKS.get_all_names(), "max_response_time"}
        left += [f"the check {name} of schemathesis" for name in sorted(every - outcome.checks)]
        left += [f"the phase {name}" for name in phases if outcome.phases.get(name) != "success"]
        left += [f"{mode} data" for mode in ("positive", "negative") if mode not in outcome.modes]
    if left:
        raise Unchecked(f"these could not be tried: {'; '.join(left)}")


def _everything(bench: Bench) -> list[Operation]:
    documents = ("v2", "v1", "service") if bench.profile.offers.v1 else ("v2", "service")
    return [
        bench.specification.operations[name] for document in documents for name in _chosen(bench, document)[0]
    ]


def _caller(bench: Bench, operation: Operation) -> Caller:
    return bench.admin if operation.scope == "admin" else bench.owner


def _filled(operation: Operation, things: Mapping[str, str]) -> str:
    return target(
        operation, {name: thing for name, thing in things.items() if f"{{{name}}}" in operation.path}
    )


def _things(bench: Bench) -> dict[str, str]:
    """What the paths of operations name."""
    chat = bench.owner.call("createChat", body={"message": bench.profile.prompts.short}, expect=200).json()
    bench.made_sessions.append((bench.owner, chat["session_id"]))
    things = {"session_id": chat["session_id"], "run_id": chat["run_id"], "document": "v2.json"}
    things["message_id"] = chat["user_message_id"]
    if bench.may_administer:
        bench.key()
        things["key_id"] = bench.made_keys[-1]
    return things


def _compare_head(bench: Bench, caller: Caller, operation: Operation, path: str) -> None:
    get = caller.raw("GET", path)
    hold(bench.specification, operation, get)
    head = caller.raw("HEAD", path)
    if head.status != get.status:
        bench.found(f"HEAD {path}: {head.status}, and GET {get.status}")
        return
    different = [
        name
        for name in sorted({*head.headers, *get.headers} - _CHANGING)
        if head.headers.get(name) != get.headers.get(name)
    ]
    if different:
        bench.found(f"HEAD {path} has other headers than GET: {', '.join(different)}")
    if _sends_body(bench, caller, path):
        bench.found(f"HEAD {path} is answered with a body")


def _sends_body(bench: Bench, caller: Caller, path: str) -> bool:
    """Whether anything follows the headers of an answer to HEAD. A client of HTTP would not say so."""
    address = urlsplit(bench.wire.base_url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    headers = {"Host": address.netloc, "Connection": "close", **caller.access}
    lines = [f"HEAD {address.path}{path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    received = b""
    with closing(
        kind(address.hostname or "", address.port, timeout=bench.wire.budget.remaining())
    ) as connection:
        try:
            connection.connect()
            connection.sock.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
            while b"\r\n\r\n" not in received[:-4] and len(received) < _MOST_HEAD_BYTES:
                if not (part := connection.sock.recv(_MOST_HEAD_BYTES)):
                    return False
                received += part
        except OSError as error:
            raise Violation(f"HEAD {path}: the connection failed: {error}") from error
    return True
