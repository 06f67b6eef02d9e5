"""How an asynchronous client begins a list: with an object to iterate or to await."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from typing import Any, Generic, TypeVar

from orchestra_sdk._async.paging import AsyncPage, ListAnswer, paged
from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import Call, CallOptions

T = TypeVar("T")


class AsyncPager(Generic[T]):
    """A list that was not asked for yet.

    `async for item in pager` goes over all of it, `await pager` is its first page.
    """

    def __init__(self, transport: AsyncTransport, call: Call[Any], given: CallOptions) -> None:
        self._transport = transport
        self._call = paged(transport, call, given)
        self._given = given

    def __await__(self) -> Generator[Any, None, AsyncPage[T]]:
        return self._transport.call(self._call, self._given).__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self:
            yield item


def pages(transport: AsyncTransport, call: Call[ListAnswer[T]], given: CallOptions) -> AsyncPager[T]:
    """The list that a call asks for."""
    return AsyncPager(transport, call, given)
