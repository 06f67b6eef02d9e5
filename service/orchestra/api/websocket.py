"""The handshake of a WebSocket: who may connect, from where, and how the others are told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dishka import AsyncContainer
from dishka import Scope as Lifetime
from starlette.datastructures import Headers

from orchestra.access.keys import KeyRepository, Principal
from orchestra.api.auth import Authenticator
from orchestra.api.connection import Connection, ConnectionSettings, close_socket
from orchestra.api.dialect import Farewell
from orchestra.api.endpoint import internal_error
from orchestra.api.entrance import Entrance, Guest
from orchestra.api.middleware import PATH_KEY, VERSION_KEY
from orchestra.api.problems import Problems
from orchestra.contract.close_codes import CloseCode
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.live.presence import Presence
from orchestra.live.tickets import Tickets
from orchestra.storage.ids import new_id
from orchestra.telemetry.logging import get_logger

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

# How a refusal ends a connection that came with a ticket: a page cannot read a status.
_FAREWELLS: Final = {
    ErrorCode.UNAUTHENTICATED: CloseCode.UNAUTHENTICATED,
    ErrorCode.KEY_EXPIRED: CloseCode.UNAUTHENTICATED,
    ErrorCode.FORBIDDEN: CloseCode.FORBIDDEN,
    ErrorCode.ORIGIN_NOT_ALLOWED: CloseCode.FORBIDDEN,
    ErrorCode.CONNECTION_LIMIT: CloseCode.CONNECTION_LIMIT,
    ErrorCode.OVERLOADED: CloseCode.OVERLOADED,
}

_log = get_logger("websocket")


@dataclass(frozen=True, slots=True)
class Doorway:
    """What every handshake is checked with. `origins` are those of pages that may connect without a ticket."""

    container: AsyncContainer
    authenticator: Authenticator
    keys: KeyRepository
    tickets: Tickets[Principal]
    presence: Presence
    problems: Problems
    origins: frozenset[str]
    settings: ConnectionSettings
    docs_url: str


class WebSocketEndpoint:
    """The ASGI application of one version's WebSocket."""

    def __init__(self, doorway: Doorway, entrance: Entrance) -> None:
        self._doorway = doorway
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection from its handshake to its end."""
        scope[PATH_KEY] = self._entrance.path
        await receive()
        ticket = self._entrance.ticket(scope)
        connection = Connection(new_id("con"), receive, send, self._doorway.settings)
        presence = self._doorway.presence
        try:
            try:
                self._entrance.check(scope)
                guest = await self._admit(Headers(scope=scope), ticket)
                client = self._entrance.client(scope, guest)
                presence.enter(connection, client, unlimited=guest.caller.unlimited)
            except OrchestraError as error:
                await self._refuse(scope, receive, send, error, ticket)
                return
            except Exception:  # noqa: BLE001 - the border: nothing of the inside goes further
                _log.exception("handshake failed")
                await self._refuse(scope, receive, send, internal_error(), None)
                return
            await self._accept(scope, send)
            await self._serve(scope, connection, guest)
        finally:
            presence.leave(connection)

    async def _serve(self, scope: Scope, connection: Connection, guest: Guest) -> None:
        doorway = self._doorway
        began = asyncio.get_running_loop().time()
        async with doorway.container(scope=Lifetime.SESSION) as session:
            await connection.run(self._entrance.talk(scope, guest, connection, session, doorway.docs_url))
        farewell = connection.farewell
        _log.info(
            "connection ended",
            connection_id=connection.id,
            version=scope[VERSION_KEY],
            code=int(farewell.code) if farewell else None,
            seconds=round(asyncio.get_running_loop().time() - began, 3),
        )

    async def _admit(self, headers: Headers, ticket: str | None) -> Guest:
        """Who is there.

        Raises OrchestraError: unauthenticated, key_expired, forbidden or origin_not_allowed.
        """
        origin = headers.get("origin")
        if ticket is not None:
            found = await self._doorway.tickets.redeem(ticket)
            if origin is None or origin.lower() != found.origin:
                raise OrchestraError(
                    ErrorCode.ORIGIN_NOT_ALLOWED,
                    f"The ticket was made for a page of {found.origin}, and this is none.",
                )
            return Guest(await self._doorway.keys.renew(found.caller), found.session_id)
        if origin is not None and not self._is_at_home(origin.lower(), headers):
            raise OrchestraError(
                ErrorCode.ORIGIN_NOT_ALLOWED,
                "Pages of this origin may not connect without a ticket; let your backend make one "
                "(POST /v2/ws-tickets).",
            )
        return Guest(await self._doorway.authenticator.authenticate(headers))

    def _is_at_home(self, origin: str, headers: Headers) -> bool:
        return (
            origin in self._doorway.origins or origin.partition("://")[2] == headers.get("host", "").lower()
        )

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, error: OrchestraError, ticket: str | None
    ) -> None:
        doorway = self._doorway
        code = _FAREWELLS.get(error.code)
        if ticket is None or code is None:
            answer = doorway.problems.response(error, scope["path"], version=scope[VERSION_KEY])
            await answer(scope, receive, send)
            return
        if doorway.presence.closing:
            code = CloseCode.SHUTTING_DOWN
        farewell = Farewell(code, error.detail)
        said = self._entrance.refusal(scope, error, farewell, doorway.docs_url)
        await self._accept(scope, send)
        await send({"type": "websocket.send", "text": said.decode()})
        await close_socket(send, farewell, doorway.settings.goodbye)

    async def _accept(self, scope: Scope, send: Send) -> None:
        subprotocol = self._entrance.subprotocol(scope["subprotocols"])
        await send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": []})
