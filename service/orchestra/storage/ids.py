"""Identifiers and the time of day, as they are stored."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import uuid_utils

ANONYMOUS_OWNER = "own_anonymous"
"""Owner of everything while authentication is switched off; the first migration makes it."""

MADE_SESSION_PREFIX = "ses_"
"""Session ids that begin like this are the service's own; clients choose others."""


def new_id(prefix: str) -> str:
    """A new id such as `run_01938c…`: the prefix, and a UUIDv7 (RFC 9562) in hexadecimal.

    Ids of one process sort in the order they were made in; of several, by the time their clocks showed.
    """
    return f"{prefix}_{uuid_utils.uuid7().hex}"


def now_ms() -> int:
    """Milliseconds since 1970 in UTC: how every time is stored, alike on SQLite and PostgreSQL."""
    return time.time_ns() // 1_000_000


def rfc3339(milliseconds: int) -> str:
    """The time as the contract writes it: RFC 3339 in UTC, with milliseconds."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03d}Z"
