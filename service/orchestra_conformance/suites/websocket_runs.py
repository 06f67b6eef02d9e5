"""Suite `websocket`: runs over the socket, from their beginning to their end, with a lost connection between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.conversation import Conversation, Events, code_of, talking
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.followed import TOO_QUICK
from orchestra_conformance.sockets import Frame

# A connection that may follow more runs than this is not filled.
_MOST_FILLED: Final = 32
_UNKNOWN_RUN: Final = "run_0198c0de000070009f002b7d1a4e6c00"


def begin_chat(bench: Bench, conversation: Conversation, message: str, **more: object) -> str:
    """Begin a run, which a check has to cancel or to await; gives its id."""
    accepted = conversation.agreed("chat", message=message, **more)
    bench.made_sessions.append((bench.owner, accepted["session_id"]))
    run_id: str = accepted["run_id"]
    return run_id


@contextmanager
def _while_at_work(bench: Bench, run_ids: Sequence[str]) -> Iterator[None]:
    """What is checked here holds while these runs are at work: raises Unchecked where one was over too soon."""
    try:
        yield
    except Violation:
        if any(_status(bench, run_id) in ("completed", "failed") for run_id in run_ids):
            raise Unchecked(TOO_QUICK) from None
        raise


@contextmanager
def _at_work(bench: Bench, conversation: Conversation) -> Iterator[str]:
    """A run that takes seconds, begun; its id. Raises Unchecked where it is over too soon."""
    run_id = begin_chat(bench, conversation, bench.profile.prompts.long)
    with _while_at_work(bench, [run_id]):
        conversation.heard(run_id)
        if conversation.runs[run_id].end is not None:
            raise Unchecked(TOO_QUICK)
        yield run_id


def _status(bench: Bench, run_id: str) -> str:
    """Where a run stands, over HTTP."""
    found: str = bench.owner.call("getRun", path={"run_id": run_id}, expect=200).json()["status"]
    return found


def cancel_all(conversation: Conversation, *run_ids: str) -> None:
    """Cancel runs that are followed and read their ends."""
    for run_id in run_ids:
        answer = conversation.say("cancel", run_id=run_id)
        if code_of(answer) not in ("", "run_not_cancellable"):
            raise Violation(f"a cancel was refused with {code_of(answer)}")
        end = conversation.ended(run_id)
        if (code_of(answer) == "") != (end["type"] == "run.cancelled"):
            raise Violation(
                f"a cancel was answered with {answer['type']}, and the run ended as {end['type']}"
            )


@check(
    "websocket",
    "several-runs-at-once",
    "Several runs are followed at once: each run's events come in order, and each ends exactly once.",
    needs=("websocket",),
    seconds=120,
)
def several_runs_at_once(bench: Bench) -> None:
    """Send chats without waiting for the answers to any of them."""
    with talking(bench.owner) as conversation:
        names = [conversation.name() for _ in range(min(4, conversation.max_runs))]
        for name in names:
            conversation.ask({"type": "chat", "id": name, "message": bench.profile.prompts.short})
        accepted: dict[str, Frame] = {}
        while len(accepted) < len(names):
            frame = conversation.take()
            bench.expect(frame["type"] != "error", f"a chat was refused with {code_of(frame)}")
            if frame["type"] == "accepted":
                accepted[frame["id"]] = frame
                bench.made_sessions.append((bench.owner, frame["session_id"]))
        bench.expect(
            len({frame["run_id"] for frame in accepted.values()}) == len(names), "two chats got one run"
        )
        for frame in accepted.values():
            conversation.ended(frame["run_id"])
        conversation.alive()


@check(
    "websocket",
    "cancel-ends-a-run",
    "A cancel ends the run: who follows it gets run.cancelled, and the report says so. Twice is no error.",
    needs=("websocket",),
)
def cancel_ends_a_run(bench: Bench) -> None:
    """Cancel a run at work, twice; then one that has completed, and one that there is not."""
    with talking(bench.owner) as conversation:
        with _at_work(bench, conversation) as run_id:
            conversation.agreed("cancel", run_id=run_id)
        end = conversation.ended(run_id)
        bench.expect(
            (end["type"], end.get("reason")) == ("run.cancelled", "requested"),
            f"a run that was cancelled ended as {end['type']}, reason {end.get('reason')}",
        )
        conversation.agreed("cancel", run_id=run_id)
        status = _status(bench, run_id)
        bench.expect(status == "cancelled", f"over HTTP, the run that was cancelled is {status}")
        done = begin_chat(bench, conversation, bench.profile.prompts.short)
        if conversation.ended(done)["type"] != "run.cancelled":
            conversation.refused("run_not_cancellable", "cancel", run_id=done)
        for kind in ("cancel", "resume", "detach"):
            conversation.refused("not_found", kind, run_id=_UNKNOWN_RUN)


@check(
    "websocket",
    "detach-stops-the-events-only",
    "After a detach no event of the run comes, the run goes on, and a resume brings all that was missed.",
    needs=("websocket",),
)
def detach_stops_the_events_only(bench: Bench) -> None:
    """Detach from a run at work, and come back to it."""
    with talking(bench.owner) as conversation:
        with _at_work(bench, conversation) as run_id:
            conversation.agreed("detach", run_id=run_id)
        conversation.refused("not_found", "detach", run_id=run_id)
        conversation.agreed("status")
        status = _status(bench, run_id)
        bench.expect(status in ("running", "completed"), f"a run that was detached from is {status}")
        conversation.alive()
        conversation.agreed("resume", run_id=run_id, after=conversation.runs[run_id].last)
        cancel_all(conversation, run_id)


@check(
    "websocket",
    "status-lists-what-is-followed",
    "A status lists exactly the runs that the connection follows, the oldest first.",
    needs=("websocket",),
)
def status_lists_what_is_followed(bench: Bench) -> None:
    """Ask with no run, with two, with one of them on another connection, and with none again."""
    with talking(bench.owner) as conversation, talking(bench.owner, conversation.runs) as other:
        bench.expect(conversation.agreed("status")["runs"] == [], "a new connection follows runs")
        if conversation.max_runs < 2:
            raise Unchecked("a connection may follow one run only")
        with _at_work(bench, conversation) as first, _at_work(bench, conversation) as second:
            conversation.agreed("status")
            other.agreed("resume", run_id=first)
            conversation.agreed("detach", run_id=first)
            conversation.agreed("status")
            other.agreed("status")
        cancel_all(other, first)
        cancel_all(conversation, second)
        bench.expect(conversation.agreed("status")["runs"] == [], "a run that has ended is still followed")


@check(
    "websocket",
    "max-runs-is-enforced",
    "As many runs as the welcome frame says are followed at once; one more chat or resume is refused with "
    "connection_limit.",
    needs=("websocket",),
    seconds=120,
)
def max_runs_is_enforced(bench: Bench) -> None:
    """Fill a connection, try one more, make room, and try again."""
    with talking(bench.owner) as conversation:
        if conversation.max_runs > _MOST_FILLED:
            raise Unchecked(f"a connection may follow {conversation.max_runs} runs, too many to try")
        done = begin_chat(bench, conversation, bench.profile.prompts.short)
        conversation.ended(done)
        long = bench.profile.prompts.long
        run_ids: list[str] = []
        with _while_at_work(bench, run_ids):
            while len(run_ids) < conversation.max_runs:
                run_ids.append(begin_chat(bench, conversation, long))
        with _while_at_work(bench, run_ids):
            more = conversation.say("chat", message=bench.profile.prompts.short)
            if more["type"] == "accepted":
                bench.made_sessions.append((bench.owner, more["session_id"]))
            bench.expect(
                code_of(more) == "connection_limit",
                f"one run more than max_runs was answered with {code_of(more) or more['type']}",
            )
            conversation.refused("connection_limit", "resume", run_id=done)
            # One that is followed already takes no more room.
            conversation.agreed("resume", run_id=run_ids[0])
            conversation.agreed("detach", run_id=run_ids[0])
            conversation.agreed("resume", run_id=done)
            conversation.ended(done)
            conversation.agreed("resume", run_id=run_ids[0])
        cancel_all(conversation, *run_ids)


@check(
    "websocket",
    "resume-at-any-cursor",
    "A resume brings exactly the events after its cursor; one past the end is refused with invalid_cursor.",
    needs=("websocket",),
    seconds=90,
)
def resume_at_any_cursor(bench: Bench) -> None:
    """Resume a run that has ended, on its own connection and on new ones."""
    with talking(bench.owner) as conversation:
        run_id = begin_chat(bench, conversation, bench.profile.prompts.short)
        last = conversation.ended(run_id)["offset"]
        cursors = {0, last - 1, *(bench.random.randrange(last) for _ in range(bench.examples(4)))}
        for after in (None, *sorted(cursor for cursor in cursors if cursor >= 0)):
            with talking(bench.owner, conversation.runs) as other:
                for talk in (conversation, other):
                    _resumed_rest(talk, run_id, after)
                    bench.cases += 1
        _resumed_rest(conversation, run_id, last)
        conversation.refused("invalid_cursor", "resume", run_id=run_id, after=last + 1)


def _resumed_rest(conversation: Conversation, run_id: str, after: int | None) -> None:
    """Resume, and read up to the end; with the cursor at the end nothing must follow."""
    conversation.agreed("resume", run_id=run_id, **({} if after is None else {"after": after}))
    if run_id in conversation.following:
        conversation.ended(run_id)
    conversation.alive()


@check(
    "websocket",
    "nothing-is-lost-with-a-connection",
    "A run goes on when its connection is lost, and a resume takes it up where it was: nothing is lost or repeated.",
    needs=("websocket",),
    seconds=120,
)
def nothing_is_lost_with_a_connection(bench: Bench) -> None:
    """Lose connections at chosen places of one run, then cancel it."""
    runs: dict[str, Events] = {}
    with talking(bench.owner, runs) as conversation, _at_work(bench, conversation) as run_id:
        conversation.socket.cut()
    for _ in range(bench.examples(3)):
        with talking(bench.owner, runs) as conversation:
            conversation.agreed("resume", run_id=run_id, after=runs[run_id].last)
            conversation.read(run_id, runs[run_id].last + 1 + bench.random.randrange(3))
            bench.cases += 1
            conversation.socket.cut()
    with talking(bench.owner, runs) as conversation:
        conversation.agreed("resume", run_id=run_id, after=runs[run_id].last)
        if run_id in conversation.following:
            cancel_all(conversation, run_id)
        # Once more from the beginning: the same events, and the tokens joined are the response.
        _resumed_rest(conversation, run_id, None)


@check(
    "websocket",
    "a-resume-begins-anew",
    "A resume of a run that the connection follows already begins anew at its cursor.",
    needs=("websocket",),
)
def a_resume_begins_anew(bench: Bench) -> None:
    """Resume a run at work from its beginning while it is followed."""
    with talking(bench.owner) as conversation:
        with _at_work(bench, conversation) as run_id:
            answer = conversation.agreed("resume", run_id=run_id)
        bench.expect(answer["from"] == 0, f"a resume from the beginning begins at {answer['from']}")
        cancel_all(conversation, run_id)


@check(
    "websocket",
    "an-idempotency-key-attaches",
    "A chat that is sent again with its idempotency key is the run of then, from offset 0, also over HTTP; another "
    "chat with the key is refused.",
    needs=("websocket",),
)
def an_idempotency_key_attaches(bench: Bench) -> None:
    """Send one chat three times and another one with its key."""
    chat = {"message": bench.profile.prompts.short, "session_id": bench.session()}
    key = bench.name("key")
    with talking(bench.owner) as conversation, talking(bench.owner, conversation.runs) as other:
        run_id = begin_chat(bench, conversation, **chat, idempotency_key=key)
        conversation.ended(run_id)
        for talk in (conversation, other):
            again = talk.agreed("chat", **chat, idempotency_key=key)
            bench.expect(again["run_id"] == run_id, "a chat that was sent again is another run")
            talk.ended(run_id)
        conversation.refused(
            "idempotency_key_reused", "chat", **{**chat, "message": "Something else."}, idempotency_key=key
        )
        conversation.alive()
        answer = bench.owner.call(
            "listSessionRuns", path={"session_id": chat["session_id"]}, expect=200
        ).json()
        bench.expect(len(answer["data"]) == 1, f"one chat, sent again, made {len(answer['data'])} runs")
