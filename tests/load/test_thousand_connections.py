"""As many connections as the service takes, all of them chatting at once, on the machine that the test runs on."""

from __future__ import annotations

import asyncio
import re
import resource
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import InvalidStatus

from tests.process import ServiceProcess, service_process
from tests.raw import assert_whole, exchange
from tests.sockets import Socket, opened

CONNECTIONS = 1000
PAGE = "https://shop.example.com"
# The handshakes are not what is tested; so many at a time.
HANDSHAKES = 50
TOKENS = 8
# Seconds between two tokens: an answer is to last until all have begun. A slower machine is given more.
DELAY, LONGER = 0.5, 4
# What a wave may add by design (its runs' logs, kept for a resume), and what the allocator keeps of the first one.
LOGS_MB, ALLOCATED_MB = 24, 160


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceProcess]:
    """A service as its own process, with its limits as they are when nothing is set."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 4 * CONNECTIONS:
        pytest.skip(f"this machine allows a process {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4 * CONNECTIONS), hard))
    try:
        with service_process(tmp_path / "data") as started:
            yield started
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def gauge(service: ServiceProcess, name: str) -> float:
    text = (await exchange(service.port, "GET", "/metrics", {})).body.decode()
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))


async def connected(service: ServiceProcess, stack: AsyncExitStack) -> list[Socket]:
    gate = asyncio.Semaphore(HANDSHAKES)

    async def one() -> Socket:
        async with gate:
            # Nobody pings: a client that waits for its turn on a busy machine has not gone.
            return await stack.enter_async_context(opened(service, open_timeout=60, ping_interval=None))

    return await asyncio.gather(*(one() for _ in range(CONNECTIONS)))


async def begun(socket: Socket, delay: float) -> str:
    """The id of a run that was begun over the connection."""
    accepted = await socket.chat("c-1", f"[[delay {delay}]][[tokens {TOKENS}]]")
    assert accepted["type"] == "accepted", accepted
    run_id: str = accepted["run_id"]
    return run_id


async def whole_answer(socket: Socket, run_id: str) -> str:
    """Read the run to its end; nothing else may come, and nothing may be missing."""
    await socket.ended(run_id)
    received = socket.received(run_id)
    assert_whole(received)
    assert received.events[-1]["type"] == "run.completed"
    assert [frame["type"] for frame in socket.frames[:2]] == ["welcome", "accepted"]
    assert len(socket.frames) == 2 + len(received.events)
    return received.text


async def one_chat(service: ServiceProcess) -> str:
    async with opened(service) as socket:
        return await whole_answer(socket, await begun(socket, 0))


async def wave(service: ServiceProcess, delay: float) -> tuple[list[str], float]:
    """Everybody connects and chats; the answers, and how many runs there were when the last one had begun."""
    async with AsyncExitStack() as stack:
        sockets = await connected(service, stack)
        assert await gauge(service, "orchestra_websocket_connections_active") == CONNECTIONS
        await one_too_many(service)
        run_ids = await asyncio.gather(*(begun(socket, delay) for socket in sockets))
        at_once = await gauge(service, "orchestra_runs_active")
        texts = await asyncio.gather(*map(whole_answer, sockets, run_ids))
        await asyncio.gather(*(socket.connection.close() for socket in sockets))
    async with asyncio.timeout(20):
        while await gauge(service, "orchestra_websocket_connections_active"):  # noqa: ASYNC110 - another process's
            await asyncio.sleep(0.05)
    return texts, at_once


async def one_too_many(service: ServiceProcess) -> None:
    """The next one is refused: a program by the status, a page by the code."""
    with pytest.raises(InvalidStatus) as refused:
        async with opened(service):
            pass
    assert refused.value.response.status_code == 503
    assert b'"overloaded"' in (refused.value.response.body or b"")
    ticket = await exchange(service.port, "POST", "/v2/ws-tickets", service.headers, {"origin": PAGE})
    path = f"/v2/ws?ticket={ticket.json()['ticket']}"
    async with opened(service, path=path, key=None, origin=PAGE, welcome=False) as page:
        assert await page.closed() == 4503
        assert [frame["type"] for frame in page.frames] == ["goodbye"]


@pytest.mark.slow
async def test_a_thousand_connections_chat_at_once(service: ServiceProcess) -> None:
    """Twice, because only the second time shows that the service's memory comes back."""
    process = psutil.Process(service.process.pid)
    text = await one_chat(service)
    delay, at_once, levels = DELAY, 0.0, [process.memory_info().rss / 1_048_576]
    for _ in range(2):
        texts, begun_together = await wave(service, delay)
        assert texts == [text] * CONNECTIONS
        at_once = max(at_once, begun_together)
        delay = 0.1 if at_once == CONNECTIONS else delay * LONGER
        levels.append(process.memory_info().rss / 1_048_576)
    assert at_once == CONNECTIONS
    assert levels[1] - levels[0] < ALLOCATED_MB, levels
    assert levels[2] - levels[1] < LOGS_MB, levels
    assert await one_chat(service) == text
    assert await gauge(service, "orchestra_runs_active") == 0
    assert not re.findall(r'.*"level": ?"(?:warning|error)".*', service.log.read_text())
