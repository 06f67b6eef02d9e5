"""Version 1's WebSocket as its specification has it, and clients of both versions in one conversation."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

from orchestra.access.keys import KeyRepository
from orchestra.api.connection import Connection
from orchestra.api.conversation_v1 import SCOPES
from orchestra.contract.close_codes import CloseCode
from orchestra.contract.v1_frames import CLIENT_FRAMES
from orchestra.live.presence import Presence
from tests.raw import assert_whole, exchange
from tests.schemas import validator
from tests.service import RunningService, running_service
from tests.sockets import Frame, Socket, opened

ORIGIN = "https://app.example.com"
FRAME = validator("asyncapi-v1.json", "ServerFrameV1")


class SocketV1(Socket):
    """A connection of version 1; every frame that comes holds to the specification, while it is `strict`."""

    strict = True

    async def next(self) -> Frame:
        """See Socket.next."""
        frame = await super().next()
        if self.strict:
            FRAME.validate(frame)
        return frame

    async def about(self, name: str | None, enough: str = "") -> list[Frame]:
        """The frames about one of the client's, up to its end, or to the first of type `enough`."""
        found: list[Frame] = []
        while True:
            frame = await self.next()
            if frame.get("correlation_id") == name and frame["type"] not in ("ping", "timeout"):
                found.append(frame)
                if frame["type"] == enough if enough else is_end(frame):
                    return found

    def known(self, name: str) -> list[Frame]:
        """What has come about one of the client's frames so far."""
        return [frame for frame in self.frames if frame.get("correlation_id") == name]

    async def reply(self, **frame: Any) -> Frame:
        """Say something that has one answer; gives it."""
        name = f"f-{uuid4()}"
        await self.say(**frame, correlation_id=name)
        return await self.until(lambda found: found.get("correlation_id") == name)

    async def control(self, question: str) -> Any:
        """The answer to a control; its data."""
        return (await self.reply(type="control", data={"type": question}))["data"]

    async def command(self, words: str) -> Any:
        """The answer to a command; its data."""
        return (await self.reply(type="command", data={"command": words}))["data"]

    async def asks(self, name: str, message: str, **more: Any) -> None:
        """Send a chat."""
        await self.say(type="chat", data={"message": message, **more}, correlation_id=name)


def is_end(frame: Frame) -> bool:
    """Whether nothing comes for a chat behind this."""
    return bool(frame["type"] == "error" or frame["data"].get("status") == "completed")


def told(frames: list[Frame]) -> list[str]:
    """Frames in a word each."""
    words = []
    for frame in frames:
        data = frame["data"]
        match frame["type"]:
            case "status":
                words.append(data["status"])
            case "stream_token" if data["type"] == "status":
                words.append(f"item {data['content']}")
            case "stream_token":
                words.append(data["type"])
            case "error":
                words.append(data["data"]["code"])
            case kind:
                words.append(kind)
    return words


@asynccontextmanager
async def old_client(
    service: RunningService,
    session: str | None = None,
    *,
    client: str = "web-shop",
    query: str = "",
    welcome: bool = True,
    **options: Any,
) -> AsyncIterator[SocketV1]:
    """A connection of version 1, its first frame read."""
    path = f"/v1/ws/{client}/{session or uuid4()}{query}"
    options.setdefault("subprotocols", ())
    async with opened(service, path=path, welcome=False, **options) as plain:
        ws = SocketV1(plain.connection)
        if welcome:
            first = await ws.next()
            assert (first["data"]["status"], first["data"]["client_id"]) == ("connected", client)
        yield ws


async def a_key(service: RunningService, *scopes: str, **more: Any) -> str:
    _, secret = await service.on_loop(
        service.get(KeyRepository).create("old shop", scopes or ("chat", "read"), **more)
    )
    return secret


async def a_ticket(service: RunningService, **more: str) -> str:
    body = {"origin": ORIGIN, **more}
    answer = await exchange(service.port, "POST", "/v2/ws-tickets", service.headers, body)
    return str(answer.json()["ticket"])


