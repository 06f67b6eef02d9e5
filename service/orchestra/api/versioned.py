"""Endpoints of older versions, and of paths without one: around the current version's handlers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from orchestra.access.keys import Principal
from orchestra.api import codec
from orchestra.api.endpoint import Answer, Call, Endpoint, Handler, Services
from orchestra.api.middleware import DETECTED_KEY, VERSION_KEY
from orchestra.api.stream import EventStream
from orchestra.api.versions.detection import before_body, detect
from orchestra.api.versions.records import Exchange, OlderVersion
from orchestra.contract.operations import Operation
from orchestra.live.log import LoggedEvent
from orchestra.telemetry.logging import correlation_id

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

HEADER: Final = "x-api-version"
QUERY: Final = "api_version"


class Lines:
    """Rendering of a run's events as an older version's items, one JSON object a line (NDJSON)."""

    media_type = "application/x-ndjson"
    opening = b""
    # Blank lines are not allowed, and every line is an item.
    heartbeat = b""

    def __init__(self, version: OlderVersion, exchange: Exchange) -> None:
        self._version = version
        self._exchange = exchange

    def render(self, events: Sequence[LoggedEvent]) -> bytes:
        """See Rendering.render."""
        items = (
            item
            for event in events
            for item in self._version.event_down(msgspec.json.decode(event.data), self._exchange)
        )
        return b"".join(msgspec.json.encode(item) + b"\n" for item in items)


class OlderEndpoint(Endpoint):
    """An operation of an older version: its request goes up, the current handler works, the answer comes down."""

    def __init__(
        self,
        operation: Operation,
        target: Operation,
        handler: Handler,
        version: OlderVersion,
        services: Services,
    ) -> None:
        super().__init__(operation, handler, services)
        self._target = target
        self._version = version
        self._also_accepts = version.also_accepts.get(operation.id, ())

    async def serve(self, request: Request, caller: Principal | None, body: Any) -> Response:
        """See Endpoint.serve."""
        operation, target = self.operation, self._target
        arguments: dict[str, Any] = {}
        if target.header_params is not None:
            # Older versions have none of them.
            arguments["headers"] = target.header_params.model_validate({})
        if target.path_params is not None:
            arguments["path"] = self._path(target.path_params, request)
        if operation.request is not None and target.request is not None:
            codec.validate(operation.request, body, "body")
            lifted = self._version.request_up(operation.id, body)
            arguments["body"] = codec.validate(target.request, lifted, "body")
        if "call" in self._wants:
            arguments["call"] = Call(request, cast("Principal", caller), body)
        exchange = self._version.exchange(
            body if isinstance(body, dict) else None,
            self._services.problems.docs_url,
            correlation_id.get() or "",
        )
        return self._down(await self._result(self._chosen(arguments), caller), exchange)

    def _down(self, result: Any, exchange: Exchange) -> Response:
        if isinstance(result, EventStream):
            return cast("Response", result.rendered(Lines(self._version, exchange)))
        assert isinstance(result, Answer) and isinstance(result.body, BaseModel)
        answer = result.body.model_dump(mode="json", by_alias=True)
        content = codec.encode(self._version.response_down(self.operation.id, answer, exchange))
        return Response(content, result.status, headers=result.headers, media_type="application/json")


class DetectingEndpoint(Endpoint):
    """An operation whose path names no version: it lets in and reads, then hands on to the version's endpoint."""

    def __init__(self, operation: Operation, versions: Mapping[str, Endpoint], services: Services) -> None:
        super().__init__(operation, _no_handler, services)
        self._versions = versions
        accepted = {kind for endpoint in versions.values() for kind in endpoint.accepts}
        self._also_accepts = tuple(sorted(accepted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what is refused before its body is read is answered as header or query say."""
        request = Request(scope, receive)
        scope[VERSION_KEY] = before_body(request.headers.getlist(HEADER), request.query_params.getlist(QUERY))

        async def send_with_vary(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"vary", b"X-API-Version")]
            await send(message)

        await super().__call__(scope, receive, send_with_vary)

    async def serve(self, request: Request, caller: Principal | None, body: Any) -> Response:
        """See Endpoint.serve."""
        version = detect(body, request.headers.getlist(HEADER), request.query_params.getlist(QUERY))
        request.scope[VERSION_KEY] = request.scope[DETECTED_KEY] = version
        endpoint = self._versions[version]
        endpoint.check_accept(request.headers)
        if isinstance(body, dict):
            body = {name: value for name, value in body.items() if name != QUERY}
        return await endpoint.serve(request, caller, body)


async def _no_handler() -> None:
    raise AssertionError("a detecting endpoint hands on")
