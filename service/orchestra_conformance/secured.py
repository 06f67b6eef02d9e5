"""Operations that need a key, and a request for each of them that changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from orchestra_conformance.bench import Bench
from orchestra_conformance.failure import Violation
from orchestra_conformance.specification import Operation
from orchestra_conformance.wire import Answer, Caller

ItemT = TypeVar("ItemT")

# Names of things that nobody has, by the parameter in the path.
NOWHERE: Final[Mapping[str, str]] = {
    "run_id": "run_00000000000000000000000000000000",
    "session_id": "ses_00000000000000000000000000000000",
    "message_id": "msg_00000000000000000000000000000000",
    "key_id": "key_00000000000000000000000000000000",
}
# Of one check, no more broken promises are told: they are all of one kind.
_MOST_FINDINGS: Final = 10


def offered(bench: Bench, *, secured: bool) -> list[Operation]:
    """The contract's operations that the deployment offers: those that need a key, or those that do not."""
    offers = bench.profile.offers
    without = {
        *(() if offers.v1 else ("v1",)),
        # The chats without a version in their path are the one secured part of that document.
        *(() if offers.unversioned or not secured else ("service",)),
    }
    found = []
    for operation in bench.specification.operations.values():
        if operation.secured is not secured or operation.document in without:
            continue
        if operation.scope == "admin" and not offers.administration:
            continue
        if operation.id in ("getIndex", "getDocs") and not offers.documentation:
            continue
        # There is no way of asking for it that does nothing; where a door is open, people would lose something.
        if operation.id == "deleteMemories" and not bench.owner_is_own:
            continue
        found.append(operation)
    return found


def attempt(caller: Caller, operation: Operation, expect: int | None = None, **more: Any) -> Answer:
    """Ask for an operation in a way that does nothing even where it is let in: of what nobody has, or with a bad body.

    What is wrong with such a request comes after 401 and 403 in the contract's order of refusals.
    """
    body: dict[str, Any] | None = {"x-conformance": True} if "requestBody" in operation.definition else None
    return caller.call(operation.id, path=NOWHERE, body=body, expect=expect, **more)


def each(bench: Bench, items: Iterable[ItemT], hold: Callable[[ItemT], None]) -> None:
    """Hold every item to a promise; one that breaks it is noted, and the others are looked at too."""
    for item in items:
        bench.cases += 1
        try:
            hold(item)
        except Violation as violation:
            bench.found(str(violation))
            if len(bench.findings) >= _MOST_FINDINGS or bench.wire.budget.spent:
                return
