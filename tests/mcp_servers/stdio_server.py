"""The tools over stdio: `python -m tests.mcp_servers.stdio_server [--legacy]`."""

from __future__ import annotations

import asyncio
import sys

from mcp.server.runner import serve_loop
from mcp.server.stdio import stdio_server

from tests.mcp_servers.tools import make


async def serve_legacy() -> None:
    """Serve the handshake of the older protocols only."""
    server = make("stdio", legacy=True)._lowlevel_server
    async with stdio_server() as (reading, writing), server.lifespan(server) as state:
        await serve_loop(
            server,
            reading,
            writing,
            lifespan_state=state,
            init_options=server.create_initialization_options(),
        )


if __name__ == "__main__":
    print("stdio server began", file=sys.stderr, flush=True)
    if "--legacy" in sys.argv:
        asyncio.run(serve_legacy())
    else:
        make("stdio").run()
