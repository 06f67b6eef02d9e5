"""Suite `stream`: runs that are stopped, that wait for another, and signs of life in silence."""

from __future__ import annotations

import time
from typing import Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.followed import (
    at_work,
    cancelled,
    completed,
    ended,
    still_at_work,
    text_of,
    without_gaps,
)
from orchestra_conformance.streams import streamed

# Seconds after which a silent stream says that it is alive, and what the way there may add.
_HEARTBEAT: Final = 15.0
_SLACK: Final = 5.0


@check(
    "stream",
    "cancel-in-mid-answer",
    "A run that is cancelled ends with run.cancelled, its reason `requested`, its response what was said so far.",
)
def cancel_in_mid_answer(bench: Bench) -> None:
    """Cancel behind the first token; the events, the run and the session's message say the same."""
    with at_work(bench) as (stream, coming, came):
        answered = cancelled(bench.owner, stream.run_id).json()
        events = [*came, *coming]
    without_gaps(events)
    end = ended(events)
    bench.expect(end["type"] == "run.cancelled", f"the run was cancelled and ended with {end['type']}")
    bench.expect(end["reason"] == "requested", f"the reason is {end['reason']} in place of requested")
    told = text_of(events)
    bench.expect(
        told == end["response"], f"the tokens say {told!r}, and run.cancelled says {end['response']!r}"
    )
    run = bench.owner.call("getRun", path={"run_id": stream.run_id}, expect=200).json()
    for name, said in (("the answer to the cancel", answered), ("the run", run)):
        found = (said["status"], said["cancel_reason"], said["response"], said["last_offset"])
        expected = ("cancelled", "requested", told, end["offset"])
        bench.expect(found == expected, f"{name} says {found}, and the events say {expected}")


@check("stream", "cancelling-twice-is-fine", "Cancelling a cancelled run is 200 and changes nothing.")
def cancelling_twice_is_fine(bench: Bench) -> None:
    """Twice in a row."""
    with at_work(bench) as (stream, _, _):
        first = cancelled(bench.owner, stream.run_id).json()
        again = bench.owner.call("cancelRun", path={"run_id": stream.run_id}, expect=200).json()
    bench.expect(again == first, f"the second answer is {again}, the first was {first}")


@check(
    "stream", "what-has-ended-stays", "A run that has completed cannot be cancelled: 409 run_not_cancellable."
)
def what_has_ended_stays(bench: Bench) -> None:
    """It stays completed."""
    run = completed(bench)
    path = {"run_id": run.run_id}
    answer = bench.owner.call("cancelRun", path=path, expect=409)
    bench.expect(answer.code == "run_not_cancellable", f"the code is {answer.code}")
    status = bench.owner.call("getRun", path=path, expect=200).json()["status"]
    bench.expect(status == "completed", f"the run is {status} now")


@check(
    "stream",
    "a-second-run-waits",
    "A second run of a session waits (run.queued), is refused (409 session_busy) or interrupts, as it asks for.",
)
def a_second_run_waits(bench: Bench) -> None:
    """One run at work; one that is refused, one that waits, and one that interrupts both. The last one is completed."""
    session = bench.session()
    body = {"message": bench.profile.prompts.short, "session_id": session}
    with at_work(bench, session_id=session) as (stream, coming, _):
        rejecting = {**body, "if_busy": "reject"}
        with streamed(bench.owner, "createChatStream", body=rejecting, expect=None) as refused:
            pass
        with streamed(bench.owner, "createChatStream", body=body) as waiting:
            queued = waiting.events()
            first = next(queued, {})
            still_at_work(bench.owner, stream.run_id)
            answered = (refused.answer.status, refused.answer.code)
            bench.expect(
                answered == (409, "session_busy"), f"a run that does not wait was answered with {answered}"
            )
            bench.expect(
                (first.get("type"), first.get("position")) == ("run.queued", 1),
                f"the run that waits begins with {first}",
            )
            after = completed(bench, session_id=session, if_busy="interrupt")
            waited = ended([first, *queued])
        interrupted = ended(list(coming))
    for name, end in (("at work", interrupted), ("waiting", waited)):
        said = (end["type"], end.get("reason"))
        bench.expect(
            said == ("run.cancelled", "interrupted"), f"the run {name} was interrupted and ended with {said}"
        )
    without_gaps(after.events)


@check(
    "stream",
    "silence-has-signs-of-life",
    "On a stream on which nothing happens, a comment comes every 15 seconds.",
    seconds=90,
)
def silence_has_signs_of_life(bench: Bench) -> None:
    """A run that waits behind one with a long answer has nothing to say. Takes as long as the first sign does."""
    if bench.depth < 2:
        raise Unchecked("it takes 15 seconds of silence; a --depth of 2 has the time")
    session = bench.session()
    body = {"message": bench.profile.prompts.short, "session_id": session}
    with (
        at_work(bench, session_id=session),
        streamed(bench.owner, "createChatStream", body=body) as waiting,
    ):
        began = time.monotonic()
        line = ""
        for line in waiting.lines():
            if line.startswith("event: run.queued"):
                began = time.monotonic()
            elif line.startswith(("event: ", ":")):
                break
        seconds = time.monotonic() - began
        if not line.startswith(":"):
            if seconds < _HEARTBEAT + _SLACK:
                raise Unchecked(f"the answer to prompts.long took {seconds:.0f} s; a longer one is needed")
            raise Violation(f"{waiting.answer.what}: {seconds:.0f} s of silence without a comment")
        bench.expect(
            seconds <= _HEARTBEAT + _SLACK, f"the first comment came after {seconds:.0f} s of silence"
        )
        # The run that waits goes first, so that it does not begin.
        cancelled(bench.owner, waiting.run_id)
