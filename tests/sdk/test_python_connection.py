"""The Python SDK's WebSocket connection against a real service, asynchronous and synchronous."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from orchestra.access.keys import KeyRepository
from orchestra.api.connection import Connection as ServedConnection
from orchestra.contract.close_codes import CloseCode
from orchestra.live.presence import Presence
from orchestra_sdk import (
    APITimeoutError,
    AsyncConnection,
    AsyncOrchestra,
    AsyncRunStream,
    AuthenticationError,
    ConflictError,
    Connection,
    ConnectionClosedError,
    GoneError,
    NotFoundError,
    Orchestra,
    OrchestraError,
    RateLimitError,
    RunCancelledError,
    RunFailedError,
    StreamError,
    UnprocessableEntityError,
)
from tests.process import service_process
from tests.raw import exchange
from tests.service import RunningService, running_service

SLOWLY = "[[delay 0.005]][[tokens 60]]"
LAST = 61


@pytest.fixture
async def client(service: RunningService) -> AsyncIterator[AsyncOrchestra]:
    async with AsyncOrchestra(api_key=service.key, base_url=service.base_url) as made:
        yield made


@pytest.fixture
def sync_client(service: RunningService) -> Iterator[Orchestra]:
    with Orchestra(api_key=service.key, base_url=service.base_url) as made:
        yield made


def cut(connection: AsyncConnection | Connection) -> None:
    """Lose the connection as a phone in a tunnel does."""
    found = connection._keeper._socket
    assert found is not None
    found.abort()


async def offsets(stream: AsyncRunStream) -> list[int]:
    return [event.offset async for event in stream]


async def ping_for_ever(connection: AsyncConnection) -> None:
    while True:
        await connection.ping(timeout=10)


async def a_key(service: RunningService, *scopes: str, **more: Any) -> str:
    _, key = await service.on_loop(service.get(KeyRepository).create("sdk", scopes, **more))
    return key


async def revoke(service: RunningService, key: str) -> None:
    keys = service.get(KeyRepository)
    mine = next(found for found in await service.on_loop(keys.list()) if key.startswith(found.prefix))
    await service.on_loop(keys.revoke(mine.key_id))


async def test_several_runs_at_once_are_each_whole(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        streams = [connection.chat(SLOWLY) for _ in range(8)]
        found = await asyncio.gather(*(offsets(stream) for stream in streams))
        assert list(found) == [list(range(LAST + 1))] * 8
        assert len({stream.run_id for stream in streams}) == 8


def test_several_threads_share_a_connection(sync_client: Orchestra) -> None:
    with sync_client.connect() as connection, ThreadPoolExecutor(8) as threads:

        def work(_: int) -> list[int]:
            with connection.chat(SLOWLY) as stream:
                return [event.offset for event in stream]

        assert list(threads.map(work, range(8))) == [list(range(LAST + 1))] * 8


async def test_a_run_is_whole_through_connections_that_are_lost(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        first = connection.connection_id
        streams = [connection.chat(SLOWLY), connection.chat(SLOWLY)]

        async def read(stream: AsyncRunStream, *, breaks: bool) -> list[int]:
            found = []
            async for event in stream:
                found.append(event.offset)
                if breaks and event.offset in (5, 30):
                    cut(connection)
            return found

        found = await asyncio.gather(read(streams[0], breaks=True), read(streams[1], breaks=False))
        assert list(found) == [list(range(LAST + 1))] * 2
        assert connection.connection_id != first


def test_a_run_is_whole_through_connections_that_are_lost_synchronously(sync_client: Orchestra) -> None:
    with sync_client.connect() as connection:
        found = []
        with connection.chat(SLOWLY) as stream:
            for event in stream:
                found.append(event.offset)
                if event.offset == 5:
                    cut(connection)
        assert found == list(range(LAST + 1))


async def test_a_chat_whose_acceptance_was_lost_is_one_run(client: AsyncOrchestra) -> None:
    async with client.connect(session_id="lost-acceptance") as connection:
        stream = connection.chat(SLOWLY)
        cut(connection)
        assert await offsets(stream) == list(range(LAST + 1))
        runs = [run async for run in client.sessions.runs("lost-acceptance")]
        assert [run.run_id for run in runs] == [stream.run_id]


async def test_a_service_that_crashed_is_found_again_and_says_what_became_of_the_run(tmp_path: Path) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with service_process(tmp_path / "data", ORCHESTRA_PORT=port) as first:
        client = AsyncOrchestra(api_key=first.key, base_url=f"http://127.0.0.1:{port}", max_retries=10)
        async with (
            client,
            client.connect() as connection,
            connection.chat("[[delay 0.01]][[tokens 5000]]") as stream,
        ):
            assert [(await anext(stream)).offset for _ in range(3)] == [0, 1, 2]
            await asyncio.to_thread(first.kill)
            with service_process(tmp_path / "data", ORCHESTRA_PORT=port):
                with pytest.raises(GoneError) as raised:
                    await stream.result()
                assert raised.value.code == "run_log_expired"
                assert (await client.runs.get(stream.run_id)).status == "failed"
                assert (await connection.chat("Hello").result()).finish_reason == "stop"


async def test_a_service_that_stops_ends_the_runs_and_then_the_connection(tmp_path: Path) -> None:
    with running_service(tmp_path) as service:
        client = AsyncOrchestra(api_key=service.key, base_url=service.base_url, max_retries=0)
        async with client, client.connect() as connection, connection.chat("[[hang after=1]]") as stream:
            await anext(stream)
            service.stop()
            with pytest.raises(RunFailedError) as failed:
                await stream.result()
            assert (failed.value.code, failed.value.response) == (
                "run_interrupted",
                failed.value.event.response,
            )
            with pytest.raises(OrchestraError):
                await ping_for_ever(connection)


async def test_a_slow_reader_is_closed_by_the_service_and_loses_nothing(tmp_path: Path) -> None:
    with running_service(
        tmp_path, runs={"send_timeout": 0.2}, sockets={"queue_frames": 8, "goodbye": 60}
    ) as service:
        presence = service.get(Presence)
        body = {"message": "[[tokens 19000]]"}
        answers = [await exchange(service.port, "POST", "/v2/chat", service.headers, body) for _ in range(4)]
        runs = [answer.json()["run_id"] for answer in answers]
        client = AsyncOrchestra(api_key=service.key, base_url=service.base_url)
        async with client, client.connect() as connection:
            first = connection.connection_id
            found = connection._keeper._socket
            assert found is not None
            transport = found._connection.transport
            narrow = transport.get_extra_info("socket")
            # Less than that, and the little that is taken at a time is what the test would wait for.
            narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 262_144)
            transport.pause_reading()
            streams = [connection.resume(run_id) for run_id in runs]
            async with asyncio.timeout(30):
                while codes(presence) != [CloseCode.SLOW_READER]:  # noqa: ASYNC110 - another thread's
                    await asyncio.sleep(0.02)
            transport.resume_reading()
            read = await asyncio.gather(*(offsets(stream) for stream in streams))
            assert read == [list(range(19_002))] * 4
            assert connection.connection_id != first


def codes(presence: Presence) -> list[CloseCode | None]:
    farewells = [there.farewell for there in presence if isinstance(there, ServedConnection)]
    return [farewell.code if farewell else None for farewell in farewells]


async def test_a_program_that_reads_slowly_holds_up_nobody_and_loses_nothing(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        slow = connection.chat("[[tokens 5000]]")
        async with connection.chat("[[tokens 3000]]") as other:
            assert await offsets(other) == list(range(3002))
        waiting = [len(run.events) for run in connection._keeper.wire._runs._runs.values()]
        assert waiting == [1024]
        assert await offsets(slow) == list(range(5002))


async def test_a_run_is_cancelled(client: AsyncOrchestra) -> None:
    async with client.connect() as connection, connection.chat("[[hang after=2]]") as stream:
        await anext(stream)
        run = await stream.cancel()
        assert (run.run_id, run.status) == (stream.run_id, "cancelled")
        with pytest.raises(RunCancelledError) as raised:
            await stream.result()
        assert raised.value.reason == "requested"
        ended = connection.chat("Hello")
        await ended.result()
        with pytest.raises(ConflictError):
            await connection.cancel(ended.run_id)


async def test_leaving_a_stream_early_detaches_and_the_run_goes_on(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        async with connection.chat(SLOWLY) as stream:
            async for event in stream:
                if event.offset == 3:
                    break
        assert (await connection.status()).runs == []
        async with connection.resume(stream.run_id, after=3) as again:
            assert await offsets(again) == list(range(4, LAST + 1))


async def test_a_run_that_fails_is_an_error_with_what_there_was(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        with pytest.raises(RunFailedError) as raised:
            await connection.chat("[[fail after=2]]").result()
        assert raised.value.code == "upstream_error"
        assert raised.value.response
        assert (await connection.chat("Hello").result()).finish_reason == "stop"


async def test_what_is_refused_is_an_error_of_the_call_alone(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        with pytest.raises(UnprocessableEntityError) as raised:
            await connection.chat("   ").result()
        assert raised.value.errors[0].pointer == "/message"
        with pytest.raises(NotFoundError):
            await connection.resume("run_0198c0de000070009f002b7d1a4e6c00", after=4).result()
        with pytest.raises(UnprocessableEntityError):
            await connection.command("sing")
        with pytest.raises(OrchestraError, match="larger than the service takes"):
            connection.chat("a" * 300_000)
        assert (await connection.ping()).type == "pong"


async def test_resuming_behind_the_last_event_is_an_error_and_no_endless_wait(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        stream = connection.chat("[[tokens 3]]")
        await stream.result()
        with pytest.raises(StreamError, match="no event behind 4"):
            await connection.resume(stream.run_id, after=4).result()


async def test_as_many_runs_as_the_service_allows(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        streams = [connection.chat("[[hang after=1]]") for _ in range(connection.limits.max_runs)]
        for stream in streams:
            await anext(stream)
        with pytest.raises(RateLimitError) as raised:
            await connection.chat("One more").result()
        assert raised.value.code == "connection_limit"
        for stream in streams:
            await stream.cancel()


async def test_commands_and_the_connections_status(client: AsyncOrchestra) -> None:
    async with client.connect(session_id="of-status") as connection:
        helped = await connection.command("help")
        assert {"help", "status", "stop"} <= set(helped.data["commands"])
        async with connection.chat("[[hang after=1]]") as stream:
            await anext(stream)
            report = await connection.status()
            (run,) = report.runs
            assert report.connection_id == connection.connection_id
            assert (run.run_id, run.session_id, run.attached) == (stream.run_id, "of-status", True)
            await connection.command("stop")
            with pytest.raises(RunCancelledError):
                await stream.result()


def test_the_synchronous_twin_says_the_same(sync_client: Orchestra) -> None:
    with sync_client.connect(session_id="of-threads") as connection:
        assert connection.command("help").command == "help"
        assert connection.status().runs == []
        with connection.chat("[[hang after=1]]") as stream:
            next(stream)
            assert stream.cancel().status == "cancelled"
            with pytest.raises(RunCancelledError):
                stream.result()
        with pytest.raises(UnprocessableEntityError):
            connection.chat("   ").result()


async def test_a_page_connects_with_a_new_ticket_every_time(
    client: AsyncOrchestra, service: RunningService
) -> None:
    asked = []

    async def ticket() -> str:
        made = await client.ws_tickets.create("https://app.example.com")
        asked.append(made.ticket)
        return made.ticket

    page = AsyncOrchestra(api_key="ork_none", base_url=service.base_url)
    async with page, page.connect(ticket=ticket, origin="https://app.example.com") as connection:
        stream = connection.chat(SLOWLY)
        assert (await anext(stream)).offset == 0
        cut(connection)
        assert await offsets(stream) == list(range(1, LAST + 1))
    assert len(set(asked)) == 2


async def test_a_ticket_of_another_origin_is_refused(client: AsyncOrchestra) -> None:
    async def ticket() -> str:
        return (await client.ws_tickets.create("https://app.example.com")).ticket

    with pytest.raises(ConnectionClosedError) as raised:
        async with client.connect(ticket=ticket, origin="https://evil.example.com"):
            pytest.fail("It is open.")
    assert (raised.value.code, raised.value.name, raised.value.reconnect) == (4403, "forbidden", False)


async def test_a_ticket_that_cannot_be_had_is_told(client: AsyncOrchestra) -> None:
    async def ticket() -> str:
        raise ValueError("The backend is away.")

    with pytest.raises(OrchestraError, match="The backend is away"):
        async with client.connect(ticket=ticket, max_retries=0):
            pytest.fail("It is open.")


async def test_a_key_that_is_unknown_opens_nothing(service: RunningService) -> None:
    async with AsyncOrchestra(api_key="ork_unknown", base_url=service.base_url) as client:
        with pytest.raises(AuthenticationError) as raised:
            async with client.connect():
                pytest.fail("It is open.")
    assert raised.value.code == "unauthenticated"
    assert "ork_unknown" not in str(raised.value)


async def test_nobody_is_there(service: RunningService) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        client = AsyncOrchestra(api_key="ork_any", base_url=f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(OrchestraError, match="No WebSocket could be opened"):
            async with client, client.connect(max_retries=0):
                pytest.fail("It is open.")


async def test_a_key_that_is_taken_back_ends_the_connection(service: RunningService) -> None:
    key = await a_key(service, "chat", "read")
    async with (
        AsyncOrchestra(api_key=key, base_url=service.base_url) as client,
        client.connect() as connection,
    ):
        stream = connection.chat("[[hang after=1]]")
        await anext(stream)
        await revoke(service, key)
        with pytest.raises(AuthenticationError):
            await connection.status()
        with pytest.raises(ConnectionClosedError) as raised:
            await stream.result()
        assert (raised.value.code, raised.value.name) == (4401, "unauthenticated")
        with pytest.raises(ConnectionClosedError):
            connection.chat("Hello")


async def test_a_key_that_is_taken_back_while_the_connection_is_lost(service: RunningService) -> None:
    key = await a_key(service, "chat", "read")
    async with (
        AsyncOrchestra(api_key=key, base_url=service.base_url) as client,
        client.connect() as connection,
    ):
        stream = connection.chat("[[hang after=1]]")
        await anext(stream)
        await revoke(service, key)
        cut(connection)
        with pytest.raises(AuthenticationError):
            await stream.result()


async def test_a_connection_is_used_in_its_context_and_opened_once(client: AsyncOrchestra) -> None:
    connection = client.connect()
    for use in (connection.chat, connection.resume):
        with pytest.raises(OrchestraError, match="not open"):
            use("Hello")
    with pytest.raises(OrchestraError, match="not open"):
        await connection.ping()
    with pytest.raises(OrchestraError, match="not known"):
        print(connection.limits)
    async with connection:
        await connection.ping()
    with pytest.raises(OrchestraError, match="opened once"):
        async with connection:
            pytest.fail("It is open again.")


async def test_no_answer_in_time_is_an_error_of_the_call_alone(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        with pytest.raises(APITimeoutError):
            await connection.ping(timeout=0)
        assert connection._keeper.wire._questions == {}
        assert (await connection.ping()).type == "pong"


async def test_no_task_is_left_behind(client: AsyncOrchestra) -> None:
    before = asyncio.all_tasks()
    async with client.connect() as connection:
        stream = connection.chat("[[hang after=1]]")
        await anext(stream)
    assert asyncio.all_tasks() == before
    with pytest.raises(ConnectionClosedError) as raised:
        await stream.result()
    assert (raised.value.code, raised.value.reason) == (1000, "The connection was closed here.")


def test_no_thread_is_left_behind(sync_client: Orchestra) -> None:
    def ours() -> list[str]:
        return [
            thread.name
            for thread in threading.enumerate()
            if thread.name.startswith("orchestra-") or "recv_events" in thread.name
        ]

    with sync_client.connect() as connection:
        next(connection.chat("[[hang after=1]]"))
        assert sorted(name for name in ours() if name.startswith("orchestra-")) == [
            "orchestra-reader",
            "orchestra-writer",
        ]
    assert ours() == []


async def test_a_waiting_reader_hears_that_the_connection_was_closed(client: AsyncOrchestra) -> None:
    async with client.connect() as connection:
        stream = connection.chat("[[hang after=0]]")
        await anext(stream)
        waiting = asyncio.create_task(stream.result())
        await connection.ping()
        await connection.close()
        with pytest.raises(ConnectionClosedError):
            await waiting


async def test_an_idle_connection_is_kept(tmp_path: Path) -> None:
    """The service closes what says nothing for 0.3 seconds; six pings have to come of themselves."""
    with running_service(tmp_path, sockets={"idle": 0.3}) as service:
        presence = service.get(Presence)
        client = AsyncOrchestra(api_key=service.key, base_url=service.base_url)
        async with client, client.connect() as connection:
            first = connection.connection_id
            (there,) = presence
            assert isinstance(there, ServedConnection)
            async with asyncio.timeout(20):
                while there.received < 6:  # noqa: ASYNC110 - another thread's
                    await asyncio.sleep(0.02)
            await connection.ping()
            assert connection.connection_id == first
