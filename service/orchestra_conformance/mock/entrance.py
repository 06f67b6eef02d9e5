"""The handshake of a WebSocket: who may connect, and how the others are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers

from orchestra_conformance.mock.access import Key
from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.sockets import Connection, Dialect, House

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_TICKET: Final = "orchestra.ticket."
# How a refused ticket is told to a page, which cannot read a status.
_FAREWELLS: Final = {
    "unauthenticated": 4401,
    "key_expired": 4401,
    "forbidden": 4403,
    "origin_not_allowed": 4403,
}

Talk = Callable[[Connection, "Scope", str | None], Dialect]


class Entrance:
    """The handshake of one version's WebSocket. `subprotocol` is the one that is taken up, where there is one."""

    def __init__(self, house: House, talk: Talk, subprotocol: str | None) -> None:
        self._house = house
        self._talk = talk
        self._subprotocol = subprotocol

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or refuse it."""
        await receive()
        offered = scope["subprotocols"]
        ticket = next(iter(parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [])), None)
        if ticket is None and self._subprotocol is not None:
            brought = (name.removeprefix(_TICKET) for name in offered if name.startswith(_TICKET))
            ticket = next(brought, None)
        try:
            others = [name for name in offered if not name.startswith(_TICKET)]
            if self._subprotocol is not None and others and self._subprotocol not in others:
                raise Refusal("malformed_request", f"The WebSocket speaks '{self._subprotocol}' only.")
            key, session_id = self._admit(Headers(scope=scope), ticket)
            connection = Connection(self._house, key, scope, receive, send)
            dialect = self._talk(connection, scope, session_id)
        except Refusal as refusal:
            await self._refuse(scope, receive, send, refusal, ticket)
            return
        await self._accept(scope, send)
        await connection.run(dialect)

    def _admit(self, headers: Headers, ticket: str | None) -> tuple[Key, str | None]:
        origin = headers.get("origin")
        if ticket is not None:
            found = self._house.access.redeem(ticket, origin)
            return found.key, found.session_id
        at_home = origin is None or origin.partition("://")[2] == headers.get("host")
        if not at_home and origin not in self._house.origins:
            raise Refusal("origin_not_allowed", "Pages of this origin need a ticket.")
        return self._house.access.authenticate(headers), None

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, refusal: Refusal, ticket: str | None
    ) -> None:
        code = _FAREWELLS.get(refusal.code)
        if ticket is None or code is None:
            await self._house.endpoints.refused(scope, refusal)(scope, receive, send)
            return
        connection = Connection(self._house, Key("nobody", ()), scope, receive, send)
        dialect = self._talk(connection, scope, None)
        last = dialect.goodbye(code, refusal.detail) or dialect.refuse(None, refusal)
        await self._accept(scope, send)
        await send({"type": "websocket.send", "text": json.dumps(last)})
        await send({"type": "websocket.close", "code": code, "reason": refusal.detail[:100]})

    async def _accept(self, scope: Scope, send: Send) -> None:
        taken = self._subprotocol if self._subprotocol in scope["subprotocols"] else None
        await send({"type": "websocket.accept", "subprotocol": taken, "headers": []})
