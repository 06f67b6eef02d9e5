"""Suite `compat`: what version 1 takes, and which version a request without one in its path is taken for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from orchestra_conformance import older
from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Violation
from orchestra_conformance.secured import each
from orchestra_conformance.streams import is_event_stream, streamed
from orchestra_conformance.wire import Answer

Body = dict[str, Any]

# In a generated request these stand for a name of nobody's, and for the profile's message.
_NEW: Final = "<a new session>"
_SHORT: Final = "<the short message>"


def _chat(bench: Bench, **more: Any) -> Body:
    session = bench.name()
    bench.made_sessions.append((bench.owner, session))
    return {"message": bench.profile.prompts.short, "session_id": session, **more}


def _taken_for(answer: Answer, version: str, why: str) -> None:
    found = answer.headers.get("x-api-version")
    if answer.status != 200 or found != version:
        raise Violation(f"{answer.what}, {why}: {answer.status} as {found} in place of 200 as {version}")
    if "x-api-version" not in answer.headers.get("vary", "").lower():
        raise Violation(f"{answer.what}: Vary does not name X-API-Version")


@check(
    "compat",
    "a-named-version-is-spoken",
    "Without a version in the path, the body, the header X-API-Version and the query name one.",
    needs=("v1", "unversioned"),
    seconds=120,
)
def a_named_version_is_spoken(bench: Bench) -> None:
    """Each way of naming, for both versions, answered whole and as a stream."""

    def spoken(case: tuple[str, str]) -> None:
        way, version = case
        body = _chat(bench, **({"api_version": version} if way == "the body" else {}))
        headers = {"X-API-Version": version} if way == "the header" else {}
        query = {"api_version": version} if way == "the query" else None
        answer = bench.owner.call("detectChat", headers=headers, query=query, body=body)
        _taken_for(answer, version, f"{version} named by {way}")
        if ("success" in answer.json()) != (version == "v1"):
            raise Violation(
                f"{answer.what}, {version} named by {way}: answered in the form of another version"
            )
        with streamed(bench.owner, "detectChatStream", headers=headers, query=query, body=body) as stream:
            _taken_for(stream.answer, version, f"{version} named by {way}")
            if is_event_stream(stream.answer) != (version == "v2"):
                raise Violation(f"{stream.answer.what}: the stream of {version} is in another version's form")
            told = list(stream.items() if version == "v1" else stream.events())
        last = told[-1]["type"] if told else "nothing"
        if last not in ("complete", "run.completed"):
            raise Violation(f"{stream.answer.what}: the stream ends with {last}")

    ways = ("the body", "the header", "the query")
    each(bench, [(way, version) for way in ways for version in ("v1", "v2")], spoken)


@check(
    "compat",
    "two-versions-are-a-conflict",
    "A request that names two versions is refused with 400 version_conflict.",
    needs=("v1", "unversioned"),
)
def two_versions_are_a_conflict(bench: Bench) -> None:
    """Body against header, header against query, body against query."""
    for one, other in (("v1", "v2"), ("v2", "v1")):
        for body, headers, query in (
            ({"api_version": one}, {"X-API-Version": other}, None),
            ({}, {"X-API-Version": one}, {"api_version": other}),
            ({"api_version": one}, {}, {"api_version": other}),
        ):
            for operation in ("detectChat", "detectChatStream"):
                answer = bench.owner.call(
                    operation, headers=headers, query=query, body=_chat(bench, **body), expect=400
                )
                bench.expect(answer.code == "version_conflict", f"{answer.what}: 400 {answer.code}")


@check(
    "compat",
    "silence-means-v1",
    "A request that names no version is version 1's, unless it has a field that only version 2 has.",
    needs=("v1", "unversioned"),
    seconds=120,
)
def silence_means_v1(bench: Bench) -> None:
    """Old clients are the ones that say nothing. A field that is null says nothing either."""
    cases: list[tuple[Body, str]] = [
        ({}, "v1"),
        ({"temperature": None}, "v1"),
        ({"request_id": "mine"}, "v1"),
    ]
    cases += [({name: value}, "v2") for name, value in older.ONLY_V2.items()]

    def taken(case: tuple[Body, str]) -> None:
        more, version = case
        answer = bench.owner.call("detectChat", body=_chat(bench, **more))
        _taken_for(answer, version, f"with {', '.join(more) or 'nothing more'}")

    each(bench, cases, taken)


@check(
    "compat",
    "the-path-decides",
    "Where the path names a version, nothing else changes it.",
    needs=("v1",),
)
def the_path_decides(bench: Bench) -> None:
    """The other version in the header, and in version 1's body."""
    answer = bench.owner.call(
        "createChatV1", headers={"X-API-Version": "v2"}, body=_chat(bench, api_version="v2"), expect=200
    )
    bench.expect(answer.json()["api_version"] == "v1", "POST /v1/chat is answered in another version than 1")
    answer = bench.owner.call("createChat", headers={"X-API-Version": "v1"}, body=_chat(bench), expect=200)
    found = answer.headers.get("x-api-version")
    bench.expect(found == "v2", f"POST /v2/chat is answered as {found}")


