"""Which schemas and parameters the generated Python needs, drawn from all published OpenAPI documents at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from orchestra_generator.document import (
    Document,
    OperationEntry,
    Schema,
    follow,
    operations,
    reachable_schemas,
    schema_name,
)
from orchestra_generator.failure import GeneratorError
from orchestra_generator.specification import Specification

JSON_TYPES: Final = ("application/json", "application/problem+json")
LINES_TYPE: Final = "application/x-ndjson"
EVENT_UNION: Final = "RunEvent"
# Keywords that the models cannot carry. Losing one silently would let through what the specification forbids.
_LOST: Final = frozenset(
    {
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "patternProperties",
        "propertyNames",
        "contains",
        "minContains",
        "maxContains",
        "uniqueItems",
        "unevaluatedProperties",
        "unevaluatedItems",
        "prefixItems",
    }
)


@dataclass(frozen=True, slots=True)
class PublishedOperation:
    """An operation with the name of the document it stands in."""

    version: str
    document: Document
    entry: OperationEntry


def published_operations(
    specification: Specification, version: str | None = None
) -> Iterator[PublishedOperation]:
    """All operations, the current version's first, or those of the document `version` alone."""
    for name, document in specification.openapi.items():
        if version in (None, name):
            for entry in operations(document):
                yield PublishedOperation(name, document, entry)


def module_of(specification: Specification, operation: PublishedOperation) -> str:
    """The module of the contract that has an operation's models: older versions have one each."""
    return operation.version if operation.version in specification.older else "models"


def current_operations(specification: Specification) -> Iterator[PublishedOperation]:
    """The operations of the current version, and those that have no version."""
    for operation in published_operations(specification):
        if operation.version not in specification.older:
            yield operation


def all_schemas(specification: Specification) -> dict[str, Schema]:
    """The component schemas of all published documents by name.

    Raises GeneratorError when two documents mean different things by one name.
    """
    found: dict[str, Schema] = {}
    for version, document in specification.openapi.items():
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            if found.setdefault(name, schema) != schema:
                raise GeneratorError(
                    f"The schema {name} of {version} differs from another document's: rename one."
                )
    return dict(sorted(found.items()))


def model_schemas(specification: Specification, version: str | None = None) -> dict[str, Schema]:
    """What goes over the wire as JSON: requests, answers, lines of streams, and what parameters refer to.

    Without a `version` that is the current one's and what has no version; an older one's stand in its own document.
    """
    roots: set[str] = set()
    chosen = published_operations(specification, version) if version else current_operations(specification)
    for operation in chosen:
        bodies = (
            [follow(operation.document, operation.entry.body["requestBody"])] if request_of(operation) else []
        )
        answers = [
            follow(operation.document, answer) for answer in operation.entry.body["responses"].values()
        ]
        for holder in (*bodies, *answers):
            for media_type, content in holder.get("content", {}).items():
                if media_type in JSON_TYPES:
                    roots.add(_named(operation, content["schema"]))
                elif media_type == LINES_TYPE and version:
                    roots.add(_named(operation, content["schema"]["items"]))
        for parameter in operation.entry.parameters:
            name = schema_name(parameter["schema"])
            if name and follow(operation.document, parameter["schema"]).get("type") == "string":
                roots.add(name)
    if not version:
        roots -= {name for older in specification.older for name in _schemas_of(specification, older)}
    return _reached(specification, roots)


def event_schemas(specification: Specification) -> dict[str, Schema]:
    """The events of a run and what they are made of; nothing where no document has events."""
    schemas = all_schemas(specification)
    return _reached(specification, {EVENT_UNION}) if EVENT_UNION in schemas else {}


def request_of(operation: PublishedOperation) -> str | None:
    """The name of the schema of the request's body, or None where the operation takes none."""
    body = operation.entry.body.get("requestBody")
    if body is None:
        return None
    content = follow(operation.document, body)["content"]
    if set(content) != {"application/json"}:
        raise GeneratorError(
            f"{operation.entry.name} takes {', '.join(content)}; the generator knows JSON only."
        )
    return _named(operation, content["application/json"]["schema"])


def check_carried(name: str, schema: Schema) -> None:
    """Raises GeneratorError when a schema says something that the models could not enforce."""
    for node in _nodes(schema):
        lost = sorted(_LOST & node.keys())
        if "minProperties" in node and "properties" in node:
            lost.append("minProperties beside properties")
        if lost:
            raise GeneratorError(
                f"The schema {name} uses {', '.join(lost)}, which no generated model can check."
            )


def _nodes(schema: Any) -> Iterator[Schema]:
    if isinstance(schema, dict):
        yield schema
        for key in ("items", "additionalProperties"):
            yield from _nodes(schema.get(key))
        for key in ("anyOf", "oneOf", "allOf"):
            for member in schema.get(key, []):
                yield from _nodes(member)
        for value in schema.get("properties", {}).values():
            yield from _nodes(value)


def _named(operation: PublishedOperation, schema: Schema) -> str:
    name = schema_name(schema)
    if name is None:
        raise GeneratorError(
            f"{operation.entry.name} has a body without a named schema: give it a component."
        )
    return name


def _schemas_of(specification: Specification, version: str) -> dict[str, Schema]:
    schemas: dict[str, Schema] = specification.openapi[version].get("components", {}).get("schemas", {})
    return schemas


def _reached(specification: Specification, roots: set[str]) -> dict[str, Schema]:
    schemas = all_schemas(specification)
    merged = {"components": {"schemas": schemas}}
    return {name: schemas[name] for name in reachable_schemas(merged, sorted(roots))}
