"""What a version of the API says over a WebSocket; the connection itself speaks none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from orchestra.contract.close_codes import CLOSE_CODES, CloseCode
from orchestra.live.log import LoggedEvent

# How long a client should wait before it connects again, in milliseconds; the first time.
RECONNECT_AFTER: Final = 1000

# Frames for events of one run, in their order. Frames are JSON in UTF-8.
Wording: TypeAlias = Callable[[Sequence[LoggedEvent]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Farewell:
    """Why the service closes a connection."""

    code: CloseCode
    reason: str

    @property
    def reconnect(self) -> bool:
        """Whether the client should connect again by itself."""
        return CLOSE_CODES[self.code].reconnect

    @property
    def after_ms(self) -> int | None:
        """How long it should wait before that."""
        return RECONNECT_AFTER if self.reconnect else None


class Dialect(Protocol):
    """A version on one connection. Frames are JSON in UTF-8.

    `comeback` tells a person what to do about a connection that was lost with runs on it.
    """

    comeback: str

    async def answer(self, text: str) -> bool:
        """Take one message of the client and queue its answers; False where it was no message of the API.

        Must not raise for what a client sends or a run meets: one message's trouble is that message's alone.
        """

    def welcome(self) -> bytes | None:
        """The first frame, where there is one."""

    def ping(self) -> bytes | None:
        """A sign of life, where the version has one."""

    def goodbye(self, farewell: Farewell) -> bytes | None:
        """The last frame, where there is one for this."""
