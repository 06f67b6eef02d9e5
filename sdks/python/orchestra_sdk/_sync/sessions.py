# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""Sessions: conversations with their messages and runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.sessions.create_session import create_session
from orchestra_sdk._generated.api.sessions.delete_session import delete_session
from orchestra_sdk._generated.api.sessions.get_session import get_session
from orchestra_sdk._generated.api.sessions.list_messages import list_messages
from orchestra_sdk._generated.api.sessions.list_session_runs import list_session_runs
from orchestra_sdk._generated.api.sessions.list_sessions import list_sessions
from orchestra_sdk._generated.api.sessions.update_session import update_session
from orchestra_sdk._generated.models import (
    CreateSessionRequest,
    ListOrder,
    Message,
    Run,
    Session,
    SessionSettings,
    UpdateSessionRequest,
)
from orchestra_sdk._pages_sync import Pager, pages
from orchestra_sdk._requests import metadata as json_object
from orchestra_sdk._requests import name, session_settings
from orchestra_sdk._sync.raw import raw, raw_pages
from orchestra_sdk._sync.transport import Transport
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class Sessions:
    """Make sessions, look them up, change and delete them, and list what is in them.

    A list is read with `for session in client.sessions.list()`, page after page; `limit` is the size of a page,
    1 to 100, and `after` the cursor that it begins behind. Every method raises APIError's subclasses.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> SessionsRaw:
        """The same methods, giving the answer as it came."""
        return SessionsRaw(Sessions(self._transport.copy(raw=True)))

    def create(
        self,
        *,
        session_id: str | NotGiven = NOT_GIVEN,
        title: str | NotGiven | None = NOT_GIVEN,
        metadata: Mapping[str, Any] | NotGiven = NOT_GIVEN,
        settings: SessionSettings | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Session:
        """Make a session; the service names it where you do not. A name that is taken is a ConflictError.

        `settings` are what its chats take where they say nothing themselves: `model`, `optimization_mode`,
        `swarm_type`, `temperature`, `use_memory`. Any other name is an OrchestraError.
        """
        body = CreateSessionRequest(
            session_id=session_id,
            title=title,
            metadata=json_object(metadata),
            settings=session_settings(settings),
        )
        given = CallOptions(idempotency_key, timeout, max_retries, extra_headers)
        return self._transport.call(create_session(body=body), given)

    def get(
        self,
        session_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Session:
        """Look up a session."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return self._transport.call(get_session(name("session_id", session_id)), given)

    def update(
        self,
        session_id: str,
        *,
        title: str | NotGiven | None = NOT_GIVEN,
        metadata: Mapping[str, Any] | NotGiven = NOT_GIVEN,
        settings: SessionSettings | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Session:
        """Change what is given: `title=None` takes the title away, `metadata` and `settings` replace all of theirs."""
        body = UpdateSessionRequest(
            title=title, metadata=json_object(metadata), settings=session_settings(settings)
        )
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return self._transport.call(update_session(name("session_id", session_id), body=body), given)

    def delete(
        self,
        session_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Delete a session with its messages and runs."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return self._transport.call(delete_session(name("session_id", session_id)), given)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Pager[Session]:
        """List your sessions, newest first."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return pages(self._transport, list_sessions(limit=limit, after=after), given)

    def messages(
        self,
        session_id: str,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        order: ListOrder | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Pager[Message]:
        """List a session's messages, oldest first; `order="desc"` begins with the newest."""
        call = list_messages(name("session_id", session_id), limit=limit, after=after, order=order)
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return pages(self._transport, call, given)

    def runs(
        self,
        session_id: str,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Pager[Run]:
        """List a session's runs, newest first."""
        call = list_session_runs(name("session_id", session_id), limit=limit, after=after)
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return pages(self._transport, call, given)


class SessionsRaw:
    """The methods of Sessions, giving RawResponse; of a list, one page."""

    def __init__(self, sessions: Sessions) -> None:
        self.create = raw(sessions.create)
        self.get = raw(sessions.get)
        self.update = raw(sessions.update)
        self.delete = raw(sessions.delete)
        self.list = raw_pages(sessions.list)
        self.messages = raw_pages(sessions.messages)
        self.runs = raw_pages(sessions.runs)
