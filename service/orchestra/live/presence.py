"""Who is connected: every open WebSocket of this process, counted in all and by client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Protocol

from orchestra.errors import ErrorCode, OrchestraError


class Connected(Protocol):
    """An open connection."""

    async def shut_down(self) -> None:
        """Say goodbye because the service stops; returns when the connection has ended."""


class Presence:
    """The open connections; at most `most` of them, and `most_a_client` of one client."""

    def __init__(self, most: int, most_a_client: int) -> None:
        self._most = most
        self._most_a_client = most_a_client
        self._connections: dict[Connected, str] = {}
        self._clients: Counter[str] = Counter()
        self.closing = False

    def __len__(self) -> int:
        return len(self._connections)

    def __iter__(self) -> Iterator[Connected]:
        return iter(list(self._connections))

    def enter(self, connection: Connected, client: str, *, unlimited: bool) -> None:
        """Count a connection in. Clients that are `unlimited` may have any number.

        Raises OrchestraError: connection_limit or overloaded; then it is not counted.
        """
        if self.closing:
            raise OrchestraError(
                ErrorCode.OVERLOADED, "The service is shutting down; connect again.", retry_after=2
            )
        if not unlimited and self._clients[client] >= self._most_a_client:
            raise OrchestraError(
                ErrorCode.CONNECTION_LIMIT,
                f"This client has {self._most_a_client} connections open, which is as many as it may have; "
                "close one first.",
                retry_after=1,
            )
        if len(self._connections) >= self._most:
            raise OrchestraError(
                ErrorCode.OVERLOADED,
                "The service has as many connections as it takes; connect again later.",
                retry_after=1,
            )
        self._connections[connection] = client
        self._clients[client] += 1

    def leave(self, connection: Connected) -> None:
        """Count a connection out; one that is not there is no error."""
        client = self._connections.pop(connection, None)
        if client is not None:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]
