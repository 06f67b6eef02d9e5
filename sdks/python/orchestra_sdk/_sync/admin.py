# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""What an administrator does; the key needs the scope `admin`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.access.create_key import create_key
from orchestra_sdk._generated.api.access.get_key import get_key
from orchestra_sdk._generated.api.access.list_keys import list_keys
from orchestra_sdk._generated.api.access.revoke_key import revoke_key
from orchestra_sdk._generated.models import CreatedKey, CreateKeyRequest, Key, Scope
from orchestra_sdk._pages_sync import Pager, pages
from orchestra_sdk._requests import name as path_name
from orchestra_sdk._sync.raw import raw, raw_pages
from orchestra_sdk._sync.transport import Transport
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class Admin:
    """Administration."""

    keys: Keys

    def __init__(self, transport: Transport) -> None:
        self.keys = Keys(transport)


class Keys:
    """API keys. Every method raises APIError's subclasses, PermissionDeniedError without the scope `admin`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> KeysRaw:
        """The same methods, giving the answer as it came."""
        return KeysRaw(Keys(self._transport.copy(raw=True)))

    def create(
        self,
        *,
        owner: str,
        scopes: Sequence[Scope | str],
        name: str | NotGiven = NOT_GIVEN,
        requests_per_minute: int | NotGiven | None = NOT_GIVEN,
        expires_in: float | NotGiven = NOT_GIVEN,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> CreatedKey:
        """Make a key for an owner. `secret` is shown this once.

        It is None where the first answer was lost and the call was tried again: revoke that key and make another.
        `requests_per_minute=None` is no limit; `expires_in` is in seconds.
        """
        body = CreateKeyRequest(
            owner=owner,
            scopes=list(scopes),
            name=name,
            requests_per_minute=requests_per_minute,
            expires_in=expires_in,
        )
        given = CallOptions(idempotency_key, timeout, max_retries, extra_headers)
        return self._transport.call(create_key(body=body), given)

    def get(
        self,
        key_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Key:
        """Look up a key by its id, which is not the key itself."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return self._transport.call(get_key(path_name("key_id", key_id)), given)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Pager[Key]:
        """List all keys: `for key in client.admin.keys.list()`."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return pages(self._transport, list_keys(limit=limit, after=after), given)

    def revoke(
        self,
        key_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Key:
        """Take a key back; it stops working at once, and for good."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return self._transport.call(revoke_key(path_name("key_id", key_id)), given)


class KeysRaw:
    """The methods of Keys, giving RawResponse; of a list, one page."""

    def __init__(self, keys: Keys) -> None:
        self.create = raw(keys.create)
        self.get = raw(keys.get)
        self.list = raw_pages(keys.list)
        self.revoke = raw(keys.revoke)
