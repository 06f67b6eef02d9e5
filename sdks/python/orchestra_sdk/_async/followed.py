"""A run that is followed over a WebSocket, as the source of a stream."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from orchestra_sdk._async.keeper import AsyncKeeper
from orchestra_sdk._errors import APITimeoutError
from orchestra_sdk._fold import Fold
from orchestra_sdk._followed import Following
from orchestra_sdk._generated.models import Run
from orchestra_sdk._generated.v2 import RunEvent
from orchestra_sdk._socket_async import Signal

if TYPE_CHECKING:
    from orchestra_sdk._async.connection import AsyncConnection

_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class AsyncFollowedRun:
    """One run of a connection; an AsyncEventSource. `signal` is set whenever there is something new of it."""

    def __init__(
        self,
        connection: AsyncConnection,
        keeper: AsyncKeeper,
        following: Following,
        signal: Signal,
        timeout: float,
    ) -> None:
        self.fold = Fold(following.run_id, following.cursor)
        self._connection = connection
        self._keeper = keeper
        self._following = following
        self._signal = signal
        self._timeout = timeout

    @property
    def response_headers(self) -> Mapping[str, str]:
        """A WebSocket has none."""
        return _NO_HEADERS

    async def ready(self) -> None:
        """Wait until the service has agreed to send the run. Raises what it said instead, and APITimeoutError."""
        following = self._following
        while following.accepted is None:
            if following.error is not None:
                raise following.error
            if not await self._signal.wait(self._timeout):
                await self.close()
                raise APITimeoutError(f"The service did not begin to send within {self._timeout:g} s.")
        self.fold.run_id = following.run_id

    async def next(self) -> RunEvent:
        """See AsyncEventSource.next."""
        if self.fold.run_id is None or self._following.accepted is None:
            await self.ready()
        while (event := self._read()) is None:
            await self._signal.wait()
        if event.offset > self.fold.offset + 1:
            # The wire gives every event behind the one before, unless that is gone for good.
            self.fold.skip()
        self.fold.take(event)
        return event

    async def cancel(self) -> Run:
        """Cancel the run. Raises ConflictError where it has ended otherwise, and APITimeoutError."""
        await self.ready()
        return await self._connection.cancel(self.fold.run_id or "")

    async def close(self) -> None:
        """Follow no longer."""
        keeper = self._keeper
        with keeper.guard:
            keeper.wire.leave(self._following)
        keeper.outgoing.set()

    def _read(self) -> RunEvent | None:
        keeper = self._keeper
        with keeper.guard:
            event = keeper.wire.read(self._following)
            if keeper.wire.outgoing:
                keeper.outgoing.set()
        return event
