"""Whether a call that failed is tried again, and when."""

from __future__ import annotations

import random
from typing import Final

from orchestra_sdk._errors import APIConnectionError, APIError, APIStatusError

FIRST_SECONDS: Final = 0.5
MOST_SECONDS: Final = 8.0
LONGEST_RETRY_AFTER: Final = 60.0
"""A service that wants to be left alone for longer, in seconds, is not waited for."""
# These say that nothing was begun, so that even what may not happen twice is sent again.
_REFUSED: Final = frozenset({429, 503})


def backoff(tries: int) -> float:
    """Seconds to wait before the next try when `tries` before it failed beside the first, with jitter."""
    return min(MOST_SECONDS, FIRST_SECONDS * 2.0 ** min(tries, 30)) * random.uniform(0.75, 1.0)  # noqa: S311


def wait_before_retry(error: APIError, tries: int, *, repeatable: bool, sent: bool = True) -> float | None:
    """Seconds to wait before a call is tried again, or None where it must not be.

    `repeatable` says that it may be sent twice, `sent` that something of it may have reached the service.
    """
    if isinstance(error, APIStatusError):
        wait = error.retry_after or 0.0
        may = error.retryable and (repeatable or error.status in _REFUSED)
        return max(wait, backoff(tries)) if may and wait <= LONGEST_RETRY_AFTER else None
    if isinstance(error, APIConnectionError) and (repeatable or not sent):
        return backoff(tries)
    return None
