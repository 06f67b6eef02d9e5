# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""What a program holds while it follows a run, the same over Server-Sent Events and WebSocket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

from orchestra_sdk._errors import OrchestraError, StreamError, run_error
from orchestra_sdk._fold import Fold
from orchestra_sdk._generated.models import (
    ManagerIntentEvent,
    Run,
    RunCompletedEvent,
    RunNoticeEvent,
    TokenEvent,
)
from orchestra_sdk._generated.v2 import RunEvent
from orchestra_sdk._swarm import AgentTurn, ToolCall


class EventSource(Protocol):
    """Where an RunStream has its events from. `fold` is what was given out so far."""

    @property
    def fold(self) -> Fold:
        """What was given out so far; its `run_id` is set as soon as it is known."""
        ...

    @property
    def response_headers(self) -> Mapping[str, str]:
        """The headers of the first answer; empty over a WebSocket and before it came."""
        ...

    def ready(self) -> None:
        """Connect, where that is not done: afterwards `fold.run_id` is known."""
        ...

    def next(self) -> RunEvent:
        """The next event, each once and in order, `fold` having taken it. Not called after the terminal one."""
        ...

    def cancel(self) -> Run:
        """Cancel the run, and say how it stands then."""
        ...

    def close(self) -> None:
        """Follow no longer, and free what is held; as often as one likes."""
        ...


class RunStream:
    """A run that is followed.

    ```python
    with client.chat.stream("Hello") as stream:
        for event in stream:
            print(event)
    ```

    Iterating gives every event once and in order, the terminal one too, through as many connections as it takes. After
    `run.completed` it ends; behind `run.failed` and `run.cancelled` it raises RunFailedError and RunCancelledError.
    Leaving the context early closes the connection; the run then follows its `on_disconnect`.

    Every way of reading raises, beside these: APIStatusError, APIConnectionError, StreamError, and
    ConnectionClosedError over a WebSocket.
    """

    def __init__(self, source: EventSource) -> None:
        self._source = source
        self._fold = source.fold
        self._reading = False
        self._closed = False
        self._failure: OrchestraError | None = None

    @property
    def run_id(self) -> str:
        """The run's id. Raises OrchestraError before the stream is open."""
        if self._fold.run_id is None:
            raise OrchestraError("The run has no name before the stream is open: enter its context first.")
        return self._fold.run_id

    @property
    def last_event_id(self) -> str | None:
        """The cursor behind the last event given out, such as `run_x:12`; None before the first."""
        return self._fold.last_event_id

    @property
    def text(self) -> str:
        """The texts of the tokens so far, joined."""
        return self._fold.text

    @property
    def intent(self) -> ManagerIntentEvent | None:
        """What the manager made of the message; None until it has said so."""
        return self._fold.intent

    @property
    def agents(self) -> Sequence[AgentTurn]:
        """What the agents of a swarm have said so far, a turn an agent and round, in the order of their beginning."""
        return self._fold.agents

    @property
    def tools(self) -> Sequence[ToolCall]:
        """The tools that were asked so far, with what they answered."""
        return self._fold.tools

    @property
    def notices(self) -> Sequence[RunNoticeEvent]:
        """What the service let its client know so far, such as `fallback_used` or `bound_reached`."""
        return self._fold.notices

    @property
    def recovered(self) -> bool:
        """False when events were lost because the service's log had been trimmed: `text` has a hole then."""
        return self._fold.recovered

    @property
    def response_headers(self) -> Mapping[str, str]:
        """The headers of the first answer; empty over a WebSocket."""
        return self._source.response_headers

    def __enter__(self) -> Self:
        try:
            self._source.ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> RunEvent:
        terminal = self._fold.terminal
        if terminal is not None:
            failure = run_error(terminal)
            if failure is None:
                raise StopIteration
            raise failure
        if self._failure is not None:
            # Whoever asks again hears the same, not that the stream was closed.
            raise self._failure
        if self._closed:
            raise StreamError("The stream was closed before its run had ended.")
        if self._reading:
            raise StreamError("The stream is being read already.")
        self._reading = True
        try:
            event = self._source.next()
        except OrchestraError as error:
            self._failure = error
            self.close()
            raise
        finally:
            self._reading = False
        if self._fold.terminal is not None:
            self.close()
        return event

    def text_deltas(self) -> Iterator[str]:
        """Only the text of the tokens, as it comes. Raises what iterating raises."""
        for event in self:
            if isinstance(event, TokenEvent):
                yield event.text

    def result(self) -> RunCompletedEvent:
        """Read to the end and give the last event; may be asked for again. Raises what iterating raises."""
        for _ in self:
            pass
        terminal = self._fold.terminal
        assert isinstance(terminal, RunCompletedEvent)
        return terminal

    def cancel(self) -> Run:
        """Cancel the run, and give it as it is then: the stream ends with `run.cancelled`. Raises APIError."""
        if self._fold.run_id is None:
            self._source.ready()
        return self._source.cancel()

    def close(self) -> None:
        """Stop following. The run itself goes on as its `on_disconnect` says."""
        if not self._closed:
            self._closed = True
            self._source.close()
