"""What can go wrong, as one exception that carries a code of the catalogue (spec/errors.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from orchestra.contract.errors import CATALOGUE, ErrorCode, ErrorEntry

__all__ = ["ErrorCode", "FieldError", "OrchestraError", "RunFailure"]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One place in a request that is wrong.

    `pointer` is a JSON Pointer (RFC 6901) into the body, or `/name` of a parameter or header.
    """

    where: Literal["body", "query", "path", "header"]
    pointer: str
    detail: str


class OrchestraError(Exception):
    """A failure that a client is told about.

    `code` decides the HTTP status and whether a retry can help; `detail` says what happened and what to do,
    and must hold nothing that the caller may not see. `retry_after` is in seconds.
    """

    def __init__(
        self,
        code: ErrorCode,
        detail: str,
        *,
        retry_after: float | None = None,
        errors: Sequence[FieldError] = (),
        run_id: str | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.errors = tuple(errors)
        self.run_id = run_id

    @property
    def entry(self) -> ErrorEntry:
        """The line of the catalogue for this code."""
        return CATALOGUE[self.code]

    @property
    def status(self) -> int:
        """The HTTP status of this code."""
        return self.entry.status

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed later."""
        return self.entry.retryable


class RunFailure(OrchestraError):
    """A run that did not complete. `outcome` is what it came to: `response`, `usage`, `reason` of a cancelling."""

    def __init__(
        self,
        code: ErrorCode,
        detail: str,
        *,
        run_id: str,
        outcome: Mapping[str, object],
        retry_after: float | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(code, detail, retry_after=retry_after, errors=errors, run_id=run_id)
        self.outcome = dict(outcome)


def problem(
    error: OrchestraError, *, docs_url: str, instance: str, correlation_id: str | None
) -> dict[str, object]:
    """The error as an RFC 9457 problem: what REST answers, events and stored runs carry alike.

    `docs_url` is the address of the documentation, without a slash at the end; `instance` names the request or run.
    """
    entry = error.entry
    body: dict[str, object] = {
        "type": f"{docs_url}/reference/errors/{entry.code.value}/",
        "title": entry.title,
        "status": entry.status,
        "detail": error.detail,
        "instance": instance,
        "code": entry.code.value,
        "retryable": entry.retryable,
        "correlation_id": correlation_id or "",
    }
    if error.errors:
        body["errors"] = [{"in": at.where, "pointer": at.pointer, "detail": at.detail} for at in error.errors]
    if error.retry_after is not None:
        body["retry_after"] = round(error.retry_after, 3)
    if error.run_id is not None:
        body["run_id"] = error.run_id
    return body
