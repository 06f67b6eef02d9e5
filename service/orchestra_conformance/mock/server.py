"""The mock server: all of it put together, and started."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import WebSocketRoute

from orchestra_conformance.mock.access import Access
from orchestra_conformance.mock.entrance import Entrance
from orchestra_conformance.mock.examples import Examples
from orchestra_conformance.mock.http import Endpoints, Front
from orchestra_conformance.mock.memory import Sessions
from orchestra_conformance.mock.operations import Operations
from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.sockets import House
from orchestra_conformance.mock.stage import Stage
from orchestra_conformance.mock.talk import TalkV2
from orchestra_conformance.mock.talk_v1 import TalkV1
from orchestra_conformance.specification import load

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

_CLOSING_SECONDS: Final = 5
_METHODS: Final = ("GET", "HEAD", "POST", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Options:
    """How the mock server is to be.

    `delay` is the seconds between two tokens. Without `api_key` every key of the form `ork_…` is taken; only
    `admin_key` may administer keys. Pages of `origins` may call it and connect without a ticket.
    """

    delay: float = 0.02
    api_key: str | None = None
    admin_key: str | None = None
    origins: tuple[str, ...] = ()


class Mock(uvicorn.Server):
    """The server. Setting `should_exit` stops it: first the runs, so that every stream has its end, then the rest.

    Raises LookupError where it does not know all of the contract.
    """

    def __init__(self, options: Options) -> None:
        specification = load()
        examples = Examples(specification)
        access = Access(options.api_key, options.admin_key)
        sessions = Sessions()
        stage = Stage(examples, sessions, options.delay)
        operations = Operations(examples, access, sessions, stage)
        endpoints = Endpoints(examples, access, operations, stage)
        self._house = House(examples, access, operations, endpoints, stage, frozenset(options.origins))
        logging.getLogger("uvicorn.error").addFilter(_Known())
        super().__init__(
            uvicorn.Config(
                _application(self._house),
                lifespan="off",
                ws="websockets-sansio",
                ws_max_size=examples.frame("asyncapi-v2", "welcome")["limits"]["max_frame_bytes"],
                ws_per_message_deflate=False,
                access_log=False,
                log_level="error",
                server_header=False,
                timeout_graceful_shutdown=_CLOSING_SECONDS,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn.Server."""
        await self._house.close()
        await super().shutdown(sockets)


def _application(house: House) -> ASGIApp:
    documents = house.examples.specification.documents
    endpoints = house.endpoints

    def unknown(request: Request, error: Exception) -> Response:
        return endpoints.refused(request.scope, Refusal("not_found", "There is nothing under this path."))

    def failed(request: Request, error: Exception) -> Response:
        return endpoints.refused(request.scope, Refusal("internal_error"))

    app = Starlette(
        routes=[
            *endpoints.routes(),
            WebSocketRoute(
                documents["asyncapi-v2"]["channels"]["socket"]["address"],
                Entrance(house, TalkV2, "orchestra.v2"),
            ),
            WebSocketRoute(
                documents["asyncapi-v1"]["channels"]["sessionSocketV1"]["address"],
                Entrance(house, TalkV1, None),
            ),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=sorted(house.origins),
                allow_methods=_METHODS,
                allow_headers=["*"],
                expose_headers=_exposed(house.examples),
            )
        ],
        exception_handlers={HTTPException: unknown, Exception: failed},
    )
    app.router.redirect_slashes = False
    return Front(app, house.examples)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, because asyncio takes away the delay of small writes from sockets of TCP alone, and asks them.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Who connects from here on waits until it serves.
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


class _Known(logging.Filter):
    """What clients do wrong is answered, and nothing for the log; what fails here is."""

    def filter(self, record: logging.LogRecord) -> bool:
        """See logging.Filter."""
        said = record.getMessage()
        return not said.startswith(("ASGI callable returned without", "Invalid UTF-8 sequence"))


def run(host: str, port: int, options: Options) -> int:
    """Serve until interrupted. Returns the exit status. Raises OSError where the address cannot be had."""
    with listen(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        print(f"The mock server listens on http://{shown}:{listener.getsockname()[1]}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(Mock(options).serve(sockets=[listener]))
    return 0


def _exposed(examples: Examples) -> list[str]:
    found = {"Orchestra-Recovered", "Retry-After", "Location"}
    for operation in ("createChat", "createChatV1"):
        response = examples.specification.operations[operation].definition["responses"]["200"]
        found |= set(response["headers"])
    return sorted(found)
