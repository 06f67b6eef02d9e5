"""Suite `rest`: what was said is found again by its words, used where that is wished, and forgotten."""

from __future__ import annotations

from typing import Any

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Violation
from orchestra_conformance.streams import streamed
from orchestra_conformance.wire import Caller

Memory = dict[str, Any]


def word(bench: Bench) -> str:
    """A word that nobody has said yet, and that no other such word begins with."""
    return f"{bench.name('word').replace('-', '')}z"


def said(bench: Bench, caller: Caller, *words: str) -> Memory:
    """A chat with these words in a new session; the user's message as the session has it."""
    message = f"{bench.profile.prompts.short} {' '.join(words)}"
    body = {"message": message, "session_id": bench.session(caller)}
    caller.call("createChat", body=body, expect=200)
    found: Memory = caller.call("listMessages", path=body, query={"order": "asc"}, expect=200).json()["data"][
        0
    ]
    return found


def found(caller: Caller, query: str | None = None) -> list[Memory]:
    """The memories with a word, or the newest ones."""
    asked = {"limit": "100"} if query is None else {"limit": "100", "query": query}
    data: list[Memory] = caller.call("listMemories", query=asked, expect=200).json()["data"]
    return data


def _ids(memories: list[Memory]) -> list[str]:
    return [memory["message_id"] for memory in memories]


def _said_by_users(memories: list[Memory]) -> list[str]:
    """The ids of users' messages: a model may say the words again."""
    return _ids([memory for memory in memories if memory["role"] == "user"])


@check(
    "rest",
    "memories-are-found-by-their-words",
    "Memories are listed the newest first; with a query only those with its words, the one with most of them first.",
)
def memories_are_found_by_their_words(bench: Bench) -> None:
    """Two messages with a word of one, a word of both, and a word of nobody's."""
    both, one, none = word(bench), word(bench), word(bench)
    first, second = said(bench, bench.owner, both, one), said(bench, bench.owner, both)
    wanted = [first["message_id"], second["message_id"]]
    for query, due in ((one, wanted[:1]), (f"{both} {one}", wanted), (none, [])):
        memories = found(bench.owner, query)
        told = _said_by_users(memories)
        bench.expect(told == due, f"the words {query} found {told}, and {due} have them")
        best = [memory["relevance"] for memory in memories[:1]]
        bench.expect(best in ([], [1]), f"the best of what was found has the relevance {best}")
        bench.cases += 1
    newest = found(bench.owner)
    # Others may say something meanwhile, where the key is not the kit's own.
    listed = [message_id for message_id in _ids(newest) if message_id in wanted]
    bench.expect(listed == wanted[::-1], f"the newest memories are {listed} in place of {wanted[::-1]}")
    memory = next(each for each in newest if each["message_id"] == wanted[0])
    for name, value in memory.items():
        kept = first.get(name)
        bench.expect(value == kept, f"the memory's {name} is {value!r}, and it should be {kept!r}")


@check(
    "rest",
    "what-is-forgotten-is-not-found",
    "A message that was forgotten is found no more and 404 when it is forgotten again; it stays in its session.",
)
def what_is_forgotten_is_not_found(bench: Bench) -> None:
    """One of two messages with the same word."""
    same = word(bench)
    first, second = said(bench, bench.owner, same), said(bench, bench.owner, same)
    path = {"message_id": first["message_id"]}
    bench.owner.call("deleteMemory", path=path, expect=204)
    left = _said_by_users(found(bench.owner, same))
    bench.expect(
        left == [second["message_id"]],
        f"after {first['message_id']} was forgotten, {left} are found, not {second['message_id']} alone",
    )
    bench.owner.call("deleteMemory", path=path, expect=404)
    _stays(bench.owner, first)


@check(
    "rest",
    "everything-can-be-forgotten",
    "After everything was forgotten nothing is remembered but what is said later; messages stay in their sessions.",
    needs=("administration",),
)
def everything_can_be_forgotten(bench: Bench) -> None:
    """An owner of its own forgets twice, and says something more."""
    caller = bench.key()
    first = said(bench, caller, word(bench))
    for _ in range(2):
        caller.call("deleteMemories", expect=204)
    left = _ids(found(caller))
    bench.expect(not left, f"everything was forgotten, and {left} are remembered")
    _stays(caller, first)
    later = said(bench, caller, word(bench))
    bench.expect(later["message_id"] in _ids(found(caller)), "what is said later is not remembered")


def _stays(caller: Caller, message: Memory) -> None:
    path = {"session_id": message["session_id"]}
    kept = caller.call("listMessages", path=path, expect=200).json()["data"]
    if message["message_id"] not in _ids(kept):
        raise Violation("a message that was forgotten is gone from its session")


@check(
    "rest",
    "memory-is-used-where-it-is-wished",
    "A chat with use_memory tells by the notice memory_used that other sessions were looked at; without it none does.",
)
def memory_is_used_where_it_is_wished(bench: Bench) -> None:
    """The same words again in other sessions: without a wish, with it, and with the opposite."""
    rare = [word(bench), word(bench)]
    said(bench, bench.owner, *rare)
    # In other words: who says the same again learns nothing of it.
    again = f"Once more: {' '.join(reversed(rare))}?"
    for wish, due in (({}, False), ({"use_memory": True}, True), ({"use_memory": False}, False)):
        used = uses_memory(bench, bench.owner, again, wish)
        bench.expect(used is due, f"with {wish or 'no wish'} the notice memory_used came: {used}")


def uses_memory(bench: Bench, caller: Caller, message: str, wish: dict[str, Any]) -> bool:
    """Whether a chat in a new session says that it looked at others. It is worth some work: `lite` may do without."""
    body = {"message": message, "session_id": bench.session(caller), "optimization_mode": "balanced", **wish}
    with streamed(caller, "createChatStream", body=body) as stream:
        return any(event.get("code") == "memory_used" for event in list(stream.events()))
