"""The Python SDK of AI Orchestra: chat over REST, Server-Sent Events and WebSocket, resumed where a connection breaks.

`Orchestra` is the client, `AsyncOrchestra` the same with `await`. The objects of the service are in
`orchestra_sdk.types`, the client of the API's first version in `orchestra_sdk.v1`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestra_sdk import types
from orchestra_sdk._async.client import AsyncOrchestra
from orchestra_sdk._async.paging import AsyncPage
from orchestra_sdk._async.stream import AsyncRunStream
from orchestra_sdk._errors import (
    APIConnectionError,
    APIError,
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ConnectionClosedError,
    GoneError,
    InternalServerError,
    NotFoundError,
    OrchestraDeprecationWarning,
    OrchestraError,
    PermissionDeniedError,
    RateLimitError,
    RunCancelledError,
    RunError,
    RunFailedError,
    StreamError,
    UnprocessableEntityError,
)
from orchestra_sdk._fold import Fold
from orchestra_sdk._pages_async import AsyncPager
from orchestra_sdk._raw import RawResponse
from orchestra_sdk._sync.client import Orchestra
from orchestra_sdk._sync.paging import Page
from orchestra_sdk._sync.stream import RunStream
from orchestra_sdk._types import NOT_GIVEN, NotGiven
from orchestra_sdk._version import __version__

if TYPE_CHECKING:
    from orchestra_sdk._async.connection import AsyncConnection
    from orchestra_sdk._sync.connection import Connection

__all__ = [
    "NOT_GIVEN",
    "APIConnectionError",
    "APIError",
    "APIResponseError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncConnection",
    "AsyncOrchestra",
    "AsyncPage",
    "AsyncPager",
    "AsyncRunStream",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "Connection",
    "ConnectionClosedError",
    "Fold",
    "GoneError",
    "InternalServerError",
    "NotFoundError",
    "NotGiven",
    "Orchestra",
    "OrchestraDeprecationWarning",
    "OrchestraError",
    "Page",
    "PermissionDeniedError",
    "RateLimitError",
    "RawResponse",
    "RunCancelledError",
    "RunError",
    "RunFailedError",
    "RunStream",
    "StreamError",
    "UnprocessableEntityError",
    "__version__",
    "types",
]


def __getattr__(name: str) -> Any:
    """The classes of WebSocket connections, when somebody asks: most programs need none."""
    if name == "AsyncConnection":
        from orchestra_sdk._async.connection import AsyncConnection

        return AsyncConnection
    if name == "Connection":
        from orchestra_sdk._sync.connection import Connection

        return Connection
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
