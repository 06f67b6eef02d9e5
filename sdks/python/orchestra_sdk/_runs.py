"""The runs that a connection follows, over all its sockets: each of their events once and in order.

Every run has a buffer of its own. A reader who is slow fills it; then the run is detached, and resumed when the buffer
is empty. So nobody waits for somebody else, and memory has a bound.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from orchestra_sdk._errors import OrchestraError, StreamError, error_from_problem
from orchestra_sdk._fold import to_event
from orchestra_sdk._followed import Following, State
from orchestra_sdk._generated.models import AcceptedFrame, ErrorFrame, ResumedFrame, StatusReportFrame
from orchestra_sdk._generated.v2 import TERMINAL_EVENTS, RunEvent
from orchestra_sdk._line import Line
from orchestra_sdk._retry import LONGEST_RETRY_AFTER

BUFFER: Final = 1024
"""So many events of a run wait for its reader."""
# A run that was left for a while may find its place taken; one of the others ends some day.
_FULL: Final = "connection_limit"
_NEVER: Final = float("inf")


class Runs:
    """The followed runs of one connection."""

    def __init__(
        self,
        line: Line,
        *,
        max_retries: int,
        buffer: int,
        clock: Callable[[], float],
        backoff: Callable[[int], float],
    ) -> None:
        self._line = line
        self._max_retries = max_retries
        self._buffer = buffer
        self._clock = clock
        self._backoff = backoff
        self._asked: dict[str, Following] = {}
        self._runs: dict[str, Following] = {}
        self._resumes: dict[str, Following] = {}
        self._doubts: dict[str, Following] = {}
        self._later: list[tuple[float, Following]] = []

    # What readers want.

    def chat(self, options: dict[str, Any], changed: Callable[[], None]) -> Following:
        """Begin a run; see Wire.chat."""
        key = options.get("idempotency_key") or str(uuid4())
        frame = {"type": "chat", "id": self._line.name(), **options, "idempotency_key": key}
        self._check(frame)
        following = self._asked[frame["id"]] = Following(State.ASKED, frame, changed)
        self._begin(following)
        return following

    def resume(self, run_id: str, after: int | None, changed: Callable[[], None]) -> Following:
        """Follow a run behind an offset; see Wire.resume."""
        if run_id in self._runs:
            raise OrchestraError(f"The run {run_id} is followed on this connection already.")
        frame = {"type": "resume", "run_id": run_id} | ({} if after is None else {"after": after})
        self._check(frame)
        following = self._runs[run_id] = Following(State.RESUMING, frame, changed)
        self._begin(following)
        return following

    def read(self, following: Following) -> RunEvent | None:
        """The run's next event; see Wire.read."""
        if following.events:
            event = following.events.popleft()
            if following.state is State.LEFT and not following.events:
                self._resume(following)
            return event
        if following.error is not None:
            raise following.error
        if following.state is State.ENDED or following.abandoned:
            raise StreamError("The run is not followed any more.")
        return None

    def leave(self, following: Following) -> None:
        """Follow a run no longer."""
        following.events.clear()
        if following.state is State.ASKED:
            # Whether it began is not known; it is detached as soon as it is.
            following.abandoned = True
        else:
            if following.state in (State.FOLLOWING, State.RESUMING):
                self._detach(following)
            self._end(following)
        following.changed()

    # What sockets do.

    def welcome(self) -> None:
        """Take up on a new socket what was under way: runs behind their last event, chats with their keys."""
        for name in [name for name, following in self._asked.items() if following.abandoned]:
            del self._asked[name]
        for following in [*self._runs.values(), *self._asked.values()]:
            if following.state is not State.LEFT:
                self._begin(following)

    def cut(self) -> None:
        """The socket is gone; nothing that was asked on it is answered any more."""
        for table in (self._resumes, self._doubts, self._later):
            table.clear()

    def end(self, error: Exception) -> None:
        """There will be no socket any more."""
        self.cut()
        waiting = [*self._asked.values(), *self._runs.values()]
        self._asked.clear()
        self._runs.clear()
        for following in waiting:
            following.fail(error)

    @property
    def next_moment(self) -> float:
        """When something is to be tried again; infinite for never."""
        return min((moment for moment, _ in self._later), default=_NEVER)

    def again(self, now: float) -> None:
        """Try again what is due by now."""
        due = [following for moment, following in self._later if moment <= now]
        self._later = [(moment, following) for moment, following in self._later if moment > now]
        for following in due:
            if following.state in (State.ASKED, State.RESUMING):
                self._begin(following)

    # What the service says.

    def event(self, kind: str, data: dict[str, Any]) -> None:
        """Take an event of a run; those of runs that are not followed any more are on their way still."""
        following = self._runs.get(data.get("run_id", ""))
        if following is None:
            return
        offset = data.get("offset")
        if type(offset) is not int:
            self._give_up(following, StreamError(f"An event {kind} has no offset."))
            return
        if offset != following.cursor + 1:
            # Behind the cursor: it came already. Before it: what is missing is on its way, if it was asked for.
            if offset > following.cursor and following.state is State.FOLLOWING:
                self._stumble(following)
            return
        if len(following.events) >= self._buffer:
            if following.state is State.FOLLOWING:
                following.state = State.LEFT
                self._detach(following)
            return
        try:
            event = to_event(data)
        except StreamError as error:
            self._give_up(following, error)
            return
        following.cursor, following.tries, following.doubtful = offset, 0, False
        following.events.append(event)
        if kind in TERMINAL_EVENTS:
            self._end(following)
        following.changed()

    def accepted(self, name: str, frame: AcceptedFrame) -> None:
        """A chat has become a run."""
        following = self._asked.pop(name, None)
        if following is None:
            return
        if frame.run_id in self._runs:
            following.fail(OrchestraError(f"The run {frame.run_id} is followed on this connection already."))
            return
        following.run_id, following.accepted = frame.run_id, frame
        following.state, following.tries = State.FOLLOWING, 0
        self._runs[frame.run_id] = following
        if following.abandoned:
            self.leave(following)
        following.changed()

    def resumed(self, name: str, frame: ResumedFrame) -> None:
        """What comes next of a run is what was asked for."""
        following = self._resumes.pop(name, None)
        if following is None:
            return
        following.state = State.FOLLOWING
        following.accepted = following.accepted or frame
        if not frame.recovered:
            following.recovered = False
            following.cursor = max(following.cursor, frame.from_ - 1)
        if following.doubtful:
            # The service says the same of a run that goes on and of one that has ended at the cursor.
            self._doubts[self._line.say("status")] = following
        following.changed()

    def report(self, name: str, frame: StatusReportFrame) -> bool:
        """Whether a report was asked for here: it says if a run has anything behind its cursor."""
        following = self._doubts.pop(name, None)
        if following is None:
            return False
        if following.state is State.FOLLOWING and following.doubtful:
            following.doubtful = False
            if all(run.run_id != following.run_id for run in frame.runs):
                error = StreamError(f"The run {following.run_id} has no event behind {following.cursor}.")
                self._fail(following, error)
        return True

    def refused(self, name: str, frame: ErrorFrame) -> None:
        """The service did not do what was asked for."""
        self._doubts.pop(name, None)
        following = self._asked.get(name) or self._resumes.pop(name, None)
        if following is None:
            return
        error = error_from_problem(frame.problem.to_dict())
        # The first time it is the caller who decides what to do; later the caller has what was asked for.
        again = error.retryable and (following.accepted is not None or following.sendings > 1)
        full = error.code == _FULL
        wait = max(error.retry_after or 0.0, self._backoff(following.tries))
        if again and (full or following.tries < self._max_retries) and wait <= LONGEST_RETRY_AFTER:
            following.tries += not full
            self._later.append((self._clock() + wait, following))
            return
        self._asked.pop(name, None)
        self._fail(following, error)

    # The inside.

    def _check(self, frame: dict[str, Any]) -> None:
        if not self._line.fits(frame):
            raise OrchestraError("The message is larger than the service takes (limits.max_frame_bytes).")

    def _begin(self, following: Following) -> None:
        """Send what begins a run, or goes on with it."""
        if following.state is not State.ASKED:
            self._resume(following)
        elif self._line.open:
            following.sendings += 1
            self._line.repeat(following.frame)

    def _resume(self, following: Following) -> None:
        following.state = State.RESUMING
        self._resumes.pop(following.resume_id or "", None)
        if self._line.open:
            following.sendings += 1
            after = {"after": following.cursor} if following.cursor >= 0 else {}
            following.resume_id = self._line.say("resume", run_id=following.run_id, **after)
            self._resumes[following.resume_id] = following

    def _stumble(self, following: Following) -> None:
        """Events are missing: ask for them, but not for ever."""
        following.tries += 1
        if following.tries <= self._max_retries:
            self._resume(following)
            return
        missing = f"Events of the run {following.run_id} behind offset {following.cursor} do not come."
        self._give_up(following, StreamError(missing))

    def _give_up(self, following: Following, error: StreamError) -> None:
        self._detach(following)
        self._fail(following, error)

    def _detach(self, following: Following) -> None:
        self._line.say("detach", run_id=following.run_id)

    def _fail(self, following: Following, error: Exception) -> None:
        self._forget(following)
        following.fail(error)

    def _end(self, following: Following) -> None:
        self._forget(following)
        following.state = State.ENDED

    def _forget(self, following: Following) -> None:
        self._resumes.pop(following.resume_id or "", None)
        if following.run_id is not None and self._runs.get(following.run_id) is following:
            del self._runs[following.run_id]
