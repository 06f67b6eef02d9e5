"""Fixtures that every part of the suite shares; the first four carry the seed document's names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from dishka import AsyncContainer

from orchestra.app import create_app
from orchestra.chat.orchestrator import Orchestrator
from orchestra.container import build_container, shut_down, start_up
from orchestra.settings import Settings, load_settings
from orchestra.telemetry.metrics import Metrics
from tests.service import ADMIN_KEY, RunningService, running_service


@pytest.fixture
def orchestra_settings(tmp_path: Path) -> Settings:
    """Settings of a service for tests: a scripted model that obeys faults, no manager, own data, a known admin key."""
    return load_settings(
        data_dir=tmp_path / "data",
        provider="scripted",
        scripted={"faults": True},
        bootstrap_key=ADMIN_KEY,
        shutdown_grace=0.0,
        manager={"enabled": False},
    )


@pytest.fixture
async def test_di_container(orchestra_settings: Settings) -> AsyncIterator[AsyncContainer]:
    """Test DI container with mock services: the real container, its model the scripted one, started and stopped."""
    container = build_container(orchestra_settings, Metrics())
    await start_up(container)
    try:
        yield container
    finally:
        await shut_down(container)


@pytest.fixture
async def mock_orchestrator(test_di_container: AsyncContainer) -> Orchestrator:
    """ChatOrchestrator with test configuration; only the model behind it is a fake."""
    return await test_di_container.get(Orchestrator)


class MockWebSocket:
    """The server's view of a WebSocket connection, as ASGI has it: what the client sends, what it is sent."""

    def __init__(self, path: str) -> None:
        self.scope: dict[str, Any] = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "subprotocols": [],
            "extensions": {"websocket.http.response": {}},
            "state": {},
        }
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=100)
        self.sent: list[MutableMapping[str, Any]] = []
        self.incoming.put_nowait({"type": "websocket.connect"})

    async def receive(self) -> MutableMapping[str, Any]:
        """The client's next message."""
        return await self.incoming.get()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """What the server sends."""
        self.sent.append(message)


@pytest.fixture
def mock_websocket() -> MockWebSocket:
    """Mock WebSocket connection to /v2/ws."""
    return MockWebSocket("/v2/ws")


@pytest.fixture
async def test_client(orchestra_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """FastAPI test client with lifespan; sends the admin key."""
    app = create_app(orchestra_settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://test",
            headers={"Authorization": f"Bearer {ADMIN_KEY}"},
        ) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """One service on a real socket for all tests that need nothing special."""
    with running_service(tmp_path_factory.mktemp("service")) as started:
        yield started


@pytest.fixture
def trimming_service(tmp_path: Path) -> Iterator[RunningService]:
    """A service that keeps 32 events of a run."""
    with running_service(tmp_path, runs={"log_events": 32}) as started:
        yield started


@pytest.fixture
def forgetful_service(tmp_path: Path) -> Iterator[RunningService]:
    """A service that drops a run's log right after its end."""
    with running_service(tmp_path, runs={"log_ttl": 0.001}) as started:
        yield started


@pytest.fixture
def impatient_service(tmp_path: Path) -> Iterator[RunningService]:
    """A service with short times: heartbeat 20 ms, grace 50 ms."""
    with running_service(tmp_path, runs={"heartbeat": 0.02, "grace": 0.05}) as started:
        yield started
