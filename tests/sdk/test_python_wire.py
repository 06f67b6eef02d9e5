"""The connection without its sockets, against a small model of the service: every event comes once, always."""

from __future__ import annotations

import json
from collections import deque
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_sdk._errors import (
    AuthenticationError,
    ConflictError,
    ConnectionClosedError,
    NotFoundError,
    OrchestraError,
    RateLimitError,
    StreamError,
    error_from_problem,
)
from orchestra_sdk._followed import Following
from orchestra_sdk._generated.v2 import RunEvent, UnknownEvent
from orchestra_sdk._wire import Wire

NOW = "2026-11-20T09:30:00.000Z"
MOST_RUNS = 3
BUFFER = 3

Frame = dict[str, Any]
PING: Frame = {"type": "ping", "created_at": NOW}


def nothing() -> None:
    """Nobody waits here."""


def backoff(tries: int) -> float:
    """Without chance."""
    return 0.5 * 2.0**tries


def offset_of(event: RunEvent | None) -> int:
    assert event is not None
    return event.offset


def problem(status: int, code: str, **more: Any) -> Frame:
    return {
        "type": f"/docs/reference/errors/{code}/",
        "title": code,
        "status": status,
        "detail": f"It is {code}.",
        "instance": "/v2/ws",
        "code": code,
        "retryable": False,
        "correlation_id": "0198c0de-5a11-7c3e-9f00-2b7d1a4e6c90",
        **more,
    }


def welcome(**limits: float) -> Frame:
    return {
        "type": "welcome",
        "connection_id": "con_1",
        "api_version": "v2",
        "contract_version": "2.0.0",
        "limits": {
            "max_runs": MOST_RUNS,
            "max_frame_bytes": 2000,
            "idle_timeout": 300,
            "ping_interval": 15,
            **limits,
        },
        "created_at": NOW,
    }


def goodbye(code: int, *, reconnect: bool, after_ms: int | None = None) -> Frame:
    return {
        "type": "goodbye",
        "code": code,
        "reason": "Because.",
        "reconnect": reconnect,
        "after_ms": after_ms,
        "created_at": NOW,
    }


def token(run_id: str, offset: int) -> Frame:
    return {"type": "token", "run_id": run_id, "offset": offset, "text": f"{offset} "}


