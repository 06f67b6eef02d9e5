"""Lists, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import Call, CallOptions
from orchestra_sdk._errors import OrchestraError

T = TypeVar("T")


class ListAnswer(Protocol[T]):
    """What the service answers when it is asked for a list."""

    data: list[T]
    has_more: bool
    next_cursor: str | None


class AsyncPage(Generic[T]):
    """One page of a list. Iterating goes over everything behind it too, fetching page after page."""

    def __init__(
        self, answer: ListAnswer[T], transport: AsyncTransport, call: Call[Any], given: CallOptions
    ) -> None:
        self.data: list[T] = list(answer.data)
        """What is on this page."""
        self.has_more = answer.has_more
        """Whether there is another page."""
        self.next_cursor = answer.next_cursor
        """The cursor behind this page; None on the last one."""
        self._transport = transport
        self._call = call
        self._given = given

    def __repr__(self) -> str:
        return f"{type(self).__name__}(data={self.data!r}, has_more={self.has_more})"

    async def next_page(self) -> AsyncPage[T]:
        """The page behind this one. Raises OrchestraError where there is none, and APIError's subclasses."""
        if not self.has_more or self.next_cursor is None:
            raise OrchestraError("There is no further page.")
        call = replace(self._call, params={**(self._call.params or {}), "after": self.next_cursor})
        page: AsyncPage[T] = await self._transport.call(call, self._given)
        return page

    async def __aiter__(self) -> AsyncIterator[T]:
        page = self
        while True:
            for item in page.data:
                yield item
            if not page.has_more:
                return
            page = await page.next_page()


def paged(transport: AsyncTransport, call: Call[Any], given: CallOptions) -> Call[AsyncPage[Any]]:
    """A call for a list as one for a page of it."""
    plain = transport.copy(raw=False)

    def parse(data: Any) -> AsyncPage[Any]:
        return AsyncPage(call.parse(data), plain, asked, given)

    asked = replace(call, parse=parse)
    return asked
