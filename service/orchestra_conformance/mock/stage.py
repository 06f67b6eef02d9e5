"""Where runs are played: a scene at a time in each session."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from orchestra_conformance.mock.examples import TERMINAL, Examples
from orchestra_conformance.mock.guesses import words_of
from orchestra_conformance.mock.memory import Message, Session, Sessions
from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.run import Event, Run
from orchestra_conformance.mock.scenes import Playbook
from orchestra_conformance.mock.shelf import Shelf, moment, new_id

_MOST_WAITING: Final = 4
_DEADLINE: Final = 120.0
# How long a run goes on that nobody follows.
_GRACE: Final = 60.0
_LOG_KEPT: Final = 3600.0
# Shorter words are everywhere.
_WORD_OF_SOME_LENGTH: Final = 5

_log = logging.getLogger(__name__)


class Stage:
    """Where runs are played. `close` ends all of them."""

    def __init__(self, examples: Examples, sessions: Sessions, delay: float) -> None:
        self._examples = examples
        self._sessions = sessions
        self._playbook = Playbook(examples, delay)
        self._runs: Shelf[str, Run] = Shelf(lambda _, run: self.cancel(run, "interrupted"))
        self._lanes: defaultdict[Session, list[Run]] = defaultdict(list)
        models = examples.answer("listModels")["data"]
        self._model = next(model["id"] for model in models if model["is_default"])

    def admit(self, owner: str, chat: dict[str, Any], on_disconnect: str, correlation_id: str) -> Run:
        """Begin a run, or let it wait behind the one of its session.

        `chat` is a ChatRequest; every name of a model is taken, and what it leaves out its session's settings may say.
        Raises Refusal: validation_failed, not_found, session_busy, or what the message asks for.
        """
        chat = {**self._sessions.settings(owner, chat.get("session_id")), **chat}
        scene = self._playbook.scene(chat, self._recalled(owner, chat))
        session = self._sessions.entered(owner, chat.get("session_id"))
        lane = self._lanes[session]
        busy = chat.get("if_busy", "queue")
        if lane and (busy == "reject" or (busy == "queue" and len(lane) > _MOST_WAITING)):
            raise Refusal("session_busy", "The session has a run already.")
        if busy == "interrupt":
            for other in reversed(list(lane)):
                self.cancel(other, "interrupted")
            lane = self._lanes[session]
        run_id = new_id("run")
        said = session.say(Message(session.session_id, run_id, "user", chat["message"]))
        run = Run(
            session,
            said,
            scene,
            chat.get("model", self._model),
            chat.get("on_disconnect", on_disconnect),
            chat.get("metadata", {}),
            run_id,
            correlation_id,
        )
        self._runs[run_id] = run
        session.run_ids.append(run_id)
        lane.append(run)
        later = asyncio.get_running_loop().call_later
        deadline = chat.get("deadline", _DEADLINE)
        run.timers.append(later(deadline, self._fail, run, "deadline_exceeded"))
        if len(lane) > 1:
            self._add(run, {**self._examples.event("run.queued", "queued"), "position": len(lane) - 1})
        else:
            self._begin(run)
        return run

    def _recalled(self, owner: str, chat: dict[str, Any]) -> int:
        """How many messages of the owner's other sessions have a word of some length with the chat's in common."""
        if not chat.get("use_memory", False):
            return 0
        words = {word for word in words_of(chat["message"]) if len(word) >= _WORD_OF_SOME_LENGTH}
        return sum(
            not words.isdisjoint(words_of(message.content))
            for message in self._sessions.remembered(owner)
            if message.session_id != chat.get("session_id")
        )

    def get(self, owner: str, run_id: str) -> Run:
        """The owner's run of this id. Raises Refusal(not_found)."""
        run = self._runs.get(run_id)
        if run is None or run.session.owner != owner or run.session.void:
            raise Refusal("not_found", "There is no run with this id, or it is not yours.")
        return run

    def at_work(self, owner: str, session_id: str | None) -> list[Run]:
        """The owner's runs that wait or work, of one session or of all."""
        return [
            run
            for session, lane in self._lanes.items()
            for run in lane
            if session.owner == owner and session_id in (None, session.session_id)
        ]

    def in_session(self, session: Session) -> list[Run]:
        """A session's runs."""
        return [self._runs[run_id] for run_id in session.run_ids if run_id in self._runs]

    def cancel(self, run: Run, reason: str = "requested") -> None:
        """End a run that waits or works; one that has ended is left as it is."""
        if not run.ended:
            self._end(run, {**self._examples.event("run.cancelled", "cancelled"), "reason": reason})

    def cancel_all(self, session: Session) -> None:
        """End what waits and works in a session, what waits first."""
        for run in reversed(list(self._lanes.get(session, ()))):
            self.cancel(run)

    @contextmanager
    def listening(self, run: Run) -> Iterator[None]:
        """While somebody follows a run; when the last one leaves, its `on_disconnect` counts."""
        run.listeners += 1
        try:
            yield
        finally:
            run.listeners -= 1
            if run.listeners == 0 and not run.ended and run.on_disconnect != "continue":
                wait = 0.0 if run.on_disconnect == "cancel" else _GRACE
                run.timers.append(asyncio.get_running_loop().call_later(wait, self._abandon, run))

    async def close(self) -> None:
        """End all runs."""
        tasks = [run.task for run in self._runs.values() if run.task is not None]
        for lane in list(self._lanes.values()):
            for run in reversed(list(lane)):
                self._fail(run, "run_interrupted")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _abandon(self, run: Run) -> None:
        if run.listeners == 0:
            self.cancel(run, "disconnected")

    def _begin(self, run: Run) -> None:
        run.began = time.monotonic()
        run.task = asyncio.create_task(self._play(run))

    async def _play(self, run: Run) -> None:
        try:
            for event in run.scene.events:
                if event["type"] == "token":
                    await asyncio.sleep(run.scene.delay)
                if run.ended:
                    return
                if event["type"] in TERMINAL:
                    self._end(run, event)
                else:
                    self._add(run, event)
        except Exception:  # noqa: BLE001 - a run that nobody ends would be waited for without an end
            _log.exception("a run failed for a reason of the mock server's")
            self._fail(run, "internal_error")

    def _fail(self, run: Run, code: str) -> None:
        if not run.ended:
            problem = self._examples.problem(Refusal(code), "", "")
            self._end(run, {**self._examples.event("run.failed", "failed"), "error": problem})

    def _end(self, run: Run, shown: Event) -> None:
        """Keep the answer, then write the terminal event, then let the next run of the session begin."""
        text = run.text
        complete = shown["type"] == "run.completed"
        if complete or text:
            run.answer = run.session.say(
                Message(
                    run.session.session_id,
                    run.run_id,
                    "assistant",
                    text,
                    "complete" if complete else "partial",
                )
            )
        run.log_expires_at = moment(time.time() + _LOG_KEPT)
        for timer in run.timers:
            timer.cancel()
        if run.task is not None and run.task is not asyncio.current_task():
            run.task.cancel()
        self._add(run, self._counted(run, shown, text))
        run.ended_at = run.log[-1]["created_at"]
        lane = self._lanes[run.session]
        place = lane.index(run)
        lane.remove(run)
        if not lane:
            del self._lanes[run.session]
            return
        if place == 0:
            self._begin(lane[0])
        for position, waiting in enumerate(lane[max(1, place) :], max(1, place)):
            self._add(waiting, {**self._examples.event("run.queued", "queued"), "position": position})

    def _counted(self, run: Run, shown: Event, text: str) -> Event:
        event = {**shown, "response": text}
        if shown.get("usage") is not None:
            given = shown["usage"]["input_tokens"] if run.started_at else 0
            made = sum(event["type"] == "token" for event in run.log)
            event["usage"] = {**shown["usage"], "input_tokens": given, "output_tokens": made}
            event["usage"]["total_tokens"] = given + made
        if "error" in shown:
            type_ = self._examples.problem(Refusal(shown["error"]["code"]), "", "")["type"]
            about = {"type": type_, "instance": f"/v2/runs/{run.run_id}", "run_id": run.run_id}
            event["error"] = {**shown["error"], **about, "correlation_id": run.correlation_id}
        if "tokens_used" in shown:
            event["tokens_used"] = event["usage"]["total_tokens"]
            event["execution_time"] = round(time.monotonic() - run.began, 3)
        return event

    def _add(self, run: Run, shown: Event) -> None:
        """Write an event of an example into the log, with the names and time that are right here."""
        right: dict[str, Any] = {
            "run_id": run.run_id,
            "offset": len(run.log),
            "created_at": moment(),
            "session_id": run.session.session_id,
            "user_message_id": run.message.message_id,
            "message_id": run.answer.message_id if run.answer else None,
            "model": run.model,
        }
        event = {name: right.get(name, value) for name, value in shown.items()}
        if event["type"] == "run.started":
            run.started_at = event["created_at"]
        run.log.append(event)
        run.changed.set()
        run.changed = asyncio.Event()
