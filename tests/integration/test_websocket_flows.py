"""Chats over the WebSocket; the class and its six names are the seed document's."""

from __future__ import annotations

import asyncio
import re
import socket
from itertools import pairwise
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from orchestra.access.keys import KeyRepository
from orchestra.api.connection import Connection
from orchestra.contract.close_codes import CloseCode
from orchestra.live.presence import Presence
from tests.raw import assert_whole, exchange
from tests.service import RunningService, running_service
from tests.sockets import opened


async def a_key(service: RunningService, *scopes: str) -> str:
    keys = service.get(KeyRepository)
    _, secret = await service.on_loop(keys.create("shop", scopes or ("chat", "read")))
    return secret


async def none_open(service: RunningService) -> None:
    """Return when the service holds no connection any more."""
    presence = service.get(Presence)
    async with asyncio.timeout(10):
        while len(presence):  # noqa: ASYNC110 - another thread's object; there is nothing to wait on
            await asyncio.sleep(0.01)


class TestWebSocketIntegration:
    async def test_full_chat_session_flow(self, service: RunningService) -> None:
        """Two chats in one session: the second one sees the first, and HTTP tells the same of both."""
        async with opened(service) as ws:
            first = await ws.chat("c-1", "[[text Hello there]]")
            await ws.ended(first["run_id"])
            second = await ws.chat("c-2", "And again", session_id=first["session_id"])
            end = await ws.ended(second["run_id"])
            assert_whole(ws.received(first["run_id"]))
            assert_whole(ws.received(second["run_id"]))
            path = f"/v2/sessions/{first['session_id']}/messages"
            messages = (await exchange(service.port, "GET", path, service.headers)).json()["data"]
            assert [message["role"] for message in messages] == ["user", "assistant"] * 2
            assert messages[0]["message_id"] == first["user_message_id"]
            assert messages[3]["content"] == end["response"]
            await ws.say(type="status", id="s")
            assert (await ws.answer("s"))["runs"] == []

    async def test_connection_limit_enforcement(self, service: RunningService) -> None:
        """A key has five connections; the sixth is a problem, and a place that is given back can be taken."""
        key = await a_key(service)
        async with opened(service, key=key), opened(service, key=key), opened(service, key=key):
            async with opened(service, key=key), opened(service, key=key):
                with pytest.raises(InvalidStatus) as refused:
                    async with opened(service, key=key):
                        pass
                assert refused.value.response.status_code == 429
                assert b'"connection_limit"' in (refused.value.response.body or b"")
                async with opened(service):
                    """Another key's connections are another client's."""
            async with asyncio.timeout(10):
                while True:
                    try:
                        async with opened(service, key=key):
                            break
                    except InvalidStatus:
                        await asyncio.sleep(0.01)

    async def test_idle_timeout_cleanup(self, tmp_path: Path) -> None:
        """Who says nothing is told goodbye and closed; who follows a run, or pings, is not."""
        with running_service(tmp_path, sockets={"idle": 0.3, "ping_interval": 0.05}) as service:
            async with opened(service) as silent:
                assert await silent.closed() == 4408
                goodbye = silent.frames[-1]
                assert (goodbye["type"], goodbye["code"]) == ("goodbye", 4408)
                assert (goodbye["reconnect"], goodbye["after_ms"]) == (False, None)
                assert {frame["type"] for frame in silent.frames} == {"welcome", "ping", "goodbye"}
            async with opened(service) as following:
                run = await following.chat("c-1", "[[hang after=1]]")
                await asyncio.sleep(0.6)
                await following.say(type="cancel", id="c-2", run_id=run["run_id"])
                assert (await following.answer("c-2"))["runs"][0]["status"] == "cancelled"
                assert await following.closed() == 4408
            await none_open(service)

    async def test_error_recovery(self, service: RunningService) -> None:
        """A message that fails costs that message; a run that fails costs that run."""
        async with opened(service) as ws:
            await ws.connection.send("{")
            assert (await ws.next())["problem"]["code"] == "malformed_request"
            broken = await ws.chat("c-1", "[[fail after=2]]")
            assert (await ws.ended(broken["run_id"]))["type"] == "run.failed"
            assert_whole(ws.received(broken["run_id"]))
            whole = await ws.chat("c-2", "Hello")
            assert (await ws.ended(whole["run_id"]))["type"] == "run.completed"

    async def test_streaming_tokens(self, service: RunningService) -> None:
        """Tokens come one by one, of several runs at once, each run's own in order."""
        async with opened(service) as ws:
            runs = [(await ws.chat(f"c-{n}", f"[[delay 0.005]][[tokens {20 + n}]]")) for n in range(8)]
            ended: set[str] = set()
            while len(ended) < len(runs):
                frame = await ws.until(lambda frame: frame["type"].startswith("run."))
                if frame["type"] == "run.completed":
                    ended.add(frame["run_id"])
            for number, run in enumerate(runs):
                received = ws.received(run["run_id"])
                assert_whole(received)
                assert len(received.events) == 20 + number + 2
            tokens = [frame["run_id"] for frame in ws.frames if frame["type"] == "token"]
            changes = sum(before != after for before, after in pairwise(tokens))
            assert changes > len(runs), "the runs' tokens come interleaved"

    async def test_manager_interaction(self, tmp_path: Path) -> None:
        """The manager says once what the message wants; the run's end says the same; feedback puts it right."""
        with running_service(tmp_path, manager={"deadline": 30}) as service:
            async with opened(service) as ws:
                run = await ws.chat("c-1", "Go from two agents to ten.")
                end = await ws.ended(run["run_id"])
            (said,) = [frame for frame in ws.frames if frame["type"] == "manager.intent"]
            assert (said["intent"], said["parameters"]["to"]) == ("scale", 10)
            assert (end["intent"], end["confidence"]) == (said["intent"], said["confidence"])
            path = f"/v2/runs/{run['run_id']}/feedback"
            answer = await exchange(service.port, "POST", path, service.headers, {"intent": "deploy"})
            assert (answer.status, answer.json()["intent"]) == (201, "deploy")
            async with opened(service) as ws:
                run = await ws.chat("c-1", "Go from two agents to ten.")
                assert (await ws.ended(run["run_id"]))["intent"] == "deploy"


