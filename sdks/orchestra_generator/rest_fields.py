"""Schemas as readers of the reference meet them: a table of fields, and an entry for each type that has a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from orchestra_generator.document import Document, Schema, follow, reachable_schemas, references, schema_name

_HEADER: Final = "| Field | Type | Required | Meaning |\n| --- | --- | --- | --- |\n"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a JSON object. `name` has dots where it lies inside of another, `[]` behind a list's."""

    name: str
    type: str
    required: bool
    meaning: str


def fields(document: Document, schema: Schema, prefix: str = "") -> Iterator[Field]:
    """The fields of an object, those of objects without a name of their own behind the field that holds them."""
    schema = follow(document, schema)
    for name, field in schema.get("properties", {}).items():
        path = f"{prefix}{name}"
        meaning = follow(document, field).get("description", "")
        yield Field(path, type_of(field), name in schema.get("required", ()), meaning)
        if schema_name(field) is None:
            yield from fields(document, field, f"{path}.")
            if schema_name(items := field.get("items", {})) is None:
                yield from fields(document, items, f"{path}[].")


def fields_table(document: Document, schema: Schema) -> str:
    """The fields of an object as a table, or a line that says what else it is."""
    rows = "".join(
        f"| `{field.name}` | {cell(field.type)} | {'yes' if field.required else 'no'} | {cell(field.meaning)} |\n"
        for field in fields(document, schema)
    )
    return _HEADER + rows if rows else f"{type_of(schema).capitalize()}.\n"


def type_of(schema: Schema) -> str:
    """What a value can be, in a few words of Markdown. Named types are links to their entry on the same page."""
    if name := schema_name(schema):
        return f"[{name}](#{name})"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " or ".join(type_of(member) for member in schema[union])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    kinds = schema.get("type", "anything")
    words = [kinds] if isinstance(kinds, str) else list(kinds)
    if "items" in schema:
        words = [f"array of {type_of(schema['items'])}" if word == "array" else word for word in words]
    return ", ".join([" or ".join(words), *_limits(schema)])


def named_types(document: Document, shown: list[Schema]) -> str:
    """An entry for each named type that the fields of the schemas in `shown` lead to, those in `shown` not counted."""
    roots = {
        name
        for schema in shown
        for reference in references(follow(document, schema).get("properties", {}), is_map=True)
        if (name := schema_name({"$ref": reference}))
    }
    return "\n".join(_entry(document, name) for name in reachable_schemas(document, sorted(roots)))


def cell(text: str) -> str:
    """`text` in one line, as the cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _entry(document: Document, name: str) -> str:
    schema = document["components"]["schemas"][name]
    parts = [f"### {name} {{ #{name} }}\n", f"{schema.get('description', '').strip()}\n"]
    if "properties" in schema:
        parts.append(fields_table(document, schema))
    else:
        parts.append(f"Type: {type_of(schema)}\n")
        if "pattern" in schema:
            parts.append(f"Pattern: `{schema['pattern']}`\n")
    return "\n".join(parts)


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


def _range(least: Any, most: Any) -> str:
    if least is None:
        return "" if most is None else f"at most {most}"
    return f"at least {least}" if most is None else f"{least} to {most}"
