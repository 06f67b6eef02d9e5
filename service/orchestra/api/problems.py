"""Errors as answers: application/problem+json (RFC 9457), or what an older version or OpenAI's door has for it.

Each has the headers that belong to it.
"""

from __future__ import annotations

import math
from urllib.parse import quote

import msgspec
from starlette.responses import Response

from orchestra.api.door.errors import DOOR
from orchestra.api.door.errors import response as door_response
from orchestra.api.versions.older import OLDER
from orchestra.contract.versions import CURRENT
from orchestra.errors import ErrorCode, OrchestraError, RunFailure, problem
from orchestra.telemetry.logging import correlation_id

MEDIA_TYPE = "application/problem+json"


class Problems:
    """Renders errors; knows where the documentation of each code stands."""

    def __init__(self, docs_url: str) -> None:
        self.docs_url = docs_url

    def response(
        self,
        error: OrchestraError,
        path: str,
        headers: dict[str, str] | None = None,
        *,
        version: str = CURRENT,
    ) -> Response:
        """The answer for `error` at the request path `path`, as `version` writes it."""
        body = problem(
            error, docs_url=self.docs_url, instance=quote(path), correlation_id=correlation_id.get()
        )
        extra = dict(headers or {})
        if error.retry_after is not None:
            # Whole seconds, rounded up: a client that obeys never comes too early.
            extra["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
        if error.code in (ErrorCode.UNAUTHENTICATED, ErrorCode.KEY_EXPIRED):
            extra["WWW-Authenticate"] = _challenge(error)
        if version == DOOR:
            if error.run_id is not None:
                extra["Orchestra-Run-Id"] = error.run_id
            return door_response(body, extra)
        older = OLDER.get(version)
        if older is None:
            return Response(
                msgspec.json.encode(body), status_code=error.status, media_type=MEDIA_TYPE, headers=extra
            )
        if error.run_id is not None:
            extra["Orchestra-Run-Id"] = error.run_id
        if isinstance(error, RunFailure):
            # The newer versions have it in the run.
            body |= error.outcome
        exchange = older.exchange(None, self.docs_url, correlation_id.get() or "")
        answer = msgspec.json.encode(older.error_down(body, exchange))
        return Response(answer, status_code=error.status, media_type="application/json", headers=extra)


def _challenge(error: OrchestraError) -> str:
    """How to say who one is (RFC 6750 §3): a request that said nothing of it is told of no error either."""
    challenge = 'Bearer realm="ai-orchestra"'
    return f'{challenge}, error="invalid_token"' if error.code is ErrorCode.KEY_EXPIRED else challenge
