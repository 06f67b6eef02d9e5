"""One MCP server of the settings: kept connected by one task, called by many."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from orchestra.errors import OrchestraError
from orchestra.resilience.breaker import Breaker, Permit, State
from orchestra.settings import BreakerSettings, McpServerSettings
from orchestra.telemetry.logging import get_logger
from orchestra.tools.base import ServerState, ToolInfo, ToolOutcome, bounded

if TYPE_CHECKING:
    import anyio
    from mcp import MCPError

    from orchestra.tools.connection import Connection

_log = get_logger("tools.mcp")

# What a connection may take to say goodbye; the SDK itself ends a process that does not end by then (2 + 2 s).
_GOODBYE_S: Final = 3.0
_CLOSE_S: Final = 12.0
_REASON_CHARACTERS: Final = 300
_NAME_CHARACTERS: Final = 100
_NAMES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Retry:
    """Seconds until a server is tried again: `first`, then twice as long each time, up to `last`."""

    first: float = 0.5
    last: float = 30.0


class _Unavailable(Exception):
    """There is no connection; the message says why, in a sentence for clients."""


class McpServer:
    """A server and the task that keeps it connected.

    A call waits for an attempt to connect that is under way. After an attempt that failed, calls fail at once until
    the next; after a connection that broke, the next call need not wait for it. A breaker of the server's own counts
    calls; when it opens, the connection is made anew, because a process that hangs does not mend itself.
    """

    def __init__(
        self,
        name: str,
        settings: McpServerSettings,
        breaker: BreakerSettings,
        *,
        retry: Retry,
        clock: Callable[[], float] = time.monotonic,
        listener: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self._settings = settings
        self._breaker = Breaker(name, breaker, clock=clock, listener=self._breaker_changed)
        self._retry = retry
        self._listener = listener
        self._task: asyncio.Task[None] | None = None
        self._scope: anyio.CancelScope | None = None
        self._connection: Connection | None = None
        # Set while nothing is awaited: there is a connection, or the last attempt to make one has failed.
        self._settled = asyncio.Event()
        # Ends the pause before the next attempt.
        self._hurry = asyncio.Event()
        self._closing = False
        self._delay = 0.0
        self._tools = 0
        self._error = ""
        self._told = ""

    @property
    def state(self) -> ServerState:
        """How it stands now."""
        tools = len(self._connection.tools) if self._connection else self._tools
        return ServerState(self.name, self._connection is not None, tools, self._error)

    @property
    def breaker_state(self) -> State:
        """The state of its breaker."""
        return self._breaker.state

    def start(self) -> None:
        """Begin to connect, where that has not begun yet."""
        if self._task is None and not self._closing:
            self._task = asyncio.create_task(self._keep_connected(), name=f"mcp server {self.name}")

    async def close(self) -> None:
        """Let go of the server; its process, if it has one, has ended on return."""
        self._closing = True
        self._hurry.set()
        if self._task is None:
            return
        if self._scope is not None:
            if self._connection is None:
                self._scope.cancel()
            else:
                self._connection.ended.set()
                self._scope.deadline = asyncio.get_running_loop().time() + _GOODBYE_S
        # Waited for, not cancelled: a cancelled task would leave the process behind.
        done, _ = await asyncio.wait([self._task], timeout=_CLOSE_S)
        if not done:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def tools(self) -> Sequence[ToolInfo]:
        """What may be called; nothing while the server is down."""
        connection: Connection | None = None
        try:
            async with asyncio.timeout(self._settings.connect_deadline):
                connection = await self._connected()
                await connection.refresh()
        except _Unavailable:
            return ()
        except Exception as error:  # noqa: BLE001 - whatever the SDK and its transports raise
            _log.warning("tools could not be listed", server=self.name, error=_reason(error))
        return connection.tools if connection else ()

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        """Call a tool within the server's deadline; see Toolbox.call."""
        began = time.monotonic()
        try:
            if self._is_down():
                # Nothing was tried, so this is not for the breaker.
                raise self._unreachable()
            with self._breaker.guard() as permit:
                outcome = await self._call(tool, arguments, permit)
        except _Unavailable as error:
            outcome = ToolOutcome(False, str(error))
        except OrchestraError as refusal:
            outcome = ToolOutcome(False, refusal.detail)
        except TimeoutError:
            seconds = f"{self._settings.call_deadline:g}"
            outcome = ToolOutcome(
                False, f"{self.name} did not answer within {seconds} s, so the call was given up."
            )
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises for a result that breaks the protocol
            _log.warning("tool call failed", server=self.name, error=type(error).__name__)
            outcome = ToolOutcome(False, f"{self.name} gave an answer that does not follow the protocol.")
        # Without the arguments: they may be secret, and the tool's result as well.
        _log.info(
            "tool called",
            server=self.name,
            tool=tool[:_NAME_CHARACTERS],
            ok=outcome.ok,
            characters=len(outcome.content),
            ms=round((time.monotonic() - began) * 1000),
        )
        return outcome

    async def _call(self, tool: str, arguments: Mapping[str, Any], permit: Permit) -> ToolOutcome:
        async with asyncio.timeout(self._settings.call_deadline):
            connection = await self._connected()
            # Only now: the task that connects has imported it, beside the event loop.
            from mcp import MCPError

            try:
                if not _has(connection, tool):
                    await connection.refresh()
                if not _has(connection, tool):
                    permit.succeed()
                    return ToolOutcome(False, self._no_such_tool(tool, connection))
                outcome = await connection.call(tool, arguments)
            except MCPError as error:
                return self._refusal(error, connection, permit)
            except Exception as error:
                if connection.ended.is_set():
                    raise _Unavailable(f"The connection to {self.name} broke before it answered.") from error
                raise
        self._delay = 0.0
        return outcome

    def _refusal(self, error: MCPError, connection: Connection, permit: Permit) -> ToolOutcome:
        """What an error in the place of a result means: the server's refusal, or an exception for a failure."""
        from mcp_types import CONNECTION_CLOSED, INTERNAL_ERROR, INVALID_REQUEST, REQUEST_TIMEOUT

        if error.code == INVALID_REQUEST and self._settings.url is not None:
            # A server that was started anew says so that it does not know our session.
            connection.ended.set()
        elif error.code == REQUEST_TIMEOUT:
            raise TimeoutError
        elif error.code not in (CONNECTION_CLOSED, INTERNAL_ERROR):
            # It is well and did not like the request.
            permit.succeed()
            return ToolOutcome(False, bounded(f"{self.name} refused the call: {error.message}"))
        if connection.ended.is_set() or error.code == CONNECTION_CLOSED:
            raise _Unavailable(
                bounded(f"The connection to {self.name} broke before it answered ({error.message}).")
            )
        raise _Unavailable(bounded(f"{self.name} failed: {error.message}"))

    def _no_such_tool(self, tool: str, connection: Connection) -> str:
        names = [info.name for info in connection.tools]
        shown = ", ".join(names[:_NAMES_SHOWN]) + (", …" if len(names) > _NAMES_SHOWN else "")
        return bounded(
            f"{self.name} has no tool {tool[:_NAME_CHARACTERS]!r} that may be called; it has: {shown or 'none'}."
        )

    async def _connected(self) -> Connection:
        """The connection, waited for while an attempt is under way. Raises _Unavailable."""
        self.start()
        if self._connection is not None and self._connection.ended.is_set():
            self._went_down()
        if self._connection is None and not self._settled.is_set():
            self._hurry.set()
            await self._settled.wait()
        if self._connection is None:
            raise self._unreachable()
        return self._connection

    def _is_down(self) -> bool:
        return self._connection is None and self._settled.is_set()

    def _unreachable(self) -> _Unavailable:
        why = "is being closed" if self._closing else "cannot be reached; it is tried again soon"
        return _Unavailable(f"The tool server {self.name} {why}.")

    async def _keep_connected(self) -> None:
        """Connect, stay, and connect again; the only task that enters and leaves connections."""
        try:
            # Beside the event loop: the SDK takes a second to import.
            await asyncio.to_thread(importlib.import_module, "orchestra.tools.connection")
            import anyio

            with anyio.CancelScope() as self._scope:
                while not self._closing:
                    await self._connect_once()
                    await self._pause()
        finally:
            self._scope = None
            self._connection = None
            self._closing = True
            self._settled.set()

    async def _connect_once(self) -> None:
        """One connection from beginning to end. Afterwards `_settled` is set where none was made."""
        import anyio

        from orchestra.tools.connection import connect

        self._hurry.clear()
        was_up = False
        try:
            with anyio.fail_after(self._settings.connect_deadline) as making:
                async with connect(self.name, self._settings, _log) as connection:
                    making.deadline = float("inf")
                    was_up = True
                    self._came_up(connection)
                    await connection.ended.wait()
                    self._went_down()
        except TimeoutError as error:
            seconds = f"{self._settings.connect_deadline:g}"
            self._error = _reason(error) if was_up else f"not ready within {seconds} s"
        except Exception as error:  # noqa: BLE001 - whatever the SDK and its transports raise
            self._error = _reason(error)
        finally:
            self._went_down()
        if self._closing:
            return
        if was_up:
            self._error = self._error or "the connection ended"
            _log.warning("tool server lost", server=self.name, error=self._error)
        else:
            self._settled.set()
            # Once for a reason: one that stays down must not fill the log.
            write = _log.debug if self._error == self._told else _log.warning
            write("tool server not reachable yet", server=self.name, error=self._error)
            self._told = self._error

    def _came_up(self, connection: Connection) -> None:
        self._connection = connection
        self._error = self._told = ""
        self._settled.set()
        _log.info("tool server connected", server=self.name, tools=len(connection.tools))
        names = {tool.name for tool in connection.tools}
        if missing := sorted(set(self._settings.tools or ()) - names):
            _log.warning("tool server lacks tools that the settings allow", server=self.name, tools=missing)

    def _went_down(self) -> None:
        if self._connection is not None:
            self._tools = len(self._connection.tools)
            self._connection = None
            self._settled.clear()

    async def _pause(self) -> None:
        """Wait before the next attempt, longer each time; a call that was answered makes it short again."""
        self._delay = min(max(self._delay * 2, self._retry.first), self._retry.last)
        if not self._closing:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._delay):
                    await self._hurry.wait()
        self._settled.clear()

    def _breaker_changed(self, _: str, state: State) -> None:
        if state == "open" and self._connection is not None:
            _log.warning("tool server fails too often, it is connected anew", server=self.name)
            self._connection.ended.set()
        self._listener()


def _has(connection: Connection, tool: str) -> bool:
    return any(info.name == tool for info in connection.tools)


def _reason(error: BaseException) -> str:
    """The first thing that went wrong, in a few words."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return (str(error) or type(error).__name__)[:_REASON_CHARACTERS]
