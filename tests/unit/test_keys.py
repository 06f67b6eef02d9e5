"""API keys: who gets in, for what, and until when."""

from __future__ import annotations

import asyncio
import hashlib
import re

import pytest
from sqlalchemy import select

from orchestra.access.keys import KeyRepository, Principal
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.settings import SettingsError
from orchestra.storage.database import Database
from orchestra.storage.ids import ANONYMOUS_OWNER
from orchestra.storage.tables import keys as key_table

HOUR = 3600.0
BOOTSTRAP = "a-long-enough-bootstrap-key"
EVERYTHING = {"chat", "read", "admin"}


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
def keys(database: Database, clock: Clock) -> KeyRepository:
    return KeyRepository(database, clock=clock)


async def refusal(keys: KeyRepository, secret: str) -> OrchestraError:
    with pytest.raises(OrchestraError) as caught:
        await keys.authenticate(secret)
    return caught.value


async def test_a_new_key_lets_its_owner_in(keys: KeyRepository) -> None:
    record, secret = await keys.create("team", ["read", "chat"], name="ci", requests_per_minute=7)

    assert await keys.authenticate(secret) == Principal(
        record.key_id, record.owner_id, frozenset({"chat", "read"}), 7
    )
    assert re.fullmatch(r"ork_[A-Za-z0-9_-]{43}", secret)
    assert (record.owner, record.name, record.prefix) == ("team", "ci", secret[:8])


async def test_only_a_hash_of_the_secret_is_stored(keys: KeyRepository, database: Database) -> None:
    _, secret = await keys.create("team", ["chat"])

    row = await database.read(lambda connection: connection.execute(select(key_table)).one())

    assert row.hash == hashlib.sha256(secret.encode()).hexdigest()
    assert not any(secret in str(value) for value in row)


async def test_keys_of_one_owner_share_what_is_theirs(keys: KeyRepository) -> None:
    made = await asyncio.gather(*(keys.create("team", ["chat"]) for _ in range(8)))
    other, _ = await keys.create("other team", ["chat"])

    assert len({record.owner_id for record, _ in made}) == 1
    assert other.owner_id != made[0][0].owner_id


async def test_admin_may_do_everything(keys: KeyRepository) -> None:
    _, secret = await keys.create("team", ["admin"])

    assert (await keys.authenticate(secret)).scopes == EVERYTHING


async def test_a_key_without_limits_says_so(keys: KeyRepository) -> None:
    _, secret = await keys.create("bench", ["chat"], unlimited=True)

    caller = await keys.authenticate(secret)

    assert caller.unlimited
    assert caller.requests_per_minute is None


@pytest.mark.parametrize("secret", ["", "ork_", "ork_" + "a" * 43, "é", "\ud800"])
async def test_an_unknown_key_is_refused(keys: KeyRepository, secret: str) -> None:
    assert (await refusal(keys, secret)).code is ErrorCode.UNAUTHENTICATED


async def test_a_revoked_key_is_refused_from_the_next_request_on(
    keys: KeyRepository, database: Database
) -> None:
    record, secret = await keys.create("team", ["chat"])
    await keys.authenticate(secret)

    await KeyRepository(database).revoke(record.key_id)

    error = await refusal(keys, secret)
    assert error.code is ErrorCode.UNAUTHENTICATED
    assert "revoked" in error.detail


async def test_revoking_twice_keeps_the_first_time(keys: KeyRepository, clock: Clock) -> None:
    record, _ = await keys.create("team", ["chat"])
    first = await keys.revoke(record.key_id)
    clock.now += 1000

    assert await keys.revoke(record.key_id) == first
    assert first.revoked_at == clock.now - 1000


async def test_revoking_a_key_that_is_not_there_is_said(keys: KeyRepository) -> None:
    with pytest.raises(OrchestraError) as caught:
        await keys.revoke("key_none")

    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_a_key_expires_to_the_millisecond(keys: KeyRepository, clock: Clock) -> None:
    record, secret = await keys.create("team", ["chat"], expires_in=HOUR)
    clock.now += 3_599_999
    await keys.authenticate(secret)

    clock.now += 1

    assert (await refusal(keys, secret)).code is ErrorCode.KEY_EXPIRED
    assert record.expires_at == clock.now


async def test_all_keys_are_listed_the_oldest_first(keys: KeyRepository) -> None:
    made = [(await keys.create("team", ["chat"], name=str(number)))[0] for number in range(3)]
    revoked = await keys.revoke(made[1].key_id)

    assert await keys.list() == [made[0], revoked, made[2]]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"scopes": ["chat", "root"]}, "'root' is not a scope"),
        ({"scopes": []}, "needs a scope"),
        ({"owner": ""}, "owner's name"),
        ({"owner": "x" * 101}, "owner's name"),
        ({"name": "x" * 201}, "key's name"),
        ({"expires_in": 0}, "expires"),
        ({"expires_in": float("nan")}, "expires"),
        ({"expires_in": 1e300}, "expires"),
        ({"requests_per_minute": 0}, "requests per minute"),
        ({"requests_per_minute": 5, "unlimited": True}, "not both"),
    ],
)
async def test_a_key_that_makes_no_sense_is_refused(
    keys: KeyRepository, values: dict[str, object], says: str
) -> None:
    arguments: dict[str, object] = {"owner": "team", "scopes": ["chat"], **values}

    with pytest.raises(ValueError, match=says):
        await keys.create(**arguments)  # type: ignore[arg-type]
    assert await keys.list() == []