def ending(run_id: str, offset: int) -> Frame:
    return {
        "type": "run.cancelled",
        "run_id": run_id,
        "offset": offset,
        "created_at": NOW,
        "reason": "requested",
        "response": "",
        "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2, "source": "estimated"},
    }


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Service:
    """What the service does with frames: logs that grow, runs that are followed on the one socket that is open."""

    def __init__(self) -> None:
        self.lengths: dict[str, int] = {}
        self.written: dict[str, int] = {}
        self.keys: dict[str, str] = {}
        self.connected = False
        self.inbox: deque[Frame] = deque()
        self.wire: deque[Frame] = deque()
        self.following: dict[str, int] = {}
        self.asked: dict[str, int] = {}

    def connect(self) -> None:
        self.connected = True
        self.wire.append(welcome())

    def cut(self) -> None:
        self.connected = False
        self.following.clear()
        self.inbox.clear()
        self.wire.clear()

    def write(self, run_id: str, events: int) -> None:
        self.written[run_id] = min(self.lengths[run_id], self.written[run_id] + events)

    def emit(self, run_id: str, events: int) -> None:
        """Put a run's next events on the wire."""
        for _ in range(events):
            position = self.following.get(run_id)
            if position is None or position >= self.written[run_id]:
                return
            last = self.lengths[run_id] - 1
            self.wire.append((ending if position == last else token)(run_id, position))
            self.following[run_id] += 1
            if position == last:
                del self.following[run_id]

    def work(self, frames: int) -> None:
        """Answer so many of the client's messages."""
        for _ in range(min(frames, len(self.inbox))):
            frame = self.inbox.popleft()
            getattr(self, f"_{frame['type']}")(frame)

    def _chat(self, frame: Frame) -> None:
        if len(self.following) >= MOST_RUNS:
            self._refuse(frame)
            return
        key = frame["idempotency_key"]
        run_id = self.keys.setdefault(key, f"run_{len(self.keys)}")
        self.lengths.setdefault(run_id, int(frame["message"]))
        self.written.setdefault(run_id, 0)
        self.asked[key] = self.asked.get(key, 0) + 1
        self.following.pop(run_id, None)
        self.wire.append(
            {
                "type": "accepted",
                "id": frame["id"],
                "run_id": run_id,
                "session_id": "sea",
                "user_message_id": "msg_1",
                "created_at": NOW,
            }
        )
        self.following[run_id] = 0

    def _resume(self, frame: Frame) -> None:
        run_id, start = frame["run_id"], frame.get("after", -1) + 1
        if run_id not in self.following and len(self.following) >= MOST_RUNS:
            self._refuse(frame)
            return
        self.following.pop(run_id, None)
        self.wire.append(
            {
                "type": "resumed",
                "id": frame["id"],
                "run_id": run_id,
                "recovered": True,
                "from": start,
                "created_at": NOW,
            }
        )
        if start < self.lengths[run_id]:
            self.following[run_id] = start

    def _detach(self, frame: Frame) -> None:
        if self.following.pop(frame["run_id"], None) is None:
            self._say_error(frame, problem(404, "not_found"))
        else:
            self._status(frame)

    def _status(self, frame: Frame) -> None:
        runs = [
            {
                "run_id": run_id,
                "session_id": "sea",
                "status": "running",
                "last_offset": None,
                "attached": True,
            }
            for run_id in self.following
        ]
        report = {"type": "status", "id": frame["id"], "connection_id": "con_1", "runs": runs}
        self.wire.append({**report, "created_at": NOW})

    def _ping(self, frame: Frame) -> None:
        self.wire.append({"type": "pong", "id": frame["id"], "created_at": NOW})

    def _refuse(self, frame: Frame) -> None:
        self._say_error(frame, problem(429, "connection_limit", retryable=True, retry_after=1))

    def _say_error(self, frame: Frame, told: Frame) -> None:
        self.wire.append({"type": "error", "id": frame["id"], "problem": told, "created_at": NOW})


class Scene:
    """A client and a service, moved by hand."""

    def __init__(self, max_retries: int = 2) -> None:
        self.clock = Clock()
        self.wire = Wire(max_retries=max_retries, buffer=BUFFER, clock=self.clock, backoff=backoff)
        self.service = Service()
        self.runs: list[tuple[Following, int]] = []
        self.read: dict[int, list[int]] = {}
        self.errors: dict[int, Exception] = {}

    def chat(self, events: int) -> Following:
        following = self.wire.chat({"message": str(events)}, nothing)
        self.read[len(self.runs)] = []
        self.runs.append((following, events))
        return following

    def connect(self) -> None:
        if not self.service.connected:
            self.service.connect()

    def cut(self) -> None:
        if self.service.connected:
            self.service.cut()
            assert self.wire.lost(1006, "") is not None

    def send(self) -> None:
        frames = [json.loads(text) for text in self.wire.take()]
        if self.service.connected:
            self.service.inbox.extend(frames)

    def deliver(self, frames: int) -> None:
        for _ in range(min(frames, len(self.service.wire))):
            self.wire.received(json.dumps(self.service.wire.popleft()))

    def look(self, number: int, events: int) -> None:
        """Read so many events of a run, if they are there."""
        following, _ = self.runs[number]
        assert len(following.events) <= BUFFER
        for _ in range(min(events, self.runs[number][1] - len(self.read[number]))):
            try:
                event = self.wire.read(following)
            except OrchestraError as error:
                self.errors[number] = error
                return
            if event is None:
                return
            self.read[number].append(event.offset)

    def open(self) -> None:
        self.connect()
        self.deliver(1)

    def settle(self) -> None:
        """Let everything come to its end."""
        for _ in range(200):
            self.connect()
            self.clock.now += 30
            self.wire.due()
            self.send()
            self.service.work(1000)
            for run_id in self.service.lengths:
                self.service.write(run_id, 1000)
                self.service.emit(run_id, 1000)
            self.deliver(10_000)
            for number in range(len(self.runs)):
                self.look(number, 1000)
            if all(
                number in self.errors or len(self.read[number]) == events
                for number, (_, events) in enumerate(self.runs)
            ):
                return
        pytest.fail(f"It never ends: {self.read}")


