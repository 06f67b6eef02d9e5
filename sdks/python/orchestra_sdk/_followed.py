"""What a WebSocket connection keeps for those who wait: runs that are followed, and questions that were asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any

from orchestra_sdk._generated.v2 import RunEvent, ServiceFrame


class State(Enum):
    """Where a followed run stands with the service."""

    ASKED = "asked"
    """The chat was not accepted yet."""
    RESUMING = "resuming"
    """The service is to send what comes behind the cursor, and has not said yet that it will."""
    FOLLOWING = "following"
    """Its events come."""
    LEFT = "left"
    """Its buffer was full, so it was detached; it is resumed when its reader has emptied the buffer."""
    ENDED = "ended"
    """The last event has come, or none will come any more."""


class Following:
    """One run of a connection. `changed` is called whenever there is something new to look at."""

    def __init__(self, state: State, frame: dict[str, Any], changed: Callable[[], None]) -> None:
        self.state = state
        self.frame = frame
        """The message that began it: a chat or a resume."""
        self.run_id: str | None = frame.get("run_id")
        self.accepted: ServiceFrame | None = None
        """What the service said when it began to follow."""
        self.cursor: int = frame.get("after", -1)
        """Offset of the last event that was taken into the buffer; -1 for none."""
        self.recovered = True
        """False where events were gone for good before they could be resumed."""
        self.events: deque[RunEvent] = deque()
        self.error: Exception | None = None
        self.abandoned = False
        """Nobody waits for it; it is detached as soon as it is accepted."""
        self.resume_id: str | None = None
        """The resume that is under way."""
        self.sendings = 0
        """How often the message that begins it was sent."""
        self.tries = 0
        """Tries to go on since the last event."""
        self.doubtful = "after" in frame
        """It may be that nothing can follow behind its cursor."""
        self.changed = changed

    def fail(self, error: Exception) -> None:
        """End it with an error, which its reader gets behind the events that are there already."""
        if self.state is not State.ENDED:
            self.state, self.error = State.ENDED, error
            self.changed()


class Question:
    """A message that has one answer. `changed` is called when it is there."""

    def __init__(self, frame: dict[str, Any], changed: Callable[[], None]) -> None:
        self.frame = frame
        self.answer: ServiceFrame | None = None
        self.error: Exception | None = None
        self._changed = changed

    def settle(self, answer: ServiceFrame) -> None:
        """Give it its answer."""
        self.answer = answer
        self._changed()

    def fail(self, error: Exception) -> None:
        """Give it an error in place of an answer."""
        self.error = error
        self._changed()
