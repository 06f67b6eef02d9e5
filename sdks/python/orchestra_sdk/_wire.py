"""A WebSocket connection without its input and output: what came goes in, what is to be sent comes out.

The connection outlives its sockets. Whatever is open when one is lost (runs that are followed, chats that were not
accepted, questions without an answer) is taken up again on the next one: a run behind its last event, a chat with its
idempotency key, a question by asking again.

Nothing here waits, and nothing is locked: whoever uses it from several threads sees to that.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

from orchestra_sdk._errors import (
    APIStatusError,
    ConnectionClosedError,
    StreamError,
    error_from_problem,
)
from orchestra_sdk._followed import Following, Question
from orchestra_sdk._generated.models import (
    AcceptedFrame,
    ConnectionLimits,
    ErrorFrame,
    GoodbyeFrame,
    ResumedFrame,
    StatusReportFrame,
    WelcomeFrame,
)
from orchestra_sdk._generated.v2 import CLOSE_CODES, EVENTS, RunEvent, ServiceFrame, parse_frame
from orchestra_sdk._line import Line
from orchestra_sdk._retry import LONGEST_RETRY_AFTER, backoff
from orchestra_sdk._runs import BUFFER, Runs

_LONGEST_REST: Final = 3600.0
# A close frame without a code, which is a loss like any other.
_NO_CODE: Final = 1005
_RANGE_OF_YES: Final = range(4500, 5000)


class Wire:
    """The state of one connection over all its sockets. `ended` is why there will be no socket any more."""

    def __init__(
        self,
        *,
        max_retries: int,
        buffer: int = BUFFER,
        clock: Callable[[], float] = time.monotonic,
        backoff: Callable[[int], float] = backoff,
    ) -> None:
        self.connection_id: str | None = None
        self.ended: Exception | None = None
        self._max_retries = max_retries
        self._clock = clock
        self._backoff = backoff
        self._line = Line(clock)
        self._runs = Runs(self._line, max_retries=max_retries, buffer=buffer, clock=clock, backoff=backoff)
        self._questions: dict[str, Question] = {}
        self._goodbye: GoodbyeFrame | None = None
        self._failures = 0
        self._proven = False
        self._planned = float("inf")

    @property
    def open(self) -> bool:
        """Whether the service has said welcome on a socket that is there."""
        return self._line.open

    @property
    def limits(self) -> ConnectionLimits | None:
        """What the last welcome allowed."""
        return self._line.limits

    # What callers want.

    def chat(self, options: dict[str, Any], changed: Callable[[], None]) -> Following:
        """Begin a run. `options` are those of a chat frame; an idempotency key is made where there is none.

        `changed` is called whenever there is something new of it. Raises OrchestraError where the connection has
        ended, or the message is larger than the service takes.
        """
        self._check_alive()
        return self._runs.chat(options, changed)

    def resume(self, run_id: str, after: int | None, changed: Callable[[], None]) -> Following:
        """Follow a run behind an offset, or from its beginning. Raises OrchestraError as `chat` does."""
        self._check_alive()
        return self._runs.resume(run_id, after, changed)

    def ask(self, kind: str, fields: dict[str, Any], changed: Callable[[], None]) -> Question:
        """Ask what has one answer: command, cancel, status or ping. Raises OrchestraError as `chat` does."""
        self._check_alive()
        frame = {"type": kind, "id": self._line.name(), **fields}
        question = self._questions[frame["id"]] = Question(frame, changed)
        self._line.repeat(frame)
        return question

    def forget(self, question: Question) -> None:
        """Wait for an answer no longer."""
        self._questions.pop(question.frame["id"], None)

    def read(self, following: Following) -> RunEvent | None:
        """The run's next event, or None where none is there yet. Raises the error that the run has ended with."""
        return self._runs.read(following)

    def leave(self, following: Following) -> None:
        """Follow a run no longer. It goes on at the service."""
        self._runs.leave(following)

    # What the socket says.

    def received(self, text: str | bytes) -> None:
        """Take a message. Raises StreamError for one that is none of this API; the socket is to be closed then."""
        try:
            data = json.loads(text)
            kind = data["type"]
            if kind in EVENTS or ("offset" in data and "run_id" in data):
                self._proven = True
                self._runs.event(kind, data)
                return
            frame = parse_frame(data)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            failure = StreamError("The service sent a frame that is no message of this API.")
            self.end(failure)
            raise failure from error
        self._frame(frame, data)

    def lost(self, code: int, reason: str) -> float | None:
        """The socket is gone. The seconds to wait before the next one, or None where there is to be none."""
        goodbye = self._goodbye
        self._cut()
        if self.ended is not None:
            return None
        wanted, after = reconnects(code), 0.0
        if goodbye is not None:
            wanted, code, reason = goodbye.reconnect, goodbye.code, goodbye.reason
            after = (goodbye.after_ms or 0) / 1000
        self._failures = 0 if self._proven else self._failures + 1
        if not wanted or self._failures > self._max_retries:
            self.end(closed(code, reason))
            return None
        return max(after, self._backoff(self._failures))

    def unreachable(self, error: Exception) -> float | None:
        """No socket came to be. The seconds to wait before the next try, or None where there is to be none."""
        self._cut()
        if self.ended is not None:
            return None
        self._failures += 1
        after, again = 0.0, True
        if isinstance(error, APIStatusError):
            after, again = error.retry_after or 0.0, error.retryable
        if not again or self._failures > self._max_retries or after > LONGEST_RETRY_AFTER:
            self.end(error)
            return None
        return max(after, self._backoff(self._failures - 1))

    def end(self, error: Exception) -> None:
        """There is no socket any more, and there will be none: everybody who waits gets the error."""
        if self.ended is not None:
            return
        self._cut()
        self.ended = error
        self._runs.end(error)
        questions = list(self._questions.values())
        self._questions.clear()
        for question in questions:
            question.fail(error)

    # What is to be sent, and when.

    def due(self) -> float:
        """Do what is due by now; the seconds until something is due again."""
        now = self._clock()
        if self._line.open:
            if now >= self._line.next_ping:
                self._line.say("ping")
            self._runs.again(now)
        self._planned = self._next_moment()
        return max(0.0, min(self._planned - now, _LONGEST_REST))

    @property
    def outgoing(self) -> bool:
        """Whether there is something to send, or something is due sooner than `due` has said."""
        return bool(self._line.frames) or self._next_moment() < self._planned

    def take(self) -> list[str]:
        """The frames that are to be sent, in their order; they are the taker's now."""
        frames = list(self._line.frames)
        self._line.frames.clear()
        return frames

    # The inside.

    def _next_moment(self) -> float:
        return min(self._runs.next_moment, self._line.next_ping)

    def _check_alive(self) -> None:
        if self.ended is not None:
            raise self.ended

    def _frame(self, frame: ServiceFrame, data: dict[str, Any]) -> None:
        if isinstance(frame, WelcomeFrame):
            self.connection_id, self._proven = frame.connection_id, False
            self._line.welcome(frame.limits)
            self._runs.welcome()
            for question in self._questions.values():
                self._line.repeat(question.frame)
            return
        if isinstance(frame, GoodbyeFrame):
            self._goodbye = frame
            return
        # The service does more than to open sockets: tries that failed before are past.
        self._proven = True
        name = data.get("id")
        if not isinstance(name, str):
            return
        if isinstance(frame, AcceptedFrame):
            self._runs.accepted(name, frame)
        elif isinstance(frame, ResumedFrame):
            self._runs.resumed(name, frame)
        elif isinstance(frame, StatusReportFrame) and self._runs.report(name, frame):
            pass
        elif name in self._questions:
            question = self._questions.pop(name)
            if isinstance(frame, ErrorFrame):
                question.fail(error_from_problem(frame.problem.to_dict()))
            else:
                question.settle(frame)
        elif isinstance(frame, ErrorFrame):
            self._runs.refused(name, frame)

    def _cut(self) -> None:
        self._goodbye = None
        self._line.cut()
        self._runs.cut()


def reconnects(code: int) -> bool:
    """Whether to connect again after a close code; an unknown one follows its range."""
    known = CLOSE_CODES.get(code)
    return known.reconnect if known is not None else code == _NO_CODE or code in _RANGE_OF_YES


def closed(code: int, reason: str) -> ConnectionClosedError:
    """The error that says how a connection ended."""
    known = CLOSE_CODES.get(code)
    return ConnectionClosedError(
        code=code, name=known.name if known else "unknown", reason=reason, reconnect=reconnects(code)
    )
