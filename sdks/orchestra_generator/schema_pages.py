"""docs/reference/schemas.md: every schema of the current version, what it holds, and where it is used.

An entry's place is the schema's name and stays, whatever the headings say. Events and the frames of the WebSocket have
their entries on pages of their own; their names lead there from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from orchestra_generator.document import Document, operations, references, resolve, schema_name
from orchestra_generator.python_text import NOTICE
from orchestra_generator.rest_fields import type_entry
from orchestra_generator.rest_pages import page_name
from orchestra_generator.schema_places import (
    EVENTS,
    FRAMES,
    SCHEMAS_PAGE,
    by_area,
    merged_document,
    place_from,
    schema_places,
)
from orchestra_generator.specification import CURRENT, Specification

_INTRODUCTION: Final = f"""<!-- {NOTICE} -->

# Schemas

What version 2 takes and gives, generated from the specification: every JSON schema with its fields, their types and
limits, and where it is used. A request that has a field which does not stand here is refused; an answer may get new
fields, so skip what you do not know. Where values are called known, new ones may come.

The address of an entry, such as `reference/schemas/#Run`, stays. The schemas themselves are in the
[documents of the specification](downloads.md#specification), under `components`.
"""
_NEXT: Final = """## Next

- [REST operations](operations.md), [Events](events.md) and [WebSocket messages](websocket/index.md), which carry these.
- [Downloads](downloads.md) has the documents for programs that check or generate.
- [Versions](../guides/versions.md) says what may change in them, and what does not.
"""


def schemas_page(specification: Specification) -> str:
    """docs/reference/schemas.md."""
    known = schema_places(specification)
    merged = merged_document(specification)
    used = _uses(specification, merged, known)
    grouped = by_area(specification)
    place = place_from(SCHEMAS_PAGE, known)
    parts = [_INTRODUCTION]
    for area, names in grouped.items():
        parts.append(f"## {area}\n")
        if area in (EVENTS, FRAMES):
            # Their entries are on another page; each has a place here that leads there.
            there = ", ".join(f"[{name}]({place(name)}){{ #{name} }}" for name in names)
            parts.append(f"What they hold is on a page of their own: {there}.\n")
            continue
        for name in names:
            parts.append(type_entry(merged, name, place))
            if name == "ErrorCode":
                parts.append("Each value has [a page](errors/index.md): what it means, and what to do.\n")
            if used.get(name):
                parts.append(f"Used by {', '.join(used[name])}.\n")
    return "\n".join([*parts, _NEXT])


def _uses(specification: Specification, merged: Document, known: dict[str, str]) -> dict[str, list[str]]:
    """Links to what names a schema without another one between: operations, then schemas."""
    document = specification.openapi[CURRENT]
    entries = list(operations(document))
    found: dict[str, list[str]] = {}
    everywhere: dict[str, int] = {}
    for entry in entries:
        for name in dict.fromkeys(_named(document, [entry.body, list(entry.parameters)])):
            page = page_name(entry.body["tags"][0])
            found.setdefault(name, []).append(f"[`{entry.name}`](rest/{page}#{entry.name})")
            everywhere[name] = everywhere.get(name, 0) + 1
    for name, count in everywhere.items():
        if count == len(entries):
            found[name] = ["[every operation](operations.md)"]
    place = place_from(SCHEMAS_PAGE, known)
    for user, schema in sorted(merged["components"]["schemas"].items()):
        for name in dict.fromkeys(_named(merged, schema)):
            if name != user:
                found.setdefault(name, []).append(f"[{user}]({place(user)})")
    return found


def _named(document: Document, node: Any) -> Iterator[str]:
    """The schemas that `node` refers to, through parameters and answers that have a name of their own too."""
    for reference in references(node):
        if name := schema_name({"$ref": reference}):
            yield name
        else:
            yield from _named(document, resolve(document, reference))
