"""A small memory: names that sort by time, moments as the contract writes them, shelves that never overflow, pages."""

from __future__ import annotations

import base64
import itertools
import secrets
import time
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeVar

from orchestra_conformance.mock.refusal import Refusal

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")

# More than anybody tries out by hand, and than the conformance kit makes.
MOST: Final = 20_000
_numbers = itertools.count(1)


class Numbered(Protocol):
    """Something with a place in the order in which things were made."""

    number: int


NumberedT = TypeVar("NumberedT", bound=Numbered)


def next_number() -> int:
    """The place of something new in the order of all things."""
    return next(_numbers)


def new_id(prefix: str) -> str:
    """A name that nothing has yet; names that were made later sort behind earlier ones."""
    return f"{prefix}_{time.time_ns() // 1_000_000:012x}{next(_numbers):08x}{secrets.token_hex(6)}"


def moment(seconds: float | None = None) -> str:
    """A moment (seconds since 1970, or now) in UTC with milliseconds."""
    said = datetime.fromtimestamp(time.time() if seconds is None else seconds, UTC)
    return f"{said:%Y-%m-%dT%H:%M:%S}.{said.microsecond // 1000:03d}Z"


class Shelf(dict[KeyT, ValueT]):
    """A dict of at most `most` entries: the oldest falls off, and `dropped` is told which that was."""

    def __init__(self, dropped: Callable[[KeyT, ValueT], None] | None = None, most: int = MOST) -> None:
        super().__init__()
        self._dropped = dropped
        self._most = most

    def __setitem__(self, key: KeyT, value: ValueT) -> None:
        if key not in self and len(self) >= self._most:
            oldest = next(iter(self))
            gone = self.pop(oldest)
            if self._dropped is not None:
                self._dropped(oldest, gone)
        super().__setitem__(key, value)


def page(
    items: Iterable[NumberedT],
    name: str,
    query: dict[str, Any],
    render: Callable[[NumberedT], Any],
    *,
    newest_first: bool = True,
) -> dict[str, Any]:
    """One page of a list; a cursor is good for the list of its `name` alone. Raises Refusal(invalid_cursor)."""
    ordered = sorted(items, key=lambda item: item.number, reverse=newest_first)
    limit = query.get("limit", 20)
    tag = zlib.crc32(f"{name} {newest_first}".encode())
    if "after" in query:
        behind = _read(query["after"], tag)
        ordered = [
            item for item in ordered if (item.number < behind) == newest_first and item.number != behind
        ]
    data, more = ordered[:limit], len(ordered) > limit
    cursor = base64.urlsafe_b64encode(f"{tag}:{data[-1].number}".encode()).decode() if more else None
    return {"data": [render(item) for item in data], "has_more": more, "next_cursor": cursor}


def _read(cursor: str, tag: int) -> int:
    try:
        owner, number = base64.b64decode(cursor, altchars=b"-_", validate=True).decode("ascii").split(":")
        if int(owner) == tag:
            return int(number)
    except ValueError:
        pass
    raise Refusal("invalid_cursor", "This cursor is not one of this list. Send next_cursor as it came.")
