"""Cancelling: the model is let go at once, the reader learns it, the run has one end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from orchestra.chat.orchestrator import Orchestrator
from tests.integration.upstream import Behaviour, Upstream
from tests.raw import Received, assert_whole, exchange, read_until
from tests.service import RunningService, running_service


async def start(service: RunningService, message: str, **options: Any) -> tuple[str, asyncio.Task[Any]]:
    """Begin a stream and give its run's id as soon as the first event is there."""
    key = {"Idempotency-Key": str(uuid4())}
    headers, body = {**service.headers, **key}, {"message": message, **options}
    reading = asyncio.create_task(exchange(service.port, "POST", "/v2/chat/stream", headers, body))
    # The same key finds the same run.
    answer, _ = await read_until(
        service.port, "POST", "/v2/chat/stream", headers, body, lambda received: bool(received.events)
    )
    return answer.headers["orchestra-run-id"], reading


async def test_cancel_tells_the_stream_and_keeps_what_came(service: RunningService) -> None:
    run_id, reading = await start(service, f"[[text one two three]][[gate {uuid4()} after=2]]")
    answer = await exchange(service.port, "POST", f"/v2/runs/{run_id}/cancel", service.headers)
    assert answer.status == 200
    run = answer.json()
    assert (run["status"], run["cancel_reason"]) == ("cancelled", "requested")
    received = Received()
    received.take((await reading).body)
    assert_whole(received)
    assert (received.events[-1]["type"], received.events[-1]["reason"]) == ("run.cancelled", "requested")
    again = await exchange(service.port, "POST", f"/v2/runs/{run_id}/cancel", service.headers)
    assert (again.status, again.json()["status"]) == (200, "cancelled"), "cancelling twice is fine"
    messages = await exchange(
        service.port, "GET", f"/v2/sessions/{run['session_id']}/messages", service.headers
    )
    kept = [(entry["role"], entry["content"], entry["status"]) for entry in messages.json()["data"]]
    assert kept[1:] == ([("assistant", run["response"], "partial")] if run["response"] else [])


async def test_a_run_that_is_over_cannot_be_cancelled(service: RunningService) -> None:
    chat = await exchange(service.port, "POST", "/v2/chat", service.headers, {"message": "[[text done]]"})
    run_id = chat.json()["run_id"]
    answer = await exchange(service.port, "POST", f"/v2/runs/{run_id}/cancel", service.headers)
    assert (answer.status, answer.json()["code"]) == (409, "run_not_cancellable")


async def test_a_waiting_post_is_told_of_a_cancel(service: RunningService) -> None:
    session = f"s-{uuid4()}"
    waiting = asyncio.create_task(
        exchange(
            service.port, "POST", "/v2/chat", service.headers, {"message": "[[hang]]", "session_id": session}
        )
    )
    run_id = await only_run(service, session)
    await exchange(service.port, "POST", f"/v2/runs/{run_id}/cancel", service.headers)
    answer = await waiting
    assert (answer.status, answer.json()["code"], answer.json()["run_id"]) == (409, "run_cancelled", run_id)


async def test_a_plain_post_that_leaves_takes_its_run_along(service: RunningService) -> None:
    """It cannot come back for the answer; with an Idempotency-Key it can, so then the run goes on."""
    for key, status in ((None, "cancelled"), (str(uuid4()), "running")):
        session = f"s-{uuid4()}"
        headers = {**service.headers, **({"Idempotency-Key": key} if key else {})}
        body = {"message": "[[hang]]", "session_id": session}
        leaving = asyncio.create_task(exchange(service.port, "POST", "/v2/chat", headers, body))
        run_id = await only_run(service, session)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        if key is None:
            await service.on_loop(service.get(Orchestrator).wait(run_id))
        run = (await exchange(service.port, "GET", f"/v2/runs/{run_id}", service.headers)).json()
        assert run["status"] == status
        if key is None:
            assert run["cancel_reason"] == "disconnected"
        else:
            await exchange(service.port, "POST", f"/v2/runs/{run_id}/cancel", service.headers)


async def test_a_stream_that_is_left_ends_after_the_grace(impatient_service: RunningService) -> None:
    service = impatient_service
    run_id, reading = await start(service, "[[hang after=1]]")
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    await service.on_loop(service.get(Orchestrator).wait(run_id))
    run = (await exchange(service.port, "GET", f"/v2/runs/{run_id}", service.headers)).json()
    assert (run["status"], run["cancel_reason"]) == ("cancelled", "disconnected")


async def test_deleting_a_session_ends_its_runs(service: RunningService) -> None:
    session = f"s-{uuid4()}"
    _, reading = await start(service, "[[hang after=1]]", session_id=session)
    answer = await exchange(service.port, "DELETE", f"/v2/sessions/{session}", service.headers)
    assert answer.status == 204
    received = Received()
    received.take((await reading).body)
    assert received.events[-1]["type"] == "run.cancelled"
    gone = await exchange(service.port, "GET", f"/v2/sessions/{session}", service.headers)
    assert gone.status == 404


async def only_run(service: RunningService, session: str) -> str:
    """The id of the session's one run, as soon as it is there."""
    async with asyncio.timeout(10):
        while True:
            answer = await exchange(service.port, "GET", f"/v2/sessions/{session}/runs", service.headers)
            if answer.status == 200 and answer.json()["data"]:
                return str(answer.json()["data"][0]["run_id"])


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour(hang="headers"), Behaviour(hang_after=0), Behaviour(hang_after=2)],
    ids=["while connecting", "before the first token", "in mid-stream"],
)
async def test_cancelling_lets_the_model_go(tmp_path: Path, behaviour: Behaviour) -> None:
    """The endpoint sees its connection closed before the client has the answer to its cancel.

    (How long that takes is measured in tests/performance; a test that times would fail on a busy machine.)
    """
    async with Upstream(behaviour) as upstream:
        settings: dict[str, Any] = {
            "provider": "openai",
            "model": "stand-in-1",
            "openai": {"base_url": upstream.base_url},
        }
        with running_service(tmp_path, **settings) as service:
            session = f"s-{uuid4()}"
            reading = asyncio.create_task(
                exchange(
                    service.port,
                    "POST",
                    "/v2/chat/stream",
                    service.headers,
                    {"message": "Hello", "session_id": session},
                )
            )
            connection = await upstream.connected()
            await upstream.asked()
            run_id = await only_run(service, session)
            answer = await exchange(service.port, "POST", f"/v2/runs/{run_id}/cancel", service.headers)
            assert answer.json()["status"] == "cancelled"
            await connection.is_closed()
            received = Received()
            received.take((await reading).body)
            assert_whole(received)
            assert received.events[-1]["type"] == "run.cancelled"
