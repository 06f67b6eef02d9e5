"""Suite `security`: what belongs to one owner is not there for another, and stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Violation
from orchestra_conformance.secured import each
from orchestra_conformance.sockets import Frame, Socket, opened
from orchestra_conformance.streams import streamed
from orchestra_conformance.suites import memories
from orchestra_conformance.wire import Caller

Json = Any

# Operations that name a session or a run in their path, with a body that would change something.
_BODIES: Final[Mapping[str, Json]] = {"updateSession": {"title": "taken over"}}


@dataclass(frozen=True, slots=True)
class Belongings:
    """What an owner has: a session that the service named, a run in it that has ended, and the message it answers."""

    session_id: str
    run_id: str
    message_id: str
    response: str

    @property
    def names(self) -> dict[str, str]:
        """The ids by the parameters in paths."""
        return {"session_id": self.session_id, "run_id": self.run_id, "message_id": self.message_id}


def _made(bench: Bench) -> Belongings:
    answer = bench.owner.call("createChat", body={"message": bench.profile.prompts.short}, expect=200).json()
    bench.made_sessions.append((bench.owner, answer["session_id"]))
    return Belongings(answer["session_id"], answer["run_id"], answer["user_message_id"], answer["response"])


def _state(caller: Caller, found: Belongings) -> dict[str, Json]:
    """All that the owner can read of the session and the run, and what is remembered of them."""
    state = {
        name: caller.call(name, path=found.names, expect=200).json()
        for name in ("getSession", "listMessages", "listSessionRuns", "getRun", "listMemories")
    }
    with streamed(caller, "listRunEvents", path=found.names) as stream:
        state["listRunEvents"] = list(stream.events())
    return state


@check(
    "security",
    "foreign-objects-are-not-there",
    "What belongs to another owner is 404 for every operation, and nothing that is tried changes it.",
    seconds=90,
)
def foreign_objects_are_not_there(bench: Bench) -> None:
    """Every operation with a session, run or message in its path, asked by a stranger who knows the names."""
    stranger, found = bench.stranger, _made(bench)
    before = _state(bench.owner, found)
    operations = [
        operation
        for operation in bench.specification.operations.values()
        if operation.secured
        and any(f"{{{name}}}" in operation.path for name in found.names)
        and (operation.document != "v1" or bench.profile.offers.v1)
    ]

    def not_there(operation: Any) -> None:
        body = _BODIES.get(operation.id, {}) if "requestBody" in operation.definition else None
        answer = stranger.call(operation.id, path=found.names, body=body)
        if answer.status != 404 or answer.code != "not_found":
            raise Violation(f"{answer.what} of another owner: {answer.status} {answer.code or ''}")

    each(bench, operations, not_there)
    if _state(bench.owner, found) != before:
        bench.found("what the stranger tried has changed the owner's session or run")


@check(
    "security",
    "foreign-sessions-take-no-chat",
    "A chat into another owner's session is 404 in every version.",
    seconds=90,
)
def foreign_sessions_take_no_chat(bench: Bench) -> None:
    """By the name that the service gave: with a name of one's own it would be another session."""
    stranger, found = bench.stranger, _made(bench)
    before = _state(bench.owner, found)
    offers = bench.profile.offers
    chat = {"message": bench.profile.prompts.short, "session_id": found.session_id}
    cases: list[tuple[str, Json]] = [("createChat", chat), ("createChatStream", chat)]
    if offers.v1:
        cases += [("createChatV1", chat), ("createChatStreamV1", chat)]
    if offers.unversioned:
        cases += [("detectChat", chat), ("detectChatStream", chat)]

    def not_there(case: tuple[str, Json]) -> None:
        operation, body = case
        answer = stranger.call(operation, body=body)
        if answer.status != 404 or answer.code != "not_found":
            raise Violation(f"{answer.what} with another's session: {answer.status} {answer.code or ''}")

    each(bench, cases, not_there)
    if _state(bench.owner, found) != before:
        bench.found("what the stranger tried has changed the owner's session")


