"""Operations over HTTP, in the contract's order of refusals: 404, 405, 401, 403, 406, 415, 413, 400, 422."""

from __future__ import annotations

import json
import re
import secrets
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from orchestra_conformance.mock import version_one
from orchestra_conformance.mock.access import Access, Key, require
from orchestra_conformance.mock.call import Answer, Call, Handler
from orchestra_conformance.mock.examples import Examples
from orchestra_conformance.mock.operations import Operations
from orchestra_conformance.mock.reading import (
    check_accept,
    check_content_type,
    read_body,
    read_json,
    read_parameters,
)
from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.shelf import new_id
from orchestra_conformance.mock.stage import Stage
from orchestra_conformance.mock.streaming import EventStream, as_event, as_line, unless_left
from orchestra_conformance.specification import Operation

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

VERSION: Final = "mock.version"
CORRELATION: Final = "mock.correlation"
_CORRELATION: Final = re.compile(rb"[A-Za-z0-9._:~/+=@-]{1,128}")
_TRACE: Final = re.compile(rb"00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})")
_STREAM: Final = frozenset({"text/event-stream", "application/x-ndjson"})


class Endpoints:
    """The route table out of the documents, and what every request goes through."""

    def __init__(self, examples: Examples, access: Access, operations: Operations, stage: Stage) -> None:
        self._examples = examples
        self._access = access
        self._operations = operations
        self._stage = stage
        self._handlers: Mapping[str, Handler] = operations.handlers()
        schemas = examples.specification.documents
        fields = [
            schemas[document]["components"]["schemas"][name]["properties"]
            for document, name in (("v2", "ChatRequest"), ("v1", "ChatRequestV1"))
        ]
        self._only_in_v2 = frozenset(fields[0]) - frozenset(fields[1])

    def routes(self) -> list[Route]:
        """A route for every path of the documents."""
        paths: dict[str, dict[str, Operation]] = defaultdict(dict)
        for operation in self._examples.specification.operations.values():
            paths[operation.path][operation.method] = operation
            if operation.method == "GET":
                paths[operation.path]["HEAD"] = operation
        return [Route(path, _Path(self, methods)) for path, methods in paths.items()]

    async def serve(self, operation: Operation, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request to an operation."""
        request = Request(scope, receive)
        detecting = operation.id.startswith("detect")
        if detecting:
            said = (*request.headers.getlist("x-api-version"), *request.query_params.getlist("api_version"))
            scope[VERSION] = next((value for value in said if value in ("v1", "v2")), "v1")
        try:
            answer = await self._answer(operation, request, detecting=detecting)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            answer = self.refused(scope, refusal)
        if answer is not None:
            await answer(scope, receive, send)

    def refused(self, scope: Scope, refusal: Refusal) -> Response:
        """A refusal as an answer, in the version that the request was taken for."""
        problem = self._examples.problem(refusal, quote(scope["path"]), scope[CORRELATION])
        headers = dict(refusal.headers)
        if "retry_after" in problem:
            headers["Retry-After"] = str(problem["retry_after"])
        if scope[VERSION] != "v1":
            return _json(problem, problem["status"], headers, "application/problem+json")
        if refusal.run_id is not None:
            headers["Orchestra-Run-Id"] = refusal.run_id
        return _json(version_one.error_answer({**problem, **refusal.outcome}), problem["status"], headers)

    async def _answer(self, operation: Operation, request: Request, *, detecting: bool) -> ASGIApp | None:
        key: Key | None = None
        if operation.secured:
            key = self._access.authenticate(request.headers)
            require(key, operation.scope)
        check_accept(request.headers, self._offered(operation))
        body: Any = None
        if "requestBody" in operation.definition:
            check_content_type(request.headers)
            body = read_json(await read_body(request))
        if detecting:
            operation, body = self._detected(operation, request, body)
        path, query, headers = read_parameters(
            self._examples, operation, request.path_params, request.query_params, request.headers
        )
        if "requestBody" in operation.definition:
            content = operation.definition["requestBody"]["content"]["application/json"]["schema"]
            self._examples.hold(operation.document, content["$ref"].removeprefix("#"), body)
        call = Call(
            operation.id,
            path,
            query,
            headers,
            body,
            request.scope["path"],
            request.scope[CORRELATION],
            key,
        )
        answer = await self._handlers[operation.id](call)
        return await self._rendered(operation, request, answer)

    def _detected(self, operation: Operation, request: Request, body: Any) -> tuple[Operation, Any]:
        version = version_one.detected(
            body,
            request.headers.getlist("x-api-version"),
            request.query_params.getlist("api_version"),
            self._only_in_v2,
        )
        request.scope[VERSION] = version
        operations = self._examples.specification.operations
        name = operation.id.replace("detect", "create") + ("V1" if version == "v1" else "")
        check_accept(request.headers, self._offered(operations[name]))
        if isinstance(body, dict):
            body = {field: value for field, value in body.items() if field != "api_version"}
        return operations[name], body

    def _offered(self, operation: Operation) -> tuple[str, ...]:
        if operation.id.startswith("detect"):
            names = (operation.id.replace("detect", "create") + version for version in ("", "V1"))
            operations = self._examples.specification.operations
            return tuple(media for name in names for media in self._offered(operations[name]))
        responses = operation.definition["responses"]
        found = [
            media
            for status in sorted(operation.statuses)
            if status < 300
            for media in self._examples.specification.resolve(operation.document, responses[str(status)]).get(
                "content", {}
            )
        ]
        # Old clients ask for JSON and mean its lines.
        return (*found, "application/json") if "application/x-ndjson" in found else tuple(found)

    async def _rendered(self, operation: Operation, request: Request, answer: Answer) -> ASGIApp | None:
        run = answer.run
        if run is None:
            if answer.media == "application/json" and answer.body is not None:
                return _json(answer.body, answer.status, answer.headers)
            return Response(answer.body, answer.status, answer.headers, answer.media if answer.body else None)
        headers = {**answer.headers, "Orchestra-Run-Id": run.run_id}
        media = self._offered(operation)[0]
        if media in _STREAM:
            return EventStream(self._stage, run, answer.after, self._render(answer), media, headers)
        with self._stage.listening(run):
            if not await unless_left(run.wait(), request.receive):
                return None
        body = self._operations.chat_answer(run)
        return _json(
            body if answer.talk is None else version_one.chat_answer(body, answer.talk), 200, headers
        )

    def _render(self, answer: Answer) -> Any:
        talk = answer.talk
        if talk is None:
            return as_event
        cancelled = self._examples.problem(Refusal("run_cancelled"), "", talk.correlation_id)

        def lines(event: dict[str, Any] | None) -> bytes:
            items = [] if event is None else version_one.items(event, talk, cancelled)
            return b"".join(map(as_line, items))

        return lines


class _Path:
    """All methods of a path; the others are refused with what there is."""

    def __init__(self, endpoints: Endpoints, methods: Mapping[str, Operation]) -> None:
        self._endpoints = endpoints
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = self._methods.get(scope["method"])
        if operation is not None:
            await self._endpoints.serve(operation, scope, receive, send)
            return
        allow = ", ".join(sorted(self._methods))
        refusal = Refusal("method_not_allowed", f"This path takes {allow}.", headers={"Allow": allow})
        await self._endpoints.refused(scope, refusal)(scope, receive, send)


class Front:
    """The outermost application: the headers of every answer, and names for the logs."""

    def __init__(self, app: ASGIApp, examples: Examples) -> None:
        self._app = app
        self._examples = examples

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request or a WebSocket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"])
        correlation = given.get(b"x-correlation-id", b"")
        fits = _CORRELATION.fullmatch(correlation)
        scope[CORRELATION] = correlation.decode() if fits else new_id("cor")
        scope[VERSION] = "v1" if scope["path"].split("/")[1:2] == ["v1"] else "v2"
        trace = _TRACE.fullmatch(given.get(b"traceparent", b""))
        trace_id, flags = (trace[1].decode(), trace[2].decode()) if trace else (secrets.token_hex(16), "00")
        starts = ("http.response.start", "websocket.accept", "websocket.http.response.start")

        async def send_with_headers(message: Message) -> None:
            if message["type"] in starts:
                said = {
                    "X-API-Version": scope[VERSION],
                    "X-Contract-Version": self._examples.specification.contract_version,
                    "X-Correlation-ID": scope[CORRELATION],
                    "traceparent": f"00-{trace_id}-{secrets.token_hex(8)}-{flags}",
                    **self._deprecation(scope),
                }
                more = [(name.lower().encode(), value.encode()) for name, value in said.items()]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _deprecation(self, scope: Scope) -> dict[str, str]:
        detecting = {"Vary": "X-API-Version"} if scope["path"] in ("/chat", "/chat/stream") else {}
        if scope[VERSION] != "v1":
            return detecting
        path = scope["path"].removeprefix("/v1")
        successor = "/v2/ws" if path.startswith("/ws/") else f"/v2{quote(path)}"
        guide = '</docs/guides/migrate-v1-to-v2/>; rel="deprecation"; type="text/html"'
        link = f'{guide}, <{successor}>; rel="successor-version"'
        return {**self._examples.deprecation, "Link": link, **detecting}


def _json(body: Any, status: int, headers: Mapping[str, str], media: str = "application/json") -> Response:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, status, dict(headers), media)
