"""The DI container (ADR-001): what the service is made of, and who makes it. The only place that names concrete parts.

Three lifetimes: one for the whole process (APP), one for a connection (SESSION, for WebSockets), one for a request
(REQUEST: objects bound to the caller, so that no query can forget whose data it may see).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NewType

from dishka import AsyncContainer, Provider, Scope, from_context, make_async_container, provide

from orchestra.access.administration import KeyAdministration
from orchestra.access.keys import KeyRepository, Principal
from orchestra.chat.answerer import Answerer
from orchestra.chat.commands import Commands, Parts
from orchestra.chat.dispatcher import Dispatcher
from orchestra.chat.ending import Ending, EndingSettings
from orchestra.chat.facade import Facade
from orchestra.chat.manager.intents import IntentModel
from orchestra.chat.manager.learning import load_feedback
from orchestra.chat.manager.manager import Classifier, Guess, Manager
from orchestra.chat.manager.mood import StateSource
from orchestra.chat.memory import Memory
from orchestra.chat.orchestrator import Orchestrator, OrchestratorSettings
from orchestra.chat.swarms.spec import load_swarms
from orchestra.chat.turn import TurnRunner
from orchestra.errors import ErrorCode, OrchestraError, problem
from orchestra.live.limits import MemoryRateLimits, RateLimits
from orchestra.live.log import RunLog
from orchestra.live.memory import MemoryRunLog
from orchestra.live.presence import Presence
from orchestra.live.tickets import MemoryTickets, Tickets
from orchestra.providers.base import Provider as ModelProvider
from orchestra.providers.embeddings import Embeddings
from orchestra.providers.local import LocalProvider
from orchestra.providers.openai import OpenAIProvider
from orchestra.providers.scripted import ScriptedProvider
from orchestra.resilience.breaker import Breaker
from orchestra.sessions.feedback import FeedbackRepository
from orchestra.sessions.memories import MemoryRepository
from orchestra.sessions.runs import OwnerRuns, RunRepository
from orchestra.sessions.sessions import SessionRepository
from orchestra.settings import Settings, SettingsError
from orchestra.storage.database import Database, DatabaseError, DataDirLock
from orchestra.storage.ids import new_id, now_ms
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics
from orchestra.tools.base import Toolbox
from orchestra.tools.mcp import McpToolbox

# The name of this process in the database: which runs are its own.
Instance = NewType("Instance", str)
# The circuit breakers of this process by name, but for those of tool servers, which the toolbox keeps.
Breakers = NewType("Breakers", dict[str, Breaker])

# What create_app lets others put in the place of the container's own parts.
REPLACEABLE: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "provider": ModelProvider,
        "run_log": RunLog,
        "rate_limits": RateLimits,
        "breaker": Breaker,
        "classifier": Classifier,
        "tools": Toolbox,
    }
)

_log = get_logger("container")


class StartError(Exception):
    """A part cannot start; the message is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Started:
    """What a start found: the admin key it made (once only), and what answers."""

    first_key: str | None
    answers_with: str


