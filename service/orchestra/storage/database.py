"""The database: one engine for SQLite or PostgreSQL, short transactions, and the upgrade of its tables.

A transaction is a plain function that takes a connection: `await db.write(lambda connection: …)`. On SQLite the
whole function runs in a worker thread, which costs one change of thread a transaction; an asyncio driver changes
threads some four times a statement, and that made an admission seven times as expensive. On PostgreSQL the same
function runs on asyncpg. Nothing else differs between the two.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

if TYPE_CHECKING:
    from alembic.config import Config

ResultT = TypeVar("ResultT")
Work = Callable[[Connection], ResultT]

BUSY_SECONDS: Final = 5.0
"""How long a SQLite transaction waits for another process that writes (the command line, say)."""

SQLITE_READERS: Final = 4

CLOCK_STEPS: Final = 1000
"""Steps of SQLite's machine, of a few nanoseconds each, between two looks at the clock."""

UPGRADE_LOCK: Final = "orchestra upgrade"

_to_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

# Alembic keeps what it is working on in module variables: one upgrade a process at a time.
_alembic = threading.Lock()


class DatabaseError(Exception):
    """The database or the data directory cannot be used; the message is one line that says why and what to do."""


class Database:
    """Access to the durable state. Nothing is opened before the first use; `close` it at the end.

    `url` is SQLAlchemy's, `sqlite:///path` or `postgresql://…`, with or without a driver's name. SQLite needs a file,
    whose folder must exist. `pool_size` bounds the connections to PostgreSQL.

    Raises DatabaseError for an address that is neither, and where PostgreSQL's driver is not installed.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        address = _parse(url)
        self.description = address.render_as_string(hide_password=True)
        self._closed = False
        self._store: _Sqlite | _Postgres = (
            _Sqlite(address) if address.get_backend_name() == "sqlite" else _Postgres(address, pool_size)
        )

    async def read(self, work: Work[ResultT], *, within: float | None = None) -> ResultT:
        """Run `work`, which only reads. Each of its statements sees what was committed before it.

        Raises TimeoutError when it was not done `within` seconds; the database works on it no longer then.
        """
        self._check_open()
        async with asyncio.timeout(within):
            return await self._store.read(work, within)

    async def write(self, work: Work[ResultT]) -> ResultT:
        """Run `work` in a transaction: committed when it returns, rolled back when it raises.

        A caller that is cancelled meanwhile does not learn whether the transaction took place; it is whole either way.
        SQLite's transactions take their turns in the order of the calls.
        """
        self._check_open()
        return await self._store.write(work)

    async def upgrade(self) -> None:
        """Bring the tables to this version's state; does nothing where they are. Other processes may do so at once.

        Raises DatabaseError where the database cannot be reached, or was written by a newer version.
        """
        # A lock between threads has nothing to await; it is only ever held where one process has several services.
        while not _alembic.acquire(blocking=False):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        try:
            await self.write(_upgrade)
        except (DBAPIError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise DatabaseError(f"the database {self.description} cannot be used: {reason}") from error
        finally:
            _alembic.release()

    async def revision(self) -> str | None:
        """The migration that the database stands at; None where it has no tables yet."""
        return await self.read(_revision)

    async def ping(self) -> None:
        """Ask the database for a sign of life; raises what the driver raises."""
        await self.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())

    async def close(self) -> None:
        """Finish what was begun and close every connection."""
        self._closed = True
        await self._store.close()

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("the database is closed")


class _Sqlite:
    """A file of this machine: one connection that writes, a few that read, each used by one thread at a time."""

    def __init__(self, url: URL) -> None:
        if url.database in (None, "", ":memory:"):
            raise DatabaseError("SQLite needs a file, such as sqlite:///orchestra.db")
        self._writer = _sqlite_engine(url, 1, {})
        event.listen(self._writer, "connect", _configure_writer)
        # Python's driver begins transactions late and as readers; ours must hold the write lock from the start.
        event.listen(self._writer, "begin", _begin_immediate)
        self._reader = _sqlite_engine(
            url, SQLITE_READERS, {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
        )
        event.listen(self._reader, "connect", _configure_reader)
        # One thread: writers queue here, in order, instead of meeting at SQLite's lock.
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-write")
        self._read_threads = ThreadPoolExecutor(SQLITE_READERS, thread_name_prefix="sqlite-read")

    async def read(self, work: Work[ResultT], within: float | None) -> ResultT:
        give_up_at = None if within is None else time.monotonic() + within
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._read_threads, self._read, work, give_up_at)

    async def write(self, work: Work[ResultT]) -> ResultT:
        return await asyncio.get_running_loop().run_in_executor(self._write_thread, self._write, work)

    def _read(self, work: Work[ResultT], give_up_at: float | None) -> ResultT:
        with self._reader.connect() as connection:
            if give_up_at is None:
                return work(connection)
            # Nobody can cancel a thread: the statement itself has to look at the clock.
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_progress_handler(lambda: time.monotonic() > give_up_at, CLOCK_STEPS)
            try:
                return work(connection)
            except OperationalError:
                if time.monotonic() > give_up_at:
                    raise TimeoutError from None
                raise
            finally:
                driver.set_progress_handler(None, 0)

    def _write(self, work: Work[ResultT]) -> ResultT:
        with self._writer.begin() as connection:
            return work(connection)

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._write_thread.shutdown()
        self._read_threads.shutdown()
        self._reader.dispose()
        self._writer.dispose()


class _Postgres:
    """A PostgreSQL server, through asyncpg."""

    def __init__(self, url: URL, pool_size: int) -> None:
        try:
            self._engine: AsyncEngine = create_async_engine(
                url,
                pool_size=pool_size,
                max_overflow=0,
                # A server that was restarted costs one look before use, and no client an error.
                pool_pre_ping=True,
                json_serializer=_to_json,
                # What people say stays out of error texts, and so out of logs.
                hide_parameters=True,
                skip_autocommit_rollback=True,
            )
        except ModuleNotFoundError as error:
            raise DatabaseError(
                "PostgreSQL needs a driver; install it with: pip install 'ai-orchestra[postgres]'"
            ) from error
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def read(self, work: Work[ResultT], within: float | None) -> ResultT:
        # A caller that gives up takes the statement with it: asyncpg cancels it at the server.
        async with self._reader.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Work[ResultT]) -> ResultT:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


class DataDirLock:
    """Keeps a data directory for one service: two on one SQLite file would end each other's runs.

    Held from `acquire` to `release` (or as a context), and let go by the system when the process dies. Commands that
    only add a row, such as `orchestra keys create`, do not take it.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "lock"
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises DatabaseError that names the process which holds it."""
        # Not everywhere, so not at the top: the rest of this module works without.
        import fcntl

        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(file, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise DatabaseError(
                f"the data directory {self._path.parent} is in use by process {holder}; "
                "stop that service, or set ORCHESTRA_DATA_DIR to another folder"
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Let go. The file stays: removing it would let two others each lock a file of their own."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def serialize(connection: Connection, *name: str) -> None:
    """Let nobody else into a section of the same name until this transaction ends.

    For what a unique constraint alone cannot decide. SQLite has one writer at a time and needs nothing.
    """
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256("\0".join(name).encode()).digest()[:8], signed=True)
        connection.execute(_TAKE_LOCK, {"number": number})


_TAKE_LOCK: Final = text("SELECT pg_advisory_xact_lock(:number)")


def head_revision() -> str:
    """The migration that this version of the service needs."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_alembic_config()).get_current_head()
    assert head is not None
    return head


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    serialize(connection, UPGRADE_LOCK)
    config = _alembic_config()
    config.attributes["connection"] = connection
    found = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseError(
            f"the database was written by a newer version of the service (its revision is {found}); "
            "install that version, or restore a backup"
        )
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _alembic_config() -> Config:
    from alembic.config import Config

    config = Config()
    # Percent signs would be read as interpolation.
    location = str(Path(__file__).with_name("migrations")).replace("%", "%%")
    config.set_main_option("script_location", location)
    config.set_main_option("path_separator", "os")
    return config


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseError(
            "the database's address must look like sqlite:///path or postgresql://user@host/name"
        ) from None
    backend = address.get_backend_name()
    if backend == "sqlite":
        return address.set(drivername="sqlite")
    if backend in ("postgresql", "postgres"):
        query = dict(address.query)
        if "sslmode" in query:
            # PostgreSQL's own name, as addresses are handed out with it, and asyncpg's.
            query["ssl"] = query.pop("sslmode")
        return address.set(drivername="postgresql+asyncpg", query=query)
    raise DatabaseError(f"{backend} is not supported; the database can be sqlite or postgresql")


def _sqlite_engine(url: URL, connections: int, options: dict[str, Any]) -> Engine:
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        json_serializer=_to_json,
        # What people say stays out of error texts, and so out of logs.
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS},
        **options,
    )


def _configure_writer(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    # WAL: readers do not wait for the writer. NORMAL: a commit survives the process, and the file a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _configure_reader(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
