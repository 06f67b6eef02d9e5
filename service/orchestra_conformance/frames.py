"""Values for the schemas of the contract: such as must be taken, and such as must be refused, each with what is wrong.

hypothesis-jsonschema makes the former alone, has had no release since February 2024, and knows nothing of an AsyncAPI
document's references. A schema's own validator has the last word on every value here, so what this does not know of
JSON Schema makes it slower and never wrong.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

from orchestra_conformance.specification import Json, Specification

Schema = Mapping[str, Json]

# No longer text and no longer list is made unless a bound is tried on purpose.
_MOST_CHARACTERS: Final = 40
_MOST_ITEMS: Final = 3
# Integers up to here are the same to every reader of JSON.
_EXACT: Final = 2**53
_TEXT: Final = st.characters(codec="utf-8", exclude_characters="\0")
_UNKNOWN: Final = st.from_regex(r"x_[a-z]{1,8}", fullmatch=True)

JSON: Final[st.SearchStrategy[Json]] = st.recursive(
    st.none() | st.booleans() | st.integers(-_EXACT, _EXACT) | st.text(_TEXT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(_TEXT), inner, max_size=3),
    max_leaves=8,
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that its schema refuses. `fault` says what is wrong with it, such as `/data/message is missing`."""

    fault: str
    value: Json


def valid(specification: Specification, document: str, name: str) -> st.SearchStrategy[Json]:
    """Values of a component schema (`ChatFrame`) of a document (`asyncapi-v2`)."""
    pointer = f"/components/schemas/{name}"
    made = _Values(specification, document).of({"$ref": f"#{pointer}"})
    return made.filter(lambda value: not specification.problems(document, pointer, value))


def broken(
    specification: Specification, document: str, name: str, union: str | None = None
) -> st.SearchStrategy[Broken]:
    """Values of a component schema that were valid but for one fault.

    `union` is the schema that must refuse them where it is another one: a chat without its `type` may still be
    some other message.
    """
    pointer = f"/components/schemas/{union or name}"
    values = _Values(specification, document)
    schema = {"$ref": f"#/components/schemas/{name}"}
    made = valid(specification, document, name).flatmap(lambda value: values.damaged(schema, value, ""))
    return made.filter(lambda found: bool(specification.problems(document, pointer, found.value)))


