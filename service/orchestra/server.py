"""Runs the application: one process, one event loop, a start and a stop in good order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Final

import uvicorn
from fastapi import FastAPI
from rich.console import Console
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from orchestra import __version__
from orchestra.app import create_app, stop_runs
from orchestra.container import Started, StartError
from orchestra.settings import Settings, unknown_variables
from orchestra.telemetry.logging import configure_logging, get_logger

# Seconds that a finished answer may take to reach its reader when the service stops.
CLOSING_SECONDS: Final = 5
BACKLOG: Final = 2048
# Bytes of a request's line and headers, at least; browsers and proxies stop far below.
HEAD_BYTES: Final = 65_536

_log = get_logger("server")
_quiet_logger = logging.getLogger("orchestra.sockets")
_quiet_logger.setLevel("ERROR")


def run(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; the value is the exit status. What keeps it from starting is one line."""
    configure_logging(settings.log)
    for name in unknown_variables():
        _log.warning("this environment variable is not a setting", variable=name)
    if settings.redis_url:
        _log.warning("redis_url is reserved; this version keeps live state in the process")
    try:
        listener = bind(settings.host, settings.port)
    except OSError as error:
        return _refuse(f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}")
    with listener:
        # Port 0 asks for a free one; from here on everybody knows which.
        bound = settings.model_copy(update={"port": listener.getsockname()[1]})
        try:
            with asyncio.Runner(loop_factory=new_loop) as runner:
                runner.run(serve(create_app(bound), listener, lambda app, _: _announce(app, bound)))
        except StartError as error:
            return _refuse(str(error))
    return 0


async def serve(
    app: FastAPI, listener: socket.socket, on_start: Callable[[FastAPI, uvicorn.Server], None]
) -> None:
    """Serve `app` on a bound socket until it is told to stop.

    `on_start` is called once connections are taken; setting `should_exit` on the server it is given stops it.
    Raises StartError when a part cannot start.
    """
    settings: Settings = app.state.settings
    config = uvicorn.Config(
        app,
        # The lifespan is entered below, so that a failed start is ours to explain.
        lifespan="off",
        http=_Connection,
        ws=_socket_protocol(settings.sockets.goodbye),
        ws_max_size=settings.limits.frame_bytes,
        # Tokens are a few bytes: compressing each would cost more than it saves, for every connection's memory too.
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=CLOSING_SECONDS,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Connections inherit it. A reader that takes nothing, or is gone without a word, would otherwise keep its
        # connection and what is written to it for as long as its system answers, or a quarter of an hour.
        # The service itself comes first, so that a WebSocket is still told goodbye.
        patience = settings.runs.send_timeout + settings.sockets.goodbye + 1
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(patience * 1000))
    server = _Server(config, app, on_start)
    async with app.router.lifespan_context(app):
        await server.serve(sockets=[listener])


