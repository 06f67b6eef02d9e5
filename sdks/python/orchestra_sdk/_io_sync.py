"""What the synchronous client does otherwise than the asynchronous one, beside waiting."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext

import httpx

HTTPClient = httpx.Client


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def deadline(seconds: float) -> AbstractContextManager[object]:
    """Nothing can end a thread's wait from outside: every read has its own timeout, and the transport counts."""
    return nullcontext()
