"""What a JSON Schema says, with its different ways to say the same brought to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from orchestra_generator.diff.limits import KEYWORDS
from orchestra_generator.document import Document, references, resolve

Schema = dict[str, Any]

# For people: they allow and forbid nothing.
ANNOTATIONS: Final = frozenset(
    {"title", "description", "examples", "example", "deprecated", "externalDocs", "$comment"}
)
# What is judged one by one.
HANDLED: Final = KEYWORDS | {
    "$ref", "type", "enum", "const", "required", "properties", "additionalProperties", "oneOf", "anyOf", "items",
    "contentSchema", "contentMediaType", "contentEncoding", "pattern", "format", "uniqueItems", "multipleOf", "default",
}  # fmt: skip
_UNIONS: Final = ("oneOf", "anyOf")


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema by its pointer, references followed. `notes` stood beside the reference, at `place`, for people only."""

    schema: Schema
    pointer: str
    notes: Schema = field(default_factory=dict)
    place: str = ""

    @property
    def refers(self) -> bool:
        """Whether anything in it is to be found elsewhere, so that equal texts may mean different things."""
        return any(True for _ in references(self.schema))

    @property
    def is_open(self) -> bool:
        """Whether more values or forms may come."""
        return self.schema.get("x-open") is True

    @property
    def is_union(self) -> bool:
        """Whether it has forms to choose from."""
        return any(key in self.schema for key in _UNIONS)

    @property
    def is_only_union(self) -> bool:
        """Whether it says nothing but its forms."""
        return all(key in _UNIONS or _is_note(key) for key in self.schema)

    @property
    def types(self) -> frozenset[str] | None:
        """The types but null; None where every one is allowed."""
        given = self.schema.get("type")
        if given is None:
            listed = values(self)
            return None if listed is None else frozenset(json_type(value) for value in listed)
        return frozenset([given] if isinstance(given, str) else given) - {"null"}

    @property
    def properties(self) -> dict[str, Schema]:
        """The properties by name."""
        found: dict[str, Schema] = self.schema.get("properties", {})
        return found

    def property_pointer(self, name: str) -> str:
        """Where a property is."""
        return f"{self.pointer}/properties/{name.replace('~', '~0').replace('/', '~1')}"

    def part(self, keyword: str) -> Shape:
        """The schema that a keyword holds."""
        return Shape(self.schema[keyword], f"{self.pointer}/{keyword}")


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a union. `tag` is what tells it apart on the wire (`type` is `token`), where something does."""

    shape: Shape
    name: str
    tag: str | None


def shape(document: Document, given: Schema | bool, pointer: str) -> Shape:
    """A schema with its references followed. What stands beside one and allows or forbids something is part of it."""
    if isinstance(given, bool):
        return Shape({} if given else {"not": {}}, pointer)
    schema = given
    place = pointer
    rules: Schema = {}
    notes: Schema = {}
    seen: set[str] = set()
    while isinstance(reference := schema.get("$ref"), str) and reference not in seen:
        seen.add(reference)
        for key, value in schema.items():
            if key != "$ref":
                (notes if _is_note(key) else rules).setdefault(key, value)
        target: Schema = resolve(document, reference)
        schema, pointer = target, place if rules else reference
    return Shape({**schema, **rules}, pointer, notes, place)


def json_type(value: Any) -> str:
    """The type of a JSON value, as JSON Schema calls it."""
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def anything(given: Shape) -> bool:
    """Whether a schema allows every value."""
    return all(_is_note(key) for key in given.schema)


def nullable(document: Document, given: Shape) -> bool:
    """Whether null is allowed by a schema that says something of its types, values or forms."""
    schema = given.schema
    for key in _UNIONS:
        if key in schema and given.is_only_union:
            return any(nullable(document, shape(document, one, "")) for one in schema[key])
    kinds = schema.get("type")
    if kinds is not None and "null" not in ([kinds] if isinstance(kinds, str) else kinds):
        return False
    if "const" in schema:
        return schema["const"] is None
    return None in schema.get("enum", [None])


def values(given: Shape) -> list[Any] | None:
    """The values of an enum or const but null, or None where there is neither."""
    if "const" in given.schema:
        return [given.schema["const"]] if given.schema["const"] is not None else []
    if "enum" in given.schema:
        return [value for value in given.schema["enum"] if value is not None]
    return None


def variants(document: Document, given: Shape) -> list[Variant]:
    """The forms of a union but null, or the schema itself as the only form of one that is no union."""
    found = []
    for key in _UNIONS:
        for index, schema in enumerate(given.schema.get(key, [])):
            form = shape(document, schema, f"{given.pointer}/{key}/{index}")
            if form.schema.get("type") != "null":
                found.append(_variant(document, form))
    return found or [_variant(document, given)]


def pairs(
    old: Sequence[Variant], new: Sequence[Variant], same: Callable[[Variant, Variant], bool]
) -> tuple[list[tuple[Variant, Variant]], list[Variant], list[Variant]]:
    """Which form became which, which ones are gone, and which ones are new.

    By what tells them apart on the wire; then by what `same` says; then by name; and what is alone on both sides at
    last is taken for one form that changed.
    """
    found: list[tuple[Variant, Variant]] = []
    gone, come = list(old), list(new)
    rules: list[Callable[[Variant, Variant], bool]] = [
        lambda one, other: one.tag is not None and one.tag == other.tag,
        same,
        lambda one, other: one.name == other.name,
        lambda one, other: one.tag is None and other.tag is None and len(gone) == len(come) == 1,
    ]
    for rule in rules:
        for one in list(gone):
            other = next((candidate for candidate in come if rule(one, candidate)), None)
            if other is not None:
                found.append((one, other))
                gone.remove(one)
                come.remove(other)
    return found, gone, come


def opaque(document: Document, node: Any, seen: frozenset[str] = frozenset()) -> Any:
    """A value with everything for people left out and every reference replaced, to be compared as a whole."""
    if isinstance(node, list):
        return [opaque(document, value, seen) for value in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str):
        if reference in seen:
            return "…"
        rest = {key: value for key, value in node.items() if key != "$ref"}
        return opaque(document, {**resolve(document, reference), **rest}, seen | {reference})
    return {key: opaque(document, value, seen) for key, value in node.items() if key not in ANNOTATIONS}


def _is_note(key: str) -> bool:
    return key in ANNOTATIONS or key.startswith("x-")


def _variant(document: Document, form: Shape) -> Variant:
    tag = _tag(document, form)
    component = form.pointer.removeprefix("#/components/schemas/")
    name = tag or (component if component != form.pointer and "/" not in component else None)
    if name is None:
        name = " or ".join(sorted(form.types or {"any"}))
    return Variant(form, name, tag)


def _tag(document: Document, form: Shape) -> str | None:
    """The one value of `type`, where it has to have one."""
    if "type" not in form.properties or "type" not in form.schema.get("required", []):
        return None
    listed = values(shape(document, form.properties["type"], ""))
    return str(listed[0]) if listed and len(listed) == 1 else None