async def status_of(service: RunningService, run_id: str, *statuses: str) -> Any:
    """The run, once it has one of these statuses."""
    async with asyncio.timeout(20):
        while True:
            run = (await exchange(service.port, "GET", f"/v2/runs/{run_id}", service.headers)).json()
            if run["status"] in statuses:
                return run
            await asyncio.sleep(0.01)


async def none_open(service: RunningService) -> None:
    """Return when the service holds no connection any more."""
    presence = service.get(Presence)
    async with asyncio.timeout(20):
        while len(presence) or service.server.server_state.connections:  # noqa: ASYNC110 - another thread's
            await asyncio.sleep(0.01)


# ------------------------------------------------------------------------------------------------------------- chats


async def test_a_chat_comes_in_its_order(service: RunningService) -> None:
    """Processing, the items of a stream, completed; the older names and unknown fields are taken."""
    session = f"old-{uuid4()}"
    async with old_client(service, session) as ws:
        assert ws.frames[0]["data"]["session_id"] == session
        assert ws.frames[0]["data"]["api_version"] == "v1"
        data = {
            "text": "[[text Hello there]]",
            "userContext": {"name": "Ada"},
            "request_id": "mine",
            "sessionId": "other",
            "colour": 1,
        }
        await ws.say(type="chat", data=data, correlation_id="c-1", timestamp=1.5, shade="dark")
        frames = await ws.about("c-1")
        assert told(frames) == ["processing", "token", "token", "complete", "completed"]
        processing, *_, complete, completed = frames
        assert processing["data"]["request_id"] == completed["data"]["request_id"] == "mine"
        assert complete["data"]["content"] == "Hello there"
        assert complete["data"]["metadata"]["session_id"] == session
    run = await status_of(service, processing["data"]["run_id"], "completed")
    assert run["metadata"]["v1"] == {
        "request_id": "mine",
        "client_id": "web-shop",
        "user_context": {"name": "Ada"},
    }
    found = await exchange(service.port, "GET", f"/v1/sessions/{session}", service.headers)
    assert [message["role"] for message in found.json()["messages"]] == ["user", "assistant"]


@pytest.mark.parametrize("name", [None, "c-1"])
async def test_a_bare_message_is_a_chat(service: RunningService, name: str | None) -> None:
    async with old_client(service) as ws:
        for field in ("message", "text"):
            more = {} if name is None else {"correlation_id": name}
            await ws.say(**{field: "[[text Hi]]"}, colour="green", **more)
            frames = await ws.about(name)
            assert told(frames) == ["processing", "token", "complete", "completed"]
            assert all(("correlation_id" in frame) == (name is not None) for frame in frames)
            assert frames[0]["data"]["request_id"].startswith("req_")


async def test_chats_of_a_session_are_sent_at_once_and_run_one_after_another(service: RunningService) -> None:
    async with old_client(service) as ws:
        for number in range(4):
            await ws.asks(f"c-{number}", f"[[delay 0.01]][[text answer {number}]]")
        for number in range(4):
            frames = await ws.about(f"c-{number}")
            waited = ["item queued"] if number else []
            assert told(ws.known(f"c-{number}")) == [
                *waited, "processing", "token", "token", "complete", "completed",
            ]  # fmt: skip
            assert frames[-2]["data"]["content"] == f"answer {number}"
        # The ends come in the order of the questions.
        ends = [frame["correlation_id"] for frame in ws.frames if "correlation_id" in frame and is_end(frame)]
        assert ends == [f"c-{number}" for number in range(4)]


