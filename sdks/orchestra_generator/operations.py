"""contract/operations.py: what the service has to serve, as a table."""

from __future__ import annotations

from typing import Final

from orchestra_generator.document import follow
from orchestra_generator.parameters import PLACES, model_name, parameters_of
from orchestra_generator.python_text import docstring
from orchestra_generator.shapes import (
    PublishedOperation,
    current_operations,
    module_of,
    published_operations,
    request_of,
)
from orchestra_generator.specification import CURRENT, Specification

INTRODUCTION: Final = (
    "The operations of the contract: what the service binds its handlers to, and nothing else."
)
IDEMPOTENCY_HEADER: Final = "idempotency-key"
_DEFINITION: Final = '''
@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: a method on a path, who may call it, and what goes in and comes out.

    `path` has its parameters in braces. `version` is the document: a version of the API, or `service` for what
    has none. `request` is the model of the JSON body; the `…_params` models read path, query and headers, and
    `header_names` are the headers that the last one knows. `success` are the statuses of answers that are no
    errors, `content_types` what those can be; empty where they have no body. `idempotent` operations take an
    Idempotency-Key.
    """

    id: str
    method: str
    path: str
    version: str
    scope: str | None
    secured: bool
    request: type[BaseModel] | None
    path_params: type[BaseModel] | None
    query_params: type[BaseModel] | None
    header_params: type[BaseModel] | None
    header_names: tuple[str, ...]
    success: tuple[int, ...]
    content_types: tuple[str, ...]
    idempotent: bool
    tags: tuple[str, ...]
'''


def operations_module(specification: Specification) -> str:
    """The source of contract/operations.py, before formatting."""
    number = specification.openapi[CURRENT]["info"]["version"]
    rows = [
        _row(operation, module_of(specification, operation))
        for operation in published_operations(specification)
    ]
    parameters = sorted(
        name
        for operation in current_operations(specification)
        for place in PLACES
        if (name := model_name(operation, place))
    )
    # The parameter models are what handlers are typed with, so they can be had from the table that names them.
    imports = (
        "from __future__ import annotations\n\nfrom dataclasses import dataclass\nfrom typing import Final\n\n"
        "from pydantic import BaseModel\n\n"
        f"from orchestra.contract import {', '.join(['models', *specification.older])}\n"
        f"from orchestra.contract.models import ({', '.join(parameters)})\n\n"
        f"__all__ = {sorted(['CONTRACT_VERSION', 'OPERATIONS', 'Operation', *parameters])!r}\n"
    )
    version = f'CONTRACT_VERSION: Final = "{number}"\n{docstring("The number of the specification.")}\n'
    table = "OPERATIONS: Final[tuple[Operation, ...]] = (\n" + "".join(f"{row},\n" for row in rows) + ")\n"
    return "\n\n".join([docstring(INTRODUCTION), imports, version, _DEFINITION, table])


def _row(operation: PublishedOperation, module: str) -> str:
    body = operation.entry.body
    # An operation's own `security`, also an empty one, replaces the document's.
    secured = bool(body.get("security", operation.document.get("security", [])))
    answers = {
        int(status): follow(operation.document, answer)
        for status, answer in body["responses"].items()
        if status.isdecimal() and int(status) < 400
    }
    types = dict.fromkeys(
        media_type for answer in answers.values() for media_type in answer.get("content", {})
    )
    request = request_of(operation)
    headers = tuple(parameter["name"] for parameter in parameters_of(operation, "header"))
    fields = {
        "id": repr(operation.entry.name),
        "method": repr(operation.entry.method.upper()),
        "path": repr(operation.entry.path),
        "version": repr(operation.version),
        "scope": repr(body.get("x-scope")),
        "secured": repr(secured),
        "request": f"{module}.{request}" if request else "None",
        "path_params": _parameters(operation, "path", module),
        "query_params": _parameters(operation, "query", module),
        "header_params": _parameters(operation, "header", module),
        "header_names": repr(headers),
        "success": repr(tuple(sorted(answers))),
        "content_types": repr(tuple(types)),
        "idempotent": repr(IDEMPOTENCY_HEADER in (name.lower() for name in headers)),
        "tags": repr(tuple(body.get("tags", []))),
    }
    return f"Operation({', '.join(f'{name}={value}' for name, value in fields.items())})"


def _parameters(operation: PublishedOperation, place: str, module: str) -> str:
    name = model_name(operation, place)
    return f"{module}.{name}" if name and module != "models" else str(name)
