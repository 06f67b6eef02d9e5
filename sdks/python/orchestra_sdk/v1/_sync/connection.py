# Generated from orchestra_sdk/v1/_async by `orchestra generate`. Do not edit.
"""Version 1's WebSocket: one session, frames in and out, nothing that is taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote
from uuid import uuid4

from orchestra_sdk._deprecation import warn_if_deprecated
from orchestra_sdk._errors import OrchestraError
from orchestra_sdk._log import logger
from orchestra_sdk._options import CONNECT_TIMEOUT, SILENCE, ClientOptions
from orchestra_sdk._socket import ABNORMAL, Closed
from orchestra_sdk._socket_sync import Socket, open_socket
from orchestra_sdk._version import USER_AGENT
from orchestra_sdk._wire import closed
from orchestra_sdk.v1._messages import FrameV1, frame_from_json, problem_of

_NORMAL: Final = 1000
_PROTOCOL_ERROR: Final = 1002


class ConnectionV1:
    """A WebSocket to one session; a context manager that connects and closes.

    ```python
    with client.connect("web-shop", "support-4711") as connection:
        connection.chat("Hello")
        for frame in connection:
            print(frame)
    ```

    Iterating gives every frame, errors too, until the connection is closed here. Raises ConnectionClosedError where
    the service closes it or it is lost: version 1 cannot resume.
    """

    def __init__(self, options: ClientOptions, client_id: str, session_id: str, warned: set[str]) -> None:
        path = f"/v1/ws/{quote(client_id, safe='')}/{quote(session_id, safe='')}"
        self._url = f"ws{options.base_url.removeprefix('http')}{path}"
        self._headers = {**options.default_headers, "Authorization": f"Bearer {options.api_key}"}
        self._timeout = min(CONNECT_TIMEOUT, options.timeout)
        self._warned = warned
        self._socket: Socket | None = None
        self._closed = False

    def __enter__(self) -> Self:
        logger.debug("GET %s", self._url)
        self._socket = open_socket(
            self._url,
            headers=self._headers,
            subprotocols=(),
            origin=None,
            user_agent=USER_AGENT,
            timeout=self._timeout,
            read=problem_of,
        )
        warn_if_deprecated("connect_v1", self._socket.headers, self._warned)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> FrameV1:
        if self._closed:
            raise StopIteration
        socket = self._open()
        try:
            return frame_from_json(socket.receive(SILENCE))
        except Closed as end:
            if self._closed:
                raise StopIteration from None
            raise closed(end.code, end.reason) from end
        except TimeoutError as error:
            socket.abort()
            raise closed(ABNORMAL, "Nothing came for too long.") from error
        except OrchestraError:
            socket.close(_PROTOCOL_ERROR)
            raise

    def chat(
        self,
        message: str,
        *,
        request_id: str | None = None,
        user_context: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        correlation_id: str | None = None,
    ) -> str:
        """Send a message to the session; the `correlation_id` of the frames that will answer it."""
        data = {
            "message": message,
            "request_id": request_id,
            "user_context": None if user_context is None else dict(user_context),
            "metadata": None if metadata is None else dict(metadata),
        }
        given = {name: value for name, value in data.items() if value is not None}
        return self._send("chat", given, correlation_id)

    def command(
        self,
        command: str,
        *,
        context: Mapping[str, Any] | None = None,
        correlation_id: str | None = None,
    ) -> str:
        """Send a command, such as `help`, `status` or `stop`; it is answered by a `command_result`."""
        data = {"command": command} | ({} if context is None else {"context": dict(context)})
        return self._send("command", data, correlation_id)

    def control(self, question: str, *, correlation_id: str | None = None) -> str:
        """Ask the connection itself: `ping`, `status` or `metrics`."""
        return self._send("control", {"type": question}, correlation_id)

    def close(self) -> None:
        """Close the connection; chats that run on it are ended by the service."""
        self._closed = True
        if self._socket is not None:
            self._socket.close(_NORMAL)

    def _send(self, kind: str, data: dict[str, Any], correlation_id: str | None) -> str:
        name = correlation_id or str(uuid4())
        try:
            self._open().send(json.dumps({"type": kind, "data": data, "correlation_id": name}), self._timeout)
        except Closed as end:
            raise closed(end.code, end.reason) from end
        except TimeoutError as error:
            self._open().abort()
            raise closed(ABNORMAL, "The service did not take what was sent.") from error
        return name

    def _open(self) -> Socket:
        if self._socket is None:
            raise OrchestraError("The connection is not open: enter its context first.")
        return self._socket
