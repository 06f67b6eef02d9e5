"""A WebSocket that does what a script says."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any, Final

from websockets.exceptions import InvalidHandshake
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from tests.sdk.scripts import RUN, events, problem, welcome

Data = dict[str, Any]
NOW: Final = "2026-11-20T09:30:00.000Z"
_BLOCK: Final = 65_536


class ScriptedSocket:
    """The service's side of one WebSocket, from the client's handshake on.

    What the client says is kept in `request["frames"]`, with how it ended in `request["closed"]`. Pings and questions
    for the status are answered without being in the script, unless the next step takes them.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        request: Data,
        faults: list[str],
        seconds: float,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._request = request
        self._faults = faults
        self._seconds = seconds
        self._protocol = ServerProtocol(subprotocols=[Subprotocol("orchestra.v2")], max_size=2**20)
        self._came: deque[Data] = deque()
        self._taken: dict[str, Data] = {}
        self._cursors: dict[str, int] = {}
        self._followed: dict[str, int] = {}
        request["frames"] = []
        request["closed"] = None

    async def play(self, steps: list[Any]) -> None:
        """Shake hands and do every step; then wait until the client closes."""
        self._protocol.receive_data(self._request["head"])
        try:
            (handshake,) = self._protocol.events_received()
        except InvalidHandshake as error:
            self._faults.append(f"no handshake: {error}")
            return
        self._protocol.send_response(self._protocol.accept(handshake))  # type: ignore[arg-type]
        await self._flush()
        for step in steps:
            if not await self._do(step):
                return
        await self._gone()

    async def _do(self, step: Any) -> bool:
        """One step. False where it is over."""
        match step:
            case "welcome":
                await self._say(welcome())
            case "gone":
                await self._gone()
                return False
            case "cut" | {"cut": True}:
                self._writer.close()
                return False
            case "reset":
                self._writer.transport.abort()
                return False
            case {"welcome": limits}:
                await self._say(welcome(limits))
            case {"take": kind}:
                return await self._take(kind, step.get("as", kind), step.get("said", {}))
            case {"say": frame}:
                await self._say(self._named(frame))
            case {"raw": text}:
                await self._say_text(text)
            case {"accept": name}:
                await self._accept(name, step.get("run", RUN))
            case {"resumed": name}:
                await self._resumed(name, step)
            case {"of": _}:
                run_id = step.get("run", RUN)
                for event in events(step, run_id, self._cursors.get(run_id, -1)):
                    await self._say(event)
            case {"error": name}:
                frame = {"type": "error", "id": self._id(name), "problem": problem(step), "created_at": NOW}
                await self._say(frame)
            case {"goodbye": code}:
                words = {"reason": step.get("reason", "Because."), "reconnect": step["reconnect"]}
                said = {"type": "goodbye", "code": code, **words, "after_ms": step.get("after_ms")}
                await self._say({**said, "created_at": NOW})
            case {"close": code}:
                code = code["code"] if isinstance(code, dict) else code
                self._protocol.send_close(code, step.get("reason", ""))
                await self._flush()
                await self._gone()
                return False
            case _:
                raise AssertionError(f"no step: {step}")
        return True

    async def _take(self, kind: str, name: str, said: Data) -> bool:
        """The client's next frame, which has to be of a kind and say something."""
        while not self._came or self._came[0]["type"] != kind:
            if self._came:
                frame = self._came.popleft()
                if not await self._aside(frame):
                    self._faults.append(f"{kind} was to come, but it was {frame}")
                    return False
            elif not await self._receive():
                self._faults.append(f"{kind} was to come, but the client closed")
                return False
        frame = self._came.popleft()
        self._request["frames"].append(frame)
        wrong = {key: frame.get(key) for key, value in said.items() if frame.get(key) != value}
        if wrong:
            self._faults.append(f"{kind}: {said} was to come, but it was {wrong}")
        self._taken[name] = frame
        if kind == "resume":
            self._cursors[frame["run_id"]] = frame.get("after", -1)
        return True

    async def _aside(self, frame: Data) -> bool:
        """Answer what is no part of the script. False for what has to be."""
        if frame["type"] in ("ping", "status") and self._protocol.close_rcvd is not None:
            # Who has closed hears no answer.
            return True
        if frame["type"] == "ping":
            await self._say({"type": "pong", "id": frame.get("id"), "created_at": NOW})
        elif frame["type"] == "status":
            runs = [
                {
                    "run_id": run_id,
                    "session_id": "support-4711",
                    "status": "running",
                    "last_offset": offset,
                    "attached": True,
                }
                for run_id, offset in self._followed.items()
            ]
            about = {"connection_id": "con_0198c0de59007c3e9f002b7d1a4e6c88", "runs": runs, "created_at": NOW}
            await self._say({"type": "status", "id": frame["id"], **about})
        else:
            return False
        return True

    async def _accept(self, name: str, run_id: str) -> None:
        self._followed[run_id] = -1
        session = {"session_id": "support-4711", "user_message_id": "msg_0198c0de5a127c3e9f002b7d1a4e6c91"}
        frame = {"type": "accepted", "id": self._id(name), "run_id": run_id, **session, "created_at": NOW}
        await self._say(frame)

    async def _resumed(self, name: str, step: Data) -> None:
        run_id = self._taken[name]["run_id"]
        if step.get("follows", True):
            self._followed[run_id] = self._cursors[run_id]
        first = step.get("from", self._cursors[run_id] + 1)
        about = {"run_id": run_id, "recovered": step.get("recovered", True), "from": first}
        await self._say({"type": "resumed", "id": self._id(name), **about, "created_at": NOW})

    def _named(self, frame: Data) -> Data:
        """A recorded frame with the name that the client gave."""
        name = frame.get("id")
        return {**frame, "id": self._id(name)} if name in self._taken else frame

    def _id(self, name: str) -> str | None:
        """How the client named a frame that was taken."""
        return self._taken.get(name, {}).get("id")

    async def _gone(self) -> None:
        """Wait until the client has closed; what it still says has to be worth nothing."""
        while await self._receive():
            while self._came:
                frame = self._came.popleft()
                if not await self._aside(frame):
                    self._request["frames"].append(frame)

    async def _receive(self) -> bool:
        """Read once. False at the end."""
        try:
            async with asyncio.timeout(self._seconds):
                data = await self._reader.read(_BLOCK)
        except TimeoutError:
            self._faults.append("the client neither says what it should nor closes its connection")
            return False
        except ConnectionError:
            data = b""
        if data:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self._came.append(json.loads(bytes(event.data)))
        if self._protocol.close_rcvd is not None:
            self._request["closed"] = int(self._protocol.close_rcvd.code)
        await self._flush()
        return bool(data)

    async def _say(self, frame: Data) -> None:
        run_id, offset = frame.get("run_id"), frame.get("offset")
        if run_id in self._followed and isinstance(offset, int):
            self._followed[run_id] = offset
        await self._say_text(json.dumps(frame, ensure_ascii=False))

    async def _say_text(self, text: str) -> None:
        if self._protocol.state is State.OPEN:  # who has said goodbye needs no answer any more
            self._protocol.send_text(text.encode())
            await self._flush()

    async def _flush(self) -> None:
        try:
            for data in self._protocol.data_to_send():
                if data:
                    self._writer.write(data)
                else:
                    self._writer.close()
            await self._writer.drain()
        except ConnectionError:
            pass
