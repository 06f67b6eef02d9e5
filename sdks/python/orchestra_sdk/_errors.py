"""Everything that the SDK raises."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast

from orchestra_sdk._generated.models import (
    FieldError,
    RunCancelledEvent,
    RunCompletedEvent,
    RunFailedEvent,
    Usage,
)

# So much of an answer that is no problem document is shown, in characters.
_SHOWN = 200
_RETRYABLE = frozenset({408, 409, 429})
_SERVER_ERROR = 500


class OrchestraError(Exception):
    """The mother of all errors of the SDK; raised itself where the SDK is used in a wrong way."""


class OrchestraDeprecationWarning(DeprecationWarning):
    """The service says that an operation will go away."""


class APIError(OrchestraError):
    """A call that did not get its answer."""


class APIConnectionError(APIError):
    """No answer: the service could not be reached, or the connection broke. The reason is the `__cause__`."""


class APITimeoutError(APIConnectionError):
    """No answer in time."""


class APIResponseError(APIError):
    """An answer that is not what the contract says: no JSON, or without a field that has to be there."""


class APIStatusError(APIError):
    """The service said no. `code` is what to decide by; the subclasses follow the status.

    `retryable` says whether the same call may succeed later, `retry_after` after how many seconds where that is known.
    `problem` is the whole document (RFC 9457), None where the answer was none; then `code`, `title` and `detail`
    are None too. `headers` are empty where the error came over a WebSocket.
    """

    status: int
    code: str | None
    title: str | None
    detail: str | None
    retryable: bool
    correlation_id: str | None
    errors: Sequence[FieldError]
    retry_after: float | None
    run_id: str | None
    problem: Mapping[str, Any] | None
    headers: Mapping[str, str]

    def __init__(
        self,
        status: int,
        problem: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        text: str = "",
    ) -> None:
        self.status = status
        self.problem = problem
        self._said = text
        # Names in lower case, so that one given as a plain dictionary is found however it is written.
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.code = _text(problem, "code")
        self.title = _text(problem, "title")
        self.detail = _text(problem, "detail")
        said = (problem or {}).get("retryable")
        self.retryable = said if isinstance(said, bool) else status in _RETRYABLE or status >= _SERVER_ERROR
        self.correlation_id = _text(problem, "correlation_id") or self.headers.get("x-correlation-id")
        self.errors = _field_errors(problem)
        self.retry_after = _retry_after(problem, self.headers)
        self.run_id = _text(problem, "run_id") or self.headers.get("orchestra-run-id")
        words = self.detail or self.title or " ".join(text.split())[:_SHOWN] or "the answer says no more"
        name = f" {self.code}" if self.code else ""
        correlation = f" (correlation id {self.correlation_id})" if self.correlation_id else ""
        super().__init__(f"{status}{name}: {words}{correlation}")

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception's own way gives the message as the status.
        return (type(self), (self.status, self.problem, dict(self.headers), self._said))


class BadRequestError(APIStatusError):
    """400: the request is not what the contract says."""


class AuthenticationError(APIStatusError):
    """401: the key is missing, unknown or expired."""


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this."""


class NotFoundError(APIStatusError):
    """404: not there, or not yours."""


class ConflictError(APIStatusError):
    """409: the session is busy, the run was cancelled, the name is taken."""


class GoneError(APIStatusError):
    """410: the run's events are no longer kept; the run itself is (`runs.get`)."""


class UnprocessableEntityError(APIStatusError):
    """422: a field is wrong; `errors` says which."""


class RateLimitError(APIStatusError):
    """429: too much at once; `retry_after` says how many seconds to wait."""


class InternalServerError(APIStatusError):
    """500 and above."""


class RunError(OrchestraError):
    """A run that was followed came to another end than `run.completed`.

    `response` is what there was of the answer, `usage` what the run cost, None where that was lost.
    """

    run_id: str
    response: str
    usage: Usage | None

    def __init__(self, message: str, event: RunFailedEvent | RunCancelledEvent) -> None:
        super().__init__(message)
        self.run_id = event.run_id
        self.response = event.response
        self.usage = event.usage


