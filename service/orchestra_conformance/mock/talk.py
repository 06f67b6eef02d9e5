"""What is said over version 2's WebSocket, and the messages that either version's document describes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from orchestra_conformance.mock.refusal import Refusal, misfit
from orchestra_conformance.mock.run import Run
from orchestra_conformance.mock.shelf import moment
from orchestra_conformance.mock.sockets import Connection, Frame

if TYPE_CHECKING:
    from starlette.types import Scope

_V2: Final = "asyncapi-v2"
_NAME: Final = "/components/schemas/FrameId"


class Frames:
    """The messages that clients send, as a version's document describes them."""

    def __init__(self, connection: Connection, document: str, union: str) -> None:
        specification = connection.house.examples.specification
        channel = next(iter(specification.documents[document]["channels"].values()))
        self.address: str = channel["address"]
        self.schemas: dict[str, str] = {}
        self.scopes: dict[str, str | None] = {}
        for node in specification.documents[document]["components"]["schemas"][union]["oneOf"]:
            schema = specification.resolve(document, node)
            kind = schema["properties"].get("type", {}).get("const", "")
            self.schemas[kind] = node["$ref"].removeprefix("#")
        for operation in specification.documents[document]["operations"].values():
            if operation["action"] == "receive":
                for message in operation["messages"]:
                    named = specification.resolve(document, message)
                    kind = named["examples"][0]["payload"].get("type", "")
                    self.scopes[kind] = operation["x-scope"]


class TalkV2:
    """Version 2 on one connection; a Dialect. `session_id` is the only one that its ticket opens."""

    def __init__(self, connection: Connection, scope: Scope, session_id: str | None) -> None:
        self._connection = connection
        self._house = connection.house
        self._session_id = session_id
        self._frames = Frames(connection, _V2, "ClientFrame")
        self.scopes = self._frames.scopes

    def welcome(self) -> Frame:
        """See Dialect.welcome."""
        example = self._house.examples.frame(_V2, "welcome")
        return {**example, "connection_id": self._connection.id, "created_at": moment()}

    def ping(self) -> Frame:
        """See Dialect.ping."""
        return {"type": "ping", "created_at": moment()}

    def goodbye(self, code: int, reason: str) -> Frame:
        """See Dialect.goodbye."""
        again = self._house.examples.specification.close_codes[code].reconnect
        said = {"type": "goodbye", "code": code, "reason": reason, "reconnect": again}
        return {**said, "after_ms": 1000 if again else None, "created_at": moment()}

    def read(self, given: Any) -> tuple[str, Frame]:
        """See Dialect.read."""
        if not isinstance(given, dict):
            raise misfit("body", "", "is not a JSON object")
        kind = given.get("type")
        if not isinstance(kind, str) or kind not in self._frames.schemas:
            raise misfit(
                "body", "/type", f"is no type of message; there are {', '.join(self._frames.schemas)}"
            )
        self._house.examples.hold(_V2, self._frames.schemas[kind], given)
        return kind, given

    def take(self, kind: str, frame: Frame) -> list[Frame] | Callable[[], Any]:
        """See Dialect.take."""
        match kind:
            case "ping":
                return [self._said(frame, "pong")]
            case "status":
                runs = [self._run(run_id) for run_id in sorted(self._connection.following)]
                return [self._report(frame, runs, attached=True)]
            case "command":
                return [self._command(frame)]
            case "chat":
                return lambda: self._chat(frame)
            case "cancel":
                return lambda: self._cancel(frame)
            case "resume":
                return lambda: self._resume(frame)
        return lambda: self._detach(frame)

    def refuse(self, given: Any, refusal: Refusal) -> Frame:
        """See Dialect.refuse."""
        examples = self._house.examples
        name = given.get("id") if isinstance(given, dict) else None
        if not examples.specification.validator(_V2, _NAME).is_valid(name):
            name = None
        problem = examples.problem(refusal, self._frames.address, self._connection.correlation_id)
        return {"type": "error", "id": name, "problem": problem, "created_at": moment()}

    async def _chat(self, frame: Frame) -> list[Frame]:
        chat, key = self._request(frame)
        self._connection.check_room()
        run, _ = self._house.operations.admitted(
            self._owner, chat, key, "grace", self._connection.correlation_id, "createChatStream"
        )
        await self._connection.leave(run.run_id)
        accepted = self._said(
            frame,
            "accepted",
            run_id=run.run_id,
            session_id=run.session.session_id,
            user_message_id=run.message.message_id,
        )
        return await self._begun(accepted, run, -1)

    async def _resume(self, frame: Frame) -> list[Frame]:
        run = self._run(frame["run_id"])
        if run.run_id not in self._connection.following:
            self._connection.check_room()
        after = frame.get("after", -1)
        run.behind(after)
        await self._connection.leave(run.run_id)
        resumed = self._said(frame, "resumed", run_id=run.run_id, recovered=True)
        return await self._begun({**resumed, "from": after + 1}, run, after)

    async def _begun(self, answer: Frame, run: Run, after: int) -> list[Frame]:
        """Follow a run behind the answer that says so."""
        await self._connection.put(answer)
        if run.behind(after):
            self._connection.follow(run, after, lambda event: [event])
        return []

    async def _cancel(self, frame: Frame) -> list[Frame]:
        run = self._run(frame["run_id"])
        attached = run.run_id in self._connection.following
        self._house.stage.cancel(run)
        # The run's end comes before the report of it.
        await self._connection.caught_up([run.run_id])
        self._house.operations.cancelled(self._owner, run.run_id)
        return [self._report(frame, [run], attached=attached)]

    async def _detach(self, frame: Frame) -> list[Frame]:
        if not await self._connection.leave(frame["run_id"]):
            raise Refusal("not_found", "This connection does not follow a run with this id.")
        return [self._report(frame, [self._run(frame["run_id"])], attached=False)]

    def _command(self, frame: Frame) -> Frame:
        body, key = self._request(frame)
        return self._said(frame, "command.result", **self._house.operations.commanded(self._owner, body, key))

    def _request(self, frame: Frame) -> tuple[Frame, str | None]:
        """A frame as the request that it is over HTTP, and its idempotency key."""
        body = {name: value for name, value in frame.items() if name not in ("type", "id", "idempotency_key")}
        if (
            self._session_id is not None
            and body.setdefault("session_id", self._session_id) != self._session_id
        ):
            raise Refusal("forbidden", "The ticket of this connection opens another session.")
        return body, frame.get("idempotency_key")

    def _run(self, run_id: str) -> Run:
        run = self._house.stage.get(self._owner, run_id)
        if self._session_id not in (None, run.session.session_id):
            raise Refusal("not_found", "There is no run with this id, or it is not yours.")
        return run

    @property
    def _owner(self) -> str:
        return self._connection.key.owner

    def _report(self, frame: Frame, runs: Iterable[Run], *, attached: bool) -> Frame:
        found = [
            {
                "run_id": run.run_id,
                "session_id": run.session.session_id,
                "status": run.status,
                "last_offset": len(run.log) - 1 if run.log else None,
                "attached": attached,
            }
            for run in runs
        ]
        return self._said(frame, "status", connection_id=self._connection.id, runs=found)

    def _said(self, frame: Frame, kind: str, **more: Any) -> Frame:
        name = {"id": frame["id"]} if "id" in frame else {}
        return {"type": kind, **name, **more, "created_at": moment()}
