"""Suite `websocket`: messages in any order, with broken ones and lost connections between them."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Final

from hypothesis import strategies as st

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.conversation import Conversation, Events, code_of, talking
from orchestra_conformance.failure import Violation
from orchestra_conformance.sockets import Frame
from orchestra_conformance.suites.websocket_runs import begin_chat, cancel_all

# Past the end of every run.
_FAR: Final = 10**9
# How many chats one sequence begins at the most; a connection may follow one run only.
_MOST_CHATS: Final = 3

_STEPS: Final = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "short",
                "long",
                "long",
                "read",
                "cancel",
                "detach",
                "resume",
                "resume",
                "far",
                "status",
                "ping",
                "nonsense",
                "cut",
            )
        ),
        st.integers(0, 11),
    ),
    min_size=4,
    max_size=14,
)


@check(
    "websocket",
    "any-order-of-messages",
    "In whatever order messages come, with broken ones and lost connections between them, each is answered once and "
    "each run ends once.",
    needs=("websocket",),
    seconds=180,
)
def any_order_of_messages(bench: Bench) -> None:
    """Sequences of steps by chance; what each may be answered with is known from what came before."""

    def attempt(steps: list[tuple[str, int]]) -> None:
        with _Walk(bench) as walk:
            for kind, number in steps:
                walk.step(kind, number)
            walk.finish()

    bench.explore(_STEPS, attempt, 30)


class _Walk:
    """One sequence. Which messages are sent depends on the steps alone, never on how quick the deployment is."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._open = ExitStack()
        self._runs: dict[str, Events] = {}
        self._begun: list[str] = []
        self._connection = self._connect()

    def __enter__(self) -> _Walk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def _connect(self) -> Conversation:
        self._open.close()
        return self._open.enter_context(talking(self._bench.owner, self._runs))

    def step(self, kind: str, number: int) -> None:
        """Do one step; `number` chooses the run and the place."""
        talk = self._connection
        if kind == "ping":
            talk.alive()
        elif kind == "status":
            talk.agreed("status")
        elif kind == "nonsense":
            self._refuses_nonsense(number)
        elif kind == "cut":
            talk.socket.cut()
            self._connection = self._connect()
        elif kind in ("short", "long"):
            if len(self._begun) < min(_MOST_CHATS, talk.max_runs):
                prompts = self._bench.profile.prompts
                message = prompts.short if kind == "short" else prompts.long
                self._begun.append(begin_chat(self._bench, talk, message))
        elif self._begun:
            self._with_run(kind, self._begun[number % len(self._begun)], number % 4)

    def _refuses_nonsense(self, number: int) -> None:
        texts = ("{", "[]", '{"type": "resume", "id": "x"}', '{"type": "chat", "id": "x", "message": ""}')
        text = texts[number % len(texts)]
        self._connection.error_for(text, "x" if "id" in text else None)

    def _with_run(self, kind: str, run_id: str, place: int) -> None:
        talk, run = self._connection, self._runs[run_id]
        followed = run_id in talk.following
        if kind == "read":
            if followed:
                talk.read(run_id, run.last + 1 + place)
        elif kind == "detach":
            answer = talk.say("detach", run_id=run_id)
            # It may end while the message is on its way.
            self._only(answer, "not_found", allowed=not followed or run.end is not None)
            if answer["type"] == "status" and not followed:
                raise Violation(f"{run_id} was detached from where it was not followed")
        elif kind == "cancel":
            answer = talk.say("cancel", run_id=run_id)
            self._only(answer, "run_not_cancellable", allowed=run.end is None or _ended_well(run))
        elif kind == "far":
            talk.refused("invalid_cursor", "resume", run_id=run_id, after=_FAR)
        else:
            answer = talk.say("resume", run_id=run_id, **({"after": place - 1} if place else {}))
            self._only(answer, "invalid_cursor", allowed=place - 1 > run.last)

    def _only(self, answer: Frame, code: str, *, allowed: bool) -> None:
        if answer["type"] == "error" and not (allowed and code_of(answer) == code):
            raise Violation(
                f"a message was refused with {code_of(answer)}: {answer['problem'].get('detail')}"
            )

    def finish(self) -> None:
        """Every run is brought to its end, and read once more from its beginning."""
        # Without a word: events that are on their way would hold up a good end.
        self._connection.socket.cut()
        self._connection = self._connect()
        for run_id in self._begun:
            self._connection.agreed("resume", run_id=run_id)
            cancel_all(self._connection, run_id)
        status = self._connection.agreed("status")
        if status["runs"]:
            raise Violation("a run that has ended is still followed")


def _ended_well(run: Events) -> bool:
    return run.end is not None and run.end["type"] != "run.cancelled"
