"""Memories: what was said in your sessions, as others of them may be helped by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from orchestra_sdk._async.raw import raw, raw_pages
from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.memory.delete_memories import delete_memories
from orchestra_sdk._generated.api.memory.delete_memory import delete_memory
from orchestra_sdk._generated.api.memory.list_memories import list_memories
from orchestra_sdk._generated.models import Memory
from orchestra_sdk._pages_async import AsyncPager, pages
from orchestra_sdk._requests import name
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class AsyncMemories:
    """What a chat with `use_memory` may be helped by. Every method raises APIError's subclasses."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> AsyncMemoriesRaw:
        """The same methods, giving the answer as it came."""
        return AsyncMemoriesRaw(AsyncMemories(self._transport.copy(raw=True)))

    def list(
        self,
        *,
        query: str | NotGiven = NOT_GIVEN,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncPager[Memory]:
        """List what can be remembered, newest first; with `query`, what has its words, the most relevant first.

        All of it is your export: `[memory async for memory in client.memories.list()]`.
        """
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return pages(self._transport, list_memories(query=query, limit=limit, after=after), given)

    async def delete(
        self,
        message_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Forget a message; it stays in its session. One that is forgotten already is a NotFoundError."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return await self._transport.call(delete_memory(name("message_id", message_id)), given)

    async def delete_all(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Forget everything that was said up to now; it stays in its sessions."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return await self._transport.call(delete_memories(), given)


class AsyncMemoriesRaw:
    """The methods of AsyncMemories, giving RawResponse; of a list, one page."""

    def __init__(self, memories: AsyncMemories) -> None:
        self.list = raw_pages(memories.list)
        self.delete = raw(memories.delete)
        self.delete_all = raw(memories.delete_all)