NUMBER = st.integers(0, 5)
AMOUNT = st.integers(1, 8)
STEP = st.one_of(
    st.tuples(st.just("chat"), st.integers(1, 20)),
    st.tuples(st.sampled_from(["connect", "cut", "send"])),
    st.tuples(st.sampled_from(["work", "deliver"]), AMOUNT),
    st.tuples(st.sampled_from(["write", "emit", "look"]), NUMBER, AMOUNT),
    st.tuples(st.just("lose"), NUMBER),
)


def take_step(scene: Scene, step: tuple[Any, ...]) -> None:
    kind, *values = step
    if kind == "chat":
        if len(scene.runs) < MOST_RUNS + 2:
            scene.chat(values[0])
    elif kind in ("connect", "cut", "send"):
        getattr(scene, kind)()
    elif kind == "work":
        scene.service.work(values[0])
    elif kind == "deliver":
        scene.deliver(values[0])
    elif kind == "look":
        if values[0] < len(scene.runs):
            scene.look(values[0], values[1])
    elif kind == "lose":
        lose(scene.service.wire, values[0])
    elif (run_id := f"run_{values[0]}") in scene.service.lengths:
        getattr(scene.service, kind)(run_id, values[1])


def lose(frames: deque[Frame], number: int) -> None:
    """A token that never comes, while what is behind it does."""
    tokens = [place for place, frame in enumerate(frames) if frame["type"] == "token"]
    if number < len(tokens):
        del frames[tokens[number]]


@settings(max_examples=400, deadline=None)
@given(st.lists(STEP, max_size=60))
def test_every_event_of_every_run_comes_once_and_in_order(steps: list[tuple[Any, ...]]) -> None:
    scene = Scene(max_retries=1000)
    for step in steps:
        take_step(scene, step)
    scene.settle()

    for number, (_, events) in enumerate(scene.runs):
        if number in scene.errors:
            # Only a chat that was refused the first time it was sent has no events.
            error = scene.errors[number]
            assert isinstance(error, RateLimitError) and error.code == "connection_limit"
            assert scene.read[number] == []
        else:
            assert scene.read[number] == list(range(events))
    assert scene.wire.ended is None


def test_a_run_whose_reader_is_slow_is_detached_and_then_resumed_behind_what_was_read() -> None:
    scene = Scene()
    scene.open()
    slow = scene.chat(10)
    scene.send()
    scene.service.work(1)
    scene.service.write("run_0", 10)
    scene.service.emit("run_0", 10)
    scene.deliver(100)

    detach = json.loads(scene.wire.take()[0])
    assert (detach["type"], detach["run_id"]) == ("detach", "run_0")
    assert len(slow.events) == BUFFER

    scene.look(0, BUFFER)
    resume = json.loads(scene.wire.take()[0])
    assert (resume["type"], resume["after"]) == ("resume", BUFFER - 1)


def test_a_chat_that_was_not_accepted_is_sent_again_with_its_key() -> None:
    scene = Scene()
    scene.open()
    scene.chat(3)
    first = scene.wire.take()
    scene.cut()
    scene.open()

    assert scene.wire.take() == first
    assert json.loads(first[0])["idempotency_key"]


def test_what_was_not_sent_on_a_lost_socket_is_sent_once_on_the_next() -> None:
    scene = Scene()
    scene.open()
    following = scene.chat(3)
    scene.cut()
    scene.open()
    assert [json.loads(text)["id"] for text in scene.wire.take()] == [following.frame["id"]]


