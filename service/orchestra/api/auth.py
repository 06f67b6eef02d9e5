"""Who is calling: an API key from a header becomes a Principal with scopes."""

from __future__ import annotations

from starlette.datastructures import Headers

from orchestra.access.keys import KeyRepository, Principal
from orchestra.errors import ErrorCode, OrchestraError


class Authenticator:
    """Checks keys; without authentication everybody is `anonymous`, the one owner of everything."""

    def __init__(self, keys: KeyRepository, anonymous: Principal | None) -> None:
        self._keys = keys
        self._anonymous = anonymous

    async def authenticate(self, headers: Headers) -> Principal:
        """The caller behind the headers.

        Raises OrchestraError: unauthenticated (no key, unknown, revoked, two that differ) or key_expired.
        """
        if self._anonymous is not None:
            return self._anonymous
        secret = presented_key(headers)
        if secret is None:
            raise OrchestraError(
                ErrorCode.UNAUTHENTICATED,
                "No API key was sent. Send it as 'Authorization: Bearer ork_…' or as 'X-API-Key: ork_…'.",
            )
        return await self._keys.authenticate(secret)


def presented_key(headers: Headers) -> str | None:
    """The key that the headers carry, or None.

    Raises OrchestraError(unauthenticated) where they carry something that is no key, or two different ones.
    """
    found: list[str] = []
    for value in headers.getlist("authorization"):
        scheme, _, token = value.strip().partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise OrchestraError(
                ErrorCode.UNAUTHENTICATED, "The Authorization header must have the form 'Bearer ork_…'."
            )
        found.append(token)
    found += [value.strip() for value in headers.getlist("x-api-key")]
    if len(set(found)) > 1:
        raise OrchestraError(ErrorCode.UNAUTHENTICATED, "Two different API keys were sent; send one.")
    return found[0] if found and found[0] else None


def require_scope(caller: Principal, scope: str) -> None:
    """Raises OrchestraError(forbidden) unless the caller's key has `scope` (admin has all)."""
    if scope not in caller.scopes and "admin" not in caller.scopes:
        raise OrchestraError(
            ErrorCode.FORBIDDEN,
            f"This key has no '{scope}' scope; use one that has, or have a key made with it.",
        )
