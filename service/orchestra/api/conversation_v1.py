"""What is said over /v1/ws/{client_id}/{session_id}: version 2's work, in the frames of version 1."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

import msgspec
from dishka import AsyncContainer
from pydantic import BaseModel

from orchestra.access.keys import Principal
from orchestra.api import codec
from orchestra.api.connection import Connection
from orchestra.api.dialect import Farewell
from orchestra.api.handlers.chat import ask_of
from orchestra.api.stream import Followers
from orchestra.api.talk import Talk, unfit
from orchestra.api.versions.records import Exchange, Json
from orchestra.api.versions.v1 import V1
from orchestra.api.versions.v1_frames import beneath, chat_up, error_frame, event_frames, frame
from orchestra.chat.commands import Order
from orchestra.chat.dispatcher import Dispatcher
from orchestra.chat.orchestrator import Orchestrator
from orchestra.contract import models, v1_frames
from orchestra.contract.close_codes import CloseCode
from orchestra.errors import ErrorCode, OrchestraError, problem
from orchestra.live.log import LoggedEvent
from orchestra.telemetry.logging import correlation_id

PATH: Final = "/v1/ws/{client_id}/{session_id}"
# What a frame needs, as `x-scope` of its operation says; a test compares them.
SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {"chat": "chat", "bare_chat": "chat", "command": "chat", "control": "read", "pong": "read"}
)

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class Names:
    """What the path of a connection names."""

    client_id: str
    session_id: str

    @property
    def path(self) -> str:
        """The path itself."""
        return PATH.format(client_id=quote(self.client_id), session_id=quote(self.session_id))


class ConversationV1(Talk):
    """Version 1 on one connection, for one caller; a Dialect. `confined` is a ticket that opened this session alone."""

    version = "v1"
    scopes = SCOPES
    comeback = "connect again"

    def __init__(
        self,
        connection: Connection,
        caller: Principal,
        names: Names,
        container: AsyncContainer,
        docs_url: str,
        *,
        confined: bool = False,
    ) -> None:
        super().__init__(connection, caller, container)
        self._names = names
        self._confined = confined
        self._docs_url = docs_url
        self._exchange = exchange_of(None, docs_url)
        self._connected_at = self._exchange.now()
        self._began = asyncio.get_running_loop().time()
        self._tokens = 0

    def welcome(self) -> bytes:
        """See Dialect.welcome."""
        return self._frame("status", {"status": "connected", **self._who, "api_version": "v1"})

    def ping(self) -> bytes:
        """See Dialect.ping."""
        return self._frame("ping", {})

    def goodbye(self, farewell: Farewell) -> bytes | None:
        """See Dialect.goodbye: version 1 has a word for idle clients only."""
        if farewell.code is not CloseCode.IDLE:
            return None
        idle = self._connection.settings.idle
        return self._frame(
            "timeout", {"reason": f"No frame came for {idle:g} seconds.", "idle_seconds": idle}
        )

    def _name_of(self, given: Any) -> str | None:
        name = given.get("correlation_id") if isinstance(given, dict) else None
        return name if isinstance(name, str) and 1 <= len(name) <= 100 else None

    def _check(self, given: dict[str, Any]) -> tuple[str, BaseModel]:
        if "type" not in given and ("message" in given or "text" in given):
            codec.validate(v1_frames.BareChatFrameV1, given, "body")
            # It is the data of a chat, too: what only that knows must be right as well.
            return "bare_chat", codec.validate(v1_frames.ChatDataV1, given, "body")
        if "type" not in given:
            raise unfit("/type", "is required; only a chat may go without, and it has a message")
        kind = given["type"]
        model = v1_frames.CLIENT_FRAMES.get(kind) if isinstance(kind, str) else None
        if model is None:
            raise unfit("/type", f"is no type of frame; there are {', '.join(v1_frames.CLIENT_FRAMES)}")
        return str(kind), codec.validate(model, given, "body")

    async def _admit(self, kind: str) -> None:
        # A pong is never answered, so it is not refused either.
        if kind != "pong":
            await super()._admit(kind)

    async def _take(self, kind: str, frame: BaseModel, given: dict[str, Any], scope: AsyncContainer) -> None:
        name = self._name_of(given)
        match kind:
            case "chat":
                await self._chat(given["data"], "/data", name, scope)
            case "bare_chat":
                await self._chat(given, "", name, scope)
            case "command":
                await self._command(given["data"], name, scope)
            case "control":
                await self._control(given["data"]["type"], name)

    async def _chat(self, data: Json, place: str, name: str | None, scope: AsyncContainer) -> None:
        self._check_room()
        try:
            lifted = chat_up(data, self._names.client_id, self._names.session_id)
            wanted = codec.validate(models.ChatRequest, lifted, "body")
        except OrchestraError as error:
            raise beneath(error, place) from None
        started = await (await scope.get(Orchestrator)).handle_chat(
            self._caller,
            ask_of(wanted.model_dump(mode="python", exclude_unset=True), "cancel"),
            operation="createChatStream",
        )
        follower = await (await scope.get(Followers)).begin(started.run_id)
        exchange = exchange_of(data, self._docs_url)
        self._connection.follow(follower, partial(self._events, exchange, name))

    async def _command(self, data: Json, name: str | None, scope: AsyncContainer) -> None:
        own = self._connection.following
        order = Order(data["command"], self._names.session_id, frozenset(own), self._confined)
        try:
            outcome = await (await scope.get(Dispatcher)).carry_out(self._caller, order)
        except OrchestraError as error:
            raise beneath(error, "/data") from None
        # The ends of the chats come before the report of them.
        for run_id in own if outcome.command == "stop" else ():
            if run_id in outcome.data["runs"]:
                await self._connection.caught_up(run_id)
        result = {"command": data["command"], "success": True, "result": outcome.data, "error": None}
        await self._say("command_result", result, name)

    async def _control(self, question: str, name: str | None) -> None:
        active = len(self._connection.following)
        match question:
            case "ping":
                await self._say("pong", {}, name)
            case "status":
                status = "processing" if active else "connected"
                await self._say("status", {"status": status, **self._who, "active_runs": active}, name)
            case "metrics":
                numbers = {
                    "connection_id": self._connection.id,
                    "connected_at": self._connected_at,
                    "uptime": round(asyncio.get_running_loop().time() - self._began, 3),
                    "messages_received": self._connection.received,
                    "messages_sent": self._connection.sent,
                    "tokens_sent": self._tokens,
                    "active_runs": active,
                }
                await self._say("metrics", numbers, name)

    def _events(self, exchange: Exchange, name: str | None, events: Sequence[LoggedEvent]) -> Iterator[bytes]:
        """The frames for events of a chat, see Wording."""
        for event in events:
            for made in event_frames(_decode(event.data), exchange, name):
                yield _encode(made)
            # Behind the yield: then it has been given over.
            self._tokens += event.type == "token"

    def _check_room(self) -> None:
        most = self._connection.settings.max_runs
        if len(self._connection.following) >= most:
            raise OrchestraError(
                ErrorCode.CONNECTION_LIMIT,
                f"{most} chats of this connection wait or run, which is as many as can be; "
                "wait for one to end, or stop them.",
                retry_after=1,
            )

    async def _refuse(self, name: str | None, error: OrchestraError) -> None:
        await self._connection.put(refusal(error, self._names.path, self._docs_url, name))

    async def _say(self, kind: str, data: Json, name: str | None) -> None:
        await self._connection.put(self._frame(kind, data, name))

    def _frame(self, kind: str, data: Json, name: str | None = None) -> bytes:
        return _encode(frame(kind, data, self._exchange, name))

    @property
    def _who(self) -> Json:
        return {
            "connection_id": self._connection.id,
            "client_id": self._names.client_id,
            "session_id": self._names.session_id,
        }


def exchange_of(data: Json | None, docs_url: str) -> Exchange:
    """What to keep of a chat for the way down."""
    return V1.exchange(data, docs_url, correlation_id.get() or "")


def refusal(error: OrchestraError, path: str, docs_url: str, name: str | None = None) -> bytes:
    """Version 1's frame for an error; `name` is the correlation_id of the frame that was refused."""
    told = problem(error, docs_url=docs_url, instance=path, correlation_id=correlation_id.get())
    return _encode(error_frame(told, exchange_of(None, docs_url), name))
