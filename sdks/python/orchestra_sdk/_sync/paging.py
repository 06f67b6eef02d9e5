# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""Lists, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from orchestra_sdk._call import Call, CallOptions
from orchestra_sdk._errors import OrchestraError
from orchestra_sdk._sync.transport import Transport

T = TypeVar("T")


class ListAnswer(Protocol[T]):
    """What the service answers when it is asked for a list."""

    data: list[T]
    has_more: bool
    next_cursor: str | None


class Page(Generic[T]):
    """One page of a list. Iterating goes over everything behind it too, fetching page after page."""

    def __init__(
        self, answer: ListAnswer[T], transport: Transport, call: Call[Any], given: CallOptions
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

    def next_page(self) -> Page[T]:
        """The page behind this one. Raises OrchestraError where there is none, and APIError's subclasses."""
        if not self.has_more or self.next_cursor is None:
            raise OrchestraError("There is no further page.")
        call = replace(self._call, params={**(self._call.params or {}), "after": self.next_cursor})
        page: Page[T] = self._transport.call(call, self._given)
        return page

    def __iter__(self) -> Iterator[T]:
        page = self
        while True:
            yield from page.data
            if not page.has_more:
                return
            page = page.next_page()


def paged(transport: Transport, call: Call[Any], given: CallOptions) -> Call[Page[Any]]:
    """A call for a list as one for a page of it."""
    plain = transport.copy(raw=False)

    def parse(data: Any) -> Page[Any]:
        return Page(call.parse(data), plain, asked, given)

    asked = replace(call, parse=parse)
    return asked
