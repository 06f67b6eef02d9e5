"""Handlers bound to the operations of the contract, checked both ways when the service starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, get_type_hints

from starlette.routing import Route

from orchestra.api.endpoint import Endpoint, Handler, Services
from orchestra.api.handlers import HANDLERS, OLDER_HANDLERS
from orchestra.api.middleware import VERSION_KEY
from orchestra.api.versioned import DetectingEndpoint, OlderEndpoint
from orchestra.api.versions.older import OLDER
from orchestra.contract.operations import OPERATIONS, Operation
from orchestra.errors import ErrorCode, OrchestraError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

# Operations whose path names no version, with the operation that each version has for them.
DETECTED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "detectChat": {"v1": "createChatV1", "v2": "createChat"},
        "detectChatStream": {"v1": "createChatStreamV1", "v2": "createChatStream"},
    }
)

# The names of models have slashes in them, which clients write as they are or as %2F.
_WHOLE_PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {"/openai/v1/models/{model}": "/openai/v1/models/{model:path}"}
)


class ContractMismatch(Exception):
    """The handlers and the specification do not fit together; the service must not start."""


def build_routes(
    services: Services,
    operations: Iterable[Operation] = OPERATIONS,
    handlers: Mapping[str, Handler] = HANDLERS,
) -> list[Route]:
    """One route a path, each with an endpoint for every method the contract gives it.

    Raises ContractMismatch when an operation has no handler, a handler no operation, or their types differ.
    """
    table = {operation.id: operation for operation in operations}
    own = {name: operation for name, operation in table.items() if name not in DETECTED}
    current = {name: operation for name, operation in own.items() if operation.version not in OLDER}
    complaints = [f"operation {name} has no handler" for name in current.keys() - handlers.keys()]
    complaints += [
        f"handler {name} serves no operation of the contract" for name in handlers.keys() - current.keys()
    ]
    for name in current.keys() & handlers.keys():
        complaints += _differences(current[name], handlers[name])
    for name, operation in own.items():
        if name not in current and OLDER[operation.version].operations.get(name) not in current:
            complaints.append(f"operation {name} of {operation.version} has no operation to go up to")
    complaints += [
        f"operation {name} is of several versions, and {target} is not there"
        for name in DETECTED.keys() & table.keys()
        for target in DETECTED[name].values()
        if target not in own
    ]
    if complaints:
        raise ContractMismatch("; ".join(sorted(complaints)))
    endpoints = {name: Endpoint(operation, handlers[name], services) for name, operation in current.items()}
    for name, operation in own.items():
        if name not in current:
            older = OLDER[operation.version]
            target = current[older.operations[name]]
            handler = OLDER_HANDLERS.get(name, handlers[target.id])
            endpoints[name] = OlderEndpoint(operation, target, handler, older, services)
    for name in DETECTED.keys() & table.keys():
        versions = {version: endpoints[target] for version, target in DETECTED[name].items()}
        endpoints[name] = DetectingEndpoint(table[name], versions, services)
    paths: dict[str, dict[str, Endpoint]] = defaultdict(dict)
    for name, operation in table.items():
        paths[operation.path][operation.method] = endpoints[name]
    return [
        Route(_WHOLE_PATHS.get(path, path), PathEndpoint(methods, services), name=path)
        for path, methods in paths.items()
    ]


class PathEndpoint:
    """All methods of one path: HEAD is answered like GET, without a body; the others get a 405 with a right Allow."""

    def __init__(self, methods: Mapping[str, Endpoint], services: Services) -> None:
        self._methods = dict(methods)
        if "GET" in self._methods:
            self._methods["HEAD"] = self._methods["GET"]
        self._allow = ", ".join(sorted(self._methods))
        self._problems = services.problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the endpoint of its method."""
        endpoint = self._methods.get(scope["method"])
        if endpoint is not None:
            await endpoint(scope, receive, send)
            return
        error = OrchestraError(
            ErrorCode.METHOD_NOT_ALLOWED,
            f"This path takes {self._allow}; {scope['method'][:20]} is not among them.",
        )
        answer = self._problems.response(
            error, scope["path"], {"Allow": self._allow}, version=scope[VERSION_KEY]
        )
        await answer(scope, receive, send)


def _differences(operation: Operation, handler: Handler) -> list[str]:
    """Where a handler's types are not the contract's."""
    hints = get_type_hints(handler)
    expected = {
        "body": operation.request,
        "path": operation.path_params,
        "query": operation.query_params,
        "headers": operation.header_params,
    }
    return [
        f"handler {operation.id} takes {hints[name].__name__} as {name}, the contract says "
        f"{kind.__name__ if kind else 'nothing'}"
        for name, kind in expected.items()
        if name in hints and hints[name] is not kind
    ]