async def test_a_chat_that_fails_costs_that_chat(service: RunningService) -> None:
    async with old_client(service) as ws:
        await ws.asks("c-1", "[[text Hello there my friend]][[fail after=2]]")
        frames = await ws.about("c-1")
        assert told(frames) == ["processing", "token", "token", "upstream_error"]
        error = frames[-1]["data"]
        assert (error["success"], error["data"]["response"]) == (False, "Hello there")
        assert error["data"]["run_id"] == frames[0]["data"]["run_id"]
        await ws.asks("c-2", "[[text Hi]]")
        assert told(await ws.about("c-2"))[-1] == "completed"


async def test_only_so_many_chats_wait(service: RunningService) -> None:
    """A session holds one chat and four that wait; one more is refused, and is the only one that is."""
    async with old_client(service) as ws:
        await ws.asks("c-0", "[[hang after=1]]")
        await ws.about("c-0", "status")
        for number in range(1, 6):
            await ws.asks(f"c-{number}", "Hello")
        refused = await ws.about("c-5")
        assert told(refused) == ["session_busy"]
        assert (await ws.control("status"))["active_runs"] == 5
        stopped = await ws.command("stop")
        assert len(stopped["result"]["runs"]) == 5


async def test_chats_of_a_connection_have_a_bound(tmp_path: Path) -> None:
    with running_service(tmp_path, limits={"runs_per_connection": 2}) as service:
        async with old_client(service) as ws:
            for number in range(3):
                await ws.asks(f"c-{number}", "[[hang after=1]]")
            assert told(await ws.about("c-2")) == ["connection_limit"]


async def test_a_session_that_the_service_should_have_made(service: RunningService) -> None:
    """`ses_…` of nobody, or of somebody else, is not found; the connection goes on."""
    async with opened(service) as ours:
        made = (await ours.chat("c-1", "Hello"))["session_id"]
    stranger = await a_key(service)
    for session, key in (("ses_unknown", ""), (made, stranger)):
        async with old_client(service, session, key=key) as ws:
            await ws.asks("c-1", "Hello")
            assert told(await ws.about("c-1")) == ["not_found"]
            assert await ws.control("ping") == {}
    async with old_client(service, made) as ws:
        await ws.asks("c-1", "[[text Hi]]")
        assert told(await ws.about("c-1"))[-1] == "completed"


# --------------------------------------------------------------------------------------------- commands and controls


async def test_controls_tell_of_the_connection(service: RunningService) -> None:
    async with old_client(service) as ws:
        pong = await ws.reply(type="control", data={"type": "ping", "more": 1})
        assert (pong["type"], pong["data"]) == ("pong", {})
        await ws.asks("c-1", "[[text one two three]]")
        await ws.about("c-1")
        before = len(ws.frames)
        metrics = await ws.control("metrics")
        assert metrics["connection_id"] == ws.frames[0]["data"]["connection_id"]
        assert (metrics["messages_received"], metrics["messages_sent"]) == (3, before)
        assert (metrics["tokens_sent"], metrics["active_runs"]) == (3, 0)
        await ws.asks("c-2", "[[hang after=1]]")
        await ws.about("c-2", "stream_token")
        status = await ws.control("status")
        assert (status["status"], status["active_runs"]) == ("processing", 1)
        await ws.command("stop")
        status = await ws.control("status")
        assert (status["status"], status["active_runs"]) == ("connected", 0)


async def test_commands(service: RunningService) -> None:
    async with old_client(service) as ws:
        assert {"help", "status", "stop"} <= set((await ws.command("help"))["result"]["commands"])
        assert (await ws.command(" Status "))["command"] == " Status "
        refused = await ws.command("dance")
        assert refused["data"]["errors"][0]["pointer"] == "/data/command"
        assert refused["error"].startswith("/data/command (body): is no command")


