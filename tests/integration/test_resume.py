"""Resume at every cut: whatever byte the connection is lost at, every event arrives once and in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from tests.raw import RawAnswer, Received, assert_whole, exchange, read_until, request_bytes, reset
from tests.service import RunningService

# Multi-byte characters, so that cuts fall inside them too.
MESSAGE = "[[text Grüße, 世界! 🎻🎼 tutti.]]"
AT_ONCE = 48


async def cut_and_resume(service: RunningService, message: str, cut: int) -> tuple[Received, int]:
    """Begin a stream, lose it after `cut` bytes, come back as a client would; give what arrived and the raw length."""
    received = Received()
    headers = {**service.headers, "Idempotency-Key": f"cut-{cut}-{uuid4()}"}
    first = await exchange(
        service.port, "POST", "/v2/chat/stream", headers, {"message": message}, leave_after=cut
    )
    received.take(first.body)
    while not received.ended:
        if received.cursor is None:
            # Not one whole event, maybe not even the headers: the same request again finds the same run.
            answer = await exchange(service.port, "POST", "/v2/chat/stream", headers, {"message": message})
        else:
            run_id = received.cursor.partition(":")[0]
            answer = await exchange(
                service.port,
                "GET",
                f"/v2/runs/{run_id}/events",
                {**service.headers, "Last-Event-ID": received.cursor},
            )
            assert answer.headers["orchestra-recovered"] == "true"
        assert answer.status == 200
        received.take(answer.body)
    return received, first.raw_length


async def every_cut(length: int, attempt: Callable[[int], Awaitable[None]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(cut: int) -> None:
        async with gate:
            await attempt(cut)

    async with asyncio.TaskGroup() as group:
        for cut in range(length + 1):
            group.create_task(one(cut))


async def test_every_byte_of_a_live_stream(service: RunningService) -> None:
    """Events are being appended while the reader leaves and while it comes back."""
    message = f"[[delay 0.002]]{MESSAGE}"
    whole, length = await cut_and_resume(service, message, 1_000_000)
    assert_whole(whole)
    assert length > 1000

    async def attempt(cut: int) -> None:
        received, _ = await cut_and_resume(service, message, cut)
        assert_whole(received)
        assert received.text == whole.text

    await every_cut(length, attempt)


async def test_every_byte_of_a_replayed_stream(service: RunningService) -> None:
    """The run is over; its log is cut at every byte, the last ones behind the terminal event included."""
    whole, _ = await cut_and_resume(service, MESSAGE, 1_000_000)
    run_id = whole.events[0]["run_id"]

    async def read(cut: int | None, cursor: str | None) -> RawAnswer:
        headers = {**service.headers, **({"Last-Event-ID": cursor} if cursor else {})}
        return await exchange(service.port, "GET", f"/v2/runs/{run_id}/events", headers, leave_after=cut)

    length = (await read(None, None)).raw_length

    async def attempt(cut: int) -> None:
        received = Received()
        received.take((await read(cut, None)).body)
        rest = await read(None, received.cursor)
        if received.ended:
            assert (rest.status, rest.body) == (204, b"")
        received.take(rest.body)
        assert received.events == whole.events

    await every_cut(length, attempt)


async def test_the_cursor_can_be_a_query_parameter_and_the_header_wins(service: RunningService) -> None:
    whole, _ = await cut_and_resume(service, MESSAGE, 1_000_000)
    run_id = whole.events[0]["run_id"]
    path = f"/v2/runs/{run_id}/events?after=1"
    by_query, by_header = Received(), Received()
    by_query.take((await exchange(service.port, "GET", path, service.headers)).body)
    headers = {**service.headers, "Last-Event-ID": f"{run_id}:3"}
    by_header.take((await exchange(service.port, "GET", path, headers)).body)
    assert by_query.events == whole.events[2:]
    assert by_header.events == whole.events[4:]


async def test_a_trimmed_log_says_that_it_could_not_recover(trimming_service: RunningService) -> None:
    service = trimming_service
    chat = await exchange(service.port, "POST", "/v2/chat", service.headers, {"message": "[[tokens 200]]"})
    run_id = chat.json()["run_id"]
    answer = await exchange(service.port, "GET", f"/v2/runs/{run_id}/events?after=2", service.headers)
    rest = Received()
    rest.take(answer.body)
    assert answer.headers["orchestra-recovered"] == "false"
    assert rest.events[0]["offset"] > 3
    offsets = [event["offset"] for event in rest.events]
    assert offsets == list(range(offsets[0], 202)), "what is left comes whole, to the end"


async def test_an_expired_log_is_gone_but_the_answer_is_not(forgetful_service: RunningService) -> None:
    service = forgetful_service
    whole, _ = await cut_and_resume(service, MESSAGE, 1_000_000)
    run_id, last = whole.events[0]["run_id"], whole.events[-1]["offset"]
    # The log lives for a few milliseconds here; opening another one drops it.
    await cut_and_resume(service, MESSAGE, 1_000_000)
    gone = await exchange(service.port, "GET", f"/v2/runs/{run_id}/events", service.headers)
    assert (gone.status, gone.json()["code"], gone.json()["run_id"]) == (410, "run_log_expired", run_id)
    finished = await exchange(service.port, "GET", f"/v2/runs/{run_id}/events?after={last}", service.headers)
    assert finished.status == 204, "an EventSource that has everything must stop asking"
    run = (await exchange(service.port, "GET", f"/v2/runs/{run_id}", service.headers)).json()
    assert (run["status"], run["response"]) == ("completed", whole.text)


async def test_cursors_that_cannot_be(service: RunningService) -> None:
    one, _ = await cut_and_resume(service, MESSAGE, 1_000_000)
    other, _ = await cut_and_resume(service, MESSAGE, 1_000_000)
    run_id, last = one.events[0]["run_id"], one.events[-1]["offset"]
    for cursor in (
        other.cursor,
        f"{run_id}:{last + 1}",
        f"{run_id}:-1",
        f"{run_id}:",
        "nonsense",
        f"{run_id}:1e3",
    ):
        assert cursor is not None
        headers = {**service.headers, "Last-Event-ID": cursor}
        answer = await exchange(service.port, "GET", f"/v2/runs/{run_id}/events", headers)
        assert (answer.status, answer.json()["code"]) == (400, "invalid_cursor"), cursor


async def test_a_post_with_a_cursor_and_no_key_is_refused(service: RunningService) -> None:
    """A generated client that resumes by sending the POST again would start a second run."""
    headers = {**service.headers, "Last-Event-ID": "run_1:3"}
    answer = await exchange(service.port, "POST", "/v2/chat/stream", headers, {"message": "Hello"})
    assert (answer.status, answer.json()["code"]) == (400, "malformed_request")


async def test_head_starts_no_stream(service: RunningService) -> None:
    whole, _ = await cut_and_resume(service, MESSAGE, 1_000_000)
    run_id = whole.events[0]["run_id"]
    answer = await exchange(service.port, "HEAD", f"/v2/runs/{run_id}/events", service.headers)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.body == b""


async def test_a_resumed_stream_opens_before_its_next_event(service: RunningService) -> None:
    """A reader that has everything so far learns at once that the stream is open, not with the first heartbeat."""
    _, received = await read_until(
        service.port,
        "POST",
        "/v2/chat/stream",
        service.headers,
        {"message": "[[hang after=1]]"},
        lambda received: len(received.events) >= 2,
    )
    run_id = received.events[-1]["run_id"]
    headers = {**service.headers, "Last-Event-ID": f"{run_id}:{received.events[-1]['offset']}"}
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(request_bytes("GET", f"/v2/runs/{run_id}/events", headers, None))
    async with asyncio.timeout(service.app.state.settings.runs.heartbeat - 1):
        await reader.readuntil(b"retry: 2000\n\n")
    reset(writer)


async def test_heartbeats_keep_a_silent_stream_alive(impatient_service: RunningService) -> None:
    """With a heartbeat of 20 ms, a model that hangs leaves comments on the stream and no events."""
    service = impatient_service
    answer = await exchange(
        service.port,
        "POST",
        "/v2/chat/stream",
        service.headers,
        {"message": "[[hang after=0]]"},
        leave_after=1200,
    )
    assert answer.body.count(b": ") >= 2
    received = Received()
    received.take(answer.body)
    assert [event["type"] for event in received.events] == ["run.started"]
