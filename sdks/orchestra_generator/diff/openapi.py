"""Two states of an OpenAPI document against each other."""

from __future__ import annotations

import re
from typing import Any, Final

from orchestra_generator.diff.change import Level, Side
from orchestra_generator.diff.pair import Node, Pair, Place, join
from orchestra_generator.diff.security import alternatives, compare_schemes, compare_security
from orchestra_generator.document import Document, OperationEntry, operations

_BRACES: Final = re.compile(r"\{([^}]*)\}")
_WORDING: Final = ("summary", "description", "tags", "externalDocs")
_STYLE: Final = ("style", "explode", "allowReserved", "allowEmptyValue")


def compare_openapi(pair: Pair) -> None:
    """Write down every change of an OpenAPI document."""
    top = Place(pair.old, "#"), Place(pair.new, "#")
    pair.wording(
        top[0].child("info"), top[1].child("info"), "info", ("title", "summary", "description", "license")
    )
    pair.wording(*top, "document", ("tags", "externalDocs"))
    _servers(pair)
    compare_schemes(pair)
    before, after = _operations(pair.old), _operations(pair.new)
    for key, old in before.items():
        where = f"{old.method.upper()} {old.path}"
        if key in after:
            _operation(pair, old, after[key], where)
        else:
            pair.add("operation-removed", Level.BREAKING, where, _pointer(old), f"{where} is gone.")
    for key, new in after.items():
        if key not in before:
            where = f"{new.method.upper()} {new.path}"
            pair.add("operation-added", Level.ADDITIVE, where, _pointer(new), f"{where} is new.")


def _operations(document: Document) -> dict[tuple[str, str], OperationEntry]:
    """By method and path; what a path calls its parameters is not on the wire."""
    return {(entry.method, _BRACES.sub("{}", entry.path)): entry for entry in operations(document)}


def _pointer(entry: OperationEntry) -> str:
    return join("#/paths", entry.path, entry.method)


def _servers(pair: Pair) -> None:
    before, after = (
        [str(server["url"]) for server in side.get("servers", [])] for side in (pair.old, pair.new)
    )
    for url in before:
        if url not in after:
            pair.add("server-removed", Level.BREAKING, url, "#/servers", f"The server {url} is gone.")
    for url in after:
        if url not in before:
            pair.add("server-added", Level.ADDITIVE, url, "#/servers", f"The server {url} is new.")


def _operation(pair: Pair, old: OperationEntry, new: OperationEntry, where: str) -> None:
    before, after = Place(old.body, _pointer(old)), Place(new.body, _pointer(new))
    names = old.body.get("operationId"), new.body.get("operationId")
    if names[0] != names[1]:
        text = f"The operationId is {names[1]}, and was {names[0]}: methods of SDKs are named after it."
        pair.add("operation-renamed", Level.BREAKING, where, after, text)
    if old.path != new.path:
        text = f"The path is written {new.path}: arguments of SDKs are named after its parameters."
        pair.add("path-parameter-renamed", Level.BREAKING, where, after, text)
    compare_scope(pair, before, after, where)
    compare_security(
        pair, alternatives(old.body, pair.old), alternatives(new.body, pair.new), where, after.pointer
    )
    pair.wording(before, after, where, _WORDING)
    compare_deprecation(pair, before, after, where)
    renamed = dict(zip(_BRACES.findall(old.path), _BRACES.findall(new.path), strict=True))
    _parameters(pair, old, new, where, renamed)
    _request(pair, before, after, where)
    _answers(pair, before, after, where)


def compare_scope(pair: Pair, old: Place, new: Place, where: str) -> None:
    """The scope that a key needs: with another one, or with one where there was none, keys stop working."""
    before, after = old.node.get("x-scope"), new.node.get("x-scope")
    if before == after:
        return
    level = Level.ADDITIVE if after is None else Level.BREAKING
    text = f"The scope needed is {after or 'none'}, and was {before or 'none'}."
    pair.add("scope-changed", level, where, join(new.pointer, "x-scope"), text)


def compare_deprecation(pair: Pair, old: Place, new: Place, where: str) -> None:
    """Whether something is deprecated."""
    before, after = bool(old.node.get("deprecated")), bool(new.node.get("deprecated"))
    if after and not before:
        pair.add("deprecated", Level.ADDITIVE, where, new, "It is deprecated.")
    if before and not after:
        pair.add("not-deprecated", Level.DOCS, where, new, "It is not deprecated any more.")


def _parameters(
    pair: Pair, old: OperationEntry, new: OperationEntry, where: str, renamed: dict[str, str]
) -> None:
    before = _by_name(pair.old, old, renamed)
    after = _by_name(pair.new, new, {})
    for key, place in before.items():
        at = f"{where} {key[0]} {place.node['name']}"
        if key in after:
            _parameter(pair, place, after[key], at)
        else:
            text = f"The parameter {place.node['name']} is gone."
            pair.add("parameter-removed", Level.BREAKING, at, place, text)
    for key, place in after.items():
        if key in before:
            continue
        name, needed = place.node["name"], bool(place.node.get("required"))
        pair.add(
            "required-parameter-added" if needed else "parameter-added",
            Level.BREAKING if needed else Level.ADDITIVE,
            f"{where} {key[0]} {name}",
            place,
            f"The parameter {name} is new{' and has to be sent' if needed else ''}.",
        )


def _by_name(
    document: Document, entry: OperationEntry, renamed: dict[str, str]
) -> dict[tuple[str, str], Place]:
    """The parameters by place and name. Their pointers lead to components where they are some."""
    found = {}
    for index, node in enumerate(entry.parameters):
        name = str(node["name"])
        name = name.lower() if node["in"] == "header" else name
        name = renamed.get(name, name) if node["in"] == "path" else name
        pointer = _shared(document, node) or join(_pointer(entry), "parameters", index)
        found[str(node["in"]), name] = Place(node, pointer)
    return found