class ServiceProvider(Provider):
    """Everything below the API, by type."""

    scope = Scope.APP

    settings = from_context(Settings, scope=Scope.APP)
    metrics = from_context(Metrics, scope=Scope.APP)
    caller = from_context(Principal, scope=Scope.REQUEST)

    @provide
    def data_dir_lock(self, settings: Settings) -> Iterator[DataDirLock]:
        lock = DataDirLock(settings.data_dir)
        yield lock
        lock.release()

    @provide
    async def database(self, settings: Settings) -> AsyncIterator[Database]:
        database = Database(settings.resolved_database_url)
        yield database
        await database.close()

    @provide
    def keys(self, database: Database) -> KeyRepository:
        return KeyRepository(database)

    @provide(scope=Scope.REQUEST)
    def key_administration(
        self, database: Database, repository: KeyRepository, caller: Principal, settings: Settings
    ) -> KeyAdministration:
        return KeyAdministration(database, repository, caller, idempotency_ttl=settings.runs.idempotency_ttl)

    @provide
    def runs(self, database: Database, instance: Instance, settings: Settings) -> RunRepository:
        return RunRepository(database, instance_id=instance, idempotency_ttl=settings.runs.idempotency_ttl)

    @provide(scope=Scope.REQUEST)
    def owner_sessions(self, database: Database, caller: Principal, settings: Settings) -> SessionRepository:
        return SessionRepository(database, caller.owner_id, idempotency_ttl=settings.runs.idempotency_ttl)

    @provide(scope=Scope.REQUEST)
    def owner_runs(self, database: Database, caller: Principal) -> OwnerRuns:
        return OwnerRuns(database, caller.owner_id)

    @provide
    def instance(self) -> Instance:
        return Instance(new_id("ins"))

    @provide
    def run_log(self, settings: Settings) -> RunLog:
        return MemoryRunLog(
            ttl=settings.runs.log_ttl,
            max_events=settings.runs.log_events,
            max_bytes=settings.runs.log_bytes,
        )

    @provide
    def rate_limits(self, settings: Settings) -> RateLimits:
        return MemoryRateLimits(settings.limits.requests_per_minute)

    @provide
    def tickets(self, settings: Settings) -> Tickets[Principal]:
        return MemoryTickets(settings.sockets.ticket_ttl)

    @provide
    def presence(self, settings: Settings, metrics: Metrics) -> Presence:
        presence = Presence(settings.limits.connections, settings.limits.connections_per_client)
        metrics.watch_connections(lambda: len(presence))
        return presence

    @provide
    def dispatcher(self, commands: Commands, settings: Settings) -> Dispatcher:
        return Dispatcher(commands, settings.runs.idempotency_ttl)

    @provide
    def commands(
        self,
        orchestrator: Orchestrator,
        facade: Facade,
        tools: Toolbox,
        breakers: Breakers,
        metrics: Metrics,
        database: Database,
        settings: Settings,
    ) -> Commands:
        ttl = settings.runs.idempotency_ttl
        return Commands(
            Parts(
                orchestrator=orchestrator,
                facade=facade,
                tools=tools,
                breakers=breakers,
                metrics=metrics,
                sessions=lambda owner_id: SessionRepository(database, owner_id, idempotency_ttl=ttl),
                memories=lambda owner_id: MemoryRepository(database, owner_id),
            )
        )

    @provide
    def breaker(self, settings: Settings, metrics: Metrics) -> Breaker:
        metrics.breaker("llm", "closed")
        return Breaker("llm", settings.breaker, listener=metrics.breaker)

    @provide
    def breakers(self, settings: Settings, metrics: Metrics, llm: Breaker) -> Breakers:
        found = {"llm": llm}
        names = ("manager", "memory", *(("embeddings",) if settings.memory.embeddings_url else ()))
        for name in names:
            metrics.breaker(name, "closed")
            found[name] = Breaker(name, settings.breaker, listener=metrics.breaker)
        return Breakers(found)

    @provide
    async def tools(self, settings: Settings, metrics: Metrics) -> AsyncIterator[Toolbox]:
        toolbox = McpToolbox(settings.mcp, settings.breaker, listener=metrics.breaker)
        yield toolbox
        await toolbox.close()

    @provide
    def facade(self, settings: Settings, provider: ModelProvider, tools: Toolbox, metrics: Metrics) -> Facade:
        return Facade(
            provider=provider,
            tools=tools,
            swarms=load_swarms(settings.swarms.folder),
            settings=settings.swarms,
            metrics=metrics,
        )

    @provide
    def classifier(self, settings: Settings) -> Classifier:
        return _intent_model() if settings.manager.enabled else _Silent()

    @provide
    def state_source(
        self, settings: Settings, breakers: Breakers, tools: Toolbox, metrics: Metrics
    ) -> StateSource:
        return StateSource(
            breakers=lambda: {name: breaker.state for name, breaker in breakers.items()},
            failures=metrics.recent_runs,
            limit=settings.limits.active_runs,
            degraded=lambda: not all(server.up for server in tools.servers),
        )

    @provide
    async def manager(
        self,
        classifier: Classifier,
        state: StateSource,
        settings: Settings,
        metrics: Metrics,
        breakers: Breakers,
    ) -> AsyncIterator[Manager]:
        manager = Manager(classifier, state, settings.manager, metrics, breaker=breakers["manager"])
        yield manager
        await manager.close()

    @provide(scope=Scope.REQUEST)
    def owner_feedback(self, database: Database, caller: Principal, settings: Settings) -> FeedbackRepository:
        return FeedbackRepository(database, caller.owner_id, idempotency_ttl=settings.runs.idempotency_ttl)

    @provide(scope=Scope.REQUEST)
    def owner_memories(self, database: Database, caller: Principal) -> MemoryRepository:
        return MemoryRepository(database, caller.owner_id)

    @provide
    async def memory(
        self, settings: Settings, database: Database, breakers: Breakers
    ) -> AsyncIterator[Memory]:
        wanted = settings.memory
        embeddings = None
        if wanted.embeddings_url and wanted.embeddings_model:
            key = wanted.embeddings_key.get_secret_value() if wanted.embeddings_key else ""
            embeddings = Embeddings(wanted.embeddings_url, wanted.embeddings_model, key)
        yield Memory(
            database,
            wanted,
            breaker=breakers["memory"],
            embeddings=embeddings,
            embeddings_breaker=breakers.get("embeddings"),
        )
        if embeddings is not None:
            await embeddings.close()

    @provide
    async def provider(self, settings: Settings, breaker: Breaker) -> AsyncIterator[ModelProvider]:
        provider = _make_provider(settings, breaker)
        yield provider
        await provider.close()

    @provide
    def turns(
        self,
        settings: Settings,
        provider: ModelProvider,
        runs: RunRepository,
        facade: Facade,
        manager: Manager,
        memory: Memory,
        metrics: Metrics,
    ) -> TurnRunner:
        answerer = Answerer(
            provider=provider,
            runs=runs,
            facade=facade,
            manager=manager,
            memory=memory,
            metrics=metrics,
            history_messages=settings.limits.history_messages,
            context_tokens=_context_tokens(settings),
        )
        ending = Ending(
            provider=provider,
            runs=runs,
            manager=manager,
            metrics=metrics,
            settings=EndingSettings(settings.runs.log_ttl, settings.docs_url),
            now_ms=now_ms,
        )
        return TurnRunner(answerer, ending)

    @provide
    def orchestrator(
        self,
        settings: Settings,
        provider: ModelProvider,
        runs: RunRepository,
        log: RunLog,
        turns: TurnRunner,
        facade: Facade,
        state: StateSource,
        metrics: Metrics,
    ) -> Orchestrator:
        orchestrator = Orchestrator(
            provider=provider,
            runs=runs,
            log=log,
            turns=turns,
            facade=facade,
            metrics=metrics,
            settings=OrchestratorSettings(
                active_runs=settings.limits.active_runs,
                queued_runs=settings.limits.queued_runs,
                deadline=settings.runs.deadline,
                grace=settings.runs.grace,
            ),
        )
        state.watch_runs(lambda: orchestrator.active_runs, lambda: orchestrator.draining)
        return orchestrator


