"""One operation from bytes to bytes, in the contract's order of refusals:

401, 403, 429, 406, 415, 413, 400, 422, and then whatever the handler says. (404 and 405 are the router's.)
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast, get_type_hints
from urllib.parse import quote, urlencode

from dishka import AsyncContainer
from pydantic import BaseModel
from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from orchestra.access.keys import Principal
from orchestra.api import codec
from orchestra.api.auth import Authenticator, require_scope
from orchestra.api.middleware import OPERATION_KEY, VERSION_KEY
from orchestra.api.problems import Problems
from orchestra.contract.operations import Operation
from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.live.limits import RateLimits, RateUsage
from orchestra.telemetry.logging import get_logger

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

POLICY: Final = "default"
# Names that a handler's parameters have when they come from the request; all others are services, asked for by type.
FROM_REQUEST: Final = frozenset({"call", "body", "path", "query", "headers"})

_log = get_logger("api")


@dataclass(frozen=True, slots=True)
class Call:
    """The request around a handler's own arguments."""

    request: Request
    caller: Principal
    # The body as it was parsed, for fingerprints; None where the operation takes none.
    raw: Any

    async def disconnected(self) -> None:
        """Return when the caller has closed the connection."""
        while (await self.request.receive())["type"] != "http.disconnect":
            pass


class CallerLeft(Exception):
    """Nobody is there to answer any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back: a contract model (or nothing) with its status and headers."""

    body: BaseModel | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Services:
    """What every endpoint uses."""

    container: AsyncContainer
    authenticator: Authenticator
    limits: RateLimits
    problems: Problems
    body_bytes: int


class Endpoint:
    """An ASGI application that serves one operation with one handler."""

    def __init__(self, operation: Operation, handler: Handler, services: Services) -> None:
        self.operation = operation
        self._handler = handler
        self._services = services
        self._also_accepts: tuple[str, ...] = ()
        hints = get_type_hints(handler)
        names = inspect.signature(handler).parameters
        self._wants = frozenset(names) & FROM_REQUEST
        self._injected = {name: hints[name] for name in names if name not in FROM_REQUEST}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; every OrchestraError becomes a problem."""
        scope[OPERATION_KEY] = self.operation
        request = Request(scope, receive)
        extra: dict[str, str] = {}
        try:
            answer = await self._answer(request, extra)
        except (CallerLeft, ClientDisconnect):
            return
        except OrchestraError as error:
            answer = self._refusal(error, request)
        except Exception:  # noqa: BLE001 - the border: nothing of the inside goes further
            _log.exception("unexpected failure", operation=self.operation.id)
            answer = self._refusal(internal_error(), request)
        if extra:
            sending = send

            async def send(message: Any) -> None:
                if message["type"] == "http.response.start":
                    pairs = [(name.encode("ascii"), value.encode("ascii")) for name, value in extra.items()]
                    message["headers"] = [*message["headers"], *pairs]
                await sending(message)

        await answer(scope, receive, send)

    async def _answer(self, request: Request, extra: dict[str, str]) -> Response:
        operation = self.operation
        caller: Principal | None = None
        if operation.secured:
            caller = await self._services.authenticator.authenticate(request.headers)
            if operation.scope is not None:
                require_scope(caller, operation.scope)
            await self._count(caller, extra)
        self.check_accept(request.headers)
        body: Any = None
        if operation.request is not None:
            check_content_type(request.headers)
            body = codec.parse_json(await read_body(request, self._services.body_bytes))
        return await self.serve(request, caller, body)

    async def serve(self, request: Request, caller: Principal | None, body: Any) -> Response:
        """Answer a request that was let in and read; `body` is its JSON. Raises OrchestraError."""
        operation = self.operation
        arguments: dict[str, Any] = {}
        if operation.header_params is not None:
            given = {
                name: request.headers[name] for name in operation.header_names if name in request.headers
            }
            arguments["headers"] = codec.validate(operation.header_params, given, "header")
        if operation.path_params is not None:
            arguments["path"] = self._path(operation.path_params, request)
        if operation.query_params is not None:
            arguments["query"] = codec.validate(
                operation.query_params, single_values(request.query_params), "query"
            )
        if operation.request is not None:
            arguments["body"] = codec.validate(operation.request, body, "body")
        if "call" in self._wants:
            arguments["call"] = Call(request, cast("Principal", caller), body)
        return await self._run(self._chosen(arguments), caller)

    def _chosen(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in arguments.items() if name in self._wants}

    async def _run(self, arguments: dict[str, Any], caller: Principal | None) -> Response:
        return self._render(await self._result(arguments, caller))

    async def _result(self, arguments: dict[str, Any], caller: Principal | None) -> Any:
        """What the handler gives; `arguments` are those of its own that come from the request."""
        if not self._injected:
            return await self._handler(**arguments)
        context: dict[Any, Any] = {} if caller is None else {Principal: caller}
        async with self._services.container(context=context) as scope:
            for name, kind in self._injected.items():
                arguments[name] = await scope.get(kind)
            return await self._handler(**arguments)

    def _render(self, result: Any) -> Response:
        if not isinstance(result, Answer):
            # A stream or a page: an ASGI answer of its own.
            return cast("Response", result)
        if result.body is None:
            return Response(status_code=result.status, headers=result.headers)
        return Response(
            codec.encode(result.body), result.status, headers=result.headers, media_type="application/json"
        )

    async def _count(self, caller: Principal, extra: dict[str, str]) -> None:
        usage = await self._services.limits.hit(caller)
        if usage is None:
            return
        # draft-ietf-httpapi-ratelimit-headers-11
        extra["RateLimit-Policy"] = f'"{POLICY}";q={usage.limit};w={usage.window}'
        extra["RateLimit"] = f'"{POLICY}";r={usage.remaining};t={usage.reset}'
        if not usage.allowed:
            raise too_many_requests(usage)

    def _refusal(self, error: OrchestraError, request: Request) -> Response:
        return self._services.problems.response(
            error, request.scope["path"], version=request.scope[VERSION_KEY]
        )

    @property
    def accepts(self) -> tuple[str, ...]:
        """The media types that an Accept header may name."""
        return (*self.operation.content_types, *self._also_accepts)

    def check_accept(self, headers: Headers) -> None:
        """Raises OrchestraError(not_acceptable) where the Accept header leaves no form to answer in."""
        offered = self.accepts
        wanted = ",".join(headers.getlist("accept"))
        if offered and wanted.strip() and not acceptable(wanted, offered):
            raise OrchestraError(
                ErrorCode.NOT_ACCEPTABLE,
                f"This operation answers {' or '.join(offered)}; the Accept header allows neither.",
            )

    def _path(self, model: type[BaseModel], request: Request) -> BaseModel:
        try:
            return codec.validate(model, request.path_params, "path")
        except OrchestraError:
            # An id that no object can have names no object.
            raise OrchestraError(
                ErrorCode.NOT_FOUND, "There is nothing under this id, or it is not yours."
            ) from None


def next_link(call: Call, cursor: str | None) -> dict[str, str]:
    """The Link header (RFC 8288) to the next page, where there is one."""
    if cursor is None:
        return {}
    kept = {name: value for name, value in call.request.query_params.items() if name != "after"}
    address = f"{quote(call.request.scope['path'])}?{urlencode({**kept, 'after': cursor})}"
    return {"Link": f'<{address}>; rel="next"'}


def too_many_requests(usage: RateUsage) -> OrchestraError:
    """The answer to a request over the key's limit."""
    return OrchestraError(
        ErrorCode.RATE_LIMITED,
        f"This key may make {usage.limit} requests in {usage.window} seconds; "
        f"try again in {usage.reset} seconds.",
        retry_after=usage.reset,
    )


