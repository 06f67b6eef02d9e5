"""The tools that both servers have: a small shop's orders, a converter, and tools that misbehave."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

from mcp import MCPError
from mcp.server import MCPServer
from mcp.server.mcpserver import Context, Image
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import INTERNAL_ERROR, METHOD_NOT_FOUND

ORDERS = (
    ("A-1001", "Ada Lovelace", "shipped", 3, 149.70),
    ("A-1002", "Alan Turing", "paid", 1, 89.00),
    ("A-1003", "Grace Hopper", "returned", 2, 61.50),
)
# What each unit measures, and how many metres or kilograms one of it is.
FACTORS = {
    "m": ("length", 1.0),
    "km": ("length", 1000.0),
    "mile": ("length", 1609.344),
    "ft": ("length", 0.3048),
    "kg": ("mass", 1.0),
    "g": ("mass", 0.001),
    "lb": ("mass", 0.45359237),
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


def database() -> sqlite3.Connection:
    """The shop's orders."""
    shop = sqlite3.connect(":memory:", check_same_thread=False)
    shop.execute(
        "CREATE TABLE orders (id TEXT PRIMARY KEY, customer TEXT, status TEXT, items INT, total REAL)"
    )
    shop.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", ORDERS)
    return shop


def make(name: str, *, legacy: bool = False) -> MCPServer:
    """A server with all tools; `legacy` speaks the protocol from before 2026-07-28 only."""
    server = MCPServer(name, log_level="CRITICAL")
    shop = database()
    released: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    @server.tool()
    def look_up_order(order_id: str) -> str:
        """Look up an order of the shop by its number, such as A-1001."""
        row = shop.execute("SELECT * FROM orders WHERE id = ?", (order_id,)).fetchone()
        if row is None:
            return f"There is no order {order_id}."
        return f"Order {row[0]} of {row[1]}: {row[2]}, {row[3]} items, {row[4]:.2f} EUR."

    @server.tool()
    def convert(value: float, source: str, target: str) -> str:
        """Convert a value between units: m, km, mile, ft; kg, g, lb."""
        kind, factor = FACTORS[source]
        other, divisor = FACTORS[target]
        if kind != other:
            raise ToolError(f"{source} is a {kind} and {target} is a {other}")
        return f"{value:g} {source} = {value * factor / divisor:g} {target}"

    @server.tool()
    def fail() -> str:
        """Fail, as a tool does whose database is gone."""
        raise ToolError("the warehouse does not answer")

    @server.tool()
    def break_down() -> str:
        """Fail, as a server does that is broken itself."""
        raise MCPError(INTERNAL_ERROR, "the shop is on fire")

    @server.tool()
    async def wait_for_release(key: str, marks: str) -> str:
        """Wait until `release` is called; leaves files that say that it began, and that it was cancelled."""
        folder = Path(marks)
        (folder / "began").touch()
        try:
            await released[key].wait()
        except asyncio.CancelledError:
            (folder / "cancelled").touch()
            raise
        return "released"

    @server.tool()
    async def release(key: str) -> str:
        """Let `wait_for_release` go on."""
        released[key].set()
        return "done"

    @server.tool()
    def report(lines: int) -> str:
        """A long report."""
        return "\n".join(f"line {number}" for number in range(lines))

    @server.tool()
    def picture() -> Image:
        """A picture."""
        return Image(data=PIXEL, format="png")

    @server.tool()
    def process_id() -> str:
        """The process that this server runs in."""
        return str(os.getpid())

    @server.tool()
    def variables() -> str:
        """The names of the variables that this server was given."""
        return " ".join(sorted(os.environ))

    @server.tool()
    def crash() -> str:
        """End the process at once."""
        os._exit(7)

    @server.tool()
    async def learn(name: str, ctx: Context[Any, Any]) -> str:
        """Have one more tool, and say so to whoever is connected."""

        def learned() -> str:
            return f"I am {name}."

        server.add_tool(learned, name=name, description="A new tool.")
        if legacy:
            await ctx.session.send_tool_list_changed()
        else:
            await ctx.notify_tools_changed()
        return "learned"

    if legacy:

        async def refuse_the_new(ctx: Any, call_next: Any) -> Any:
            if ctx.method == "server/discover":
                raise MCPError(METHOD_NOT_FOUND, "Method not found")
            return await call_next(ctx)

        server.middleware.append(refuse_the_new)
    return server
