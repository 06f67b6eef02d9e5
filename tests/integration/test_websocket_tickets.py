"""Tickets: how a page in a browser connects, and what it can read where it may not."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from orchestra.access.keys import KeyRepository
from orchestra.errors import OrchestraError
from orchestra.live.tickets import MemoryTickets
from tests.raw import exchange
from tests.service import RunningService, running_service
from tests.sockets import Socket, opened

ORIGIN = "https://app.example.com"


async def a_ticket(service: RunningService, **more: str) -> str:
    body = {"origin": ORIGIN, **more}
    answer = await exchange(service.port, "POST", "/v2/ws-tickets", service.headers, body)
    assert answer.status == 201, answer.body
    ticket: str = answer.json()["ticket"]
    return ticket


async def refusal(service: RunningService, ticket: str, origin: str | None = ORIGIN) -> tuple[int, str]:
    async with opened(service, path=f"/v2/ws?ticket={ticket}", key=None, origin=origin, welcome=False) as ws:
        code = await ws.closed()
    assert [frame["type"] for frame in ws.frames] == ["goodbye"]
    assert ws.frames[0]["code"] == code
    return code, ws.frames[0]["reason"]


async def says_hello(ws: Socket) -> None:
    run = await ws.chat("c-1", "Hello")
    assert (await ws.ended(run["run_id"]))["type"] == "run.completed"


async def test_a_ticket_in_the_query_opens_one_connection(service: RunningService) -> None:
    ticket = await a_ticket(service)
    async with opened(service, path=f"/v2/ws?ticket={ticket}", key=None, origin=ORIGIN) as ws:
        assert ws.connection.subprotocol == "orchestra.v2"
        await says_hello(ws)
    code, reason = await refusal(service, ticket)
    assert (code, "used already" in reason) == (4401, True)


async def test_a_ticket_as_subprotocol_is_not_echoed(service: RunningService) -> None:
    names = ("orchestra.v2", f"orchestra.ticket.{await a_ticket(service)}")
    async with opened(service, key=None, subprotocols=names, origin=ORIGIN) as ws:
        assert ws.connection.subprotocol == "orchestra.v2"
        await says_hello(ws)


async def test_tickets_that_are_refused(tmp_path: Path) -> None:
    with running_service(tmp_path, sockets={"ticket_ttl": 0.001}) as service:
        code, reason = await refusal(service, await a_ticket(service))
        assert (code, "too old" in reason) == (4401, True)
        assert (await refusal(service, "tkt_unknown"))[0] == 4401


async def test_a_ticket_for_a_session_that_is_not_there_is_not_made(service: RunningService) -> None:
    """Names of the service's own are known; one that the client chose may begin with the first chat."""
    unknown = {"origin": ORIGIN, "session_id": "ses_0198c0de5a107c3e9f002b7d1a4e6c8f"}
    answer = await exchange(service.port, "POST", "/v2/ws-tickets", service.headers, unknown)
    assert (answer.status, answer.json()["code"]) == (404, "not_found")
    assert await a_ticket(service, session_id="begins-later")


async def test_a_ticket_works_from_its_origin_only(service: RunningService) -> None:
    assert (await refusal(service, await a_ticket(service), "https://evil.example"))[0] == 4403
    assert (await refusal(service, await a_ticket(service), None))[0] == 4403


async def test_a_ticket_for_one_session_opens_that_one(service: RunningService) -> None:
    async with opened(service) as mine:
        other = await mine.chat("c-1", "Hello", session_id="other")
        await mine.ended(other["run_id"])
    ticket = await a_ticket(service, session_id="support")
    async with opened(service, path=f"/v2/ws?ticket={ticket}", key=None, origin=ORIGIN) as ws:
        assert (await ws.chat("c-1", "Hello"))["session_id"] == "support"
        assert (await ws.chat("c-2", "Hello", session_id="other"))["problem"]["code"] == "forbidden"
        await ws.say(type="resume", id="c-3", run_id=other["run_id"])
        assert (await ws.answer("c-3"))["problem"]["code"] == "not_found"


async def test_the_connection_limit_is_told_to_a_page(service: RunningService) -> None:
    _, key = await service.on_loop(service.get(KeyRepository).create("busy", ("chat", "read")))
    headers = {"Authorization": f"Bearer {key}"}
    answer = await exchange(service.port, "POST", "/v2/ws-tickets", headers, {"origin": ORIGIN})
    async with AsyncExitStack() as stack:
        for _ in range(5):
            await stack.enter_async_context(opened(service, key=key))
        code, _ = await refusal(service, answer.json()["ticket"])
    assert code == 4502


async def test_origins_that_are_none(service: RunningService) -> None:
    for origin in ("app.example.com", "https://app.example.com/page", "ftp://app.example.com", "https://"):
        answer = await exchange(service.port, "POST", "/v2/ws-tickets", service.headers, {"origin": origin})
        assert (answer.status, answer.json()["code"]) == (422, "validation_failed"), origin


async def test_tickets_are_forgotten() -> None:
    now = 0
    tickets: MemoryTickets[str] = MemoryTickets(30, clock=lambda: now)
    first, expires_at = await tickets.mint("caller", ORIGIN.upper(), None)
    assert expires_at == 30_000
    assert (await tickets.redeem(first)).origin == ORIGIN
    with pytest.raises(OrchestraError, match="used already"):
        await tickets.redeem(first)
    late, _ = await tickets.mint("caller", ORIGIN, None)
    now = 30_000
    with pytest.raises(OrchestraError, match="too old"):
        await tickets.redeem(late)
    now = 60_001
    await tickets.mint("caller", ORIGIN, None)
    assert len(tickets) == 1


async def test_a_ticket_for_a_session_does_not_open_the_memory_of_others(service: RunningService) -> None:
    """The page is somebody's: only the backend may let it hear what was said in other sessions."""
    ticket = await a_ticket(service, session_id="counter")
    async with opened(service, path=f"/v2/ws?ticket={ticket}", key=None, origin=ORIGIN) as ws:
        assert (await ws.chat("c-1", "Hello", use_memory=True))["problem"]["code"] == "forbidden"
        assert (await ws.ended((await ws.chat("c-2", "Hello"))["run_id"]))["type"] == "run.completed"
        await ws.say(type="command", id="c-3", command="configure memory=on")
        assert (await ws.answer("c-3"))["problem"]["code"] == "forbidden"
        await ws.say(type="command", id="c-4", command="configure memory=off mode=lite")
        assert (await ws.answer("c-4"))["data"]["settings"]["use_memory"] is False
