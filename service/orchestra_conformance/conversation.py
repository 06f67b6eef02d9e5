"""What is said over one WebSocket of version 2, held to the order that the contract promises, frame by frame."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from orchestra_conformance.failure import Violation
from orchestra_conformance.sockets import Frame, Refused, Socket, opened
from orchestra_conformance.specification import Specification
from orchestra_conformance.streams import TERMINAL
from orchestra_conformance.turns import hold_turns
from orchestra_conformance.wire import Caller

# What answers a message where it is not refused.
ANSWERS: Final = {
    "chat": "accepted",
    "command": "command.result",
    "cancel": "status",
    "resume": "resumed",
    "detach": "status",
    "status": "status",
    "ping": "pong",
}
# How long a connection that is gone may count, and how often this is looked at, in seconds.
_PATIENCE: Final = 10.0
_PAUSE: Final = 0.05


@dataclass(slots=True)
class Events:
    """The events of one run that have come, by their offsets, over whichever connections."""

    known: dict[int, Frame] = field(default_factory=dict)
    end: Frame | None = None
    accepted: Frame | None = None

    @property
    def last(self) -> int:
        """The highest offset that has come; -1 before the first."""
        return max(self.known, default=-1)

    def add(self, event: Frame) -> None:
        """Take one more. Raises Violation where it contradicts what came before."""
        offset = event["offset"]
        before = self.known.setdefault(offset, event)
        if before != event:
            raise Violation(f"the event {offset} of {event['run_id']} is another one than it was before")
        if self.end is not None and offset > self.end["offset"]:
            raise Violation(f"{event['type']} came after {self.end['type']} of {event['run_id']}")
        if event["type"] == "run.started" and self.accepted is not None:
            for name in ("session_id", "user_message_id"):
                if event[name] != self.accepted[name]:
                    raise Violation(
                        f"accepted names the {name} {self.accepted[name]}, and run.started {event[name]}"
                    )
        if event["type"] in TERMINAL:
            self._ended(event)

    def _ended(self, event: Frame) -> None:
        self.end = event
        if len(self.known) <= event["offset"]:
            return
        events = [self.known[offset] for offset in range(event["offset"])]
        hold_turns(events)
        joined = "".join(found["text"] for found in events if found["type"] == "token")
        if joined != event["response"]:
            raise Violation(
                f"the tokens of {event['run_id']}, joined, are not the response of its {event['type']}"
            )


@dataclass(slots=True)
class Question:
    """A message that waits for its answer, and what the client had seen when it was asked."""

    frame: Frame
    followed: frozenset[str]
    # Whether nothing else was asked meanwhile, so that the answer can be held to what was seen.
    alone: bool


class Conversation:
    """One connection. Every frame that comes goes through `take`, which raises Violation for a broken promise.

    `following` has, for each run that is followed, the offset that comes next. `runs` are the events of all runs, and
    may be shared by several connections.
    """

    def __init__(self, socket: Socket, runs: dict[str, Events] | None = None) -> None:
        self.socket = socket
        self.runs: dict[str, Events] = {} if runs is None else runs
        self.following: dict[str, int] = {}
        self._asked: dict[str | None, Question] = {}
        self._names = 0

    @property
    def max_runs(self) -> int:
        """How many runs may be followed at once, by the welcome frame."""
        most: int = self.socket.frames[0]["limits"]["max_runs"]
        return most

    def name(self) -> str:
        """An id for the next message."""
        self._names += 1
        return f"m-{self._names}"

    def ask(self, frame: Frame) -> None:
        """Send a message; its answer is awaited by `answer`. One without an id (a ping) is answered without one."""
        for other in self._asked.values():
            other.alone = False
        self._asked[frame.get("id")] = Question(frame, frozenset(self.following), not self._asked)
        self.socket.send(frame)

    def answer(self, frame_id: str | None) -> Frame:
        """Read up to the answer to a message."""
        if frame_id not in self._asked:
            raise ValueError(f"{frame_id} was not asked, or is answered")
        while True:
            frame = self.take()
            if frame_id not in self._asked:
                return frame

    def say(self, kind: str, **more: object) -> Frame:
        """Send a message with an id of its own and read up to its answer, which may be an error."""
        name = self.name()
        self.ask({"type": kind, "id": name, **more})
        return self.answer(name)

    def agreed(self, kind: str, **more: object) -> Frame:
        """The same, where an error is a Violation."""
        frame = self.say(kind, **more)
        if frame["type"] == "error":
            raise Violation(f"a {kind} was refused with {code_of(frame)}: {frame['problem'].get('detail')}")
        return frame

    def refused(self, code: str, kind: str, **more: object) -> None:
        """Send a message that must be refused with this code."""
        frame = self.say(kind, **more)
        if code_of(frame) != code:
            raise Violation(f"a {kind} was answered with {code_of(frame) or frame['type']}, not with {code}")

    def error_for(self, text: str, frame_id: str | None) -> str:
        """Send a text that is no message and read its error, which must carry `frame_id`; gives its code."""
        before = len(self.socket.frames)
        self.socket.send_text(text)
        while (frame := self.socket.receive())["type"] != "error":
            self._hold(frame)
        if frame["id"] != frame_id:
            raise Violation(f"the error {code_of(frame)} carries the id {frame['id']}, not {frame_id}")
        self.alive()
        answers = [other for other in self.socket.frames[before:] if "offset" not in other]
        if [other["type"] for other in answers if other["type"] != "ping"] != ["error", "pong"]:
            raise Violation("more than one error answers what is no message")
        return code_of(frame)

    def alive(self) -> None:
        """Send a ping and read up to its pong: whatever came before it is held to the contract."""
        self.agreed("ping")

    def ended(self, run_id: str) -> Frame:
        """Read up to the end of a run that is followed."""
        while (end := self.runs[run_id].end) is None or run_id in self.following:
            self.take()
        return end

    def read(self, run_id: str, number: int) -> None:
        """Read until this many events of a run have come, or it has ended."""
        run = self.runs[run_id]
        while len(run.known) < number and run.end is None:
            self.take()

    def heard(self, run_id: str) -> None:
        """Read until the first token of a run has come, or it has ended."""
        run = self.runs[run_id]
        while run.end is None and not any(event["type"] == "token" for event in run.known.values()):
            self.take()

    def take(self) -> Frame:
        """The next frame, held to the order of all that came before."""
        frame = self.socket.receive()
        self._hold(frame)
        return frame

    def _hold(self, frame: Frame) -> None:
        kind = frame["type"]
        if "offset" in frame:
            self._event(frame)
        elif kind == "goodbye":
            hold_goodbye(self.socket.caller.wire.specification, frame)
            raise Violation(f"the service says goodbye ({frame['code']}: {frame['reason']}) without a reason")
        elif kind == "welcome":
            raise Violation("a second welcome came")
        elif kind != "ping":
            self._answer(frame)

    def _event(self, event: Frame) -> None:
        run_id, offset = event["run_id"], event["offset"]
        if run_id not in self.following:
            raise Violation(f"the event {offset} ({event['type']}) came of {run_id}, which is not followed")
        if offset != self.following[run_id]:
            raise Violation(f"the event {offset} of {run_id} came in place of {self.following[run_id]}")
        self.runs.setdefault(run_id, Events()).add(event)
        self.following[run_id] += 1
        if event["type"] in TERMINAL:
            del self.following[run_id]

    def _answer(self, frame: Frame) -> None:
        question = self._asked.pop(frame.get("id"), None)
        if question is None:
            raise Violation(f"{frame['type']} with the id {frame.get('id')} answers nothing that was asked")
        asked = question.frame
        if frame["type"] not in ("error", ANSWERS[asked["type"]]):
            raise Violation(f"a {asked['type']} was answered with {frame['type']}")
        if frame["type"] == "accepted":
            if frame["session_id"] != asked.get("session_id", frame["session_id"]):
                raise Violation(f"a chat in {asked['session_id']} was accepted in {frame['session_id']}")
            self.runs.setdefault(frame["run_id"], Events()).accepted = frame
            self.following[frame["run_id"]] = 0
        elif frame["type"] == "resumed":
            self._resumed(asked, frame)
        elif frame["type"] == "status":
            self._reported(question, frame)

    def _resumed(self, asked: Frame, frame: Frame) -> None:
        if frame["run_id"] != asked["run_id"]:
            raise Violation(f"a resume of {asked['run_id']} was answered for {frame['run_id']}")
        wanted, begins = asked.get("after", -1) + 1, frame["from"]
        if begins != wanted if frame["recovered"] else begins <= wanted:
            raise Violation(
                f"a resume from {wanted} on begins at {begins}, and recovered is {frame['recovered']}"
            )
        run = self.runs.setdefault(frame["run_id"], Events())
        if run.end is not None and begins > run.end["offset"]:
            self.following.pop(frame["run_id"], None)
        else:
            self.following[frame["run_id"]] = begins

    def _reported(self, question: Question, frame: Frame) -> None:
        asked = question.frame
        listed = [run["run_id"] for run in frame["runs"]]
        if asked["type"] == "status":
            if not question.alone:
                return
            # One that has ended on the way may stand in it still.
            missing, more = self.following.keys() - listed, set(listed) - question.followed
            if missing or more or len(set(listed)) != len(listed):
                raise Violation(
                    f"the status lists {listed}; followed are {sorted(self.following)}, and were "
                    f"{sorted(question.followed)} when it was asked for"
                )
            if listed != sorted(listed):
                raise Violation(f"the status does not list the oldest run first: {listed}")
            if not all(run["attached"] for run in frame["runs"]):
                raise Violation("the status lists a run that is not attached")
            return
        if listed != [asked["run_id"]]:
            raise Violation(f"a {asked['type']} of {asked['run_id']} was answered with a status of {listed}")
        (run,) = frame["runs"]
        if asked["type"] == "cancel" and run["status"] != "cancelled":
            raise Violation(f"a cancel was answered with the status {run['status']}")
        if asked["type"] == "detach":
            self.following.pop(asked["run_id"], None)
            if run["attached"]:
                raise Violation("a detach was answered with a run that is attached")


def code_of(frame: Frame) -> str:
    """The code of an error; empty for every other frame."""
    found: str = frame["problem"]["code"] if frame["type"] == "error" else ""
    return found


def hold_goodbye(specification: Specification, frame: Frame) -> None:
    """Raise Violation where a goodbye does not say what the table of close codes says."""
    entry = specification.close_codes.get(frame["code"])
    if entry is None:
        raise Violation(f"the goodbye names {frame['code']}, which is no close code of the contract")
    if frame["reconnect"] is not entry.reconnect:
        raise Violation(f"the goodbye says reconnect: {frame['reconnect']} for {entry.code} ({entry.name})")


@contextmanager
def patiently(caller: Caller, **options: Any) -> Iterator[Socket]:
    """A connection as `opened` gives it. Raises Violation where the handshake is refused.

    A connection that was just closed or cut may count against the key's limit for a moment: then this waits.
    """
    enough = time.monotonic() + _PATIENCE
    with ExitStack() as stack:
        socket: Socket | None = None
        while socket is None:
            try:
                socket = stack.enter_context(opened(caller, **options))
            except Refused as refused:
                if refused.code != "connection_limit" or time.monotonic() >= enough:
                    raise Violation(
                        f"the handshake was refused with {refused.status} {refused.code}"
                    ) from None
                time.sleep(_PAUSE)
        yield socket


@contextmanager
def talking(caller: Caller, runs: dict[str, Events] | None = None) -> Iterator[Conversation]:
    """A conversation over a new connection of version 2."""
    with patiently(caller) as socket:
        yield Conversation(socket, runs)
