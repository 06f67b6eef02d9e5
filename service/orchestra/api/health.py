"""How the service is, for people and for the machines that route to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from orchestra import __version__
from orchestra.chat.orchestrator import Orchestrator
from orchestra.contract import models
from orchestra.contract.operations import CONTRACT_VERSION
from orchestra.errors import OrchestraError
from orchestra.providers.base import Provider
from orchestra.storage.database import Database

CHECK_SECONDS: Final = 2.0
Status = Literal["ok", "degraded", "unavailable"]


class Health:
    """Asks the parts how they are; every question has a deadline of two seconds."""

    def __init__(self, database: Database, provider: Provider, orchestrator: Orchestrator) -> None:
        self._database = database
        self._provider = provider
        self._orchestrator = orchestrator
        self._began = time.monotonic()

    async def report(self) -> models.HealthReport:
        """Status of the whole and of each part: degraded without a model, unavailable without storage."""
        checks = await self._checks()
        statuses = {name: check.status for name, check in checks.items()}
        overall: Status = "ok"
        if any(status != "ok" for status in statuses.values()):
            overall = "unavailable" if statuses["database"] != "ok" else "degraded"
        return models.HealthReport(
            status=overall,
            version=__version__,
            contract_version=CONTRACT_VERSION,
            uptime=round(time.monotonic() - self._began, 3),
            checks=checks,
        )

    async def readiness(self) -> models.ReadinessReport:
        """Ready unless the service is stopping or its storage does not answer.

        A model that is down does not count: its requests get a clear error, all others work.
        """
        checks = await self._checks()
        ready = not self._orchestrator.draining and checks["database"].status == "ok"
        return models.ReadinessReport(status="ready" if ready else "not_ready", checks=checks)

    async def _checks(self) -> dict[str, models.HealthCheck]:
        return {
            "database": await self._check(self._database.ping),
            "model": self._model(),
            "runs": models.HealthCheck(
                status="degraded" if self._orchestrator.draining else "ok",
                detail=f"{self._orchestrator.active_runs} at work",
            ),
        }

    async def _check(self, ask: Callable[[], Awaitable[object]]) -> models.HealthCheck:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await ask()
        except TimeoutError:
            return models.HealthCheck(status="unavailable", detail=f"no answer in {CHECK_SECONDS:.0f} s")
        except Exception as error:  # noqa: BLE001 - whatever it is, the part does not answer
            return models.HealthCheck(status="unavailable", detail=type(error).__name__)
        return models.HealthCheck(status="ok", detail=None)

    def _model(self) -> models.HealthCheck:
        try:
            self._provider.admit(None)
        except OrchestraError as error:
            return models.HealthCheck(status="degraded", detail=error.detail)
        return models.HealthCheck(status="ok", detail=self._provider.name)
