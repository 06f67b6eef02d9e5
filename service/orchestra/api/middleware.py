"""What happens around every request: correlation id, standard headers, one log line, metrics."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.datastructures import MutableHeaders

from orchestra.api.door.errors import DOOR
from orchestra.contract.operations import CONTRACT_VERSION
from orchestra.contract.versions import CURRENT, VERSIONS
from orchestra.storage.ids import new_id
from orchestra.telemetry.logging import correlation_id, get_logger, trace_id
from orchestra.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CORRELATION: Final = re.compile(rb"[A-Za-z0-9._:~/+=@-]{1,128}")
_TRACEPARENT: Final = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")

# Under these keys of the ASGI scope the endpoint leaves its operation, for the log line and the metrics; the version
# that the answer is written in; and the one that a request without one in its path was taken for. A WebSocket has no
# operation and leaves its route's path.
OPERATION_KEY: Final = "orchestra.operation"
VERSION_KEY: Final = "orchestra.version"
DETECTED_KEY: Final = "orchestra.detected"
PATH_KEY: Final = "orchestra.path"

_log = get_logger("api")


class RequestContext:
    """Pure ASGI middleware; the outermost, so that even a failure of the others is counted and answered alike."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of connection pass through."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        correlation, trace, parent = _identify(scope)
        correlation_id.set(correlation)
        trace_id.set(trace)
        status = 0
        scope[VERSION_KEY] = version_of(scope["path"])

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Correlation-ID"] = correlation
                if scope[VERSION_KEY] in VERSIONS:
                    headers["X-API-Version"] = scope[VERSION_KEY]
                headers["X-Contract-Version"] = CONTRACT_VERSION
                headers["traceparent"] = parent
                operation = scope.get(OPERATION_KEY)
                path = operation.path if operation is not None else ""
                said = deprecation(scope[VERSION_KEY], path, scope.get("path_params", {}))
                for name, value in said.items():
                    headers[name] = value
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            seconds = time.perf_counter() - began
            operation = scope.get(OPERATION_KEY)
            name = operation.id if operation is not None else "none"
            version = scope.get(DETECTED_KEY) or (operation.version if operation is not None else "none")
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

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one WebSocket; its messages share the correlation id of its handshake."""
        correlation, trace, parent = _identify(scope)
        correlation_id.set(correlation)
        trace_id.set(trace)
        scope[VERSION_KEY] = version_of(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("websocket.accept", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers["X-Correlation-ID"] = correlation
                if scope[VERSION_KEY] in VERSIONS:
                    headers["X-API-Version"] = scope[VERSION_KEY]
                headers["X-Contract-Version"] = CONTRACT_VERSION
                headers["traceparent"] = parent
                path, parameters = scope.get(PATH_KEY, ""), scope.get("path_params", {})
                for name, value in deprecation(scope[VERSION_KEY], path, parameters).items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


def version_of(path: str) -> str:
    """The version that a path names, or that it is OpenAI's door; what names none is the current version's."""
    name = path.split("/", 2)[1] if path.startswith("/") else ""
    return name if name in VERSIONS or name == DOOR else CURRENT


def deprecation(version: str, path: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """The headers that say that a version is deprecated, where it is.

    `path` is the operation's, with or without the version, and `parameters` are what stands in it. Deprecation is
    RFC 9745, Sunset RFC 8594, Link RFC 8288.
    """
    entry = VERSIONS.get(version)
    if entry is None or entry.deprecated_at is None:
        return {}
    headers = {"Deprecation": f"@{int(entry.deprecated_at.timestamp())}"}
    if entry.sunset_at is not None:
        headers["Sunset"] = format_datetime(entry.sunset_at, usegmt=True)
    links = []
    if entry.migration_guide is not None:
        links.append(f'<{entry.migration_guide}>; rel="deprecation"; type="text/html"')
    successor = entry.successors.get(path) or entry.successors.get(f"/{version}{path}")
    if successor is not None:
        address = successor.format_map({name: quote(value, safe="") for name, value in parameters.items()})
        links.append(f'<{address}>; rel="successor-version"')
    if links:
        headers["Link"] = ", ".join(links)
    return headers


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