async def test_stop_ends_the_chats_of_this_connection_alone(service: RunningService) -> None:
    """What waits is stopped too, without a beginning; the ends come before the report of them."""
    session = f"old-{uuid4()}"
    async with old_client(service, session) as ws, old_client(service, session) as other:
        await ws.asks("c-1", "[[hang after=1]]")
        await ws.about("c-1", "stream_token")
        await other.asks("c-1", "[[text mine]]")
        queued = await other.about("c-1", "stream_token")
        assert told(queued) == ["item queued"]
        await ws.asks("c-2", "Hello")
        await ws.about("c-2", "stream_token")
        await ws.say(type="command", data={"command": "stop"}, correlation_id="c-3")
        (result,) = await ws.about("c-3", "command_result")
        assert told(ws.known("c-1"))[-1] == told(ws.known("c-2"))[-1] == "run_cancelled"
        assert "processing" not in told(ws.known("c-2"))
        assert len(result["data"]["result"]["runs"]) == 2
        assert told(await other.about("c-1"))[-1] == "completed"


async def test_stop_is_reported_behind_all_that_was_still_to_be_sent(tmp_path: Path) -> None:
    with running_service(tmp_path, sockets={"queue_frames": 4}) as service:
        async with old_client(service) as ws:
            ws.strict = False
            await ws.asks("c-1", "[[tokens 5000]][[hang after=4900]]")
            await ws.about("c-1", "stream_token")
            await ws.say(type="command", data={"command": "stop"}, correlation_id="c-2")
            await ws.about("c-2", "command_result")
            *items, error = ws.known("c-1")
            assert told([error]) == ["run_cancelled"]
            tokens = [item["data"]["content"] for item in items if item["type"] == "stream_token"]
            assert "".join(tokens) == error["data"]["data"]["response"]


async def test_leaving_ends_the_chats_that_run_and_those_that_wait(service: RunningService) -> None:
    async with old_client(service) as ws:
        await ws.asks("c-1", "[[hang after=1]]")
        (processing,) = await ws.about("c-1", "status")
        await ws.asks("c-2", "Hello")
        (queued,) = await ws.about("c-2", "stream_token")
        ws.cut()
    for run_id in (processing["data"]["run_id"], queued["data"]["metadata"]["run_id"]):
        run = await status_of(service, run_id, "cancelled")
        assert run["cancel_reason"] == "disconnected"


# ------------------------------------------------------------------------------------------------------ input


REFUSED: dict[str, tuple[str, str | None]] = {
    "": ("malformed_request", None),
    "{": ("malformed_request", None),
    "[" * 100: ("malformed_request", None),
    "[]": ("validation_failed", ""),
    "null": ("validation_failed", ""),
    "{}": ("validation_failed", "/type"),
    '{"correlation_id": "x", "data": {"message": "hi"}}': ("validation_failed", "/type"),
    '{"type": "sing", "correlation_id": "x"}': ("validation_failed", "/type"),
    '{"type": ["chat"], "correlation_id": "x"}': ("validation_failed", "/type"),
    '{"type": null, "correlation_id": "x", "message": "hi"}': ("validation_failed", "/type"),
    '{"type": "chat", "correlation_id": "x"}': ("validation_failed", "/data"),
    '{"type": "chat", "correlation_id": "x", "data": {}}': ("validation_failed", "/data/message"),
    '{"type": "chat", "correlation_id": "x", "data": {"message": " "}}': (
        "validation_failed",
        "/data/message",
    ),
    '{"type": "chat", "correlation_id": "x", "data": {"message": "hi", "request_id": 1}}': (
        "validation_failed",
        "/data/request_id",
    ),
    '{"type": "chat", "data": {"message": "\\u0000"}}': ("validation_failed", "/data/message"),
    '{"message": " ", "correlation_id": "x"}': ("validation_failed", "/message"),
    '{"message": "hi", "request_id": 1, "correlation_id": "x"}': ("validation_failed", "/request_id"),
    '{"type": "control", "correlation_id": "x", "data": {"type": "sing"}}': (
        "validation_failed",
        "/data/type",
    ),
    '{"type": "command", "correlation_id": "x", "data": {"command": " "}}': (
        "validation_failed",
        "/data/command",
    ),
    '{"type": "chat", "correlation_id": "", "data": {"message": "hi"}}': (
        "validation_failed",
        "/correlation_id",
    ),
}


