"""Lists in pages: where one page ends, an opaque cursor says where the next begins."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from orchestra.errors import ErrorCode, OrchestraError

ItemT = TypeVar("ItemT")

VERSION: Final = "1"
_FORM: Final = re.compile(r"1:([0-9a-f]{16}):([A-Za-z0-9_]{1,64})", re.ASCII)


def invalid_cursor() -> OrchestraError:
    """The refusal of a cursor that names no place in the list."""
    return OrchestraError(
        ErrorCode.INVALID_CURSOR,
        "This cursor is not one of this list. Send next_cursor as it came, or begin without a cursor.",
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """A part of a list; `next_cursor` is None on the last one."""

    data: Sequence[ItemT]
    has_more: bool
    next_cursor: str | None


class Cursors:
    """Cursors of one list, named by its parts (what is listed, whose, in which order).

    A cursor of another list is refused: followed here it would give a page that means nothing. It is no secret and
    opens nothing; every query names the owner anyway.
    """

    def __init__(self, *name: str) -> None:
        self._tag = hashlib.sha256("\0".join(name).encode()).hexdigest()[:16]

    def encode(self, position: str) -> str:
        """The cursor behind the item with id `position`."""
        return base64.urlsafe_b64encode(f"{VERSION}:{self._tag}:{position}".encode()).decode().rstrip("=")

    def decode(self, cursor: str) -> str:
        """The id that `encode` was given. Raises OrchestraError(invalid_cursor)."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            match = _FORM.fullmatch(raw.decode("ascii"))
        except (ValueError, binascii.Error):
            match = None
        if match is None or match[1] != self._tag:
            raise invalid_cursor()
        return match[2]

    def page(self, items: Sequence[ItemT], limit: int, position: Callable[[ItemT], str]) -> Page[ItemT]:
        """The page made of the first `limit` of `items`, which are one more where the list goes on."""
        if len(items) <= limit:
            return Page(items, False, None)
        return Page(items[:limit], True, self.encode(position(items[limit - 1])))
