"""What each operation of the contract does, by its operationId."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from orchestra_conformance.mock import version_one
from orchestra_conformance.mock.access import Access
from orchestra_conformance.mock.call import Answer, Call, Handler, paged
from orchestra_conformance.mock.examples import Examples
from orchestra_conformance.mock.memory import Kept, Repetitions, Sessions, command_words
from orchestra_conformance.mock.orchestration import Orchestration
from orchestra_conformance.mock.published import Published
from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.run import Run
from orchestra_conformance.mock.shelf import moment
from orchestra_conformance.mock.stage import Stage

_COMMANDS: Final = ("help", "status", "stop")
_STATUS: Final = "The service works; {} of yours at work."


class Operations:
    """All operations but those of `Published` and `Orchestration`."""

    def __init__(self, examples: Examples, access: Access, sessions: Sessions, stage: Stage) -> None:
        self._examples = examples
        self._access = access
        self._sessions = sessions
        self._stage = stage
        self._repetitions = Repetitions()

    def handlers(self) -> Mapping[str, Handler]:
        """Every operation's handler. Raises LookupError where the contract has one that is missing here."""
        wanted = self._examples.specification.operations
        others = (
            Published(self._examples),
            Orchestration(self._sessions, self._stage, self._repetitions),
        )
        found = {
            name: next(filter(None, (getattr(part, _snake(name), None) for part in (self, *others))), None)
            for name in wanted
        }
        missing = sorted(name for name, handler in found.items() if handler is None)
        if missing:
            raise LookupError(f"the contract has operations that the mock server does not know: {missing}")
        return {name: handler for name, handler in found.items() if handler is not None}

    # ------------------------------------------------------------------------------------------------------ chats

    def admitted(
        self, owner: str, chat: Any, key: str | None, on_disconnect: str, correlation_id: str, operation: str
    ) -> tuple[Run, bool]:
        """The run of a chat, and whether it is one that the same request began before."""
        known = self._repetitions.find(owner, operation, key, chat)
        if known is not None:
            return known, True
        run = self._stage.admit(owner, chat, on_disconnect, correlation_id)
        self._repetitions.keep(owner, operation, key, chat, run)
        return run, False

    async def create_chat(self, call: Call) -> Answer:
        """Begin a run; its end is waited for where the answer is written."""
        key = call.headers.get("idempotency-key")
        run, _ = self.admitted(
            call.owner, call.body, key, "grace" if key else "cancel", call.correlation_id, "createChat"
        )
        return Answer(run=run)

    async def create_chat_stream(self, call: Call) -> Answer:
        """Begin a run, or find the one of the same request."""
        key, cursor = call.headers.get("idempotency-key"), call.headers.get("last-event-id")
        if cursor is not None and key is None:
            raise Refusal("malformed_request", "A POST with Last-Event-ID would begin a second run.")
        run, again = self.admitted(
            call.owner, call.body, key, "grace", call.correlation_id, "createChatStream"
        )
        after = _offset(cursor, run) if again and cursor is not None else -1
        run.behind(after)
        return Answer(run=run, after=after)

    async def create_chat_v1(self, call: Call) -> Answer:
        """Version 1's chat."""
        chat = version_one.lifted(call.body)
        run = self._stage.admit(call.owner, chat, "cancel", call.correlation_id)
        return Answer(run=run, talk=version_one.talk_of(call.body, call.correlation_id))

    create_chat_stream_v1 = create_chat_v1

    def chat_answer(self, run: Run) -> dict[str, Any]:
        """The answer of a run that was waited for. Raises Refusal where it did not complete."""
        end = run.end
        outcome: dict[str, Any] = {name: end[name] for name in ("reason", "response", "usage") if name in end}
        if run.session.void or run.status == "cancelled":
            raise Refusal("run_cancelled", run_id=run.run_id, outcome=outcome)
        if run.status == "failed":
            error = end["error"]
            raise Refusal(error["code"], error["detail"], run_id=run.run_id, outcome=outcome)
        example = self._examples.answer("createChat")
        assert run.answer is not None, "a run that completed has its answer"
        stored = {"user_message_id": run.message.message_id, "created_at": run.answer.created_at}
        right = {**end, **stored}
        return {name: right[name] for name in example}

    # ------------------------------------------------------------------------------------------------------- runs

    async def get_run(self, call: Call) -> Answer:
        """A run as it stands."""
        return Answer(self._stage.get(call.owner, call.path["run_id"]).describe())

    async def list_run_events(self, call: Call) -> Answer:
        """A run's events behind a cursor."""
        run = self._stage.get(call.owner, call.path["run_id"])
        cursor = call.headers.get("last-event-id")
        after = call.query.get("after", -1) if cursor is None else _offset(cursor, run)
        if not run.behind(after):
            return Answer(status=204)
        return Answer(run=run, after=after, headers={"Orchestra-Recovered": "true"})

    async def cancel_run(self, call: Call) -> Answer:
        """End a run."""
        return Answer(self.cancelled(call.owner, call.path["run_id"]).describe())

    def cancelled(self, owner: str, run_id: str) -> Run:
        """A run that is cancelled now. Raises Refusal: not_found or run_not_cancellable."""
        run = self._stage.get(owner, run_id)
        self._stage.cancel(run)
        if run.status != "cancelled":
            said = f"The run has ended as {run.status}; there is nothing left to cancel."
            raise Refusal("run_not_cancellable", said, run_id=run_id)
        return run

    # --------------------------------------------------------------------------------------------------- sessions

    async def create_session(self, call: Call) -> Answer:
        """A new session, or the one that the same request made."""
        key = call.headers.get("idempotency-key")
        session = self._repetitions.find(call.owner, "createSession", key, call.body)
        if session is None:
            session = self._sessions.create(call.owner, call.body)
            self._repetitions.keep(call.owner, "createSession", key, call.body, session)
        location = f"/v2/sessions/{quote(session.session_id)}"
        return Answer(session.describe(), 201, {"Location": location})

    async def list_sessions(self, call: Call) -> Answer:
        """The owner's sessions."""
        return paged(call, self._sessions.of(call.owner), lambda session: session.describe())

    async def get_session(self, call: Call) -> Answer:
        """One session."""
        return Answer(self._sessions.get(call.owner, call.path["session_id"]).describe())

    async def update_session(self, call: Call) -> Answer:
        """Another title, other metadata or settings."""
        return Answer(self._sessions.update(call.owner, call.path["session_id"], call.body).describe())

    async def delete_session(self, call: Call) -> Answer:
        """Forget a session; its runs are cancelled first."""
        self._stage.cancel_all(self._sessions.get(call.owner, call.path["session_id"]))
        self._sessions.delete(call.owner, call.path["session_id"])
        return Answer(status=204)

    async def list_messages(self, call: Call) -> Answer:
        """What was said in a session."""
        session = self._sessions.get(call.owner, call.path["session_id"])
        newest = call.query.get("order") == "desc"
        return paged(call, session.messages, lambda message: message.describe(), newest_first=newest)

    async def list_session_runs(self, call: Call) -> Answer:
        """A session's runs."""
        session = self._sessions.get(call.owner, call.path["session_id"])
        return paged(call, self._stage.in_session(session), lambda run: run.describe())

    async def get_session_v1(self, call: Call) -> Answer:
        """A session as version 1 shows it."""
        return Answer(version_one.session_answer(self._sessions.get(call.owner, call.path["session_id"])))

    # ----------------------------------------------------------------------------------------- models and commands

    async def list_models(self, call: Call) -> Answer:
        """The models of the example, one page; a cursor is a model's name."""
        found = self._examples.answer("listModels")
        found["data"] = [model for model in found["data"] if model["id"] > call.query.get("after", "")]
        return Answer(found)

    async def create_command(self, call: Call) -> Answer:
        """Carry out a command."""
        key = call.headers.get("idempotency-key")
        return Answer(self.commanded(call.owner, call.body, key))

    def commanded(
        self, owner: str, body: dict[str, Any], key: str | None, runs: frozenset[str] | None = None
    ) -> dict[str, Any]:
        """What comes of a command, which may stop only `runs`. Raises Refusal."""
        known = self._repetitions.find(owner, "createCommand", key, body)
        if known is None:
            known = Kept(self._carried_out(owner, body, runs))
            self._repetitions.keep(owner, "createCommand", key, body, known)
        return dict(known.answer)

    def _carried_out(self, owner: str, body: dict[str, Any], only: frozenset[str] | None) -> dict[str, Any]:
        name, arguments = command_words(body["command"], _COMMANDS)
        runs = self._stage.at_work(owner, body.get("session_id"))
        if name == "help":
            return _result(name, f"You can say: {', '.join(_COMMANDS)}.", {"commands": list(_COMMANDS)})
        if name == "stop":
            runs = [run for run in runs if arguments in ([], [run.run_id])]
            runs = [run for run in runs if only is None or run.run_id in only]
            for run in reversed(runs):
                self._stage.cancel(run)
        ids = [run.run_id for run in runs]
        if name == "stop":
            return _result(name, f"Stopped {', '.join(ids) or 'nothing'}.", {"runs": ids})
        example = self._examples.answer("createCommand")
        count = f"{len(ids)} runs"
        return _result(name, _STATUS.format(count), {**example["data"], "runs": ids})

    # ----------------------------------------------------------------------------------------------------- access

    async def create_ws_ticket(self, call: Call) -> Answer:
        """A ticket for a page."""
        assert call.key is not None
        session_id = call.body.get("session_id")
        if session_id is not None and session_id.startswith("ses_"):
            self._sessions.get(call.owner, session_id)
        ticket, until = self._access.ticket(call.key, call.body["origin"], session_id)
        return Answer({"ticket": ticket, "expires_at": moment(until)}, 201)

    async def create_key(self, call: Call) -> Answer:
        """A new key; its secret is told once."""
        name = call.headers.get("idempotency-key")
        known = self._repetitions.find(call.owner, "createKey", name, call.body)
        secret = None
        if known is None:
            key, secret = self._access.create(call.body)
            known = Kept(key)
            self._repetitions.keep(call.owner, "createKey", name, call.body, known)
        location = f"/v2/keys/{known.answer.key_id}"
        return Answer({"key": known.answer.describe(), "secret": secret}, 201, {"Location": location})

    async def list_keys(self, call: Call) -> Answer:
        """All keys."""
        return paged(call, self._access.keys.values(), lambda key: key.describe())

    async def get_key(self, call: Call) -> Answer:
        """One key."""
        return Answer(self._access.find(call.path["key_id"]).describe())

    async def revoke_key(self, call: Call) -> Answer:
        """Take a key back."""
        key = self._access.find(call.path["key_id"])
        if key is call.key:
            raise Refusal("forbidden", "A key cannot revoke itself.")
        key.revoked_at = key.revoked_at or time.time()
        return Answer(key.describe())

    async def detect_chat(self, call: Call) -> Answer:
        """Not called: a path without a version leads to the version's own operation."""
        raise AssertionError(call.operation_id)

    detect_chat_stream = detect_chat


def _offset(cursor: str, run: Run) -> int:
    owner, _, offset = cursor.rpartition(":")
    if owner != run.run_id or not (offset.isascii() and offset.isdecimal() and len(offset) <= 15):
        raise Refusal(
            "invalid_cursor", f"The Last-Event-ID is no cursor of this run, such as {run.run_id}:12."
        )
    return int(offset)


def _result(command: str, output: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"command": command, "output": output, "data": data}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
