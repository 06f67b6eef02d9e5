"""The database: its upgrade, its transactions, its cursors and the lock of the data directory."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions.memories import MemoryRepository
from orchestra.storage.database import (
    Database,
    DatabaseError,
    DataDirLock,
    _alembic_config,
    head_revision,
)
from orchestra.storage.ids import ANONYMOUS_OWNER, new_id, now_ms
from orchestra.storage.pages import Cursors
from orchestra.storage.tables import messages, metadata, owners, sessions

# Says when it is ready, and begins when it is told to: all of them at one moment.
UPGRADE = """
import asyncio, sys
import alembic.command, asyncpg
from orchestra.storage.database import Database

async def main():
    database = Database(sys.argv[1])
    await database.revision()
    print("ready", flush=True)
    sys.stdin.readline()
    await database.upgrade()
    await database.close()

asyncio.run(main())
"""


def add_owner(name: str) -> dict[str, object]:
    return {"id": new_id("own"), "name": name, "created_at": now_ms()}


def count_owners(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(owners)).scalar_one()


async def test_an_empty_database_is_brought_to_the_newest_revision(empty_url: str) -> None:
    database = Database(empty_url)
    assert await database.revision() is None

    await database.upgrade()

    assert await database.revision() == head_revision()
    await database.close()


async def test_an_upgrade_of_an_up_to_date_database_keeps_everything(database: Database) -> None:
    await database.write(lambda connection: connection.execute(insert(owners), add_owner("kept")))

    await database.upgrade()

    assert await database.read(count_owners) == 2


async def test_services_that_start_together_may_all_upgrade(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]

    await asyncio.gather(*(database.upgrade() for database in databases))

    assert {await database.revision() for database in databases} == {head_revision()}
    for database in databases:
        await database.close()


async def test_processes_that_start_together_may_all_upgrade(empty_url: str) -> None:
    command = [sys.executable, "-c", UPGRADE, empty_url]
    pipe = subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe) for _ in "123"
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"

    said = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))

    assert [errors for _, errors in said] == [b"", b"", b""]
    assert [process.returncode for process in processes] == [0, 0, 0]


async def test_the_migrations_make_exactly_the_tables_that_the_code_uses(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        # The index of words is each database's own, and its tables are the index's business.
        def ours(name: str | None, *_: object) -> bool:
            return not (name or "").startswith("memory_words")

        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        return list(compare_metadata(context, metadata))

    assert await database.read(differences) == []


async def test_messages_of_before_there_was_memory_are_found(empty_url: str) -> None:
    database = Database(empty_url)
    await database.write(partial(upgrade_to, "0002"))
    await database.write(add_messages)

    await database.upgrade()

    ours, theirs = (MemoryRepository(database, owner) for owner in (ANONYMOUS_OWNER, "own_1"))
    listed = await ours.list(limit=9)
    assert [(memory.message_id, memory.session_id) for memory in listed.data] == [
        ("msg_3", "s"),
        ("msg_1", "s"),
    ]
    assert [memory.content for memory in (await ours.list(query="violin 原理", limit=9)).data] == [
        "a 原理",
        "a violin",
    ]
    assert [memory.message_id for memory in (await theirs.list(query="violin", limit=9)).data] == ["msg_4"]
    await database.write(add_message_to_both)
    assert (await ours.list(limit=1)).data[0].content == (await theirs.list(limit=1)).data[0].content == "new"
    await database.close()


def upgrade_to(revision: str, connection: Connection) -> None:
    config = _alembic_config()
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, revision)


def message(number: int, owner: str, content: str, status: str = "complete") -> dict[str, object]:
    return {
        "message_id": f"msg_{number}",
        "session_pk": f"pk_{owner}",
        "run_id": f"run_{number}",
        "role": "user",
        "content": content,
        "status": status,
        "created_at": 0,
    }


def add_messages(connection: Connection) -> None:
    connection.execute(insert(owners), {"id": "own_1", "name": "one", "created_at": 0})
    for owner in (ANONYMOUS_OWNER, "own_1"):
        connection.execute(
            text("INSERT INTO sessions VALUES (:pk, :owner, 's', NULL, '{}', NULL, NULL, 0, 0)"),
            {"pk": f"pk_{owner}", "owner": owner},
        )
    said = [
        message(1, ANONYMOUS_OWNER, "a violin"),
        message(2, ANONYMOUS_OWNER, "half a violin", "partial"),
        message(3, ANONYMOUS_OWNER, "a 原理"),
        message(4, "own_1", "their violin"),
    ]
    connection.execute(insert(messages), said)


def add_message_to_both(connection: Connection) -> None:
    connection.execute(insert(messages), [message(5, ANONYMOUS_OWNER, "new"), message(6, "own_1", "new")])


async def test_a_read_that_takes_too_long_ends_and_holds_nothing(database: Database) -> None:
    endless = "SELECT pg_sleep(3600)"
    if "sqlite" in database.description:
        endless = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"

    # More than there are threads or connections to read with.
    for _ in range(12):
        with pytest.raises(TimeoutError):
            await database.read(lambda connection: connection.execute(text(endless)).all(), within=0.01)

    await database.ping()


async def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    await database.write(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )

    with pytest.raises(DatabaseError, match=r"newer version of the service .*9999"):
        await database.upgrade()

    assert await database.revision() == "9999"


async def test_a_failed_upgrade_leaves_nothing_behind(empty_url: str) -> None:
    database = Database(empty_url)
    # The table that the first migration makes last is in its way.
    await database.write(lambda connection: connection.execute(text("CREATE TABLE runs (x INTEGER)")))

    with pytest.raises(DatabaseError, match="cannot be used"):
        await database.upgrade()

    assert await database.revision() is None
    await database.write(lambda connection: connection.execute(text("DROP TABLE runs")))
    await database.upgrade()
    assert await database.read(count_owners) == 1
    await database.close()


async def test_the_owner_of_everything_without_authentication_is_there(database: Database) -> None:
    found = await database.read(lambda connection: connection.execute(select(owners.c.id)).scalar_one())

    assert found == ANONYMOUS_OWNER


async def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def work(connection: Connection) -> None:
        connection.execute(insert(owners), add_owner("lost"))
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(work)

    assert await database.read(count_owners) == 1


async def test_parallel_writers_lose_nothing(database: Database) -> None:
    def count_up(connection: Connection) -> None:
        found = connection.execute(
            select(owners.c.created_at).where(owners.c.id == ANONYMOUS_OWNER).with_for_update()
        ).scalar_one()
        connection.execute(owners.update().values(created_at=found + 1))

    await database.write(lambda connection: connection.execute(owners.update().values(created_at=0)))
    await asyncio.gather(*(database.write(count_up) for _ in range(60)))

    total = await database.read(
        lambda connection: connection.execute(select(owners.c.created_at)).scalar_one()
    )
    assert total == 60


async def test_two_services_may_write_to_one_sqlite_file(sqlite_url: str) -> None:
    first, second = (Database(sqlite_url) for _ in range(2))

    def adder(name: str) -> asyncio.Future[object]:
        database = first if name.endswith("a") else second
        return asyncio.ensure_future(
            database.write(lambda connection: connection.execute(insert(owners), add_owner(name)))
        )

    await asyncio.gather(*(adder(f"{number}{which}") for number in range(40) for which in "ab"))

    assert await first.read(count_owners) == 81
    await first.close()
    await second.close()


async def test_a_cancelled_caller_leaves_a_whole_transaction_and_a_usable_database(
    database: Database,
) -> None:
    def work(connection: Connection) -> None:
        connection.execute(insert(owners), add_owner("first"))
        connection.execute(insert(owners), add_owner("second"))

    task = asyncio.ensure_future(database.write(work))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await database.write(count_owners) in (1, 3)


async def test_rows_that_belong_to_nobody_are_refused(database: Database) -> None:
    orphan = {
        "pk": "pk_1",
        "owner_id": "own_nobody",
        "session_id": "s",
        "metadata": {},
        "created_at": 0,
        "updated_at": 0,
    }

    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.execute(insert(sessions), orphan))


async def test_a_sqlite_read_cannot_write(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    with pytest.raises(OperationalError, match="readonly"):
        await database.read(lambda connection: connection.execute(insert(owners), add_owner("x")))
    await database.close()


async def test_a_ping_is_answered(database: Database) -> None:
    await database.ping()


async def test_a_database_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/missing/x.db", f"postgresql://u:secret@/x?host={tmp_path}"):
        database = Database(url)
        with pytest.raises(DatabaseError, match="cannot be used") as caught:
            await database.upgrade()
        assert "\n" not in str(caught.value)
        assert "secret" not in str(caught.value)
        await database.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "must look like"),
        ("mysql://u@h/d", "mysql is not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite+aiosqlite:///:memory:", "needs a file"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, says: str) -> None:
    with pytest.raises(DatabaseError, match=says):
        Database(url)


def test_an_address_as_postgresql_hands_it_out_is_understood() -> None:
    database = Database("postgres://u:secret@h:5433/d?sslmode=require")

    assert database.description == "postgresql+asyncpg://u:***@h:5433/d?ssl=require"


def test_a_missing_driver_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)

    with pytest.raises(DatabaseError, match=r"ai-orchestra\[postgres\]"):
        Database("postgres://u@h/d")


def test_ids_have_a_prefix_and_sort_in_the_order_they_were_made_in() -> None:
    made = [new_id("run") for _ in range(10_000)]

    assert made == sorted(set(made))
    assert all(found.startswith("run_") and len(found) <= 64 for found in made)


def test_a_cursor_gives_back_its_position() -> None:
    position = new_id("msg")
    cursor = Cursors("messages", "pk_1", "asc").encode(position)

    assert Cursors("messages", "pk_1", "asc").decode(cursor) == position
    assert len(cursor) <= 512


@pytest.mark.parametrize(
    "name", [("messages", "pk_1", "desc"), ("messages", "pk_2", "asc"), ("runs", "pk_1")]
)
def test_a_cursor_of_another_list_is_refused(name: tuple[str, ...]) -> None:
    cursor = Cursors("messages", "pk_1", "asc").encode(new_id("msg"))

    with pytest.raises(OrchestraError) as caught:
        Cursors(*name).decode(cursor)

    assert caught.value.code is ErrorCode.INVALID_CURSOR


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "é", "\ud800", "MTp4", "a" * 512, "MTowMDAw OjE", "==", "msg_1", "\x00", "MTpmZg" + "=" * 3],
)
def test_a_cursor_that_cannot_be_read_is_refused(cursor: str) -> None:
    with pytest.raises(OrchestraError) as caught:
        Cursors("sessions", "own_1").decode(cursor)

    assert caught.value.code is ErrorCode.INVALID_CURSOR


def test_a_data_directory_is_for_one_service(tmp_path: Path) -> None:
    with DataDirLock(tmp_path), pytest.raises(DatabaseError, match=f"in use by process {os.getpid()}"):
        DataDirLock(tmp_path).acquire()


def test_a_released_data_directory_is_free_again(tmp_path: Path) -> None:
    lock = DataDirLock(tmp_path)
    with lock:
        pass
    lock.release()

    with DataDirLock(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    hold = (
        "import sys, pathlib; from orchestra.storage.database import DataDirLock;"
        "DataDirLock(pathlib.Path(sys.argv[1])).acquire(); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(DatabaseError, match=f"process {process.pid}"):
            DataDirLock(tmp_path).acquire()
        process.kill()

    with DataDirLock(tmp_path):
        pass
