"""Which value of which answer a later request needs. The links of the specification say so."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from orchestra_generator.document import Document, OperationEntry, follow, operations

_BODY: Final = "$response.body#"
_HEADER: Final = "$response.header."
_EXPRESSION: Final = re.compile(r"\$response\.(body#(/[^/]+)+|header\..+)")


def success_of(document: Document, entry: OperationEntry) -> tuple[int, dict[str, Any]]:
    """Status and answer of an operation that went well: the first in the document that is no error."""
    status = next(status for status in entry.body["responses"] if status.isdecimal() and int(status) < 400)
    return int(status), follow(document, entry.body["responses"][status])


def path_names(entry: OperationEntry) -> list[str]:
    """The names of the parameters in an operation's path."""
    return re.findall(r"\{([^}]+)\}", entry.path)


def variables_of(document: Document, entry: OperationEntry) -> dict[str, str]:
    """What an operation's answer gives to later requests: a runtime expression by the name of a path's parameter.

    Only what makes a thing names it: the first entry of a list may be somebody's real conversation, which a run of
    the whole collection would then delete. An operation on a thing that the path names gives nothing new.
    """
    if entry.method != "post" or path_names(entry):
        return {}
    wanted = {entry.name: set(path_names(entry)) for entry in operations(document)}
    found: dict[str, str] = {}
    for link in links_of(document, entry).values():
        for parameter, value in link.get("parameters", {}).items():
            name = parameter.removeprefix("path.")
            if name in wanted.get(link.get("operationId", ""), ()) and _EXPRESSION.fullmatch(str(value)):
                found.setdefault(name, value)
    return found


def follow_ups(document: Document, entry: OperationEntry) -> list[tuple[str, str, Any]]:
    """The requests that an answer invites to and whose body it fills: operationId, description and body of each.

    In a body, what comes from the answer is written as the variable that keeps it.
    """
    keepers = {value: f"{{{{{name}}}}}" for name, value in variables_of(document, entry).items()}
    return [
        (link["operationId"], link.get("description", ""), _filled(link["requestBody"], keepers))
        for link in links_of(document, entry).values()
        if "requestBody" in link and "operationId" in link and keepers
    ]


def links_of(document: Document, entry: OperationEntry) -> dict[str, dict[str, Any]]:
    """The links of an operation's successful answer by name."""
    _, answer = success_of(document, entry)
    return {name: follow(document, link) for name, link in answer.get("links", {}).items()}


def javascript(expression: str) -> str:
    """A runtime expression of OpenAPI as JavaScript of a test script."""
    if expression.startswith(_HEADER):
        return f"pm.response.headers.get({json.dumps(expression.removeprefix(_HEADER))})"
    steps = expression.removeprefix(_BODY)[1:].split("/")
    keys = [step.replace("~1", "/").replace("~0", "~") for step in steps]
    return "pm.response.json()" + "".join(
        f"[{key}]" if key.isdecimal() else f"[{json.dumps(key)}]" for key in keys
    )


def _filled(node: Any, keepers: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, keepers) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, keepers) for value in node]
    return keepers.get(node, node) if isinstance(node, str) else node
