"""A call to the service as a value: the generated functions describe it, a transport carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from orchestra_sdk._errors import read_problem

T_co = TypeVar("T_co", covariant=True)

_REPEATABLE_METHODS = frozenset({"GET", "HEAD", "DELETE", "PATCH"})
# POSTs that may be sent again without a key: what is cancelled or revoked already stays so, and to interpret a message
# changes nothing.
_REPEATABLE_OPERATIONS = frozenset({"cancel_run", "create_intent", "revoke_key"})


@dataclass(frozen=True, slots=True)
class Call(Generic[T_co]):
    """One call. `parse` makes the answer's JSON into what the caller gets; it raises KeyError and the like."""

    operation: str
    method: str
    path: str
    parse: Callable[[Any], T_co]
    params: Mapping[str, Any] | None = None
    json: dict[str, Any] | None = None
    takes_key: bool = False
    """Whether the operation takes an Idempotency-Key; then one is always sent."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    problem: Callable[[Any], Mapping[str, Any] | None] = read_problem
    """How a refusal's JSON is made a problem document; v1 has another form of it."""

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does no more than sending it once."""
        return (
            self.takes_key or self.method in _REPEATABLE_METHODS or self.operation in _REPEATABLE_OPERATIONS
        )


@dataclass(frozen=True, slots=True)
class CallOptions:
    """What a caller may say about one call; None is what the client says."""

    idempotency_key: str | None = None
    timeout: float | None = None
    """Seconds."""
    max_retries: int | None = None
    extra_headers: Mapping[str, str] | None = None
