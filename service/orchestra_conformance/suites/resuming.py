"""Suite `stream`: the same events again, from any place, for any number of readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Violation
from orchestra_conformance.followed import (
    Followed,
    at_work,
    completed,
    ended,
    followed,
    still_at_work,
    text_of,
    without_gaps,
)
from orchestra_conformance.streams import streamed
from orchestra_conformance.wire import expect_status

# How many places of a run are resumed from.
_CURSORS: Final = 4


def _resumed(bench: Bench, run_id: str, *, after: int | None = None, cursor: str | None = None) -> Followed:
    """A run's events behind a place, read to the end. Raises Violation where Orchestra-Recovered is not right."""
    headers = {} if cursor is None else {"Last-Event-ID": cursor}
    query = {} if after is None else {"after": str(after)}
    with streamed(
        bench.owner, "listRunEvents", path={"run_id": run_id}, query=query, headers=headers
    ) as stream:
        said = stream.answer.headers.get("orchestra-recovered")
        if said != "true":
            raise Violation(f"{stream.answer.what}: Orchestra-Recovered is {said}, and nothing was lost")
        return followed(stream)


def _same_rest(run: Followed, again: Followed, offset: int) -> None:
    expected = list(run.events[offset + 1 :])
    if list(again.events) != expected:
        raise Violation(
            f"behind {offset} came {[event['offset'] for event in again.events]}; the run's own events there are "
            f"{[event['offset'] for event in expected]}, or differ in what they say"
        )


@check(
    "stream",
    "resume-at-any-cursor",
    "Resuming behind any event, by Last-Event-ID or `after`, gives exactly the events that follow it.",
)
def resume_at_any_cursor(bench: Bench) -> None:
    """Random places of a run that has ended, and its beginning."""
    run = completed(bench)
    _same_rest(run, _resumed(bench, run.run_id), -1)
    for _ in range(bench.examples(_CURSORS)):
        offset = bench.random.randrange(len(run.events) - 1)
        bench.cases += 1
        if bench.random.random() < 0.5:
            again = _resumed(bench, run.run_id, after=offset)
        else:
            again = _resumed(bench, run.run_id, cursor=f"{run.run_id}:{offset}")
        _same_rest(run, again, offset)


@check("stream", "last-event-id-wins", "Where Last-Event-ID and `after` are both there, Last-Event-ID wins.")
def last_event_id_wins(bench: Bench) -> None:
    """Both ways around."""
    run = completed(bench)
    early, late = 0, run.last["offset"] - 1
    for cursor, after in ((early, late), (late, early)):
        again = _resumed(bench, run.run_id, after=after, cursor=f"{run.run_id}:{cursor}")
        _same_rest(run, again, cursor)


@check(
    "stream",
    "nothing-follows-the-end",
    "A cursor at the terminal event is answered with 204, so that an EventSource stops.",
)
def nothing_follows_the_end(bench: Bench) -> None:
    """By Last-Event-ID and by `after`."""
    run = completed(bench)
    end = run.last["offset"]
    path = {"run_id": run.run_id}
    bench.owner.call("listRunEvents", path=path, query={"after": str(end)}, expect=204)
    bench.owner.call("listRunEvents", path=path, headers={"Last-Event-ID": f"{run.run_id}:{end}"}, expect=204)


@check(
    "stream",
    "wrong-cursors-are-refused",
    "A cursor past the end, of another run, or that cannot be read is 400 invalid_cursor.",
)
def wrong_cursors_are_refused(bench: Bench) -> None:
    """All of them by Last-Event-ID, and a place past the end by `after`."""
    run, other = completed(bench), completed(bench)
    past = run.last["offset"] + 1
    cursors = (
        f"{run.run_id}:{past}",
        f"{other.run_id}:0",
        f"{run.run_id}:-1",
        f"{run.run_id}:",
        "0",
        "x:y:z",
    )
    for cursor in cursors:
        _refused(bench, run.run_id, {"Last-Event-ID": cursor}, {})
    for after in (past, 999_999_999_999_999):
        _refused(bench, run.run_id, {}, {"after": str(after)})


def _refused(bench: Bench, run_id: str, headers: Mapping[str, str], query: Mapping[str, str]) -> None:
    bench.cases += 1
    with streamed(
        bench.owner, "listRunEvents", path={"run_id": run_id}, headers=headers, query=query, expect=None
    ) as stream:
        answer = stream.answer
    if answer.status != 400 or answer.code != "invalid_cursor":
        bench.found(
            f"the cursor {headers or query} was answered {answer.status} {answer.code or ''} in place of "
            "400 invalid_cursor"
        )


@check(
    "stream",
    "all-readers-see-the-same",
    "Every reader of a run sees the same events, byte for byte: who began it, who joined, who came afterwards.",
)
def all_readers_see_the_same(bench: Bench) -> None:
    """One reader joins while the first still reads; one comes when the run is over."""
    body = {"message": bench.profile.prompts.short}
    with streamed(bench.owner, "createChatStream", body=body) as first:
        path = {"run_id": first.run_id}
        with streamed(bench.owner, "listRunEvents", path=path) as second:
            began, joined = followed(first), followed(second)
    later = _resumed(bench, first.run_id)
    for name, reader in (("joined", joined), ("came afterwards", later)):
        _same_rest(began, reader, -1)
        # Where they were cut, they may have been cut at different places.
        kept = min(len(reader.log), len(began.log))
        bench.expect(
            reader.log[:kept] == began.log[:kept], f"the reader who {name} got other bytes than the first"
        )