def test_a_run_that_was_left_is_resumed_on_the_next_socket_only_when_its_buffer_is_empty() -> None:
    scene = Scene()
    scene.open()
    scene.chat(10)
    scene.send()
    scene.service.work(1)
    scene.service.write("run_0", 10)
    scene.service.emit("run_0", 10)
    scene.deliver(100)
    scene.cut()
    scene.open()
    assert scene.wire.take() == []

    scene.look(0, BUFFER)
    assert [json.loads(text)["type"] for text in scene.wire.take()] == ["resume"]


def test_a_run_whose_place_was_taken_waits_until_there_is_one() -> None:
    """However often the service says that it is full: another run ends some day."""
    scene = Scene(max_retries=1)
    scene.open()
    scene.chat(10)
    scene.send()
    scene.service.work(1)
    scene.service.write("run_0", 10)
    scene.service.emit("run_0", 10)
    scene.deliver(100)
    for _ in range(MOST_RUNS):
        scene.chat(5)
    scene.send()
    scene.service.work(100)
    scene.deliver(100)
    scene.look(0, BUFFER)
    for _ in range(5):
        scene.send()
        refusals = len(scene.service.inbox)
        scene.service.work(100)
        scene.deliver(100)
        assert refusals == 1
        assert scene.wire.read(scene.runs[0][0]) is None
        assert 0 < scene.wire.due() <= 10
        scene.clock.now += 10
        scene.wire.due()

    scene.settle()
    assert scene.read == {0: list(range(10)), 1: list(range(5)), 2: list(range(5)), 3: list(range(5))}


def test_a_chat_that_was_sent_again_and_cannot_be_taken_yet_is_tried_again_but_not_for_ever() -> None:
    scene = Scene(max_retries=2)
    scene.open()
    following = scene.chat(3)
    scene.cut()
    scene.open()
    told = problem(409, "idempotency_in_progress", retryable=True)
    error = {"type": "error", "id": following.frame["id"], "problem": told, "created_at": NOW}
    for wait in (0.5, 1.0):
        assert len(scene.wire.take()) == 1
        scene.wire.received(json.dumps(error))
        assert scene.wire.due() == wait
        scene.clock.now += wait
        scene.wire.due()
        assert scene.wire.read(following) is None
    assert len(scene.wire.take()) == 1
    scene.wire.received(json.dumps(error))
    with pytest.raises(ConflictError):
        scene.wire.read(following)


def test_a_chat_that_nobody_waits_for_is_detached_when_it_is_accepted() -> None:
    scene = Scene()
    scene.open()
    following = scene.chat(3)
    scene.wire.leave(following)
    scene.send()
    scene.service.work(1)
    scene.deliver(10)

    assert [json.loads(text)["type"] for text in scene.wire.take()] == ["detach"]


def test_a_question_is_asked_again_on_the_next_socket() -> None:
    scene = Scene()
    scene.open()
    question = scene.wire.ask("status", {}, nothing)
    first = scene.wire.take()
    scene.cut()
    scene.open()
    assert scene.wire.take() == first

    scene.service.inbox.append(json.loads(first[0]))
    scene.service.work(1)
    scene.deliver(1)
    assert question.answer is not None


def test_an_error_goes_to_the_call_that_it_answers() -> None:
    scene = Scene()
    scene.open()
    good, bad = scene.chat(3), scene.chat(3)
    told = problem(404, "not_found")
    error = {"type": "error", "id": bad.frame["id"], "problem": told, "created_at": NOW}
    scene.wire.received(json.dumps(error))

    with pytest.raises(NotFoundError):
        scene.wire.read(bad)
    assert scene.wire.read(good) is None


