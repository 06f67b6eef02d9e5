# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""Commands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.orchestration.create_command import create_command
from orchestra_sdk._generated.models import CommandResult, CreateCommandRequest
from orchestra_sdk._requests import metadata
from orchestra_sdk._sync.raw import raw
from orchestra_sdk._sync.transport import Transport
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class Commands:
    """Tell the service to do something that is no chat."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> CommandsRaw:
        """The same methods, giving the answer as it came."""
        return CommandsRaw(Commands(self._transport.copy(raw=True)))

    def create(
        self,
        command: str,
        *,
        context: Mapping[str, Any] | NotGiven = NOT_GIVEN,
        session_id: str | NotGiven = NOT_GIVEN,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> CommandResult:
        """Carry out a command, 1 to 1,000 characters with its arguments. Raises APIError's subclasses."""
        body = CreateCommandRequest(command=command, context=metadata(context), session_id=session_id)
        given = CallOptions(idempotency_key, timeout, max_retries, extra_headers)
        return self._transport.call(create_command(body=body), given)


class CommandsRaw:
    """The methods of Commands, giving RawResponse."""

    def __init__(self, commands: Commands) -> None:
        self.create = raw(commands.create)
