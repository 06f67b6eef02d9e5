"""What differs between the versions of the WebSocket until it is open; the rest of a handshake is websocket.py's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import parse_qs

from dishka import AsyncContainer
from pydantic import ValidationError

from orchestra.access.keys import Principal
from orchestra.api import conversation, conversation_v1
from orchestra.api.connection import Connection
from orchestra.api.conversation import Conversation, goodbye_frame
from orchestra.api.conversation_v1 import ConversationV1, Names
from orchestra.api.dialect import Dialect, Farewell
from orchestra.contract.v1 import GetSessionV1Path
from orchestra.errors import ErrorCode, OrchestraError

if TYPE_CHECKING:
    from starlette.types import Scope

SUBPROTOCOL: Final = "orchestra.v2"
TICKET_PREFIX: Final = "orchestra.ticket."


@dataclass(frozen=True, slots=True)
class Guest:
    """Who came in, and the one session that a ticket may have been for."""

    caller: Principal
    session_id: str | None = None


class Entrance(Protocol):
    """A version's side of the handshake. `path` is its route."""

    path: str

    def check(self, scope: Scope) -> None:
        """Look at the address and at what is offered, before anybody is let in. Raises OrchestraError."""

    def subprotocol(self, offered: list[str]) -> str | None:
        """Which of the offered subprotocols is taken up."""

    def ticket(self, scope: Scope) -> str | None:
        """The ticket that the handshake brings, where it brings one."""

    def client(self, scope: Scope, guest: Guest) -> str:
        """By which name the guest's connections are counted.

        Raises OrchestraError(forbidden) where the guest's ticket is for another place than this.
        """

    def refusal(self, scope: Scope, error: OrchestraError, farewell: Farewell, docs_url: str) -> bytes:
        """The one frame that a page is sent whose ticket is refused."""

    def talk(
        self, scope: Scope, guest: Guest, connection: Connection, container: AsyncContainer, docs_url: str
    ) -> Dialect:
        """What is spoken on the open connection."""


class EntranceV2:
    """Version 2's: a subprotocol, which may bring the ticket too, and no names in the path."""

    path = conversation.PATH

    def check(self, scope: Scope) -> None:
        """See Entrance.check."""
        others = [name for name in scope["subprotocols"] if not name.startswith(TICKET_PREFIX)]
        if others and SUBPROTOCOL not in others:
            raise OrchestraError(
                ErrorCode.MALFORMED_REQUEST,
                f"The WebSocket speaks '{SUBPROTOCOL}' only; offer that, or nothing.",
            )

    def subprotocol(self, offered: list[str]) -> str | None:
        """See Entrance.subprotocol."""
        return SUBPROTOCOL if SUBPROTOCOL in offered else None

    def ticket(self, scope: Scope) -> str | None:
        """See Entrance.ticket; the one in the query wins."""
        offered = (
            name.removeprefix(TICKET_PREFIX)
            for name in scope["subprotocols"]
            if name.startswith(TICKET_PREFIX)
        )
        found = _ticket_of(scope)
        return found if found is not None else next(offered, None)

    def client(self, scope: Scope, guest: Guest) -> str:
        """See Entrance.client: a client is a key."""
        return guest.caller.key_id

    def refusal(self, scope: Scope, error: OrchestraError, farewell: Farewell, docs_url: str) -> bytes:
        """See Entrance.refusal."""
        return goodbye_frame(farewell)

    def talk(
        self, scope: Scope, guest: Guest, connection: Connection, container: AsyncContainer, docs_url: str
    ) -> Dialect:
        """See Entrance.talk."""
        return Conversation(connection, guest.caller, guest.session_id, container, docs_url)


class EntranceV1:
    """Version 1's: client and session stand in the path, and a ticket in the query only."""

    path = conversation_v1.PATH

    def check(self, scope: Scope) -> None:
        """See Entrance.check. Names that cannot be lead nowhere: not_found."""
        for name, value in scope["path_params"].items():
            try:
                # A client's name has the form of a session's.
                GetSessionV1Path(session_id=value)
            except ValidationError:
                raise OrchestraError(
                    ErrorCode.NOT_FOUND,
                    f"The {name} in the path must be 1 to 100 characters of A-Z a-z 0-9 . _ : ~ -, "
                    "and neither '.' nor '..'.",
                ) from None

    def subprotocol(self, offered: list[str]) -> str | None:
        """See Entrance.subprotocol: there is none in version 1."""
        return None

    def ticket(self, scope: Scope) -> str | None:
        """See Entrance.ticket."""
        return _ticket_of(scope)

    def client(self, scope: Scope, guest: Guest) -> str:
        """See Entrance.client: a client is a key with the name that it gives itself."""
        names = _names(scope)
        if guest.session_id not in (None, names.session_id):
            raise OrchestraError(
                ErrorCode.FORBIDDEN, "The ticket opens another session than the one in the path."
            )
        return f"{guest.caller.key_id}/{names.client_id}"

    def refusal(self, scope: Scope, error: OrchestraError, farewell: Farewell, docs_url: str) -> bytes:
        """See Entrance.refusal."""
        return conversation_v1.refusal(error, _names(scope).path, docs_url)

    def talk(
        self, scope: Scope, guest: Guest, connection: Connection, container: AsyncContainer, docs_url: str
    ) -> Dialect:
        """See Entrance.talk."""
        confined = guest.session_id is not None
        return ConversationV1(connection, guest.caller, _names(scope), container, docs_url, confined=confined)


def _ticket_of(scope: Scope) -> str | None:
    query: dict[str, Any] = parse_qs(scope["query_string"].decode("latin-1"))
    return next(iter(query.get("ticket", [])), None)


def _names(scope: Scope) -> Names:
    return Names(**scope["path_params"])
