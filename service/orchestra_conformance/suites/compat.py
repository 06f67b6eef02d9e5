"""Suite `compat`: version 1, version 2 and the paths without a version say the same of the same things."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

from orchestra_conformance import older
from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Violation
from orchestra_conformance.secured import NOWHERE, each
from orchestra_conformance.streams import streamed
from orchestra_conformance.suites import older_requests, older_streams, replays
from orchestra_conformance.wire import Answer

# Checks that stand in modules of their own.
__all__ = ["older_requests", "older_streams", "replays"]

_MIGRATED: Final[Mapping[str, str]] = {"createChatV1": "createChat", "createChatStreamV1": "createChatStream"}


def _completed(bench: Bench, run_id: str) -> dict[str, Any]:
    """The event run.completed of a run, with its run_id."""
    with streamed(bench.owner, "listRunEvents", path={"run_id": run_id}) as stream:
        last = list(stream.events())[-1]
    bench.expect(last["type"] == "run.completed", f"the run of an answer ended with {last['type']}")
    return last


@check(
    "compat",
    "answers-agree-with-their-run",
    "The answer to a chat says of its run what version 2's events and GET /v2/runs/{run_id} say.",
    needs=("v1",),
)
def answers_agree_with_their_run(bench: Bench) -> None:
    """A chat in each version, and over the paths without one; each answer is held against its own run."""
    cases: list[tuple[str, dict[str, str], str]] = [("createChatV1", {}, "v1"), ("createChat", {}, "v2")]
    if bench.profile.offers.unversioned:
        cases += [("detectChat", {"X-API-Version": version}, version) for version in ("v1", "v2")]
    for operation, headers, version in cases:
        session = bench.name()
        body = {"message": bench.profile.prompts.short, "session_id": session}
        answer = bench.owner.call(operation, headers=headers, body=body, expect=200)
        bench.made_sessions.append((bench.owner, session))
        told = answer.json()
        run_id = told["metadata"]["run_id"] if version == "v1" else told["run_id"]
        event = _completed(bench, run_id)
        run = bench.owner.call("getRun", path={"run_id": run_id}, expect=200).json()
        agreement = older.FROM_COMPLETED if version == "v1" else older.V2_FROM_COMPLETED
        problems = older.differences(told, event, agreement)
        problems += older.differences(told, {"session_id": session}, {"session_id": "session_id"})
        facts = told["metadata"] if version == "v1" else told
        stored = bench.owner.call("listMessages", path={"session_id": session}, expect=200).json()["data"][-1]
        when = "timestamp" if version == "v1" else "created_at"
        problems += older.differences(told, stored, {when: "created_at", "response": "content"})
        problems += older.differences(facts, run, {"user_message_id": "user_message_id"})
        if answer.headers.get("orchestra-run-id") != run_id:
            problems.append(f"Orchestra-Run-Id is {answer.headers.get('orchestra-run-id')}")
        if problems:
            bench.found(f"{answer.what} as {version}: {'; '.join(problems)}")


@check(
    "compat",
    "a-session-is-the-same-in-both-versions",
    "A session that was begun in one version goes on in the other, and both show the same messages.",
    needs=("v1",),
)
def a_session_is_the_same_in_both_versions(bench: Bench) -> None:
    """Chats in turns; then the session as each version shows it."""
    for first, second in (("createChatV1", "createChat"), ("createChat", "createChatV1")):
        session = bench.name()
        body = {"message": bench.profile.prompts.short, "session_id": session}
        for operation in (first, second):
            bench.owner.call(operation, body=body, expect=200)
        bench.made_sessions.append((bench.owner, session))
        path = {"session_id": session}
        bench.owner.call("updateSession", path=path, body={"metadata": {"seen": 1}}, expect=200)
        old = bench.owner.call("getSessionV1", path=path, expect=200).json()
        new = bench.owner.call("getSession", path=path, expect=200).json()
        messages = bench.owner.call("listMessages", path=path, expect=200).json()["data"]
        problems = older.differences(
            old, new, {name: name for name in ("session_id", "created_at", "updated_at", "metadata")}
        )
        due = [
            {
                "role": message["role"],
                "content": message["content"],
                "timestamp": message["created_at"],
                "metadata": {name: message[name] for name in ("message_id", "run_id", "status")},
            }
            for message in messages
        ]
        bench.expect(not problems, f"the session in version 1: {'; '.join(problems)}")
        bench.expect(
            old["message_count"] == len(messages) == 4,
            f"after two chats version 1 counts {old['message_count']} messages, version 2 has {len(messages)}",
        )
        bench.expect(old["messages"] == due, "version 1 shows other messages of the session than version 2")


@check(
    "compat",
    "v1-has-nothing-new",
    "Answers of version 1 have the fields of its frozen document and no others.",
    needs=("v1",),
)
def v1_has_nothing_new(bench: Bench) -> None:
    """A chat, a session, an error and the items of a stream."""
    session = bench.name()
    body = {"message": bench.profile.prompts.short, "session_id": session}
    call = bench.owner.call
    answers = [
        ("ChatResponseV1", call("createChatV1", body=body, expect=200).json()),
        ("SessionResponseV1", call("getSessionV1", path={"session_id": session}, expect=200).json()),
        ("ErrorResponseV1", call("getSessionV1", path=NOWHERE, expect=404).json()),
        ("ErrorResponseV1", call("createChatV1", body={}, expect=422).json()),
    ]
    bench.made_sessions.append((bench.owner, session))
    with streamed(bench.owner, "createChatStreamV1", body=body) as stream:
        answers += [("CompleteItemV1", item) for item in stream.items() if item["type"] == "complete"]
    for schema, value in answers:
        found = older.undeclared(bench.specification, schema, value)
        bench.expect(not found, f"version 1 answers with what its {schema} does not have: {', '.join(found)}")


@check(
    "compat",
    "v1-says-that-it-is-deprecated",
    "Answers of version 1, errors too, carry Deprecation, Sunset and Link, and those of version 2 do not.",
    needs=("v1",),
)
def v1_says_that_it_is_deprecated(bench: Bench) -> None:
    """Answers of each version, and those of paths without one that were taken for version 1."""
    body = {"message": bench.profile.prompts.short, "session_id": bench.name()}
    bench.made_sessions.append((bench.owner, body["session_id"]))
    cases: list[tuple[str, Any, dict[str, str], str | None]] = [
        ("createChatV1", body, {}, "/v2/chat"),
        ("createChatV1", {}, {}, "/v2/chat"),
        ("createChatStreamV1", {}, {}, "/v2/chat/stream"),
        ("getSessionV1", None, {}, f"/v2/sessions/{NOWHERE['session_id']}"),
        ("createChat", body, {}, None),
        ("createChat", {}, {}, None),
        ("getSession", None, {}, None),
    ]
    if bench.profile.offers.unversioned:
        cases += [("detectChat", {}, {}, "/v2/chat"), ("detectChat", {}, {"X-API-Version": "v2"}, None)]

    def said(case: tuple[str, Any, dict[str, str], str | None]) -> None:
        operation, content, headers, successor = case
        _deprecated(bench.owner.call(operation, path=NOWHERE, headers=headers, body=content), successor)

    each(bench, cases, said)


def _deprecated(answer: Answer, successor: str | None) -> None:
    headers = {name: answer.headers.get(name) for name in ("deprecation", "sunset", "link")}
    what = f"{answer.what}, {answer.status}"
    if successor is None:
        link = headers["link"] or ""
        if headers["deprecation"] or headers["sunset"] or "successor-version" in link:
            raise Violation(f"{what}: version 2 says that it is deprecated")
        return
    deprecation, sunset, link = (headers[name] or "" for name in ("deprecation", "sunset", "link"))
    if not deprecation.removeprefix("@").isdigit():
        raise Violation(f"{what}: Deprecation is {deprecation or 'missing'}")
    try:
        ends = parsedate_to_datetime(sunset).timestamp()
    except ValueError as error:
        raise Violation(f"{what}: Sunset is no HTTP-date: {sunset or 'missing'}") from error
    if ends < int(deprecation.removeprefix("@")):
        raise Violation(f"{what}: Sunset ({sunset}) is before Deprecation ({deprecation})")
    if f'<{successor}>; rel="successor-version"' not in link or 'rel="deprecation"' not in link:
        raise Violation(f"{what}: Link does not lead to {successor} and to the guide: {link or 'missing'}")


@check(
    "compat",
    "errors-are-the-same-in-both-versions",
    "An error has the same status and code in every version, each in that version's form.",
    needs=("v1",),
    seconds=90,
)
def errors_are_the_same_in_both_versions(bench: Bench) -> None:
    """Requests that are wrong in one way each, to chats and streams of every version."""
    json = {"Content-Type": "application/json"}
    chat = {"message": "Hello", "session_id": bench.name()}
    large = b'{"message": "' + b"a" * bench.profile.limits.body_bytes + b'"}'
    wrong: list[tuple[Any, dict[str, str], int, str]] = [
        ({**chat, "message": "  "}, {}, 422, "validation_failed"),
        ({"session_id": chat["session_id"]}, {}, 422, "validation_failed"),
        ({**chat, "message": 1}, {}, 422, "validation_failed"),
        ({**chat, "session_id": ".."}, {}, 422, "validation_failed"),
        ({**chat, "session_id": NOWHERE["session_id"]}, {}, 404, "not_found"),
        (b"{", json, 400, "malformed_request"),
        (b"Hello", {"Content-Type": "text/plain"}, 415, "unsupported_media_type"),
        (large, json, 413, "payload_too_large"),
        (chat, {"Accept": "image/png"}, 406, "not_acceptable"),
    ]
    detected = {"createChatV1": "detectChat", "createChatStreamV1": "detectChatStream"}

    def same(case: tuple[str, tuple[Any, dict[str, str], int, str], bool]) -> None:
        old, (body, headers, status, code), known = case
        caller = bench.owner if known else bench.nobody
        answers = [(caller.call(old, headers=headers, body=body), "v1")]
        answers.append((caller.call(_MIGRATED[old], headers=headers, body=body), "v2"))
        if bench.profile.offers.unversioned:
            answers += [
                (
                    caller.call(detected[old], headers={**headers, "X-API-Version": version}, body=body),
                    version,
                )
                for version in ("v1", "v2")
            ]
        for answer, version in answers:
            _error(answer, version, status, code)

    cases = [(old, case, True) for old in _MIGRATED for case in wrong]
    cases += [(old, (chat, {}, 401, "unauthenticated"), False) for old in _MIGRATED]
    each(bench, cases, same)
    for caller, status, code in ((bench.owner, 404, "not_found"), (bench.nobody, 401, "unauthenticated")):
        _error(caller.call("getSessionV1", path=NOWHERE), "v1", status, code)
        _error(caller.call("getSession", path=NOWHERE), "v2", status, code)


def _error(answer: Answer, version: str, status: int, code: str) -> None:
    """Hold an answer to be this error, in the form of a version."""
    what = f"{answer.what} as {version}"
    if (answer.status, answer.code) != (status, code):
        raise Violation(f"{what}: {answer.status} {answer.code} in place of {status} {code}")
    if answer.headers.get("x-api-version") != version:
        raise Violation(f"{what}: answered as {answer.headers.get('x-api-version')}")
    media = answer.headers.get("content-type", "").partition(";")[0]
    due = "application/json" if version == "v1" else "application/problem+json"
    body = answer.json()
    if media != due or (body.get("success") is False) != (version == "v1"):
        raise Violation(f"{what}: an error in the form of another version ({media})")
    if version == "v1" and body["data"]["status"] != status:
        raise Violation(f"{what}: data/status is {body['data']['status']} in an answer of {status}")
