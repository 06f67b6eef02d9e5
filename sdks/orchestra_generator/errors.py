"""contract/errors.py: the error catalogue as an enum and a table."""

from __future__ import annotations

from typing import Final

from orchestra_generator.catalogue import CatalogueEntry
from orchestra_generator.specification import Specification

_BEGINNING: Final = '''\
"""The error catalogue: every code a client can meet, with its status and whether a retry can help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ErrorCode(StrEnum):
    """What clients switch on."""

'''
_ENTRY: Final = '''

@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One line of the catalogue."""

    code: ErrorCode
    status: int
    retryable: bool
    title: str
    meaning: str
    remedy: str


'''


def errors_module(specification: Specification) -> str:
    """The source of contract/errors.py, before formatting; codes that are planned are not in it."""
    entries = specification.known_errors
    members = "".join(f"    {entry.code.upper()} = {entry.code!r}\n" for entry in entries)
    rows = "".join(f"{_row(entry)},\n" for entry in entries)
    table = f"CATALOGUE: Final = MappingProxyType({{entry.code: entry for entry in (\n{rows})}})\n"
    return _BEGINNING + members + _ENTRY + table


def _row(entry: CatalogueEntry) -> str:
    fields = [f"ErrorCode.{entry.code.upper()}", repr(entry.status), repr(entry.retryable), repr(entry.title)]
    return f"ErrorEntry({', '.join(fields)}, {_text(entry.meaning)}, {_text(entry.remedy)})"


def _text(text: str) -> str:
    """A literal in pieces that fit a line."""
    pieces, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) > 80:
            pieces.append(line + " ")
            line = word
        else:
            line = f"{line} {word}" if line else word
    literals = " ".join(repr(piece) for piece in [*pieces, line])
    return f"({literals})" if pieces else literals
