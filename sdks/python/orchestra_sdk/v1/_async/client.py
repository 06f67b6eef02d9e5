"""The client of version 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx

from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import CallOptions
from orchestra_sdk._options import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT, ClientOptions, client_options
from orchestra_sdk._requests import name
from orchestra_sdk.v1._async.stream import AsyncChatStreamV1
from orchestra_sdk.v1._generated.api.chat_v_1.create_chat_stream_v1 import create_chat_stream_v1
from orchestra_sdk.v1._generated.api.chat_v_1.create_chat_v1 import create_chat_v1
from orchestra_sdk.v1._generated.api.sessions_v_1.get_session_v1 import get_session_v1
from orchestra_sdk.v1._generated.models import (
    ChatRequestV1,
    ChatRequestV1MetadataType0,
    ChatRequestV1UserContextType0,
    ChatResponseV1,
    SessionResponseV1,
)
from orchestra_sdk.v1._generated.types import UNSET
from orchestra_sdk.v1._messages import problem_of

if TYPE_CHECKING:
    from orchestra_sdk.v1._async.connection import AsyncConnectionV1


class AsyncOrchestraV1:
    """A client of version 1 of the API, which is deprecated: answers bring an OrchestraDeprecationWarning.

    The options are those of AsyncOrchestra, and so are the errors.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        options = client_options(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
        )
        self._transport = AsyncTransport(options, http_client)
        self._warned: set[str] = set()

    @property
    def options(self) -> ClientOptions:
        """What holds for every call."""
        return self._transport.options

    async def chat(
        self,
        message: str,
        session_id: str,
        *,
        client_id: str | None = None,
        user_context: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        request_id: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> ChatResponseV1:
        """Send a message to a session and wait for the whole answer. Raises APIError's subclasses.

        Version 1 knows no idempotency keys, so a call that may have reached the service is not sent again.
        """
        body = _request(message, session_id, client_id, user_context, metadata, request_id)
        call = replace(create_chat_v1(body=body), problem=problem_of)
        return await self._transport.call(call, CallOptions(None, timeout, max_retries, extra_headers))

    def chat_stream(
        self,
        message: str,
        session_id: str,
        *,
        client_id: str | None = None,
        user_context: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        request_id: str | None = None,
        timeout: float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncChatStreamV1:
        """Send a message and read the answer as it is written: `async with client.chat_stream(…) as stream:`.

        `timeout` is the longest silence in seconds, 60 at the most. A stream that breaks is not resumed.
        """
        body = _request(message, session_id, client_id, user_context, metadata, request_id)
        call = replace(create_chat_stream_v1(body=body), problem=problem_of)
        return AsyncChatStreamV1(self._transport, call, CallOptions(None, timeout, 0, extra_headers))

    async def session(
        self,
        session_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> SessionResponseV1:
        """A session and its messages. Raises NotFoundError and APIError's other subclasses."""
        call = replace(get_session_v1(name("session", session_id)), problem=problem_of)
        return await self._transport.call(call, CallOptions(None, timeout, max_retries, extra_headers))

    def connect(self, client_id: str, session_id: str) -> AsyncConnectionV1:
        """A WebSocket to a session: `async with client.connect("web-shop", "support-4711") as connection:`."""
        from orchestra_sdk.v1._async.connection import AsyncConnectionV1

        return AsyncConnectionV1(
            self.options, name("client", client_id), name("session", session_id), self._warned
        )

    async def close(self) -> None:
        """Close the connections; an `http_client` of your own stays open."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _request(
    message: str,
    session_id: str,
    client_id: str | None,
    user_context: Mapping[str, Any] | None,
    metadata: Mapping[str, Any] | None,
    request_id: str | None,
) -> ChatRequestV1:
    return ChatRequestV1(
        message=message,
        session_id=session_id,
        client_id=UNSET if client_id is None else client_id,
        user_context=UNSET if user_context is None else ChatRequestV1UserContextType0.from_dict(user_context),
        metadata=UNSET if metadata is None else ChatRequestV1MetadataType0.from_dict(metadata),
        request_id=UNSET if request_id is None else request_id,
    )
