"""Errors as answers: application/problem+json (RFC 9457) with the headers that belong to each."""

from __future__ import annotations

import math
from urllib.parse import quote

import msgspec
from starlette.responses import Response

from orchestra.errors import ErrorCode, OrchestraError, problem
from orchestra.telemetry.logging import correlation_id

MEDIA_TYPE = "application/problem+json"


class Problems:
    """Renders errors; knows where the documentation of each code stands."""

    def __init__(self, docs_url: str) -> None:
        self._docs_url = docs_url

    def response(self, error: OrchestraError, path: str, headers: dict[str, str] | None = None) -> Response:
        """The answer for `error` at the request path `path`."""
        body = problem(
            error, docs_url=self._docs_url, instance=quote(path), correlation_id=correlation_id.get()
        )
        extra = dict(headers or {})
        if error.retry_after is not None:
            # Whole seconds, rounded up: a client that obeys never comes too early.
            extra["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
        if error.code in (ErrorCode.UNAUTHENTICATED, ErrorCode.KEY_EXPIRED):
            extra["WWW-Authenticate"] = f'Bearer realm="ai-orchestra", error="{_bearer_error(error)}"'
        return Response(
            msgspec.json.encode(body), status_code=error.status, media_type=MEDIA_TYPE, headers=extra
        )


def _bearer_error(error: OrchestraError) -> str:
    return "invalid_token" if error.code is ErrorCode.KEY_EXPIRED else "invalid_request"