class RunFailedError(RunError):
    """The run failed. `retryable` says whether the same chat may succeed later."""

    event: RunFailedEvent
    code: str
    detail: str
    retryable: bool
    correlation_id: str

    def __init__(self, event: RunFailedEvent) -> None:
        problem = event.error
        super().__init__(
            f"The run failed: {problem.code}: {problem.detail} (correlation id {problem.correlation_id})",
            event,
        )
        self.event = event
        self.code = problem.code
        self.detail = problem.detail
        self.retryable = problem.retryable
        self.correlation_id = problem.correlation_id

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.event,))


class RunCancelledError(RunError):
    """The run was cancelled; `reason` says why."""

    event: RunCancelledEvent
    reason: str

    def __init__(self, event: RunCancelledEvent) -> None:
        super().__init__(f"The run was cancelled ({event.reason}).", event)
        self.event = event
        self.reason = event.reason

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.event,))


class StreamError(OrchestraError):
    """A stream that cannot be followed to its end; the run itself may well have one (`runs.get`)."""


class ConnectionClosedError(OrchestraError):
    """A WebSocket was closed for good. `reconnect` says that connecting again is right; then the tries were used up."""

    code: int
    name: str
    reason: str
    reconnect: bool

    def __init__(self, *, code: int, name: str, reason: str, reconnect: bool) -> None:
        super().__init__(f"The connection was closed: {code} {name}{f': {reason}' if reason else ''}")
        self.code = code
        self.name = name
        self.reason = reason
        self.reconnect = reconnect

    def __reduce__(self) -> tuple[Any, ...]:
        return (_closed, (self.code, self.name, self.reason, self.reconnect))


def read_problem(data: Any) -> Mapping[str, Any] | None:
    """An answer's JSON as a problem document, or None where it is none."""
    if isinstance(data, dict) and ("code" in data or "detail" in data or "title" in data):
        return cast("dict[str, Any]", data)
    return None


def error_from_response(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    read: Callable[[Any], Mapping[str, Any] | None] = read_problem,
) -> APIStatusError:
    """The error that an answer stands for; `read` finds the problem document in its JSON."""
    problem, text = None, ""
    try:
        problem = read(json.loads(body))
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
    return _class_for(status)(status, problem, headers, text)


def error_from_problem(problem: Mapping[str, Any]) -> APIStatusError:
    """The error that a problem document stands for which came without an answer, as in a WebSocket's `error` frame."""
    status = problem.get("status")
    if not isinstance(status, int):
        status = _SERVER_ERROR
    return _class_for(status)(status, problem)


def run_error(event: RunFailedEvent | RunCancelledEvent | RunCompletedEvent) -> RunError | None:
    """The error that a run's last event stands for; None for `run.completed`."""
    if isinstance(event, RunFailedEvent):
        return RunFailedError(event)
    return RunCancelledError(event) if isinstance(event, RunCancelledEvent) else None


_BY_STATUS: Final[Mapping[int, type[APIStatusError]]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def _class_for(status: int) -> type[APIStatusError]:
    return _BY_STATUS.get(status, InternalServerError if status >= _SERVER_ERROR else APIStatusError)


def _closed(code: int, name: str, reason: str, reconnect: bool) -> ConnectionClosedError:
    return ConnectionClosedError(code=code, name=name, reason=reason, reconnect=reconnect)


def _text(problem: Mapping[str, Any] | None, name: str) -> str | None:
    value = (problem or {}).get(name)
    return value if isinstance(value, str) and value else None


def _field_errors(problem: Mapping[str, Any] | None) -> Sequence[FieldError]:
    try:
        return tuple(FieldError.from_dict(item) for item in (problem or {}).get("errors") or ())
    except (KeyError, TypeError, ValueError, AttributeError):
        return ()


def _retry_after(problem: Mapping[str, Any] | None, headers: Mapping[str, str]) -> float | None:
    found = _seconds(headers.get("retry-after"))
    said = (problem or {}).get("retry_after")
    if found is None and isinstance(said, int | float) and said >= 0:
        found = float(said)
    return found


def _seconds(header: str | None) -> float | None:
    """Retry-After in seconds, whether written as such or as an HTTP date."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.now(UTC)).total_seconds()
        return max(0.0, seconds)
    return seconds if 0 <= seconds < float("inf") else None
