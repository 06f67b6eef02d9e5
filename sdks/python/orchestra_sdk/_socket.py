"""How sockets end and how handshakes fail, the same for both kinds of connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import httpx

from orchestra_sdk._errors import (
    APIConnectionError,
    APITimeoutError,
    OrchestraError,
    error_from_response,
    read_problem,
)

if TYPE_CHECKING:
    from websockets.exceptions import ConnectionClosed
    from websockets.http11 import Response

MAX_FRAME_BYTES: Final = 16 * 1024 * 1024
"""A frame of the service that is larger is not read."""
ABNORMAL: Final = 1006
"""The code of a connection that was lost without one."""
# What this side says when the other one breaks the protocol.
_OWN_REASONS: Final = (1002, 1007, 1009)


class Closed(Exception):
    """A socket is closed."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


def closed_by(error: ConnectionClosed) -> Closed:
    """How the library's exception says that it ended."""
    if error.rcvd is not None:
        return Closed(error.rcvd.code, error.rcvd.reason)
    if error.sent is not None and error.sent.code in _OWN_REASONS:
        return Closed(error.sent.code, error.sent.reason)
    return Closed(ABNORMAL, "The connection was lost.")


def header_map(response: Response | None) -> Mapping[str, str]:
    """The headers of a handshake's answer, as httpx has them."""
    return httpx.Headers([] if response is None else list(response.headers.raw_items()))


def handshake_error(
    error: Exception, read: Callable[[Any], Mapping[str, Any] | None] = read_problem
) -> OrchestraError:
    """What a handshake that failed means; `read` finds the problem document in the JSON of a refusal."""
    from websockets.exceptions import InvalidStatus

    if isinstance(error, TimeoutError):
        return APITimeoutError("The service did not open a WebSocket in time.")
    if isinstance(error, InvalidStatus):
        answer = error.response
        return error_from_response(answer.status_code, header_map(answer), bytes(answer.body or b""), read)
    return APIConnectionError(f"No WebSocket could be opened: {error}")
