"""Replays recorded transcripts: plays the client's side against a running service and holds it to what was recorded.

The model is driven by the transcript too: it says a piece of the answer when the transcript comes to it, so that
nothing depends on time.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Completion, Emit, FinishReason, Prompt, TokenCount
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings
from tests.meaning import Meaning
from tests.service import RunningService
from tests.sockets import Frame, Socket

# The session that the transcripts name themselves.
SESSION: Final = "support-4711"
# How long something that was recorded may take to happen.
SECONDS: Final = 10
MESSAGE: Final = "Say hello in one short sentence."


@dataclass(frozen=True, slots=True)
class End:
    """The model has finished."""

    finish_reason: FinishReason


class RecordedModel(ScriptedProvider):
    """Says what it is told to, when it is told to: for each message pieces, and then an end or an error."""

    def __init__(self) -> None:
        super().__init__(ScriptedSettings(), "smollm2-135m-instruct")
        self._steps: dict[str, asyncio.Queue[str | End | OrchestraError]] = {}

    def tell(self, message: str, *steps: str | End | OrchestraError) -> None:
        """What comes next in the answer to `message`. To be called on the service's loop."""
        for step in steps:
            self._of(message).put_nowait(step)

    def forget(self) -> None:
        """Leave out what is not said yet. To be called on the service's loop."""
        self._steps.clear()

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        """Say the pieces for the newest message, however many without an answer stand before it."""
        steps = self._of(prompt.turns[-1].content.rpartition("\n\n")[2])
        said = 0
        while True:
            step = await steps.get()
            if isinstance(step, OrchestraError):
                raise step
            if isinstance(step, End):
                usage = TokenCount(input=21, output=said, source="reported")
                return Completion(step.finish_reason, usage, self.default_model)
            emit(step)
            said += 1

    def _of(self, message: str) -> asyncio.Queue[str | End | OrchestraError]:
        return self._steps.setdefault(message, asyncio.Queue(maxsize=100))


@dataclass(frozen=True, slots=True)
class Stage:
    """A service, and the model in it."""

    service: RunningService
    model: RecordedModel

    def tell(self, message: str, *steps: str | End | OrchestraError) -> None:
        """Let the model go on with its answer to `message`."""
        self.service.loop.call_soon_threadsafe(self.model.tell, message, *steps)

    def bring_about(self, message: str, recorded: dict[str, Any]) -> None:
        """Do what the service cannot: what makes it say `recorded` in the run that answers `message`."""
        event = lifted(recorded)
        match event["type"]:
            case "token":
                self.tell(message, event["text"])
            case "run.notice":
                self.tell(message, OrchestraError(ErrorCode.CONTEXT_TOO_LONG, "Too long."))
            case "run.completed":
                self.tell(message, End(event["finish_reason"]))
            case "run.failed" if event["error"]["code"] == "run_interrupted":
                self.service.stop()
            case "run.failed":
                error = event["error"]
                code, wait = ErrorCode(error["code"]), error.get("retry_after")
                self.tell(message, OrchestraError(code, error["detail"], retry_after=wait))

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client over HTTP with the admin's key."""
        async with httpx.AsyncClient(
            base_url=self.service.base_url, headers=self.service.headers, timeout=30
        ) as client:
            yield client

    async def clear(self) -> None:
        """End what a replay has left behind."""
        self.service.loop.call_soon_threadsafe(self.model.forget)
        async with self.client() as client:
            answer = await client.delete(f"/v2/sessions/{SESSION}")
            assert answer.status_code in (204, 404), answer.text


def lifted(recorded: dict[str, Any]) -> dict[str, Any]:
    """What matters of an event to the one who brings it about, whichever version it is in."""
    kind, data = recorded["type"], recorded.get("data", {})
    if kind == "stream_token":
        return lifted(data)
    if kind == "complete":
        return {"type": "run.completed", "finish_reason": recorded["metadata"]["finish_reason"]}
    if kind == "error" and "run_id" in recorded.get("metadata", data.get("data", {})):
        problem = recorded.get("metadata") or data["data"]
        if problem["code"] == "run_cancelled":
            return {"type": "run.cancelled", "reason": problem["reason"]}
        return {
            "type": "run.failed",
            "error": {**problem, "detail": recorded.get("content") or data["error"]},
        }
    if kind == "token" and "content" in recorded:
        return {"type": "token", "text": recorded["content"]}
    return recorded


# ----------------------------------------------------------------------------------------------------------- WebSocket