def build_container(
    settings: Settings, metrics: Metrics, *more: Provider, **replacements: Any
) -> AsyncContainer:
    """Put the parts together; nothing is opened before `start_up`.

    `more` are providers of the layer above. `replacements` put objects in the place of the container's own:
    `provider` (a model provider), `run_log`, `rate_limits`, `breaker`. Raises TypeError for any other name.
    """
    substitutes = Provider(scope=Scope.APP)
    for name, value in replacements.items():
        if name not in REPLACEABLE:
            raise TypeError(f"{name} cannot be replaced; {', '.join(REPLACEABLE)} can")
        substitutes.provide(_always(value), provides=REPLACEABLE[name], override=True)
    return make_async_container(
        ServiceProvider(), *more, substitutes, context={Settings: settings, Metrics: metrics}
    )


async def start_up(container: AsyncContainer) -> Started:
    """Open what the service stands on: data folder, database, first key, orphaned runs, model.

    Raises StartError with one line that says what is wrong.
    """
    settings = await container.get(Settings)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        (await container.get(DataDirLock)).acquire()
        database = await container.get(Database)
        await database.upgrade()
        keys = await container.get(KeyRepository)
        first_key = None
        if settings.bootstrap_key is not None:
            await keys.ensure_bootstrap(settings.bootstrap_key.get_secret_value())
        elif settings.auth:
            first_key = await keys.make_first_admin()
        await _end_orphans(await container.get(RunRepository), settings)
        provider = await container.get(ModelProvider)
        await provider.start()
        await (await container.get(Toolbox)).start()
        # Everything else is made now, not with the first request: swarms and texts are read, the intents' model loaded.
        await container.get(Dispatcher)
        manager = await container.get(Manager)
        if manager.enabled:
            await load_feedback(database, manager.learned, await container.get(Metrics))
    except (DatabaseError, SettingsError) as error:
        raise StartError(str(error)) from error
    except OrchestraError as error:
        raise StartError(error.detail) from error
    except OSError as error:
        raise StartError(
            f"the data directory {settings.data_dir} cannot be used: {error.strerror or error}"
        ) from error
    return Started(first_key, f"{provider.default_model or 'the default model'} ({provider.name})")


async def shut_down(container: AsyncContainer) -> None:
    """End the runs at work, then close everything in the reverse order of its making."""
    orchestrator = await container.get(Orchestrator)
    await orchestrator.drain(0)
    await container.close()


async def _end_orphans(runs: RunRepository, settings: Settings) -> None:
    """A process that died has left runs that nobody works on; found failed, they can be sent again."""
    error = OrchestraError(
        ErrorCode.RUN_INTERRUPTED,
        "The service was stopped while it worked on this run. Send the request again.",
    )

    def problem_of(run_id: str) -> dict[str, object]:
        found = problem(error, docs_url=settings.docs_url, instance=f"/v2/runs/{run_id}", correlation_id=None)
        return {**found, "run_id": run_id}

    count = await runs.interrupt_orphans(problem_of)
    if count:
        _log.warning("runs of an earlier process were interrupted", runs=count)


def _make_provider(settings: Settings, breaker: Breaker) -> ModelProvider:
    if settings.provider == "openai":
        return OpenAIProvider(settings.openai, settings.model, breaker)
    if settings.provider == "scripted":
        return ScriptedProvider(settings.scripted, settings.model)
    return LocalProvider(settings.local, settings.model, debug=settings.log.level == "debug")


def _context_tokens(settings: Settings) -> int | None:
    """The context of the model, where it is known."""
    known = {"local": settings.local.context_tokens, "openai": settings.openai.context_tokens}
    return known.get(settings.provider)


@cache
def _intent_model() -> IntentModel:
    """One for the process, however many containers there are: it is read and never changed."""
    return IntentModel.load()


class _Silent:
    """The classifier of a manager that is switched off."""

    version = "none"

    def classify(self, text: str) -> Guess:
        """Nobody asks."""
        raise AssertionError("the manager is switched off")


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value
