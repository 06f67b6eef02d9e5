# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""Chats."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from orchestra_sdk._call import CallOptions
from orchestra_sdk._fold import Fold
from orchestra_sdk._generated.api.chat.create_chat import create_chat
from orchestra_sdk._generated.api.chat.create_chat_stream import create_chat_stream
from orchestra_sdk._generated.models import ChatResponse, IfBusy, OnDisconnect, OptimizationMode
from orchestra_sdk._requests import chat_request
from orchestra_sdk._sync.raw import raw
from orchestra_sdk._sync.source import SSESource
from orchestra_sdk._sync.stream import RunStream
from orchestra_sdk._sync.transport import Transport
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class Chat:
    """Send messages and get answers, at once (`create`) or as they are written (`stream`)."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> ChatRaw:
        """The same methods, giving the answer as it came."""
        return ChatRaw(Chat(self._transport.copy(raw=True)))

    def create(
        self,
        message: str,
        *,
        session_id: str | NotGiven = NOT_GIVEN,
        model: str | NotGiven = NOT_GIVEN,
        instructions: str | NotGiven = NOT_GIVEN,
        max_response_tokens: int | NotGiven = NOT_GIVEN,
        temperature: float | NotGiven = NOT_GIVEN,
        deadline: float | NotGiven = NOT_GIVEN,
        on_disconnect: OnDisconnect | str | NotGiven = NOT_GIVEN,
        if_busy: IfBusy | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, Any] | NotGiven = NOT_GIVEN,
        optimization_mode: OptimizationMode | NotGiven = NOT_GIVEN,
        swarm_type: str | NotGiven = NOT_GIVEN,
        use_memory: bool | NotGiven = NOT_GIVEN,
        optimization_hints: Mapping[str, Any] | NotGiven = NOT_GIVEN,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> ChatResponse:
        """Send a message and wait for the whole answer.

        - `message`: what the user says, 1 to 10,000 characters.
        - `session_id`: the conversation; without it a new one is begun.
        - `model`: one that `models.list` names. `instructions`: how it should behave in this answer.
        - `max_response_tokens`: the length of the answer at the most. `temperature`: 0 to 2.
        - `deadline`: how many seconds the run may take.
        - `on_disconnect`: what becomes of the run when nobody follows it any more (grace, continue, cancel).
        - `if_busy`: what to do when the session has a run already (queue, reject, interrupt).
        - `metadata`: a JSON object that is kept and given back.
        - `optimization_mode`: how much work the answer is worth (lite, balanced, quality; auto: the service chooses).
        - `swarm_type`: the swarm that works on it, one that `swarms.list` names: simple-agents, coding-debate,
          improved-solve, mcp-coordinated, auto-select, or the deployment's own.
        - `use_memory`: whether your other sessions may be looked up for it.
        - `optimization_hints`: a JSON object; `urgent` (true) and `complexity` (low, medium, high) are read.
        - `idempotency_key`: made for every call; give your own to send the same chat again from another process.
        - `timeout` (seconds for an attempt), `max_retries`, `extra_headers`: for this call only.

        Raises APIError's subclasses: APIStatusError where the service says no or the run fails, APIConnectionError,
        APITimeoutError, APIResponseError.
        """
        body = chat_request(
            message,
            session_id=session_id,
            model=model,
            instructions=instructions,
            max_response_tokens=max_response_tokens,
            temperature=temperature,
            deadline=deadline,
            on_disconnect=on_disconnect,
            if_busy=if_busy,
            metadata_=metadata,
            optimization_mode=optimization_mode,
            swarm_type=swarm_type,
            use_memory=use_memory,
            optimization_hints=optimization_hints,
        )
        given = CallOptions(idempotency_key, timeout, max_retries, extra_headers)
        return self._transport.call(create_chat(body=body), given)

    def stream(
        self,
        message: str,
        *,
        session_id: str | NotGiven = NOT_GIVEN,
        model: str | NotGiven = NOT_GIVEN,
        instructions: str | NotGiven = NOT_GIVEN,
        max_response_tokens: int | NotGiven = NOT_GIVEN,
        temperature: float | NotGiven = NOT_GIVEN,
        deadline: float | NotGiven = NOT_GIVEN,
        on_disconnect: OnDisconnect | str | NotGiven = NOT_GIVEN,
        if_busy: IfBusy | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, Any] | NotGiven = NOT_GIVEN,
        optimization_mode: OptimizationMode | NotGiven = NOT_GIVEN,
        swarm_type: str | NotGiven = NOT_GIVEN,
        use_memory: bool | NotGiven = NOT_GIVEN,
        optimization_hints: Mapping[str, Any] | NotGiven = NOT_GIVEN,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> RunStream:
        """Send a message and read the answer as it is written: `with client.chat.stream("Hello") as stream:`.

        The options are those of `create`; `timeout` is the longest silence in seconds, 60 at the most. The message is
        sent when the context is entered. A connection that breaks is resumed, `max_retries` times between two events.
        Raises what RunStream says, when it is entered and read.
        """
        body = chat_request(
            message,
            session_id=session_id,
            model=model,
            instructions=instructions,
            max_response_tokens=max_response_tokens,
            temperature=temperature,
            deadline=deadline,
            on_disconnect=on_disconnect,
            if_busy=if_busy,
            metadata_=metadata,
            optimization_mode=optimization_mode,
            swarm_type=swarm_type,
            use_memory=use_memory,
            optimization_hints=optimization_hints,
        )
        given = CallOptions(idempotency_key, timeout, max_retries, extra_headers)
        return RunStream(SSESource(self._transport, Fold(), given, create_chat_stream(body=body)))


class ChatRaw:
    """The methods of Chat, giving RawResponse."""

    def __init__(self, chat: Chat) -> None:
        self.create = raw(chat.create)