class SocketReplay:
    """Plays the client of a WebSocket transcript: one line after the other."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._meaning = Meaning()
        self._handshake: dict[str, Any] = {}
        self._socket: Socket | None = None
        # Frames that came before it was their turn: those of other runs.
        self._early: deque[Frame] = deque()
        # What was asked, by the id of the message and of its run.
        self._messages: dict[str, str] = {}
        self._message = ""

    async def play(self, lines: Iterable[dict[str, Any]]) -> None:
        """Raises AssertionError where the service does not do as recorded."""
        async with AsyncExitStack() as stack:
            for line in lines:
                if line["direction"] == "to_server":
                    await self._act(line)
                elif "open" in line:
                    await self._open(line["open"], stack)
                elif "frame" in line:
                    await self._hear(line["frame"])
                elif "close" in line:
                    assert await self._the_socket.closed() == line["close"]["code"]
                    self._nothing_more()
                else:
                    assert line["cut"] is True
                    self._the_socket.cut()
                    self._early.clear()

    @property
    def _the_socket(self) -> Socket:
        assert self._socket is not None, "the transcript speaks before it connects"
        return self._socket

    async def _act(self, line: dict[str, Any]) -> None:
        if "open" in line:
            self._handshake = line["open"]
        elif "close" in line:
            await self._the_socket.connection.close(line["close"]["code"])
            self._nothing_more(await _unread(self._the_socket.connection))
        else:
            text = line["text"] if "text" in line else json.dumps(line["frame"])
            self._remember(line.get("frame", {}))
            await self._the_socket.connection.send(self._meaning.replayed(text))

    def _remember(self, frame: Frame) -> None:
        said = frame.get("message") or frame.get("data", {}).get("message")
        if said is not None:
            self._message = self._messages[frame.get("id", "")] = said

    async def _open(self, recorded: dict[str, Any], stack: AsyncExitStack) -> None:
        path, headers = await self._admission()
        offered = headers.pop("Sec-WebSocket-Protocol", None)
        connecting = connect(
            f"ws://127.0.0.1:{self._stage.service.port}{path}",
            additional_headers=headers,
            subprotocols=[Subprotocol(name) for name in offered.split(", ")] if offered else None,
            compression=None,
            proxy=None,
        )
        try:
            connection = await stack.enter_async_context(connecting)
        except InvalidStatus as refusal:
            answer = refusal.response
        else:
            assert connection.response is not None
            answer = connection.response
            self._socket = Socket(connection)
        found = {name: answer.headers.get(name) for name in recorded["headers"]}
        assert (answer.status_code, found) == (recorded["status"], recorded["headers"])
        if "body" in recorded:
            self._meaning.hold(recorded["body"], json.loads(answer.body), "body")

    async def _admission(self) -> tuple[str, dict[str, str]]:
        """Path and headers of the handshake, with a real key or a ticket that was used, where the recording has one."""
        path, headers = self._handshake["path"], dict(self._handshake["headers"])
        real = {"ork_example": self._stage.service.key}
        if "tkt_used" in json.dumps(self._handshake):
            real["tkt_used"] = await self._used_ticket(headers["Origin"])
        for name, value in real.items():
            path = path.replace(name, value)
            headers = {header: text.replace(name, value) for header, text in headers.items()}
        return path, headers

    async def _used_ticket(self, origin: str) -> str:
        async with self._stage.client() as client:
            answer = await client.post("/v2/ws-tickets", json={"origin": origin})
        ticket = str(answer.json()["ticket"])
        address = f"ws://127.0.0.1:{self._stage.service.port}/v2/ws?ticket={ticket}"
        async with connect(address, additional_headers={"Origin": origin}, proxy=None):
            return ticket

    async def _hear(self, recorded: Frame) -> None:
        run = recorded.get("run_id")
        message = self._messages.get(run, self._message) if run else self._message
        if recorded["type"] == "accepted":
            self._messages[recorded["run_id"]] = self._messages[recorded["id"]]
        elif run:
            assert self._meaning.replayed(run) != run, (
                f"{recorded['type']}/run_id: nobody has spoken of {run}"
            )
        self._stage.bring_about(message, recorded)
        # Pings come for ever, so that the socket's own patience is not enough.
        async with asyncio.timeout(SECONDS):
            said = await self._next_like(recorded)
        self._meaning.hold(recorded, said, recorded["type"])

    async def _next_like(self, recorded: Frame) -> Frame:
        """The next frame, pings aside where none was recorded; frames of other runs may come between."""
        run = recorded.get("run_id")
        passed: list[Frame] = []
        while True:
            frame = self._early.popleft() if self._early else await self._the_socket.next()
            if frame["type"] == "ping" != recorded["type"]:
                continue
            if run and "run_id" in frame and not self._meaning.may_be(run, frame["run_id"]):
                passed.append(frame)
                continue
            self._early.extendleft(reversed(passed))
            return frame

    def _nothing_more(self, frames: Iterable[Frame] = ()) -> None:
        left = [frame for frame in (*self._early, *frames) if frame["type"] != "ping"]
        assert not left, f"more was said than recorded: {left}"


async def _unread(connection: ClientConnection) -> list[Frame]:
    """What came and was not read before the connection ended."""
    return [json.loads(text) async for text in connection]
