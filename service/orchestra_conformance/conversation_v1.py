"""What is said over one WebSocket of version 1, held to the order that the contract promises, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from orchestra_conformance.conversation import patiently
from orchestra_conformance.failure import Violation
from orchestra_conformance.sockets import Frame, Socket
from orchestra_conformance.wire import Caller

_ANSWERS: Final = {"ping": "pong", "status": "status", "metrics": "metrics"}


@dataclass(slots=True)
class ChatV1:
    """A chat that was sent. `end` is its last frame: a status `completed` or an error."""

    begun: bool = False
    text: str = ""
    complete: str | None = None
    end: Frame | None = None


class ConversationV1:
    """One connection to one session. Every frame that comes goes through `take`.

    Frames belong together by their `correlation_id`; what was sent without one is answered without one.
    """

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self.chats: dict[str | None, ChatV1] = {}
        self._asked: dict[str | None, str] = {}
        self._names = 0

    def name(self) -> str:
        """A correlation_id for the next frame."""
        self._names += 1
        return f"c-{self._names}"

    def begin(self, frame: Frame) -> ChatV1:
        """Send a chat, in the one form or the other."""
        chat = self.chats[frame.get("correlation_id")] = ChatV1()
        self.socket.send(frame)
        return chat

    def chat(self, message: str) -> ChatV1:
        """Send a chat with this message."""
        return self.begin({"type": "chat", "data": {"message": message}, "correlation_id": self.name()})

    def ended(self, chat: ChatV1) -> Frame:
        """Read up to a chat's end."""
        while chat.end is None:
            self.take()
        return chat.end

    def ask(self, frame: Frame) -> Frame:
        """Send a command or a control and read up to its answer, which may be an error."""
        name = frame.get("correlation_id")
        self._asked[name] = (
            "command_result" if frame["type"] == "command" else _ANSWERS[frame["data"]["type"]]
        )
        self.socket.send(frame)
        while True:
            answer = self.take()
            if name not in self._asked:
                break
        if answer["type"] == "command_result" and answer["data"]["command"] != frame["data"]["command"]:
            raise Violation(
                f"the command {frame['data']['command']} was answered as {answer['data']['command']}"
            )
        return answer

    def control(self, question: str) -> Frame:
        """Ask the connection for a `ping`, `status` or `metrics`. Raises Violation where it is refused."""
        frame = {"type": "control", "data": {"type": question}, "correlation_id": self.name()}
        answer = self.ask(frame)
        if answer["type"] == "error":
            raise Violation(f"the control {question} was refused with {code_of(answer)}")
        return answer

    def command(self, words: str) -> Frame:
        """Give a command and read up to its answer."""
        return self.ask({"type": "command", "data": {"command": words}, "correlation_id": self.name()})

    def error_for(self, text: str, name: str | None) -> str:
        """Send a text that is no frame and read its error, which must carry the `correlation_id`; gives its code."""
        self.socket.send_text(text)
        while (frame := self.socket.receive())["type"] != "error":
            self._hold(frame)
        if frame.get("correlation_id") != name:
            raise Violation(
                f"the error {code_of(frame)} carries the correlation_id {frame.get('correlation_id')}, not {name}"
            )
        self.control("ping")
        return code_of(frame)

    def take(self) -> Frame:
        """The next frame, held to the order of all that came before."""
        frame = self.socket.receive()
        self._hold(frame)
        return frame

    def _hold(self, frame: Frame) -> None:
        kind, name = frame["type"], frame.get("correlation_id")
        if kind == "ping":
            return
        if kind == "timeout":
            raise Violation("the service says that the connection was idle")
        if name in self._asked and kind in (self._asked[name], "error"):
            del self._asked[name]
            return
        chat = self.chats.get(name)
        if chat is None or kind not in ("status", "stream_token", "error"):
            raise Violation(f"{kind} with the correlation_id {name} answers nothing that was asked")
        if chat.end is not None:
            raise Violation(f"{kind} came for the chat {name} after its end ({chat.end['type']})")
        if kind == "error":
            chat.end = frame
        elif kind == "status":
            self._stands(chat, frame)
        else:
            _item(chat, frame["data"])

    def _stands(self, chat: ChatV1, frame: Frame) -> None:
        status = frame["data"]["status"]
        if status == "processing" and not chat.begun:
            chat.begun = True
        elif status == "completed" and chat.complete is not None:
            chat.end = frame
        else:
            raise Violation(f"the status {status} came where the chat was {_where(chat)}")


def _item(chat: ChatV1, item: Frame) -> None:
    kind = item["type"]
    if kind == "error" or (kind == "status" and item["content"] == "processing"):
        raise Violation(f"the item {kind} was sent; it has a frame of its own")
    queued = kind == "status" and item["content"] == "queued"
    if chat.begun == queued or chat.complete is not None:
        raise Violation(f"the item {kind} came where the chat was {_where(chat)}")
    if kind == "token":
        chat.text += item["content"]
    elif kind == "complete":
        chat.complete = item["content"]
        if chat.complete != chat.text:
            raise Violation("the tokens, joined, are not what the item complete says")


def _where(chat: ChatV1) -> str:
    if chat.complete is not None:
        return "complete"
    return "begun" if chat.begun else "not begun"


def code_of(frame: Frame) -> str:
    """The code of an error; empty for every other frame."""
    found: str = frame["data"]["data"]["code"] if frame["type"] == "error" else ""
    return found


@contextmanager
def talking_v1(caller: Caller, client_id: str, session_id: str) -> Iterator[ConversationV1]:
    """A conversation over a new connection of version 1, which must begin with a status `connected`."""
    with patiently(
        caller,
        path=f"/v1/ws/{client_id}/{session_id}",
        document="asyncapi-v1",
        subprotocols=(),
        welcome=False,
    ) as socket:
        first = socket.receive()
        said = first["data"] if first["type"] == "status" else {}
        named = {"status": "connected", "client_id": client_id, "session_id": session_id}
        if any(said.get(field) != value for field, value in named.items()):
            raise Violation(
                f"the first frame is not a status `connected` of this client and session: {first}"
            )
        yield ConversationV1(socket)
