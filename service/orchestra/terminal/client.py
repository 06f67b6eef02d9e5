"""The terminal's connection: opens it, keeps it between questions, and comes back by itself when it is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from orchestra import __version__
from orchestra.contract.close_codes import CLOSE_CODES
from orchestra.settings import is_loopback
from orchestra.terminal.exchange import (
    End,
    Exchange,
    ExchangeV1,
    ExchangeV2,
    Frame,
    Note,
    RefusedError,
    Update,
)

# Frames that wait to be read; beyond it the connection is not read either, and the service holds back.
INBOX_FRAMES = 256
# The largest frame that is taken, in bytes: a whole answer of 100,000 tokens fits.
FRAME_BYTES = 16 * 1024 * 1024
# Answers to a handshake that another try may change.
RETRY_STATUSES = frozenset({429, 500, 502, 503, 504})


def may_reconnect(code: int) -> bool:
    """Whether a client connects again by itself after this close code. Codes that are not known follow their range."""
    return (
        any(entry.code == code and entry.reconnect for entry in CLOSE_CODES.values()) or 4500 <= code <= 4999
    )


class TerminalError(Exception):
    """It cannot go on; the message is one line for a person."""


class _LostError(Exception):
    """The connection is gone. `after` is the shortest wait before the next one, in seconds."""

    def __init__(self, reason: str, *, reconnect: bool = True, after: float = 0.0) -> None:
        super().__init__(reason)
        self.reconnect = reconnect
        self.after = after


class _NoSuchSocketError(Exception):
    """The service does not know the path."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to talk to. `base_url` is the address of the service as for HTTP."""

    base_url: str
    api_key: str | None = None
    session_id: str | None = None
    model: str | None = None
    swarm: str | None = None
    v1: bool = False

    def __post_init__(self) -> None:
        """Check what would otherwise surprise in mid-handshake.

        Raises TerminalError.
        """
        try:
            parts = urlsplit(self.base_url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise TerminalError(f"{self.base_url!r} is no address; it looks like http://127.0.0.1:8000.")
        if self.api_key and not all("!" <= letter <= "~" for letter in self.api_key):
            raise TerminalError("The key has characters in it that no key has.")
        for option, value in (("model", self.model), ("swarm", self.swarm)):
            if self.v1 and value is not None:
                raise TerminalError(f"Version 1 cannot choose the {option}; leave --{option} or --v1 out.")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds."""

    # A connection and its first frame.
    opening: float = 10.0
    sending: float = 10.0
    closing: float = 2.0
    # Without any frame while an answer is awaited; the service sends a ping after 15.
    silence: float = 45.0
    # From asking for an answer to be stopped to its end.
    cancelling: float = 15.0
    # Between two tries: doubled each time from `first` up to `most`, then shortened by up to a half by chance.
    first: float = 0.25
    most: float = 10.0
    # Without anything new. A run of which nobody reads lives on for 60, unless the service was set otherwise.
    trying: float = 90.0


class _Link:
    """One open connection. A task of its own reads it, so that it lives while nobody asks anything."""

    def __init__(self, socket: ClientConnection, patience: Patience) -> None:
        self._socket = socket
        self._patience = patience
        self._inbox: asyncio.Queue[Frame | None] = asyncio.Queue(INBOX_FRAMES)
        self._goodbye: Frame | None = None
        # Nobody asks anything: what comes is for nobody.
        self.idle = False
        self.over = False
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                frame = _decoded(data)
                if frame.get("type") == "goodbye":
                    self._goodbye = frame
                elif not self.idle:
                    await self._inbox.put(frame)
        except ConnectionClosed:
            pass
        self.over = True
        if not self.idle:
            await self._inbox.put(None)

    async def receive(self, seconds: float) -> Frame:
        """The next frame; an empty one where `wake` was called. Raises _LostError."""
        frame: Frame | None = None
        if not (self.over and self._inbox.empty()):
            try:
                async with asyncio.timeout(seconds):
                    frame = await self._inbox.get()
            except TimeoutError:
                raise _LostError("The service fell silent.") from None
        if frame is None:
            raise self._lost()
        return frame

    def wake(self) -> None:
        """End a `receive` that waits."""
        if self._inbox.empty():
            self._inbox.put_nowait({})

    def _lost(self) -> _LostError:
        code = self._socket.close_code or 1006
        reason = self._socket.close_reason or f"The connection was closed with code {code}."
        if self._goodbye is None:
            return _LostError(reason, reconnect=may_reconnect(code))
        after = self._goodbye.get("after_ms")
        return _LostError(
            str(self._goodbye.get("reason") or reason),
            reconnect=self._goodbye.get("reconnect") is True,
            after=after / 1000 if isinstance(after, int | float) else 0.0,
        )

    async def send(self, frame: Frame) -> None:
        """Send a frame. Raises _LostError."""
        try:
            async with asyncio.timeout(self._patience.sending):
                await self._socket.send(msgspec.json.encode(frame).decode())
        except ConnectionClosed:
            raise self._lost() from None
        except TimeoutError:
            raise _LostError("The service does not read.") from None

    async def close(self) -> None:
        """Say goodbye and end the reader. Takes `closing` seconds at the most."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._socket.close()


class Client:
    """Asks questions, one at a time, over one connection that is opened when it is needed.

    Use it as a context manager, or `close` it.
    """

    def __init__(self, target: Target, patience: Patience | None = None) -> None:
        self._target = target
        self._patience = patience or Patience()
        self._v1 = target.v1
        # Version 1 names the session in the path, so there always is one.
        self.session_id = target.session_id or (_new_session() if target.v1 else None)
        self._link: _Link | None = None
        self._numbers = count(1)
        self._cancel_wanted = False

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection, if there is one."""
        link, self._link = self._link, None
        if link is not None:
            await link.close()

    @property
    def version(self) -> str:
        """The version that is spoken: `v1` or `v2`."""
        return "v1" if self._v1 else "v2"

    async def open(self) -> str | None:
        """Connect, so that a wrong key or address shows before the first question.

        Gives a warning where version 1 was asked for and the service has none. Raises TerminalError.
        """
        try:
            await self._connected()
        except _NoSuchSocketError:
            if not self._v1:
                raise TerminalError(
                    f"There is no AI Orchestra with a WebSocket at {self._target.base_url}."
                ) from None
            self._v1, self.session_id = False, self._target.session_id
            await self.open()
            return "This service has no WebSocket of version 1; version 2 is used instead."
        except _LostError as lost:
            raise TerminalError(str(lost)) from None
        return None

    async def new_session(self) -> None:
        """Begin a new conversation with the next question."""
        self.session_id = _new_session() if self._v1 else None
        if self._v1:
            await self.close()

    def cancel(self) -> None:
        """Stop the answer that is being given. Its end tells whether that came in time."""
        self._cancel_wanted = True
        if self._link is not None:
            self._link.wake()

    async def ask(self, message: str) -> AsyncGenerator[Update]:
        """Ask, and give what comes of it, up to exactly one End. Close the iterator if you leave early.

        Raises TerminalError where the question is refused, or the service stays away.
        """
        self._cancel_wanted = False
        exchange = self._exchange(message)
        loop = asyncio.get_running_loop()
        tries, seen, since, sent = 0, 0, 0.0, False
        while True:
            lost = _LostError("The connection ended.")
            try:
                link = await self._connected()
                link.idle = False
                sent = True
                await link.send(exchange.opening())
                async with aclosing(self._follow(link, exchange)) as updates:
                    async for update in updates:
                        if isinstance(update, End):
                            # Before it is given: who has the end may ask for nothing more.
                            self.session_id = exchange.session_id
                            link.idle = True
                        yield update
                        if isinstance(update, End):
                            return
            except _NoSuchSocketError:
                raise TerminalError(f"The WebSocket at {self._target.base_url} is gone.") from None
            except RefusedError as refused:
                # A question that was under way already is asked for again, and that may have to wait.
                if not (refused.retryable and tries):
                    raise TerminalError(_with_wait(refused)) from None
                lost = _LostError(refused.detail, after=refused.retry_after or 0.0)
            except _LostError as error:
                lost = error
            await self.close()
            if exchange.progress > seen:
                tries, seen = 0, exchange.progress
            if tries == 0:
                since = loop.time()
            if sent and not exchange.resumable:
                raise TerminalError(f"{lost} Version 1 cannot go on with an answer; ask again.")
            if not lost.reconnect or loop.time() - since > self._patience.trying:
                raise TerminalError(str(lost))
            tries += 1
            if tries == 3:
                yield Note(f"{lost} Trying to get back.")
            await asyncio.sleep(max(self._pause(tries), min(lost.after, self._patience.most)))

    async def _follow(self, link: _Link, exchange: Exchange) -> AsyncGenerator[Update]:
        """Updates from one connection, until it ends in _LostError, or the reader has what it wanted."""
        loop = asyncio.get_running_loop()
        cancelled_by: float | None = None
        while True:
            if self._cancel_wanted and cancelled_by is None and (frame := exchange.cancellation()):
                cancelled_by = loop.time() + self._patience.cancelling
                await link.send(frame)
            left = self._patience.silence if cancelled_by is None else cancelled_by - loop.time()
            if left <= 0:
                raise TerminalError("The service did not say that the answer is cancelled.")
            received = await link.receive(min(left, self._patience.silence))
            try:
                updates = exchange.take(received)
            except (KeyError, TypeError):
                raise TerminalError(f"The service sent a {received.get('type')} that is none.") from None
            for update in updates:
                yield update

    def _exchange(self, message: str) -> Exchange:
        def name() -> str:
            return f"c-{next(self._numbers)}"

        if self._v1:
            return ExchangeV1(message, name=name, session_id=self.session_id or _new_session())
        return ExchangeV2(
            message,
            key=str(uuid4()),
            name=name,
            session_id=self.session_id,
            model=self._target.model,
            swarm=self._target.swarm,
        )

    def _pause(self, tries: int) -> float:
        longest = min(self._patience.first * 2.0 ** min(tries - 1, 30), self._patience.most)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - so that clients do not come back all at once

    async def _connected(self) -> _Link:
        """The connection, opened where there is none. Raises _LostError, _NoSuchSocketError and TerminalError."""
        if self._link is not None and self._link.over:
            await self.close()
        if self._link is None:
            link = _Link(await self._handshake(), self._patience)
            try:
                # Welcome in version 2, the status `connected` in version 1; a refusal instead ends the connection.
                first = await link.receive(self._patience.opening)
                if first.get("type") == "error":
                    raise TerminalError(RefusedError.from_problem(first.get("data") or {}).detail)
            except BaseException:
                await link.close()
                raise
            link.idle = True
            self._link = link
        return self._link

    async def _handshake(self) -> ClientConnection:
        parts = urlsplit(self._target.base_url)
        base = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{parts.path.rstrip('/')}"
        path = "/v2/ws" if not self._v1 else f"/v1/ws/terminal/{quote(self.session_id or '', safe='')}"
        try:
            return await connect(
                base + path,
                additional_headers=(
                    {"Authorization": f"Bearer {self._target.api_key}"} if self._target.api_key else None
                ),
                subprotocols=None if self._v1 else [Subprotocol("orchestra.v2")],
                user_agent_header=f"orchestra-terminal/{__version__}",
                open_timeout=self._patience.opening,
                close_timeout=self._patience.closing,
                max_size=FRAME_BYTES,
                # A proxy of the environment does not lead to this machine.
                proxy=None if is_loopback(parts.hostname or "") else True,
            )
        except InvalidStatus as error:
            raise _refusal(error) from None
        except (OSError, InvalidHandshake, InvalidURI) as error:
            # TimeoutError is an OSError. What it says of itself is often nothing.
            why = str(error) or "it did not answer in time"
            raise _LostError(f"{self._target.base_url} cannot be reached: {why}.") from None


def _new_session() -> str:
    return f"terminal-{uuid4().hex}"


def _decoded(data: str | bytes) -> Frame:
    """A frame as an object; what is none means nothing to us, because newer services may send anything."""
    try:
        frame: Any = msgspec.json.decode(data)
    except msgspec.DecodeError:
        return {}
    return frame if isinstance(frame, dict) else {}


def _refusal(error: InvalidStatus) -> Exception:
    """What a handshake that was answered with an HTTP status means."""
    response = error.response
    body = _decoded(bytes(response.body or b""))
    if body.get("code") or isinstance(body.get("data"), dict):
        refused = RefusedError.from_problem(body)
        if response.status_code in RETRY_STATUSES:
            return _LostError(_with_wait(refused), after=refused.retry_after or 0.0)
        return TerminalError(refused.detail)
    # Without a problem it was no handler of ours; servers answer 403 for a WebSocket path that nobody has.
    if response.status_code in (403, 404):
        return _NoSuchSocketError()
    detail = f"The service answered the handshake with status {response.status_code}."
    return _LostError(detail) if response.status_code in RETRY_STATUSES else TerminalError(detail)


def _with_wait(refused: RefusedError) -> str:
    if refused.retry_after is None:
        return refused.detail
    return f"{refused.detail} Try again in {refused.retry_after:.0f} seconds."
