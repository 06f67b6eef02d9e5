"""What is changed in schemathesis's cases just before they are sent.

Nearly all of what is made up would be refused for one reason that the contract cannot say in JSON Schema, and nothing
else of it would be tried. And a deployment may be one with people on it: what is not the run's own is left alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

import schemathesis
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext

from orchestra_conformance.bench import Bench
from orchestra_conformance.streams import streamed
from orchestra_conformance.wire import Caller

AnyCase = Case[Any]

_CHATS: Final = ("createChat", "createChatStream")
_DETECTED_CHATS: Final = ("detectChat", "detectChatStream")
# Operations that would change what others have, and the operation that says whether it is there.
_HARMFUL: Final = {
    "revokeKey": ("key_id", "getKey"),
    "deleteSession": ("session_id", "getSession"),
    "updateSession": ("session_id", "getSession"),
    "cancelRun": ("run_id", "getRun"),
    "createRunFeedback": ("run_id", "getRun"),
}
_MADE: Final = re.compile(rb'"(?:user_)?(session_id|run_id|key_id|message_id)": ?"([^"\\]+)"')
# A deployment that leaves so many requests without an answer is not asked any more: each took as long as it may.
MOST_UNANSWERED: Final = 5
_LOOKED_AT_BYTES: Final = 65_536


@dataclass(slots=True)
class Cases:
    """Sees every case of a run before it is sent and every answer.

    `caller` is the first owner (nothing is changed for one without a key), `own` whether it was made for this run.
    """

    bench: Bench
    caller: Caller
    own: bool
    # What every body has.
    members: Mapping[str, Any]
    # By schemathesis's label, method and path.
    names: Mapping[str, str]
    # What the run made itself, by the name of the path's parameter.
    made: dict[str, set[str]] = field(
        default_factory=lambda: {name: set() for name in ("session_id", "run_id", "key_id", "message_id")}
    )
    # Whether every path gets what is there, for a run of few operations, in which hardly anything would be.
    fill: bool = False
    # Called where there is no more to be tried.
    stop: Callable[[], None] = lambda: None
    unanswered: int = 0
    _idempotency_keys: set[tuple[str, str]] = field(default_factory=set)
    # The sessions in which the long answer was asked for; a list, as made-up names may be of any kind.
    _long: list[str] = field(default_factory=list)
    _deleted: set[str] = field(default_factory=set)
    _there: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Be asked about every case. Schemathesis has such hooks for the whole process only; they are taken back."""

        def before_call(context: HookContext, case: AnyCase, kwargs: dict[str, Any]) -> None:
            self._before(case)

        def after_call(context: HookContext, case: AnyCase, response: Response) -> None:
            self._after(case, response)

        schemathesis.hook(before_call)
        schemathesis.hook(after_call)
        try:
            yield
        finally:
            schemathesis.hooks.unregister(before_call)
            schemathesis.hooks.unregister(after_call)

    @property
    def over(self) -> str:
        """Why there is no more to be tried; empty where there is."""
        if self.unanswered >= MOST_UNANSWERED:
            return f"{self.unanswered} requests were not answered, or not whole,"
        return "the check's time was over" if self.bench.wire.budget.spent else ""

    def silent(self) -> None:
        """A request was not answered in time, or not whole."""
        self.unanswered += 1

    def _before(self, case: AnyCase) -> None:
        if self.over:
            self.stop()
        if self.caller.key is None:
            return
        operation = self.names.get(case.operation.label, "")
        self._nothing_that_takes_long(case)
        # What the contract does not allow is sent as it is.
        if case.meta is not None and case.meta.generation.mode.is_positive:
            self._fresh_idempotency_key(case)
            if operation in _CHATS:
                self._deleted_sessions_stay_deleted(case)
            if operation in _DETECTED_CHATS:
                self._session_for_detected_chat(case)
            if self.members and isinstance(case.body, dict):
                case.body = {**case.body, **self.members}
            if self.fill:
                self._things_that_are_there(case, operation)
            if operation == "cancelRun":
                self._run_to_cancel(case)
            if operation == "deleteMemory":
                self._memory_to_forget(case)
        self._nothing_of_others(case, operation)
        if case.method == "DELETE" and operation == "deleteSession":
            # What stands in a path is percent-encoded by now.
            self._deleted.add(unquote(case.path_parameters["session_id"]))

    def _after(self, case: AnyCase, response: Response) -> None:
        if self.caller.key is None or case.method != "POST" or response.status_code >= 300:
            return
        for kind, name in _MADE.findall(response.content[:_LOOKED_AT_BYTES]):
            self._note(kind.decode(), name.decode())

    def _note(self, kind: str, name: str) -> None:
        if name in self.made[kind]:
            return
        self.made[kind].add(name)
        if kind == "session_id":
            self.bench.made_sessions.append((self.caller, name))
        elif kind == "key_id":
            self.bench.made_keys.append(name)

    def _name(self) -> str:
        return f"conformance-{self.bench.nonce}-fuzzed-{next(self._numbers)}"

    def _fresh_idempotency_key(self, case: AnyCase) -> None:
        """No two cases have the same Idempotency-Key.

        Boundary values come again and again with other bodies; all but the first would be 422
        idempotency_key_reused. An owner that was there before may have had them in an earlier run.
        """
        key = case.headers.get("Idempotency-Key")
        if not isinstance(key, str):
            return
        if not self.own or (case.operation.label, key) in self._idempotency_keys:
            key = self._name()
            case.headers["Idempotency-Key"] = key
        self._idempotency_keys.add((case.operation.label, key))

    def _deleted_sessions_stay_deleted(self, case: AnyCase) -> None:
        """No chat names a session that was deleted.

        It would make the session anew, as it should; schemathesis does not see that and calls it used after free.
        """
        if not isinstance(case.body, dict):
            return
        name = case.body.get("session_id")
        # The service's own names cannot come back: such a chat is 404, and stays as it is.
        if isinstance(name, str) and name in self._deleted and not name.startswith("ses_"):
            case.body = {**case.body, "session_id": self._name()}

    def _session_for_detected_chat(self, case: AnyCase) -> None:
        """A chat of no named version that has a message has a session, too.

        v1 needs one and the document of both versions cannot say so; nearly all would be 422 without it.
        """
        if isinstance(case.body, dict) and "message" in case.body:
            case.body = {"session_id": self._name(), **case.body}

    def _run_to_cancel(self, case: AnyCase) -> None:
        """Where cancelRun names a run that is made up, it gets one that is at work; all others have ended by then."""
        if not self._is_there("getRun", "run_id", case.path_parameters["run_id"]):
            case.path_parameters["run_id"] = self._begin_run()

    def _memory_to_forget(self, case: AnyCase) -> None:
        """No message is forgotten but those of this run; what is made up becomes one of them, which is there once.

        The list shows others', and what is remembered cannot be looked up by its name.
        """
        name = case.path_parameters.get("message_id")
        if isinstance(name, str) and unquote(name) not in self.made["message_id"]:
            case.path_parameters["message_id"] = self._thing("message_id", anew=False)

    def _nothing_that_takes_long(self, case: AnyCase) -> None:
        """No case asks for the long answer, or goes on where it was asked for: the lists show both.

        `quality` would set a swarm to work, now or in each chat of a session; a check of its own does that once.
        """
        if not isinstance(case.body, dict):
            return
        body: dict[str, Any] = _without_quality(case.body)
        if "settings" in body:
            body["settings"] = _without_quality(body["settings"])
        prompts = self.bench.profile.prompts
        if body.get("message") == prompts.long:
            body["message"] = prompts.short
        if body.get("session_id") in self._long:
            body["session_id"] = self._name()
        case.body = body

    def _things_that_are_there(self, case: AnyCase, operation: str) -> None:
        """Every path names what is there."""
        for name in case.path_parameters:
            if name in self.made and operation != "cancelRun":
                case.path_parameters[name] = self._thing(name, anew=operation == "deleteSession")

    def _nothing_of_others(self, case: AnyCase, operation: str) -> None:
        """No key, session or run that was there before is taken back, deleted, altered or cancelled.

        The lists show them, so schemathesis may draw them.
        """
        if operation in _HARMFUL:
            kind, look = _HARMFUL[operation]
            name = case.path_parameters.get(kind)
            # What an owner of this run's has is this run's; keys have no owner that they stop at.
            if (
                not isinstance(name, str)
                or (self.own and kind != "key_id")
                or unquote(name) in self.made[kind]
            ):
                return
            if self._is_there(look, kind, name):
                case.path_parameters[kind] = (
                    self._begin_run() if operation == "cancelRun" else self._thing(kind, anew=True)
                )
        elif not self.own and isinstance(case.body, dict) and isinstance(case.body.get("session_id"), str):
            name = str(case.body["session_id"])
            if name not in self.made["session_id"] and self._is_there("getSession", "session_id", name):
                case.body = {**case.body, "session_id": self._name()}

    def _is_there(self, operation_id: str, kind: str, name: str) -> bool:
        path = {kind: unquote(name)}
        return self.caller.call(operation_id, path=path, checked=False).status == 200

    def _thing(self, kind: str, *, anew: bool) -> str:
        if kind not in self._there or anew:
            if kind == "key_id":
                self._there[kind] = self._make("createKey", {"owner": self._name(), "scopes": ["read"]})[
                    "key"
                ][kind]
            elif anew and kind == "session_id":
                self._there[kind] = self._make("createSession", {"session_id": self._name()})[kind]
            else:
                chat = self._make("createChat", {"message": self.bench.profile.prompts.short})
                self._there |= {name: chat[name] for name in ("session_id", "run_id")}
                self._there["message_id"] = chat["user_message_id"]
                self._note("session_id", chat["session_id"])
            self._note(kind, self._there[kind])
        return self._there[kind]

    def _make(self, operation_id: str, body: Mapping[str, Any]) -> Any:
        return self.caller.call(operation_id, body=body, expect=(200, 201), checked=False).json()

    def _begin_run(self) -> str:
        """Begin a run that is still at work for a while; gives its id."""
        session_id = self._name()
        self._long.append(session_id)
        body = {"message": self.bench.profile.prompts.long, "session_id": session_id}
        with streamed(self.caller, "createChatStream", body=body) as stream:
            run_id = stream.run_id
        self._note("run_id", run_id)
        self._note("session_id", session_id)
        return run_id


def _without_quality(asked: Any) -> Any:
    """A copy of what a chat or a session's settings say, with another mode than `quality`."""
    if not isinstance(asked, dict):
        return asked
    return (
        {**asked, "optimization_mode": "balanced"}
        if asked.get("optimization_mode") == "quality"
        else {**asked}
    )
