"""What remembering costs, and what recalling takes: `python -m tests.performance.bench_memory`.

Recall over 100,000 messages of one owner, and of a small owner beside him; the cost of the index at each message, as a
ratio of the same without. Made-up words, as frequent as words are (Zipf); the hundred most frequent, which stand for
stop words, are asked for in no query. Nothing here is a test.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import accumulate
from pathlib import Path

from sqlalchemy import Connection, insert, text

from orchestra.sessions.memories import MemoryRepository
from orchestra.sessions.messages import add_message
from orchestra.storage.database import Database
from orchestra.storage.ids import ANONYMOUS_OWNER, new_id
from orchestra.storage.tables import messages, owners, sessions
from tests.postgres import running_postgres

MESSAGES = 100_000
SMALL = 100
WORDS_IN_MESSAGE = 40
WORDS_IN_QUERY = 8
VOCABULARY = 30_000
COMMON = 100
QUERIES = 100
WRITES = 500
ROUNDS = 5
OTHER = "own_small"

_random = random.Random(7)
_letters = "aeiounrstlmkdpg"
_words = ["".join(_random.choices(_letters, k=_random.randint(4, 10))) for _ in range(VOCABULARY)]
_weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))


def sentence(count: int, beyond: int = 0) -> str:
    """Words as frequent as words are, without the `beyond` most frequent ones."""
    if beyond == 0:
        return " ".join(_random.choices(_words, cum_weights=_weights, k=count))
    weights = [weight - _weights[beyond - 1] for weight in _weights[beyond:]]
    return " ".join(_random.choices(_words[beyond:], cum_weights=weights, k=count))


def rows(session_pk: str, count: int) -> list[dict[str, object]]:
    """Messages to insert."""
    return [
        {
            "message_id": new_id("msg"),
            "session_pk": session_pk,
            "run_id": f"run_{number // 2}",
            "role": ("user", "assistant")[number % 2],
            "content": sentence(WORDS_IN_MESSAGE),
            "status": "complete",
            "created_at": number,
        }
        for number in range(count)
    ]


def make_sessions(connection: Connection) -> None:
    """An owner beside the one that every database has, and a session of each."""
    connection.execute(insert(owners), {"id": OTHER, "name": "small", "created_at": 0})
    for owner in (ANONYMOUS_OWNER, OTHER):
        values = {"pk": f"pk_{owner}", "owner_id": owner, "session_id": "talk", "metadata": {}}
        connection.execute(insert(sessions), {**values, "created_at": 0, "updated_at": 0})


async def recall(database: Database, owner: str) -> None:
    """Seconds that runs wait for the memory."""
    repository = MemoryRepository(database, owner)
    times, cost = [], []
    for _ in range(QUERIES):
        message = sentence(WORDS_IN_QUERY, COMMON)
        before, cpu = time.perf_counter(), time.process_time()
        await repository.recall(message, not_session_pk="pk_none", limit=8)
        times.append(time.perf_counter() - before)
        cost.append(time.process_time() - cpu)
    print(f"  recall for {owner}: {spread(times)} of waiting, {spread(cost)} of this process' processor time")


def spread(times: list[float]) -> str:
    """The middle and the late ones."""
    times = sorted(times)
    middle, late = times[len(times) // 2], times[len(times) * 95 // 100]
    return f"p50 {middle * 1000:.1f} ms, p95 {late * 1000:.1f} ms"


async def write(database: Database) -> float:
    """Seconds for messages of a transaction each."""

    def one(content: str) -> Callable[[Connection], str]:
        return lambda connection: add_message(
            connection,
            session_pk=f"pk_{ANONYMOUS_OWNER}",
            run_id=new_id("run"),
            role="user",
            content=content,
            status="complete",
            now=0,
        )

    contents = [sentence(WORDS_IN_MESSAGE) for _ in range(WRITES)]
    before = time.perf_counter()
    for content in contents:
        await database.write(one(content))
    return time.perf_counter() - before


async def measure(url: str) -> None:
    """All figures of one database."""
    database = Database(url)
    await database.upgrade()
    await database.write(make_sessions)
    sqlite = url.startswith("sqlite")
    switch = "DROP TRIGGER messages_remember" + ("" if sqlite else " ON messages")
    trigger = "SELECT sql FROM sqlite_master WHERE name = 'messages_remember'"
    again = (
        await database.read(lambda connection: str(connection.execute(text(trigger)).scalar_one()))
        if sqlite
        else "CREATE TRIGGER messages_remember AFTER INSERT ON messages FOR EACH ROW "
        "WHEN (new.status = 'complete' AND new.content <> '') EXECUTE FUNCTION remember_message()"
    )
    for owner, count in ((OTHER, SMALL), (ANONYMOUS_OWNER, MESSAGES)):
        made = rows(f"pk_{owner}", count)
        before = time.perf_counter()
        await database.write(partial(Connection.execute, statement=insert(messages), parameters=made))
        print(f"  {count} messages in bulk: {(time.perf_counter() - before) / count * 1e6:.0f} µs each")
    for owner in (ANONYMOUS_OWNER, OTHER):
        await recall(database, owner)
    ratios = []
    for _ in range(ROUNDS):
        with_index = await write(database)
        await database.write(lambda connection: connection.exec_driver_sql(switch))
        ratios.append(with_index / await write(database))
        await database.write(lambda connection: connection.exec_driver_sql(again))
    print(f"  a message of a transaction: {statistics.median(ratios):.2f} × that without the index")
    before = time.perf_counter()
    await MemoryRepository(database, ANONYMOUS_OWNER).forget_all()
    print(f"  forgetting all: {(time.perf_counter() - before) / MESSAGES * 1e6:.0f} µs a message")
    await database.close()


def main() -> None:
    """SQLite, then PostgreSQL."""
    print("SQLite")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(f"sqlite:///{Path(folder) / 'orchestra.db'}"))
    print("PostgreSQL")
    with running_postgres() as server:
        asyncio.run(measure(server.url("postgres")))


if __name__ == "__main__":
    main()
