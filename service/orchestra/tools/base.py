"""What the rest of the service knows of tools.

A tool stands on a server; two servers may have tools of the same name, so the server is part of the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

# The contract's bound on `tool.result`.
RESULT_CHARACTERS: Final = 10_000


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """One tool that can be called; `schema` is the JSON schema of its arguments, as its server states it."""

    server: str
    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What a call brought: the result, or, where `ok` is false, one clear sentence that says what went wrong.

    `content` has 10,000 characters at the most.
    """

    ok: bool
    content: str


@dataclass(frozen=True, slots=True)
class ServerState:
    """How a server stands now.

    `up` is true while a connection stands. `tools` counts those that may be called, as last known. `error` says why
    the last connection failed or ended; empty while there is none to tell. It may name what only the operator should
    see, so it is for logs and administrators.
    """

    name: str
    up: bool
    tools: int
    error: str


class Toolbox(Protocol):
    """All tools of the process. One object serves every run."""

    async def start(self) -> None:
        """Begin to connect. Returns at once, servers that are down or slow do not hold up the start."""

    async def close(self) -> None:
        """End calls, connections and the processes that were started. A second call does nothing."""

    async def tools(self, servers: Sequence[str] | None = None) -> Sequence[ToolInfo]:
        """The tools of these servers (None: of all), in the settings' order of servers, then the server's own.

        A server that is down, or not in the settings, has none; nothing is raised for it.
        """

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        """Call one tool, within its server's deadline. Only CancelledError is raised; a cancelled call is ended."""

    @property
    def servers(self) -> Sequence[ServerState]:
        """Every server of the settings, in their order."""


class NoTools:
    """A toolbox without servers."""

    async def start(self) -> None:
        """There is nothing to start."""

    async def close(self) -> None:
        """There is nothing to close."""

    async def tools(self, servers: Sequence[str] | None = None) -> Sequence[ToolInfo]:
        """No tools."""
        return ()

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        """Say that there is no such server."""
        return unknown_server(server, ())

    @property
    def servers(self) -> Sequence[ServerState]:
        """No servers."""
        return ()


def unknown_server(server: str, known: Sequence[str]) -> ToolOutcome:
    """The outcome of a call to a server that the settings do not name."""
    there = f"there are {', '.join(known)}" if known else "no servers are set up"
    return ToolOutcome(False, bounded(f"There is no tool server named {server!r}; {there}."))


def bounded(text: str, limit: int = RESULT_CHARACTERS) -> str:
    """`text` in at most `limit` characters; where some are left out, the end says how many."""
    if len(text) <= limit:
        return text
    # The note's own length depends on the number in it; the whole length has the most digits that number can have.
    room = max(limit - len(_left_out(len(text))), 0)
    return (text[:room] + _left_out(len(text) - room))[:limit]


def _left_out(count: int) -> str:
    return f"\n[… {count} more characters are left out]"
