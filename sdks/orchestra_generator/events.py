"""contract/events.py: the events of a run as msgspec structs, made for one quick encoding a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from orchestra_generator.document import Schema, schema_name
from orchestra_generator.failure import GeneratorError
from orchestra_generator.python_text import docstring, python_name
from orchestra_generator.shapes import EVENT_UNION, event_schemas
from orchestra_generator.specification import Specification

INTRODUCTION: Final = """\
The events of a run. `type` is a struct's tag; the fields of all come first, in the order in which they are sent.

Built by the service alone, so nothing is checked here: what a struct is given is what goes out.
"""
_FIRST: Final = ("run_id", "offset", "created_at")
_SCALARS: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def events_module(specification: Specification) -> str:
    """The source of contract/events.py, before formatting.

    Raises GeneratorError when an event is not an object whose `type` is a constant.
    """
    schemas = event_schemas(specification)
    union = schemas.pop(EVENT_UNION, {})
    members = [name for member in union.get("oneOf", []) if (name := schema_name(member))]
    aliases = [_alias(name, schema) for name, schema in schemas.items() if _is_scalar(name, schema)]
    parts = [
        struct(name, schemas[name]) for name in schemas if name not in members and is_object(schemas[name])
    ]
    events = [_event(schemas, name, schemas[name]) for name in members]
    imports = (
        "from __future__ import annotations\n\nfrom typing import Any, Literal, TypeAlias\n\nimport msgspec\n\n"
        "from orchestra.contract.errors import ErrorCode\n"
    )
    ending = f"{EVENT_UNION}: TypeAlias = {' | '.join(members)}\n{docstring(_describe(EVENT_UNION, union))}\n"
    return "\n\n".join([docstring(INTRODUCTION), imports, *aliases, *parts, *events, ending])


def _event(schemas: dict[str, Schema], name: str, schema: Schema) -> str:
    tag = schema.get("properties", {}).get("type", {}).get("const")
    if not isinstance(tag, str):
        raise GeneratorError(f"The event {name} needs a property `type` with a `const`.")
    options = f'tag_field="type", tag="{tag}"'
    # Text and numbers cannot be part of a cycle, so the collector need not look at each token.
    if all(_is_atom(schemas, entry) for entry in schema["properties"].values()):
        options += ", gc=False"
    return struct(name, schema, options)


def struct(
    name: str, schema: Schema, options: str = "", kind_of: Callable[[str, Schema], str] | None = None
) -> str:
    """A struct's class; with `options` (the tag) its `type` is no field. `kind_of` gives a field's annotation."""
    kind_of = kind_of or annotation
    required = set(schema.get("required", []))
    fields = [field for field in schema.get("properties", {}) if not (options and field == "type")]
    fields.sort(key=lambda field: _FIRST.index(field) if options and field in _FIRST else len(_FIRST))
    lines = [
        f"class {name}(msgspec.Struct, frozen=True, kw_only=True{', ' if options else ''}{options}):",
        docstring(_describe(name, schema), "    "),
        "",
    ]
    for field in fields:
        inner = schema["properties"][field]
        kind = kind_of(f"{name}.{field}", inner)
        plain = python_name(field)
        arguments = [] if plain == field else [f"name={field!r}"]
        default = ""
        if field not in required:
            kind = f"{kind} | msgspec.UnsetType"
            default = " = msgspec.UNSET"
            arguments.append("default=msgspec.UNSET")
        if plain != field:
            default = f" = msgspec.field({', '.join(arguments)})"
        lines.append(f"    {plain}: {kind}{default}")
        if description := inner.get("description"):
            lines.append(docstring(str(description), "    "))
    return "\n".join(lines)


def annotation(where: str, schema: Schema) -> str:
    """What Python calls the values of a schema; `where` is for complaints."""
    if name := schema_name(schema):
        return name
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " | ".join(annotation(where, member) for member in schema[key])
    types = schema.get("type")
    if isinstance(types, list):
        return " | ".join(annotation(where, {**schema, "type": kind}) for kind in types)
    if types == "array":
        return f"list[{annotation(where, schema.get('items', {}))}]"
    if types == "object" and "properties" not in schema:
        values = schema.get("additionalProperties", True)
        return f"dict[str, {annotation(where, values) if isinstance(values, dict) and values else 'Any'}]"
    if types in _SCALARS:
        return _SCALARS[types]
    if not schema or types is None:
        return "Any"
    raise GeneratorError(f"{where}: give this object a schema of its own, so that it has a name.")


def _is_atom(schemas: dict[str, Schema], schema: Schema) -> bool:
    schema = schemas.get(schema_name(schema) or "", schema)
    return "const" in schema or schema.get("type") in ("string", "integer", "number", "boolean")


def is_object(schema: Schema) -> bool:
    """Whether the schema has fields of its own, so that it becomes a struct."""
    return schema.get("type") == "object" and "properties" in schema


def _is_scalar(name: str, schema: Schema) -> bool:
    return name != "ErrorCode" and not is_object(schema)


def _alias(name: str, schema: Schema) -> str:
    return f"{name}: TypeAlias = {annotation(name, schema)}\n{docstring(_describe(name, schema))}\n"


def _describe(name: str, schema: Schema) -> str:
    return str(schema.get("description") or schema.get("title") or name)
