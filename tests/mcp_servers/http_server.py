"""The tools over streamable HTTP: `python -m tests.mcp_servers.http_server [--port N] [--key KEY] [--legacy]`.

Prints its address when it accepts connections. With a key, requests without it are refused.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
from typing import Any

import uvicorn

from tests.mcp_servers.tools import make


def locked(app: Any, key: str) -> Any:
    """`app` for those who send the key."""

    async def guard(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and (b"x-shop-key", key.encode()) not in scope["headers"]:
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await app(scope, receive, send)

    return guard


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="")
    parser.add_argument("--legacy", action="store_true")
    options = parser.parse_args()
    # Named as TCP, so that asyncio sends small answers at once.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # The test holds the port, so that no other process takes it while this server is away.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", options.port))
    listener.listen()
    app: Any = make("http", legacy=options.legacy).streamable_http_app()
    if options.key:
        app = locked(app, options.key)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/mcp", flush=True)
    await server.serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main())
