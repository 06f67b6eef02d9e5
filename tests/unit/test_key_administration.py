"""Keys over the network, below the network: made once a request, for as long as the request is remembered."""

from __future__ import annotations

import asyncio

import pytest

from orchestra.access.administration import KeyAdministration
from orchestra.access.keys import KeyRepository
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.storage.database import Database

DAY = 86_400


class Clock:
    """A time of day that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def admin(database: Database, clock: Clock) -> KeyAdministration:
    keys = KeyRepository(database, clock=clock)
    _, secret = await keys.create("admin", ["admin"])
    caller = await keys.authenticate(secret)
    return KeyAdministration(database, keys, caller, idempotency_ttl=DAY, clock=clock)


async def count(admin: KeyAdministration) -> int:
    return len((await admin.list(limit=100)).data)


async def test_a_crowd_with_one_idempotency_key_makes_one_key(admin: KeyAdministration) -> None:
    made = await asyncio.gather(
        *(admin.create("team", ["chat"], idempotency_key="once", fingerprint="f") for _ in range(8))
    )

    assert len({record.key_id for record, _ in made}) == 1
    assert len([secret for _, secret in made if secret is not None]) == 1
    assert await count(admin) == 2


async def test_an_idempotency_key_is_free_again_after_its_time(
    admin: KeyAdministration, clock: Clock
) -> None:
    first, _ = await admin.create("team", ["chat"], idempotency_key="once", fingerprint="f")
    clock.now += DAY * 1000 - 1
    assert (await admin.create("team", ["chat"], idempotency_key="once", fingerprint="f"))[0] == first
    clock.now += 1

    second, secret = await admin.create("team", ["read"], idempotency_key="once", fingerprint="other")

    assert second.key_id != first.key_id
    assert secret is not None
    assert await admin.get(first.key_id) == first


async def test_another_request_under_a_used_key_makes_nothing(admin: KeyAdministration) -> None:
    await admin.create("team", ["chat"], idempotency_key="once", fingerprint="f")

    with pytest.raises(OrchestraError) as caught:
        await admin.create("team", ["chat"], idempotency_key="once", fingerprint="other")

    assert caught.value.code is ErrorCode.IDEMPOTENCY_KEY_REUSED
    assert await count(admin) == 2


async def test_without_an_idempotency_key_every_request_makes_a_key(admin: KeyAdministration) -> None:
    made = [await admin.create("team", ["chat"]) for _ in range(2)]

    assert len({record.key_id for record, _ in made}) == 2
    assert len({secret for _, secret in made}) == 2


async def test_a_page_goes_on_behind_its_cursor_though_newer_keys_were_made(admin: KeyAdministration) -> None:
    made = [(await admin.create("team", ["chat"]))[0].key_id for _ in range(3)]
    page = await admin.list(limit=2)
    await admin.create("team", ["chat"])

    rest = await admin.list(limit=2, after=page.next_cursor)

    assert [record.key_id for record in page.data] == [made[2], made[1]]
    # The last is the admin's own.
    assert [record.key_id for record in rest.data][:-1] == [made[0]]
    assert not rest.has_more


async def test_a_key_stands_as_its_times_say(admin: KeyAdministration, clock: Clock) -> None:
    record, _ = await admin.create("team", ["chat"], expires_in=DAY)

    assert record.status(clock.now + DAY * 1000 - 1) == "active"
    assert record.status(clock.now + DAY * 1000) == "expired"
    assert (await admin.revoke(record.key_id)).status(clock.now + DAY * 1000) == "revoked"
