"""Stand-ins for a service's WebSocket, and a terminal to type into: what the tests of `orchestra chat` need."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import subprocess
import sys
import termios
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.process import environment

EXAMPLES = Path(__file__).parents[1] / "spec" / "examples"
SECONDS = 60
# A process of its own needs the terminal as its controlling one, or Ctrl-C would reach nobody.
LAUNCH = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"

Frame = dict[str, Any]


def transcript(name: str) -> list[Frame]:
    """The lines of a transcript of spec/examples, such as `websocket/chat`."""
    return [json.loads(line) for line in (EXAMPLES / f"{name}.jsonl").read_text("utf-8").splitlines()]


def to_client(name: str) -> list[Frame]:
    """The frames that the service sends in a transcript."""
    return [
        line["frame"] for line in transcript(name) if line["direction"] == "to_client" and "frame" in line
    ]


class StandIn:
    """Plays the run of `websocket/chat` to whoever asks, resumes it, and loses connections as it is told.

    `cuts` says after how many frames each connection is lost, one entry a connection; those after them live.
    """

    def __init__(self, cuts: list[int] | None = None, hold_after: int | None = None) -> None:
        self.welcome, self.accepted, *self.events = to_client("websocket/chat")
        self.answer = str(self.events[-1]["response"])
        self.cuts = iter(cuts or [])
        # The offset behind which the run waits to be cancelled, and whether that is granted.
        self.hold_after = hold_after
        self.grants_cancel = True
        self.frames: list[Frame] = []
        self.keys: list[str | None] = []
        self.connections = 0
        self.arrived = asyncio.Event()
        self._runs: set[str] = set()

    def sent(self, kind: str) -> list[Frame]:
        """The frames of a kind that clients sent."""
        return [frame for frame in self.frames if frame["type"] == kind]

    async def until_sent(self, kind: str) -> Frame:
        """Wait until a client has sent a frame of this kind."""
        async with asyncio.timeout(SECONDS):
            while not self.sent(kind):
                self.arrived.clear()
                await self.arrived.wait()
        return self.sent(kind)[-1]

    def refuse(self, socket: ServerConnection, request: Request) -> Response | None:
        """Answer paths that nobody has as uvicorn does."""
        return None if request.path == "/v2/ws" else socket.respond(HTTPStatus.FORBIDDEN, "")

    async def handle(self, socket: ServerConnection) -> None:
        """One connection."""
        assert socket.request is not None
        assert socket.subprotocol == "orchestra.v2"
        self.connections += 1
        self.keys.append(socket.request.headers.get("Authorization"))
        left = next(self.cuts, None)

        async def send(*frames: Frame) -> None:
            nonlocal left
            for frame in frames:
                if left == 0:
                    socket.transport.abort()
                    raise asyncio.CancelledError
                if left is not None:
                    left -= 1
                await socket.send(json.dumps(frame))
            if left == 0:
                # Lost behind the last frame too, with nothing that follows it.
                await asyncio.sleep(0)
                socket.transport.abort()

        try:
            await send(self.welcome)
            async for text in socket:
                frame = json.loads(text)
                self.frames.append(frame)
                self.arrived.set()
                await send(*self.reply(frame))
        except (ConnectionClosed, asyncio.CancelledError):
            return

    def reply(self, frame: Frame) -> list[Frame]:
        """What a frame is answered with."""
        match frame["type"]:
            case "chat":
                session = frame.get("session_id", "ses_new")
                self._runs.add(frame["idempotency_key"])
                return [{**self.accepted, "id": frame["id"], "session_id": session}, *self._from(0)]
            case "resume":
                start = frame.get("after", -1) + 1
                resumed = {"type": "resumed", "id": frame["id"], "recovered": True, "from": start}
                return [{**resumed, "run_id": frame["run_id"]}, *self._from(start)]
            case "cancel" if self.grants_cancel:
                assert self.hold_after is not None
                cancelled = next(f for f in to_client("websocket/cancel") if f["type"] == "run.cancelled")
                said = "".join(event.get("text", "") for event in self.events[: self.hold_after + 1])
                return [{**cancelled, "offset": self.hold_after + 1, "response": said}]
        return []

    @property
    def runs(self) -> int:
        """How many runs were begun: chats with different idempotency keys."""
        return len(self._runs)

    def _from(self, start: int) -> list[Frame]:
        end = len(self.events) if self.hold_after is None else self.hold_after + 1
        return self.events[start:end]


class Player:
    """Plays one transcript, word for word: what the client sends must be what stands there."""

    def __init__(self, name: str) -> None:
        self.lines = transcript(name)
        self.at = 0
        self.wrong: list[str] = []
        self._key: str | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing of the service's side is left to be played."""
        return not any(line["direction"] == "to_client" for line in self.lines[self.at :])

    def refuse(self, socket: ServerConnection, _request: Request) -> Response | None:
        """Play a handshake that is refused."""
        opened: Frame = self.lines[self.at + 1]["open"]
        if opened["status"] == 101:
            return None
        self.at += 2
        body = json.dumps(opened["body"]).encode()
        answer = socket.respond(HTTPStatus(opened["status"]), body.decode())
        for header, value in opened["headers"].items():
            if header in answer.headers:
                del answer.headers[header]
            answer.headers[header] = value
        return answer

    async def handle(self, socket: ServerConnection) -> None:
        """Play one connection, up to its end in the transcript."""
        assert socket.request is not None
        expected = self.lines[self.at]["open"]
        if socket.request.path.rpartition("/")[2] != expected["path"].rpartition("/")[2]:
            self.wrong.append(f"opened {socket.request.path}")
        self.at += 2
        while self.at < len(self.lines) and "open" not in self.lines[self.at]:
            line = self.lines[self.at]
            try:
                if "cut" in line:
                    self.at += 1
                    socket.transport.abort()
                    return
                if line["direction"] == "to_client" and "close" in line:
                    self.at += 1
                    await socket.close(line["close"]["code"])
                    return
                if line["direction"] == "to_client":
                    await socket.send(json.dumps(line["frame"]))
                elif "frame" in line:
                    self._compare(line["frame"], json.loads(await socket.recv()))
                else:
                    await socket.wait_closed()
            except ConnectionClosed:
                return
            self.at += 1

    def _compare(self, expected: Frame, received: Frame) -> None:
        # What a client may leave out, or choose by itself.
        key = received.get("idempotency_key")
        if self._key is not None and received["type"] == "chat" and key != self._key:
            self.wrong.append(f"sent the chat again with another key: {key}")
        self._key = key or self._key
        own = {"idempotency_key", "timestamp"}
        mine = {name: value for name, value in received.items() if name not in own}
        theirs = {name: value for name, value in expected.items() if name not in own}
        if "data" in theirs:
            theirs["data"] = {k: v for k, v in theirs["data"].items() if k != "request_id"}
        if mine != theirs:
            self.wrong.append(f"sent {mine} in place of {theirs}")


