"""API keys, for admins."""

from __future__ import annotations

from orchestra.access.administration import KeyAdministration
from orchestra.access.keys import KeyRecord
from orchestra.api.answers import key_model, page_model
from orchestra.api.endpoint import Answer, Call, next_link
from orchestra.chat.orchestrator import fingerprint
from orchestra.contract import models
from orchestra.settings import Settings
from orchestra.storage.ids import now_ms


async def create_key(
    call: Call,
    headers: models.CreateKeyHeaders,
    body: models.CreateKeyRequest,
    keys: KeyAdministration,
    settings: Settings,
) -> Answer:
    """Make a key; its secret is in this answer and nowhere else."""
    given = body.model_dump(mode="python", exclude_unset=True)
    # Left out, the limit is the setting's; null says that there is none.
    limit = given.get("requests_per_minute")
    record, secret = await keys.create(
        given["owner"],
        given["scopes"],
        name=given.get("name", ""),
        expires_in=given.get("expires_in"),
        requests_per_minute=limit,
        unlimited="requests_per_minute" in given and limit is None,
        idempotency_key=headers.idempotency_key,
        fingerprint=fingerprint(call.raw) if headers.idempotency_key else None,
    )
    return Answer(
        models.CreatedKey(key=_shown(record, settings), secret=secret),
        status=201,
        headers={"Location": f"/v2/keys/{record.key_id}"},
    )


async def list_keys(
    call: Call, query: models.ListKeysQuery, keys: KeyAdministration, settings: Settings
) -> Answer:
    """All owners' keys, the newest first."""
    page = await keys.list(limit=query.limit, after=query.after)
    body = page_model(models.KeyList, page, lambda record: _shown(record, settings))
    return Answer(body, headers=next_link(call, page.next_cursor))


async def get_key(path: models.GetKeyPath, keys: KeyAdministration, settings: Settings) -> Answer:
    """One key."""
    return Answer(_shown(await keys.get(path.key_id), settings))


async def revoke_key(path: models.RevokeKeyPath, keys: KeyAdministration, settings: Settings) -> Answer:
    """Refuse a key from the next request on."""
    return Answer(_shown(await keys.revoke(path.key_id), settings))


def _shown(record: KeyRecord, settings: Settings) -> models.Key:
    return key_model(record, default_limit=settings.limits.requests_per_minute, now=now_ms())
