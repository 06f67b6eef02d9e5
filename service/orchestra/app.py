"""The application: the container's parts, the contract's routes, and their life from start to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from dishka import AsyncContainer, Provider, Scope, provide
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, WebSocketRoute

from orchestra.access.keys import KeyRepository, Principal
from orchestra.api.auth import Authenticator
from orchestra.api.connection import ConnectionSettings
from orchestra.api.door.errors import DOOR
from orchestra.api.endpoint import Services, internal_error
from orchestra.api.entrance import EntranceV1, EntranceV2
from orchestra.api.health import Health
from orchestra.api.middleware import VERSION_KEY, RequestContext
from orchestra.api.problems import Problems
from orchestra.api.published import Documentation, Documents, default_docs_folder
from orchestra.api.routes import build_routes
from orchestra.api.stream import Followers, StreamFactory, StreamSettings
from orchestra.api.websocket import Doorway, WebSocketEndpoint
from orchestra.chat.orchestrator import Orchestrator
from orchestra.container import build_container, shut_down, start_up
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.live.limits import RateLimits
from orchestra.live.presence import Presence
from orchestra.live.tickets import Tickets
from orchestra.settings import Settings
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics

# Headers of ours that a page of another origin may read.
EXPOSED = (
    "Orchestra-Run-Id",
    "Orchestra-Recovered",
    "X-API-Version",
    "X-Contract-Version",
    "X-Correlation-ID",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Link",
    "Deprecation",
    "Sunset",
    "Location",
    "traceparent",
    "x-should-retry",
)

_log = get_logger("app")


class ApiProvider(Provider):
    """The parts that only the API needs; the rest is the container's."""

    scope = Scope.APP

    health = provide(Health)
    documents = provide(Documents)
    followers = provide(Followers, scope=Scope.REQUEST)
    streams = provide(StreamFactory, scope=Scope.REQUEST)

    @provide
    def documentation(self, settings: Settings) -> Documentation:
        return Documentation(settings.docs_dir or default_docs_folder())

    @provide
    def stream_settings(self, settings: Settings) -> StreamSettings:
        return StreamSettings(settings.runs.heartbeat, settings.runs.send_timeout)

    @provide
    def connection_settings(self, settings: Settings) -> ConnectionSettings:
        return ConnectionSettings(
            max_runs=settings.limits.runs_per_connection,
            max_frame_bytes=settings.limits.frame_bytes,
            idle=settings.sockets.idle,
            ping_interval=settings.sockets.ping_interval,
            queue_frames=settings.sockets.queue_frames,
            queue_bytes=settings.sockets.queue_bytes,
            send_timeout=settings.runs.send_timeout,
            goodbye=settings.sockets.goodbye,
        )

    @provide
    async def doorway(
        self,
        settings: Settings,
        container: AsyncContainer,
        authenticator: Authenticator,
        keys: KeyRepository,
        tickets: Tickets[Principal],
        presence: Presence,
        problems: Problems,
        connection: ConnectionSettings,
    ) -> Doorway:
        return Doorway(
            container=container,
            authenticator=authenticator,
            keys=keys,
            tickets=tickets,
            presence=presence,
            problems=problems,
            origins=frozenset(origin.lower() for origin in settings.cors.origins),
            settings=connection,
            docs_url=settings.docs_url,
        )

    @provide
    def problems(self, settings: Settings) -> Problems:
        return Problems(settings.docs_url)

    @provide
    def authenticator(self, settings: Settings, keys: KeyRepository) -> Authenticator:
        return Authenticator(keys, None if settings.auth else Principal.anonymous())


def create_app(settings: Settings, **replacements: Any) -> FastAPI:
    """Build the service; nothing happens before it is started (ASGI lifespan).

    `replacements` put other objects in the place of the container's own, by name: see container.build_container.
    Its container is `app.state.container`, its settings `app.state.settings`.
    """
    metrics = Metrics()
    problems = Problems(settings.docs_url)
    container = build_container(settings, metrics, ApiProvider(), **replacements)
    app = FastAPI(
        title="AI Orchestra",
        # The specification that is published is the authored one; FastAPI derives none.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        # The first is the outermost: whatever answers, the headers, the log line and the count are there.
        middleware=[
            Middleware(RequestContext, metrics=metrics),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors.origins,
                allow_methods=["GET", "HEAD", "POST", "PATCH", "DELETE"],
                allow_headers=["*"],
                expose_headers=EXPOSED,
                max_age=600,
            ),
        ],
        exception_handlers=_exception_handlers(problems),
    )
    app.state.container = container
    app.state.settings = settings
    return app


async def stop_runs(app: FastAPI, grace: float | None = None) -> None:
    """Take no new runs and end those at work, so that every reader learns why; call it before the server closes.

    They get `grace` seconds first; None is the setting. Calls may overlap: the shortest time counts. WebSockets are
    told goodbye when their runs have ended.
    """
    container: AsyncContainer = app.state.container
    settings: Settings = app.state.settings
    orchestrator = await container.get(Orchestrator)
    presence = await container.get(Presence)
    presence.closing = True
    await orchestrator.drain(settings.shutdown_grace if grace is None else grace)
    await asyncio.gather(*(connection.shut_down() for connection in presence))


def _exception_handlers(problems: Problems) -> dict[int | type[Exception], Any]:
    """What is refused before any operation is found: unknown paths, and methods on the documentation's files."""

    async def on_http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        path: str = request.scope["path"]
        if status == 405:
            allow = {"Allow": "GET, HEAD"}
            detail = f"This path takes GET and HEAD; {request.method[:20]} is not among them."
            refused = OrchestraError(ErrorCode.METHOD_NOT_ALLOWED, detail)
            return problems.response(refused, path, allow, version=request.scope[VERSION_KEY])
        if status < 500:
            detail = "There is nothing at this path. The paths are listed at /openapi/v2.json and in /docs/."
            if request.scope[VERSION_KEY] == DOOR:
                detail = "There is nothing at this path. The client's base URL ends with /openai/v1."
            missing = OrchestraError(ErrorCode.NOT_FOUND, detail)
            return problems.response(missing, path, version=request.scope[VERSION_KEY])
        return problems.response(internal_error(), path, version=request.scope[VERSION_KEY])

    return {HTTPException: on_http, Exception: on_http}


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    container: AsyncContainer = app.state.container
    settings: Settings = app.state.settings
    try:
        app.state.started = await start_up(container)
    except BaseException:
        await container.close()
        raise
    try:
        await _mount(app, container, settings)
        yield
        await stop_runs(app)
    finally:
        await shut_down(container)


async def _mount(app: FastAPI, container: AsyncContainer, settings: Settings) -> None:
    services = Services(
        container=container,
        authenticator=await container.get(Authenticator),
        limits=await container.get(RateLimits),
        problems=await container.get(Problems),
        body_bytes=settings.limits.body_bytes,
    )
    app.router.routes[:] = build_routes(services)
    doorway = await container.get(Doorway)
    for entrance in (EntranceV2(), EntranceV1()):
        app.router.routes.append(WebSocketRoute(entrance.path, WebSocketEndpoint(doorway, entrance)))
    documentation = await container.get(Documentation)
    if documentation.files is not None:
        app.router.routes.append(Mount("/docs", documentation.files))
