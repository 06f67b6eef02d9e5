"""The client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from orchestra_sdk._async.admin import AsyncAdmin
from orchestra_sdk._async.chat import AsyncChat
from orchestra_sdk._async.commands import AsyncCommands
from orchestra_sdk._async.intents import AsyncIntents
from orchestra_sdk._async.memories import AsyncMemories
from orchestra_sdk._async.models import AsyncModels
from orchestra_sdk._async.runs import AsyncRuns
from orchestra_sdk._async.sessions import AsyncSessions
from orchestra_sdk._async.swarms import AsyncSwarms
from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._async.ws_tickets import AsyncWsTickets
from orchestra_sdk._options import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT, ClientOptions, client_options

if TYPE_CHECKING:
    from orchestra_sdk._async.connection import AsyncConnection


class AsyncOrchestra:
    """A client of one service. May be used for many calls at once; close it when it is not needed any more.

    ```python
    async with AsyncOrchestra() as client:
        answer = await client.chat.create("Hello")
        print(answer.response)
    ```

    - `api_key`: else the environment variable ORCHESTRA_API_KEY.
    - `base_url`: else ORCHESTRA_BASE_URL, else `http://127.0.0.1:8000`.
    - `timeout`: seconds for one attempt of a call. For a stream it is the longest silence, 60 seconds at the most.
    - `max_retries`: how often a call that failed is tried again, where that is safe.
    - `default_headers`: sent with every request.
    - `http_client`: an httpx.AsyncClient of your own, for proxies, certificates and the like; you close it yourself.

    Raises OrchestraError where there is no key or the address is none.
    """

    chat: AsyncChat
    runs: AsyncRuns
    sessions: AsyncSessions
    memories: AsyncMemories
    models: AsyncModels
    swarms: AsyncSwarms
    intents: AsyncIntents
    commands: AsyncCommands
    ws_tickets: AsyncWsTickets
    admin: AsyncAdmin

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        options = client_options(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
        )
        self._use(AsyncTransport(options, http_client))

    @property
    def options(self) -> ClientOptions:
        """What holds for every call."""
        return self._transport.options

    def with_options(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        default_headers: Mapping[str, str] | None = None,
    ) -> Self:
        """A client that differs in what is given (headers are added) and shares the connections of this one."""
        options = client_options(
            api_key=self.options.api_key if api_key is None else api_key,
            base_url=self.options.base_url if base_url is None else base_url,
            timeout=self.options.timeout if timeout is None else timeout,
            max_retries=self.options.max_retries if max_retries is None else max_retries,
            default_headers={**self.options.default_headers, **(default_headers or {})},
        )
        other = object.__new__(type(self))
        other._use(self._transport.copy(options=options))
        return other

    def connect(
        self,
        *,
        session_id: str | None = None,
        ticket: Callable[[], Awaitable[str]] | None = None,
        origin: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> AsyncConnection:
        """A WebSocket over which several runs go at once: `async with client.connect() as connection:`.

        `session_id` is the session of chats that name none. `ticket` is asked for a ticket before every connection;
        without it the key is sent. `origin` is the page's that the ticket was made for. `timeout` (seconds) holds for
        the handshake and every answer, `max_retries` for failed connections in a row.
        """
        from orchestra_sdk._async.connection import AsyncConnection

        return AsyncConnection(
            self,
            session_id=session_id,
            ticket=ticket,
            origin=origin,
            timeout=timeout,
            max_retries=max_retries,
        )

    async def close(self) -> None:
        """Close the connections; an `http_client` of your own stays open."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.options.base_url!r})"

    def _use(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.chat = AsyncChat(transport)
        self.runs = AsyncRuns(transport)
        self.sessions = AsyncSessions(transport)
        self.memories = AsyncMemories(transport)
        self.models = AsyncModels(transport)
        self.swarms = AsyncSwarms(transport)
        self.intents = AsyncIntents(transport)
        self.commands = AsyncCommands(transport)
        self.ws_tickets = AsyncWsTickets(transport)
        self.admin = AsyncAdmin(transport)
