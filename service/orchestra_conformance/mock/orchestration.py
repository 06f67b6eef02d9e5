"""What comes with the orchestra: intents, swarms, memories, and what users thought of answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from orchestra_conformance.mock.call import Answer, Call, paged
from orchestra_conformance.mock.guesses import guess, words_of
from orchestra_conformance.mock.memory import Kept, Message, Repetitions, Sessions
from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.shelf import moment
from orchestra_conformance.mock.stage import Stage
from orchestra_conformance.mock.swarms import SWARMS

# More messages than one owner can have; words that were found count more than age.
_NEWER: Final = 10**12


@dataclass(slots=True)
class _Memory:
    """A message in a list of memories; `number` is its place there, the highest one first."""

    message: Message
    relevance: float | None
    number: int

    def describe(self) -> dict[str, Any]:
        """The memory as the contract shows it."""
        shown = self.message.describe()
        kept = {name: shown[name] for name in ("message_id", "session_id", "role", "content", "created_at")}
        return {**kept, "relevance": self.relevance}


class Orchestration:
    """Handlers, by the operations' names."""

    def __init__(self, sessions: Sessions, stage: Stage, repetitions: Repetitions) -> None:
        self._sessions = sessions
        self._stage = stage
        self._repetitions = repetitions

    async def create_intent(self, call: Call) -> Answer:
        """Guess what a message wants; as for a chat, a session of the client's own name need not be there."""
        session_id = call.body.get("session_id", "")
        if session_id.startswith("ses_"):
            self._sessions.get(call.owner, session_id)
        return Answer(guess(call.body["message"]))

    async def list_swarms(self, call: Call) -> Answer:
        """The swarms; a cursor is the name of one."""
        rest = [swarm for swarm in SWARMS if swarm["swarm_type"] > call.query.get("after", "")]
        data = rest[: call.query.get("limit", 20)]
        cursor = data[-1]["swarm_type"] if len(rest) > len(data) else None
        link = {"Link": f'<{call.address}?limit={len(data)}&after={cursor}>; rel="next"'} if cursor else {}
        return Answer({"data": data, "has_more": cursor is not None, "next_cursor": cursor}, headers=link)

    async def list_memories(self, call: Call) -> Answer:
        """What was said whole and is not forgotten, or what of it has words of the query."""
        remembered = self._sessions.remembered(call.owner)
        if "query" not in call.query:
            return paged(call, (_Memory(each, None, each.number) for each in remembered), _Memory.describe)
        words = set(words_of(call.query["query"]))
        found = {each.number: len(words & set(words_of(each.content))) for each in remembered}
        best = max(found.values(), default=0)
        memories = [
            _Memory(each, found[each.number] / best, found[each.number] * _NEWER + each.number)
            for each in remembered
            if found[each.number]
        ]
        return paged(call, memories, _Memory.describe)

    async def delete_memories(self, call: Call) -> Answer:
        """Forget all that was said up to now."""
        for message in self._sessions.remembered(call.owner):
            message.remembered = False
        return Answer(status=204)

    async def delete_memory(self, call: Call) -> Answer:
        """Forget a message; it stays in its session."""
        for message in self._sessions.remembered(call.owner):
            if message.message_id == call.path["message_id"]:
                message.remembered = False
                return Answer(status=204)
        raise Refusal(
            "not_found", "There is no memory with this id, or it is not yours, or it was forgotten."
        )

    async def create_run_feedback(self, call: Call) -> Answer:
        """Keep what somebody thought of an answer, in the place of what was said before."""
        key = call.headers.get("idempotency-key")
        request = {"run_id": call.path["run_id"], **call.body}
        known = self._repetitions.find(call.owner, "createRunFeedback", key, request)
        if known is None:
            run = self._stage.get(call.owner, call.path["run_id"])
            said = {name: call.body.get(name) for name in ("rating", "comment", "intent")}
            run.feedback = {"run_id": run.run_id, **said, "created_at": moment()}
            known = Kept(run.feedback)
            self._repetitions.keep(call.owner, "createRunFeedback", key, request, known)
        return Answer(known.answer, 201)
