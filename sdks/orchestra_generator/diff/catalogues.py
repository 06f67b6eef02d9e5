"""Two states of the error catalogue and of the close codes against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from orchestra_generator.catalogue import CatalogueEntry
from orchestra_generator.close_codes import CloseCodeEntry
from orchestra_generator.diff.change import Change, Level

ERRORS: Final = "errors"
CLOSE_CODES: Final = "close-codes"
_WORDING: Final = ("title", "meaning", "remedy")


def compare_errors(old: Sequence[CatalogueEntry], new: Sequence[CatalogueEntry]) -> Iterator[Change]:
    """Codes that clients decide by: gone, or with another status or another answer to whether to try again."""
    before, after = {entry.code: entry for entry in old}, {entry.code: entry for entry in new}
    for code, one in before.items():
        where, pointer = f"error {code}", f"#/{code}"
        if code not in after:
            yield Change(
                "error-code-removed", Level.BREAKING, ERRORS, where, pointer, f"The code {code} is gone."
            )
            continue
        other = after[code]
        if one.status != other.status:
            text = f"The status is {other.status}, and was {one.status}."
            yield Change("error-status-changed", Level.BREAKING, ERRORS, where, f"{pointer}/status", text)
        if one.retryable != other.retryable:
            text = f"Trying again {'may help now' if other.retryable else 'does not help any more'}."
            yield Change(
                "error-retryable-changed", Level.BREAKING, ERRORS, where, f"{pointer}/retryable", text
            )
        yield from _wording(ERRORS, where, pointer, one, other)
    for code in after:
        if code not in before:
            text = f"The code {code} is new."
            yield Change("error-code-added", Level.ADDITIVE, ERRORS, f"error {code}", f"#/{code}", text)


def compare_close_codes(old: Sequence[CloseCodeEntry], new: Sequence[CloseCodeEntry]) -> Iterator[Change]:
    """Close codes: gone, with another answer to whether to connect again, or new.

    A new one that says to come back is what clients do anyway, by its range. One that says to stay away ends what would
    have come back before.
    """
    before, after = {entry.code: entry for entry in old}, {entry.code: entry for entry in new}
    for code, one in before.items():
        where, pointer = f"close code {code}", f"#/{code}"
        if code not in after:
            text = f"{code} is gone."
            yield Change("close-code-removed", Level.BREAKING, CLOSE_CODES, where, pointer, text)
            continue
        other = after[code]
        if one.reconnect != other.reconnect:
            text = f"Clients {'connect again' if other.reconnect else 'do not connect again'} now."
            yield Change(
                "close-code-reconnect-changed",
                Level.BREAKING,
                CLOSE_CODES,
                where,
                f"{pointer}/reconnect",
                text,
            )
        if one.name != other.name:
            text = f"It is called {other.name}, and was {one.name}: SDKs name it so."
            yield Change("close-code-renamed", Level.BREAKING, CLOSE_CODES, where, f"{pointer}/name", text)
        yield from _wording(CLOSE_CODES, where, pointer, one, other)
    for code, other in after.items():
        if code not in before:
            level = Level.ADDITIVE if other.reconnect else Level.BREAKING
            text = f"{code} is new: {'connect' if other.reconnect else 'do not connect'} again."
            yield Change("close-code-added", level, CLOSE_CODES, f"close code {code}", f"#/{code}", text)


def _wording(
    document: str,
    where: str,
    pointer: str,
    old: CatalogueEntry | CloseCodeEntry,
    new: CatalogueEntry | CloseCodeEntry,
) -> Iterator[Change]:
    for field in _WORDING:
        if getattr(old, field, None) != getattr(new, field, None):
            text = f"The {field} is another one."
            yield Change("wording-changed", Level.DOCS, document, where, f"{pointer}/{field}", text)