@check(
    "stream",
    "leaving-early-costs-nothing",
    "A reader who leaves in the middle can come back: the run went on, and no event is lost or said twice.",
)
def leaving_early_costs_nothing(bench: Bench) -> None:
    """Leave behind the first event of a short answer, and come back until its end."""
    body = {"message": bench.profile.prompts.short}
    with streamed(bench.owner, "createChatStream", body=body) as stream:
        first = next(stream.events(), None)
    bench.expect(first is not None and first["offset"] == 0, f"the first event is {first}")
    again = _resumed(bench, stream.run_id, after=0)
    without_gaps(again.events, 1)
    end = ended(again.events)
    bench.expect(end["type"] == "run.completed", f"the run that was left ended with {end}")
    bench.expect(text_of(again.events) == end["response"], "the tokens that came are not the response")


@check(
    "stream",
    "resume-in-mid-answer",
    "A run that is still at work is resumed right behind the cursor, and goes on from there.",
)
def resume_in_mid_answer(bench: Bench) -> None:
    """Join behind the first token while more are to come; then the run is cancelled, and both have read all of it."""
    with at_work(bench) as (stream, _, came):
        cursor = f"{stream.run_id}:{came[-1]['offset']}"
        path = {"run_id": stream.run_id}
        with streamed(bench.owner, "listRunEvents", path=path, headers={"Last-Event-ID": cursor}) as resumed:
            bench.expect(
                resumed.answer.headers.get("orchestra-recovered") == "true",
                "Orchestra-Recovered is not true, and nothing was lost",
            )
            coming = resumed.events()
            seen = [next(coming)]
            bench.owner.call("cancelRun", path=path, expect=(200, 409))
            seen += coming
    without_gaps(seen, came[-1]["offset"] + 1)
    told, response = text_of([*came, *seen]), ended(seen).get("response")
    bench.expect(told == response, f"both parts together say {told!r}, and the run says {response!r}")


@check(
    "stream",
    "a-post-resumes-only-with-a-key",
    "A POST with Last-Event-ID and no Idempotency-Key is 400 and begins nothing.",
)
def a_post_resumes_only_with_a_key(bench: Bench) -> None:
    """As an EventSource with POST does it that lost its connection."""
    run = completed(bench)
    session = bench.session()
    body = {"message": bench.profile.prompts.short, "session_id": session}
    cursor = {"Last-Event-ID": f"{run.run_id}:0"}
    with streamed(bench.owner, "createChatStream", headers=cursor, body=body, expect=None) as stream:
        expect_status(stream.answer, 400)
    runs = bench.owner.call("listSessionRuns", path={"session_id": session}, expect=200).json()["data"]
    bench.expect(not runs, f"the request that was refused began {len(runs)} runs")


@check(
    "stream",
    "the-same-key-is-the-same-run",
    "A POST with the Idempotency-Key of another attaches to its run, from offset 0 or behind Last-Event-ID.",
)
def the_same_key_is_the_same_run(bench: Bench) -> None:
    """The same request three times; then another body, which is refused."""
    key = {"Idempotency-Key": bench.name("key")}
    session = bench.session()
    run = completed(bench, headers=key, session_id=session)
    again = completed(bench, headers=key, session_id=session)
    bench.expect(again.run_id == run.run_id, f"the same key began {again.run_id} beside {run.run_id}")
    _same_rest(run, again, -1)
    offset = bench.random.randrange(len(run.events) - 1)
    cursor = {"Last-Event-ID": f"{run.run_id}:{offset}"}
    _same_rest(run, completed(bench, headers={**key, **cursor}, session_id=session), offset)
    other = {"message": f"{bench.profile.prompts.short} Or not.", "session_id": session}
    with streamed(bench.owner, "createChatStream", headers=key, body=other, expect=422) as stream:
        bench.expect(
            stream.answer.code == "idempotency_key_reused",
            f"the key with another body is {stream.answer.code} in place of idempotency_key_reused",
        )


@check("stream", "head-starts-no-stream", "HEAD on a run's events says what GET would, and streams nothing.")
def head_starts_no_stream(bench: Bench) -> None:
    """While the run is at work: an answer that waited for its end would not come in time."""
    with at_work(bench) as (stream, _, _):
        path = f"/v2/runs/{stream.run_id}/events"
        answer = bench.owner.raw("HEAD", path)
        still_at_work(bench.owner, stream.run_id)
    expect_status(answer, 200)
    bench.expect(not answer.content, "the answer to HEAD has a body")
    bench.expect(
        answer.headers.get("content-type", "").startswith("text/event-stream"),
        f"the answer to HEAD has the content type {answer.headers.get('content-type')}",
    )