@pytest.mark.parametrize("text", REFUSED)
async def test_a_refused_frame_costs_itself_only(service: RunningService, text: str) -> None:
    code, pointer = REFUSED[text]
    async with old_client(service) as ws:
        await ws.connection.send(text)
        error = await ws.next()
        assert told([error]) == [code]
        assert error.get("correlation_id") == ("x" if '"x"' in text else None)
        if pointer is not None:
            assert error["data"]["data"]["errors"][0]["pointer"] == pointer
        assert await ws.control("ping") == {}


async def test_a_pong_is_never_answered(service: RunningService) -> None:
    """Not even where the key may not read."""
    async with old_client(service, key=await a_key(service, "chat")) as ws:
        await ws.say(type="pong")
        await ws.say(type="pong", data={}, correlation_id="x", timestamp="now")
        assert (await ws.control("ping"))["data"]["code"] == "forbidden"
        assert len(ws.frames) == 2


async def test_frames_that_break_the_protocol(service: RunningService) -> None:
    """They are closed with the code alone: version 1 has no goodbye."""
    async with old_client(service) as ws:
        await ws.connection.send(b"binary")
        assert await ws.closed() == 1003
        assert len(ws.frames) == 1
    async with old_client(service) as ws:
        ws.connection.transport.write(bytes(WireFrame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True)))
        assert await ws.closed() == 1007
    async with old_client(service) as ws:
        await ws.connection.send("x" * 257 * 1024)
        assert await ws.closed() == 1009


async def test_a_flood_of_frames_that_are_none(service: RunningService) -> None:
    async with old_client(service) as ws:
        for _ in range(100):
            await ws.connection.send("nonsense")
        assert await ws.closed() == 4400
        assert told(ws.frames) == ["connected", *["malformed_request"] * 100]


async def test_frames_before_the_first_word_are_answered_after_it(service: RunningService) -> None:
    async with old_client(service, welcome=False) as ws:
        await ws.say(type="control", data={"type": "ping"})
        assert [(await ws.next())["type"], (await ws.next())["type"]] == ["status", "pong"]


async def test_memory_is_back_after_bad_clients(service: RunningService) -> None:
    process = psutil.Process()

    async def one(number: int) -> None:
        async with old_client(service, client=f"c-{number}") as ws:
            for text in (*["nonsense"] * 60, "x" * 200_000, '{"message": "[[hang after=1]]"}'):
                await ws.connection.send(text)
            ws.cut()

    async def many() -> int:
        for _ in range(20):
            await asyncio.gather(*(one(number) for number in range(5)))
        await none_open(service)
        gc.collect()
        return int(process.memory_info().rss)

    await many()
    before = await many()
    assert await many() - before < 16 * 1024 * 1024


def test_scopes_and_frames_are_the_specifications() -> None:
    document = json.loads((files("orchestra.contract") / "documents" / "asyncapi-v1.json").read_text("utf-8"))
    scopes = {
        message["name"]: operation["x-scope"]
        for operation in document["operations"].values()
        if operation["action"] == "receive"
        for message in operation["messages"]
    }
    assert scopes == {("client_pong" if kind == "pong" else kind): scope for kind, scope in SCOPES.items()}
    assert {*CLIENT_FRAMES, "bare_chat"} == set(SCOPES)


# ------------------------------------------------------------------------------------------------------------- access


