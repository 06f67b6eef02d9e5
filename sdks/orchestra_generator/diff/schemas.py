"""Two JSON Schemas against each other, seen from the side of a client.

Every schema is known by its pointer, references followed, so each pair is compared once however often it is used, and a
schema that contains itself comes to an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from orchestra_generator.diff import keywords
from orchestra_generator.diff.change import Effect, Level, Side
from orchestra_generator.diff.keywords import Finding, finding
from orchestra_generator.diff.shapes import (
    ANNOTATIONS,
    HANDLED,
    Shape,
    anything,
    nullable,
    opaque,
    pairs,
    shape,
    values,
    variants,
)
from orchestra_generator.document import Document

Schema = dict[str, Any]


class SchemaComparison:
    """Compares the schemas of two states of one document."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old, self._new = old, new
        self._known: dict[tuple[Side, str, str], list[Finding]] = {}

    def compare(
        self, side: Side, old: Schema | bool, old_pointer: str, new: Schema | bool, new_pointer: str
    ) -> list[Finding]:
        """What has changed for somebody on `side`. Nothing for a pair that is being compared already, further up."""
        before, after = shape(self._old, old, old_pointer), shape(self._new, new, new_pointer)
        key = (side, before.pointer, after.pointer)
        if key not in self._known:
            self._known[key] = []
            self._known[key] = list(self._differences(side, before, after))
        return [*keywords.notes(before, after), *self._known[key]]

    def _differences(self, side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
        if old.schema == new.schema and not old.refers and not new.refers:
            return
        yield from keywords.wording(old, new)
        if anything(old) and not anything(new):
            yield finding(side, "type", Effect.NARROWED, new, "Not every value is allowed any more.")
            return
        if anything(new) and not anything(old):
            yield finding(side, "type", Effect.WIDENED, new, "Every value is allowed.")
            return
        yield from self._null(side, old, new)
        # `X` and `X or null` are the same but for the null: go on with what is left.
        bare = self._bare(self._old, old), self._bare(self._new, new)
        if bare[0] is not old and bare[1] is not new:
            yield from keywords.wording(*bare)
        old, new = bare
        unions = [one for one in (old, new) if one.is_union]
        if unions and all(one.is_only_union for one in unions):
            yield from self._variants(side, old, new)
            return
        if len(unions) == 2:
            yield from self._variants(side, old, new)
        elif unions:
            effect = Effect.NARROWED if new.is_union else Effect.WIDENED
            yield finding(side, "variants", effect, new, "It has other forms.")
        types = keywords.types(side, old, new)
        yield from types
        if any(found.id.endswith("type-changed") for found in types):
            return
        yield from keywords.listed_values(side, old, new)
        # Where the values are listed, nothing else limits them.
        if values(old) is None and values(new) is None:
            yield from keywords.limits(side, old, new)
            yield from keywords.texts(side, old, new)
        yield from keywords.default(side, old, new)
        yield from self._properties(side, old, new)
        yield from self._other_properties(side, old, new)
        yield from self._inside(side, old, new)
        yield from self._rest(side, old, new)

    def _null(self, side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
        before, after = nullable(self._old, old), nullable(self._new, new)
        if before and not after:
            yield finding(side, "null", Effect.NARROWED, new, "Null is not allowed any more.")
        if after and not before:
            yield finding(side, "null", Effect.WIDENED, new, "Null is allowed.")

    def _bare(self, document: Document, given: Shape) -> Shape:
        left = variants(document, given)
        if len(left) == 1 and given.is_union and given.is_only_union:
            return left[0].shape
        return given

    def _variants(self, side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
        paired, gone, come = pairs(
            variants(self._old, old),
            variants(self._new, new),
            lambda one, other: not self._trial(side, one.shape, other.shape),
        )
        for one, other in paired:
            yield from self._below(side, one.shape, other.shape, f"/<{other.name}>")
        for one in gone:
            # Clients wait for an event that they know by its type; where nothing tells the forms apart, for none.
            effect = Effect.CHANGED if one.tag else Effect.NARROWED
            text = f"{one.name} is no longer one of the forms."
            found = finding(side, "variant", effect, one.shape, text)
            yield replace(found, id=f"{side}-variant-removed", path=f"/<{one.name}>")
        for other in come:
            found = finding(side, "variant", Effect.WIDENED, other.shape, f"{other.name} is one more form.")
            open_level = Level.ADDITIVE if old.is_open else found.level
            yield replace(found, id=f"{side}-variant-added", level=open_level, path=f"/<{other.name}>")
        yield from keywords.openness(side, old, new)

    def _trial(self, side: Side, old: Shape, new: Shape) -> list[Finding]:
        """What a comparison would find, without remembering it: what was cut short by it may be needed in full."""
        known = dict(self._known)
        found = self.compare(side, old.schema, old.pointer, new.schema, new.pointer)
        self._known = known
        return [one for one in found if one.level is not Level.DOCS]

    def _properties(self, side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
        before, after = old.properties, new.properties
        needed, wanted = set(old.schema.get("required", [])), set(new.schema.get("required", []))
        for name in [*before, *(name for name in after if name not in before)]:
            path = f"/{name}"
            if name not in after:
                text = f"`{name}` is gone."
                yield Finding(
                    f"{side}-property-removed", Level.BREAKING, path, old.property_pointer(name), text
                )
            elif name not in before:
                strict = side is Side.REQUEST and name in wanted
                yield Finding(
                    f"{side}-{'required-' if strict else ''}property-added",
                    Level.BREAKING if strict else Level.ADDITIVE,
                    path,
                    new.property_pointer(name),
                    f"`{name}` is new{' and has to be sent' if strict else ''}.",
                )
            else:
                yield from self._required(side, name, name in needed, name in wanted, new)
                yield from self._below(
                    side,
                    Shape(before[name], old.property_pointer(name)),
                    Shape(after[name], new.property_pointer(name)),
                    path,
                )
        for name in sorted((needed | wanted) - before.keys() - after.keys()):
            yield from self._required(side, name, name in needed, name in wanted, new)

    def _required(self, side: Side, name: str, before: bool, after: bool, new: Shape) -> Iterator[Finding]:
        if before == after:
            return
        effect = Effect.NARROWED if after else Effect.WIDENED
        word = "required" if after else "optional"
        found = finding(side, f"property-{word}", effect, new, f"`{name}` is {word} now.")
        yield replace(
            found, id=f"{side}-property-{word}", path=f"/{name}", pointer=new.property_pointer(name)
        )

    def _other_properties(self, side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
        # An empty schema takes everything, as `true` does.
        before = old.schema.get("additionalProperties", True) or old.schema["additionalProperties"] == {}
        after = new.schema.get("additionalProperties", True) or new.schema["additionalProperties"] == {}
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self._below(
                side, old.part("additionalProperties"), new.part("additionalProperties"), "/{}"
            )
        elif bool(before) != bool(after):
            word = "taken" if after else "refused"
            # An answer may always carry more than was written down, and clients ignore it.
            found = Level.ADDITIVE if side is Side.RESPONSE or after else Level.BREAKING
            text = f"Fields that do not stand here are {word}."
            yield Finding(f"{side}-other-fields-{word}", found, "", new.pointer, text)
        elif isinstance(before, dict) != isinstance(after, dict):
            effect = Effect.NARROWED if isinstance(after, dict) else Effect.WIDENED
            text = "Fields that do not stand here have another type."
            yield finding(side, "other-fields-type", effect, new, text)

    def _inside(self, side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
        for keyword, path, thing in (("items", "/[]", "entries"), ("contentSchema", "", "content")):
            before, after = keyword in old.schema, keyword in new.schema
            if before and after:
                yield from self._below(side, old.part(keyword), new.part(keyword), path)
            elif before or after:
                effect = Effect.NARROWED if after else Effect.WIDENED
                words = "It is said what they are." if after else "It is not said any more what they are."
                yield finding(side, thing, effect, new, words, path)

    def _rest(self, side: Side, old: Shape, new: Shape) -> Iterator[Finding]:
        """Keywords that are not judged one by one: any difference may break."""
        for keyword in sorted({*old.schema, *new.schema} - HANDLED - ANNOTATIONS):
            if keyword.startswith("x-"):
                continue
            before = opaque(self._old, old.schema.get(keyword))
            after = opaque(self._new, new.schema.get(keyword))
            if before == after:
                continue
            effect = Effect.CHANGED
            if keyword not in old.schema:
                effect = Effect.NARROWED
            elif keyword not in new.schema:
                effect = Effect.WIDENED
            yield finding(
                side, "constraint", effect, new, f"`{keyword}` says something else.", f" ({keyword})"
            )

    def _below(self, side: Side, old: Shape, new: Shape, path: str) -> Iterator[Finding]:
        for found in self.compare(side, old.schema, old.pointer, new.schema, new.pointer):
            yield replace(found, path=path + found.path)
