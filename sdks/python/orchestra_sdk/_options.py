"""What a client is told when it is made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from orchestra_sdk._errors import OrchestraError

DEFAULT_BASE_URL: Final = "http://127.0.0.1:8000"
DEFAULT_TIMEOUT: Final = 150.0
"""Seconds for a whole attempt of a plain call; longer than a run may take by default (120)."""
DEFAULT_MAX_RETRIES: Final = 2
CONNECT_TIMEOUT: Final = 5.0
"""Seconds until there has to be a connection."""
SILENCE: Final = 60.0
"""Seconds without a byte after which a stream counts as lost; a heartbeat comes every 15."""


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """What holds for every call of a client, checked and complete. `base_url` has no slash at its end."""

    api_key: str = field(repr=False)
    base_url: str
    timeout: float = DEFAULT_TIMEOUT
    max_retries: int = DEFAULT_MAX_RETRIES
    default_headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


def client_options(
    *,
    api_key: str | None,
    base_url: str | None,
    timeout: float,
    max_retries: int,
    default_headers: Mapping[str, str] | None,
) -> ClientOptions:
    """The options, what is None taken from the environment. Raises OrchestraError for what cannot be."""
    api_key = api_key if api_key is not None else os.environ.get("ORCHESTRA_API_KEY")
    if not api_key:
        raise OrchestraError("There is no API key: give api_key=… or set ORCHESTRA_API_KEY.")
    if not (api_key.isascii() and api_key.isprintable() and " " not in api_key):
        # A key with its newline still on would else fail deep inside of the HTTP library.
        raise OrchestraError("The API key holds a character that no key has, perhaps a space or a newline.")
    base_url = base_url or os.environ.get("ORCHESTRA_BASE_URL") or DEFAULT_BASE_URL
    if not _is_address(base_url):
        raise OrchestraError(f"base_url has to begin with http:// or https:// and name a host: {base_url}")
    if not timeout > 0:
        raise OrchestraError(f"timeout is in seconds and more than 0, not {timeout}.")
    if max_retries < 0:
        raise OrchestraError(f"max_retries is 0 or more, not {max_retries}.")
    return ClientOptions(api_key, base_url.rstrip("/"), timeout, max_retries, dict(default_headers or {}))


def _is_address(base_url: str) -> bool:
    try:
        address = urlsplit(base_url)
        # A port that is no number, or too large a one, is a ValueError when it is asked for.
        return address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        return False
