"""What the asynchronous client does otherwise than the synchronous one, but for waiting."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager

import httpx

HTTPClient = httpx.AsyncClient


async def sleep(seconds: float) -> None:
    """Wait."""
    await asyncio.sleep(seconds)


def deadline(seconds: float) -> AbstractAsyncContextManager[object]:
    """A block that raises TimeoutError after `seconds`."""
    return asyncio.timeout(seconds)
