"""Suite `rest`: what a chat may ask of the orchestra, what its session decides, and what is said of it afterwards."""

from __future__ import annotations

from typing import Any, Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Violation
from orchestra_conformance.secured import NOWHERE
from orchestra_conformance.sockets import opened
from orchestra_conformance.streams import streamed
from orchestra_conformance.wire import Answer

# No deployment will have called a swarm of its own so.
_NO_SWARM: Final = "conformance-no-such-swarm"
# Numbers that were rounded for their way may add up to a little more than 1.
_ROUNDED: Final = 0.01


@check(
    "rest",
    "swarms-are-listed-by-name",
    "Swarms are listed once each, sorted by name, and page by page the same.",
)
def swarms_are_listed_by_name(bench: Bench) -> None:
    """All of them at once, then one a page."""
    whole = _swarms(bench, 100)
    bench.expect(whole == sorted(set(whole)), f"listSwarms has {whole}")
    single = _swarms(bench, 1)
    bench.expect(single == whole, f"page by page the swarms are {single}, and at once {whole}")


def _swarms(bench: Bench, limit: int) -> list[str]:
    found: list[str] = []
    query = {"limit": str(limit)}
    while True:
        page = bench.owner.call("listSwarms", query=query, expect=200).json()
        found += [swarm["swarm_type"] for swarm in page["data"]]
        if page["next_cursor"] is None:
            return found
        query["after"] = page["next_cursor"]
        bench.wire.budget.remaining()


@check(
    "rest",
    "a-swarm-that-is-not-there-is-not-found",
    "A chat with a swarm_type that there is not is 404, over every transport, and begins nothing.",
)
def a_swarm_that_is_not_there_is_not_found(bench: Bench) -> None:
    """As a chat, as a stream and over a WebSocket, all for one session."""
    session = bench.session()
    chat = {"message": bench.profile.prompts.short, "session_id": session, "swarm_type": _NO_SWARM}
    _not_found(bench.owner.call("createChat", body=chat))
    with streamed(bench.owner, "createChatStream", body=chat, expect=None) as stream:
        _not_found(stream.answer)
    if bench.profile.offers.websocket:
        with opened(bench.owner) as socket:
            socket.send({"type": "chat", "id": "swarm", **chat})
            answer = socket.answer("swarm")
            code = answer.get("problem", {}).get("code", answer["type"])
            bench.expect(code == "not_found", f"over a WebSocket the swarm {_NO_SWARM} is {code}")
    runs = bench.owner.call("listSessionRuns", path={"session_id": session}, expect=200).json()["data"]
    bench.expect(not runs, f"the chats that were refused began {len(runs)} runs")


def _not_found(answer: Answer) -> None:
    if (answer.status, answer.code) != (404, "not_found"):
        raise Violation(f"{answer.what} with the swarm {_NO_SWARM}: {answer.status} {answer.code or ''}")


@check(
    "rest",
    "a-session-decides-what-a-chat-leaves-open",
    "A chat takes from its session's settings what it says nothing of itself, and its own word goes before.",
)
def a_session_decides_what_a_chat_leaves_open(bench: Bench) -> None:
    """The mode, which the run tells: the session's, the chat's, and the session's other one."""
    body = {"session_id": bench.name(), "settings": {"optimization_mode": "lite"}}
    session = bench.owner.call("createSession", body=body, expect=201).json()["session_id"]
    bench.made_sessions.append((bench.owner, session))
    for said, wanted in (({}, "lite"), ({"optimization_mode": "balanced"}, "balanced"), ({}, "lite")):
        _worked_in(bench, session, said, wanted)
    change = {"settings": {"optimization_mode": "balanced"}}
    bench.owner.call("updateSession", path={"session_id": session}, body=change, expect=200)
    _worked_in(bench, session, {}, "balanced")


def _worked_in(bench: Bench, session: str, said: dict[str, Any], wanted: str) -> None:
    body = {"message": bench.profile.prompts.short, "session_id": session, **said}
    mode = bench.owner.call("createChat", body=body, expect=200).json()["execution_mode"]
    if mode != wanted:
        raise Violation(f"a chat that says {said or 'nothing'} was answered in the mode {mode}, not {wanted}")


@check(
    "rest",
    "feedback-is-kept-as-it-was-said",
    "Feedback comes back as it was said, what is left out as null; a later word is taken, a repetition is no other.",
)
def feedback_is_kept_as_it_was_said(bench: Bench) -> None:
    """Words on one run: all of them, some, none; then one with an Idempotency-Key, again, and another with the key."""
    body = {"message": bench.profile.prompts.short, "session_id": bench.session()}
    path = {"run_id": bench.owner.call("createChat", body=body, expect=200).json()["run_id"]}
    whole: dict[str, Any] = {"rating": -0.5, "comment": "Grüße 🎻", "intent": "scale"}
    for said in (whole, {"rating": 1}, {"intent": "help"}, {}):
        kept = bench.owner.call("createRunFeedback", path=path, body=said, expect=201).json()
        due = {"run_id": path["run_id"], **dict.fromkeys(whole), **said}
        told = {name: kept[name] for name in due}
        bench.expect(told == due, f"feedback {said} was kept as {told}")
    headers = {"Idempotency-Key": bench.name("key")}
    first = bench.owner.call("createRunFeedback", path=path, headers=headers, body=whole, expect=201).json()
    again = bench.owner.call("createRunFeedback", path=path, headers=headers, body=whole, expect=201).json()
    bench.expect(again == first, f"the same request again is {again}, and it was {first}")
    other = bench.owner.call("createRunFeedback", path=path, headers=headers, body={}, expect=422)
    bench.expect(
        other.code == "idempotency_key_reused",
        f"another feedback with the key is {other.code} in place of idempotency_key_reused",
    )
    bench.owner.call("createRunFeedback", path=NOWHERE, body=whole, expect=404)


@check(
    "rest",
    "an-intent-is-the-likeliest",
    "An interpretation names the first of its ranking, which goes down and makes up no more than the whole.",
    needs=("manager",),
)
def an_intent_is_the_likeliest(bench: Bench) -> None:
    """Some messages, on their own and in a session; in one that there is not it is 404."""
    session = bench.session()
    for message in (bench.profile.prompts.short, "Go from two agents to ten.", "🎻", "deploy or debug?"):
        body = {"message": message}
        for said in (body, {**body, "session_id": session}):
            _ranked(bench.owner.call("createIntent", body=said, expect=200).json())
            bench.cases += 1
    nowhere = {"message": "Hello", "session_id": NOWHERE["session_id"]}
    bench.owner.call("createIntent", body=nowhere, expect=404)


def _ranked(report: dict[str, Any]) -> None:
    ranking = [(entry["intent"], entry["confidence"]) for entry in report["ranking"]]
    shares = [share for _, share in ranking]
    if ranking[:1] != [(report["intent"], report["confidence"])]:
        raise Violation(f"{report['intent']} ({report['confidence']}) is not the first of {ranking}")
    if shares != sorted(shares, reverse=True) or sum(shares) > 1 + _ROUNDED:
        raise Violation(f"the ranking does not go down, or makes up more than the whole: {ranking}")
    if len({intent for intent, _ in ranking}) != len(ranking):
        raise Violation(f"an intent stands in the ranking twice: {ranking}")