async def test_runs_of_a_connection_are_limited(service: RunningService) -> None:
    """Eight runs are followed at once, the ninth is refused, and those at work go on."""
    async with opened(service) as ws:
        runs = [(await ws.chat(f"c-{n}", "[[hang after=1]]")) for n in range(8)]
        ninth = await ws.chat("c-9", "Hello")
        assert ninth["problem"]["code"] == "connection_limit"
        await ws.say(type="cancel", id="x-1", run_id=runs[0]["run_id"])
        await ws.answer("x-1")
        tenth = await ws.chat("c-10", "Hello")
        assert (await ws.ended(tenth["run_id"]))["type"] == "run.completed"


async def test_detach_leaves_the_run_alone(service: RunningService) -> None:
    async with opened(service) as ws:
        run = await ws.chat("c-1", "[[delay 0.02]][[tokens 20]]")
        await ws.until(lambda frame: frame["type"] == "token")
        await ws.say(type="detach", id="c-2", run_id=run["run_id"])
        report = await ws.answer("c-2")
        assert [found["attached"] for found in report["runs"]] == [False]
        await ws.say(type="detach", id="c-3", run_id=run["run_id"])
        again = await ws.answer("c-3")
        assert again["problem"]["code"] == "not_found"
        assert "offset" not in ws.frames[-1], "nothing of the run comes after the report"
        last = ws.events(run["run_id"])[-1]["offset"]
        await ws.say(type="resume", id="c-4", run_id=run["run_id"], after=last)
        assert (await ws.answer("c-4"))["from"] == last + 1
        await ws.ended(run["run_id"])
        assert_whole(ws.received(run["run_id"]))


async def test_on_disconnect_cancel_ends_the_run_with_the_connection(service: RunningService) -> None:
    async with opened(service) as ws:
        run = await ws.chat("c-1", "[[hang after=1]]", on_disconnect="cancel")
        ws.cut()
    path = f"/v2/runs/{run['run_id']}"
    async with asyncio.timeout(10):
        while True:
            found = (await exchange(service.port, "GET", path, service.headers)).json()
            if found["status"] == "cancelled":
                break
            await asyncio.sleep(0.01)
    assert found["cancel_reason"] == "disconnected"


async def test_commands(service: RunningService) -> None:
    async with opened(service, key=await a_key(service)) as ws:
        run = await ws.chat("c-1", "[[hang after=1]]")
        await ws.say(type="command", id="c-2", command="status")
        status = (await ws.answer("c-2"))["data"]
        assert (status["status"], status["runs"]) == ("ok", [run["run_id"]])
        await ws.say(type="command", id="c-3", command="stop", idempotency_key="k-1")
        stopped = await ws.answer("c-3")
        assert stopped["data"] == {"runs": [run["run_id"]]}
        await ws.say(type="command", id="c-4", command="stop", idempotency_key="k-1")
        assert (await ws.answer("c-4"))["data"] == stopped["data"]
        await ws.say(type="command", id="c-5", command="help", idempotency_key="k-1")
        assert (await ws.answer("c-5"))["problem"]["code"] == "idempotency_key_reused"
        await ws.say(type="command", id="c-6", command="dance")
        refused = (await ws.answer("c-6"))["problem"]
        assert (refused["code"], refused["errors"][0]["pointer"]) == ("validation_failed", "/command")
    answer = await exchange(service.port, "POST", "/v2/commands", service.headers, {"command": "help"})
    assert answer.status == 200 and {"help", "status", "stop"} <= set(answer.json()["data"]["commands"])


