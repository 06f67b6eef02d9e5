"""A service that does what a script says: real sockets, wrong answers, connections that break where it says so."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from tests.sdk.scripted_socket import ScriptedSocket
from tests.sdk.scripts import RUN, events, headers, json_body, operation_at, sse

Data = dict[str, Any]
# How long anything that a script waits for may take, in seconds: only a test that fails waits so long.
SECONDS: Final = 8
_TEXTS: Final = {
    "json": "application/json",
    "answer": "application/json",
    "problem": "application/problem+json",
    "text": "text/html",
}


@dataclass(slots=True)
class Scene:
    """One case as one client plays it: what is left of the script, and what has happened.

    `requests` are in the order in which they came: `operation`, `path`, `query`, `headers` (names in lower case),
    `body`, `line` (the number of the connection), and for a WebSocket `frames` and `closed`. `faults` are what the
    script had not foreseen.
    """

    script: dict[str, list[Any]]
    requests: list[Data] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    at_work: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def next_part(self, operation: str) -> Any:
        """The answer to the next request; None, and a fault, where there is none."""
        left = self.script.get(operation, [])
        if not left:
            self.faults.append(f"{operation} was called once more than it should be")
            return None
        part = left[0]
        if not (isinstance(part, dict) and part.get("for_ever")):
            left.pop(0)
        return part

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """While the script is being played; a script that cannot be played is a fault."""
        self.at_work += 1
        try:
            yield
        except (AssertionError, LookupError, TypeError, ValueError) as error:
            self.faults.append(f"the script is wrong: {error!r}")
            raise
        finally:
            async with self.changed:
                self.at_work -= 1
                self.changed.notify_all()

    async def client_left(self, operation: str, line: _Line) -> None:
        """Wait until the client has closed the connection of an operation, as the script says it does."""
        if not await line.left():
            self.faults.append(f"the client did not close its connection for {operation}")
        async with self.changed:
            self.left.add(operation)
            self.changed.notify_all()

    async def once_left(self, operation: str) -> None:
        """Wait until the client has closed the connection of an earlier request, while it waits for another answer."""
        async with self.changed:
            try:
                async with asyncio.timeout(SECONDS):
                    await self.changed.wait_for(lambda: operation in self.left)
            except TimeoutError:
                self.faults.append(
                    f"the connection for {operation} is still open when the next request comes"
                )

    async def finished(self) -> None:
        """Wait until nothing of the script is being played; what is left of it then is a fault."""
        async with self.changed:
            try:
                async with asyncio.timeout(SECONDS):
                    await self.changed.wait_for(lambda: self.at_work == 0)
            except TimeoutError:
                self.faults.append("the script waits for something that does not happen")
        for operation, left in self.script.items():
            count = sum(not (isinstance(part, dict) and part.get("for_ever")) for part in left)
            if count:
                self.faults.append(f"{operation} was called {count} times less than it should be")


class FaultServer:
    """Plays scenes; each has an address of its own. Runs in a thread of its own between `start` and `stop`."""

    def __init__(self) -> None:
        self._scenes: dict[str, Scene] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-server", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._lines = 0
        self._port = 0

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(SECONDS)

    def stop(self) -> None:
        """End everything."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)
        self._loop.close()

    def open_scene(self, name: str, script: dict[str, list[Any]]) -> str:
        """Begin a scene; gives the base URL that it is played at."""
        self._scenes[name] = Scene(script)
        return f"http://127.0.0.1:{self._port}/{name}"

    def close_scene(self, name: str) -> Scene:
        """What has happened in a scene, once all that it waits for has happened."""
        scene = self._scenes[name]
        asyncio.run_coroutine_threadsafe(scene.finished(), self._loop).result(2 * SECONDS)
        return scene

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._lines += 1
        line = _Line(reader, writer, self._lines)
        try:
            while (request := await line.request()) is not None and await self._answer(line, request):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, line: _Line, request: Data) -> bool:
        """Play the next part for a request. False where the connection is done with."""
        name, _, path = request["path"].removeprefix("/").partition("/")
        scene = self._scenes[name]
        request["path"] = f"/{path}"
        async with scene.working():
            upgrade = request["headers"].get("upgrade", "").lower() == "websocket"
            operation = "connect" if upgrade else operation_at(request["method"], request["path"])
            request["operation"] = operation or f"{request['method']} {request['path']}"
            scene.requests.append(request)
            part = scene.next_part(request["operation"])
            if part is None:
                part = {"status": 418, "problem": "NotFound", "with": {"status": 418, "retryable": False}}
            if isinstance(part, list):
                socket = ScriptedSocket(line.reader, line.writer, request, scene.faults, SECONDS)
                await socket.play(part)
                return False
            if "once_left" in part:
                await scene.once_left(part["once_left"])
            return await line.answer(part, request, scene)


