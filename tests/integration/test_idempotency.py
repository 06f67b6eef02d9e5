"""Idempotency-Key: one key, one run, one answer; a refusal or a failure that may be retried does not use it up."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from tests.raw import Received, assert_whole, exchange
from tests.service import RunningService


def keyed(service: RunningService, key: str) -> dict[str, str]:
    return {**service.headers, "Idempotency-Key": key}


async def test_a_replay_gives_the_same_answer(service: RunningService) -> None:
    key = str(uuid4())
    first = await exchange(service.port, "POST", "/v2/chat", keyed(service, key), {"message": "Hello"})
    second = await exchange(service.port, "POST", "/v2/chat", keyed(service, key), {"message": "Hello"})
    assert first.status == second.status == 200
    assert first.json() == second.json()


async def test_a_crowd_with_one_key_is_one_run(service: RunningService) -> None:
    key, session = str(uuid4()), f"s-{uuid4()}"
    body = {"message": "[[delay 0.005]]Hello there", "session_id": session}
    answers = await asyncio.gather(
        *(exchange(service.port, "POST", "/v2/chat", keyed(service, key), body) for _ in range(20))
    )
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json()["run_id"] for answer in answers}) == 1
    runs = await exchange(service.port, "GET", f"/v2/sessions/{session}/runs", service.headers)
    assert len(runs.json()["data"]) == 1


async def test_a_stream_replayed_while_it_runs_begins_at_the_first_event(service: RunningService) -> None:
    key = str(uuid4())
    body = {"message": "[[delay 0.005]]Hello there"}
    answers = await asyncio.gather(
        *(exchange(service.port, "POST", "/v2/chat/stream", keyed(service, key), body) for _ in range(3))
    )
    streams = []
    for answer in answers:
        received = Received()
        received.take(answer.body)
        assert_whole(received)
        streams.append(received.events)
    assert streams[0] == streams[1] == streams[2]


async def test_another_body_is_refused(service: RunningService) -> None:
    key = str(uuid4())
    await exchange(service.port, "POST", "/v2/chat", keyed(service, key), {"message": "Hello"})
    answer = await exchange(service.port, "POST", "/v2/chat", keyed(service, key), {"message": "Bye"})
    assert (answer.status, answer.json()["code"]) == (422, "idempotency_key_reused")
    same = await exchange(
        service.port, "POST", "/v2/chat", keyed(service, key), b'{ "message" :"Hel\\u006co" }'
    )
    assert same.status == 200, "the same JSON, written differently, is the same request"


async def test_a_refusal_does_not_use_the_key_up(service: RunningService) -> None:
    key = str(uuid4())
    refused = await exchange(
        service.port, "POST", "/v2/chat", keyed(service, key), {"message": "Hi", "session_id": "ses_nothing"}
    )
    assert refused.status == 404
    answer = await exchange(service.port, "POST", "/v2/chat", keyed(service, key), {"message": "Hi"})
    assert answer.status == 200


async def test_a_retryable_failure_gives_the_key_back(service: RunningService) -> None:
    key = str(uuid4())
    body = {"message": "[[fail after=1]]"}
    first = await exchange(service.port, "POST", "/v2/chat", keyed(service, key), body)
    second = await exchange(service.port, "POST", "/v2/chat", keyed(service, key), body)
    assert (first.status, first.json()["code"]) == (502, "upstream_error")
    assert second.json()["run_id"] != first.json()["run_id"], "a new try"


async def test_sessions_are_made_once(service: RunningService) -> None:
    key = str(uuid4())
    first = await exchange(service.port, "POST", "/v2/sessions", keyed(service, key), {"title": "Once"})
    second = await exchange(service.port, "POST", "/v2/sessions", keyed(service, key), {"title": "Once"})
    assert first.status == second.status == 201
    assert first.json() == second.json()


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "ü"])
async def test_keys_that_cannot_be(service: RunningService, key: str) -> None:
    answer = await exchange(service.port, "POST", "/v2/chat", keyed(service, key), {"message": "Hi"})
    assert (answer.status, answer.json()["code"]) == (422, "validation_failed")
