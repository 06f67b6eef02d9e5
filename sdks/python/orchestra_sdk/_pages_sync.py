"""How a synchronous client begins a list: with its first page."""

from __future__ import annotations

from typing import TypeVar

from orchestra_sdk._call import Call, CallOptions
from orchestra_sdk._sync.paging import ListAnswer, Page, paged
from orchestra_sdk._sync.transport import Transport

T = TypeVar("T")

Pager = Page
"""A list and its first page are the same thing here."""


def pages(transport: Transport, call: Call[ListAnswer[T]], given: CallOptions) -> Page[T]:
    """The first page of the list that a call asks for."""
    return transport.call(paged(transport, call, given), given)
