"""Schemas as readers of the reference meet them: a table of fields, and an entry for each type that has a name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from orchestra_generator.document import Document, Schema, follow, reachable_schemas, references, schema_name

# Where a reader finds the entry of a named type: the target of a link.
Place = Callable[[str], str]

_HEADER: Final = "| Field | Type | Required | Meaning |\n| --- | --- | --- | --- |\n"


def same_page(name: str) -> str:
    """The entry of a type that stands on the page itself."""
    return f"#{name}"


def on_schemas_page(name: str) -> str:
    """The entry of a type among all schemas, seen from a page of REST operations."""
    return f"../schemas.md#{name}"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a JSON object. `name` has dots where it lies inside of another, `[]` behind a list's."""

    name: str
    type: str
    required: bool
    meaning: str


def fields(document: Document, schema: Schema, prefix: str = "", place: Place = same_page) -> Iterator[Field]:
    """The fields of an object, those of objects without a name of their own behind the field that holds them."""
    schema = follow(document, schema)
    for name, field in schema.get("properties", {}).items():
        path = f"{prefix}{name}"
        meaning = follow(document, field).get("description", "")
        yield Field(path, type_of(field, place), name in schema.get("required", ()), meaning)
        if schema_name(field) is None:
            yield from fields(document, field, f"{path}.", place)
            if schema_name(items := field.get("items", {})) is None:
                yield from fields(document, items, f"{path}[].", place)


def fields_table(document: Document, schema: Schema, place: Place = same_page) -> str:
    """The fields of an object as a table, or a line that says what else it is. A named one is said to be that."""
    rows = "".join(
        f"| `{field.name}` | {cell(field.type)} | {'yes' if field.required else 'no'} | {cell(field.meaning)} |\n"
        for field in fields(document, schema, place=place)
    )
    table = _HEADER + rows if rows else f"{type_of(schema, place).capitalize()}.\n"
    name = schema_name(schema)
    return f"The schema [{name}]({on_schemas_page(name)}).\n\n{table}" if name and rows else table


def type_of(schema: Schema, place: Place = same_page) -> str:
    """What a value can be, in a few words of Markdown. Named types are links to their entry."""
    if name := schema_name(schema):
        return f"[{name}]({place(name)})"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " or ".join(type_of(member, place) for member in schema[union])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    kinds = schema.get("type", "anything")
    words = [kinds] if isinstance(kinds, str) else list(kinds)
    if "items" in schema:
        words = [f"array of {type_of(schema['items'], place)}" if word == "array" else word for word in words]
    return ", ".join([" or ".join(words), *_limits(schema)])


def named_types(document: Document, shown: list[Schema]) -> str:
    """An entry for each named type that the fields of the schemas in `shown` lead to, those in `shown` not counted."""
    roots = {
        name
        for schema in shown
        for reference in references(follow(document, schema).get("properties", {}), is_map=True)
        if (name := schema_name({"$ref": reference}))
    }
    return "\n".join(
        f"{type_entry(document, name)}\n[Where {name} is used]({on_schemas_page(name)}).\n"
        for name in reachable_schemas(document, sorted(roots))
    )


def type_entry(document: Document, name: str, place: Place = same_page) -> str:
    """The entry of a named type: its heading, what it is, its fields or what else it can be."""
    schema = document["components"]["schemas"][name]
    parts = [f"### {name} {{ #{name} }}\n", f"{schema.get('description', '').strip()}\n"]
    if "properties" in schema:
        parts.append(fields_table(document, schema, place))
    else:
        parts.append(f"Type: {type_of(schema, place)}\n")
        if "pattern" in schema:
            parts.append(f"Pattern: `{schema['pattern']}`\n")
    return "\n".join(parts)


def cell(text: str) -> str:
    """`text` in one line, as the cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _limits(schema: Schema) -> Iterator[str]:
    """What a schema allows of its type, as far as a few words can say it."""
    for least, most, unit in (
        ("minLength", "maxLength", " characters"),
        ("minimum", "maximum", ""),
        ("minItems", "maxItems", " entries"),
        ("minProperties", "maxProperties", " members"),
    ):
        if words := _range(schema.get(least), schema.get(most)):
            yield words + unit
    if "exclusiveMinimum" in schema:
        yield f"more than {schema['exclusiveMinimum']}"
    if "enum" in schema:
        values = ", ".join(f"`{value}`" for value in schema["enum"])
        yield f"{'known values' if schema.get('x-open') else 'one of'}: {values}"
    if "format" in schema:
        yield f"format `{schema['format']}`"
    if "default" in schema:
        yield f"default `{json.dumps(schema['default'])}`"


def _range(least: float | None, most: float | None) -> str:
    if least is None:
        return "" if most is None else f"at most {most:,}"
    return f"at least {least:,}" if most is None else f"{least:,} to {most:,}"
