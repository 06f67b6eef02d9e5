"""One request in Postman's format, filled from the specification's examples so that it works as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from orchestra_generator.document import Document, OperationEntry, follow
from orchestra_generator.failure import GeneratorError
from orchestra_generator.postman.chain import path_names, success_of
from orchestra_generator.postman.environments import BASE_URL
from orchestra_generator.postman.scripts import media_type


def request_for(document: Document, entry: OperationEntry, given: set[str], body: Any) -> dict[str, Any]:
    """The request of an operation. `given` are the variables that earlier requests set.

    `body` stands for the specification's first example, where it is not None. Raises GeneratorError where a value that
    has to be sent has no example.
    """
    headers = []
    kind = media_type(success_of(document, entry)[1])
    if kind is not None:
        headers.append({"key": "Accept", "value": kind})
    if "requestBody" in entry.body:
        headers.append({"key": "Content-Type", "value": "application/json"})
    request: dict[str, Any] = {
        "method": entry.method.upper(),
        "header": [*headers, *_parameters(document, entry, "header")],
    }
    if "requestBody" in entry.body:
        if body is None:
            body = _body_example(document, entry)
        request["body"] = {
            "mode": "raw",
            "raw": json.dumps(body, ensure_ascii=False, indent=2),
            "options": {"raw": {"language": "json"}},
        }
    request["url"] = _url(document, entry, given)
    return request


def _url(document: Document, entry: OperationEntry, given: set[str]) -> dict[str, Any]:
    """The address, in the parts that Postman wants; a path's parameter is taken from a variable or its example."""
    path = entry.path
    for name in path_names(entry):
        path = path.replace(f"{{{name}}}", f":{name}")
    query = _parameters(document, entry, "query")
    sent = "&".join(f"{part['key']}={quote(part['value'])}" for part in query if not part.get("disabled"))
    url: dict[str, Any] = {
        "raw": f"{{{{{BASE_URL}}}}}{path}{'?' if sent else ''}{sent}",
        "host": [f"{{{{{BASE_URL}}}}}"],
        "path": path.removeprefix("/").split("/"),
    }
    if query:
        url["query"] = query
    if path_names(entry):
        url["variable"] = [
            {
                "key": parameter["name"],
                "value": f"{{{{{parameter['name']}}}}}"
                if parameter["name"] in given
                else _path_example(document, entry, parameter),
                "description": parameter["description"],
            }
            for parameter in entry.parameters
            if parameter["in"] == "path"
        ]
    return url


def _parameters(document: Document, entry: OperationEntry, place: str) -> list[dict[str, Any]]:
    """The parameters of the query or the headers. Those without an example are there, switched off."""
    found = []
    for parameter in entry.parameters:
        if parameter["in"] != place:
            continue
        value = _example(document, parameter)
        row = {"key": parameter["name"], "value": "" if value is None else _text(value)}
        if value is None:
            if parameter.get("required"):
                raise GeneratorError(f"{entry.name}: the parameter {parameter['name']} needs an example.")
            row["value"] = next(iter(follow(document, parameter["schema"]).get("enum", [])), "")
        found.append(
            {
                **row,
                "description": parameter["description"],
                **({"disabled": True} if value is None else {}),
            }
        )
    return found


def _path_example(document: Document, entry: OperationEntry, parameter: dict[str, Any]) -> str:
    value = _example(document, parameter)
    if value is None:
        raise GeneratorError(
            f"{entry.name}: nothing says what {{{parameter['name']}}} can be. Give the parameter an example, or the "
            "operation that makes such a thing (a POST, in a folder before) a link to this one."
        )
    return _text(value)


def _body_example(document: Document, entry: OperationEntry) -> Any:
    content = follow(document, entry.body["requestBody"])["content"]["application/json"]
    for _, value in examples_of(document, content):
        return value
    raise GeneratorError(f"{entry.name}: the body needs an example.")


def _example(document: Document, parameter: dict[str, Any]) -> Any:
    return next((value for _, value in examples_of(document, parameter)), None)


def examples_of(document: Document, holder: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The examples of a parameter or a content, each with its name."""
    if "example" in holder:
        yield "example", holder["example"]
    for name, example in holder.get("examples", {}).items():
        yield name, follow(document, example)["value"]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
