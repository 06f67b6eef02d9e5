"""Ways in for those who cannot send a key."""

from __future__ import annotations

from orchestra.access.keys import Principal
from orchestra.api.endpoint import Answer, Call
from orchestra.contract import models
from orchestra.live.tickets import Tickets
from orchestra.sessions.sessions import SessionRepository
from orchestra.storage.ids import MADE_SESSION_PREFIX, rfc3339


async def create_ws_ticket(
    call: Call, body: models.CreateWsTicketRequest, tickets: Tickets[Principal], sessions: SessionRepository
) -> Answer:
    """Make a ticket that opens one WebSocket from a page in a browser.

    A name of the service's own must be there already; one that the client chose may yet begin with the first chat.
    """
    given = body.model_dump(mode="python", exclude_unset=True)
    session_id = given.get("session_id")
    if session_id is not None and session_id.startswith(MADE_SESSION_PREFIX):
        await sessions.get(session_id)
    ticket, expires_at = await tickets.mint(call.caller, given["origin"], session_id)
    return Answer(models.WsTicket(ticket=ticket, expires_at=rfc3339(expires_at)), status=201)