@check(
    "compat",
    "older-names-are-taken",
    "Version 1 takes text, sessionId and userContext; where both names are given, the newer one counts.",
    needs=("v1",),
)
def older_names_are_taken(bench: Bench) -> None:
    """What was said, where, and what was kept are looked up through version 2."""
    message, session = bench.profile.prompts.short, bench.name()
    bench.made_sessions.append((bench.owner, session))
    old = {"text": message, "sessionId": session, "userContext": {"name": "Ada"}}
    both = {**old, "text": "older", "message": message, "sessionId": "older", "session_id": session}
    for number, body in enumerate((old, both)):
        run_id = _ran(bench, bench.owner.call("createChatV1", body=body, expect=200), session)
        found = bench.owner.call("listMessages", path={"session_id": session}, expect=200).json()["data"]
        said = next((m["content"] for m in found if m["run_id"] == run_id and m["role"] == "user"), None)
        bench.expect(said == message, f"of a chat with {', '.join(body)} the session has the message {said}")
        bench.expect(
            len(found) == 2 * (number + 1), f"after {number + 1} chats there are {len(found)} messages"
        )
        kept = _kept(bench, run_id).get("user_context")
        bench.expect(kept == {"name": "Ada"}, f"the run keeps {kept} of userContext")


@check(
    "compat",
    "v1-keeps-what-clients-send",
    "Version 1 ignores unknown fields and nulls, gives request_id back, and keeps what v2 has no place for in the run.",
    needs=("v1",),
)
def v1_keeps_what_clients_send(bench: Bench) -> None:
    """A request with everything in it, and one that writes out its empty fields."""
    given = {
        "request_id": bench.name("request"),
        "client_id": "web-shop",
        "user_context": {"name": "Ada"},
        "metadata": {f"field-{number}": number for number in range(80)},
    }
    body = _chat(bench, **given, colour="green", stream=True, timestamp=1.5, api_version="v7")
    answer = bench.owner.call("createChatV1", body=body, expect=200)
    told = answer.json()["request_id"]
    bench.expect(told == given["request_id"], f"the request_id {given['request_id']} comes back as {told}")
    kept = _kept(bench, _ran(bench, answer, body["session_id"]))
    bench.expect(kept == given, f"of what a client sent the run's metadata keep {sorted(kept)}")
    empty = dict.fromkeys((*given, "userContext", "stream", "timestamp", "api_version"))
    answer = bench.owner.call("createChatV1", body=_chat(bench, **empty), expect=200)
    bench.expect(bool(answer.json()["request_id"]), "without a request_id the service makes none")


@check(
    "compat",
    "v1-needs-a-session",
    "Version 1 needs a session in every chat; version 2 makes one.",
    needs=("v1",),
)
def v1_needs_a_session(bench: Bench) -> None:
    """The same message without a session."""
    body = {"message": bench.profile.prompts.short}
    for operation in ("createChatV1", "createChatStreamV1"):
        answer = bench.owner.call(operation, body=body, expect=422)
        bench.expect(answer.code == "validation_failed", f"{answer.what}: 422 {answer.code}")
    made = bench.owner.call("createChat", body=body, expect=200).json()["session_id"]
    bench.made_sessions.append((bench.owner, made))
    bench.expect(made.startswith("ses_"), f"version 2 made a session with the name {made}")


