"""The handshake of /v2/ws: who may connect, from where, and how the others are told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from dishka import AsyncContainer
from dishka import Scope as Lifetime
from starlette.datastructures import Headers

from orchestra.access.keys import KeyRepository, Principal
from orchestra.api.auth import Authenticator
from orchestra.api.connection import Connection, ConnectionSettings, Farewell, close_socket
from orchestra.api.conversation import Conversation, goodbye_frame
from orchestra.api.endpoint import internal_error
from orchestra.api.problems import Problems
from orchestra.contract.close_codes import CloseCode
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.live.presence import Presence
from orchestra.live.tickets import Tickets
from orchestra.storage.ids import new_id
from orchestra.telemetry.logging import get_logger

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

SUBPROTOCOL: Final = "orchestra.v2"
TICKET_PREFIX: Final = "orchestra.ticket."

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


@dataclass(frozen=True, slots=True)
class Guest:
    """Who came in, and the one session that a ticket may have been for."""

    caller: Principal
    session_id: str | None = None


class WebSocketEndpoint:
    """The ASGI application of /v2/ws."""

    def __init__(self, doorway: Doorway) -> None:
        self._doorway = doorway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection from its handshake to its end."""
        await receive()
        offered: list[str] = scope["subprotocols"]
        ticket = _ticket(scope, offered)
        connection = Connection(new_id("con"), receive, send, self._doorway.settings)
        presence = self._doorway.presence
        try:
            try:
                _check_subprotocol(offered)
                guest = await self._admit(Headers(scope=scope), ticket)
                presence.enter(connection, guest.caller.key_id, unlimited=guest.caller.unlimited)
            except OrchestraError as error:
                await self._refuse(scope, receive, send, error, ticket, offered)
                return
            except Exception:  # noqa: BLE001 - the border: nothing of the inside goes further
                _log.exception("handshake failed")
                await self._refuse(scope, receive, send, internal_error(), None, offered)
                return
            await _accept(send, offered)
            await self._serve(connection, guest)
        finally:
            presence.leave(connection)

    async def _serve(self, connection: Connection, guest: Guest) -> None:
        doorway = self._doorway
        began = asyncio.get_running_loop().time()
        async with doorway.container(scope=Lifetime.SESSION) as session:
            conversation = Conversation(connection, guest.caller, guest.session_id, session, doorway.docs_url)
            await connection.run(conversation)
        farewell = connection.farewell
        _log.info(
            "connection ended",
            connection_id=connection.id,
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
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        error: OrchestraError,
        ticket: str | None,
        offered: list[str],
    ) -> None:
        code = _FAREWELLS.get(error.code)
        if ticket is None or code is None:
            await self._doorway.problems.response(error, scope["path"])(scope, receive, send)
            return
        if self._doorway.presence.closing:
            code = CloseCode.SHUTTING_DOWN
        farewell = Farewell(code, error.detail)
        await _accept(send, offered)
        await send({"type": "websocket.send", "text": goodbye_frame(farewell).decode()})
        await close_socket(send, farewell, self._doorway.settings.goodbye)


async def _accept(send: Send, offered: list[str]) -> None:
    subprotocol = SUBPROTOCOL if SUBPROTOCOL in offered else None
    await send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": []})


def _ticket(scope: Scope, offered: list[str]) -> str | None:
    """The ticket of the handshake; the one in the query wins."""
    given = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [])
    given += [name.removeprefix(TICKET_PREFIX) for name in offered if name.startswith(TICKET_PREFIX)]
    return given[0] if given else None


def _check_subprotocol(offered: list[str]) -> None:
    others = [name for name in offered if not name.startswith(TICKET_PREFIX)]
    if others and SUBPROTOCOL not in others:
        raise OrchestraError(
            ErrorCode.MALFORMED_REQUEST, f"The WebSocket speaks '{SUBPROTOCOL}' only; offer that, or nothing."
        )
