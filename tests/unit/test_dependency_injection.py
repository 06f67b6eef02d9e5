"""The container keeps its promises (ADR-001): registration, lifetimes, disposal."""

from __future__ import annotations

from pathlib import Path

import pytest
from dishka import AsyncContainer, Scope
from dishka.exceptions import GraphMissingFactoryError, NoFactoryError

from orchestra.access.keys import KeyRepository, Principal
from orchestra.chat.orchestrator import Orchestrator
from orchestra.container import build_container, shut_down, start_up
from orchestra.live.limits import RateLimits
from orchestra.live.log import RunLog
from orchestra.providers.base import Provider
from orchestra.sessions.runs import OwnerRuns
from orchestra.sessions.sessions import SessionRepository
from orchestra.settings import Settings, load_settings
from orchestra.storage.database import Database
from orchestra.telemetry.metrics import Metrics

SINGLETONS = (Settings, Metrics, Database, KeyRepository, RateLimits, RunLog, Provider, Orchestrator)
REQUEST_SCOPED = (SessionRepository, OwnerRuns)


async def test_service_registration(test_di_container: AsyncContainer) -> None:
    """Every part is found by its type, and a type nobody registered is refused loudly."""
    for kind in SINGLETONS:
        assert await test_di_container.get(kind) is not None
    with pytest.raises((NoFactoryError, GraphMissingFactoryError)):
        await test_di_container.get(Path)


async def test_singleton_lifecycle(test_di_container: AsyncContainer) -> None:
    """There is one of each process-wide part, whoever asks."""
    async with test_di_container(context={Principal: Principal.anonymous()}) as request:
        for kind in SINGLETONS:
            assert await request.get(kind) is await test_di_container.get(kind)


async def test_scoped_services(test_di_container: AsyncContainer) -> None:
    """Each request gets its own repositories, bound to its own caller, and there are none outside a request."""
    caller = Principal.anonymous()
    async with (
        test_di_container(context={Principal: caller}) as first,
        test_di_container(context={Principal: caller}) as second,
    ):
        for kind in REQUEST_SCOPED:
            assert await first.get(kind) is await first.get(kind)
            assert await first.get(kind) is not await second.get(kind)
    with pytest.raises(NoFactoryError):
        await test_di_container.get(SessionRepository)
    # A connection's lifetime lies between the two: its objects outlive the requests in it.
    async with test_di_container(scope=Scope.SESSION) as connection:
        assert await connection.get(Orchestrator) is await test_di_container.get(Orchestrator)


async def test_container_disposal(tmp_path: Path) -> None:
    """Closing the container closes what it made: the provider, the database; and the lock is free again."""
    settings = load_settings(data_dir=tmp_path, provider="scripted")
    for _ in range(2):
        container = build_container(settings, Metrics())
        await start_up(container)
        database = await container.get(Database)
        await database.ping()
        await shut_down(container)
        with pytest.raises(Exception, match="closed"):
            await database.ping()
