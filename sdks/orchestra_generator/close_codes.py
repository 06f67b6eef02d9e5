"""spec/close-codes.yaml: how a WebSocket can end, as a table for the service and a page for people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from orchestra_generator.failure import GeneratorError
from orchestra_generator.python_text import NOTICE
from orchestra_generator.specification import Specification

_BEGINNING: Final = '''\
"""How a WebSocket can end: every close code, and whether a client connects again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final


class CloseCode(IntEnum):
    """What the last frame of a connection carries."""

'''
_ENTRY: Final = '''

@dataclass(frozen=True, slots=True)
class CloseEntry:
    """One line of the table."""

    code: CloseCode
    name: str
    reconnect: bool
    meaning: str
    remedy: str


'''
_PAGE: Final = f"""<!-- {NOTICE} -->

# Close codes

How a WebSocket can end, generated from the specification. Every one ends with a code. Codes of 4000–4499 mean: do not
connect again by yourself. Codes of 4500–4999 mean: connect again, waiting longer each time, and resume your runs. One
that is not in this table follows its range.

Before the service closes a connection it says `goodbye` with the same code, where there is time for it: a page in a
browser reads the reason there.

| Code | Name | Connect again | Meaning | What to do |
| --- | --- | --- | --- | --- |
"""
_NEXT: Final = """
## Next

- [WebSocket](../guides/websocket.md#come-back): how a program comes back.
- [WebSocket messages](websocket/index.md): what travels before the end.
- [Limits](limits.md): the bounds behind several of the codes.
"""


@dataclass(frozen=True, slots=True)
class CloseCodeEntry:
    """One close code."""

    code: int
    name: str
    reconnect: bool
    meaning: str
    remedy: str


def read_close_codes(source: Path) -> tuple[CloseCodeEntry, ...]:
    """The entries of a table of close codes that are not planned, in its order; nothing where there is no table.

    Raises GeneratorError for an entry that lacks a field, has one of a wrong type, or breaks its range's promise.
    """
    if not source.is_file():
        return ()
    entries = tuple(
        _entry(source, entry)
        for entry in yaml.safe_load(source.read_text(encoding="utf-8"))
        if not entry.get("planned", False)
    )
    codes = [entry.code for entry in entries]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise GeneratorError(f"{source.name} has more than one entry for {', '.join(map(str, twice))}.")
    return entries


def close_codes_module(specification: Specification) -> str:
    """The source of contract/close_codes.py, before formatting."""
    entries = read_close_codes(specification.repository.spec / "close-codes.yaml")
    members = "".join(f"    {entry.name.upper()} = {entry.code}\n" for entry in entries)
    rows = "".join(
        f"CloseEntry(CloseCode.{entry.name.upper()}, {entry.name!r}, {entry.reconnect!r}, {entry.meaning!r}, "
        f"{entry.remedy!r}),\n"
        for entry in entries
    )
    table = f"CLOSE_CODES: Final = MappingProxyType({{entry.code: entry for entry in (\n{rows})}})\n"
    return _BEGINNING + (members or "    pass\n") + _ENTRY + table


def close_codes_page(specification: Specification) -> str:
    """docs/reference/close-codes.md."""
    rows = "".join(
        f"| [{entry.code}](#{entry.code}){{ #{entry.code} }} | `{entry.name}` | {'yes' if entry.reconnect else 'no'} "
        f"| {entry.meaning} | {entry.remedy} |\n"
        for entry in read_close_codes(specification.repository.spec / "close-codes.yaml")
    )
    return _PAGE + rows + _NEXT


def _entry(source: Path, entry: dict[str, Any]) -> CloseCodeEntry:
    for field, kind in {"code": int, "name": str, "reconnect": bool, "meaning": str, "remedy": str}.items():
        if not isinstance(entry.get(field), kind):
            raise GeneratorError(
                f"{source.name}: {entry.get('code', entry)} needs the field {field} ({kind.__name__})."
            )
    found = CloseCodeEntry(
        entry["code"], entry["name"], entry["reconnect"],
        *(" ".join(entry[field].split()) for field in ("meaning", "remedy")),
    )  # fmt: skip
    if found.code >= 4000 and found.reconnect != (found.code >= 4500):
        raise GeneratorError(f"{source.name}: {found.code} says another thing than its range.")
    return found
