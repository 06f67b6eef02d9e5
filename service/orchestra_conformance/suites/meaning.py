"""Suite `rest`: answers mean what the contract says, which their form alone does not show."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.followed import TOO_QUICK, chatted
from orchestra_conformance.streams import streamed
from orchestra_conformance.wire import Caller

# Between two looks at whether a run has ended, in seconds.
_LOOK_EVERY: Final = 0.05
# A deployment may take so long to notice that a reader has left, in seconds.
_NOTICED_WITHIN: Final = 5
# Seconds that a run may take which must not come to its end.
_DEADLINE: Final = 0.2


def _chat(bench: Bench, session: str, **options: Any) -> dict[str, Any]:
    body = {"message": bench.profile.prompts.short, "session_id": session, **options}
    found: dict[str, Any] = bench.owner.call("createChat", body=body, expect=200).json()
    return found


def _run(bench: Bench, run_id: str) -> dict[str, Any]:
    found: dict[str, Any] = bench.owner.call("getRun", path={"run_id": run_id}, expect=200).json()
    return found


def _page(
    caller: Caller, operation: str, path: Mapping[str, str], most: int, cursor: str | None, **query: str
) -> dict[str, Any]:
    """One page of at most so many entries; the header Link has to say the same of the next page as the body."""
    after = {} if cursor is None else {"after": cursor}
    answer = caller.call(operation, path=path, query={**query, "limit": str(most), **after}, expect=200)
    page: dict[str, Any] = answer.json()
    if len(page["data"]) > most:
        raise Violation(f"{answer.what}: {len(page['data'])} entries on a page of {most}")
    if (page["next_cursor"] is None) == ('rel="next"' in answer.headers.get("link", "")):
        raise Violation(
            f"{answer.what}: next_cursor is {page['next_cursor']}, and Link {answer.headers.get('link')!r}"
        )
    return page


def _walked(bench: Bench, operation: str, key: str, path: Mapping[str, str], **query: str) -> list[str]:
    """The ids of a list's entries, page by page of one entry; no more than a few pages."""
    found: list[str] = []
    cursor = None
    for _ in range(6):
        page = _page(bench.owner, operation, path, 1, cursor, **query)
        found += [entry[key] for entry in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    return found


@check(
    "rest",
    "pages-make-up-the-list",
    "Page by page, a list has every entry once and in the order that it promises.",
    seconds=60,
)
def pages_make_up_the_list(bench: Bench) -> None:
    """The messages and runs of a session with two chats, and the newest of the owner's sessions."""
    session = bench.session()
    chats = [_chat(bench, session) for _ in range(2)]
    messages = [chat[name] for chat in chats for name in ("user_message_id", "message_id")]
    runs = [chat["run_id"] for chat in chats]
    path = {"session_id": session}
    lists: tuple[tuple[str, str, dict[str, str], list[str]], ...] = (
        ("listMessages", "message_id", {}, messages),
        ("listMessages", "message_id", {"order": "asc"}, messages),
        ("listMessages", "message_id", {"order": "desc"}, messages[::-1]),
        ("listSessionRuns", "run_id", {}, runs[::-1]),
    )
    for operation, key, query, expected in lists:
        found = _walked(bench, operation, key, path, **query)
        if found != expected:
            bench.found(f"{operation} {query or ''}: the pages have {found}, and the list is {expected}")
        bench.cases += 1
    bench.session()
    # Others may make sessions meanwhile, where the key is not the kit's own.
    sessions = _walked(bench, "listSessions", "session_id", {})
    bench.expect(
        len(sessions) > 1, f"listSessions: the owner has two sessions, and the pages have {sessions}"
    )
    bench.expect(len(sessions) == len(set(sessions)), f"listSessions: a session comes twice: {sessions}")


@check(
    "rest",
    "a-session-is-what-was-asked-for",
    "Location leads to what was made; a change of a session changes what it names, and leaves the rest.",
)
def a_session_is_what_was_asked_for(bench: Bench) -> None:
    """Made with a title, metadata and settings; then one of them is changed after the other."""
    name = bench.name()
    told: dict[str, Any] = {"session_id": name, "title": "Before", "metadata": {"a": "1", "b": "2"}}
    told["settings"] = {"optimization_mode": "lite", "temperature": 0.5}
    made = bench.owner.call("createSession", body=told, expect=201)
    bench.made_sessions.append((bench.owner, name))
    location = made.headers["location"]
    bench.expect(
        location == f"/v2/sessions/{name}", f"Location is {location} for the session {name} that was made"
    )
    for change in ({}, {"title": "After"}, {"metadata": {"c": "3"}}, {"settings": {"use_memory": True}}):
        if change:
            bench.owner.call("updateSession", path={"session_id": name}, body=change, expect=200)
            told |= change
        found = bench.owner.call("getSession", path={"session_id": name}, expect=200).json()
        kept = {field: found[field] for field in told}
        bench.expect(kept == told, f"the session is {kept} after {change or 'it was made'}, and not {told}")


@check(
    "rest",
    "a-chat-agrees-with-its-run",
    "What a chat is answered with, its run says as well, with the metadata that were sent.",
)
def a_chat_agrees_with_its_run(bench: Bench) -> None:
    """One chat, and its run."""
    metadata = {"ticket": "4711"}
    chat = _chat(bench, bench.session(), metadata=metadata)
    run = _run(bench, chat["run_id"])
    fields = ("session_id", "user_message_id", "message_id", "response", "finish_reason", "model", "usage")
    for field in fields:
        if run[field] != chat[field]:
            bench.found(f"the chat's {field} is {chat[field]!r}, and the run says {run[field]!r}")
    bench.expect(
        run["metadata"] == metadata, f"the run's metadata are {run['metadata']}, and {metadata} were sent"
    )


@check(
    "rest",
    "an-answer-has-no-more-tokens-than-asked-for",
    "max_response_tokens bounds the answer; a longer one ends with the finish reason `length`.",
)
def an_answer_has_no_more_tokens_than_asked_for(bench: Bench) -> None:
    """A long answer, cut at two tokens."""
    chat = _chat(bench, bench.session(), message=bench.profile.prompts.long, max_response_tokens=2)
    used, reason = chat["usage"]["output_tokens"], chat["finish_reason"]
    bench.expect(used <= 2, f"the answer has {used} tokens, and 2 were allowed")
    bench.expect(used < 2 or reason == "length", f"an answer cut at 2 tokens has the finish reason {reason}")


@check(
    "rest",
    "a-deadline-ends-a-run",
    "A run that is not done at its deadline fails with deadline_exceeded.",
    seconds=90,
)
def a_deadline_ends_a_run(bench: Bench) -> None:
    """A long answer, and a deadline that it cannot keep."""
    run = chatted(bench, bench.profile.prompts.long, session_id=bench.session(), deadline=_DEADLINE)
    if run.last["type"] == "run.completed":
        if run.last["execution_time"] < 1:
            raise Unchecked(TOO_QUICK)
        raise Violation(f"a run with a deadline of {_DEADLINE} s went on to its end")
    code = (run.last.get("error") or {}).get("code")
    bench.expect(
        (run.last["type"], code) == ("run.failed", "deadline_exceeded"),
        f"a run over its deadline ended with {run.last['type']} {code}",
    )


@check(
    "rest",
    "a-run-may-end-with-its-reader",
    "With on_disconnect `cancel` a run is cancelled (`disconnected`) when its reader leaves, and not with `continue`.",
    seconds=90,
)
def a_run_may_end_with_its_reader(bench: Bench) -> None:
    """Two long answers, left at their first token; the one that goes on is left first."""
    run_ids = [_left(bench, wish) for wish in ("continue", "cancel")]
    began = time.monotonic()
    while (run := _run(bench, run_ids[1]))["status"] in ("queued", "running"):
        bench.wire.budget.remaining()
        time.sleep(_LOOK_EVERY)
    seconds = time.monotonic() - began
    goes_on = _run(bench, run_ids[0])
    bench.owner.call("cancelRun", path={"run_id": run_ids[0]}, checked=False)
    bench.wire.recorder.records.pop()
    if run["status"] == "completed" and seconds < _NOTICED_WITHIN:
        raise Unchecked(TOO_QUICK)
    ended = (run["status"], run["cancel_reason"])
    bench.expect(ended == ("cancelled", "disconnected"), f"a run that its reader left ended as {ended}")
    bench.expect(
        goes_on["cancel_reason"] is None, "a run with on_disconnect `continue` was cancelled as well"
    )


def _left(bench: Bench, wish: str) -> str:
    """A run with a long answer whose reader leaves at the first token."""
    body = {"message": bench.profile.prompts.long, "session_id": bench.session(), "on_disconnect": wish}
    with streamed(bench.owner, "createChatStream", body=body) as stream:
        for event in stream.events():
            if event["type"] == "token":
                break
        return stream.run_id


@check(
    "rest",
    "a-key-says-how-it-stands",
    "A key that was taken back says so, when it is looked up and in the list; taking it back again changes nothing.",
    needs=("administration",),
)
def a_key_says_how_it_stands(bench: Bench) -> None:
    """One key, before and after."""
    admin = bench.admin
    bench.key()
    path = {"key_id": bench.made_keys[-1]}
    before = admin.call("getKey", path=path, expect=200).json()
    bench.expect(before["status"] == "active", f"a new key is {before['status']}")
    revoked = admin.call("revokeKey", path=path, expect=200).json()
    listed = [
        key
        for key in admin.call("listKeys", query={"limit": "100"}, expect=200).json()["data"]
        if key["key_id"] == path["key_id"]
    ]
    bench.expect(len(listed) == 1, f"a key that was taken back is in the list {len(listed)} times")
    again = admin.call("revokeKey", path=path, expect=200).json()
    for key in (revoked, admin.call("getKey", path=path, expect=200).json(), again, *listed):
        bench.expect(
            key["status"] == "revoked" and key["revoked_at"] == revoked["revoked_at"] is not None,
            f"a key that was taken back is {key['status']}, revoked_at {key['revoked_at']}",
        )
