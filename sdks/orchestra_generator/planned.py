"""The one filter that takes out what is planned: specified and reviewed, but not built yet.

`x-planned: true` may stand on anything that has a name or is in a list: an operation, a path, a property, a parameter,
an example, a link, a component, a channel, a message. What is left is a document of its own: nothing in it refers to
what went, and nothing is in it that only what went had used. Single values of an enum go by `x-planned-values`, a list
beside the `enum`.
"""

from __future__ import annotations

import copy
from typing import Any, Final

from orchestra_generator.document import METHODS, Document, children, follow, references, resolve
from orchestra_generator.failure import GeneratorError

MARK: Final = "x-planned"
# A schema that stays though nothing refers to it: the unions of frames, which generators look for.
ROOT: Final = "x-root"
VALUES: Final = "x-planned-values"
# Component kinds that are used by name; the others by reference.
_BY_NAME: Final = frozenset({"securitySchemes"})
_UNIONS: Final = ("oneOf", "anyOf", "allOf")


def without_planned(document: Document) -> Document:
    """A copy of an OpenAPI or AsyncAPI document (bundled: all references local) without what is planned.

    Raises GeneratorError when the document refers to something that is not in it.
    """
    for reference in references(document):
        resolve(document, reference)
    result = copy.deepcopy(document)
    while True:
        before = copy.deepcopy(result)
        _sweep(result, result, is_map=False)
        _drop_empty_paths(result)
        _drop_links(result)
        _drop_unreachable(result)
        if result == before:
            break
    _drop_tags(result)
    return result


def operation_ids(document: Document) -> set[str]:
    """The names of the operations of an OpenAPI or AsyncAPI document."""
    found = {
        str(item[method]["operationId"])
        for item in document.get("paths", {}).values()
        for method in METHODS
        if "operationId" in item.get(method, {})
    }
    if "asyncapi" in document:
        found |= set(document.get("operations", {}))
    return found


def _sweep(document: Document, node: Any, *, is_map: bool) -> bool:
    """Clean what `node` holds; True when `node` itself cannot stay."""
    if isinstance(node, dict) and not is_map:
        if node.get(MARK) is True:
            return True
        node.pop(MARK, None)
        if _is_dangling(document, node):
            return True
        _drop_values(node)
    gone: list[str | int] = []
    for key, value, holds_names in list(children(node, is_map)):
        if not isinstance(value, (dict, list)):
            continue
        before = list(value)
        if _sweep(document, value, is_map=holds_names):
            gone.append(key)
        elif len(value) < len(before) and not is_map:
            if isinstance(value, list) and (key in _UNIONS or key == "messages") and _says_nothing(value):
                return True
            if holds_names and key == "properties":
                _drop_required(node, set(before) - set(value))
    # A field that must be there takes its holder with it: an array without its items, a parameter without its schema.
    if isinstance(node, dict) and not is_map and gone and not set(gone) <= set(METHODS):
        return True
    for key in reversed(gone):
        del node[key]
    if isinstance(node, dict) and not is_map:
        _drop_mapping(document, node)
    return False


def _is_dangling(document: Document, node: dict[str, Any]) -> bool:
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return False
    try:
        target = resolve(document, reference)
    except GeneratorError:
        return True
    return isinstance(target, dict) and target.get(MARK) is True


def _says_nothing(members: list[Any]) -> bool:
    # `anyOf: [planned thing, null]` without the planned thing allows null and nothing else.
    return all(isinstance(member, dict) and member.get("type") == "null" for member in members)


def _drop_values(node: dict[str, Any]) -> None:
    values = node.pop(VALUES, [])
    if values:
        node["enum"] = [value for value in node.get("enum", []) if value not in values]


def _drop_required(schema: dict[str, Any], removed: set[str]) -> None:
    left = [name for name in schema.get("required", []) if name not in removed]
    if left:
        schema["required"] = left
    else:
        schema.pop("required", None)


def _drop_mapping(document: Document, node: dict[str, Any]) -> None:
    discriminator = node.get("discriminator")
    if isinstance(discriminator, dict) and isinstance(discriminator.get("mapping"), dict):
        discriminator["mapping"] = {
            value: target
            for value, target in discriminator["mapping"].items()
            if not _is_dangling(document, {"$ref": target})
        }


def _drop_empty_paths(document: Document) -> None:
    paths = document.get("paths", {})
    for path in [path for path, item in paths.items() if not any(method in item for method in METHODS)]:
        del paths[path]


def _drop_links(document: Document) -> None:
    """Links to operations that went, wherever an answer carries them."""
    known = operation_ids(document)
    holders = [
        response
        for item in document.get("paths", {}).values()
        for method in METHODS
        for response in item.get(method, {}).get("responses", {}).values()
    ]
    components = document.get("components", {})
    holders += components.get("responses", {}).values()
    for links in [*(holder.get("links", {}) for holder in holders), components.get("links", {})]:
        for name in list(links):
            target = follow(document, links[name]).get("operationId")
            if target is not None and target not in known:
                del links[name]
    for holder in holders:
        if holder.get("links") == {}:
            del holder["links"]


def _drop_unreachable(document: Document) -> None:
    """Components that nothing outside of `components` leads to, and no root among them."""
    components = document.get("components", {})
    waiting = [
        ref for key, value in document.items() if key != "components" for ref in references({key: value})
    ]
    waiting += [
        f"#/components/schemas/{name}"
        for name, schema in components.get("schemas", {}).items()
        if schema.get(ROOT) is True
    ]
    found: set[str] = set()
    while waiting:
        reference = waiting.pop()
        if reference not in found:
            found.add(reference)
            waiting += references(resolve(document, reference))
    used = {tuple(reference.split("/")[2:4]) for reference in found if reference.startswith("#/components/")}
    for kind in [kind for kind in components if isinstance(components[kind], dict)]:
        if kind not in _BY_NAME and not kind.startswith("x-"):
            for name in [name for name in components[kind] if (kind, name) not in used]:
                del components[kind][name]
            if not components[kind]:
                del components[kind]


def _drop_tags(document: Document) -> None:
    """Tags of an OpenAPI document that no operation carries any more."""
    if "openapi" in document and "tags" in document:
        used = {
            tag
            for item in document.get("paths", {}).values()
            for method in METHODS
            for tag in item.get(method, {}).get("tags", [])
        }
        document["tags"] = [tag for tag in document["tags"] if tag["name"] in used]
