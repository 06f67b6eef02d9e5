"""What every version does with the messages of a WebSocket: read them, say who may send them, bound what each costs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from dishka import AsyncContainer
from pydantic import BaseModel

from orchestra.access.keys import KeyRepository, Principal
from orchestra.api import codec
from orchestra.api.auth import require_scope
from orchestra.api.connection import Connection
from orchestra.api.endpoint import internal_error, too_many_requests
from orchestra.contract.close_codes import CloseCode
from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.live.limits import RateLimits
from orchestra.storage.ids import now_ms, rfc3339
from orchestra.telemetry.logging import get_logger
from orchestra.telemetry.metrics import Metrics

# These are requests like those over HTTP: they count against the key's limit.
COUNTED: Final = frozenset({"chat", "bare_chat", "command"})

_log = get_logger("websocket")


class Talk(ABC):
    """One caller's messages on one connection: the part of a Dialect that the versions share.

    A version gives its `version`, and in `scopes` what a message needs by its kind.
    """

    version: ClassVar[str]
    scopes: ClassVar[Mapping[str, str]]

    def __init__(self, connection: Connection, caller: Principal, container: AsyncContainer) -> None:
        self._connection = connection
        self._caller = caller
        self._container = container

    async def answer(self, text: str) -> bool:
        """See Dialect.answer."""
        name: str | None = None
        readable = False
        try:
            given = _read(text)
            name = self._name_of(given)
            if not isinstance(given, dict):
                raise unfit("", "is not a JSON object")
            kind, frame = self._check(given)
            readable = True
            await self._admit(kind)
            async with self._container(context={Principal: self._caller}) as scope:
                await self._take(kind, frame, given, scope)
        except OrchestraError as error:
            await self._refuse(name, error)
            if error.code in (ErrorCode.UNAUTHENTICATED, ErrorCode.KEY_EXPIRED):
                self._connection.close(CloseCode.UNAUTHENTICATED, error.detail)
        except Exception:  # noqa: BLE001 - the border: one message's failure is that message's alone
            _log.exception("message failed", connection_id=self._connection.id)
            await self._refuse(name, internal_error())
        return readable

    @abstractmethod
    def _name_of(self, given: Any) -> str | None:
        """The client's name for a message, where it has one that can be answered with."""

    @abstractmethod
    def _check(self, given: dict[str, Any]) -> tuple[str, BaseModel]:
        """The message's kind, and the message as its frame. Raises OrchestraError(validation_failed)."""

    @abstractmethod
    async def _take(self, kind: str, frame: BaseModel, given: dict[str, Any], scope: AsyncContainer) -> None:
        """Answer a message that was let in, as JSON and as its frame. Raises OrchestraError."""

    @abstractmethod
    async def _refuse(self, name: str | None, error: OrchestraError) -> None:
        """Queue what tells the client that a message was refused."""

    async def _admit(self, kind: str) -> None:
        """Raises OrchestraError: unauthenticated, key_expired, forbidden or rate_limited."""
        if kind != "ping":
            # Nothing of a key is remembered: one that is taken back is refused from the next message on.
            keys = await self._container.get(KeyRepository)
            self._caller = await keys.renew(self._caller)
        require_scope(self._caller, self.scopes[kind])
        if kind in COUNTED:
            limits: RateLimits = await self._container.get(RateLimits)
            usage = await limits.hit(self._caller)
            if usage is not None and not usage.allowed:
                raise too_many_requests(usage)
            (await self._container.get(Metrics)).message(self.version)


def unfit(pointer: str, detail: str) -> OrchestraError:
    """The refusal of a message for what stands at `pointer`; empty for the whole message."""
    said = f"{pointer} (body): {detail}." if pointer else f"The frame {detail}."
    return OrchestraError(ErrorCode.VALIDATION_FAILED, said, errors=[FieldError("body", pointer, detail)])


def moment() -> str:
    """The time of day as the contract writes it."""
    return rfc3339(now_ms())


def _read(text: str) -> Any:
    try:
        return codec.parse_json(text.encode("utf-8", "surrogatepass"))
    except OrchestraError as error:
        # The codec speaks of bodies.
        detail = error.detail.replace("The body", "The frame", 1)
        raise OrchestraError(error.code, detail, errors=error.errors) from None
