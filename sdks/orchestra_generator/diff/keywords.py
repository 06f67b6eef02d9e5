"""The keywords of JSON Schema that say something of a value itself: each compared, with what the difference does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from orchestra_generator.diff.change import Effect, Level, Side, level
from orchestra_generator.diff.limits import LIMITS, multiple, worded
from orchestra_generator.diff.shapes import ANNOTATIONS, Shape, values

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A change at `path` (`/usage/source`) below the schema that was compared; `pointer` is where, in its document."""

    id: str
    level: Level
    path: str
    pointer: str
    text: str


def finding(side: Side, thing: str, effect: Effect, at: Shape, text: str, path: str = "") -> Finding:
    """A change of what is allowed."""
    return Finding(f"{side}-{thing}-{effect}", level(side, effect), path, at.pointer, text)


def types(side: Side, old: Shape, new: Shape) -> list[Finding]:
    """The types but null, where they differ."""
    before, after = old.types, new.types
    if before == after:
        return []
    if before is None or (after is not None and _within(after, before)):
        return [finding(side, "type", Effect.NARROWED, new, f"Only {_list(after)} is allowed now.")]
    if after is None or _within(before, after):
        return [finding(side, "type", Effect.WIDENED, new, f"{_list(after)} is allowed now.")]
    return [
        finding(side, "type", Effect.CHANGED, new, f"The type is {_list(after)}, and was {_list(before)}.")
    ]


def _within(some: frozenset[str], all_: frozenset[str]) -> bool:
    return some <= (all_ | {"integer"} if "number" in all_ else all_)


def _list(types: frozenset[str] | None) -> str:
    return " or ".join(sorted(types)) if types else "everything"


def listed_values(side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
    """The values of an enum or const."""
    before, after = values(old), values(new)
    if before is None and after is not None:
        yield finding(
            side, "values", Effect.NARROWED, new, f"Only {', '.join(map(_json, after))} is allowed now."
        )
    elif after is None and before is not None:
        yield finding(side, "values", Effect.WIDENED, new, "Other values are allowed too.")
    elif before is not None and after is not None:
        # Python takes 1 for true; JSON does not.
        old_texts, new_texts = [_json(one) for one in before], [_json(one) for one in after]
        for value in old_texts:
            if value not in new_texts:
                narrowed = level(side, Effect.NARROWED)
                yield Finding(
                    f"{side}-value-removed", narrowed, f" {value}", old.pointer, f"{value} is gone."
                )
        for value in new_texts:
            if value not in old_texts:
                wider = Level.ADDITIVE if old.is_open else level(side, Effect.WIDENED)
                yield Finding(f"{side}-value-added", wider, f" {value}", new.pointer, f"{value} is new.")
        yield from openness(side, old, new)


def openness(side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
    """Whether more may come: who was told so keeps an eye open."""
    if side is Side.RESPONSE and new.is_open and not old.is_open:
        yield Finding(
            f"{side}-opened", Level.BREAKING, "", new.pointer, "More may come, which was not so before."
        )
    if side is Side.RESPONSE and old.is_open and not new.is_open:
        yield Finding(f"{side}-closed", Level.ADDITIVE, "", new.pointer, "Nothing more will come.")


def limits(side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
    """Limits of numbers, lengths and counts."""
    for limit in LIMITS:
        before, after = limit.read(old.schema), limit.read(new.schema)
        if before != after:
            tighter = limit.is_tighter(after, before)
            effect = Effect.NARROWED if tighter else Effect.WIDENED
            word = "tightened" if tighter else "loosened"
            yield Finding(
                f"{side}-limit-{word}", level(side, effect), f" ({limit.name})", new.pointer,
                f"{limit.words}: {worded(after)}, and was {worded(before)}.",
            )  # fmt: skip
    step = multiple(old.schema.get("multipleOf"), new.schema.get("multipleOf"))
    if step is not None:
        yield finding(side, "step", step, new, "`multipleOf` is another number.", " (multipleOf)")
    before, after = old.schema.get("uniqueItems", False), new.schema.get("uniqueItems", False)
    if before != after:
        effect = Effect.NARROWED if after else Effect.WIDENED
        text = f"Entries may {'not ' if after else ''}repeat."
        yield finding(side, "unique", effect, new, text, " (uniqueItems)")


def texts(side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
    """What a text has to look like."""
    for keyword in ("pattern", "format", "contentMediaType", "contentEncoding"):
        before, after = old.schema.get(keyword), new.schema.get(keyword)
        if before == after:
            continue
        effect = Effect.NARROWED if before is None else Effect.WIDENED if after is None else Effect.CHANGED
        words = f"{keyword} is {_json(after)}, and was {_json(before)}." if effect is Effect.CHANGED else (
            f"{keyword} {_json(after)} holds now." if after is not None else f"{keyword} {_json(before)} is gone."
        )  # fmt: skip
        yield finding(side, keyword.lower(), effect, new, words)


def default(side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
    """What holds where a client says nothing."""
    before, after = old.schema.get("default"), new.schema.get("default")
    if _json(before) == _json(after):
        return
    if side is Side.RESPONSE:
        yield Finding("default-changed", Level.DOCS, "", new.pointer, "The default is another one.")
    elif "default" not in old.schema:
        text = f"Absent, it is {_json(after)}, as is said now."
        yield Finding(f"{side}-default-added", Level.ADDITIVE, "", new.pointer, text)
    else:
        text = f"Absent, it is {_json(after)}, and was {_json(before)}."
        yield Finding(f"{side}-default-changed", Level.BREAKING, "", new.pointer, text)


_DEPRECATED: Final = {
    True: ("deprecated", Level.ADDITIVE, "It is deprecated."),
    False: ("not-deprecated", Level.DOCS, "It is not deprecated any more."),
}


def wording(old: Shape, new: Shape) -> Iterator[Finding]:
    """What is said for people."""
    yield from _words(old.schema, new.schema, {*old.schema, *new.schema}, new.pointer)


def notes(old: Shape, new: Shape) -> Iterator[Finding]:
    """What stood beside the references, for people: it belongs to the place, not to what was referred to."""
    before, after = {**old.schema, **old.notes}, {**new.schema, **new.notes}
    yield from _words(before, after, {*old.notes, *new.notes}, new.place)


def _words(old: Schema, new: Schema, fields: set[str], pointer: str) -> Iterator[Finding]:
    for name in sorted(fields - {"deprecated", "x-open"}):
        if (name in ANNOTATIONS or name.startswith("x-")) and old.get(name) != new.get(name):
            yield Finding("wording-changed", Level.DOCS, f" ({name})", pointer, f"The {name} is another one.")
    after = bool(new.get("deprecated", False))
    if "deprecated" in fields and bool(old.get("deprecated", False)) != after:
        kind, found, text = _DEPRECATED[after]
        yield Finding(kind, found, "", pointer, text)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