def _shared(document: Document, node: Node) -> str | None:
    """Where a parameter stands among the components: references were followed, which copies."""
    for name, candidate in document.get("components", {}).get("parameters", {}).items():
        if candidate == node:
            return join("#/components/parameters", name)
    return None


def _parameter(pair: Pair, old: Place, new: Place, where: str) -> None:
    before, after = bool(old.node.get("required")), bool(new.node.get("required"))
    if after and not before:
        pair.add("parameter-required", Level.BREAKING, where, new, "It has to be sent now.")
    if before and not after:
        pair.add("parameter-optional", Level.ADDITIVE, where, new, "It may be left out now.")
    for field in _STYLE:
        if old.node.get(field) != new.node.get(field):
            pair.add("parameter-style-changed", Level.BREAKING, where, new, f"`{field}` is another one.")
    pair.wording(old, new, where, ("description", "example", "examples"))
    compare_deprecation(pair, old, new, where)
    pair.schemas(Side.REQUEST, old, new, where)
    _media_types(pair, Side.REQUEST, old, new, where)


def _request(pair: Pair, old: Place, new: Place, where: str) -> None:
    where = f"{where} body"
    if "requestBody" not in old.node and "requestBody" not in new.node:
        return
    before, after = pair.both(old.child("requestBody"), new.child("requestBody"))
    needed = bool(after.node.get("required"))
    if not before.node:
        level, kind = (Level.BREAKING, "required-body-added") if needed else (Level.ADDITIVE, "body-added")
        pair.add(kind, level, where, after, "The request has a body now.")
        return
    if not after.node:
        pair.add("body-removed", Level.BREAKING, where, before, "The request has no body any more.")
        return
    if needed and not before.node.get("required"):
        pair.add("body-required", Level.BREAKING, where, after, "The body has to be sent now.")
    if before.node.get("required") and not needed:
        pair.add("body-optional", Level.ADDITIVE, where, after, "The body may be left out now.")
    pair.wording(before, after, where, ("description",))
    _media_types(pair, Side.REQUEST, before, after, where)


def _answers(pair: Pair, old: Place, new: Place, where: str) -> None:
    before, after = old.child("responses"), new.child("responses")
    for status in before.node:
        at = f"{where} → {status}"
        if status in after.node:
            pair.shared(*pair.both(before.child(status), after.child(status)), at, _answer)
            continue
        # Errors that do not come any more surprise nobody.
        level = Level.BREAKING if _is_success(status) else Level.ADDITIVE
        pair.add("status-removed", level, at, before.child(status), f"{status} is not answered any more.")
    for status in after.node:
        if status not in before.node:
            # Clients decide errors by their code; of a success they do not know they can make nothing.
            level = Level.BREAKING if _is_success(status) else Level.ADDITIVE
            pair.add(
                "status-added",
                level,
                f"{where} → {status}",
                after.child(status),
                f"{status} may be answered.",
            )


def _is_success(status: str) -> bool:
    return status[0] in "123"


def _answer(pair: Pair, old: Place, new: Place, where: str) -> None:
    pair.wording(old, new, where, ("description", "links"))
    _headers(pair, old, new, where)
    _media_types(pair, Side.RESPONSE, old, new, where)


def _headers(pair: Pair, old: Place, new: Place, where: str) -> None:
    before, after = old.child("headers"), new.child("headers")
    # Their names are the same in capitals and small letters.
    called = {name.lower(): name for name in after.node}
    for name in before.node:
        at = f"{where} header {name}"
        if name.lower() in called:
            other = after.child(called.pop(name.lower()))
            pair.shared(*pair.both(before.child(name), other), at, _header)
        else:
            pair.add("header-removed", Level.BREAKING, at, before.child(name), f"The header {name} is gone.")
    for name in called.values():
        at, text = f"{where} header {name}", f"The header {name} is new."
        pair.add("header-added", Level.ADDITIVE, at, after.child(name), text)


def _header(pair: Pair, old: Place, new: Place, where: str) -> None:
    required = bool(old.node.get("required")), bool(new.node.get("required"))
    if required == (True, False):
        pair.add("header-optional", Level.BREAKING, where, new, "It may be absent now.")
    if required == (False, True):
        pair.add("header-required", Level.ADDITIVE, where, new, "It is always there now.")
    for field in _STYLE:
        if old.node.get(field) != new.node.get(field):
            pair.add("header-style-changed", Level.BREAKING, where, new, f"`{field}` is another one.")
    pair.wording(old, new, where, ("description", "example", "examples"))
    compare_deprecation(pair, old, new, where)
    pair.schemas(Side.RESPONSE, old, new, where)


def _media_types(pair: Pair, side: Side, old: Place, new: Place, where: str) -> None:
    before, after = old.child("content"), new.child("content")
    for name in before.node:
        at = f"{where} {name}"
        if name not in after.node:
            text = f"{name} is gone."
            pair.add(f"{side}-media-type-removed", Level.BREAKING, at, before.child(name), text)
            continue
        one, other = before.child(name), after.child(name)
        if _plain(one.node.get("encoding")) != _plain(other.node.get("encoding")):
            pair.add(f"{side}-encoding-changed", Level.BREAKING, at, other, "The encoding is another one.")
        pair.wording(one, other, at, ("example", "examples"))
        pair.schemas(side, one, other, at)
    for name in after.node:
        if name not in before.node:
            at, text = f"{where} {name}", f"{name} is one more media type."
            pair.add(f"{side}-media-type-added", Level.ADDITIVE, at, after.child(name), text)


def _plain(value: Any) -> Any:
    return value or None
