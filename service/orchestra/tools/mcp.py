"""Tools of MCP servers (Model Context Protocol), over stdio and streamable HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from orchestra.resilience.breaker import Listener, State
from orchestra.settings import BreakerSettings, McpSettings
from orchestra.tools.base import ServerState, ToolInfo, ToolOutcome, unknown_server
from orchestra.tools.server import McpServer, Retry

BREAKER: Final = "mcp"


class McpToolbox:
    """The servers of the settings; see Toolbox.

    Each server has a circuit breaker of its own, so that one that is down takes no tools away from the others.
    `listener` is told of one breaker, "mcp", in the state of the worst of them.
    """

    def __init__(
        self,
        settings: McpSettings,
        breaker: BreakerSettings,
        *,
        listener: Listener | None = None,
        retry: Retry | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._listener = listener
        self._told: State | None = None
        self._servers = {
            name: McpServer(
                name, server, breaker, retry=retry or Retry(), clock=clock, listener=self._tell_breaker
            )
            for name, server in settings.servers.items()
        }

    async def start(self) -> None:
        """Begin to connect to every server; returns at once."""
        self._tell_breaker()
        for server in self._servers.values():
            server.start()

    async def close(self) -> None:
        """End every connection and process, all at the same time."""
        async with asyncio.TaskGroup() as closing:
            for server in self._servers.values():
                closing.create_task(server.close())

    async def tools(self, servers: Sequence[str] | None = None) -> Sequence[ToolInfo]:
        """The tools of these servers; waits, each server's `connect_deadline` at the most, for those under way."""
        asked = [server for name, server in self._servers.items() if servers is None or name in servers]
        async with asyncio.TaskGroup() as listing:
            tasks = [listing.create_task(server.tools()) for server in asked]
        self._tell_breaker()
        return tuple(tool for task in tasks for tool in task.result())

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        """Call one tool; a failure is an outcome with a sentence that says what it was."""
        found = self._servers.get(server)
        if found is None:
            return unknown_server(server[:100], list(self._servers))
        return await found.call(tool, arguments)

    @property
    def servers(self) -> Sequence[ServerState]:
        """Every server, in the settings' order."""
        return tuple(server.state for server in self._servers.values())

    def _tell_breaker(self) -> None:
        found = {server.breaker_state for server in self._servers.values()}
        worst: State = "open" if "open" in found else "half_open" if "half_open" in found else "closed"
        if worst != self._told and self._listener is not None:
            self._told = worst
            self._listener(BREAKER, worst)
