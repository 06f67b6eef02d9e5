"""How fast the service is, as ratios measured in one run: `python -m tests.performance.bench_service`.

Each figure of ours stands beside one of a bare program on the same machine in the same minute, because absolute times
on a shared machine say little. Nothing here is a test: a busy machine must not turn a build red.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil
import uvicorn

from orchestra.server import bind, new_loop
from tests.integration.upstream import Behaviour, Upstream
from tests.process import ServiceProcess, service_process
from tests.raw import exchange

ROUNDS = 5
TOKENS = 20_000


async def bare_stream(scope: Any, receive: Any, send: Any) -> None:
    """An ASGI program that streams as many events of the same size, with nothing behind them."""
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
    )
    frame = (
        b"id: run_01a206b7aacd71f19538b959d8807f6c:%d\nevent: token\ndata: "
        b'{"type":"token","run_id":"run_01a206b7aacd71f19538b959d8807f6c","offset":%d,"text":" word"}\n\n'
    )
    for first in range(0, TOKENS, 64):
        body = b"".join(frame % (number, number) for number in range(first, min(first + 64, TOKENS)))
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def timed(work: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def stream_cost(service: ServiceProcess, bare_port: int) -> None:
    """Processor time a token of one long stream, and wall time against the bare program."""
    process = psutil.Process(service.process.pid)
    body = {"message": f"[[tokens {TOKENS}]]"}
    cpu, wall, bare = [], [], []
    for _ in range(ROUNDS):
        before = process.cpu_times()
        wall.append(
            await timed(lambda: exchange(service.port, "POST", "/v2/chat/stream", service.headers, body))
        )
        after = process.cpu_times()
        cpu.append((after.user + after.system - before.user - before.system) / TOKENS * 1e6)
        bare.append(await timed(lambda: exchange(bare_port, "GET", "/", {})))
    ratio = statistics.median(ours / theirs for ours, theirs in zip(wall, bare, strict=True))
    print(f"one stream of {TOKENS} tokens: {statistics.median(cpu):.1f} µs of processor time a token")
    print(f"                              {ratio:.2f} × the wall time of the bare program")


async def request_cost(service: ServiceProcess) -> None:
    """A whole chat (stored, answered) and a look-up, against the smallest request there is."""
    body = {"message": "[[text ok]]"}
    figures: dict[str, list[float]] = {"live": [], "getSession": [], "createChat": []}
    await exchange(service.port, "POST", "/v2/sessions", service.headers, {"session_id": "bench"})
    for _ in range(200):
        figures["live"].append(await timed(lambda: exchange(service.port, "GET", "/live", {})))
        figures["getSession"].append(
            await timed(lambda: exchange(service.port, "GET", "/v2/sessions/bench", service.headers))
        )
        figures["createChat"].append(
            await timed(lambda: exchange(service.port, "POST", "/v2/chat", service.headers, body))
        )
    floor = statistics.median(figures["live"])
    for name, values in figures.items():
        median = statistics.median(values)
        print(f"{name:12} median {median * 1000:6.2f} ms, {median / floor:.1f} × /live")


async def cancel_cost(data: Path) -> None:
    """From sending the cancel to the endpoint seeing its connection closed."""
    for name, behaviour in (
        ("while connecting", Behaviour(hang="headers")),
        ("before the first token", Behaviour(hang_after=0)),
        ("in mid-stream", Behaviour(hang_after=2)),
    ):
        times = []
        async with Upstream(behaviour) as upstream:
            variables = {
                "ORCHESTRA_PROVIDER": "openai",
                "ORCHESTRA_MODEL": "stand-in-1",
                "ORCHESTRA_OPENAI_BASE_URL": upstream.base_url,
            }
            with service_process(data / name.replace(" ", "-"), **variables) as service:
                for number in range(20):
                    reading = asyncio.create_task(
                        exchange(
                            service.port,
                            "POST",
                            "/v2/chat/stream",
                            service.headers,
                            {"message": "Hello", "session_id": f"s{number}"},
                        )
                    )
                    connection = await upstream.connected(number + 1)
                    await upstream.asked(number + 1)
                    path = f"/v2/sessions/s{number}/runs"
                    runs = (await exchange(service.port, "GET", path, service.headers)).json()
                    run_id = runs["data"][0]["run_id"]
                    began = time.perf_counter()
                    cancelling = asyncio.create_task(
                        exchange(service.port, "POST", f"/v2/runs/{run_id}/cancel", service.headers)
                    )
                    await connection.is_closed()
                    times.append(time.perf_counter() - began)
                    await asyncio.gather(cancelling, reading)
        print(
            f"cancel {name:23}: median {statistics.median(times) * 1000:.1f} ms, worst {max(times) * 1000:.1f} ms"
        )


async def main() -> None:
    """Run everything and print the figures."""
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(bare_stream, lifespan="off", log_level="error", http="httptools", access_log=False)
    )
    bare = asyncio.create_task(server.serve(sockets=[listener]))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with service_process(data / "bench", ORCHESTRA_RUNS_LOG_EVENTS=str(TOKENS + 10)) as service:
            await stream_cost(service, listener.getsockname()[1])
            await request_cost(service)
        await cancel_cost(data)
    server.should_exit = True
    await bare


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main())
