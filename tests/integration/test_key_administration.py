"""API keys over REST: an admin makes, sees and revokes them; a secret is shown once and is nowhere else."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.process import service_process
from tests.raw import RawAnswer, exchange
from tests.service import RunningService, running_service


def bearer(secret: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", **more}


async def make(
    service: RunningService, headers: dict[str, str] | None = None, **body: Any
) -> tuple[dict[str, Any], str]:
    """A key made over REST, and its secret."""
    wanted = {"owner": f"owner-{uuid4()}", "scopes": ["chat", "read"], **body}
    answer = await exchange(service.port, "POST", "/v2/keys", headers or service.headers, wanted)
    assert answer.status == 201, answer.body
    made = answer.json()
    assert answer.headers["location"] == f"/v2/keys/{made['key']['key_id']}"
    return made["key"], made["secret"]


async def chat(service: RunningService, secret: str) -> RawAnswer:
    return await exchange(service.port, "POST", "/v2/chat", bearer(secret), {"message": "Hi"})


async def revoke(service: RunningService, key_id: str, headers: dict[str, str] | None = None) -> RawAnswer:
    return await exchange(service.port, "POST", f"/v2/keys/{key_id}/revoke", headers or service.headers)


async def get(service: RunningService, path: str, headers: dict[str, str] | None = None) -> RawAnswer:
    return await exchange(service.port, "GET", path, headers or service.headers)


async def test_a_key_is_made_used_listed_revoked_and_refused(service: RunningService) -> None:
    key, secret = await make(service, name="shop", requests_per_minute=600)
    assert (await chat(service, secret)).status == 200
    listed = (await get(service, "/v2/keys?limit=1")).json()["data"]
    looked_up = await get(service, f"/v2/keys/{key['key_id']}")
    assert listed == [looked_up.json()] == [key]
    assert (key["status"], key["name"], key["requests_per_minute"]) == ("active", "shop", 600)

    revoked = await revoke(service, key["key_id"])

    refused = await chat(service, secret)
    assert (refused.status, refused.json()["code"]) == (401, "unauthenticated")
    assert (revoked.status, revoked.json()["status"]) == (200, "revoked")
    assert (await get(service, "/v2/keys?limit=1")).json()["data"] == [revoked.json()]


async def test_revoking_again_changes_nothing(service: RunningService) -> None:
    key, _ = await make(service)
    first, second = [await revoke(service, key["key_id"]) for _ in range(2)]
    assert first.status == second.status == 200
    assert first.json() == second.json()


async def test_a_key_cannot_revoke_itself_but_another_admin_can(service: RunningService) -> None:
    key, secret = await make(service, scopes=["admin"])
    refused = await revoke(service, key["key_id"], bearer(secret))
    assert (refused.status, refused.json()["code"]) == (403, "forbidden")
    assert (await get(service, f"/v2/keys/{key['key_id']}", bearer(secret))).json()["status"] == "active"
    assert (await revoke(service, key["key_id"])).status == 200


@pytest.mark.parametrize("scopes", [["chat"], ["read"], ["chat", "read"]], ids="-".join)
async def test_without_the_scope_admin_nobody_sees_or_touches_a_key(
    service: RunningService, scopes: list[str]
) -> None:
    key, secret = await make(service, scopes=scopes)
    other, _ = await make(service)
    for method, path, body in (
        ("GET", "/v2/keys", None),
        ("POST", "/v2/keys", {"owner": key["owner"], "scopes": ["read"]}),
        ("GET", f"/v2/keys/{key['key_id']}", None),
        ("GET", f"/v2/keys/{other['key_id']}", None),
        ("GET", "/v2/keys/key_nothing", None),
        ("POST", f"/v2/keys/{key['key_id']}/revoke", None),
        ("POST", f"/v2/keys/{other['key_id']}/revoke", None),
    ):
        answer = await exchange(service.port, method, path, bearer(secret), body)
        assert (answer.status, answer.json()["code"]) == (403, "forbidden"), (method, path)
    assert (await get(service, f"/v2/keys/{other['key_id']}")).json() == other


async def test_a_key_may_do_what_its_scopes_say(service: RunningService) -> None:
    _, reader = await make(service, scopes=["read", "read"])
    _, admin = await make(service, scopes=["admin"])
    assert (await get(service, "/v2/sessions", bearer(reader))).status == 200
    assert (await chat(service, reader)).json()["code"] == "forbidden"
    assert (await get(service, "/v2/keys", bearer(admin))).status == 200
    assert (await chat(service, admin)).status == 200


async def test_keys_of_one_owner_share_its_sessions_and_others_see_none(service: RunningService) -> None:
    key, first = await make(service)
    _, second = await make(service, owner=key["owner"])
    _, foreign = await make(service)
    session = (await chat(service, first)).json()["session_id"]
    assert (await get(service, f"/v2/sessions/{session}", bearer(second))).status == 200
    assert (await get(service, f"/v2/sessions/{session}", bearer(foreign))).status == 404


async def test_an_expired_key_is_refused_and_listed_as_expired(service: RunningService) -> None:
    # Less than a millisecond: it is over when it has been made.
    key, secret = await make(service, expires_in=0.0001)
    refused = await chat(service, secret)
    assert (refused.status, refused.json()["code"]) == (401, "key_expired")
    found = (await get(service, f"/v2/keys/{key['key_id']}")).json()
    assert (found["status"], found["expires_at"]) == ("expired", found["created_at"])
    assert (await revoke(service, key["key_id"])).json()["status"] == "revoked"


async def test_a_key_that_expires_later_works_until_then(service: RunningService) -> None:
    key, secret = await make(service, expires_in=86_400)
    assert (await chat(service, secret)).status == 200
    assert key["status"] == "active"
    assert key["expires_at"] > key["created_at"]


async def test_a_key_has_the_limit_it_was_made_with(tmp_path: Path) -> None:
    with running_service(tmp_path, limits={"requests_per_minute": 7}) as service:
        own, own_secret = await make(service, requests_per_minute=3)
        default, default_secret = await make(service)
        free, free_secret = await make(service, requests_per_minute=None)
        assert [key["requests_per_minute"] for key in (own, default, free)] == [3, 7, None]
        for secret, allowed in ((own_secret, 3), (default_secret, 7), (free_secret, 10)):
            statuses = [(await get(service, "/v2/models", bearer(secret))).status for _ in range(10)]
            assert statuses == [200] * allowed + [429] * (10 - allowed)


async def test_pages_have_every_key_once_the_newest_first(tmp_path: Path) -> None:
    with running_service(tmp_path) as service:
        made = [(await make(service))[0]["key_id"] for _ in range(5)]
        seen, path = [], "/v2/keys?limit=2"
        while True:
            answer = await get(service, path)
            page = answer.json()
            seen += [key["key_id"] for key in page["data"]]
            assert page["has_more"] == ("link" in answer.headers) == (page["next_cursor"] is not None)
            if not page["has_more"]:
                break
            path = answer.headers["link"].removeprefix("<").removesuffix('>; rel="next"')
            assert "limit=2" in path
            assert f"after={page['next_cursor']}" in path
        # The last is the service's own, of its setting.
        assert seen[:5] == made[::-1]
        assert len(seen) == 6
        made_up = await get(service, "/v2/keys?after=made-up")
        assert (made_up.status, made_up.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("key_id", ["key_nothing", "key_", "ses_x", "%00", "key_" + "x" * 61])
async def test_a_key_that_is_not_there_is_not_found(service: RunningService, key_id: str) -> None:
    for answer in (await get(service, f"/v2/keys/{key_id}"), await revoke(service, key_id)):
        assert (answer.status, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"owner": ""}, "/owner"),
        ({"owner": "two words"}, "/owner"),
        ({"owner": "x" * 101}, "/owner"),
        ({"owner": "ä"}, "/owner"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["root"]}, "/scopes/0"),
        ({"scopes": "chat"}, "/scopes"),
        ({"name": ""}, "/name"),
        ({"name": "a\0b"}, "/name"),
        ({"requests_per_minute": 0}, "/requests_per_minute"),
        ({"requests_per_minute": 1_000_000_001}, "/requests_per_minute"),
        ({"expires_in": 0}, "/expires_in"),
        ({"expires_in": 1e300}, "/expires_in"),
        ({"secret": "ork_mine"}, "/secret"),
    ],
)
async def test_a_key_that_makes_no_sense_is_refused_and_not_made(
    service: RunningService, change: dict[str, Any], pointer: str
) -> None:
    newest = (await get(service, "/v2/keys?limit=1")).json()["data"]
    body = {"owner": "o", "scopes": ["chat"], **change}
    answer = await exchange(service.port, "POST", "/v2/keys", service.headers, body)
    assert (answer.status, answer.json()["code"]) == (422, "validation_failed")
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert (await get(service, "/v2/keys?limit=1")).json()["data"] == newest


async def test_a_repetition_makes_no_second_key_and_shows_no_secret(service: RunningService) -> None:
    body = {"owner": f"owner-{uuid4()}", "scopes": ["chat"]}
    headers = {**service.headers, "Idempotency-Key": str(uuid4())}
    answers = await asyncio.gather(
        *(exchange(service.port, "POST", "/v2/keys", headers, body) for _ in range(8))
    )
    assert {answer.status for answer in answers} == {201}
    made = [answer.json() for answer in answers]
    assert len({entry["key"]["key_id"] for entry in made}) == 1
    (secret,) = [entry["secret"] for entry in made if entry["secret"] is not None]
    assert (await chat(service, secret)).status == 200

    await revoke(service, made[0]["key"]["key_id"])
    later = (await exchange(service.port, "POST", "/v2/keys", headers, body)).json()
    assert (later["key"]["status"], later["secret"]) == ("revoked", None)


async def test_another_body_under_the_same_idempotency_key_is_refused(service: RunningService) -> None:
    headers = {**service.headers, "Idempotency-Key": str(uuid4())}
    await make(service, headers, owner="one")
    body = {"owner": "two", "scopes": ["chat", "read"]}
    answer = await exchange(service.port, "POST", "/v2/keys", headers, body)
    assert (answer.status, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_idempotency_keys_of_two_admins_have_nothing_to_do_with_each_other(
    service: RunningService,
) -> None:
    _, other_admin = await make(service, scopes=["admin"])
    word = {"Idempotency-Key": str(uuid4())}
    first, _ = await make(service, {**service.headers, **word}, owner="one")
    second, secret = await make(service, bearer(other_admin, **word), owner="two")
    assert first["key_id"] != second["key_id"]
    assert secret is not None


async def test_a_secret_is_in_one_answer_and_in_no_log(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with service_process(data, ORCHESTRA_LOG_LEVEL="debug", ORCHESTRA_LOG_FORMAT="json") as started:
        body = {"owner": "shop", "scopes": ["chat"]}
        headers = {**started.headers, "X-Correlation-ID": "order-4711"}
        created = (await exchange(started.port, "POST", "/v2/keys", headers, body)).json()
        key_id, secret = created["key"]["key_id"], created["secret"]
        later = [
            await exchange(started.port, "GET", "/v2/keys", started.headers),
            await exchange(started.port, "GET", f"/v2/keys/{key_id}", started.headers),
            await exchange(started.port, "POST", "/v2/chat", bearer(secret), {"message": "Hi"}),
            await exchange(started.port, "POST", f"/v2/keys/{key_id}/revoke", headers),
            await exchange(started.port, "POST", "/v2/chat", bearer(secret), {"message": "Hi"}),
        ]
        started.terminate()
    assert [answer.status for answer in later] == [200, 200, 200, 200, 401]
    assert not any(secret.encode() in answer.body for answer in later)
    assert not any(secret.encode() in path.read_bytes() for path in data.iterdir() if path.is_file())
    log = started.log.read_text()
    assert secret not in log
    # Eight characters of it are stored to recognise it by; even those are no business of the log.
    assert secret[:8] not in log
    audit = [json.loads(line) for line in log.splitlines() if '"component": "audit"' in line]
    (bootstrap,) = {line["by_key_id"] for line in audit}
    assert bootstrap != key_id
    assert [(line["event"], line["key_id"], line["owner"], line["scopes"]) for line in audit] == [
        ("API key made", key_id, "shop", ["chat"]),
        ("API key revoked", key_id, "shop", ["chat"]),
    ]
    assert {line["correlation_id"] for line in audit} == {"order-4711"}
