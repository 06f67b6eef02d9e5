# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false

from orchestra_sdk._call import Call

from ...models.create_ws_ticket_request import CreateWsTicketRequest
from ...models.ws_ticket import WsTicket


def create_ws_ticket(
    *,
    body: CreateWsTicketRequest,
) -> Call[WsTicket]:
    """Get a ticket for a WebSocket"""

    return Call(
        operation="create_ws_ticket",
        method="POST",
        path="/v2/ws-tickets",
        json=body.to_dict(),
        takes_key=False,
        parse=WsTicket.from_dict,
    )