def internal_error() -> OrchestraError:
    """The answer to a failure of ours; the correlation id leads to the log line that says more."""
    return OrchestraError(
        ErrorCode.INTERNAL_ERROR,
        "The service failed to answer this request. Try again; if it happens again, report the correlation id.",
    )


def acceptable(wanted: str, offered: tuple[str, ...]) -> bool:
    """Whether an Accept header (RFC 9110 §12.5.1) allows one of the media types; the most exact range decides."""
    ranges: dict[str, float] = {}
    for part in wanted.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        ranges[kind] = max(quality, ranges.get(kind, 0.0))
    for media_type in offered:
        for candidate in (media_type, f"{media_type.split('/')[0]}/*", "*/*"):
            if candidate in ranges:
                if ranges[candidate] > 0:
                    return True
                break
    return False


def check_content_type(headers: Headers) -> None:
    """Raises OrchestraError(unsupported_media_type) unless the body is said to be JSON in UTF-8."""
    kind, _, parameters = headers.get("content-type", "").partition(";")
    charset = [
        part.partition("=")[2].strip(' "').lower() for part in parameters.split(";") if "charset" in part
    ]
    if kind.strip().lower() != "application/json" or any(name not in ("utf-8", "utf8") for name in charset):
        raise OrchestraError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as 'Content-Type: application/json' in UTF-8."
        )
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise OrchestraError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding.")


async def read_body(request: Request, limit: int) -> bytes:
    """The body, of `limit` bytes at the most; never more than that is held.

    Raises OrchestraError(payload_too_large), before reading anything where the length is declared.
    """
    declared = request.headers.get("content-length", "")
    too_large = OrchestraError(
        ErrorCode.PAYLOAD_TOO_LARGE, f"The body may have {limit} bytes at the most; send less."
    )
    if declared.isdecimal() and int(declared) > limit:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large
    return bytes(body)


def single_values(query: QueryParams) -> dict[str, str]:
    """The query as name and value.

    Raises OrchestraError(validation_failed) where a name stands twice: which one was meant is not ours to guess.
    """
    values: dict[str, str] = {}
    for name, value in query.multi_items():
        if name in values:
            raise OrchestraError(
                ErrorCode.VALIDATION_FAILED,
                f"The query parameter '{name[:100]}' stands twice.",
                errors=[FieldError("query", f"/{name[:100]}", "stands twice; send it once")],
            )
        values[name] = value
    return values
