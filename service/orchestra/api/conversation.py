"""What is said over /v2/ws: each message of the client answered as the specification says, one after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, cast

import msgspec
from dishka import AsyncContainer
from pydantic import BaseModel

from orchestra.access.keys import KeyRepository, Principal
from orchestra.api import codec
from orchestra.api.auth import require_scope
from orchestra.api.connection import Connection, Farewell
from orchestra.api.endpoint import internal_error, too_many_requests
from orchestra.api.handlers.chat import ask_of
from orchestra.api.stream import Followers
from orchestra.chat.dispatcher import Dispatcher, Order
from orchestra.chat.orchestrator import Orchestrator, fingerprint
from orchestra.contract import events, frames
from orchestra.contract.close_codes import CloseCode
from orchestra.contract.operations import CONTRACT_VERSION
from orchestra.errors import ErrorCode, FieldError, OrchestraError, problem
from orchestra.live.limits import RateLimits
from orchestra.live.log import LoggedEvent, RunLog
from orchestra.sessions.runs import OwnerRuns, RunRecord
from orchestra.storage.ids import now_ms, rfc3339
from orchestra.telemetry.logging import correlation_id, get_logger

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
# These are requests like those over HTTP: they count against the key's limit.
COUNTED: Final = frozenset({"chat", "command"})

_encode = msgspec.json.Encoder().encode
_log = get_logger("websocket")


class Conversation:
    """Version 2 on one connection, for one caller; a Dialect. `session_id` is the one session a ticket opened."""

    def __init__(
        self,
        connection: Connection,
        caller: Principal,
        session_id: str | None,
        container: AsyncContainer,
        docs_url: str,
    ) -> None:
        self._connection = connection
        self._caller = caller
        self._session_id = session_id
        self._container = container
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
                created_at=_now(),
            )
        )

    def events(self, events: Sequence[LoggedEvent]) -> Iterator[bytes]:
        """See Dialect.events: they are sent as they are."""
        return (event.data for event in events)

    def ping(self) -> bytes:
        """See Dialect.ping."""
        return _encode(frames.ServerPingFrame(created_at=_now()))

    def goodbye(self, farewell: Farewell) -> bytes:
        """See Dialect.goodbye."""
        return goodbye_frame(farewell)

    async def answer(self, text: str) -> bool:
        """See Dialect.answer."""
        frame_id: str | None = None
        readable = False
        try:
            given = _read(text)
            frame_id = _id_of(given)
            frame = _check(given)
            readable = True
            await self._take(frame, given)
        except OrchestraError as error:
            await self._refuse(frame_id, error)
            if error.code in (ErrorCode.UNAUTHENTICATED, ErrorCode.KEY_EXPIRED):
                self._connection.close(CloseCode.UNAUTHENTICATED, error.detail)
        except Exception:  # noqa: BLE001 - the border: one message's failure is that message's alone
            _log.exception("message failed", connection_id=self._connection.id)
            await self._refuse(frame_id, internal_error())
        return readable

    async def _take(self, frame: BaseModel, given: dict[str, Any]) -> None:
        kind: str = given["type"]
        if kind != "ping":
            # Nothing of a key is remembered: one that is taken back is refused from the next message on.
            keys = await self._container.get(KeyRepository)
            self._caller = await keys.renew(self._caller)
        require_scope(self._caller, SCOPES[kind])
        if kind in COUNTED:
            limits: RateLimits = await self._container.get(RateLimits)
            usage = await limits.hit(self._caller)
            if usage is not None and not usage.allowed:
                raise too_many_requests(usage)
        async with self._container(context={Principal: self._caller}) as scope:
            await self._answers[kind](frame, given, scope)

    async def _chat(self, frame: frames.ChatFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        wanted = frame.model_dump(mode="python", exclude_unset=True)
        key = wanted.pop("idempotency_key", None)
        self._keep_to_session(wanted)
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
                created_at=_now(),
            )
        )
        self._connection.follow(follower, self)

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
            Order(wanted["command"], wanted.get("session_id")),
            idempotency_key=key,
            fingerprint=fingerprint(body) if key else "",
        )
        await self._say(
            frames.CommandResultFrame(
                id=frame.id,
                command=outcome.command,
                output=outcome.output,
                data=outcome.data,
                created_at=_now(),
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
                created_at=_now(),
            )
        )
        if follower is not None:
            self._connection.follow(follower, self)

    async def _detach(self, frame: frames.DetachFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        if not await self._connection.leave(frame.run_id):
            raise OrchestraError(ErrorCode.NOT_FOUND, "This connection does not follow a run with this id.")
        await self._report(frame.id, scope, [await self._own_run(scope, frame.run_id)], attached=False)

    async def _status(self, frame: frames.StatusFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        runs = [await self._own_run(scope, run_id) for run_id in sorted(self._connection.following)]
        await self._report(frame.id, scope, runs, attached=True)

    async def _ping(self, frame: frames.PingFrame, given: dict[str, Any], scope: AsyncContainer) -> None:
        await self._say(frames.PongFrame(id=given.get("id", msgspec.UNSET), created_at=_now()))

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
                id=frame_id, connection_id=self._connection.id, runs=found, created_at=_now()
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
            frames.ErrorFrame(id=frame_id, problem=msgspec.convert(told, events.Problem), created_at=_now())
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
            created_at=_now(),
        )
    )


def _read(text: str) -> Any:
    try:
        return codec.parse_json(text.encode("utf-8", "surrogatepass"))
    except OrchestraError as error:
        # The codec speaks of bodies.
        detail = error.detail.replace("The body", "The frame", 1)
        raise OrchestraError(error.code, detail, errors=error.errors) from None


def _id_of(given: Any) -> str | None:
    """The message's `id`, where it has one that can be answered with."""
    frame_id = given.get("id") if isinstance(given, dict) else None
    fits = isinstance(frame_id, str) and 1 <= len(frame_id) <= 100 and all("!" <= c <= "~" for c in frame_id)
    return frame_id if fits else None


def _check(given: Any) -> BaseModel:
    """The message as its frame. Raises OrchestraError(validation_failed)."""
    if not isinstance(given, dict):
        raise _unfit("", "is not a JSON object")
    kind = given.get("type")
    model = frames.CLIENT_FRAMES.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise _unfit("/type", f"is no type of message; there are {', '.join(frames.CLIENT_FRAMES)}")
    return codec.validate(model, given, "body")


def _unfit(pointer: str, detail: str) -> OrchestraError:
    return OrchestraError(
        ErrorCode.VALIDATION_FAILED, f"The frame {detail}." if not pointer else f"{pointer} (body): {detail}.",
        errors=[FieldError("body", pointer, detail)],
    )  # fmt: skip


def _now() -> str:
    return rfc3339(now_ms())
