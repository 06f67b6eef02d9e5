"""A real service for tests: own thread, own event loop, real socket, real SQLite file, scripted model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI

from orchestra.app import create_app
from orchestra.server import bind, new_loop, serve
from orchestra.settings import load_settings

ResultT = TypeVar("ResultT")
PartT = TypeVar("PartT")

ADMIN_KEY = "ork_test-admin-key-0123456789abcdefghijklmnop"


class RunningService:
    """One service and the way into it."""

    def __init__(
        self, app: FastAPI, server: uvicorn.Server, loop: asyncio.AbstractEventLoop, port: int
    ) -> None:
        self.app = app
        self.server = server
        self.loop = loop
        self.port = port
        self.key = ADMIN_KEY

    @property
    def base_url(self) -> str:
        """Address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """What an admin sends."""
        return {"Authorization": f"Bearer {self.key}"}

    def run(self, coroutine: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Run a coroutine on the service's own loop and give its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    async def on_loop(self, coroutine: Coroutine[Any, Any, ResultT]) -> ResultT:
        """The same without blocking the test's own loop."""
        async with asyncio.timeout(30):
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self.loop))

    def get(self, kind: type[PartT]) -> PartT:
        """One of the container's process-wide parts."""
        part: PartT = self.run(self.app.state.container.get(kind))
        return part

    def stop(self) -> None:
        """Tell the service to stop, as SIGTERM does."""
        self.server.should_exit = True


class _Around:
    """What `around` gives, as middleware that is outside of all other."""

    def __init__(self, app: Any, around: Callable[[Any], Any]) -> None:
        self._app = around(app)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)


@contextmanager
def running_service(
    data_dir: Path,
    *,
    replacements: dict[str, Any] | None = None,
    around: Callable[[Any], Any] | None = None,
    **overrides: Any,
) -> Iterator[RunningService]:
    """Start a service on a free port; stops it at the end and fails if it does not stop.

    `around` is given the application and puts something in front of it. The manager is off, because its event comes
    when it comes, and most tests are about the others; `manager={}` leaves it as it is by default.
    """
    listener = bind("127.0.0.1", 0)
    port: int = listener.getsockname()[1]
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "data_dir": data_dir,
        "provider": "scripted",
        "scripted": {"faults": True},
        "bootstrap_key": ADMIN_KEY,
        "shutdown_grace": 0.0,
        "manager": {"enabled": False},
        **overrides,
    }
    app = create_app(load_settings(**values), **(replacements or {}))
    if around is not None:
        app.add_middleware(_Around, around)
    started: Future[RunningService] = Future()

    def work() -> None:
        try:
            with asyncio.Runner(loop_factory=new_loop) as runner:
                loop = runner.get_loop()
                runner.run(
                    serve(
                        app,
                        listener,
                        lambda app, server: started.set_result(RunningService(app, server, loop, port)),
                    )
                )
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=work, name="service", daemon=True)
    with listener:
        thread.start()
        service = started.result(60)
        try:
            yield service
        finally:
            service.stop()
            thread.join(20)
            assert not thread.is_alive(), "the service did not stop"
