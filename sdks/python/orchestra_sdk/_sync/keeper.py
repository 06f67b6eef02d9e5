# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""Keeps a WebSocket open: connects, and connects again, and moves frames between the socket and the wire."""

from __future__ import annotations

from typing import Final

from orchestra_sdk._errors import OrchestraError, StreamError
from orchestra_sdk._log import logger
from orchestra_sdk._options import CONNECT_TIMEOUT, ClientOptions
from orchestra_sdk._socket import ABNORMAL, Closed
from orchestra_sdk._socket_sync import Signal, Socket, Ticket, Worker, guard, open_socket
from orchestra_sdk._version import USER_AGENT
from orchestra_sdk._wire import Wire, closed

_PATH: Final = "/v2/ws"
_SUBPROTOCOL: Final = "orchestra.v2"
_TICKET: Final = "orchestra.ticket."
_PROTOCOL_ERROR: Final = 1002
# The service is never silent for longer than its pings are apart; several may be late.
_PINGS_MISSED: Final = 4
_SHORTEST_SILENCE: Final = 10.0


class Keeper:
    """Owns the sockets of a connection, one after the other, and who reads from them and writes to them.

    `wire` is touched with `guard` held only. `outgoing` is to be set when there is something to send.
    """

    def __init__(self, options: ClientOptions, ticket: Ticket | None, origin: str | None) -> None:
        self.wire = Wire(max_retries=options.max_retries)
        self.guard = guard()
        self.outgoing = Signal()
        self._url = f"ws{options.base_url.removeprefix('http')}{_PATH}"
        self._headers = dict(options.default_headers)
        if ticket is None:
            self._headers["Authorization"] = f"Bearer {options.api_key}"
        self._timeout = min(CONNECT_TIMEOUT, options.timeout)
        self._ticket = ticket
        self._origin = origin
        self._socket: Socket | None = None
        self._closing = False
        self._opened = Signal()
        self._pause = Signal()
        self._workers: list[Worker] = []

    def start(self) -> None:
        """Connect. Raises what kept the connection from being made; may be called once."""
        if self._closing or self._workers:
            raise OrchestraError("A connection is opened once; make another one with client.connect().")
        self._workers = [Worker(self._read, "orchestra-reader"), Worker(self._write, "orchestra-writer")]
        try:
            while not self.wire.open and self.wire.ended is None:
                self._opened.wait()
        except BaseException:
            self.close()
            raise
        if self.wire.ended is not None:
            self.close()
            raise self.wire.ended

    def check_started(self) -> None:
        """Raise OrchestraError where nobody has connected: what is asked now would wait in vain."""
        if not self._workers and not self._closing:
            raise OrchestraError("The connection is not open: enter its context first.")

    def close(self) -> None:
        """Close the socket, and return when nobody reads or writes any more."""
        with self.guard:
            self._closing = True
            self.wire.end(closed(1000, "The connection was closed here."))
            socket = self._socket
        self._pause.set()
        self.outgoing.set()
        if socket is not None:
            socket.close()
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.stop()

    def _read(self) -> None:
        """Keep a socket open and take what comes, until the connection ends."""
        try:
            while (socket := self._connect()) is not None:
                wait = self._listen(socket)
                if wait is None or self._pause.wait(wait):
                    break
        except Exception as error:  # noqa: BLE001 - a reader that died in silence would leave everybody waiting
            self._fail(error)
        finally:
            self._opened.set()
            self.outgoing.set()

    def _connect(self) -> Socket | None:
        """The next socket, after as many tries as it takes; None where there is to be none."""
        while not self._closing:
            try:
                return self._open()
            except OrchestraError as error:
                with self.guard:
                    wait = self.wire.unreachable(error)
                logger.info("No WebSocket: %s", error)
                if wait is None or self._pause.wait(wait):
                    break
        return None

    def _open(self) -> Socket:
        subprotocols = [_SUBPROTOCOL]
        if self._ticket is not None:
            subprotocols.append(_TICKET + self._new_ticket(self._ticket))
        logger.debug("GET %s", self._url)
        return open_socket(
            self._url,
            headers=self._headers,
            subprotocols=subprotocols,
            origin=self._origin,
            user_agent=USER_AGENT,
            timeout=self._timeout,
        )

    def _new_ticket(self, ticket: Ticket) -> str:
        try:
            return ticket()
        except OrchestraError:
            raise
        except Exception as error:
            raise OrchestraError(f"No ticket could be had: {error!r}") from error

    def _listen(self, socket: Socket) -> float | None:
        """Take what comes on a socket; when it is gone, the seconds to wait before the next, None for never."""
        with self.guard:
            self._socket = socket
        code, reason = ABNORMAL, "Nothing came for too long."
        try:
            while not self._closing:
                text = socket.receive(self._silence())
                with self.guard:
                    self.wire.received(text)
                    if self.wire.outgoing:
                        self.outgoing.set()
                self._opened.set()
            socket.close()
        except Closed as end:
            code, reason = end.code, end.reason
        except TimeoutError:
            socket.abort()
        except StreamError as error:
            logger.error("WebSocket closed: %s", error)
            socket.close(_PROTOCOL_ERROR)
        finally:
            with self.guard:
                self._socket = None
        logger.debug("WebSocket closed: %d %s", code, reason)
        with self.guard:
            return self.wire.lost(code, reason)

    def _fail(self, error: Exception) -> None:
        logger.error("The connection failed.", exc_info=error)
        failure = OrchestraError(f"The connection failed: {error!r}")
        failure.__cause__ = error
        with self.guard:
            self.wire.end(failure)

    def _silence(self) -> float:
        limits = self.wire.limits
        if not self.wire.open or limits is None:
            return self._timeout
        return max(_SHORTEST_SILENCE, _PINGS_MISSED * limits.ping_interval)

    def _write(self) -> None:
        """Send what is to be sent, in its order, until the connection ends."""
        try:
            self._send_all()
        except Exception as error:  # noqa: BLE001 - as above
            self._fail(error)
            if self._socket is not None:
                self._socket.abort()

    def _send_all(self) -> None:
        while self.wire.ended is None:
            with self.guard:
                wait = self.wire.due()
                frames, socket = self.wire.take(), self._socket
            if not frames or socket is None:
                self.outgoing.wait(wait)
                continue
            try:
                for frame in frames:
                    socket.send(frame, self._timeout)
            except Closed:
                # The reader finds out as well; what was not answered is said again on the next socket.
                continue
            except TimeoutError:
                socket.abort()
