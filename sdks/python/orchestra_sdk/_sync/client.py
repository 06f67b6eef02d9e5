# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""The client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from orchestra_sdk._options import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT, ClientOptions, client_options
from orchestra_sdk._sync.admin import Admin
from orchestra_sdk._sync.chat import Chat
from orchestra_sdk._sync.commands import Commands
from orchestra_sdk._sync.intents import Intents
from orchestra_sdk._sync.memories import Memories
from orchestra_sdk._sync.models import Models
from orchestra_sdk._sync.runs import Runs
from orchestra_sdk._sync.sessions import Sessions
from orchestra_sdk._sync.swarms import Swarms
from orchestra_sdk._sync.transport import Transport
from orchestra_sdk._sync.ws_tickets import WsTickets

if TYPE_CHECKING:
    from orchestra_sdk._sync.connection import Connection


class Orchestra:
    """A client of one service. May be used for many calls at once; close it when it is not needed any more.

    ```python
    with Orchestra() as client:
        answer = client.chat.create("Hello")
        print(answer.response)
    ```

    - `api_key`: else the environment variable ORCHESTRA_API_KEY.
    - `base_url`: else ORCHESTRA_BASE_URL, else `http://127.0.0.1:8000`.
    - `timeout`: seconds for one attempt of a call. For a stream it is the longest silence, 60 seconds at the most.
    - `max_retries`: how often a call that failed is tried again, where that is safe.
    - `default_headers`: sent with every request.
    - `http_client`: an httpx.Client of your own, for proxies, certificates and the like; you close it yourself.

    Raises OrchestraError where there is no key or the address is none.
    """

    chat: Chat
    runs: Runs
    sessions: Sessions
    memories: Memories
    models: Models
    swarms: Swarms
    intents: Intents
    commands: Commands
    ws_tickets: WsTickets
    admin: Admin

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        options = client_options(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
        )
        self._use(Transport(options, http_client))

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
        ticket: Callable[[], str] | None = None,
        origin: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> Connection:
        """A WebSocket over which several runs go at once: `with client.connect() as connection:`.

        `session_id` is the session of chats that name none. `ticket` is asked for a ticket before every connection;
        without it the key is sent. `origin` is the page's that the ticket was made for. `timeout` (seconds) holds for
        the handshake and every answer, `max_retries` for failed connections in a row.
        """
        from orchestra_sdk._sync.connection import Connection

        return Connection(
            self,
            session_id=session_id,
            ticket=ticket,
            origin=origin,
            timeout=timeout,
            max_retries=max_retries,
        )

    def close(self) -> None:
        """Close the connections; an `http_client` of your own stays open."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.options.base_url!r})"

    def _use(self, transport: Transport) -> None:
        self._transport = transport
        self.chat = Chat(transport)
        self.runs = Runs(transport)
        self.sessions = Sessions(transport)
        self.memories = Memories(transport)
        self.models = Models(transport)
        self.swarms = Swarms(transport)
        self.intents = Intents(transport)
        self.commands = Commands(transport)
        self.ws_tickets = WsTickets(transport)
        self.admin = Admin(transport)
