"""docs/reference/events.md: every event of a run with its fields and an example.

The place of an event is its type: `#run-completed`.
"""

from __future__ import annotations

import json
from typing import Any, Final

from orchestra_generator.document import follow
from orchestra_generator.python_text import NOTICE
from orchestra_generator.rest_fields import cell, fields_table, type_entry
from orchestra_generator.schema_places import (
    EVENTS,
    EVENTS_PAGE,
    anchor_of,
    by_area,
    merged_document,
    place_from,
    schema_places,
    type_word,
    union_members,
)
from orchestra_generator.shapes import EVENT_UNION
from orchestra_generator.specification import CURRENT, Specification

# What every event has, so that the table of all need not say it.
_COMMON: Final = ("type", "run_id", "offset", "created_at")
_INTRODUCTION: Final = f"""<!-- {NOTICE} -->

# Events

What a run tells while it works, generated from the specification: the same objects in an event stream, over a WebSocket
and in the list of a run's events. How they travel is in [Streaming and resume](../guides/streaming.md) and
[WebSocket](../guides/websocket.md).

Every event has `type`, `run_id` and `offset` (from 0, no gaps); all but tokens also have `created_at`.
"""
_NOTES: Final = """
- Exactly one of `run.completed`, `run.failed` and `run.cancelled` ends a run, and nothing follows it.
- `manager.intent` comes once, beside the model's work: before the first token or after it.
- `usage` is null only where the process died and nobody can know.
- No [notice](#NoticeCode) stops the run. What they mean is in [Swarms](../guides/swarms.md#what-a-reader-sees) and
  [Memory](../guides/memory.md). `fallback_used` is kept for a later version.
- What nobody worked out is null, never a made-up value: `quality_score` where nobody judged the answer, `intent` where
  the manager is switched off or was left out because it was busy.
- New types and new values of enums may be added within a version: skip what you do not know.
"""
_NEXT: Final = """## Next

- [Streaming and resume](../guides/streaming.md): read them, and go on after a lost connection.
- [Operations that stream](operations.md), and the [messages of the WebSocket](websocket/index.md) around the events.
- [Schemas](schemas.md): everything else that version 2 takes and gives.
"""


def events_page(specification: Specification) -> str:
    """docs/reference/events.md."""
    merged = merged_document(specification)
    schemas = merged["components"]["schemas"]
    members = union_members(schemas, EVENT_UNION)
    said = event_messages(specification)
    place = place_from(EVENTS_PAGE, schema_places(specification))
    rows = "".join(
        f"| [`{word}`](#{anchor_of(word)}) | {cell(said.get(name, {}).get('summary', ''))} "
        f"| {', '.join(f'`{field}`' for field in schemas[name]['properties'] if field not in _COMMON)} |\n"
        for name in members
        if (word := type_word(schemas[name]))
    )
    parts = [f"{_INTRODUCTION}\n| type | when | what it carries |\n| --- | --- | --- |\n{rows}{_NOTES}"]
    for name in members:
        word = type_word(schemas[name])
        parts.append(f"## `{word}` {{ #{anchor_of(word)} }}\n")
        parts.append(f"{schemas[name].get('description', '').strip()}\n")
        parts.append(fields_table(merged, schemas[name], place))
        parts += examples(said.get(name, {}))
    types = [name for name in by_area(specification).get(EVENTS, []) if name not in members]
    if types:
        parts.append("## Types\n\nWhat the events above name, and how an event stream carries them.\n")
        parts += [type_entry(merged, name, place) for name in types]
    return "\n".join([*parts, _NEXT])


def event_messages(specification: Specification) -> dict[str, dict[str, Any]]:
    """The messages of the WebSocket by the schema that is their payload; none without a WebSocket."""
    document = specification.published.get(f"{CURRENT}.asyncapi", {})
    found = {}
    for channel in document.get("channels", {}).values():
        for message in channel["messages"].values():
            message = follow(document, message)
            found[message["payload"]["$ref"].rpartition("/")[2]] = message
    return found


def examples(message: dict[str, Any]) -> list[str]:
    """The examples of a message, each with what it shows."""
    return [
        f"{example['summary']}:\n\n"
        f"```json\n{json.dumps(example['payload'], ensure_ascii=False, indent=2)}\n```\n"
        for example in message.get("examples", [])
    ]
