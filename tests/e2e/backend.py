"""What stands behind a page: a small web server that has the key, and the line between page and service."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.service import RunningService

PAGE = Path(__file__).parent / "page"


class Backend:
    """Serves the page and gives it tickets. Which service, and what tickets, the test says.

    `tickets` are given out before new ones are made; None is a page that is to try without.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.service: RunningService | None = None
        self.line: int | None = None
        self.tickets: list[str | None] = []
        self.given: list[str | None] = []

    @property
    def origin(self) -> str:
        """Where the page is at home."""
        return f"http://127.0.0.1:{self.port}"

    def mint(self) -> str:
        """A new ticket for the page."""
        assert self.service is not None
        connection = HTTPConnection("127.0.0.1", self.service.port, timeout=20)
        try:
            body = json.dumps({"origin": self.origin})
            headers = {**self.service.headers, "Content-Type": "application/json"}
            connection.request("POST", "/v2/ws-tickets", body, headers)
            answer = connection.getresponse()
            assert answer.status == 201, answer.read()
            ticket: str = json.load(answer)["ticket"]
            return ticket
        finally:
            connection.close()

    def admission(self) -> dict[str, str | None]:
        """What the page asks for."""
        assert self.service is not None
        ticket = self.tickets.pop(0) if self.tickets else self.mint()
        self.given.append(ticket)
        return {"url": f"ws://127.0.0.1:{self.line or self.service.port}/v2/ws", "ticket": ticket}


@contextmanager
def backend(service: RunningService | None = None) -> Iterator[Backend]:
    """Start a backend on a free port."""

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(PAGE))

        def do_POST(self) -> None:
            body = json.dumps(started.admission()).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's own name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        started = Backend(server.server_address[1])
        started.service = service
        thread = threading.Thread(target=server.serve_forever, name="backend", daemon=True)
        thread.start()
        try:
            yield started
        finally:
            server.shutdown()
            thread.join(20)


class Line:
    """A line to the service that is lost on order: at once, or after so many bytes to the page."""

    def __init__(self, service_port: int, cuts: list[int]) -> None:
        self.port = 0
        self.connections = 0
        self._service_port = service_port
        self._cuts = iter(cuts)
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Lose all connections."""
        for writer in self._writers:
            writer.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection of the page."""
        self.connections += 1
        left = next(self._cuts, None)
        from_service, to_service = await asyncio.open_connection("127.0.0.1", self._service_port)
        self._writers |= {writer, to_service}
        try:
            there = asyncio.create_task(_copy(reader, to_service, None))
            back = asyncio.create_task(_copy(from_service, writer, left))
            await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
            # One that has nothing more to say lets the other finish, unless the line is lost.
            if back.done():
                there.cancel()
            await asyncio.wait({there, back})
        finally:
            for side in (writer, to_service):
                self._writers.discard(side)
                side.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter, left: int | None) -> None:
    try:
        while data := await source.read(65_536):
            target.write(data[:left])
            await target.drain()
            if left is not None:
                left -= len(data)
                if left <= 0:
                    target.close()
                    return
        target.write_eof()
    except OSError:
        return


@asynccontextmanager
async def line(service: RunningService, cuts: list[int] | None = None) -> AsyncIterator[Line]:
    """A line to a service. `cuts` says after how many bytes each connection is lost; those after them live."""
    started = Line(service.port, cuts or [])
    server = await asyncio.start_server(started.carry, "127.0.0.1", 0)
    started.port = server.sockets[0].getsockname()[1]
    async with server:
        yield started
        started.cut()
