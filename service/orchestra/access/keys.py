"""API keys: made once, shown once, stored as a hash, and looked up at every request.

A secret is `ork_` and 32 random bytes. It is stored as its plain SHA-256: slow, salted hashes protect secrets that
people choose and that can be guessed, and nobody guesses 256 random bits. (ORCHESTRA_BOOTSTRAP_KEY is chosen by a
person; its setting asks for enough.) The look-up is by the hash, so how long it takes tells nothing of a secret.

Nothing is cached: a key that is revoked is refused from the next request on, whichever process revoked it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, or_, select, update

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.settings import SettingsError
from orchestra.storage.database import Database, serialize
from orchestra.storage.ids import ANONYMOUS_OWNER, new_id, now_ms
from orchestra.storage.tables import keys, owners

Scope = Literal["chat", "read", "admin"]
KeyStatus = Literal["active", "expired", "revoked"]

ALL_SCOPES: Final[frozenset[Scope]] = frozenset(get_args(Scope))
ADMIN_OWNER: Final = "admin"
SECRET_PREFIX: Final = "ork_"  # noqa: S105 - what secrets begin with is no secret
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller behind a request.

    `requests_per_minute` None is the service's default, unless the key is `unlimited`. `admin` contains the other
    scopes, so they are all there.
    """

    key_id: str
    owner_id: str
    scopes: frozenset[Scope]
    requests_per_minute: int | None = None
    unlimited: bool = False

    @classmethod
    def anonymous(cls) -> Principal:
        """Everybody, while authentication is switched off."""
        return cls("key_anonymous", ANONYMOUS_OWNER, ALL_SCOPES, unlimited=True)


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A key as it is listed; times in milliseconds. `prefix` is how its secret begins."""

    key_id: str
    owner_id: str
    owner: str
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    requests_per_minute: int | None
    unlimited: bool
    bootstrap: bool
    created_at: int
    expires_at: int | None
    revoked_at: int | None

    def status(self, now: int) -> KeyStatus:
        """How the key stands at `now`, in milliseconds; one that was revoked is that, whatever its time."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"


