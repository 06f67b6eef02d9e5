"""The rules about schemas, and the examples that have to fit them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Final

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from pydantic import StringConstraints, TypeAdapter
from pydantic_core import SchemaError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from orchestra_generator.document import Document, Schema, children, follow
from orchestra_generator.streams import stream_events

Complaints = Iterable[tuple[str, str]]

_ANNOTATIONS: Final = frozenset(
    {"description", "title", "deprecated", "examples", "default", "readOnly", "writeOnly"}
)
# Character classes and boundaries that engines draw differently, and look-around, which some do not have.
_UNPORTABLE: Final = re.compile(r"\\[sSwWdDbBpPzZA]|\(\?[=!<]|\\[1-9]")
_SCHEMA_HOLDERS: Final = ("schema", "payload")
_URI: Final = "urn:document"
# A list of everything that is wrong with one example helps nobody.
_ERRORS_SHOWN: Final = 3


def described(document: Document) -> Complaints:
    """property-described"""
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if not follow(document, schema).get("description"):
            yield name, "has no description"
    for where, schema in _schemas(document):
        for name, inner in schema.get("properties", {}).items():
            if isinstance(inner, dict) and not follow(document, inner).get("description"):
                yield where, f"has no description of its property {name}"


def required_exist(document: Document) -> Complaints:
    """required-property"""
    for where, schema in _schemas(document):
        if "properties" in schema:
            for name in sorted(set(schema.get("required", [])) - schema["properties"].keys()):
                yield where, f"requires {name}, which is none of its properties"


def annotations_beside_references(document: Document) -> Complaints:
    """annotations-beside-references"""
    if "asyncapi" not in document:
        return
    for where, schema in _schemas(document):
        if "$ref" in schema:
            for key in sorted(schema.keys() - _ANNOTATIONS - {"$ref"}):
                if not key.startswith("x-"):
                    yield where, f"has '{key}' beside a $ref"


def patterns_portable(document: Document) -> Complaints:
    """pattern-portable"""
    for where, schema in _schemas(document):
        pattern = schema.get("pattern")
        if not isinstance(pattern, str):
            continue
        if found := _UNPORTABLE.search(pattern):
            yield where, f"has the pattern {pattern!r}; {found.group()} is not the same everywhere"
        try:
            re.compile(pattern)
            TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
        except (re.error, SchemaError) as error:
            yield where, f"has the pattern {pattern!r}, which is none: {error}"


def examples_valid(document: Document) -> Complaints:
    """example-valid"""
    resource: Resource[Any] = DRAFT202012.create_resource(document)
    registry: Registry[Any] = Registry().with_resource(_URI, resource)
    for pointer, holder in _holders(document, "#", document, False):
        schema = {"$ref": f"{_URI}{pointer}/{_schema_key(holder)}"}
        validator = Draft202012Validator(schema, registry=registry)
        for name, value in _values(document, holder):
            where = f"{pointer} {name}".rstrip()
            yield from ((where, problem) for problem in _misfits(validator, value))
    for where, schema in _schemas(document):
        if schema.get("examples"):
            validator = Draft202012Validator({"$ref": f"{_URI}{where}"}, registry=registry)
            for value in schema["examples"]:
                yield from ((where, problem) for problem in _misfits(validator, value))


def _misfits(validator: Validator, value: Any) -> Iterator[str]:
    values = (
        stream_events(value)
        if isinstance(value, str) and value.startswith(("id:", "retry:", ":"))
        else [value]
    )
    for single in values:
        try:
            errors = list(validator.iter_errors(single))
        except re.error:
            # A pattern that is none; its own rule says so.
            continue
        for error in errors[:_ERRORS_SHOWN]:
            text = error.message if len(error.message) <= 200 else error.message[:200] + "…"
            yield f"has an example that does not fit: {error.json_path}: {text}"


def _values(document: Document, holder: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The examples of a media type, a parameter, a header (by name) or a message (in a list)."""
    if "example" in holder:
        yield "example", holder["example"]
    examples = holder.get("examples", {})
    if isinstance(examples, dict):
        for name, example in examples.items():
            full = follow(document, example)
            if "value" in full:
                yield name, full["value"]
    else:
        for index, example in enumerate(examples):
            full = follow(document, example) if isinstance(example, dict) else {}
            if "payload" in full:
                yield str(full.get("name", index)), full["payload"]


def _holders(
    document: Document, pointer: str, node: Any, is_map: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that has a schema (not is one), with its JSON Pointer."""
    if isinstance(node, dict) and not is_map and _schema_key(node):
        yield pointer, node
    for key, value, holds_names in children(node, is_map):
        yield from _holders(document, f"{pointer}/{_escape(str(key))}", value, holds_names)


def _schema_key(node: dict[str, Any]) -> str | None:
    return next((key for key in _SCHEMA_HOLDERS if isinstance(node.get(key), dict)), None)


def _schemas(document: Document) -> Iterator[tuple[str, Schema]]:
    """Every schema with its JSON Pointer, those inside others too, references not followed."""
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        yield from _within(f"#/components/schemas/{_escape(name)}", schema)
    for pointer, holder in _holders(document, "#", document, False):
        if not pointer.startswith("#/components/schemas/"):
            key = _schema_key(holder)
            yield from _within(f"{pointer}/{key}", holder[str(key)])


def _within(pointer: str, schema: Any) -> Iterator[tuple[str, Schema]]:
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    for key in ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"):
        yield from _within(f"{pointer}/{key}", schema.get(key))
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for index, member in enumerate(schema.get(key, [])):
            yield from _within(f"{pointer}/{key}/{index}", member)
    for key in ("properties", "patternProperties", "$defs", "dependentSchemas"):
        for name, inner in schema.get(key, {}).items():
            yield from _within(f"{pointer}/{key}/{_escape(name)}", inner)


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
