"""Bad input: a clear, documented error, nothing lost, nobody else disturbed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.raw import exchange, parse, request_bytes
from tests.service import RunningService

ERROR_PAGES = Path(__file__).parents[2] / "docs" / "reference" / "errors"


async def post(service: RunningService, body: object | bytes, path: str = "/v2/chat", **headers: str) -> Any:
    answer = await exchange(service.port, "POST", path, {**service.headers, **headers}, body)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == answer.status
    assert problem["correlation_id"] == answer.headers["x-correlation-id"]
    assert (ERROR_PAGES / f"{problem['code']}.md").is_file(), "each code has its page"
    assert problem["type"].endswith(f"/docs/reference/errors/{problem['code']}/")
    return problem


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed_request"),
        (b"{", 400, "malformed_request"),
        (b"[" * 5000 + b"]" * 5000, 400, "malformed_request"),
        (b'{"message": "\xff"}', 400, "malformed_request"),
        (b'{"message": NaN}', 400, "malformed_request"),
        (b'{"message": "a\\u0000b"}', 422, "validation_failed"),
        (b'{"message": "\\ud800"}', 422, "validation_failed"),
        ([], 422, "validation_failed"),
        (None, 400, "malformed_request"),
        ({}, 422, "validation_failed"),
        ({"message": 1}, 422, "validation_failed"),
        ({"message": None}, 422, "validation_failed"),
        ({"message": ""}, 422, "validation_failed"),
        ({"message": " \t\n\u00a0\u3000\u2003"}, 422, "validation_failed"),
        ({"message": "x" * 10_001}, 422, "validation_failed"),
        ({"message": "Hi", "unknown": 1}, 422, "validation_failed"),
        ({"message": "Hi", "temperature": "1"}, 422, "validation_failed"),
        ({"message": "Hi", "temperature": True}, 422, "validation_failed"),
        ({"message": "Hi", "temperature": 2.1}, 422, "validation_failed"),
        ({"message": "Hi", "max_response_tokens": 0}, 422, "validation_failed"),
        ({"message": "Hi", "max_response_tokens": 1.5}, 422, "validation_failed"),
        ({"message": "Hi", "deadline": 0}, 422, "validation_failed"),
        ({"message": "Hi", "session_id": "."}, 422, "validation_failed"),
        ({"message": "Hi", "session_id": "a b"}, 422, "validation_failed"),
        ({"message": "Hi", "session_id": "x" * 101}, 422, "validation_failed"),
        ({"message": "Hi", "session_id": None}, 422, "validation_failed"),
        ({"message": "Hi", "if_busy": "wait"}, 422, "validation_failed"),
        ({"message": "Hi", "session_id": "ses_unknown"}, 404, "not_found"),
        ({"message": "Hi", "model": "no such model"}, 422, "validation_failed"),
    ],
    ids=lambda value: repr(value)[:40],
)
async def test_a_wrong_body_is_refused_clearly(
    service: RunningService, body: object, status: int, code: str
) -> None:
    for path in ("/v2/chat", "/v2/chat/stream"):
        problem = await post(service, b"" if body is None else body, path)
        assert (problem["status"], problem["code"]) == (status, code)
        if code == "validation_failed":
            assert problem["errors"][0]["pointer"].startswith("/") or body == []


@pytest.mark.parametrize(
    "message", ["x" * 10_000, "\N{GRINNING FACE}" * 10_000, "Grüße\n\u2028", "\u200b", "1.0"]
)
async def test_odd_but_right_messages_are_answered(service: RunningService, message: str) -> None:
    answer = await exchange(
        service.port,
        "POST",
        "/v2/chat",
        service.headers,
        {"message": message, "max_response_tokens": 5.0, "temperature": 1},
    )
    assert answer.status == 200, answer.body


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_huge_body_costs_no_memory(service: RunningService, chunked: bool) -> None:
    """100 MB, with a length or chunked: 413, and the process grows by 10 MB at the most."""
    process = psutil.Process()
    before = process.memory_info().rss
    highest = before

    async def pieces() -> AsyncIterator[bytes]:
        piece = b"x" * 65_536
        for _ in range(1600):
            yield b"%x\r\n" % len(piece) + piece + b"\r\n" if chunked else piece

    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    length = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(1600 * 65_536)}
    head = {**service.headers, "Content-Type": "application/json", **length}
    writer.write(request_bytes("POST", "/v2/chat", head, None))
    try:
        async for piece in pieces():
            writer.write(piece)
            await writer.drain()
            highest = max(highest, process.memory_info().rss)
    except ConnectionError:
        # The service may close as soon as it has answered.
        pass
    async with asyncio.timeout(10):
        raw = await reader.read(65_536)
    answer = parse(raw)
    writer.close()
    assert (answer.status, answer.json()["code"]) == (413, "payload_too_large")
    assert highest - before < 10 * 1024 * 1024


async def test_keys(service: RunningService) -> None:
    async def ask(**headers: str) -> tuple[int | None, str, str]:
        answer = await exchange(service.port, "GET", "/v2/sessions", headers)
        return answer.status, answer.json().get("code", ""), answer.headers.get("www-authenticate", "")

    assert (await ask())[:2] == (401, "unauthenticated")
    assert (await ask(Authorization="Bearer ork_wrong"))[:2] == (401, "unauthenticated")
    assert (await ask(Authorization="Basic dXNlcjpwYXNz"))[:2] == (401, "unauthenticated")
    assert (await ask(Authorization="Bearer"))[:2] == (401, "unauthenticated")
    assert (await ask(Authorization=f"Bearer {service.key}", **{"X-API-Key": "another"}))[:2] == (
        401,
        "unauthenticated",
    )
    assert (await ask(**{"X-API-Key": service.key}))[0] == 200
    assert (await ask(Authorization=f"bearer {service.key}"))[0] == 200
    assert (await ask())[2] == 'Bearer realm="ai-orchestra"'


async def test_revoked_expired_and_narrow_keys(service: RunningService) -> None:
    from orchestra.access.keys import KeyRepository

    keys = service.get(KeyRepository)
    revoked, revoked_secret = service.run(keys.create("o", ("chat", "read")))
    service.run(keys.revoke(revoked.key_id))
    _, expired_secret = service.run(keys.create("o", ("chat", "read"), expires_in=0.0001))
    _, narrow_secret = service.run(keys.create("o", ("read",)))
    for secret, status, code in (
        (revoked_secret, 401, "unauthenticated"),
        (expired_secret, 401, "key_expired"),
        (narrow_secret, 403, "forbidden"),
    ):
        answer = await exchange(service.port, "POST", "/v2/chat", {"X-API-Key": secret}, {"message": "Hi"})
        assert (answer.status, answer.json()["code"]) == (status, code)


async def test_what_is_not_yours_is_not_there(service: RunningService) -> None:
    """Another owner's sessions and runs: 404 everywhere, and the same name is another session."""
    from orchestra.access.keys import KeyRepository

    keys = service.get(KeyRepository)
    _, mine = service.run(keys.create("mine", ("chat", "read"), unlimited=True))
    _, theirs = service.run(keys.create("theirs", ("chat", "read"), unlimited=True))
    chat = await exchange(
        service.port, "POST", "/v2/chat", {"X-API-Key": mine}, {"message": "Hi", "session_id": "private"}
    )
    run_id = chat.json()["run_id"]
    for method, path in (
        ("GET", f"/v2/runs/{run_id}"),
        ("GET", f"/v2/runs/{run_id}/events"),
        ("POST", f"/v2/runs/{run_id}/cancel"),
        ("GET", "/v2/sessions/private"),
        ("GET", "/v2/sessions/private/messages"),
        ("GET", "/v2/sessions/private/runs"),
        ("DELETE", "/v2/sessions/private"),
    ):
        answer = await exchange(service.port, method, path, {"X-API-Key": theirs})
        assert (answer.status, answer.json()["code"]) == (404, "not_found"), (method, path)
    other = await exchange(
        service.port, "POST", "/v2/chat", {"X-API-Key": theirs}, {"message": "Hi", "session_id": "private"}
    )
    assert other.status == 200
    messages = await exchange(service.port, "GET", "/v2/sessions/private/messages", {"X-API-Key": mine})
    assert len(messages.json()["data"]) == 2