class _Line:
    """One connection of HTTP."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        self.reader = reader
        self.writer = writer
        self._number = number

    async def request(self) -> Data | None:
        """The next request; None at the end of the connection."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        method, target, _ = first.split(" ")
        names = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
        }
        body = await self.reader.readexactly(int(names.get("content-length", 0)))
        address = urlsplit(target)
        return {
            "method": method,
            "path": address.path,
            "query": dict(parse_qsl(address.query)),
            "headers": names,
            "body": json.loads(body) if body else None,
            "line": self._number,
            "head": head,
        }

    async def answer(self, part: Data, request: Data, scene: Scene) -> bool:
        """Send what a part says. False where the connection is over."""
        then = part.get("then", "end")
        if "stream" in part:
            await self._stream(part, request)
            if then == "end":
                await self._send(b"0\r\n\r\n")
        elif part.keys() - {"then", "once_left"}:
            await self._whole(part)
        if then in {"silence", "gone"}:
            await scene.client_left(request["operation"], self)
        elif then == "reset":
            self.writer.transport.abort()
        return bool(then == "end")

    async def _whole(self, part: Data) -> None:
        kind = next((kind for name, kind in _TEXTS.items() if name in part), None)
        if kind is None:
            body = b""
        elif "text" in part:
            body = part["text"].encode()
        else:
            body = json.dumps(json_body(part), ensure_ascii=False).encode()
        status = part.get("status")
        if status is None:
            status = json_body(part)["status"] if "problem" in part else 200
        more = {"Content-Type": kind} if kind else {}
        if status != 204:
            more["Content-Length"] = str(len(body))
        await self._head(status, {**more, **headers(part)})
        await self._send(body)

    async def _stream(self, part: Data, request: Data) -> None:
        resumed = request["operation"] == "listRunEvents"
        run_id = part.get("run", request["path"].split("/")[3] if resumed else RUN)
        behind = cursor(request) if resumed else -1
        about = {
            "Content-Type": "text/event-stream",
            "Orchestra-Run-Id": run_id,
            "Transfer-Encoding": "chunked",
        }
        if resumed:
            about["Orchestra-Recovered"] = "true"
        about |= headers(part)
        await self._head(200, {name: value for name, value in about.items() if value != "none"})
        said = b"retry: 2000\n\n"
        for piece in part["stream"]:
            if "raw" in piece:
                said += piece["raw"].encode()
            elif "event" in piece:
                said += sse({"run_id": run_id, **piece["event"]})
            else:
                written = events(
                    piece, run_id if "run" in part else None, -1 if piece.get("whole") else behind
                )
                said += b"".join(map(sse, written))
        size = part.get("pieces", len(said))
        for start in range(0, len(said), size):
            piece_of = said[start : start + size]
            await self._send(b"%x\r\n%b\r\n" % (len(piece_of), piece_of))

    async def _head(self, status: int, named: dict[str, str]) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        await self._send(f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode())

    async def _send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def left(self) -> bool:
        """Whether the client closes the connection."""
        with suppress(ConnectionError):
            try:
                async with asyncio.timeout(SECONDS):
                    return not await self.reader.read(1)
            except TimeoutError:
                return False
        return True


def cursor(request: Data) -> int:
    """The offset behind which a request wants events; -1 for all."""
    said = request["headers"].get("last-event-id")
    if said is not None:
        return int(said.rpartition(":")[2])
    return int(request["query"].get("after", -1))


@contextmanager
def fault_server() -> Iterator[FaultServer]:
    """A server for as long as the context lasts."""
    server = FaultServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