class _Connection(HttpToolsProtocol):
    """uvicorn's, but bounded: its own gathers headers for as long as they come, from anybody."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # Bytes since a head was whole, a piece of a body came, or a message ended: a head (or trailers) on its way.
        self._unfinished = 0

    def data_received(self, data: bytes) -> None:
        self._unfinished += len(data)
        super().data_received(data)
        if self._unfinished > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The request's headers are too long.")

    def on_headers_complete(self) -> None:
        self._unfinished = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unfinished = 0
        super().on_message_complete()


class _Server(uvicorn.Server):
    """uvicorn, but runs are ended before connections are: every stream gets its terminal event."""

    def __init__(
        self, config: uvicorn.Config, app: FastAPI, on_start: Callable[[FastAPI, uvicorn.Server], None]
    ) -> None:
        super().__init__(config)
        self._app = app
        self._on_start = on_start
        self._hurrying: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_start(self._app, self)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await stop_runs(self._app)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit and self._hurrying is None:
            # Told a second time: somebody does not want to wait until the answers at work are complete.
            self._hurrying = asyncio.get_running_loop().create_task(stop_runs(self._app, grace=0))
        super().handle_exit(sig, frame)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal again at the end, which would cut the clean-up that follows.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


def _socket_protocol(goodbye: float) -> type[WebSocketsSansIOProtocol]:
    """The WebSocket protocol with ends that end; `goodbye` is in seconds."""

    class Protocol(_SocketProtocol):
        pass

    Protocol.goodbye = goodbye
    return Protocol


class _SocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, but no peer can hold a connection that is over.

    uvicorn waits for the peer to read before it sends a close frame, and for ever to flush one; and it closes the
    socket on a frame that breaks the protocol while the peer still sends, by which the close frame may be lost.
    """

    goodbye: float = 2.0
    # Seconds in which nothing more came of a peer that was told to stop.
    _QUIET: Final = 0.2

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.close_timeout = self.goodbye
        # Its lines would hold tickets; the handshake and the end are logged by the application.
        self.logger = self.conn.logger = _quiet_logger
        self.conn.debug = False
        self._draining: asyncio.TimerHandle | None = None

    async def send(self, message: Any) -> None:
        if message["type"] != "websocket.close" or not self.handshake_complete:
            await super().send(message)
            if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
                # A refusal completes the handshake too; uvicorn would complain of one that is missing.
                self.handshake_complete = True
            return
        # A close frame is small and the last one: it may go on top of what waits.
        self.writable.set()
        await super().send(message)
        if self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        if self._draining is not None:
            self._drain()
            return
        super().data_received(data)

    def handle_parser_exception(self) -> None:
        closing = self.conn.close_sent
        assert closing is not None
        self.queue.put_nowait(
            {"type": "websocket.disconnect", "code": closing.code, "reason": closing.reason}
        )
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.resume_reading()
        self._give_up_later()
        self._drain()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self._give_up_later()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._draining is not None:
            self._draining.cancel()
        super().connection_lost(exc)

    def _drain(self) -> None:
        """Close once the peer has stopped sending: closing on unread bytes would take the close frame back."""
        if self._draining is not None:
            self._draining.cancel()
        self._draining = self.loop.call_later(self._QUIET, self.transport.close)

    def _give_up_later(self) -> None:
        if not self.disconnected:
            self.loop.call_later(self.close_timeout, self.transport.abort)


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 takes a free one. Raises OSError where that fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host.strip("[]"), port))
    except BaseException:
        listener.close()
        raise
    return listener


def new_loop() -> asyncio.AbstractEventLoop:
    """The event loop that the service runs on."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def _announce(app: FastAPI, settings: Settings) -> None:
    """Say where everything is, with a line that works when it is pasted."""
    out = Console(highlight=False, soft_wrap=True)
    url = settings.base_url
    started: Started = app.state.started
    key = started.first_key
    if not settings.auth:
        note, auth = "none needed (started without authentication)", ""
    elif key is not None:
        note, auth = f"{key}  (admin; shown only now, so keep it)", f" -H 'Authorization: Bearer {key}'"
    elif settings.bootstrap_key is not None:
        note = "the value of ORCHESTRA_BOOTSTRAP_KEY"
        auth = ' -H "Authorization: Bearer $ORCHESTRA_BOOTSTRAP_KEY"'
    else:
        note = "the one you have; 'orchestra keys create' makes another"
        auth = ' -H "Authorization: Bearer $ORCHESTRA_API_KEY"'
    out.print(f"[bold]AI Orchestra {__version__}[/bold] answers with {started.answers_with}\n")
    out.print(f"  API   {url}/v2/chat")
    out.print(f"  Docs  {url}/docs/")
    out.print(f"  Spec  {url}/openapi/v2.json")
    out.print(f"  Key   {note}\n")
    out.print("Try it:\n")
    out.print(
        f"  curl -N {url}/v2/chat/stream{auth} -H 'Content-Type: application/json' "
        """-d '{"message": "What is the capital of France?"}'\n""",
        markup=False,
    )
    sys.stdout.flush()


def _refuse(reason: str) -> int:
    Console(stderr=True).print(
        f"orchestra: {reason}", style="red", markup=False, highlight=False, soft_wrap=True
    )
    return 1