@check("security", "lists-show-nothing-foreign", "Lists show what belongs to the key's owner alone.")
def lists_show_nothing_foreign(bench: Bench) -> None:
    """The stranger's list of sessions, its own and from a cursor of the owner's."""
    stranger = bench.stranger
    mine = {bench.session() for _ in range(3)}
    theirs = bench.session(stranger)
    page = bench.owner.call("listSessions", query={"limit": "1"}, expect=200).json()
    shown = _sessions(stranger, {})
    bench.expect(not mine & shown, f"a stranger's list shows the sessions {sorted(mine & shown)}")
    bench.expect(theirs in shown, "a session is not in the list of its owner")
    # A cursor is the owner's own: a stranger may be refused, or shown the stranger's.
    answer = stranger.call("listSessions", query={"after": page["next_cursor"], "limit": "100"})
    if answer.status == 200:
        found = {session["session_id"] for session in answer.json()["data"]}
        bench.expect(not mine & found, "with another owner's cursor, the owner's sessions are shown")


@check(
    "security",
    "foreign-memories-are-not-found",
    "What one owner's sessions hold is neither found nor used nor forgotten by another.",
    seconds=90,
)
def foreign_memories_are_not_found(bench: Bench) -> None:
    """A word of the owner's, looked for and wished for by a stranger, who then forgets everything."""
    same = memories.word(bench)
    mine = memories.said(bench, bench.owner, same)
    for query in (same, None):
        shown = [memory["content"] for memory in memories.found(bench.stranger, query)]
        bench.expect(not any(same in content for content in shown), f"a stranger finds {shown[:1]}")
    bench.expect(
        not memories.uses_memory(bench, bench.stranger, f"{same}?", {"use_memory": True}),
        "a stranger's chat with use_memory was helped by what the owner said",
    )
    bench.stranger.call("deleteMemories", expect=204)
    left = [memory["message_id"] for memory in memories.found(bench.owner, same)]
    bench.expect(mine["message_id"] in left, "a stranger has forgotten everything, and the owner's is gone")


def _sessions(caller: Caller, query: dict[str, str]) -> set[str]:
    found: set[str] = set()
    query = {"limit": "100", **query}
    while True:
        page = caller.call("listSessions", query=query, expect=200).json()
        found |= {session["session_id"] for session in page["data"]}
        if not page["has_more"]:
            return found
        query["after"] = page["next_cursor"]


@check(
    "security",
    "a-session-name-belongs-to-its-owner",
    "Two owners may give their sessions the same name, and neither sees what the other says.",
)
def a_session_name_belongs_to_its_owner(bench: Bench) -> None:
    """The same name for both: two sessions."""
    name, path = bench.name(), "getSession"
    for caller, title in ((bench.owner, "the owner's"), (bench.stranger, "the stranger's")):
        caller.call("createSession", body={"session_id": name, "title": title}, expect=201)
        bench.made_sessions.append((caller, name))
    chat = {"message": bench.profile.prompts.short, "session_id": name}
    bench.owner.call("createChat", body=chat, expect=200)
    for caller, title, said in ((bench.owner, "the owner's", 2), (bench.stranger, "the stranger's", 0)):
        session = caller.call(path, path={"session_id": name}, expect=200).json()
        bench.expect(session["title"] == title, f"the session of {title} has the title {session['title']}")
        messages = caller.call("listMessages", path={"session_id": name}, expect=200).json()["data"]
        bench.expect(
            len(messages) == said, f"in the session of {title} are {len(messages)} messages, not {said}"
        )
    bench.stranger.call("deleteSession", path={"session_id": name}, expect=204)
    bench.owner.call(path, path={"session_id": name}, expect=200)


@check(
    "security",
    "an-idempotency-key-belongs-to-its-owner",
    "The Idempotency-Key of one owner gives another nothing of what it made.",
)
def an_idempotency_key_belongs_to_its_owner(bench: Bench) -> None:
    """The same key and body from both: two runs."""
    headers, body = {"Idempotency-Key": bench.name("key")}, {"message": bench.profile.prompts.short}
    runs = []
    for caller in (bench.owner, bench.stranger):
        answer = caller.call("createChat", headers=headers, body=body, expect=200).json()
        bench.made_sessions.append((caller, answer["session_id"]))
        runs.append(answer["run_id"])
    bench.expect(runs[0] != runs[1], "another owner's Idempotency-Key gave the run that it had made")


