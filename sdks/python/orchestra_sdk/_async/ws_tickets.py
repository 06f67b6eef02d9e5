"""Tickets for WebSockets that pages in browsers open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from orchestra_sdk._async.raw import raw
from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.access.create_ws_ticket import create_ws_ticket
from orchestra_sdk._generated.models import CreateWsTicketRequest, WsTicket
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class AsyncWsTickets:
    """Let a page in a browser open one WebSocket without seeing your key."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> AsyncWsTicketsRaw:
        """The same methods, giving the answer as it came."""
        return AsyncWsTicketsRaw(AsyncWsTickets(self._transport.copy(raw=True)))

    async def create(
        self,
        origin: str,
        *,
        session_id: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> WsTicket:
        """Get a ticket for a page of `origin`, such as `https://app.example.com`; it works once, for 30 seconds.

        Raises APIError's subclasses. As no key makes it safe to send twice, it is tried again only where the service
        said that it did nothing.
        """
        body = CreateWsTicketRequest(origin=origin, session_id=session_id)
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return await self._transport.call(create_ws_ticket(body=body), given)


class AsyncWsTicketsRaw:
    """The methods of AsyncWsTickets, giving RawResponse."""

    def __init__(self, ws_tickets: AsyncWsTickets) -> None:
        self.create = raw(ws_tickets.create)