async def test_scopes_and_keys_that_are_taken_back(service: RunningService) -> None:
    reader = await a_key(service, "read")
    async with opened(service, key=reader) as ws:
        assert (await ws.chat("c-1", "Hello"))["problem"]["code"] == "forbidden"
        keys = service.get(KeyRepository)
        mine = next(key for key in await service.on_loop(keys.list()) if reader.startswith(key.prefix))
        await service.on_loop(keys.revoke(mine.key_id))
        await ws.say(type="status", id="c-2")
        assert (await ws.answer("c-2"))["problem"]["code"] == "unauthenticated"
        assert await ws.closed() == 4401


async def test_chats_count_against_the_limit(service: RunningService) -> None:
    keys = service.get(KeyRepository)
    _, key = await service.on_loop(keys.create("slow shop", ("chat", "read"), requests_per_minute=2))
    async with opened(service, key=key) as ws:
        for number in range(2):
            await ws.ended((await ws.chat(f"c-{number}", "Hello"))["run_id"])
        refused = (await ws.chat("c-3", "Hello"))["problem"]
        assert (refused["code"], refused["status"]) == ("rate_limited", 429)
        assert refused["retry_after"] > 0


async def test_the_service_says_goodbye_when_it_stops(tmp_path: Path) -> None:
    """The run's end comes first, then the goodbye, then the code."""
    with running_service(tmp_path) as service:
        async with opened(service) as ws:
            run = await ws.chat("c-1", "[[hang after=1]]")
            await ws.until(lambda frame: frame["type"] == "token")
            service.stop()
            assert await ws.closed() == 4504
            failed, goodbye = ws.frames[-2:]
            assert (failed["type"], failed["error"]["code"]) == ("run.failed", "run_interrupted")
            assert (goodbye["type"], goodbye["reconnect"]) == ("goodbye", True)
            assert_whole(ws.received(run["run_id"]))


async def test_the_metric_counts_connections(tmp_path: Path) -> None:
    with running_service(tmp_path) as service:

        async def count() -> float:
            text = (await exchange(service.port, "GET", "/metrics", {})).body.decode()
            found = re.search(r"^orchestra_websocket_connections_active (\S+)$", text, re.MULTILINE)
            assert found is not None
            return float(found[1])

        async with opened(service), opened(service):
            assert await count() == 2
        await none_open(service)
        assert await count() == 0


def narrow(service: RunningService) -> socket.socket:
    """A connection that holds little of what its owner does not read."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", service.port))
    client.setblocking(False)
    return client


async def long_runs(service: RunningService) -> list[str]:
    """Runs whose logs together are more than sockets hold, so that they wait in the service."""
    body = {"message": "[[tokens 19000]]"}
    answers = [await exchange(service.port, "POST", "/v2/chat", service.headers, body) for _ in range(4)]
    return [answer.json()["run_id"] for answer in answers]


async def test_a_slow_reader_is_closed_and_resumes_whole(tmp_path: Path) -> None:
    """One client reads nothing; another one on the same service has all it asked for meanwhile."""
    with running_service(
        tmp_path, runs={"send_timeout": 0.2}, sockets={"queue_frames": 8, "goodbye": 60}
    ) as service:
        presence = service.get(Presence)
        runs = await long_runs(service)
        async with opened(service, sock=narrow(service)) as slow, opened(service) as other:
            slow.connection.transport.pause_reading()
            for run_id in runs:
                await slow.say(type="resume", id="r", run_id=run_id)
            whole = await other.chat("c-1", "[[tokens 50]]")
            assert (await other.ended(whole["run_id"]))["type"] == "run.completed"
            async with asyncio.timeout(30):
                while presence_codes(presence) != [None, CloseCode.SLOW_READER]:  # noqa: ASYNC110 - another thread's
                    await asyncio.sleep(0.02)
            slow.connection.transport.resume_reading()
            assert await slow.closed() == 4501
            assert slow.frames[-1]["type"] == "goodbye"
        for run_id in runs:
            received = slow.received(run_id)
            async with opened(service) as back:
                after = {"after": received.events[-1]["offset"]} if received.events else {}
                await back.say(type="resume", id="c-2", run_id=run_id, **after)
                assert (await back.answer("c-2"))["recovered"] is True
                await back.ended(run_id)
                received.events += back.events(run_id)
            assert_whole(received)


async def test_a_reader_that_never_reads_is_cut_off(tmp_path: Path) -> None:
    with running_service(
        tmp_path, runs={"send_timeout": 0.2}, sockets={"queue_frames": 8, "goodbye": 0.2}
    ) as service:
        runs = await long_runs(service)
        async with opened(service, sock=narrow(service)) as slow:
            slow.connection.transport.pause_reading()
            for run_id in runs:
                await slow.say(type="resume", id="r", run_id=run_id)
            await none_open(service)
            async with asyncio.timeout(10):
                while service.server.server_state.connections:  # noqa: ASYNC110 - another thread's
                    await asyncio.sleep(0.02)
            slow.cut()


def presence_codes(presence: Presence) -> list[CloseCode | None]:
    farewells = [connection.farewell for connection in presence if isinstance(connection, Connection)]
    return sorted((farewell.code if farewell else None for farewell in farewells), key=lambda code: code or 0)