async def test_the_order_of_refusals(service: RunningService) -> None:
    """404, 405, 401, 403, 406, 415, 413, 400, 422: a request that is wrong in every way learns them one by one."""
    wrong = {"Accept": "image/png", "Content-Type": "text/plain"}
    right = service.headers
    big = b"[" * 2_000_000
    steps: list[tuple[str, str, dict[str, str], bytes, int]] = [
        ("PUT", "/v2/nowhere", wrong, big, 404),
        ("PUT", "/v2/chat", wrong, big, 405),
        ("POST", "/v2/chat", wrong, big, 401),
        ("POST", "/v2/chat", {**wrong, **right}, big, 406),
        ("POST", "/v2/chat", {**right, "Content-Type": "text/plain"}, big, 415),
        ("POST", "/v2/chat", right, big, 413),
        ("POST", "/v2/chat", right, b"{", 400),
        ("POST", "/v2/chat", right, b"{}", 422),
    ]
    for method, path, headers, body, status in steps:
        sent = {"Content-Type": "application/json", **headers, "Content-Length": str(len(body))}
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        writer.write(request_bytes(method, path, sent, None) + body)
        raw = b""
        async with asyncio.timeout(10):
            while not (answer := parse(raw)).complete:
                raw += await reader.read(65_536)
        writer.close()
        assert answer.status == status, (method, path, answer.body)
        if status == 405:
            assert answer.headers["allow"] == "POST"


async def test_a_refused_chat_leaves_nothing_behind(service: RunningService) -> None:
    for body in (
        {"message": "Hi", "session_id": "untouched", "temperature": 9},
        b'{"session_id": "untouched"',
    ):
        await post(service, body)
    answer = await exchange(service.port, "GET", "/v2/sessions/untouched", service.headers)
    assert answer.status == 404


async def test_every_error_says_what_to_do(service: RunningService) -> None:
    problem = await post(service, {"message": "Hi", "colour": "red", "temperature": 3})
    found = {entry["pointer"]: entry["detail"] for entry in problem["errors"]}
    assert found["/colour"] == "is not a field of this request; remove it"
    assert "less than or equal to 2" in found["/temperature"]
    assert json.dumps(problem).isascii() or problem