def _ran(bench: Bench, answer: Answer, session: str) -> str:
    told = answer.json()
    bench.expect(told["session_id"] == session, f"the chat went into the session {told['session_id']}")
    found: str = told["metadata"]["run_id"]
    return found


def _kept(bench: Bench, run_id: str) -> Body:
    run = bench.owner.call("getRun", path={"run_id": run_id}, expect=200).json()
    kept: Body = run["metadata"].get("v1", {})
    return kept


@check(
    "compat",
    "generated-requests-are-taken-alike",
    "What POST /v1/chat takes or refuses, POST /chat takes or refuses alike where version 1 is meant.",
    needs=("v1", "unversioned"),
    seconds=120,
)
def generated_requests_are_taken_alike(bench: Bench) -> None:
    """Requests of version 1, good ones and such as are wrong in one place or more."""

    def alike(body: Body) -> None:
        answers = [
            bench.owner.call("createChatV1", body=_filled(bench, body)),
            bench.owner.call("detectChat", body=_filled(bench, body), headers={"X-API-Version": "v1"}),
            bench.owner.call("detectChat", body=_filled(bench, body)),
        ]
        found = {(answer.status, answer.code) for answer in answers}
        if len(found) > 1 or not {status for status, _ in found} <= {200, 422, 404}:
            told = ", ".join(f"{answer.what} {answer.status} {answer.code or ''}" for answer in answers)
            raise Violation(f"a request of version 1 was answered unlike or unfit: {told}")

    bench.explore(_requests(), alike, 25)


def _filled(bench: Bench, body: Body) -> Body:
    session = bench.name()
    bench.made_sessions.append((bench.owner, session))
    names = {_NEW: session, _SHORT: bench.profile.prompts.short}
    return {
        name: names.get(value, value) if isinstance(value, str) else value for name, value in body.items()
    }


# What is wrong in a request of version 1, one by one: such a request costs a deployment's model nothing.
_WRONG: Final[Mapping[str, tuple[Any, ...]]] = {
    "message": ("", " ", "a\u0000b", "x" * 10_001, 1, ["Hello"]),
    "session_id": ("", ".", "a b", "x" * 101, "ses_unknown", 7),
    "metadata": ([], "text", 1),
    "user_context": ([], "text"),
    "client_id": ("", "x" * 101, "a\u0000b", 3),
    "request_id": ("", "x" * 101, "a\u0000b", 3),
    "stream": ("yes", 1.5),
    "timestamp": ([], "x" * 101),
}
_RIGHT: Final[Mapping[str, tuple[Any, ...]]] = {
    "message": (_SHORT,),
    "text": (_SHORT,),
    "session_id": (_NEW,),
    "sessionId": (_NEW,),
    "metadata": ({}, {"a": {"b": [1, None]}}, None),
    "user_context": ({}, None),
    "userContext": ({"name": "Ada"}, None),
    "client_id": ("c-1", None),
    "request_id": ("r-1", None),
    "stream": (True, None),
    "timestamp": (1.5, "now", None),
    "colour": ("green", None, 1),
}


def _requests() -> SearchStrategy[Body]:
    right = {name: st.sampled_from(values) for name, values in _RIGHT.items()}
    needed = {name: right.pop(name) for name in ("message", "session_id")}
    good: SearchStrategy[Body] = st.fixed_dictionaries(needed, optional=right)
    places = [(name, value) for name, values in _WRONG.items() for value in values]
    wrong = st.builds(lambda body, place: {**body, place[0]: place[1]}, good, st.sampled_from(places))
    anything = {name: st.sampled_from((*_RIGHT[name], *_WRONG.get(name, ()))) for name in _RIGHT}
    mixed: SearchStrategy[Body] = st.fixed_dictionaries({}, optional=anything)
    return st.one_of(wrong, wrong, mixed, good)
