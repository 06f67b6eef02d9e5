"""The methods of a resource whose transport gives raw answers, with the types that they have then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar, cast

from orchestra_sdk._async.paging import AsyncPage
from orchestra_sdk._pages_async import AsyncPager
from orchestra_sdk._raw import RawResponse

P = ParamSpec("P")
T = TypeVar("T")


def raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[RawResponse[T]]]:
    """A method that gives one object."""
    return cast(Callable[P, Awaitable[RawResponse[T]]], method)


def raw_pages(method: Callable[P, AsyncPager[T]]) -> Callable[P, Awaitable[RawResponse[AsyncPage[T]]]]:
    """A method that gives a list."""
    return cast(Callable[P, Awaitable[RawResponse[AsyncPage[T]]]], method)
