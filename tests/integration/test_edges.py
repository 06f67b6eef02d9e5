"""Edges: what goes wrong at the borders of things – between two steps, on a bad line, with a full memory."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from dishka import AsyncContainer

from orchestra.access.keys import Principal
from orchestra.api.stream import RETRY, EventStream, Follower, ServerSentEvents, StreamSettings
from orchestra.chat.orchestrator import Orchestrator, Started
from orchestra.chat.run import Ask
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.live.log import RunLog
from orchestra.live.memory import MemoryRunLog
from orchestra.sessions.sessions import SessionRepository
from orchestra.telemetry.metrics import Metrics
from tests.integration.test_cancel import only_run
from tests.integration.test_cli import orchestra
from tests.process import environment, service_process
from tests.raw import Received, exchange, request_bytes
from tests.service import RunningService, running_service

CALLER = Principal.anonymous()


async def chat(orchestrator: Orchestrator, message: str, **options: Any) -> Started:
    return await orchestrator.handle_chat(CALLER, Ask(message, **options), operation="createChat")


async def last_event(container: AsyncContainer, orchestrator: Orchestrator, run_id: str) -> dict[str, Any]:
    """The terminal event of a run, once it has ended."""
    async with asyncio.timeout(20):
        await orchestrator.wait(run_id)
    batch = await (await container.get(RunLog)).read(run_id, -1, wait=0)
    assert batch is not None
    assert batch.ended
    last: dict[str, Any] = json.loads(batch.events[-1].data)
    return last


# Memory


async def test_a_young_log_keeps_its_events_when_others_fill_the_memory() -> None:
    """The longest log gives room: a new run's reader misses nothing, above all not the end."""
    log = MemoryRunLog(ttl=60, max_events=1000, max_bytes=1000)
    old = log.begin("old")
    while log.bytes < 990:
        old.append("token", b"x" * 10)
    young = log.begin("young")
    for event in ("run.started", "token", "run.completed"):
        young.append(event, b"y" * 20)
    young.end()
    batch = await log.read("young", -1, wait=0)
    assert batch is not None
    assert [event.type for event in batch.events] == ["run.started", "token", "run.completed"]
    assert log.bytes <= 1000


async def test_the_newest_event_stays_however_large_it_is() -> None:
    log = MemoryRunLog(ttl=60, max_events=1000, max_bytes=1000)
    writer = log.begin("large")
    writer.append("run.completed", b"x" * 5000)
    batch = await log.read("large", -1, wait=0)
    assert batch is not None
    assert [event.offset for event in batch.events] == [0]


async def test_a_stream_that_lost_its_beginning_does_not_pretend(mock_orchestrator: Orchestrator) -> None:
    """Events that are trimmed after the headers were made are missed aloud: the stream is cut, and can resume."""
    log = MemoryRunLog(ttl=60, max_events=16, max_bytes=100_000)
    writer = log.begin("run_x")
    writer.append("run.started", b"{}")
    stream = EventStream(
        Follower("run_x", -1, recovered=True, log=log, orchestrator=mock_orchestrator),
        ServerSentEvents("run_x"),
        metrics=Metrics(),
        settings=StreamSettings(heartbeat=10, send_timeout=10),
        headers={},
    )
    for _ in range(20):
        writer.append("token", b"{}")
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        await asyncio.Event().wait()

    async with asyncio.timeout(10):
        await stream({"type": "http", "method": "GET"}, receive, send)
    assert b"".join(message.get("body", b"") for message in sent) == RETRY
    assert sent[-1]["more_body"] is False


# Admission


