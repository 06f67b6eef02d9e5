# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""The methods of a resource whose transport gives raw answers, with the types that they have then."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from orchestra_sdk._pages_sync import Pager
from orchestra_sdk._raw import RawResponse
from orchestra_sdk._sync.paging import Page

P = ParamSpec("P")
T = TypeVar("T")


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """A method that gives one object."""
    return cast(Callable[P, RawResponse[T]], method)


def raw_pages(method: Callable[P, Pager[T]]) -> Callable[P, RawResponse[Page[T]]]:
    """A method that gives a list."""
    return cast(Callable[P, RawResponse[Page[T]]], method)
