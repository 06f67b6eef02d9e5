"""Whatever a client sends over a WebSocket: answered or closed as documented, and forgotten afterwards."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Iterable
from importlib.resources import files

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode

from orchestra.access.keys import KeyRepository
from orchestra.api.conversation import SCOPES
from orchestra.contract.frames import CLIENT_FRAMES
from orchestra.live.presence import Presence
from tests.service import RunningService
from tests.sockets import opened

RUN = "run_0198c0de000070009f002b7d1a4e6c00"
REFUSED = {
    "": "malformed_request",
    "{": "malformed_request",
    "NaN": "malformed_request",
    "[" * 100: "malformed_request",
    "[]": "validation_failed",
    "null": "validation_failed",
    '"chat"': "validation_failed",
    "{}": "validation_failed",
    '{"type": "sing", "id": "x"}': "validation_failed",
    '{"type": ["chat"], "id": "x"}': "validation_failed",
    '{"type": "chat", "id": "x"}': "validation_failed",
    '{"type": "chat", "id": "x", "message": " "}': "validation_failed",
    '{"type": "chat", "id": "x", "message": "\\u0000"}': "validation_failed",
    '{"type": "chat", "id": "x", "message": "\\ud800"}': "validation_failed",
    '{"type": "chat", "id": "x", "message": "hi", "more": 1}': "validation_failed",
    '{"type": "chat", "id": "x", "message": "hi", "temperature": "1"}': "validation_failed",
    '{"type": "chat", "id": "", "message": "hi"}': "validation_failed",
    '{"type": "resume", "id": "x", "run_id": "run_1", "after": -1}': "validation_failed",
    '{"type": "detach", "id": "x", "run_id": "' + RUN + '"}': "not_found",
    '{"type": "cancel", "id": "x", "run_id": "' + RUN + '"}': "not_found",
    '{"type": "resume", "id": "x", "run_id": "' + RUN + '"}': "not_found",
}


@pytest.mark.parametrize("text", REFUSED)
async def test_a_refused_message_costs_itself_only(service: RunningService, text: str) -> None:
    async with opened(service) as ws:
        await ws.connection.send(text)
        error = await ws.next()
        assert error["type"] == "error"
        assert error["problem"]["code"] == REFUSED[text]
        assert error["id"] == (
            "x" if '"id": "x"' in text and REFUSED[text] != "malformed_request" else None
        ) or ("\\u" in text and error["id"] is None)
        await ws.say(type="ping")
        assert (await ws.next())["type"] == "pong"


async def test_messages_before_the_welcome_are_answered_after_it(service: RunningService) -> None:
    async with opened(service, welcome=False) as ws:
        await ws.say(type="ping", id="early")
        assert [(await ws.next())["type"], (await ws.next())["type"]] == ["welcome", "pong"]


async def test_frames_that_break_the_protocol(service: RunningService) -> None:
    async with opened(service) as ws:
        await ws.connection.send(b"binary")
        assert await ws.closed() == 1003
        assert ws.frames[-1]["code"] == 1003
    async with opened(service) as ws:
        ws.connection.transport.write(raw_text(b"\xff\xfe"))
        assert await ws.closed() == 1007
    async with opened(service) as ws:
        await send_all(ws.connection, ["x" * 257 * 1024])
        assert await ws.closed() == 1009


async def test_the_largest_frame_is_taken(service: RunningService) -> None:
    """10,000 characters outside the BMP, escaped, are a message like any other."""
    async with opened(service) as ws:
        await ws.connection.send(json.dumps({"type": "chat", "id": "c-1", "message": "\U0001f3bb" * 10_000}))
        accepted = await ws.next()
        assert accepted["type"] == "accepted"
        await ws.ended(accepted["run_id"])


async def test_a_flood_of_frames_that_are_none(service: RunningService) -> None:
    async with opened(service) as ws:
        await send_all(ws.connection, ["nonsense"] * 100)
        assert await ws.closed() == 4400
        assert [frame["type"] for frame in ws.frames].count("error") == 100
        assert (ws.frames[-1]["type"], ws.frames[-1]["reconnect"]) == ("goodbye", False)


async def test_a_thousand_resumes_of_foreign_runs(service: RunningService) -> None:
    _, key = await service.on_loop(service.get(KeyRepository).create("stranger", ("chat", "read")))
    async with opened(service) as ws, opened(service, key=key) as stranger:
        run = await ws.chat("c-1", "Hello")
        await ws.ended(run["run_id"])
        frame = json.dumps({"type": "resume", "id": "r", "run_id": run["run_id"]})
        sending = asyncio.create_task(send_all(stranger.connection, [frame] * 1000))
        for _ in range(1000):
            assert (await stranger.next())["problem"]["code"] == "not_found"
        await sending


async def test_memory_is_back_after_bad_clients(service: RunningService) -> None:
    process, presence = psutil.Process(), service.get(Presence)

    async def one() -> None:
        async with opened(service) as ws:
            await send_all(ws.connection, ["nonsense"] * 60 + ["x" * 200_000])
            ws.cut()

    async def many() -> int:
        for _ in range(20):
            await asyncio.gather(*(one() for _ in range(5)))
        async with asyncio.timeout(20):
            while len(presence) or service.server.server_state.connections:  # noqa: ASYNC110 - another thread's
                await asyncio.sleep(0.01)
        gc.collect()
        return int(process.memory_info().rss)

    await many()
    before = await many()
    assert await many() - before < 16 * 1024 * 1024


async def test_handshakes_that_are_refused(service: RunningService) -> None:
    for options, status, code in (
        ({"key": None}, 401, "unauthenticated"),
        ({"key": "ork_unknown"}, 401, "unauthenticated"),
        ({"subprotocols": ("graphql-ws",)}, 400, "malformed_request"),
        ({"origin": "https://evil.example"}, 403, "origin_not_allowed"),
    ):
        with pytest.raises(InvalidStatus) as refused:
            async with opened(service, **options):
                pass
        answer = refused.value.response
        assert answer.status_code == status
        assert json.loads(answer.body or b"")["code"] == code
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["X-API-Version"] == "v2"
    async with opened(service, subprotocols=()) as ws:
        assert ws.connection.subprotocol is None
    async with opened(service, origin=service.base_url):
        """A page of the service itself may connect."""


def test_scopes_are_the_specifications() -> None:
    document = json.loads((files("orchestra.contract") / "documents" / "asyncapi-v2.json").read_text("utf-8"))
    scopes = {
        operation["messages"][0]["name"]: operation["x-scope"]
        for operation in document["operations"].values()
        if operation["action"] == "receive"
    }
    assert scopes == dict(SCOPES)
    assert set(CLIENT_FRAMES) == set(SCOPES)


def raw_text(payload: bytes) -> bytes:
    """A text frame with any bytes in it."""
    return bytes(Frame(Opcode.TEXT, payload).serialize(mask=True))


async def send_all(connection, texts: Iterable[str]) -> None:  # type: ignore[no-untyped-def]
    try:
        for text in texts:
            await connection.send(text)
    except ConnectionClosed:
        return