async def test_one_key_is_admitted_by_one_request_at_a_time(
    mock_orchestrator: Orchestrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the first of its crowd is refused and others come in the same moment."""
    find = mock_orchestrator._runs.find_replay
    calls = inside = most = 0

    async def counted(*arguments: Any) -> Any:
        nonlocal calls, inside, most
        calls, inside = calls + 1, inside + 1
        first, most = calls == 1, max(most, inside)
        try:
            found = await find(*arguments)
            if first:
                raise OrchestraError(ErrorCode.OVERLOADED, "not now")
            return found
        finally:
            inside -= 1

    monkeypatch.setattr(mock_orchestrator._runs, "find_replay", counted)

    async def ask(steps: int) -> Started:
        for _ in range(steps):
            await asyncio.sleep(0)
        return await mock_orchestrator.handle_chat(
            CALLER,
            Ask("[[text one]]", session_id="crowd", if_busy="reject"),
            operation="createChat",
            idempotency_key="k",
            fingerprint="f",
        )

    # The first three wait for each other; the next one comes when the first was refused.
    early = [asyncio.create_task(ask(0)) for _ in range(3)]
    refused = await asyncio.gather(early[0], return_exceptions=True)
    late = [asyncio.create_task(ask(steps)) for steps in range(10)]
    answers = await asyncio.gather(*early[1:], *late)
    assert isinstance(refused[0], OrchestraError)
    assert most == 1
    assert len({answer.run_id for answer in answers}) == 1
    assert not mock_orchestrator._admissions, "nothing is kept of a key once nobody asks"


@pytest.mark.parametrize("order", ["earlier first", "later first"])
async def test_interrupt_reaches_a_run_that_is_still_being_admitted(
    mock_orchestrator: Orchestrator,
    test_di_container: AsyncContainer,
    monkeypatch: pytest.MonkeyPatch,
    order: str,
) -> None:
    admit = mock_orchestrator._runs.admit
    doors = [asyncio.Event(), asyncio.Event()]
    arrived = [asyncio.Event(), asyncio.Event()]
    numbers = iter((0, 1))

    async def slow(new: Any) -> Any:
        number = next(numbers)
        arrived[number].set()
        await doors[number].wait()
        return await admit(new)

    monkeypatch.setattr(mock_orchestrator._runs, "admit", slow)
    earlier = asyncio.create_task(chat(mock_orchestrator, "[[hang]]", session_id="s"))
    await arrived[0].wait()
    later = asyncio.create_task(
        chat(mock_orchestrator, "[[text now]]", session_id="s", if_busy="interrupt", instructions="x")
    )
    await arrived[1].wait()
    for door, task in (
        zip(doors, (earlier, later), strict=True)
        if order == "earlier first"
        else (
            (doors[1], later),
            (doors[0], earlier),
        )
    ):
        door.set()
        await task
    ended = await last_event(test_di_container, mock_orchestrator, (await earlier).run_id)
    assert (ended["type"], ended["reason"]) == ("run.cancelled", "interrupted")
    await mock_orchestrator.cancel((await later).run_id)


# Sessions that go away


async def test_a_run_whose_session_is_gone_ends_as_cancelled(
    mock_orchestrator: Orchestrator, test_di_container: AsyncContainer
) -> None:
    """One that slipped in while its session was being deleted: no answer that nobody could ever read."""
    provider: Any = mock_orchestrator._provider
    working = await chat(mock_orchestrator, "[[gate away after=1]]", session_id="gone")
    waiting = await chat(mock_orchestrator, "[[text never]]", session_id="gone")
    await provider.gate("away").reached.wait()
    async with test_di_container(context={Principal: CALLER}) as request:
        await (await request.get(SessionRepository)).delete("gone")
    provider.gate("away").opened.set()
    for started in (working, waiting):
        last = await last_event(test_di_container, mock_orchestrator, started.run_id)
        assert (last["type"], last["reason"]) == ("run.cancelled", "requested")
    assert provider.started == 1, "the model is not asked for a run that is gone"


async def test_a_waiting_post_whose_session_is_deleted_was_cancelled(service: RunningService) -> None:
    """409 run_cancelled however the two meet, never a 404 for something that the caller did not name."""
    for _ in range(8):
        session = f"s-{uuid4()}"
        body = {"message": "[[hang]]", "session_id": session}
        waiting = asyncio.create_task(exchange(service.port, "POST", "/v2/chat", service.headers, body))
        run_id = await only_run(service, session)
        await exchange(service.port, "DELETE", f"/v2/sessions/{session}", service.headers)
        answer = await waiting
        assert (answer.status, answer.json()["code"]) == (409, "run_cancelled")
        assert answer.json()["run_id"] == run_id


# The line


async def test_a_client_that_leaves_during_its_upload_is_no_failure_of_ours(tmp_path: Path) -> None:
    with running_service(tmp_path) as service:
        _, writer = await asyncio.open_connection("127.0.0.1", service.port)
        head = {**service.headers, "Content-Type": "application/json", "Content-Length": "100"}
        writer.write(request_bytes("POST", "/v2/chat", head, None) + b'{"mess')
        await writer.drain()
        writer.close()
        async with asyncio.timeout(10):
            while 'operation="createChat"' not in (metrics := await scrape(service)):
                pass
        assert 'orchestra_request_count_total{operation="createChat",status="499"} 1.0' in metrics
        assert "orchestra_error_rate 0.0" in metrics


async def scrape(service: RunningService) -> str:
    """The metrics as text."""
    return (await exchange(service.port, "GET", "/metrics", {})).body.decode()


async def endless_head() -> AsyncIterator[bytes]:
    """A request whose headers do not end."""
    yield b"GET /live HTTP/1.1\r\nHost: test\r\n"
    for number in range(1000):
        yield b"X-%d: " % number + b"y" * 60_000 + b"\r\n"


async def endless_header() -> AsyncIterator[bytes]:
    """A request with one header that does not end."""
    yield b"GET /live HTTP/1.1\r\nX-Long: "
    for _ in range(1000):
        yield b"y" * 60_000


async def endless_trailers() -> AsyncIterator[bytes]:
    """A chunked request whose trailers do not end."""
    yield b"POST /live HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    for number in range(1000):
        yield b"X-%d: " % number + b"y" * 60_000 + b"\r\n"


@pytest.mark.parametrize("request_of", [endless_head, endless_header, endless_trailers])
async def test_a_request_without_end_is_cut_off(service: RunningService, request_of: Any) -> None:
    """Anybody can send one, with no key at all; it must not fill the memory."""
    _, writer = await asyncio.open_connection("127.0.0.1", service.port)

    async def send_all() -> None:
        async for piece in request_of():
            writer.write(piece)
            await writer.drain()

    with pytest.raises(ConnectionError):
        await asyncio.wait_for(send_all(), 20)
    writer.close()


async def test_large_but_honest_requests_are_served(service: RunningService) -> None:
    """A body in many pieces, and headers as large as browsers send, on one connection."""
    _, writer = connection = await asyncio.open_connection("127.0.0.1", service.port)
    body = b'{"message": "[[text ok]]", "metadata": {"x": "' + b"y" * 900_000 + b'"}}'
    head = {**service.headers, "X-Cookie": "z" * 30_000}
    for _ in range(2):
        writer.write(request_bytes("POST", "/v2/chat", head, body))
        async with asyncio.timeout(10):
            answer = await connection[0].readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", answer)
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert length is not None
            await connection[0].readexactly(int(length[1]))
    writer.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux can do it")
async def test_a_reader_that_takes_nothing_loses_its_connection(tmp_path: Path) -> None:
    """Not only the stream is given up: the connection goes too, with everything that is held for it."""
    with running_service(tmp_path, runs={"send_timeout": 0.2}) as service, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", service.port))
        body = b'{"message": "[[tokens 50000]]"}'
        client.sendall(request_bytes("POST", "/v2/chat/stream", service.headers, body))
        address = client.getsockname()

        def connected() -> bool:
            return any(
                getattr(connection, "client", None) == address
                for connection in list(service.server.server_state.connections)
            )

        async with asyncio.timeout(20):
            while 'operation="createChatStream"' not in await scrape(service) or connected():
                pass


# Answers


async def test_a_problem_names_the_path_as_it_was_asked_for(service: RunningService) -> None:
    for path in ("/v2/runs/run_x%3Fa%23b", "/nowhere%20at%20all"):
        answer = await exchange(service.port, "GET", path, service.headers)
        assert answer.json()["instance"] == path


async def test_a_cursor_past_the_end_is_wrong_when_the_log_is_gone_too(
    forgetful_service: RunningService,
) -> None:
    service = forgetful_service
    answer = await exchange(service.port, "POST", "/v2/chat", service.headers, {"message": "[[text x]]"})
    path = f"/v2/runs/{answer.json()['run_id']}"
    last = (await exchange(service.port, "GET", path, service.headers)).json()["last_offset"]
    async with asyncio.timeout(10):
        while (await exchange(service.port, "GET", f"{path}/events", service.headers)).status != 410:
            pass
    statuses = [
        (await exchange(service.port, "GET", f"{path}/events?after={after}", service.headers)).status
        for after in (last - 1, last, last + 1)
    ]
    assert statuses == [410, 204, 400]


async def test_without_authentication_headers_of_other_services_do_not_matter(tmp_path: Path) -> None:
    with running_service(tmp_path, auth=False, bootstrap_key=None) as service:
        for headers in ({}, {"Authorization": "Basic dXNlcjpwYXNz"}, {"X-API-Key": "whatever"}):
            assert (await exchange(service.port, "GET", "/v2/sessions", headers)).status == 200


# The process


async def test_a_second_signal_does_not_wait_for_the_answers(tmp_path: Path) -> None:
    """The reader still learns why its answer ends."""
    with service_process(tmp_path / "data", ORCHESTRA_SHUTDOWN_GRACE="600") as service:
        reading = asyncio.create_task(
            exchange(service.port, "POST", "/v2/chat/stream", service.headers, {"message": "[[hang]]"})
        )
        async with asyncio.timeout(20):
            while "orchestra_streams_active 1.0" not in (
                (await exchange(service.port, "GET", "/metrics", {})).body.decode()
            ):
                pass
            service.process.send_signal(signal.SIGTERM)
            while (await exchange(service.port, "GET", "/ready", {})).status != 503:
                pass
        assert await asyncio.to_thread(service.terminate) == 0
        received = Received()
        received.take((await reading).body)
        assert received.events[-1]["error"]["code"] == "run_interrupted"


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_tracebacks_show_no_values(log_format: str) -> None:
    """Local variables hold keys and what people have said; logs are read by others."""
    script = f"""
from orchestra.settings import LogSettings
from orchestra.telemetry.logging import configure_logging, get_logger
configure_logging(LogSettings(format={log_format!r}))
def fail(secret):
    raise ZeroDivisionError("a defect")
try:
    fail("ork_" + "private")
except ZeroDivisionError:
    get_logger("test").exception("failed")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert "ZeroDivisionError" in done.stderr
    assert "ork_private" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (["keys", "list"], {"ORCHESTRA_DATA_DIR": "/dev/null/x"}, "/dev/null/x cannot be used"),
        (["db", "upgrade"], {"ORCHESTRA_DATA_DIR": "/dev/null/x"}, "/dev/null/x cannot be used"),
        (["serve"], {"ORCHESTRA_DATA_DIR": "/dev/null/x"}, "/dev/null/x cannot be used"),
        (["serve"], {"ORCHESTRA_RUNS": "x"}, '"runs"'),
        (["serve"], {"ORCHESTRA_HOST": ""}, "ORCHESTRA_HOST"),
        (["serve"], {"ORCHESTRA_CONFIG": "[/x].toml"}, "[/x].toml cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], words: str
) -> None:
    done = orchestra(tmp_path / "data", *arguments, **variables)
    said = [line for line in done.stderr.splitlines() if line.startswith("orchestra: ")]
    assert done.returncode in (1, 2)
    assert len(said) == 1, done.stderr
    assert words in said[0]
    assert "Traceback" not in done.stderr


def test_keys_are_listed_as_they_are(tmp_path: Path) -> None:
    """A name may look like markup, and an id is whole on a narrow terminal, because `revoke` wants it."""
    data = tmp_path / "data"
    made = orchestra(data, "keys", "create", "--owner", "[team]", "--name", "[/x]")
    assert "of [team], for" in made.stderr
    listed = subprocess.run(
        [sys.executable, "-m", "orchestra", "keys", "list"],
        env={**environment(data), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert made.stderr.split()[0] in listed
    assert "[/x]" in listed