class KeyRepository:
    """All keys of all owners; `clock` gives milliseconds."""

    def __init__(self, db: Database, *, clock: Callable[[], int] = now_ms) -> None:
        self._db = db
        self._clock = clock

    async def authenticate(self, secret: str) -> Principal:
        """The caller whose secret this is.

        Raises OrchestraError: unauthenticated (unknown or revoked) or key_expired.
        """
        found = hash_secret(secret)
        row = await self._db.read(lambda connection: connection.execute(_LOOK_UP, {"hash": found}).first())
        return self._principal(row)

    def _principal(self, row: Any) -> Principal:
        if row is None:
            raise OrchestraError(
                ErrorCode.UNAUTHENTICATED, "This API key is not known; check that it was copied whole."
            )
        if row.revoked_at is not None:
            raise OrchestraError(ErrorCode.UNAUTHENTICATED, "This API key was revoked; use another one.")
        if row.expires_at is not None and row.expires_at <= self._clock():
            raise OrchestraError(ErrorCode.KEY_EXPIRED, "This API key has expired; use another one.")
        return Principal(
            row.id, row.owner_id, granted(_split(row.scopes)), row.requests_per_minute, row.unlimited
        )

    async def renew(self, caller: Principal) -> Principal:
        """The caller as its key stands now, for connections that outlive a request.

        Raises OrchestraError: unauthenticated (revoked since) or key_expired.
        """
        if caller == Principal.anonymous():
            return caller
        row = await self._db.read(
            lambda connection: connection.execute(_LOOK_UP_ID, {"key": caller.key_id}).first()
        )
        return self._principal(row)

    async def create(
        self,
        owner: str,
        scopes: Iterable[str],
        *,
        name: str = "",
        expires_in: float | None = None,
        requests_per_minute: int | None = None,
        unlimited: bool = False,
    ) -> tuple[KeyRecord, str]:
        """Make a key for the owner of this name, who is made too where missing; returns it and its secret.

        `expires_in` is in seconds. Raises ValueError, in a line for people, for values that make no sense.
        """
        chosen = check_scopes(scopes)
        check_values(owner, name, expires_in, requests_per_minute, unlimited)
        secret = new_secret()
        now = self._clock()
        expires_at = None if expires_in is None else now + round(expires_in * 1000)

        def work(connection: Connection) -> KeyRecord:
            return insert_key(
                connection,
                owner,
                secret,
                chosen,
                now,
                name=name,
                expires_at=expires_at,
                requests_per_minute=requests_per_minute,
                unlimited=unlimited,
            )

        return await self._db.write(work), secret

    async def list(self) -> list[KeyRecord]:
        """Every key there is or was, the oldest first."""
        return await self._db.read(
            lambda connection: [key_record(row) for row in connection.execute(RECORDS.order_by(keys.c.id))]
        )

    async def revoke(self, key_id: str) -> KeyRecord:
        """Refuse a key from now on; one that is revoked already stays as it is.

        Raises OrchestraError(not_found).
        """
        now = self._clock()

        def work(connection: Connection) -> KeyRecord:
            connection.execute(
                update(keys)
                .where(keys.c.id == key_id, or_(keys.c.revoked_at.is_(None), keys.c.revoked_by == "rotation"))
                .values(revoked_at=func.coalesce(keys.c.revoked_at, now), revoked_by="request")
            )
            return find_key(connection, key_id)

        return await self._db.write(work)

    async def ensure_bootstrap(self, secret: str) -> KeyRecord:
        """Make the key of ORCHESTRA_BOOTSTRAP_KEY valid: of the owner `admin`, for everything, without limits.

        Where the setting had another value before, that key is revoked. Going back to it is allowed; a key that
        somebody revoked is not brought back to life by a setting.

        Raises SettingsError for such a key, and for one that was made for another purpose.
        """
        now = self._clock()
        wanted = hash_secret(secret)

        def work(connection: Connection) -> KeyRecord:
            serialize(connection, "bootstrap")
            connection.execute(
                update(keys)
                .where(keys.c.bootstrap.is_(True), keys.c.hash != wanted, keys.c.revoked_at.is_(None))
                .values(revoked_at=now, revoked_by="rotation")
            )
            row = connection.execute(_LOOK_UP, {"hash": wanted}).first()
            if row is None:
                return insert_key(
                    connection,
                    ADMIN_OWNER,
                    secret,
                    ALL_SCOPES,
                    now,
                    name="bootstrap",
                    unlimited=True,
                    bootstrap=True,
                )
            if row.revoked_by == "request":
                raise SettingsError("ORCHESTRA_BOOTSTRAP_KEY: this key was revoked; choose another value")
            if not row.bootstrap and "admin" not in _split(row.scopes):
                raise SettingsError(
                    "ORCHESTRA_BOOTSTRAP_KEY: this key has no admin scope; choose another value"
                )
            connection.execute(
                update(keys)
                .where(keys.c.hash == wanted)
                .values(bootstrap=True, unlimited=True, expires_at=None, revoked_at=None, revoked_by=None)
            )
            return find_key(connection, row.id)

        return await self._db.write(work)

    async def make_first_admin(self) -> str | None:
        """The secret of a new admin key, where no usable one exists; else None.

        Of several services that start at once, one makes it.
        """
        now = self._clock()

        def work(connection: Connection) -> str | None:
            serialize(connection, "bootstrap")
            usable = select(keys.c.id).where(
                keys.c.scopes.like("admin%"),
                keys.c.revoked_at.is_(None),
                or_(keys.c.expires_at.is_(None), keys.c.expires_at > now),
            )
            if connection.execute(usable.limit(1)).first() is not None:
                return None
            secret = new_secret()
            insert_key(connection, ADMIN_OWNER, secret, ALL_SCOPES, now, name="first admin")
            return secret

        return await self._db.write(work)


