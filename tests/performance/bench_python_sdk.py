"""What the Python SDK costs: `python -m tests.performance.bench_python_sdk`.

Processor time of the client's own process for a token of a long stream, synchronous and asynchronous, beside that of
the HTTP library alone; and what importing the SDK costs beside importing the HTTP library.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from orchestra_sdk import AsyncOrchestra, Orchestra
from tests.process import ServiceProcess, service_process

ROUNDS = 5
TOKENS = 20_000
SDK = Path(__file__).parents[2] / "sdks/python"


def cpu(work: Callable[[], object]) -> float:
    """Microseconds of this process's processor time a token; the median of some rounds."""
    figures = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        figures.append((time.process_time() - began) / TOKENS * 1e6)
    return statistics.median(figures)


def stream_cost(service: ServiceProcess) -> None:
    """One stream of many tokens, read to its end in three ways."""
    message = f"[[tokens {TOKENS}]]"
    address = f"http://127.0.0.1:{service.port}"
    key = service.headers["Authorization"].removeprefix("Bearer ")

    def bare() -> None:
        with httpx.stream(
            "POST",
            f"{address}/v2/chat/stream",
            headers=service.headers,
            json={"message": message},
            timeout=60,
        ) as answer:
            for _ in answer.iter_bytes():
                pass

    def synchronous() -> None:
        with Orchestra(api_key=key, base_url=address) as client, client.chat.stream(message) as stream:
            count = sum(event.type == "token" for event in stream)
        assert count == TOKENS

    async def read() -> None:
        async with (
            AsyncOrchestra(api_key=key, base_url=address) as client,
            client.chat.stream(message) as stream,
        ):
            count = 0
            async for event in stream:
                count += event.type == "token"
        assert count == TOKENS

    def over_a_websocket() -> None:
        with (
            Orchestra(api_key=key, base_url=address) as client,
            client.connect() as connection,
            connection.chat(message) as stream,
        ):
            count = sum(event.type == "token" for event in stream)
        assert count == TOKENS

    async def read_over_a_websocket() -> None:
        async with (
            AsyncOrchestra(api_key=key, base_url=address) as client,
            client.connect() as connection,
            connection.chat(message) as stream,
        ):
            count = 0
            async for event in stream:
                count += event.type == "token"
        assert count == TOKENS

    print(f"one stream of {TOKENS} tokens, processor time a token:")
    print(f"  bytes alone (httpx) {cpu(bare):6.1f} µs")
    print(f"  Orchestra           {cpu(synchronous):6.1f} µs")
    print(f"  AsyncOrchestra      {cpu(lambda: asyncio.run(read())):6.1f} µs")
    print(f"  Orchestra, WebSocket      {cpu(over_a_websocket):6.1f} µs")
    print(f"  AsyncOrchestra, WebSocket {cpu(lambda: asyncio.run(read_over_a_websocket())):6.1f} µs")


def import_cost(bytecode: Path) -> None:
    """A fresh interpreter that imports one thing, as often as the others in turn; compiled before, as installed."""
    names = ("pass", "import httpx", "import orchestra_sdk")
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(SDK),
        "PYTHONPYCACHEPREFIX": str(bytecode),
        "PYTHONDONTWRITEBYTECODE": "",
    }

    def fresh(program: str) -> float:
        before = os.times()
        subprocess.run([sys.executable, "-c", program], check=True, env=surroundings)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    figures: dict[str, list[float]] = {name: [] for name in names}
    fresh(names[-1])
    for _ in range(2 * ROUNDS):
        for name in names:
            figures[name].append(fresh(name))
    nothing, httpx_alone, sdk = (statistics.median(figures[name]) for name in names)
    print("processor time:")
    print(f"  import httpx         {httpx_alone - nothing:.3f} s")
    print(f"  import orchestra_sdk {sdk - nothing:.3f} s, {sdk - httpx_alone:.3f} s more than that")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with service_process(place / "service", ORCHESTRA_RUNS_LOG_EVENTS=str(TOKENS + 10)) as started:
            stream_cost(started)
        import_cost(place / "bytecode")