async def test_the_bootstrap_key_is_an_admin_without_limits(keys: KeyRepository) -> None:
    await keys.ensure_bootstrap(BOOTSTRAP)
    record = await keys.ensure_bootstrap(BOOTSTRAP)

    caller = await keys.authenticate(BOOTSTRAP)

    assert caller.scopes == EVERYTHING
    assert caller.unlimited
    assert record.owner == "admin"
    assert len(await keys.list()) == 1


async def test_a_list_does_not_give_a_short_bootstrap_key_away(keys: KeyRepository) -> None:
    record = await keys.ensure_bootstrap("12345678")

    assert record.prefix == "12"


async def test_a_changed_bootstrap_key_replaces_the_former_one(keys: KeyRepository) -> None:
    await keys.ensure_bootstrap(BOOTSTRAP)
    _, ordinary = await keys.create("team", ["admin"])

    await keys.ensure_bootstrap("another-bootstrap-key")

    assert "revoked" in (await refusal(keys, BOOTSTRAP)).detail
    await keys.authenticate("another-bootstrap-key")
    await keys.authenticate(ordinary)


async def test_a_setting_that_goes_back_to_the_former_bootstrap_key_makes_it_valid_again(
    keys: KeyRepository,
) -> None:
    for value in (BOOTSTRAP, "another-bootstrap-key", BOOTSTRAP):
        await keys.ensure_bootstrap(value)

    await keys.authenticate(BOOTSTRAP)
    assert "revoked" in (await refusal(keys, "another-bootstrap-key")).detail


async def test_a_setting_does_not_bring_back_a_key_that_somebody_revoked(keys: KeyRepository) -> None:
    record = await keys.ensure_bootstrap(BOOTSTRAP)
    await keys.revoke(record.key_id)

    with pytest.raises(SettingsError, match="ORCHESTRA_BOOTSTRAP_KEY: this key was revoked"):
        await keys.ensure_bootstrap(BOOTSTRAP)
    assert (await refusal(keys, BOOTSTRAP)).code is ErrorCode.UNAUTHENTICATED


async def test_a_replaced_bootstrap_key_can_be_revoked_for_good(keys: KeyRepository) -> None:
    record = await keys.ensure_bootstrap(BOOTSTRAP)
    await keys.ensure_bootstrap("another-bootstrap-key")
    await keys.revoke(record.key_id)

    with pytest.raises(SettingsError):
        await keys.ensure_bootstrap(BOOTSTRAP)
    await keys.authenticate("another-bootstrap-key")


async def test_an_ordinary_key_does_not_become_an_admin_through_the_setting(keys: KeyRepository) -> None:
    _, secret = await keys.create("team", ["chat"])

    with pytest.raises(SettingsError, match="no admin scope"):
        await keys.ensure_bootstrap(secret)
    assert (await keys.authenticate(secret)).scopes == {"chat"}


async def test_the_first_admin_key_may_be_used_as_the_bootstrap_key(keys: KeyRepository) -> None:
    secret = await keys.make_first_admin()
    assert secret is not None

    await keys.ensure_bootstrap(secret)

    assert (await keys.authenticate(secret)).unlimited


async def test_of_several_starts_one_makes_the_first_admin_key(keys: KeyRepository) -> None:
    made = [secret for secret in await asyncio.gather(*(keys.make_first_admin() for _ in range(8))) if secret]

    assert len(made) == 1
    assert (await keys.authenticate(made[0])).scopes == EVERYTHING


async def test_there_is_no_first_admin_key_where_another_admin_gets_in(keys: KeyRepository) -> None:
    await keys.ensure_bootstrap(BOOTSTRAP)

    assert await keys.make_first_admin() is None


async def test_a_new_admin_key_is_made_once_no_other_is_usable(keys: KeyRepository, clock: Clock) -> None:
    await keys.create("team", ["chat", "read"])
    record, _ = await keys.create("team", ["admin"])
    await keys.create("team", ["admin"], expires_in=HOUR)
    await keys.revoke(record.key_id)
    assert await keys.make_first_admin() is None

    clock.now += 3_600_000

    assert await keys.make_first_admin() is not None


async def test_without_authentication_everybody_is_one_owner_that_exists(database: Database) -> None:
    anonymous = Principal.anonymous()

    assert anonymous.owner_id == ANONYMOUS_OWNER
    assert anonymous.scopes == EVERYTHING
    assert anonymous.unlimited
