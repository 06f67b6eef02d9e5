"""Suite `stream`: events as they come, whole and in order, and again after a lost connection."""

from __future__ import annotations

from typing import Any

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.followed import Followed, chatted, completed, ended, text_of, without_gaps
from orchestra_conformance.streams import Event, Stream, is_event_stream, streamed
from orchestra_conformance.suites import endings, resuming, swarms

# Checks that stand in modules of their own.
__all__ = ["endings", "resuming", "swarms"]


def _run_of(bench: Bench, run: Followed) -> dict[str, Any]:
    found: dict[str, Any] = bench.owner.call("getRun", path={"run_id": run.run_id}, expect=200).json()
    return found


@check("stream", "offsets-have-no-gaps", "The offsets of a run's events begin at 0 and have no gaps.")
def offsets_have_no_gaps(bench: Bench) -> None:
    """Follow one run from its beginning to its end."""
    without_gaps(chatted(bench).events)


@check(
    "stream",
    "one-terminal-event",
    "A run has exactly one of run.completed, run.failed and run.cancelled; it comes last, and the stream is closed.",
)
def one_terminal_event(bench: Bench) -> None:
    """Reading goes on until the deployment ends the answer: one that keeps it open is found by the time it takes."""
    ended(chatted(bench).events)


@check(
    "stream",
    "a-run-starts-once",
    "Exactly one run.started comes, before every token; only run.queued may stand before it.",
)
def a_run_starts_once(bench: Bench) -> None:
    """What stands before run.started, and what behind."""
    types = [event["type"] for event in chatted(bench).events]
    bench.expect(types.count("run.started") == 1, f"run.started came {types.count('run.started')} times")
    before = set(types[: types.index("run.started")])
    bench.expect(before <= {"run.queued"}, f"before run.started came {sorted(before)}")


@check(
    "stream",
    "tokens-are-the-response",
    "The texts of the token events, joined, are exactly the response: of the terminal event and of the run.",
)
def tokens_are_the_response(bench: Bench) -> None:
    """Of an ordinary message, and of one with characters of two, three and four bytes."""
    for message in (bench.profile.prompts.short, f"{bench.profile.prompts.short} Grüße, 世界 🎻"):
        run = completed(bench, message=message)
        told, response = text_of(run.events), run.last["response"]
        bench.expect(told == response, f"the tokens say {told!r}, and run.completed says {response!r}")
        kept = _run_of(bench, run)["response"]
        bench.expect(told == kept, f"the tokens say {told!r}, and the run says {kept!r}")


@check(
    "stream",
    "usage-adds-up",
    "Of a run's usage, input and output tokens make the total; tokens_used is the total, and the run says the same.",
)
def usage_adds_up(bench: Bench) -> None:
    """The terminal event's usage, and the run's."""
    run = completed(bench)
    usage = run.last["usage"]
    total = usage["input_tokens"] + usage["output_tokens"]
    bench.expect(usage["total_tokens"] == total, f"the usage does not add up: {usage}")
    bench.expect(
        run.last["tokens_used"] == total,
        f"tokens_used is {run.last['tokens_used']}, and the usage has {total} tokens",
    )
    kept = _run_of(bench, run)["usage"]
    bench.expect(kept == usage, f"the run's usage is {kept}, and run.completed says {usage}")


@check("stream", "retry-comes-first", "A stream begins with `retry: 2000`.")
def retry_comes_first(bench: Bench) -> None:
    """The first bytes of a new stream, and of one that is followed later."""
    run = chatted(bench)
    _begins_with_retry(bench, run.stream)
    with streamed(bench.owner, "listRunEvents", path={"run_id": run.run_id}) as stream:
        list(stream.events())
    _begins_with_retry(bench, stream)


def _begins_with_retry(bench: Bench, stream: Stream) -> None:
    first, _, _ = stream.answer.exchange.answer.partition(b"\n")
    bench.expect(
        stream.retry == 2000 and first.startswith(b"retry:"),
        f"{stream.answer.what}: the stream begins with {first!r}, and `retry` is {stream.retry}",
    )


@check("stream", "the-run-is-named", "Orchestra-Run-Id and every event of a stream name the same run.")
def the_run_is_named(bench: Bench) -> None:
    """The header and the events."""
    run = chatted(bench)
    named = {event["run_id"] for event in run.events}
    bench.expect(named == {run.run_id}, f"Orchestra-Run-Id is {run.run_id}, and the events name {named}")


