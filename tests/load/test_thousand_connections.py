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
# The handshakes are not what is tested; so many at a time.
HANDSHAKES = 50
# Long enough that all are answered at the same time: the last one is accepted before the first one has its end.
MESSAGE = "[[delay 0.6]][[tokens 12]]"
# What 1,000 ended runs leave behind by design (their logs, for a resume), and what an allocator keeps of a wave.
KEPT_MB = 64


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


async def connected(service: ServiceProcess, stack: AsyncExitStack, count: int) -> list[Socket]:
    gate = asyncio.Semaphore(HANDSHAKES)

    async def one() -> Socket:
        async with gate:
            # Nobody pings: a client that waits for its turn on a busy machine has not gone.
            return await stack.enter_async_context(opened(service, open_timeout=60, ping_interval=None))

    return await asyncio.gather(*(one() for _ in range(count)))


async def whole_chat(socket: Socket) -> str:
    """One chat, from its message to its end."""
    accepted = await socket.chat("c-1", MESSAGE)
    assert accepted["type"] == "accepted", accepted
    await socket.ended(accepted["run_id"])
    received = socket.received(accepted["run_id"])
    assert_whole(received)
    assert received.events[-1]["type"] == "run.completed"
    assert [frame["type"] for frame in socket.frames[:2]] == ["welcome", "accepted"]
    assert len(socket.frames) == 2 + len(received.events)
    return received.text


@pytest.mark.slow
async def test_a_thousand_connections_chat_at_once(service: ServiceProcess) -> None:
    process = psutil.Process(service.process.pid)
    async with opened(service) as first:
        text = await whole_chat(first)
    before = process.memory_info().rss
    async with AsyncExitStack() as stack:
        sockets = await connected(service, stack, CONNECTIONS)
        assert await gauge(service, "orchestra_websocket_connections_active") == CONNECTIONS
        with pytest.raises(InvalidStatus) as refused:
            async with opened(service):
                pass
        assert refused.value.response.status_code == 503
        assert b'"overloaded"' in (refused.value.response.body or b"")
        texts = await asyncio.gather(*(whole_chat(socket) for socket in sockets))
        assert texts == [text] * CONNECTIONS
        during = process.memory_info().rss
    async with asyncio.timeout(20):
        while await gauge(service, "orchestra_websocket_connections_active"):
            await asyncio.sleep(0.05)
    async with opened(service) as after:
        assert await whole_chat(after) == text
    assert await gauge(service, "orchestra_runs_active") == 0
    after_mb = (process.memory_info().rss - before) / 1_048_576
    print("MB", before/1e6, during/1e6, after_mb)
    assert after_mb < KEPT_MB
    assert "error" not in service.log.read_text()
