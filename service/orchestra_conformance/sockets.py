"""WebSockets: every frame that comes is held to the contract, every wait has an end, and all of it is kept."""

from __future__ import annotations

import json
import socket as network
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from orchestra_conformance.exchange import Talk, problem_code
from orchestra_conformance.failure import Violation
from orchestra_conformance.streams import TERMINAL
from orchestra_conformance.wire import Caller

Frame = dict[str, Any]

PATH_V2: Final = "/v2/ws"
SUBPROTOCOL_V2: Final = "orchestra.v2"
# No frame of the contract is larger: a terminal event with the longest response there can be.
MOST_FRAME_BYTES: Final = 4 * 1024 * 1024
# No connection of a check hears more, in frames and in characters.
MOST_FRAMES: Final = 200_000
MOST_CHARACTERS: Final = 64 * 1024 * 1024
# Of a frame that came, this much is kept for the reports.
_KEPT_CHARACTERS: Final = 10_000
_TOO_BIG: Final = 1009
_NO_WEBSOCKET: Final = frozenset({1002, 1007})
# What one read of a socket can hold is less than so many frames.
_MOST_UNREAD: Final = 100_000
# The schema of what a server may say, by document.
_SERVER_FRAMES: Final = {"asyncapi-v2": "ServerFrame", "asyncapi-v1": "ServerFrameV1"}


class Refused(Exception):
    """The handshake was refused with an HTTP answer."""

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        super().__init__(f"the handshake was refused with {status}")
        self.status = status
        self.headers = headers
        self.content = content

    @property
    def code(self) -> str | None:
        """The problem's code."""
        return problem_code(self.content)


class Socket:
    """One connection. `frames` are all that came, in their order. Pings of the contract are answered by themselves."""

    def __init__(self, caller: Caller, connection: ClientConnection, talk: Talk, document: str) -> None:
        self.caller = caller
        self.connection = connection
        self.talk = talk
        self.document = document
        self.frames: list[Frame] = []
        self._characters = 0

    def send(self, frame: Mapping[str, Any]) -> None:
        """Send a frame of JSON. Raises Violation where the connection is closed."""
        self.send_text(json.dumps(frame, ensure_ascii=False))

    def send_text(self, text: str | bytes) -> None:
        """Send a text frame as it is; bytes make a binary frame."""
        self.talk.lines.append(("sent", text if isinstance(text, str) else repr(text)))
        try:
            self.connection.send(text)
        except ConnectionClosed as error:
            raise Violation(
                f"the connection was closed ({self._closed(error)}) before a message was sent"
            ) from error

    def receive(self, seconds: float | None = None) -> Frame:
        """The next frame, held to the contract. Waits `seconds`, or as long as one answer may take.

        Raises Violation where nothing comes in time, the connection is closed, or the frame is not in the contract.
        """
        wait = (
            min(seconds, self.caller.wire.budget.remaining())
            if seconds
            else self.caller.wire.budget.remaining()
        )
        try:
            data = self.connection.recv(timeout=wait)
        except TimeoutError as error:
            raise Violation(f"the WebSocket said nothing for {wait:g} s") from error
        except ConnectionClosed as error:
            raise Violation(f"the WebSocket was closed with {self._closed(error)}") from error
        return self._taken(data)

    def until(self, enough: Callable[[Frame], bool]) -> Frame:
        """Read up to the first frame that is `enough`."""
        while not enough(frame := self.receive()):
            pass
        return frame

    def answer(self, frame_id: str) -> Frame:
        """Read up to the frame that answers the message of this id."""
        return self.until(lambda frame: frame.get("id") == frame_id)

    def ended(self, run_id: str) -> Frame:
        """Read up to a run's terminal event."""
        return self.until(lambda frame: frame["type"] in TERMINAL and frame.get("run_id") == run_id)

    def events(self, run_id: str) -> list[Frame]:
        """A run's events among the frames that have come."""
        return [frame for frame in self.frames if frame.get("run_id") == run_id and "offset" in frame]

    def closed(self) -> int:
        """Read to the end; the code that the connection was closed with, 1006 where it was lost."""
        while True:
            wait = self.caller.wire.budget.remaining()
            try:
                data = self.connection.recv(timeout=wait)
            except TimeoutError as error:
                raise Violation(f"the WebSocket was not closed within {wait:g} s") from error
            except ConnectionClosed as error:
                return self._closed(error)
            self._taken(data)

    def cut(self) -> None:
        """Leave without a word, as a phone in a tunnel does."""
        self.connection.close_socket()
        # The library notices only once what had come before is taken.
        with suppress(ConnectionClosed, TimeoutError):
            for _ in range(_MOST_UNREAD):
                self.connection.recv(timeout=1)

    def _taken(self, data: str | bytes) -> Frame:
        if isinstance(data, bytes):
            self.talk.lines.append(("received", repr(data[:1000])))
            raise Violation("a binary frame came; the contract has text frames alone")
        self.talk.lines.append(("received", data[:_KEPT_CHARACTERS]))
        self._characters += len(data)
        if len(self.frames) >= MOST_FRAMES or self._characters > MOST_CHARACTERS:
            raise Violation(
                f"the WebSocket does not stop: {len(self.frames)} frames, {self._characters} characters"
            )
        try:
            frame = json.loads(data)
        except ValueError as error:
            raise Violation(f"a frame is not JSON: {error}") from error
        schema = f"/components/schemas/{_SERVER_FRAMES[self.document]}"
        problems = self.caller.wire.specification.problems(self.document, schema, frame)
        if problems:
            kind = frame.get("type") if isinstance(frame, dict) else frame
            raise Violation(f"the frame {kind} is not in the contract: {'; '.join(problems)}")
        self.frames.append(frame)
        return dict(frame)

    def _closed(self, error: ConnectionClosed) -> int:
        if error.rcvd is None and error.sent is not None:
            # It was the kit's library that could not go on.
            if error.sent.code == _TOO_BIG:
                raise Violation(f"a frame has more than {MOST_FRAME_BYTES} bytes") from error
            if error.sent.code in _NO_WEBSOCKET:
                raise Violation(f"what came is no WebSocket message: {error.sent.reason}") from error
        code = error.rcvd.code if error.rcvd is not None else 1006
        self.talk.close_code = code
        return code