def new_secret() -> str:
    """A new secret: `ork_` and 43 characters of base64url."""
    return SECRET_PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def hash_secret(secret: str) -> str:
    """What is stored of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def check_scopes(scopes: Iterable[str]) -> frozenset[Scope]:
    """The scopes, once they are known to be some. Raises ValueError that names the wrong one."""
    given = set(scopes)
    known = {scope for scope in ALL_SCOPES if scope in given}
    wrong = sorted(given - known)
    if wrong:
        raise ValueError(f"'{wrong[0]}' is not a scope; there are chat, read and admin")
    if not known:
        raise ValueError("a key needs a scope: chat, read or admin")
    return frozenset(known)


def granted(scopes: frozenset[Scope]) -> frozenset[Scope]:
    """What the scopes of a key allow: admin contains the others."""
    return ALL_SCOPES if "admin" in scopes else scopes


# By the hash alone, and all in one row: this runs at every request.
_CALLER: Final = select(
    keys.c.id,
    keys.c.owner_id,
    keys.c.scopes,
    keys.c.requests_per_minute,
    keys.c.unlimited,
    keys.c.bootstrap,
    keys.c.expires_at,
    keys.c.revoked_at,
    keys.c.revoked_by,
)
_LOOK_UP: Final = _CALLER.where(keys.c.hash == bindparam("hash"))
_LOOK_UP_ID: Final = _CALLER.where(keys.c.id == bindparam("key"))

RECORDS: Final[Select[Any]] = select(
    keys.c.id.label("key_id"),
    keys.c.owner_id,
    owners.c.name.label("owner"),
    keys.c.name,
    keys.c.prefix,
    keys.c.scopes,
    keys.c.requests_per_minute,
    keys.c.unlimited,
    keys.c.bootstrap,
    keys.c.created_at,
    keys.c.expires_at,
    keys.c.revoked_at,
).join_from(keys, owners)


def check_values(
    owner: str, name: str, expires_in: float | None, requests_per_minute: int | None, unlimited: bool
) -> None:
    """Raises ValueError, in a line for people, for values that make no sense."""
    if not 1 <= len(owner) <= 100:
        raise ValueError("an owner's name has 1 to 100 characters")
    if len(name) > 200:
        raise ValueError("a key's name has 200 characters at the most")
    if expires_in is not None and not 0 < expires_in <= 100 * 366 * 86_400:
        raise ValueError("a key expires after more than 0 seconds, and within 100 years")
    if requests_per_minute is not None and not 1 <= requests_per_minute <= 1_000_000_000:
        raise ValueError("requests per minute must be 1 to 1000000000")
    if requests_per_minute is not None and unlimited:
        raise ValueError("a key has a limit of its own or none, not both")


def insert_key(
    connection: Connection,
    owner: str,
    secret: str,
    scopes: frozenset[Scope],
    now: int,
    *,
    name: str,
    expires_at: int | None = None,
    requests_per_minute: int | None = None,
    unlimited: bool = False,
    bootstrap: bool = False,
    made_by: str | None = None,
    idempotency_key: str | None = None,
    fingerprint: str | None = None,
) -> KeyRecord:
    """Store a new key, and its owner where missing. `made_by` is the owner who asks for it over the network."""
    key_id = new_id("key")
    connection.execute(
        insert(keys),
        {
            "id": key_id,
            "owner_id": _owner_id(connection, owner, now),
            "name": name,
            "hash": hash_secret(secret),
            # Of a short secret that a person chose, eight characters would be too much of it, or all.
            "prefix": secret[: min(SHOWN, len(secret) // 4)],
            "scopes": ",".join(sorted(scopes)),
            "requests_per_minute": requests_per_minute,
            "unlimited": unlimited,
            "bootstrap": bootstrap,
            "created_at": now,
            "expires_at": expires_at,
            "made_by": made_by,
            "idempotency_key": idempotency_key,
            "idempotency_fingerprint": fingerprint,
        },
    )
    return find_key(connection, key_id)


def _owner_id(connection: Connection, name: str, now: int) -> str:
    serialize(connection, "owner", name)
    found: str | None = connection.execute(select(owners.c.id).where(owners.c.name == name)).scalar()
    if found is None:
        found = new_id("own")
        connection.execute(insert(owners), {"id": found, "name": name, "created_at": now})
    return found


def find_key(connection: Connection, key_id: str) -> KeyRecord:
    """The key with this id. Raises OrchestraError(not_found)."""
    row = connection.execute(RECORDS.where(keys.c.id == key_id)).first()
    if row is None:
        raise OrchestraError(ErrorCode.NOT_FOUND, "There is no key with this id.")
    return key_record(row)


def key_record(row: Row[Any]) -> KeyRecord:
    """What a row of RECORDS says."""
    values = row._asdict()
    return KeyRecord(**{**values, "scopes": tuple(sorted(_split(row.scopes)))})


def _split(stored: str) -> frozenset[Scope]:
    # A scope of a newer version, after a step back, allows nothing here.
    given = stored.split(",")
    return frozenset(scope for scope in ALL_SCOPES if scope in given)
