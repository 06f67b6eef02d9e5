"""Ways in for those who cannot send a key."""

from __future__ import annotations

from orchestra.access.keys import Principal
from orchestra.api.endpoint import Answer, Call
from orchestra.contract import models
from orchestra.live.tickets import Tickets
from orchestra.storage.ids import rfc3339


async def create_ws_ticket(
    call: Call, body: models.CreateWsTicketRequest, tickets: Tickets[Principal]
) -> Answer:
    """Make a ticket that opens one WebSocket from a page in a browser."""
    given = body.model_dump(mode="python", exclude_unset=True)
    ticket, expires_at = await tickets.mint(call.caller, given["origin"], given.get("session_id"))
    return Answer(models.WsTicket(ticket=ticket, expires_at=rfc3339(expires_at)), status=201)
