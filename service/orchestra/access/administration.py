"""Keys as an admin looks after them over the network: in pages, made once a request, every change in the log.

What the command line does on the service's own machine stays in `keys`. The log says who did what to which key, never
a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from orchestra.access.keys import (
    RECORDS,
    KeyRecord,
    KeyRepository,
    Principal,
    check_scopes,
    check_values,
    find_key,
    insert_key,
    key_record,
    new_secret,
)
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.storage.database import Database, serialize
from orchestra.storage.ids import now_ms
from orchestra.storage.pages import Cursors, Page
from orchestra.storage.tables import keys
from orchestra.telemetry.logging import get_logger

_log = get_logger("audit")
_CURSORS: Final = Cursors("keys")


class KeyAdministration:
    """All keys of all owners, for the admin `caller`; the scope is checked before.

    `idempotency_ttl` is in seconds; `clock` gives milliseconds.
    """

    def __init__(
        self,
        db: Database,
        repository: KeyRepository,
        caller: Principal,
        *,
        idempotency_ttl: float,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self._db = db
        self._repository = repository
        self._caller = caller
        self._ttl_ms = round(idempotency_ttl * 1000)
        self._clock = clock

    async def create(
        self,
        owner: str,
        scopes: Iterable[str],
        *,
        name: str = "",
        expires_in: float | None = None,
        requests_per_minute: int | None = None,
        unlimited: bool = False,
        idempotency_key: str | None = None,
        fingerprint: str | None = None,
    ) -> tuple[KeyRecord, str | None]:
        """Make a key as KeyRepository.create does; gives it and its secret.

        The same Idempotency-Key finds the key it made, as it is now, and no secret: nobody has that any more.

        Raises OrchestraError(idempotency_key_reused), and ValueError for values that make no sense.
        """
        chosen = check_scopes(scopes)
        check_values(owner, name, expires_in, requests_per_minute, unlimited)
        secret = new_secret()
        now = self._clock()

        def work(connection: Connection) -> tuple[KeyRecord, str | None]:
            if idempotency_key is not None:
                earlier = self._replay(connection, idempotency_key, fingerprint, now)
                if earlier is not None:
                    return earlier, None
            made = insert_key(
                connection,
                owner,
                secret,
                chosen,
                now,
                name=name,
                expires_at=None if expires_in is None else now + round(expires_in * 1000),
                requests_per_minute=requests_per_minute,
                unlimited=unlimited,
                made_by=self._caller.owner_id,
                idempotency_key=idempotency_key,
                fingerprint=fingerprint if idempotency_key is not None else None,
            )
            return made, secret

        record, shown = await self._db.write(work)
        if shown is not None:
            self._note("API key made", record)
        return record, shown

    async def list(self, *, limit: int, after: str | None = None) -> Page[KeyRecord]:
        """The keys there are or were, the newest first. Raises OrchestraError(invalid_cursor)."""
        query = RECORDS.order_by(keys.c.id.desc()).limit(limit + 1)
        if after is not None:
            query = query.where(keys.c.id < _CURSORS.decode(after))
        rows = await self._db.read(lambda connection: connection.execute(query).all())
        return _CURSORS.page([key_record(row) for row in rows], limit, lambda record: record.key_id)

    async def get(self, key_id: str) -> KeyRecord:
        """One key. Raises OrchestraError(not_found)."""
        return await self._db.read(lambda connection: find_key(connection, key_id))

    async def revoke(self, key_id: str) -> KeyRecord:
        """Refuse a key from now on; one that is revoked already stays as it is.

        Raises OrchestraError: not_found, or forbidden for the caller's own key.
        """
        found = await self.get(key_id)
        if found.key_id == self._caller.key_id:
            raise OrchestraError(
                ErrorCode.FORBIDDEN, "A key cannot revoke itself; revoke it with another admin key."
            )
        record = await self._repository.revoke(key_id)
        self._note("API key revoked", record)
        return record

    def _note(self, event: str, record: KeyRecord) -> None:
        _log.info(
            event,
            key_id=record.key_id,
            owner=record.owner,
            scopes=list(record.scopes),
            by_key_id=self._caller.key_id,
        )

    def _replay(
        self, connection: Connection, idempotency_key: str, fingerprint: str | None, now: int
    ) -> KeyRecord | None:
        owner_id = self._caller.owner_id
        serialize(connection, "idempotency", owner_id, "createKey", idempotency_key)
        row = connection.execute(_BY_REQUEST, {"owner": owner_id, "key": idempotency_key}).first()
        if row is None:
            return None
        if row.created_at <= now - self._ttl_ms:
            connection.execute(_RELEASE, {"found": row.id})
            return None
        if row.idempotency_fingerprint != fingerprint:
            raise OrchestraError(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "This Idempotency-Key was sent with another request; use a new key for a new request.",
            )
        return find_key(connection, row.id)


_BY_REQUEST: Final = select(keys.c.id, keys.c.created_at, keys.c.idempotency_fingerprint).where(
    keys.c.made_by == bindparam("owner"), keys.c.idempotency_key == bindparam("key")
)

_RELEASE: Final = (
    update(keys)
    .where(keys.c.id == bindparam("found"))
    .values(idempotency_key=None, idempotency_fingerprint=None)
)