class _Values:
    """The generators for one document."""

    def __init__(self, specification: Specification, document: str) -> None:
        self._resolve = functools.partial(specification.resolve, document)

    def of(self, schema: Schema) -> st.SearchStrategy[Json]:
        """Values that hold to what the schema says in the words known here."""
        schema = self._resolve(schema)
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        for union in ("oneOf", "anyOf"):
            if union in schema and "type" not in schema:
                return st.one_of([self.of(member) for member in schema[union]])
        kinds = schema.get("type")
        if isinstance(kinds, list):
            return st.one_of([self.of({**schema, "type": kind}) for kind in kinds])
        match kinds:
            case "object":
                return self._objects(schema)
            case "array":
                most = min(schema.get("maxItems", _MOST_ITEMS), _MOST_ITEMS)
                return st.lists(self.of(schema.get("items", {})), max_size=most)
            case "string":
                return _texts(schema)
            case "integer":
                return st.integers(*_bounds(schema, -(2**40), 2**40))
            case "number":
                least, most = _bounds(schema, -1e9, 1e9)
                return st.floats(
                    least,
                    most,
                    exclude_min="exclusiveMinimum" in schema,
                    exclude_max="exclusiveMaximum" in schema,
                    allow_nan=False,
                )
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
        return JSON

    def _objects(self, schema: Schema) -> st.SearchStrategy[dict[str, Json]]:
        properties = {name: self.of(inner) for name, inner in schema.get("properties", {}).items()}
        required = set(schema.get("required", ()))
        known = st.fixed_dictionaries(
            {name: found for name, found in properties.items() if name in required},
            optional={name: found for name, found in properties.items() if name not in required},
        )
        if schema.get("additionalProperties") is not True:
            return known
        unknown = st.dictionaries(_UNKNOWN, JSON, max_size=2)
        return st.builds(lambda more, fields: {**more, **fields}, unknown, known)

    def damaged(self, schema: Schema, value: Json, place: str) -> st.SearchStrategy[Broken]:
        """The value with one fault in it, here or further inside; some come out valid after all."""
        schema = self._resolve(schema)
        ways: list[st.SearchStrategy[Broken]] = [
            st.just(Broken(f"{place or 'it'} {fault}", wrong)) for fault, wrong in _wrong_scalars(schema)
        ]
        kinds = schema.get("type", ())
        if kinds and place:
            named = (kinds,) if isinstance(kinds, str) else tuple(kinds)
            others = [wrong for kind, wrong in _OF_KIND.items() if kind not in named]
            ways.append(st.sampled_from(others).map(lambda wrong: Broken(f"{place} has another type", wrong)))
        if isinstance(value, dict):
            ways += self._damaged_objects(schema, value, place)
        return st.one_of(ways) if ways else st.just(Broken(place, value))

    def _damaged_objects(
        self, schema: Schema, value: dict[str, Json], place: str
    ) -> list[st.SearchStrategy[Broken]]:
        ways: list[st.SearchStrategy[Broken]] = []
        properties = schema.get("properties", {})
        absent = {
            *schema.get("required", ()),
            *(name for way in schema.get("anyOf", ()) for name in way.get("required", ())),
        }
        for name in sorted(absent):
            if name in value:
                rest = {field: kept for field, kept in value.items() if field != name}
                ways.append(st.just(Broken(f"{place}/{name} is missing", rest)))
        if schema.get("additionalProperties") is False:
            ways.append(
                st.builds(
                    lambda name, more: Broken(f"{place}/{name} is unknown", {**value, name: more}),
                    _UNKNOWN,
                    JSON,
                )
            )
        if "maxProperties" in schema:
            many = {f"x_{number}": number for number in range(schema["maxProperties"] + 1)}
            ways.append(st.just(Broken(f"{place} has too many fields", {**many, **value})))
        for name, inner in properties.items():
            # A field that is not there is damaged as well: whatever it would have been.
            fault = self.damaged(inner, value.get(name), f"{place}/{name}")
            ways.append(
                fault.map(
                    lambda found, name=name: Broken(found.fault, {**value, name: found.value})  # type: ignore[misc]
                )
            )
        return ways


# One value of each type. No text is a form that the contract asks for anywhere.
_OF_KIND: Final[dict[str, Json]] = {
    "null": None,
    "boolean": True,
    "number": 0.5,
    "string": " ",
    "array": [],
    "object": {},
}


def _wrong_scalars(schema: Schema) -> list[tuple[str, Json]]:
    """What is wrong beside the type: a bound missed by one, a form that is not kept, a value that is none of them."""
    found: list[tuple[str, Json]] = []
    if schema.get("type") == "integer" or "integer" in schema.get("type", ()):
        found.append(("is no whole number", 0.5))
    if "const" in schema:
        found.append(("has another value", f"{schema['const']}x"))
    if "enum" in schema:
        found.append(("has a value that there is not", "unheard-of"))
    if "maxLength" in schema:
        found.append(("is too long", "x" * (schema["maxLength"] + 1)))
    if schema.get("minLength"):
        found.append(("is empty", ""))
    if "pattern" in schema:
        found += [("is a text of white space", " \n"), ("holds U+0000", "x\0")]
    for bound, beyond in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0)):
        if bound in schema:
            found.append((f"is beyond its {bound}", schema[bound] + beyond))
    return found


def _bounds(schema: Schema, least: Any, most: Any) -> tuple[Any, Any]:
    low = schema.get("exclusiveMinimum", schema.get("minimum", least))
    high = schema.get("exclusiveMaximum", schema.get("maximum", most))
    return low, high


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return st.just("2026-11-20T09:30:00.000Z")
    least, most = schema.get("minLength", 0), min(schema.get("maxLength", _MOST_CHARACTERS), _MOST_CHARACTERS)
    short = st.text(_TEXT, min_size=least, max_size=most)
    if "pattern" in schema:
        pattern: str = schema["pattern"]
        short = st.from_regex(pattern, fullmatch=True).map(lambda text: text[:most])
    if "maxLength" not in schema:
        return short
    # Up to its bound, and not only near the beginning.
    return short | st.integers(most, schema["maxLength"]).map(lambda length: "x" * length)
