"""What is said over version 1's WebSocket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from orchestra_conformance.mock import version_one
from orchestra_conformance.mock.refusal import Refusal, misfit
from orchestra_conformance.mock.shelf import moment
from orchestra_conformance.mock.sockets import Connection, Frame
from orchestra_conformance.mock.talk import Frames

if TYPE_CHECKING:
    from starlette.types import Scope

_V1: Final = "asyncapi-v1"
_NAME: Final = "/components/schemas/CorrelationIdV1"
_SESSION: Final = "/components/schemas/SessionIdV1"


class TalkV1:
    """Version 1 on one connection; a Dialect. Raises Refusal for a ticket or path that leads nowhere."""

    def __init__(self, connection: Connection, scope: Scope, session_id: str | None) -> None:
        self._connection = connection
        self._house = connection.house
        self._path = scope["path"]
        self._names: dict[str, str] = dict(scope["path_params"])
        self._frames = Frames(connection, _V1, "ClientFrameV1")
        # A pong is never answered, so it is not refused either.
        self.scopes = {**self._frames.scopes, "pong": None}
        self._began = time.time()
        for name in self._names.values():
            # A client's name has the form of a session's.
            validator = self._house.examples.specification.validator(_V1, _SESSION)
            if not validator.is_valid(name):
                raise Refusal("not_found", "The path names no client or session that can be.")
        if session_id not in (None, self._names["session_id"]):
            raise Refusal("forbidden", "The ticket opens another session than the one in the path.")

    def welcome(self) -> Frame:
        """See Dialect.welcome."""
        return self._said("status", {"status": "connected", **self._who, "api_version": "v1"})

    def ping(self) -> Frame:
        """See Dialect.ping."""
        return self._said("ping", {})

    def goodbye(self, code: int, reason: str) -> Frame | None:
        """See Dialect.goodbye: version 1 has a word for idle clients only."""
        if code != 4408:
            return None
        return self._said(
            "timeout", {"reason": reason, "idle_seconds": self._connection.limits["idle_timeout"]}
        )

    def read(self, given: Any) -> tuple[str, Frame]:
        """See Dialect.read; what has no type and a message is a chat."""
        if not isinstance(given, dict):
            raise misfit("body", "", "is not a JSON object")
        bare = "type" not in given and ("message" in given or "text" in given)
        kind = "" if bare else given.get("type")
        if not isinstance(kind, str) or kind not in self._frames.schemas or (kind == "" and not bare):
            known = ", ".join(name for name in self._frames.schemas if name)
            raise misfit("body", "/type", f"is no type of frame; there are {known}")
        self._house.examples.hold(_V1, self._frames.schemas[kind], given)
        if bare:
            # It is the data of a chat, too: what only that knows must be right as well.
            self._house.examples.hold(_V1, "/components/schemas/ChatDataV1", given)
        return kind, given

    def take(self, kind: str, frame: Frame) -> list[Frame] | Callable[[], Any]:
        """See Dialect.take."""
        match kind:
            case "pong":
                return []
            case "control":
                return [self._control(frame)]
            case "command":
                return lambda: self._command(frame)
        return self._chat(frame if kind == "" else frame["data"], frame)

    def refuse(self, given: Any, refusal: Refusal) -> Frame:
        """See Dialect.refuse."""
        problem = self._house.examples.problem(refusal, self._path, self._connection.correlation_id)
        return self._said("error", version_one.error_answer(problem), given)

    def _chat(self, data: Frame, frame: Frame) -> list[Frame]:
        self._connection.check_room()
        correlation_id = self._connection.correlation_id
        chat = version_one.lifted({**data, **self._names})
        run = self._house.stage.admit(self._connection.key.owner, chat, "cancel", correlation_id)
        talk = version_one.talk_of(data, correlation_id)
        cancelled = self._house.examples.problem(Refusal("run_cancelled"), "", correlation_id)

        def frames_of(event: Frame) -> Iterable[Frame]:
            made = version_one.frames(event, talk, cancelled)
            return [self._said(kind, content, frame) for kind, content in made]

        self._connection.follow(run, -1, frames_of)
        return []

    async def _command(self, frame: Frame) -> list[Frame]:
        own = frozenset(self._connection.following)
        command = frame["data"]["command"]
        body = {"command": command, "session_id": self._names["session_id"]}
        result = self._house.operations.commanded(self._connection.key.owner, body, None, own)
        if result["command"] == "stop":
            # The ends of the chats come before the report of them.
            await self._connection.caught_up(result["data"]["runs"])
        said = {"command": command, "success": True, "result": result["data"], "error": None}
        return [self._said("command_result", said, frame)]

    def _control(self, frame: Frame) -> Frame:
        active = len(self._connection.following)
        match frame["data"]["type"]:
            case "ping":
                return self._said("pong", {}, frame)
            case "status":
                status = "processing" if active else "connected"
                return self._said("status", {"status": status, **self._who, "active_runs": active}, frame)
        numbers = {
            "connection_id": self._connection.id,
            "connected_at": moment(self._began),
            "uptime": round(max(0.0, time.time() - self._began), 3),
            "messages_received": self._connection.received,
            "messages_sent": self._connection.sent,
            "tokens_sent": self._connection.tokens,
            "active_runs": active,
        }
        return self._said("metrics", numbers, frame)

    @property
    def _who(self) -> Frame:
        return {"connection_id": self._connection.id, **self._names}

    def _said(self, kind: str, data: Frame, answered: Any = None) -> Frame:
        frame = {"type": kind, "data": data, "timestamp": moment()}
        name = answered.get("correlation_id") if isinstance(answered, dict) else None
        known = self._house.examples.specification.validator(_V1, _NAME).is_valid(name)
        return {**frame, "correlation_id": name} if known else frame