@contextmanager
def opened(
    caller: Caller,
    *,
    path: str = PATH_V2,
    document: str = "asyncapi-v2",
    subprotocols: Sequence[str] = (SUBPROTOCOL_V2,),
    origin: str | None = None,
    headers: Mapping[str, str] | None = None,
    welcome: bool = True,
) -> Iterator[Socket]:
    """A connection with the caller's key; with `welcome` (v2), that frame is read.

    Raises Refused where the handshake is answered with an HTTP status, Violation where it is not answered rightly.
    """
    wire = caller.wire
    url = f"ws{wire.base_url.removeprefix('http')}{path}"
    sent = {**caller.access, **(headers or {}), **({} if origin is None else {"Origin": origin})}
    shown = {**sent, **({"Sec-WebSocket-Protocol": ", ".join(subprotocols)} if subprotocols else {})}
    talk = Talk(url, list(shown.items()), time.time(), caller.key or "")
    wire.recorder.add(talk)
    try:
        connection = connect(
            url,
            additional_headers=sent,
            subprotocols=[Subprotocol(name) for name in subprotocols] or None,
            compression=None,
            proxy=None,
            max_size=MOST_FRAME_BYTES,
            open_timeout=wire.budget.remaining(),
            close_timeout=min(5, wire.budget.patience),
            ping_interval=None,
        )
    except InvalidStatus as error:
        response = error.response
        talk.status = response.status_code
        raise Refused(
            response.status_code,
            {name.lower(): value for name, value in response.headers.raw_items()},
            bytes(response.body or b""),
        ) from error
    except (InvalidHandshake, WebSocketException, OSError, TimeoutError) as error:
        raise Violation(f"WebSocket {path}: no connection: {str(error) or type(error).__name__}") from error
    talk.status = 101
    with connection, _in_time(connection, wire.budget.left):
        socket = Socket(caller, connection, talk, document)
        if welcome:
            first = socket.receive()
            if first["type"] != "welcome":
                raise Violation(f"the first frame is {first['type']}, not welcome")
        try:
            yield socket
        except BaseException:
            # What was not read would hold up a good end, and there is nothing more to be learnt from one.
            socket.cut()
            raise


@contextmanager
def _in_time(connection: ClientConnection, seconds: float) -> Iterator[None]:
    """Cut the line when the check's time is over: sending to somebody who does not read waits without an end."""

    def cut() -> None:
        # The library's own ways of closing wait for the one who sends.
        with suppress(OSError):
            connection.socket.shutdown(network.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
