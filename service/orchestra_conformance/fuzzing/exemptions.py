"""Refusals that schemathesis complains of and that are right all the same, because JSON Schema cannot say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response

from orchestra_conformance.exchange import problem_code

_COMMANDS: Final = "which commands there are is the dispatcher's to say (help); the body is any words"
_EITHER: Final = "a body that is looser than each version's; the version that it is taken for refuses it"
_TWO_VERSIONS: Final = "body, header and query may name one version each; OpenAPI cannot tie them together"
_CURSOR: Final = "a cursor is a text that the service made; one that is made up is refused"


@dataclass(frozen=True, slots=True)
class Exemption:
    """One such refusal: the operation, schemathesis's name of the check, and the answer."""

    operation: str
    check: str
    status: int
    code: str
    reason: str
    # What the bodies get in the run that shows that the exemption is still needed, where made-up ones hardly have it.
    members: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.operation}-{self.check}-{self.code}"

    def covers(self, operation: str, failure: Failure, response: Response) -> bool:
        """Whether this is the failure that the exemption is for."""
        return (
            self.operation == operation
            and self.check in failure.checks
            and response.status_code == self.status
            and problem_code(response.content) == self.code
        )


EXEMPTIONS: Final = (
    *(
        Exemption(operation, "positive_data_acceptance", 400, "invalid_cursor", _CURSOR)
        for operation in (
            "listSessions",
            "listMessages",
            "listSessionRuns",
            "listRunEvents",
            "listMemories",
            "listKeys",
        )
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
