"""What a WebSocket costs, and what stuck readers cost the others: `python -m tests.performance.bench_sockets`.

Each figure stands beside another one of the same run, for the reason that bench_service gives. Nothing here is a test.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import psutil

from orchestra.server import new_loop
from tests.performance.bench_service import timed
from tests.process import ServiceProcess, service_process
from tests.raw import TERMINAL, exchange
from tests.raw_websocket import Transcript, converse
from tests.sockets import Socket, opened

ROUNDS = 5
TOKENS = 20_000
STUCK = 20
# Runs whose logs together are more than sockets hold, so that they wait in the service.
LONG_RUNS = 4
OTHERS = 20
# Of the others' answers: seconds between two tokens, and how many.
DELAY, LENGTH = 0.01, 200


def over(transcript: Transcript) -> bool:
    return bool(transcript.frames) and transcript.frames[-1]["type"] in TERMINAL


async def frame_cost(service: ServiceProcess) -> None:
    """Frames a second of one long answer, and its cost against the same answer as Server-Sent Events."""
    process = psutil.Process(service.process.pid)

    def used() -> float:
        times = process.cpu_times()
        return times.user + times.system

    async def over_socket() -> None:
        chat = {"type": "chat", "id": "c-1", "message": f"[[tokens {TOKENS}]]"}
        transcript = await converse(service.port, service.headers, chat, over)
        assert len(transcript.received.events) == TOKENS + 2

    async def over_sse() -> None:
        body = {"message": f"[[tokens {TOKENS}]]"}
        assert (await exchange(service.port, "POST", "/v2/chat/stream", service.headers, body)).status == 200

    wall, cpu, ratios = [], [], []
    for _ in range(ROUNDS):
        before = used()
        wall.append(await timed(over_socket))
        between = used()
        await timed(over_sse)
        cpu.append((between - before) / TOKENS * 1e6)
        ratios.append((between - before) / (used() - between))
    print(f"one answer of {TOKENS} tokens: {TOKENS / statistics.median(wall):,.0f} frames a second")
    print(f"                              {statistics.median(cpu):.1f} µs of processor time a frame")
    print(f"                              {statistics.median(ratios):.2f} × that of Server-Sent Events")


async def stuck(service: ServiceProcess, run_ids: list[str], stack: AsyncExitStack) -> None:
    """A reader that asked for much and reads nothing."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", service.port))
    client.setblocking(False)
    # It will not take part in a closing handshake either.
    reader = await stack.enter_async_context(opened(service, sock=client, ping_interval=None))
    stack.callback(reader.cut)
    reader.connection.transport.pause_reading()
    for run_id in run_ids:
        await reader.say(type="resume", id="r", run_id=run_id)


async def gaps(reader: Socket) -> list[float]:
    """Seconds between the tokens of one answer, as they arrive."""
    run = await reader.chat("c-1", f"[[delay {DELAY}]][[tokens {LENGTH}]]")
    times = []
    while (frame := await reader.next())["type"] not in TERMINAL:
        if frame["type"] == "token":
            times.append(time.perf_counter())
    assert len(times) == LENGTH, run
    return [after - before for before, after in itertools.pairwise(times)]


async def others(service: ServiceProcess) -> tuple[float, float]:
    """The median and the 99th percentile of the delay of tokens, in seconds, beyond the one that was ordered."""
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(opened(service)) for _ in range(OTHERS)]
        found = await asyncio.gather(*map(gaps, readers))
    late = [gap - DELAY for each in found for gap in each]
    return statistics.median(late), statistics.quantiles(late, n=100)[98]


async def settled(service: ServiceProcess) -> None:
    """Return when the service has nothing to do any more: what sockets hold is full."""
    process = psutil.Process(service.process.pid)
    before = -1.0
    while (now := sum(process.cpu_times()[:2])) - before > 0.02:
        before = now
        await asyncio.sleep(0.5)


async def stuck_readers(service: ServiceProcess) -> None:
    """How late the others' tokens are with stuck readers and without, in turn."""
    body = {"message": f"[[tokens {TOKENS - 10}]]"}
    answers = [
        await exchange(service.port, "POST", "/v2/chat", service.headers, body) for _ in range(LONG_RUNS)
    ]
    run_ids = [answer.json()["run_id"] for answer in answers]
    names = ("alone", f"while {STUCK} get stuck", f"beside {STUCK} that are stuck")
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    await others(service)
    for _ in range(ROUNDS):
        figures[names[0]].append(await others(service))
        async with AsyncExitStack() as stack:
            for _ in range(STUCK):
                await stuck(service, run_ids, stack)
            figures[names[1]].append(await others(service))
            await settled(service)
            figures[names[2]].append(await others(service))
        await settled(service)
    for place, measure in enumerate(("median", "99th percentile")):
        alone = DELAY + statistics.median(round_[place] for round_ in figures[names[0]])
        for name in names:
            found = DELAY + statistics.median(round_[place] for round_ in figures[name])
            print(
                f"between two tokens, {measure:15} {name:27}: {found * 1000:6.2f} ms, {found / alone:.2f} × alone"
            )


async def main() -> None:
    """Run everything and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        # Stuck readers stay for the whole of a measurement: being closed is what other tests are about.
        variables = {"ORCHESTRA_RUNS_LOG_EVENTS": str(TOKENS + 10), "ORCHESTRA_RUNS_SEND_TIMEOUT": "600"}
        with service_process(Path(folder) / "bench", **variables) as service:
            await frame_cost(service)
            await stuck_readers(service)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main())
