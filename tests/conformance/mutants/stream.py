"""Broken streams."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.conformance.saboteur import (
    App,
    HttpAnswer,
    Message,
    Mutant,
    Receive,
    Scope,
    Send,
    Wrap,
    answers,
    blocks,
    events,
    headers_of,
    is_stream,
    items,
    raw,
    scopes,
)

Event = dict[str, Any]
_EVENTS_PATH = re.compile(r"/v2/runs/(run_[^/]+)/events")
_OTHER_RUN = "run_0198c0de5a117c3e9f002b7d1a4e6c90"


def _each(change: Callable[[Event], list[Event]]) -> Wrap:
    """Change the events of every stream, with nothing to remember."""
    return events(lambda: change)


def _in(kind: str, **changes: Any) -> Wrap:
    """Say something else in the events of one type."""
    return _each(lambda event: [{**event, **changes}] if event["type"] == kind else [event])


def _lost(*, close_up: bool) -> Callable[[], Callable[[Event], list[Event]]]:
    """The second token is swallowed; with `close_up` the offsets behind it count on as if it had not been."""

    def of_stream() -> Callable[[Event], list[Event]]:
        tokens = 0

        def change(event: Event) -> list[Event]:
            nonlocal tokens
            tokens += event["type"] == "token"
            if event["type"] == "token" and tokens == 2:
                return []
            return [{**event, "offset": event["offset"] - 1}] if close_up and tokens >= 2 else [event]

        return change

    return of_stream


def _ended_twice(event: Event) -> list[Event]:
    if event["type"] != "run.completed":
        return [event]
    return [event, {**event, "offset": event["offset"] + 1}]


def _said_behind_the_end(event: Event) -> list[Event]:
    if event["type"] != "run.completed":
        return [event]
    late = {"type": "token", "run_id": event["run_id"], "offset": event["offset"] + 1, "text": "!"}
    return [event, late]


def _started_late(event: Event) -> list[Event]:
    return [event] if event["type"] != "run.started" else []


def _without(name: str, kind: str) -> Wrap:
    def change(event: Event) -> list[Event]:
        if event["type"] == kind:
            del event[name]
        return [event]

    return _each(change)


def _more_tokens_used(event: Event) -> list[Event]:
    if event["type"] == "run.completed":
        usage = event["usage"]
        event["usage"] = {**usage, "total_tokens": usage["total_tokens"] + 1}
        event["tokens_used"] += 1
    return [event]


def _shorter_response(event: Event) -> list[Event]:
    if event["type"] in ("run.completed", "run.cancelled"):
        event["response"] = event["response"][:-1]
    return [event]


def _reasons(said: dict[str, str]) -> Wrap:
    def change(event: Event) -> list[Event]:
        if event["type"] == "run.cancelled":
            event["reason"] = said.get(event["reason"], event["reason"])
        return [event]

    return _each(change)


def _without_retry() -> Callable[[bytes], list[bytes]]:
    return lambda block: [] if block.startswith(b"retry:") else [block]


def _spaced_out() -> Callable[[bytes], list[bytes]]:
    def change(block: bytes) -> list[bytes]:
        return [re.sub(rb"(?m)^data: (.*)$", lambda data: b"data: " + _spaced(data[1]), block)]

    return change


def _spaced(data: bytes) -> bytes:
    return json.dumps(json.loads(data)).encode()


def _starting(change: Callable[[dict[str, str]], None]) -> Wrap:
    """Change the headers of every stream."""

    def wrap(app: App) -> App:
        async def changed(scope: Scope, receive: Receive, send: Send) -> None:
            async def out(message: Message) -> None:
                if message["type"] == "http.response.start" and is_stream(message):
                    headers = headers_of(message)
                    change(headers)
                    message = {**message, "headers": raw(headers)}
                await send(message)

            await app(scope, receive, out)

        return changed

    return wrap


def _only(where: Callable[[Scope], bool], broken: Wrap) -> Wrap:
    """Be broken only for some requests."""

    def wrap(app: App) -> App:
        other = broken(app)

        async def chosen(scope: Scope, receive: Receive, send: Send) -> None:
            await (other if scope["type"] == "http" and where(scope) else app)(scope, receive, send)

        return chosen

    return wrap


def _follows(scope: Scope) -> bool:
    return _EVENTS_PATH.fullmatch(scope["path"]) is not None


def _asked(change: Callable[[dict[str, str], str], None]) -> Wrap:
    """Change the headers of a request; `change` is given its path too."""

    def changed(scope: Scope) -> None:
        headers = headers_of(scope)
        change(headers, scope["path"])
        scope["headers"] = raw(headers)

    return _only(lambda _: True, scopes(changed))


def _forgotten(name: str, path: str) -> Wrap:
    """A header that the service does not see."""

    def change(headers: dict[str, str], asked: str) -> None:
        if asked == path:
            headers.pop(name, None)

    return _asked(change)


def _one_off(step: int) -> Wrap:
    """Resuming begins so many events too late."""

    def changed(scope: Scope) -> None:
        headers = headers_of(scope)
        if cursor := headers.get("last-event-id"):
            run_id, _, offset = cursor.rpartition(":")
            headers["last-event-id"] = f"{run_id}:{max(int(offset) + step, 0)}"
            scope["headers"] = raw(headers)
        query = scope["query_string"].decode()
        scope["query_string"] = re.sub(
            r"after=(\d+)", lambda found: f"after={max(int(found[1]) + step, 0)}", query
        ).encode()

    return _only(_follows, scopes(changed))


def _prefers_after(scope: Scope) -> None:
    if b"after=" in scope["query_string"]:
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"last-event-id"]


def _takes_any_cursor(headers: dict[str, str], path: str) -> None:
    found = _EVENTS_PATH.fullmatch(path)
    if found and not headers.get("last-event-id", found[1]).startswith(found[1]):
        del headers["last-event-id"]


def _empty_stream(answer: HttpAnswer) -> None:
    if answer.status == 204 and _EVENTS_PATH.fullmatch(answer.path):
        answer.status = 200
        answer.headers |= {"content-type": "text/event-stream", "orchestra-recovered": "true"}
        answer.headers["orchestra-run-id"] = answer.path.split("/")[3]


def _cancels_once() -> Wrap:
    cancelled: set[str] = set()

    def change(answer: HttpAnswer) -> None:
        if not answer.path.endswith("/cancel") or answer.status != 200:
            return
        if answer.path in cancelled:
            answer.say({**answer.json, "last_offset": None})
        cancelled.add(answer.path)

    return answers(change)


def _hides_the_answer(answer: HttpAnswer) -> None:
    if answer.path.endswith("/messages") and answer.status == 200:
        kept = [entry for entry in answer.json["data"] if entry["role"] == "user"]
        answer.say({**answer.json, "data": kept})


def _no_head(app: App) -> App:
    async def refused(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 405, "headers": [(b"allow", b"GET")]})
        await send({"type": "http.response.body", "body": b""})

    return refused


def _says_completed(answer: HttpAnswer) -> None:
    if answer.path.startswith("/v2/runs/") and answer.json and answer.json.get("cancel_reason"):
        answer.say({**answer.json, "status": "completed", "cancel_reason": None})


def _says_not_found(answer: HttpAnswer) -> None:
    if answer.path.endswith("/cancel") and answer.status == 409:
        answer.status = 404
        answer.say({**answer.json, "status": 404, "code": "not_found"})


def _always_version_2(scope: Scope) -> None:
    if scope["path"] == "/chat/stream":
        scope["path"], scope["raw_path"] = "/v2/chat/stream", b"/v2/chat/stream"


def _said_twice(item: Event) -> list[Event]:
    return [item, item] if item["type"] == "complete" else [item]


def _loses_a_line() -> Callable[[Event], list[Event]]:
    lost = False

    def change(item: Event) -> list[Event]:
        nonlocal lost
        if item["type"] == "token" and not lost:
            lost = True
            return []
        return [item]

    return change


def _is_of_version_2(item: Event) -> list[Event]:
    return [{**item, "type": "run.started"}] if item["type"] == "status" else [item]


MUTANTS = [
    Mutant(
        "an-event-is-repeated",
        "Every token event is sent twice.",
        ("stream.offsets-have-no-gaps",),
        _each(lambda event: [event, event] if event["type"] == "token" else [event]),
    ),
    Mutant(
        "an-event-is-lost",
        "The second token of every stream is swallowed.",
        ("stream.offsets-have-no-gaps", "stream.tokens-are-the-response"),
        events(_lost(close_up=False)),
    ),
    Mutant(
        "a-token-is-lost-without-a-gap",
        "The second token is swallowed, and the offsets behind it close up.",
        ("stream.tokens-are-the-response", "stream.the-run-says-the-same"),
        events(_lost(close_up=True)),
    ),
    Mutant(
        "two-terminal-events",
        "run.completed is sent a second time, with an offset of its own.",
        ("stream.one-terminal-event",),
        _each(_ended_twice),
    ),
    Mutant(
        "a-token-behind-the-end",
        "A token follows the terminal event.",
        ("stream.one-terminal-event",),
        _each(_said_behind_the_end),
    ),
    Mutant(
        "a-run-without-a-start",
        "No run.started is sent.",
        ("stream.a-run-starts-once", "stream.offsets-have-no-gaps"),
        _each(_started_late),
    ),
    Mutant(
        "an-event-lacks-a-field",
        "run.completed has no finish_reason.",
        ("stream.one-terminal-event",),
        _without("finish_reason", "run.completed"),
    ),
    Mutant(
        "an-event-widens-an-enum",
        "run.completed has a finish_reason that is not in the contract.",
        ("stream.one-terminal-event",),
        _in("run.completed", finish_reason="tired"),
    ),
    Mutant(
        "the-response-is-cut",
        "The terminal event's response lacks its last character.",
        ("stream.tokens-are-the-response", "stream.cancel-in-mid-answer"),
        _each(_shorter_response),
    ),
    Mutant(
        "usage-does-not-add-up",
        "The total of the usage is one more than its parts.",
        ("stream.usage-adds-up",),
        _each(_more_tokens_used),
    ),
    Mutant(
        "no-retry",
        "Streams do not begin with `retry`.",
        ("stream.retry-comes-first",),
        blocks(_without_retry),
    ),
    Mutant(
        "a-stream-is-plain-text",
        "Streams have the content type text/plain.",
        ("stream.offsets-have-no-gaps", "stream.lines-tell-the-answer"),
        _starting(lambda headers: headers.update({"content-type": "text/plain"})),
    ),
    Mutant(
        "the-header-names-another-run",
        "Orchestra-Run-Id is a run that the events are not of.",
        ("stream.the-run-is-named",),
        _starting(lambda headers: headers.update({"orchestra-run-id": _OTHER_RUN})),
    ),
    Mutant(
        "the-user-message-has-another-id",
        "run.started names a message that is not in the session.",
        ("stream.messages-are-kept", "stream.the-run-says-the-same"),
        _in("run.started", user_message_id=_OTHER_RUN.replace("run_", "msg_")),
    ),
    Mutant(
        "answers-are-not-kept",
        "A session's messages lack those of the model.",
        ("stream.messages-are-kept",),
        answers(_hides_the_answer),
    ),
    Mutant(
        "resuming-repeats-an-event",
        "A resumed stream begins with the event that the cursor names.",
        ("stream.resume-at-any-cursor", "stream.last-event-id-wins", "stream.resume-in-mid-answer"),
        _one_off(-1),
    ),
    Mutant(
        "resuming-skips-an-event",
        "A resumed stream begins one event too late.",
        ("stream.resume-at-any-cursor", "stream.leaving-early-costs-nothing"),
        _one_off(1),
    ),
    Mutant(
        "recovery-is-denied",
        "A resumed stream from which nothing is missing says `Orchestra-Recovered: false`.",
        ("stream.resume-at-any-cursor", "stream.resume-in-mid-answer"),
        _only(_follows, _starting(lambda headers: headers.update({"orchestra-recovered": "false"}))),
    ),
    Mutant(
        "after-wins",
        "Where `after` and Last-Event-ID are both there, `after` wins.",
        ("stream.last-event-id-wins",),
        _only(_follows, scopes(_prefers_after)),
    ),
    Mutant(
        "the-end-is-an-empty-stream",
        "A cursor at the terminal event gets a stream without events.",
        ("stream.nothing-follows-the-end",),
        answers(_empty_stream),
    ),
    Mutant(
        "foreign-cursors-begin-anew",
        "A cursor of another run is taken for none.",
        ("stream.wrong-cursors-are-refused",),
        _asked(_takes_any_cursor),
    ),
    Mutant(
        "readers-see-other-bytes",
        "Who joins a run gets its events with other spaces than who began it.",
        ("stream.all-readers-see-the-same",),
        _only(_follows, blocks(_spaced_out)),
    ),
    Mutant(
        "a-reconnect-begins-a-run",
        "A POST with Last-Event-ID and no Idempotency-Key begins a second run.",
        ("stream.a-post-resumes-only-with-a-key",),
        _forgotten("last-event-id", "/v2/chat/stream"),
    ),
    Mutant(
        "the-idempotency-key-is-ignored",
        "Every POST begins a run of its own.",
        ("stream.the-same-key-is-the-same-run",),
        _forgotten("idempotency-key", "/v2/chat/stream"),
    ),
    Mutant(
        "no-head",
        "HEAD is not allowed.",
        ("stream.head-starts-no-stream",),
        _no_head,
    ),
    Mutant(
        "a-cancel-is-a-disconnect",
        "A run that was cancelled on request says that its reader had left.",
        ("stream.cancel-in-mid-answer",),
        _reasons({"requested": "disconnected"}),
    ),
    Mutant(
        "a-cancelled-run-is-completed",
        "The run itself says completed where its events say cancelled.",
        ("stream.cancel-in-mid-answer",),
        answers(_says_completed),
    ),
    Mutant(
        "cancelling-twice-loses-the-run",
        "The second cancel is answered with a run that has no last offset.",
        ("stream.cancelling-twice-is-fine",),
        _cancels_once(),
    ),
    Mutant(
        "an-ended-run-is-not-found",
        "Cancelling a run that has completed is 404.",
        ("stream.what-has-ended-stays",),
        answers(_says_not_found),
    ),
    Mutant(
        "an-interruption-is-a-request",
        "A run that another one interrupts says that it was cancelled on request.",
        ("stream.a-second-run-waits",),
        _reasons({"interrupted": "requested"}),
    ),
    Mutant(
        "the-unversioned-stream-is-version-2",
        "POST /chat/stream answers old clients in version 2.",
        ("stream.the-detected-version-streams",),
        scopes(_always_version_2),
    ),
    Mutant(
        "version-1-ends-twice",
        "Version 1's stream has two complete items.",
        ("stream.lines-tell-the-answer",),
        items(lambda: _said_twice),
    ),
    Mutant(
        "version-1-loses-a-token",
        "Version 1's stream lacks its first token.",
        ("stream.lines-tell-the-answer", "stream.the-detected-version-streams"),
        items(_loses_a_line),
    ),
    Mutant(
        "version-1-says-an-event-of-version-2",
        "Version 1's stream has an item of the type run.started.",
        ("stream.lines-tell-the-answer",),
        items(lambda: _is_of_version_2),
    ),
]