@check(
    "security",
    "foreign-runs-are-not-there-over-websocket",
    "Over a WebSocket another owner's run cannot be followed, cancelled or left, and another's session not be used.",
    needs=("websocket",),
    seconds=90,
)
def foreign_runs_are_not_there_over_websocket(bench: Bench) -> None:
    """A stranger with the names of a run that is at work, where it can be caught."""
    found = _made(bench)
    chat = {"message": bench.profile.prompts.long, "session_id": found.session_id}
    with (
        opened(bench.stranger) as theirs,
        streamed(bench.owner, "createChatStream", body={**chat, "on_disconnect": "cancel"}) as stream,
    ):
        for run_id in (found.run_id, stream.run_id):
            for frame in ({"type": "resume"}, {"type": "cancel"}, {"type": "detach"}):
                _not_there(bench, theirs, {**frame, "run_id": run_id})
        _not_there(bench, theirs, {"type": "chat", "message": "Hello", "session_id": found.session_id})
        status = bench.owner.call("getRun", path={"run_id": stream.run_id}, expect=200).json()["status"]
        bench.expect(status != "cancelled", "a stranger has cancelled the owner's run over a WebSocket")
        heard = [frame for frame in theirs.frames if frame.get("run_id") in (found.run_id, stream.run_id)]
        bench.expect(not heard, f"a stranger hears of the owner's run: {heard[:1]}")


def _not_there(bench: Bench, socket: Socket, frame: Frame) -> None:
    bench.cases += 1
    name = bench.name("frame")
    socket.send({**frame, "id": name})
    answer = socket.answer(name)
    code = answer.get("problem", {}).get("code")
    if code != "not_found":
        said = code or answer["type"]
        raise Violation(f"{frame['type']} with what is another's was answered with {said}")


@check(
    "security",
    "a-ticket-for-a-foreign-session-is-not-made",
    "Nobody gets a ticket for another owner's session.",
    needs=("websocket",),
)
def a_ticket_for_a_foreign_session_is_not_made(bench: Bench) -> None:
    """The session is looked for among the caller's own."""
    body = {"origin": "https://app.example.com", "session_id": _made(bench).session_id}
    bench.stranger.call("createWsTicket", body=body, expect=404)


@check(
    "security",
    "foreign-sessions-are-not-there-over-v1-websocket",
    "Over version 1's WebSocket another owner's session takes no chat.",
    needs=("websocket", "v1"),
)
def foreign_sessions_are_not_there_over_v1_websocket(bench: Bench) -> None:
    """The session stands in the path; the chat is refused."""
    found = _made(bench)
    path = f"/v1/ws/conformance/{found.session_id}"
    with opened(bench.stranger, path=path, document="asyncapi-v1", subprotocols=(), welcome=False) as socket:
        socket.send({"type": "chat", "data": {"message": "Hello"}, "correlation_id": "c-1"})
        answer = socket.until(lambda frame: frame.get("correlation_id") == "c-1")
        code = answer["data"]["data"]["code"] if answer["type"] == "error" else answer["type"]
        bench.expect(code == "not_found", f"a chat in another's session was answered with {code}")


@check(
    "security",
    "a-secret-is-shown-once",
    "A key's secret is in the answer that made it, and in no other.",
    needs=("administration",),
)
def a_secret_is_shown_once(bench: Bench) -> None:
    """Made with an Idempotency-Key, then asked for again, looked up and listed."""
    body = {"owner": bench.name("owner"), "scopes": ["read"], "requests_per_minute": None}
    headers = {"Idempotency-Key": bench.name("key")}
    made = bench.admin.call("createKey", headers=headers, body=body, expect=201).json()
    key_id, secret = made["key"]["key_id"], made["secret"]
    bench.made_keys.append(key_id)
    bench.expect(bool(secret), "the answer that made the key has no secret")
    again = bench.admin.call("createKey", headers=headers, body=body, expect=201)
    bench.expect(again.json()["secret"] is None, "the secret is shown again to the same Idempotency-Key")
    answers = [
        again,
        bench.admin.call("getKey", path={"key_id": key_id}, expect=200),
        bench.admin.call("listKeys", query={"limit": "100"}, expect=200),
        bench.admin.call("revokeKey", path={"key_id": key_id}, expect=200),
    ]
    for answer in answers:
        bench.expect(secret not in answer.text, f"{answer.what} shows the secret of a key")
