"""What an OpenAPI or AsyncAPI document is to this package, and the few ways through it that several modules share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from orchestra_generator.failure import GeneratorError

Document = dict[str, Any]
Schema = dict[str, Any]

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# Fields that hold somebody's data: what looks like a schema or a reference inside them is none.
_DATA: Final = frozenset({"example", "examples", "default", "const", "enum", "value", "security"})
# Fields that hold things by name: whatever a key is called there, it is a name and no field.
_MAPS: Final = frozenset(
    {
        "properties",
        "patternProperties",
        "$defs",
        "dependentSchemas",
        "schemas",
        "responses",
        "headers",
        "examples",
        "links",
        "callbacks",
        "content",
        "encoding",
        "paths",
        "webhooks",
        "pathItems",
        "parameters",
        "requestBodies",
        "securitySchemes",
        "channels",
        "operations",
        "messages",
        "servers",
        "variables",
        "replies",
        "replyAddresses",
        "correlationIds",
        "messageTraits",
        "operationTraits",
    }
)


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """An operation where it stands; `parameters` has the path's own among them, references followed."""

    method: str
    path: str
    body: dict[str, Any]
    parameters: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        """The operationId, or method and path where there is none."""
        return str(self.body.get("operationId") or f"{self.method.upper()} {self.path}")


def operations(document: Document) -> Iterator[OperationEntry]:
    """The operations of an OpenAPI document, in its order."""
    for path, item in document.get("paths", {}).items():
        shared = [follow(document, entry) for entry in item.get("parameters", [])]
        for method in METHODS:
            if method not in item:
                continue
            own = [follow(document, entry) for entry in item[method].get("parameters", [])]
            names = {(entry["in"], entry["name"]) for entry in own}
            inherited = [entry for entry in shared if (entry["in"], entry["name"]) not in names]
            yield OperationEntry(method, path, item[method], (*inherited, *own))


def resolve(document: Document, reference: str) -> Any:
    """The thing in `document` that a local reference (`#/…`) points to. Raises GeneratorError where there is none."""
    if not reference.startswith("#/"):
        raise GeneratorError(f"The reference {reference} leaves its document.")
    found: Any = document
    for part in reference[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and key.isdecimal() and int(key) < len(found):
            found = found[int(key)]
        elif isinstance(found, dict) and key in found:
            found = found[key]
        else:
            raise GeneratorError(f"The reference {reference} points to nothing.")
    return found


def follow(document: Document, node: dict[str, Any]) -> dict[str, Any]:
    """`node`, with its `$ref` (and what that refers to) replaced by what it points to; its other fields win."""
    seen: set[str] = set()
    while "$ref" in node:
        reference = node["$ref"]
        if reference in seen:
            raise GeneratorError(f"The reference {reference} comes back to itself.")
        seen.add(reference)
        target = resolve(document, reference)
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        if "$ref" in target:
            node["$ref"] = target["$ref"]
    return node


def schema_name(node: dict[str, Any]) -> str | None:
    """The name of the component schema that `node` refers to, or None."""
    reference = node.get("$ref", "")
    start = "#/components/schemas/"
    return reference.removeprefix(start) if reference.startswith(start) else None


def children(node: Any, is_map: bool) -> Iterator[tuple[str | int, Any, bool]]:
    """What `node` holds, as (key, value, whether the value holds things by name); data and extensions left out."""
    if isinstance(node, list):
        yield from ((index, value, False) for index, value in enumerate(node))
    elif isinstance(node, dict):
        for key, value in node.items():
            if is_map:
                yield key, value, False
            elif (
                isinstance(value, dict)
                and key in _MAPS
                and all(isinstance(entry, dict) for entry in value.values())
            ):
                yield key, value, True
            elif key not in _DATA and not key.startswith("x-"):
                yield key, value, False


def references(node: Any, is_map: bool = False) -> Iterator[str]:
    """Every `$ref` in `node`."""
    if isinstance(node, dict) and not is_map and isinstance(node.get("$ref"), str):
        yield node["$ref"]
    for _, value, holds_names in children(node, is_map):
        yield from references(value, holds_names)


def reachable_schemas(document: Document, roots: list[str]) -> list[str]:
    """Names of the component schemas that `roots` lead to, themselves included, sorted."""
    schemas = document.get("components", {}).get("schemas", {})
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [target for ref in references(schemas[name]) if (target := schema_name({"$ref": ref}))]
    return sorted(found)
