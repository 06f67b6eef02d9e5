"""Handlers bound to the operations of the contract, checked both ways when the service starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, get_type_hints

from starlette.routing import Route

from orchestra.api.endpoint import Endpoint, Handler, Services
from orchestra.api.handlers import HANDLERS
from orchestra.contract.operations import OPERATIONS, Operation
from orchestra.errors import ErrorCode, OrchestraError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


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
    complaints = [f"operation {name} has no handler" for name in table.keys() - handlers.keys()]
    complaints += [
        f"handler {name} serves no operation of the contract" for name in handlers.keys() - table.keys()
    ]
    for name in table.keys() & handlers.keys():
        complaints += _differences(table[name], handlers[name])
    if complaints:
        raise ContractMismatch("; ".join(sorted(complaints)))
    paths: dict[str, dict[str, Endpoint]] = defaultdict(dict)
    for operation in table.values():
        paths[operation.path][operation.method] = Endpoint(operation, handlers[operation.id], services)
    return [Route(path, PathEndpoint(methods, services), name=path) for path, methods in paths.items()]


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
        await self._problems.response(error, scope["path"], {"Allow": self._allow})(scope, receive, send)


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