async def test_scopes_limits_and_keys_that_are_taken_back(service: RunningService) -> None:
    async with old_client(service, key=await a_key(service, "read")) as ws:
        for frame in (
            {"type": "chat", "data": {"message": "Hello"}},
            {"message": "Hello"},
            {"type": "command", "data": {"command": "help"}},
        ):
            assert (await ws.reply(**frame))["data"]["data"]["code"] == "forbidden"
        assert await ws.control("ping") == {}
    key = await a_key(service, requests_per_minute=2)
    async with old_client(service, key=key) as ws:
        await ws.asks("c-1", "[[text Hi]]")
        await ws.about("c-1")
        await ws.command("help")
        await ws.control("status")
        refused = await ws.reply(message="Hello")
        assert told([refused]) == ["rate_limited"]
        assert refused["data"]["data"]["retry_after"] > 0
        keys = service.get(KeyRepository)
        mine = next(found for found in await service.on_loop(keys.list()) if key.startswith(found.prefix))
        await service.on_loop(keys.revoke(mine.key_id))
        assert (await ws.reply(type="control", data={"type": "ping"}))["data"]["data"]["code"] == (
            "unauthenticated"
        )
        assert await ws.closed() == 4401


async def test_a_client_is_a_key_with_a_name(service: RunningService) -> None:
    """Five connections for each client_id of a key; v2's are counted on their own."""
    key = await a_key(service)
    async with AsyncExitStack() as stack:
        for _ in range(5):
            await stack.enter_async_context(old_client(service, client="shop-1", key=key))
        await stack.enter_async_context(old_client(service, client="shop-2", key=key))
        await stack.enter_async_context(opened(service, key=key))
        await stack.enter_async_context(old_client(service, client="shop-1", key=await a_key(service)))
        with pytest.raises(InvalidStatus) as refused:
            await stack.enter_async_context(old_client(service, client="shop-1", key=key))
        assert envelope(refused.value) == (429, "connection_limit")
        headers = {"Authorization": f"Bearer {key}"}
        answer = await exchange(service.port, "POST", "/v2/ws-tickets", headers, {"origin": ORIGIN})
        ticket = answer.json()["ticket"]
        assert await refusal(service, ticket, client="shop-1") == (4502, "connection_limit")


async def test_a_ticket_for_a_session_does_not_open_the_memory_of_others(service: RunningService) -> None:
    ticket = await a_ticket(service, session_id="old-counter")
    async with old_client(service, "old-counter", query=f"?ticket={ticket}", key=None, origin=ORIGIN) as ws:
        await ws.asks("c-1", "Hello")
        await ws.about("c-1")
        refused = await ws.reply(type="command", data={"command": "configure memory=on"})
        assert told([refused]) == ["forbidden"]
        assert (await ws.command("configure memory=off"))["result"]["settings"] == {"use_memory": False}


def envelope(refused: InvalidStatus) -> tuple[int, str]:
    """Status and code of a handshake that was refused, which is written as version 1 writes it."""
    answer = refused.response
    body = json.loads(answer.body or b"")
    validator("v1.json", "ErrorResponseV1").validate(body)
    assert answer.headers["Content-Type"] == "application/json"
    assert_deprecated(answer.headers)
    return answer.status_code, body["data"]["code"]


def assert_deprecated(headers: Any) -> None:
    """The headers of version 1 in a handshake."""
    assert headers["X-API-Version"] == "v1"
    assert headers["Deprecation"] == "@1796083200"
    assert headers["Sunset"] == "Fri, 01 Dec 2028 00:00:00 GMT"
    assert headers["Link"] == (
        '</docs/guides/migrate-v1-to-v2/>; rel="deprecation"; type="text/html", '
        '</v2/ws>; rel="successor-version"'
    )


async def test_handshakes(service: RunningService) -> None:
    for options, status, code in (
        ({"key": None}, 401, "unauthenticated"),
        ({"key": "ork_unknown"}, 401, "unauthenticated"),
        ({"origin": "https://evil.example"}, 403, "origin_not_allowed"),
        ({"client": "a%20b"}, 404, "not_found"),
        ({"client": ".."}, 404, "not_found"),
        ({"session": "x" * 101}, 404, "not_found"),
        ({"session": "caf%C3%A9"}, 404, "not_found"),
    ):
        with pytest.raises(InvalidStatus) as refused:
            async with old_client(service, **options):
                pass
        assert envelope(refused.value) == (status, code), options
    names = ("orchestra.v2", "graphql-ws")
    async with old_client(service, client="a.b~c:d_e-1", session="x" * 100, subprotocols=names) as ws:
        assert ws.connection.subprotocol is None
        assert ws.connection.response is not None
        assert_deprecated(ws.connection.response.headers)


