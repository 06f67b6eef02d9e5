# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""A WebSocket connection: several chats at once, taken up again where a socket is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import uuid4

from orchestra_sdk._errors import APITimeoutError, OrchestraError, StreamError
from orchestra_sdk._generated.models import (
    CommandResultFrame,
    ConnectionLimits,
    IfBusy,
    OnDisconnect,
    OptimizationMode,
    PongFrame,
    Run,
    StatusReportFrame,
)
from orchestra_sdk._requests import chat_request
from orchestra_sdk._socket_sync import Signal, Ticket
from orchestra_sdk._sync.followed import FollowedRun
from orchestra_sdk._sync.keeper import Keeper
from orchestra_sdk._sync.stream import RunStream
from orchestra_sdk._types import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    from orchestra_sdk._sync.client import Orchestra

AnswerT = TypeVar("AnswerT")


class Connection:
    """A WebSocket to the service, made by `client.connect()`; a context manager that connects and frees everything.

    ```python
    with client.connect() as connection:
        with connection.chat("Hello") as stream:
            for event in stream:
                print(event)
    ```

    Its chats share one socket. When that is lost another one is made, and every run goes on behind its last event; a
    chat that was not accepted yet is sent again with its idempotency key. What came and was not read yet is kept, up
    to 1,024 events a run: a run whose reader is slower is left, and resumed when the reader has caught up.

    Whatever waits here raises ConnectionClosedError when the connection has ended for good, and what refused it
    (AuthenticationError and the like) or kept it from being made (APIConnectionError) when there is none any more.
    """

    def __init__(
        self,
        client: Orchestra,
        *,
        session_id: str | None = None,
        ticket: Ticket | None = None,
        origin: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
    ) -> None:
        options = client.options
        options = replace(
            options,
            timeout=options.timeout if timeout is None else timeout,
            max_retries=options.max_retries if max_retries is None else max_retries,
        )
        self._client = client
        self._timeout = options.timeout
        self._session_id: str | NotGiven = NOT_GIVEN if session_id is None else session_id
        self._keeper = Keeper(options, ticket, origin)

    @property
    def connection_id(self) -> str | None:
        """The service's name for the socket that is open, or was last."""
        return self._keeper.wire.connection_id

    @property
    def limits(self) -> ConnectionLimits:
        """What the service allows: `max_runs`, `max_frame_bytes`, `idle_timeout` and `ping_interval` in seconds.

        Raises OrchestraError before the connection is open.
        """
        if self._keeper.wire.limits is None:
            raise OrchestraError("The limits are not known before the connection is open.")
        return self._keeper.wire.limits

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection and free everything. Runs that are followed go on as their `on_disconnect` says."""
        self._keeper.close()

    def chat(
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
    ) -> RunStream:
        """Send a message, at once, and follow the run that it begins.

        The options are those of `client.chat.stream`. Leaving the stream early detaches the run, which goes on. What
        the service has against the chat is raised when the stream is entered or read: APIStatusError. Raises
        OrchestraError where the message is larger than the service takes, ConnectionClosedError.
        """
        body = chat_request(
            message,
            session_id=self._session_id if isinstance(session_id, NotGiven) else session_id,
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
        key = {} if idempotency_key is None else {"idempotency_key": idempotency_key}
        signal, keeper = Signal(), self._keeper
        keeper.check_started()
        with keeper.guard:
            following = keeper.wire.chat({**body.to_dict(), **key}, signal.set)
        keeper.outgoing.set()
        return RunStream(FollowedRun(self, keeper, following, signal, self._timeout))

    def resume(self, run_id: str, *, after: int | None = None) -> RunStream:
        """Follow a run of yours behind the offset `after`, or from its beginning.

        The stream raises NotFoundError, GoneError where its events are no longer kept, and StreamError where it has
        ended at `after` already. Raises OrchestraError for a run that is followed on this connection already.
        """
        signal, keeper = Signal(), self._keeper
        keeper.check_started()
        with keeper.guard:
            following = keeper.wire.resume(run_id, after, signal.set)
        keeper.outgoing.set()
        return RunStream(FollowedRun(self, keeper, following, signal, self._timeout))

    def cancel(self, run_id: str, *, timeout: float | None = None) -> Run:
        """Cancel a run of yours, and give it as it is then; `stream.cancel()` does this for its run.

        Raises ConflictError where it has ended otherwise, NotFoundError, APITimeoutError.
        """
        self._ask("cancel", {"run_id": run_id}, StatusReportFrame, timeout)
        return self._client.runs.get(run_id)

    def command(
        self,
        command: str,
        *,
        session_id: str | NotGiven = NOT_GIVEN,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> CommandResultFrame:
        """Carry out a command, such as `help`, `status` or `stop`. Raises APIStatusError, APITimeoutError."""
        fields = {"command": command, "idempotency_key": idempotency_key or str(uuid4())}
        session = self._session_id if isinstance(session_id, NotGiven) else session_id
        if not isinstance(session, NotGiven):
            fields["session_id"] = session
        return self._ask("command", fields, CommandResultFrame, timeout)

    def status(self, *, timeout: float | None = None) -> StatusReportFrame:
        """Which runs the service sends on this connection, and how far they are. Raises APITimeoutError."""
        return self._ask("status", {}, StatusReportFrame, timeout)

    def ping(self, *, timeout: float | None = None) -> PongFrame:
        """Ask whether the service is there; an idle connection is kept without this. Raises APITimeoutError."""
        return self._ask("ping", {}, PongFrame, timeout)

    def _ask(
        self, kind: str, fields: dict[str, Any], answer: type[AnswerT], timeout: float | None
    ) -> AnswerT:
        """The answer to a question, from whichever socket it comes."""
        seconds = self._timeout if timeout is None else timeout
        signal, keeper = Signal(), self._keeper
        keeper.check_started()
        with keeper.guard:
            question = keeper.wire.ask(kind, fields, signal.set)
        keeper.outgoing.set()
        try:
            if not signal.wait(seconds):
                raise APITimeoutError(f"{kind}: no answer within {seconds:g} s.")
        finally:
            with keeper.guard:
                keeper.wire.forget(question)
        if question.error is not None:
            raise question.error
        if not isinstance(question.answer, answer):
            raise StreamError(f"The service answered a {kind} with something else.")
        return question.answer