@asynccontextmanager
async def serving(stand_in: StandIn | Player) -> AsyncIterator[str]:
    """Serve on a free port; gives the base URL."""
    async with serve(
        stand_in.handle,
        "127.0.0.1",
        0,
        select_subprotocol=lambda _, offered: offered[0] if offered else None,
        process_request=stand_in.refuse,
        close_timeout=1,
    ) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def variables(folder: Path, base_url: str) -> dict[str, str]:
    """The environment of a terminal for tests."""
    return {
        **environment(folder / "data"),
        "ORCHESTRA_BASE_URL": base_url,
        "ORCHESTRA_API_KEY": "ork_example",
        "XDG_DATA_HOME": str(folder / "share"),
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "TERM": "xterm",
        "NO_COLOR": "1",
    }


async def piped(
    folder: Path, base_url: str, question: str | bytes, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """`echo question | orchestra chat`, to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "orchestra",
        "chat",
        *arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=variables(folder, base_url),
        cwd=folder,
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate(question.encode() if isinstance(question, str) else question)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return subprocess.CompletedProcess([], process.returncode or 0, out.decode(), err.decode())


@dataclass
class Typist:
    """A person at `orchestra chat`."""

    process: asyncio.subprocess.Process
    screen_fd: int
    screen: str = ""
    _seen: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def type(self, text: str) -> None:
        """Press keys; `\\r` is Enter and `\\x03` Ctrl-C."""
        os.write(self.screen_fd, text.encode())

    async def sees(self, text: str) -> None:
        """Wait until this appears, behind what was waited for before."""
        async with asyncio.timeout(SECONDS):
            while (at := self.screen.find(text, self._seen)) < 0:
                self._news.clear()
                await self._news.wait()
        self._seen = at + len(text)

    async def left(self) -> int:
        """Wait until the program has ended; gives its exit status."""
        async with asyncio.timeout(SECONDS):
            return await self.process.wait()

    def read(self) -> None:
        """Take what is on the screen; called by the loop."""
        try:
            self.screen += os.read(self.screen_fd, 65_536).decode("utf-8", "replace")
        except OSError:
            asyncio.get_running_loop().remove_reader(self.screen_fd)
        self._news.set()


@contextmanager
def _screen() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    try:
        yield ours, theirs
    finally:
        os.close(ours)


@asynccontextmanager
async def typist(folder: Path, base_url: str, *arguments: str) -> AsyncIterator[Typist]:
    """Start `orchestra chat` in a terminal."""
    with _screen() as (ours, theirs):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            LAUNCH,
            sys.executable,
            "-m",
            "orchestra",
            "chat",
            *arguments,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=variables(folder, base_url),
            cwd=folder,
            start_new_session=True,
        )
        os.close(theirs)
        person = Typist(process, ours)
        loop = asyncio.get_running_loop()
        loop.add_reader(ours, person.read)
        try:
            yield person
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            loop.remove_reader(ours)
