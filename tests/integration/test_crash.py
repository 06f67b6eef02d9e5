"""kill -9 in mid-run: what was committed is there, the run is found failed, and one key never has two answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path

from tests.process import service_process
from tests.raw import Received, exchange, read_until


async def test_kill_in_mid_run(tmp_path: Path) -> None:
    data = tmp_path / "data"
    body = {"message": "[[text one two three]][[hang after=2]]", "session_id": "talk"}
    key = {"Idempotency-Key": "the-one-key"}
    with service_process(data) as service:
        done = await exchange(
            service.port,
            "POST",
            "/v2/chat",
            service.headers,
            {"message": "[[text kept]]", "session_id": "talk"},
        )
        assert done.status == 200
        # Read until two tokens are there, then pull the plug.
        _, seen = await read_until(
            service.port,
            "POST",
            "/v2/chat/stream",
            {**service.headers, **key},
            body,
            lambda received: received.text == "one two",
        )
        run_id = seen.events[0]["run_id"]
        service.kill()

    with service_process(data) as service:
        run = (await exchange(service.port, "GET", f"/v2/runs/{run_id}", service.headers)).json()
        assert (run["status"], run["error"]["code"], run["error"]["retryable"]) == (
            "failed",
            "run_interrupted",
            True,
        )
        assert run["usage"] is None, "nobody knows what the model had done"
        gone = await exchange(service.port, "GET", f"/v2/runs/{run_id}/events", service.headers)
        assert (gone.status, gone.json()["code"]) == (410, "run_log_expired"), "never begun again at 0"

        messages = await exchange(service.port, "GET", "/v2/sessions/talk/messages", service.headers)
        assert [(entry["role"], entry["content"]) for entry in messages.json()["data"]] == [
            ("user", "[[text kept]]"),
            ("assistant", "kept"),
            ("user", body["message"]),
        ]
        # The same key again is a new try, not the failed run.
        _, again = await read_until(
            service.port,
            "POST",
            "/v2/chat/stream",
            {**service.headers, **key},
            body,
            lambda received: bool(received.events),
        )
        assert again.events[0]["run_id"] != run_id


async def test_never_two_answers_for_one_key(tmp_path: Path) -> None:
    """Killed at different moments and asked again each time: every key has at most one completed run."""
    data = tmp_path / "data"
    keys = [f"key-{number}" for number in range(12)]
    for attempt in range(3):
        with service_process(data) as service:

            async def ask(key: str, number: int, port: int, headers: dict[str, str]) -> None:
                with contextlib.suppress(ConnectionError, json.JSONDecodeError):
                    await exchange(
                        port,
                        "POST",
                        "/v2/chat",
                        {**headers, "Idempotency-Key": key},
                        {"message": f"[[delay 0.0{number % 5}1]][[text a b c d e]]", "session_id": key},
                    )

            asking = [
                asyncio.create_task(ask(key, number, service.port, service.headers))
                for number, key in enumerate(keys)
            ]
            if attempt < 2:
                await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
                service.kill()
            await asyncio.gather(*asking)
            if attempt == 2:
                for key in keys:
                    runs = await exchange(service.port, "GET", f"/v2/sessions/{key}/runs", service.headers)
                    statuses = [run["status"] for run in runs.json()["data"]]
                    assert statuses.count("completed") == 1, statuses
                    messages = await exchange(
                        service.port, "GET", f"/v2/sessions/{key}/messages", service.headers
                    )
                    whole = [entry for entry in messages.json()["data"] if entry["role"] == "assistant"]
                    assert [entry["content"] for entry in whole if entry["status"] == "complete"] == [
                        "a b c d e"
                    ]


async def test_sigterm_tells_every_stream_why(tmp_path: Path) -> None:
    with service_process(tmp_path / "data") as service:
        streams = [
            asyncio.create_task(
                exchange(
                    service.port, "POST", "/v2/chat/stream", service.headers, {"message": "[[hang after=1]]"}
                )
            )
            for _ in range(5)
        ]
        async with asyncio.timeout(10):
            while True:
                metrics = (await exchange(service.port, "GET", "/metrics", {})).body.decode()
                if 'orchestra_runs_active{status="running"} 5.0' in metrics:
                    break
        status = await asyncio.to_thread(service.terminate)
        for answer in await asyncio.gather(*streams):
            received = Received()
            received.take(answer.body)
            last = received.events[-1]
            assert answer.complete, "the stream was closed, not cut"
            assert (last["type"], last["error"]["code"]) == ("run.failed", "run_interrupted")
        assert status == 0