# ------------------------------------------------------------------------------------------------------------ tickets


async def refusal(
    service: RunningService, ticket: str, origin: str | None = ORIGIN, **options: Any
) -> tuple[int, str]:
    """How a ticket is refused: the code it is closed with, and the one of the error frame before."""
    query = f"?ticket={ticket}"
    async with old_client(service, query=query, key=None, origin=origin, welcome=False, **options) as ws:
        code = await ws.closed()
    (error,) = ws.frames
    assert "correlation_id" not in error
    return code, told([error])[0]


async def test_a_ticket_in_the_query_opens_one_connection(service: RunningService) -> None:
    ticket = await a_ticket(service)
    async with old_client(service, query=f"?ticket={ticket}", key=None, origin=ORIGIN) as ws:
        await ws.asks("c-1", "[[text Hi]]")
        assert told(await ws.about("c-1"))[-1] == "completed"
    assert await refusal(service, ticket) == (4401, "unauthenticated")


async def test_tickets_that_are_refused(service: RunningService) -> None:
    assert await refusal(service, "tkt_unknown") == (4401, "unauthenticated")
    evil = "https://evil.example"
    assert await refusal(service, await a_ticket(service), evil) == (4403, "origin_not_allowed")
    assert await refusal(service, await a_ticket(service), None) == (4403, "origin_not_allowed")
    mine = {"session_id": "support"}
    assert await refusal(service, await a_ticket(service, **mine), session="other") == (4403, "forbidden")
    query = f"?ticket={await a_ticket(service, **mine)}"
    async with old_client(service, "support", query=query, key=None, origin=ORIGIN):
        """It opens the session that it was made for."""


async def test_a_ticket_as_subprotocol_is_no_ticket_here(service: RunningService) -> None:
    names = (f"orchestra.ticket.{await a_ticket(service)}",)
    with pytest.raises(InvalidStatus) as refused:
        async with old_client(service, key=None, subprotocols=names):
            pass
    assert envelope(refused.value) == (401, "unauthenticated")


# ------------------------------------------------------------------------------------------------ silence and the end


async def test_a_silent_client_is_pinged_and_closed(tmp_path: Path) -> None:
    """The timeout frame is the last; who waits for a chat is not idle, and a pong is a sign of life."""
    with running_service(tmp_path, sockets={"idle": 0.3, "ping_interval": 0.05}) as service:
        async with old_client(service) as silent:
            assert await silent.closed() == 4408
            assert set(told(silent.frames)) == {"connected", "ping", "timeout"}
            reason = {"reason": "No frame came for 0.3 seconds.", "idle_seconds": 0.3}
            assert silent.frames[-1]["data"] == reason
        async with old_client(service) as waiting:
            await waiting.asks("c-1", "[[hang after=1]]")
            pings = 0
            while pings < 12:
                pings += (await waiting.next())["type"] == "ping"
            assert (await waiting.command("stop"))["success"]
            assert await waiting.closed() == 4408
        await none_open(service)


async def test_the_service_stops(tmp_path: Path) -> None:
    """The chat's end comes first, then the code; there is no goodbye."""
    with running_service(tmp_path) as service:
        async with old_client(service) as ws:
            await ws.asks("c-1", "[[hang after=1]]")
            await ws.about("c-1", "stream_token")
            service.stop()
            assert await ws.closed() == 4504
            assert told(ws.frames)[-1] == "run_interrupted"


