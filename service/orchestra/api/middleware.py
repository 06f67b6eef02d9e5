"""What happens around every request: correlation id, standard headers, one log line, metrics."""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

from orchestra.contract.operations import CONTRACT_VERSION
from orchestra.storage.ids import new_id
from orchestra.telemetry.logging import correlation_id, get_logger, trace_id
from orchestra.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CORRELATION: Final = re.compile(rb"[A-Za-z0-9._:~/+=@-]{1,128}")
_TRACEPARENT: Final = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")

# What the unversioned routes and unknown paths speak, too.
API_VERSION: Final = "v2"

# Under this key of the ASGI scope the endpoint leaves its operation, for the log line and the metrics.
OPERATION_KEY: Final = "orchestra.operation"

_log = get_logger("api")


class RequestContext:
    """Pure ASGI middleware; the outermost, so that even a failure of the others is counted and answered alike."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of connection pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        correlation, trace, parent = _identify(scope)
        correlation_id.set(correlation)
        trace_id.set(trace)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Correlation-ID"] = correlation
                headers["X-API-Version"] = API_VERSION
                headers["X-Contract-Version"] = CONTRACT_VERSION
                headers["traceparent"] = parent
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            seconds = time.perf_counter() - began
            operation = scope.get(OPERATION_KEY)
            name = operation.id if operation is not None else "none"
            version = operation.version if operation is not None else "none"
            # No status: the caller left before there was an answer (nginx' number for it).
            self._metrics.request(name, version, status or 499, seconds)
            write = _log.debug if name in _QUIET else _log.info
            write(
                "request",
                operation=name,
                method=scope["method"],
                path=scope["path"][:300],
                status=status or 499,
                seconds=round(seconds, 6),
            )


# Asked every few seconds by machines; written at debug level only.
_QUIET: Final = frozenset({"getHealth", "getReady", "getLive", "getMetrics"})


def _identify(scope: Scope) -> tuple[str, str, str]:
    """Correlation id, trace id and the traceparent to answer with; the request's own where they are well formed."""
    correlation = trace = None
    flags = "00"
    for name, value in scope["headers"]:
        if name == b"x-correlation-id" and _CORRELATION.fullmatch(value):
            correlation = value.decode("ascii")
        elif name == b"traceparent" and (match := _TRACEPARENT.fullmatch(value)) and match[1] != b"0" * 32:
            trace, flags = match[1].decode("ascii"), match[3].decode("ascii")
    trace = trace or secrets.token_hex(16)
    return correlation or new_id("cor"), trace, f"00-{trace}-{secrets.token_hex(8)}-{flags}"
