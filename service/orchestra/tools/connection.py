"""One live connection to an MCP server, through the official SDK. Importing this takes a second: it is done late.

The SDK's clients are task groups inside, so a connection is entered and left by one task; calls may come from any.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, Final

import anyio
import httpx2
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.client.subscriptions import SubscriptionLost
from mcp_types import Implementation, ToolListChangedNotification
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from orchestra import __version__
from orchestra.settings import McpServerSettings
from orchestra.telemetry.logging import Logger
from orchestra.tools.base import ToolInfo, ToolOutcome, bounded
from orchestra.tools.content import text_of
from orchestra.tools.stderr import stderr_to

# It writes what servers and tools have said, in full; what an operator needs of that is logged here.
logging.getLogger("mcp.client").setLevel(logging.CRITICAL)
# Its lines hold addresses, and those may hold keys.
logging.getLogger("httpx2").setLevel(logging.WARNING)

_PAGES: Final = 50
_TOOLS: Final = 1_000
_DESCRIPTION_CHARACTERS: Final = 4_000
_EVENT_BYTES: Final = 4_194_304
# A stream of changes that broke is opened again at once, and then after this.
_LISTEN_AGAIN_S: Final = 5.0
# A server that cannot say when its tools change is asked again after this.
_ASK_AGAIN_S: Final = 60.0


class Connection:
    """What a server can do and how to ask it."""

    def __init__(self, name: str, settings: McpServerSettings, client: Client, ended: asyncio.Event) -> None:
        self.tools: tuple[ToolInfo, ...] = ()
        self.ended = ended
        self._name = name
        self._settings = settings
        self._client = client
        self._stale = False
        self._notifies = False
        self._listed_at = 0.0
        self._listing = asyncio.Lock()

    @property
    def stale(self) -> bool:
        """Whether `tools` may no longer be what the server has."""
        old = asyncio.get_running_loop().time() - self._listed_at > _ASK_AGAIN_S
        return self._stale or (old and not self._notifies)

    def tools_changed(self) -> None:
        """Note that the server has other tools now."""
        self._stale = True

    async def refresh(self) -> None:
        """Ask for the tools, if they may have changed. The caller sets the deadline."""
        async with self._listing:
            if self.stale:
                await self.list_tools()

    async def list_tools(self) -> None:
        """Ask for the tools; those that the settings do not allow are left out."""
        # Set before asking: a change that is told meanwhile must not be lost.
        self._stale = False
        found: list[ToolInfo] = []
        cursor: str | None = None
        allowed = self._settings.tools
        try:
            for _ in range(_PAGES):
                page = await self._client.list_tools(cursor=cursor)
                found += [
                    ToolInfo(
                        self._name,
                        tool.name,
                        bounded(tool.description or tool.title or "", _DESCRIPTION_CHARACTERS),
                        tool.input_schema,
                    )
                    for tool in page.tools
                    if allowed is None or tool.name in allowed
                ]
                cursor = page.next_cursor
                if cursor is None or len(found) >= _TOOLS:
                    break
        except BaseException:
            self._stale = True
            raise
        self.tools = tuple(found[:_TOOLS])
        self._listed_at = asyncio.get_running_loop().time()

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        """Call a tool. Raises MCPError, and RuntimeError or ValueError for a result that breaks the protocol."""
        result = await self._client.call_tool(tool, dict(arguments))
        return ToolOutcome(not result.is_error, text_of(result))

    async def follow_changes(self) -> None:
        """Learn of changes of the tools until cancelled; returns where the server cannot tell of any."""
        if self._client.protocol_version not in MODERN_PROTOCOL_VERSIONS:
            # Before 2026-07-28 the notification comes by itself, to the handler of messages.
            capability = self._client.server_capabilities.tools
            self._notifies = bool(capability and capability.list_changed)
            return
        pause = 0.0
        while True:
            try:
                with anyio.fail_after(self._settings.connect_deadline) as waiting:
                    async with self._client.listen(tools_list_changed=True) as changes:
                        waiting.deadline = float("inf")
                        self._notifies = bool(changes.honored.tools_list_changed)
                        if not self._notifies:
                            return
                        # What has changed while nobody listened.
                        self.tools_changed()
                        pause = 0.0
                        async for _ in changes:
                            self.tools_changed()
            except (MCPError, TimeoutError):
                self._notifies = False
                return
            except SubscriptionLost:
                pass
            await anyio.sleep(pause)
            pause = _LISTEN_AGAIN_S


@asynccontextmanager
async def connect(name: str, settings: McpServerSettings, log: Logger) -> AsyncGenerator[Connection]:
    """Connect, agree on the protocol and learn the tools; on leaving, the server's process has ended.

    The caller sets the deadline, with anyio's cancel scopes: the SDK's clean-up holds against those. Raises what the
    transport raises, often in an ExceptionGroup; a connection that breaks may also cancel the body and raise then.
    """
    ended = asyncio.Event()
    current: Connection | None = None

    async def on_message(message: object) -> None:
        if isinstance(message, ToolListChangedNotification) and current is not None:
            current.tools_changed()
        elif isinstance(message, Exception):
            log.warning("tool server sent something that is not MCP", server=name)

    async with AsyncExitStack() as stack:
        transport = (
            _stdio(settings, stderr_to(log, name)) if settings.url is None else _http(settings, settings.url)
        )
        client = Client(
            _Watched(transport, ended),
            client_info=Implementation(name="ai-orchestra", version=__version__),
            message_handler=on_message,
            cache=None,
        )
        await stack.enter_async_context(client)
        current = Connection(name, settings, client, ended)
        await current.list_tools()
        async with anyio.create_task_group() as background:
            background.start_soon(current.follow_changes)
            yield current
            background.cancel_scope.cancel()


@asynccontextmanager
async def _stdio(
    settings: McpServerSettings, stderr: AbstractAsyncContextManager[Any]
) -> AsyncGenerator[Any]:
    """The streams of a new process. The SDK adds HOME, LOGNAME, PATH, SHELL, TERM and USER to its environment."""
    passed = {name: os.environ[name] for name in settings.pass_env if name in os.environ}
    named = {name: value.get_secret_value() for name, value in settings.env.items()}
    parameters = StdioServerParameters(
        command=settings.command or "",
        args=list(settings.args),
        env={**passed, **named},
        cwd=settings.cwd,
        encoding_error_handler="replace",
    )
    async with stderr as errors, stdio_client(parameters, errlog=errors) as streams:
        errors.close()  # The process has its own; with ours open, its end would never show.
        yield streams


@asynccontextmanager
async def _http(settings: McpServerSettings, url: str) -> AsyncGenerator[Any]:
    """The streams of a streamable HTTP endpoint."""
    client = httpx2.AsyncClient(
        headers={name: value.get_secret_value() for name, value in settings.headers.items()},
        # A stream of changes is silent for hours, so reading has no deadline here; every call has its own.
        timeout=httpx2.Timeout(settings.connect_deadline, read=None),
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=20),
        trust_env=False,
    )
    async with (
        client,
        streamable_http_client(url, http_client=client, max_sse_event_size=_EVENT_BYTES) as streams,
    ):
        yield streams


class _Watched:
    """A transport that says when its reading end is over: the SDK itself tells that only to calls under way."""

    def __init__(self, transport: AbstractAsyncContextManager[Any], ended: asyncio.Event) -> None:
        self._transport = transport
        self._ended = ended

    async def __aenter__(self) -> tuple[Any, Any]:
        reading, writing = await self._transport.__aenter__()
        return _WatchedStream(reading, self._ended), writing

    async def __aexit__(self, *error: Any) -> bool | None:
        self._ended.set()
        return await self._transport.__aexit__(*error)


class _WatchedStream:
    """A reading end as the SDK's dispatcher uses it."""

    def __init__(self, stream: Any, ended: asyncio.Event) -> None:
        self._stream = stream
        self._ended = ended

    @property
    def last_context(self) -> Any:
        return getattr(self._stream, "last_context", None)

    def __aiter__(self) -> _WatchedStream:
        return self

    async def __anext__(self) -> Any:
        return await self._stream.__anext__()

    async def receive(self) -> Any:
        return await self._stream.receive()

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def __aenter__(self) -> _WatchedStream:
        await self._stream.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> bool | None:
        # The dispatcher leaves it before it tells the calls under way, whatever the reason.
        self._ended.set()
        return await self._stream.__aexit__(*error)  # type: ignore[no-any-return]