@pytest.mark.parametrize(
    "event",
    [
        {"type": "token", "run_id": "run_0", "text": "no offset"},
        {"type": "token", "run_id": "run_0", "offset": "1", "text": "an offset in words"},
        {"type": "token", "run_id": "run_0", "offset": 1},
    ],
)
def test_an_event_that_lacks_something_ends_its_run_and_no_other(event: Frame) -> None:
    scene = Scene()
    scene.open()
    broken, whole = scene.chat(3), scene.chat(3)
    scene.send()
    scene.service.work(2)
    scene.service.write("run_0", 1)
    scene.service.emit("run_0", 1)
    scene.deliver(10)
    scene.wire.received(json.dumps(event))

    assert offset_of(scene.wire.read(broken)) == 0
    with pytest.raises(StreamError):
        scene.wire.read(broken)
    assert scene.wire.read(whole) is None
    assert scene.wire.ended is None


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "{}", '{"type": "resumed", "id": "c-1"}'])
def test_a_frame_that_is_no_message_ends_the_connection(text: str) -> None:
    scene = Scene()
    scene.open()
    following = scene.chat(3)
    with pytest.raises(StreamError):
        scene.wire.received(text)
    with pytest.raises(StreamError):
        scene.wire.read(following)
    with pytest.raises(StreamError):
        scene.chat(1)


def test_frames_and_events_of_unknown_types_do_no_harm() -> None:
    scene = Scene()
    scene.open()
    following = scene.chat(3)
    scene.send()
    scene.service.work(1)
    scene.deliver(10)
    scene.wire.received('{"type": "weather", "id": "c-1", "colour": "grey"}')
    scene.wire.received('{"type": "run.sang", "run_id": "run_0", "offset": 0, "song": "la"}')

    event = scene.wire.read(following)
    assert isinstance(event, UnknownEvent)
    assert (event.type, event.unknown_type, event.data["song"]) == ("unknown", "run.sang", "la")


def test_a_gap_is_filled_by_resuming_and_not_for_ever() -> None:
    scene = Scene(max_retries=2)
    scene.open()
    following = scene.chat(9)
    scene.send()
    scene.service.work(1)
    scene.deliver(10)
    for _ in range(3):
        scene.wire.received(json.dumps(token("run_0", 4)))
        resumes = [json.loads(text) for text in scene.wire.take()]
        scene.service.inbox.extend(frame for frame in resumes if frame["type"] == "resume")
        scene.service.work(10)
        scene.deliver(1)

    with pytest.raises(StreamError, match="do not come"):
        scene.wire.read(following)


def test_gaps_with_events_between_them_are_filled_as_often_as_they_come() -> None:
    scene = Scene(max_retries=1)
    scene.open()
    scene.chat(9)
    scene.send()
    scene.service.work(1)
    scene.deliver(10)
    for offset in range(0, 8, 2):
        # One event is missing, and comes when it is asked for.
        scene.wire.received(json.dumps(token("run_0", offset + 1)))
        scene.send()
        scene.service.work(10)
        scene.service.write("run_0", 2)
        scene.service.emit("run_0", 2)
        scene.deliver(10)
        scene.look(0, 2)
    scene.settle()
    assert scene.read[0] == list(range(9)) and not scene.errors


def test_a_log_that_was_trimmed_is_told_and_goes_on_with_what_is_left() -> None:
    scene = Scene()
    scene.open()
    following = scene.wire.resume("run_9", 2, nothing)
    resume = json.loads(scene.wire.take()[0])
    answer = {"type": "resumed", "id": resume["id"], "run_id": "run_9", "recovered": False, "from": 7}
    scene.wire.received(json.dumps({**answer, "created_at": NOW}))
    scene.wire.received(json.dumps(token("run_9", 7)))

    assert following.recovered is False
    assert offset_of(scene.wire.read(following)) == 7


def test_resuming_behind_the_end_is_an_error_and_no_endless_wait() -> None:
    scene = Scene()
    scene.open()
    scene.service.lengths["run_9"] = scene.service.written["run_9"] = 3
    following = scene.wire.resume("run_9", 2, nothing)
    for _ in range(2):
        scene.send()
        scene.service.work(5)
        scene.deliver(5)

    with pytest.raises(StreamError, match="no event behind 2"):
        scene.wire.read(following)


