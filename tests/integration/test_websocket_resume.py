"""No event is lost or doubled, wherever a WebSocket is cut, and whichever transport goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from tests.raw import Received, assert_whole, exchange, read_until
from tests.raw_websocket import converse
from tests.service import RunningService
from tests.sockets import Socket, opened

MESSAGE = "[[delay 0.002]]Say hello in one short sentence."
AT_ONCE = 8
# Characters of two, three and four bytes, so that cuts fall inside them too.
MULTI_BYTE = "[[delay 0.002]][[text Grüße, 世界! 🎻🎼]]"
AT_ONCE_BARE = 48


async def rest_over_socket(service: RunningService, run_id: str, received: Received) -> None:
    async with opened(service) as socket:
        after = {"after": received.events[-1]["offset"]} if received.events else {}
        await socket.say(type="resume", id="r", run_id=run_id, **after)
        resumed = await socket.answer("r")
        assert resumed["recovered"] is True
        assert resumed["from"] == len(received.events)
        if not received.ended:
            await socket.ended(run_id)
        received.events += socket.events(run_id)


async def rest_over_sse(service: RunningService, run_id: str, received: Received) -> None:
    headers = dict(service.headers)
    if received.events:
        headers["Last-Event-ID"] = f"{run_id}:{received.events[-1]['offset']}"
    answer = await exchange(service.port, "GET", f"/v2/runs/{run_id}/events", headers)
    assert answer.status == (204 if received.ended else 200)
    received.take(answer.body)


async def cut_after(
    service: RunningService,
    frames: int,
    rest: Callable[[RunningService, str, Received], Awaitable[None]],
) -> Received:
    """Chat, leave after so many frames, and have the rest by another connection."""
    key = str(uuid4())
    chat = {"type": "chat", "message": MESSAGE, "idempotency_key": key}
    async with opened(service) as socket:
        await socket.say(id="c-1", **chat)
        while len(socket.frames) < frames + 1 and not is_over(socket):
            await socket.next()
        socket.cut()
    accepted = next((frame for frame in socket.frames if frame["type"] == "accepted"), None)
    if accepted is None:
        # Nothing came back: the same chat again finds the same run.
        async with opened(service) as again:
            await again.say(id="c-1", **chat)
            accepted = await again.answer("c-1")
            await again.ended(accepted["run_id"])
            return again.received(accepted["run_id"])
    received = socket.received(accepted["run_id"])
    await rest(service, accepted["run_id"], received)
    return received


def is_over(socket: Socket) -> bool:
    return bool(socket.frames[-1]["type"] == "run.completed")


async def every_cut(
    service: RunningService, rest: Callable[[RunningService, str, Received], Awaitable[None]]
) -> None:
    whole = await cut_after(service, 1_000, rest)
    assert_whole(whole)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(frames: int) -> None:
        async with gate:
            received = await cut_after(service, frames, rest)
        assert_whole(received)
        assert received.text == whole.text

    async with asyncio.TaskGroup() as group:
        for frames in range(len(whole.events) + 2):
            group.create_task(one(frames))


async def test_every_frame_and_back_over_a_websocket(service: RunningService) -> None:
    await every_cut(service, rest_over_socket)


async def test_every_frame_and_back_over_an_event_stream(service: RunningService) -> None:
    await every_cut(service, rest_over_sse)


async def cut_after_bytes(service: RunningService, cut: int, *, over_sse: bool) -> tuple[Received, int]:
    """Chat, leave after so many bytes, the handshake's included, and have the rest by another connection.

    Gives what arrived, and the number of bytes that the first connection brought.
    """
    port, key = service.port, str(uuid4())
    chat = {"type": "chat", "id": "c-1", "message": MULTI_BYTE, "idempotency_key": key}
    first = await converse(
        port, service.headers, chat, lambda transcript: transcript.received.ended, leave_after=cut
    )
    received = first.received
    if first.run_id is None and over_sse:
        # Nothing said that there is a run: the same chat again finds it, or is the first one to come.
        headers = {**service.headers, "Idempotency-Key": key}
        answer = await exchange(port, "POST", "/v2/chat/stream", headers, {"message": MULTI_BYTE})
        received.take(answer.body)
    elif first.run_id is None:
        again = await converse(port, service.headers, chat, lambda transcript: transcript.received.ended)
        received.events += again.received.events
    elif over_sse:
        await rest_over_sse(service, first.run_id, received)
    else:
        position = len(received.events)
        resume = {"type": "resume", "id": "r", "run_id": first.run_id}
        if position:
            resume["after"] = received.events[-1]["offset"]
        over = received.ended
        rest = await converse(
            port,
            service.headers,
            resume,
            lambda transcript: transcript.received.ended or (over and transcript.run_id is not None),
        )
        resumed = rest.frames[1]
        assert (resumed["type"], resumed["recovered"], resumed["from"]) == ("resumed", True, position)
        received.events += rest.received.events
    return received, len(first.raw)


async def test_every_byte_of_a_live_conversation(service: RunningService) -> None:
    """Events are being appended while the client leaves, and while it comes back over either transport."""
    whole, length = await cut_after_bytes(service, 1_000_000, over_sse=False)
    assert_whole(whole)
    assert length > 1000
    gate = asyncio.Semaphore(AT_ONCE_BARE)

    async def one(cut: int) -> None:
        async with gate:
            received, _ = await cut_after_bytes(service, cut, over_sse=bool(cut % 2))
        assert_whole(received)
        assert received.text == whole.text

    async with asyncio.TaskGroup() as group:
        for cut in range(length + 1):
            group.create_task(one(cut))


async def test_begun_on_an_event_stream_and_resumed_on_a_websocket(service: RunningService) -> None:
    async def one(count: int) -> None:
        _, received = await read_until(
            service.port,
            "POST",
            "/v2/chat/stream",
            service.headers,
            {"message": MESSAGE},
            lambda received: len(received.events) >= count or received.ended,
        )
        await rest_over_socket(service, received.events[0]["run_id"], received)
        assert_whole(received)

    for count in range(1, 12):
        await one(count)


async def test_the_same_key_names_the_same_run_over_http(service: RunningService) -> None:
    key = str(uuid4())
    headers = {**service.headers, "Idempotency-Key": key}
    answer = await exchange(service.port, "POST", "/v2/chat/stream", headers, {"message": "Hello"})
    over_http = Received()
    over_http.take(answer.body)
    async with opened(service) as socket:
        accepted = await socket.chat("c-1", "Hello", idempotency_key=key)
        await socket.ended(accepted["run_id"])
        assert socket.events(accepted["run_id"]) == over_http.events
        other = await socket.chat("c-2", "Something else", idempotency_key=key)
        assert other["problem"]["code"] == "idempotency_key_reused"


async def test_a_resume_of_a_followed_run_begins_anew(service: RunningService) -> None:
    async with opened(service) as socket:
        run = await socket.chat("c-1", "[[delay 0.01]][[tokens 20]]")
        await socket.until(lambda frame: frame["type"] == "token")
        await socket.say(type="resume", id="c-2", run_id=run["run_id"])
        await socket.answer("c-2")
        seen = len(socket.frames)
        await socket.ended(run["run_id"])
        assert_whole(Received([frame for frame in socket.frames[seen:] if "offset" in frame]))


async def test_a_trimmed_log_says_where_it_begins(trimming_service: RunningService) -> None:
    # Ended before anybody follows it: one who follows while the log is trimmed may be cut off, which is right too.
    chat = await exchange(
        trimming_service.port, "POST", "/v2/chat", trimming_service.headers, {"message": "[[tokens 200]]"}
    )
    run_id = chat.json()["run_id"]
    async with opened(trimming_service) as socket:
        await socket.say(type="resume", id="c-1", run_id=run_id, after=2)
        resumed = await socket.answer("c-1")
        assert resumed["recovered"] is False
        await socket.ended(run_id)
        offsets = [event["offset"] for event in socket.events(run_id)]
        assert offsets == list(range(resumed["from"], 202))


async def test_cursors_that_cannot_be(service: RunningService, forgetful_service: RunningService) -> None:
    async with opened(service) as socket:
        run = await socket.chat("c-1", "Hello")
        last = (await socket.ended(run["run_id"]))["offset"]
        await socket.say(type="resume", id="c-2", run_id=run["run_id"], after=last + 1)
        assert (await socket.answer("c-2"))["problem"]["code"] == "invalid_cursor"
        await socket.say(type="resume", id="c-3", run_id=run["run_id"], after=last)
        resumed = await socket.answer("c-3")
        assert (resumed["recovered"], resumed["from"]) == (True, last + 1)
    async with opened(forgetful_service) as socket:
        run = await socket.chat("c-1", "Hello")
        await socket.ended(run["run_id"])
        other = await socket.chat("c-2", "Hello")
        await socket.ended(other["run_id"])
        await socket.say(type="resume", id="c-3", run_id=run["run_id"])
        assert (await socket.answer("c-3"))["problem"]["code"] == "run_log_expired"
