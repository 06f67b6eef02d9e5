"""What is said over /v2/ws: each message of the client answered as the specification says, one after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, cast

import msgspec
from dishka import AsyncContainer
from pydantic import BaseModel

from orchestra.access.keys import Principal
from orchestra.api import codec
from orchestra.api.connection import Connection
from orchestra.api.dialect import Farewell
from orchestra.api.handlers.chat import ask_of
from orchestra.api.stream import Followers
from orchestra.api.talk import Talk, moment, unfit
from orchestra.chat.commands import Order
from orchestra.chat.dispatcher import Dispatcher
from orchestra.chat.orchestrator import Orchestrator, fingerprint
from orchestra.contract import events, frames
from orchestra.contract.operations import CONTRACT_VERSION
from orchestra.errors import ErrorCode, OrchestraError, problem
from orchestra.live.log import LoggedEvent, RunLog
from orchestra.sessions.runs import OwnerRuns, RunRecord
from orchestra.telemetry.logging import correlation_id

PATH: Final = "/v2/ws"
# What a message needs, as `x-scope` of its operation says; a test compares them.
SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chat": "chat",
        "command": "chat",
        "cancel": "chat",
        "resume": "read",
        "detach": "read",
        "status": "read",
        "ping": "read",
    }
)

_encode = msgspec.json.Encoder().encode


class Conversation(Talk):
    """Version 2 on one connection, for one caller; a Dialect. `session_id` is the one session a ticket opened."""

    version = "v2"
    scopes = SCOPES
    comeback = "connect again and resume"

    def __init__(
        self,
        connection: Connection,
        caller: Principal,
        session_id: str | None,
        container: AsyncContainer,
        docs_url: str,
    ) -> None:
        super().__init__(connection, caller, container)
        self._session_id = session_id
        self._docs_url = docs_url
        self._answers: dict[str, Callable[[Any, dict[str, Any], AsyncContainer], Awaitable[None]]] = {
            "chat": self._chat,
            "command": self._command,
            "cancel": self._cancel,
            "resume": self._resume,
            "detach": self._detach,
            "status": self._status,
            "ping": self._ping,
        }

    def welcome(self) -> bytes:
        """See Dialect.welcome."""
        settings = self._connection.settings
        return _encode(
            frames.WelcomeFrame(
                connection_id=self._connection.id,
                api_version="v2",
                contract_version=CONTRACT_VERSION,
                limits=frames.ConnectionLimits(
                    max_runs=settings.max_runs,
                    max_frame_bytes=settings.max_frame_bytes,
                    idle_timeout=settings.idle,
                    ping_interval=settings.ping_interval,
                ),
                created_at=moment(),
            )
        )

    def ping(self) -> bytes:
        """See Dialect.ping."""
        return _encode(frames.ServerPingFrame(created_at=moment()))

    def goodbye(self, farewell: Farewell) -> bytes:
        """See Dialect.goodbye."""
        return goodbye_frame(farewell)

    def _name_of(self, given: Any) -> str | None:
        frame_id = given.get("id") if isinstance(given, dict) else None
        fits = (
            isinstance(frame_id, str) and 1 <= len(frame_id) <= 100 and all("!" <= c <= "~" for c in frame_id)
        )
        return frame_id if fits else None

    def _check(self, given: dict[str, Any]) -> tuple[str, BaseModel]:
        kind = given.get("type")
        model = frames.CLIENT_FRAMES.get(kind) if isinstance(kind, str) else None
        if model is None:
            raise unfit("/type", f"is no type of message; there are {', '.join(frames.CLIENT_FRAMES)}")
        return str(kind), codec.validate(model, given, "body")

    async def _take(self, kind: str, frame: BaseModel, given: dict[str, Any], scope: AsyncContainer) -> None:
        await self._answers[kind](frame, given, scope)

    async def _chat(self, frame: frames.ChatFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        wanted = frame.model_dump(mode="python", exclude_unset=True)
        key = wanted.pop("idempotency_key", None)
        self._keep_to_session(wanted)
        if self._session_id is not None and wanted.get("use_memory"):
            raise OrchestraError(
                ErrorCode.FORBIDDEN,
                "A ticket for one session cannot ask for the memory of others; leave use_memory out.",
            )
        self._check_room()
        body = {name: value for name, value in given.items() if name not in ("type", "id", "idempotency_key")}
        orchestrator = await scope.get(Orchestrator)
        # The same operation as over HTTP: a key names one run, whichever way it comes.
        started = await orchestrator.handle_chat(
            self._caller,
            ask_of(wanted, "grace"),
            operation="createChatStream",
            idempotency_key=key,
            fingerprint=fingerprint(body) if key else None,
        )
        follower = await (await scope.get(Followers)).begin(started.run_id)
        await self._connection.leave(started.run_id)
        await self._say(
            frames.AcceptedFrame(
                id=frame.id,
                run_id=started.run_id,
                session_id=started.session_id,
                user_message_id=started.user_message_id,
                created_at=moment(),
            )
        )
        self._connection.follow(follower, _as_they_are)

    async def _command(
        self, frame: frames.CommandFrame, given: dict[str, Any], scope: AsyncContainer
    ) -> None:
        wanted = frame.model_dump(mode="python", exclude_unset=True)
        key = wanted.get("idempotency_key")
        self._keep_to_session(wanted)
        body = {name: value for name, value in given.items() if name not in ("type", "id", "idempotency_key")}
        dispatcher = await scope.get(Dispatcher)
        outcome = await dispatcher.carry_out(
            self._caller,
            Order(wanted["command"], wanted.get("session_id"), confined=self._session_id is not None),
            idempotency_key=key,
            fingerprint=fingerprint(body) if key else "",
        )
        await self._say(
            frames.CommandResultFrame(
                id=frame.id,
                command=outcome.command,
                output=outcome.output,
                data=outcome.data,
                created_at=moment(),
            )
        )

    async def _cancel(self, frame: frames.CancelFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        await self._own_run(scope, frame.run_id)
        attached = frame.run_id in self._connection.following
        await (await scope.get(Orchestrator)).cancel(frame.run_id)
        # The run's end comes before the report of it.
        await self._connection.caught_up(frame.run_id)
        run = await self._own_run(scope, frame.run_id)
        if run.status in ("completed", "failed"):
            raise OrchestraError(
                ErrorCode.RUN_NOT_CANCELLABLE,
                f"The run has ended as {run.status}; there is nothing left to cancel.",
                run_id=run.run_id,
            )
        await self._report(frame.id, scope, [run], attached=attached)

    async def _resume(self, frame: frames.ResumeFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        after: int | None = given.get("after")
        await self._own_run(scope, frame.run_id)
        if frame.run_id not in self._connection.following:
            self._check_room()
        follower = await (await scope.get(Followers)).resume(frame.run_id, after=after)
        await self._connection.leave(frame.run_id)
        start = (-1 if after is None else after) if follower is None else follower.position
        await self._say(
            frames.ResumedFrame(
                id=frame.id,
                run_id=frame.run_id,
                recovered=follower is None or follower.recovered,
                from_=start + 1,
                created_at=moment(),
            )
        )
        if follower is not None:
            self._connection.follow(follower, _as_they_are)

    async def _detach(self, frame: frames.DetachFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        if not await self._connection.leave(frame.run_id):
            raise OrchestraError(ErrorCode.NOT_FOUND, "This connection does not follow a run with this id.")
        await self._report(frame.id, scope, [await self._own_run(scope, frame.run_id)], attached=False)

    async def _status(self, frame: frames.StatusFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        runs = [await self._own_run(scope, run_id) for run_id in sorted(self._connection.following)]
        await self._report(frame.id, scope, runs, attached=True)

    async def _ping(self, frame: frames.PingFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        await self._say(frames.PongFrame(id=given.get("id", msgspec.UNSET), created_at=moment()))

    async def _report(
        self, frame_id: str, scope: AsyncContainer, runs: Sequence[RunRecord], *, attached: bool
    ) -> None:
        log: RunLog = await scope.get(RunLog)
        found = []
        for run in runs:
            bounds = await log.bounds(run.run_id)
            last = None if bounds is None or bounds.last < 0 else bounds.last
            found.append(
                frames.FollowedRun(
                    run_id=run.run_id,
                    session_id=run.session_id,
                    status=cast("Any", run.status),
                    last_offset=last,
                    attached=attached,
                )
            )
        await self._say(
            frames.StatusReportFrame(
                id=frame_id, connection_id=self._connection.id, runs=found, created_at=moment()
            )
        )

    async def _own_run(self, scope: AsyncContainer, run_id: str) -> RunRecord:
        """A run that this connection may see. Raises OrchestraError(not_found)."""
        run = await (await scope.get(OwnerRuns)).get(run_id)
        if self._session_id not in (None, run.session_id):
            raise OrchestraError(ErrorCode.NOT_FOUND, "There is no run with this id, or it is not yours.")
        return run

    def _keep_to_session(self, wanted: dict[str, Any]) -> None:
        """A ticket for one session opens that one only; a message that names none means it."""
        if (
            self._session_id is not None
            and wanted.setdefault("session_id", self._session_id) != self._session_id
        ):
            raise OrchestraError(
                ErrorCode.FORBIDDEN,
                "The ticket of this connection opens another session; leave session_id out.",
            )

    def _check_room(self) -> None:
        most = self._connection.settings.max_runs
        if len(self._connection.following) >= most:
            raise OrchestraError(
                ErrorCode.CONNECTION_LIMIT,
                f"{most} runs are followed on this connection, which is as many as can be; "
                "detach one, or wait for one to end.",
                retry_after=1,
            )

    async def _refuse(self, frame_id: str | None, error: OrchestraError) -> None:
        told = problem(error, docs_url=self._docs_url, instance=PATH, correlation_id=correlation_id.get())
        await self._say(
            frames.ErrorFrame(id=frame_id, problem=msgspec.convert(told, events.Problem), created_at=moment())
        )

    async def _say(self, frame: msgspec.Struct) -> None:
        await self._connection.put(_encode(frame))


def goodbye_frame(farewell: Farewell) -> bytes:
    """Version 2's last frame."""
    return _encode(
        frames.GoodbyeFrame(
            code=int(farewell.code),
            reason=farewell.reason,
            reconnect=farewell.reconnect,
            after_ms=farewell.after_ms,
            created_at=moment(),
        )
    )


def _as_they_are(batch: Sequence[LoggedEvent]) -> Iterator[bytes]:
    return (event.data for event in batch)
