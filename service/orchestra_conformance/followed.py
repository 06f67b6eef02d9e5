"""Runs as the checks follow them: begun, read to their end, resumed, left in the middle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.streams import TERMINAL, Event, Stream, streamed
from orchestra_conformance.wire import Answer, Caller

TOO_QUICK: Final = (
    "the answer to the profile's prompts.long was there before it could be stopped; give it a message whose answer "
    "takes seconds"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A stream that was read to its end; `events` are never empty."""

    run_id: str
    events: Sequence[Event]
    stream: Stream

    @property
    def last(self) -> Event:
        """The last event."""
        return self.events[-1]

    @property
    def log(self) -> bytes:
        """What was sent of the events, byte for byte: no comments, no `retry`, cut where the recorder cuts."""
        whole, _, _ = self.stream.answer.exchange.answer.rpartition(b"\n\n")
        blocks = whole.split(b"\n\n")
        return b"\n\n".join(block for block in blocks if not block.startswith((b":", b"retry:")))


def followed(stream: Stream) -> Followed:
    """Read a stream to its end. Raises Violation where nothing is in it."""
    events = list(stream.events())
    if not events:
        raise Violation(f"{stream.answer.what}: the stream has no events")
    return Followed(stream.run_id, events, stream)


def chatted(
    bench: Bench, message: str | None = None, headers: Mapping[str, str] | None = None, **options: Any
) -> Followed:
    """A run of the owner's, read to its end; the message is the short one where none is given."""
    body = {"message": message or bench.profile.prompts.short, **options}
    with streamed(bench.owner, "createChatStream", headers=headers, body=body) as stream:
        return followed(stream)


def completed(bench: Bench, **options: Any) -> Followed:
    """A run that was completed. Raises Violation where it ended in another way."""
    run = chatted(bench, **options)
    if run.last["type"] != "run.completed":
        raise Violation(f"a run with a short message ended with {run.last}")
    return run


@contextmanager
def at_work(bench: Bench, **options: Any) -> Iterator[tuple[Stream, Iterator[Event], list[Event]]]:
    """A run with a long answer, read up to its first token: its stream, the events to come, and those that came.

    It is cancelled at the end. Raises Unchecked where the answer was there at once.
    """
    body = {"message": bench.profile.prompts.long, **options}
    with streamed(bench.owner, "createChatStream", body=body) as stream:
        coming = stream.events()
        came: list[Event] = []
        try:
            for event in coming:
                came.append(event)
                if event["type"] in TERMINAL:
                    raise Unchecked(TOO_QUICK)
                if event["type"] == "token":
                    break
            else:
                raise Violation(f"{stream.answer.what}: the stream ended before the run did")
            yield stream, coming, came
        finally:
            bench.owner.call("cancelRun", path={"run_id": stream.run_id}, checked=False)
            # What is shown of a failure is what led to it, not the cleaning up.
            bench.wire.recorder.records.pop()


def still_at_work(caller: Caller, run_id: str) -> None:
    """Raise Unchecked where a run with a long answer has come to its end already."""
    if caller.call("getRun", path={"run_id": run_id}, expect=200).json()["status"] in ("completed", "failed"):
        raise Unchecked(TOO_QUICK)


def cancelled(caller: Caller, run_id: str) -> Answer:
    """Cancel a run. Raises Unchecked where it had come to its end before, Violation where the answer is another."""
    answer = caller.call("cancelRun", path={"run_id": run_id}, expect=(200, 409))
    if answer.status == 409:
        still_at_work(caller, run_id)
        raise Violation(f"{answer.what}: 409 {answer.code} for a run that has not ended")
    return answer


def ended(events: Sequence[Event]) -> Event:
    """The terminal event. Raises Violation where there is not exactly one, or it is not the last."""
    found = [event for event in events if event["type"] in TERMINAL]
    if len(found) != 1:
        raise Violation(f"the run has {len(found)} terminal events: {[event['type'] for event in found]}")
    if events[-1] is not found[0]:
        raise Violation(f"{events[-1]['type']} comes behind {found[0]['type']}")
    return found[0]


def text_of(events: Sequence[Event]) -> str:
    """The texts of the tokens, joined."""
    return "".join(event["text"] for event in events if event["type"] == "token")


def without_gaps(events: Sequence[Event], first: int = 0) -> None:
    """Raise Violation where the offsets do not count up from `first`."""
    for expected, event in enumerate(events, first):
        if event["offset"] != expected:
            raise Violation(
                f"the event {event['type']} has the offset {event['offset']} in place of {expected}"
            )