@pytest.mark.parametrize(("code", "again"), [(1000, False), (1006, True), (4401, False), (4501, True)])
def test_the_close_code_says_whether_to_connect_again(code: int, again: bool) -> None:
    scene = Scene()
    scene.open()
    following = scene.chat(3)
    wait = scene.wire.lost(code, "Because.")

    assert (wait is not None) is again
    if not again:
        with pytest.raises(ConnectionClosedError) as raised:
            scene.wire.read(following)
        assert (raised.value.code, raised.value.reconnect) == (code, False)


@pytest.mark.parametrize(("code", "again"), [(4444, False), (4999, True), (3000, False), (1005, True)])
def test_an_unknown_close_code_follows_its_range(code: int, again: bool) -> None:
    scene = Scene()
    scene.open()
    assert (scene.wire.lost(code, "") is not None) is again


def test_a_goodbye_says_when_to_come_back() -> None:
    scene = Scene()
    scene.open()
    scene.wire.received(json.dumps(goodbye(4504, reconnect=True, after_ms=9000)))
    assert scene.wire.lost(1006, "") == 9.0


def test_a_goodbye_wins_over_the_code() -> None:
    scene = Scene()
    scene.open()
    scene.wire.received(json.dumps(goodbye(4401, reconnect=False)))
    assert scene.wire.lost(1006, "") is None
    assert isinstance(scene.wire.ended, ConnectionClosedError) and scene.wire.ended.code == 4401


def test_tries_that_fail_in_a_row_are_counted_and_a_good_connection_begins_anew() -> None:
    scene = Scene(max_retries=2)
    scene.open()
    scene.wire.received(json.dumps(PING))
    refused = OrchestraError("Nobody is there.")
    waits = [scene.wire.lost(1006, ""), scene.wire.unreachable(refused), scene.wire.unreachable(refused)]
    assert waits == [0.5, 0.5, 1.0]

    scene.service.cut()
    scene.open()
    scene.wire.received(json.dumps(PING))
    assert scene.wire.lost(1006, "") == 0.5
    assert scene.wire.unreachable(refused) is not None
    assert scene.wire.unreachable(refused) is not None
    assert scene.wire.unreachable(refused) is None
    assert scene.wire.ended is refused


def test_a_connection_that_is_welcomed_and_lost_at_once_is_no_good_connection() -> None:
    scene = Scene(max_retries=2)
    for expected in (1.0, 2.0, None):
        scene.service.cut()
        scene.open()
        assert scene.wire.lost(1006, "") == expected


def test_a_key_that_is_refused_ends_it_at_once() -> None:
    scene = Scene()
    following = scene.chat(1)
    assert scene.wire.unreachable(error_from_problem(problem(401, "unauthenticated"))) is None
    with pytest.raises(AuthenticationError):
        scene.wire.read(following)


def test_a_quiet_connection_says_that_it_is_alive() -> None:
    scene = Scene()
    scene.open()
    assert scene.wire.due() == 100.0
    scene.clock.now += 100
    assert scene.wire.due() == 100.0
    assert [json.loads(text)["type"] for text in scene.wire.take()] == ["ping"]


def test_what_is_due_sooner_than_was_said_is_told() -> None:
    scene = Scene()
    said = [(scene.wire.due() > 100, scene.wire.outgoing)]
    scene.open()
    # The first ping is due sooner than never.
    said.append((scene.wire.outgoing, scene.wire.due() > 100))
    assert said == [(True, False), (True, False)]
    assert not scene.wire.take()


def test_a_message_that_is_too_large_is_not_sent() -> None:
    scene = Scene()
    scene.open()
    with pytest.raises(OrchestraError, match="larger than the service takes"):
        scene.wire.chat({"message": "a" * 3000}, nothing)
    assert scene.wire.take() == []