async def test_a_slow_reader_is_closed_and_its_chats_end(tmp_path: Path) -> None:
    with running_service(
        tmp_path, runs={"send_timeout": 0.2}, sockets={"queue_frames": 8, "goodbye": 60}
    ) as service:
        presence = service.get(Presence)
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", service.port))
        narrow.setblocking(False)
        async with old_client(service, sock=narrow) as slow, old_client(service) as other:
            # Too many frames to look at each.
            slow.strict = False
            slow.connection.transport.pause_reading()
            # More than sockets hold, so that it waits in the service.
            for number in range(4):
                await slow.asks(f"c-{number}", "[[tokens 19000]]")
            await other.asks("c-1", "[[tokens 50]]")
            assert told(await other.about("c-1"))[-1] == "completed"
            async with asyncio.timeout(30):
                while CloseCode.SLOW_READER not in codes(presence):  # noqa: ASYNC110 - another thread's
                    await asyncio.sleep(0.02)
            slow.connection.transport.resume_reading()
            assert await slow.closed() == 4501
        runs = slow_runs(slow)
        assert runs
        for run_id in runs:
            await status_of(service, run_id, "completed", "cancelled")


def codes(presence: Presence) -> list[CloseCode]:
    """Why connections are being closed."""
    connections = [found for found in presence if isinstance(found, Connection)]
    return [found.farewell.code for found in connections if found.farewell is not None]


def slow_runs(ws: Socket) -> set[str]:
    """The runs that a connection was told of."""
    return {frame["data"]["run_id"] for frame in ws.frames if "run_id" in frame["data"]}


# ------------------------------------------------------------------------------------------------------ both versions


async def test_mixed_clients_share_a_session(service: RunningService) -> None:
    """An old and a new client wait for each other, see each other's messages, and each gets its own frames."""
    session = f"mixed-{uuid4()}"
    async with old_client(service, session) as old, opened(service) as new:
        await old.asks("c-1", "[[hang after=1]]")
        (processing,) = await old.about("c-1", "status")
        run = await new.chat("n-1", "[[text from the new]]", session_id=session)
        assert (await new.next())["type"] == "run.queued"
        # A new client can follow and end what an old one began.
        await new.say(type="resume", id="n-2", run_id=processing["data"]["run_id"])
        await new.say(type="cancel", id="n-3", run_id=processing["data"]["run_id"])
        assert told(await old.about("c-1"))[-1] == "run_cancelled"
        assert (await new.ended(run["run_id"]))["response"] == "from the new"
        assert_whole(new.received(run["run_id"]))
        await old.asks("c-2", "[[text from the old]]")
        assert told(await old.about("c-2"))[-1] == "completed"
    answer = await exchange(service.port, "GET", f"/v2/sessions/{session}/messages", service.headers)
    said = [found["content"] for found in answer.json()["data"] if found["role"] == "assistant"]
    assert said[-2:] == ["from the new", "from the old"]


async def test_the_metric_counts_chats_and_commands_by_version(tmp_path: Path) -> None:
    """The migration guide says that v1 is over when its count no longer grows."""
    with running_service(tmp_path) as service:
        async with old_client(service) as old, opened(service) as new:
            await old.asks("c-1", "[[text Hi]]")
            await old.about("c-1")
            await old.say(message="[[text Hi]]", correlation_id="c-2")
            await old.about("c-2")
            await old.command("help")
            await old.control("ping")
            await new.ended((await new.chat("n-1", "[[text Hi]]"))["run_id"])
        text = (await exchange(service.port, "GET", "/metrics", {})).body.decode()
    assert 'orchestra_api_version_usage_total{version="v1"} 3.0\n' in text
    assert 'orchestra_api_version_usage_total{version="v2"} 1.0\n' in text


async def test_the_specification_is_served(service: RunningService) -> None:
    answer = await exchange(service.port, "GET", "/asyncapi/v1.json", {})
    assert (answer.status, answer.json()["info"]["version"]) == (200, "1.0.0")
    assert list(answer.json()["channels"]) == ["sessionSocketV1"]