@check(
    "stream",
    "the-run-says-the-same",
    "GET /v2/runs/{run_id} agrees with the events: status, session, messages, model, mode, intent, last offset.",
)
def the_run_says_the_same(bench: Bench) -> None:
    """Every field that both have."""
    run = completed(bench)
    kept = _run_of(bench, run)
    (started,) = (event for event in run.events if event["type"] == "run.started")
    told = {
        "status": "completed",
        "session_id": run.last["session_id"],
        "user_message_id": started["user_message_id"],
        "message_id": run.last["message_id"],
        "model": run.last["model"],
        "finish_reason": run.last["finish_reason"],
        "execution_mode": run.last["execution_mode"],
        "swarm_used": run.last["swarm_used"],
        "intent": run.last["intent"],
        "confidence": run.last["confidence"],
        "quality_score": run.last["quality_score"],
        "last_offset": run.last["offset"],
    }
    for name, value in told.items():
        if kept[name] != value:
            bench.found(f"the run's {name} is {kept[name]}, and by its events it is {value}")


@check(
    "stream",
    "messages-are-kept",
    "The user's message and the answer stand in the session, with the ids that the events name.",
)
def messages_are_kept(bench: Bench) -> None:
    """Two runs in one session: four messages in their order."""
    session = bench.session()
    expected = []
    for message in (bench.profile.prompts.short, f"{bench.profile.prompts.short} Once more."):
        run = completed(bench, message=message, session_id=session)
        (started,) = (event for event in run.events if event["type"] == "run.started")
        expected.append((started["user_message_id"], "user", message, run.run_id))
        expected.append((run.last["message_id"], "assistant", run.last["response"], run.run_id))
    kept = bench.owner.call(
        "listMessages", path={"session_id": session}, query={"order": "asc"}, expect=200
    ).json()["data"]
    found = [(entry["message_id"], entry["role"], entry["content"], entry["run_id"]) for entry in kept]
    bench.expect(
        found == expected, f"the session has the messages {found}; by the events they are {expected}"
    )


def _items(bench: Bench, stream: Stream) -> list[Event]:
    """The items of version 1's stream, held to what it promises of all of them."""
    items = list(stream.items())
    types = [item["type"] for item in items]
    ends = [kind for kind in types if kind in ("complete", "error")]
    bench.expect(len(ends) == 1, f"the stream has {len(ends)} of complete and error in place of one")
    bench.expect(types[-1] == ends[0], f"{types[-1]} comes behind {ends[0]}")
    bench.expect(ends == ["complete"], f"a chat with a short message ended with {items[-1]}")
    told = "".join(item["content"] for item in items if item["type"] == "token")
    bench.expect(
        told == items[-1]["content"], f"the tokens say {told!r}, and complete says {items[-1]['content']!r}"
    )
    named = {item["metadata"]["run_id"] for item in items if "run_id" in item["metadata"]}
    bench.expect(named == {stream.run_id}, f"Orchestra-Run-Id is {stream.run_id}, and the items name {named}")
    return items


@check(
    "stream",
    "lines-tell-the-answer",
    "Version 1's lines end with exactly one complete; the tokens, joined, are its content and the run's response.",
    needs=("v1",),
)
def lines_tell_the_answer(bench: Bench) -> None:
    """One chat of version 1, and its run through version 2."""
    body = {"message": bench.profile.prompts.short, "session_id": bench.session()}
    with streamed(bench.owner, "createChatStreamV1", body=body) as stream:
        items = _items(bench, stream)
    kept = bench.owner.call("getRun", path={"run_id": stream.run_id}, expect=200).json()
    bench.expect(
        items[-1]["content"] == kept["response"],
        f"complete says {items[-1]['content']!r}, and the run says {kept['response']!r}",
    )


@check(
    "stream",
    "the-detected-version-streams",
    "POST /chat/stream answers with version 1's lines, and with version 2's events where version 2 is asked for.",
    needs=("unversioned", "v1"),
)
def the_detected_version_streams(bench: Bench) -> None:
    """The same message by both versions."""
    body = {"message": bench.profile.prompts.short, "session_id": bench.session()}
    with streamed(bench.owner, "detectChatStream", body=body) as stream:
        bench.expect(
            not is_event_stream(stream.answer), "a request that names no version got version 2's events"
        )
        _items(bench, stream)
    with streamed(bench.owner, "detectChatStream", body={**body, "api_version": "v2"}) as stream:
        bench.expect(is_event_stream(stream.answer), "a request for version 2 got no Server-Sent Events")
        events = list(stream.events())
    without_gaps(events)
    bench.expect(text_of(events) == ended(events).get("response"), "the tokens, joined, are not the response")
