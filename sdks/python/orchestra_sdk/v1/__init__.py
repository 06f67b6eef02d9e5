"""The client of version 1 of the API, which is deprecated; `orchestra_sdk.Orchestra` speaks version 2.

It is made from the frozen specification of version 1 and kept as the witness that clients of it still work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestra_sdk.v1._async.client import AsyncOrchestraV1
from orchestra_sdk.v1._async.stream import AsyncChatStreamV1
from orchestra_sdk.v1._generated.models import (
    ChatResponseV1,
    CommandResultFrameV1,
    CompleteItemV1,
    ErrorFrameV1,
    ErrorItemV1,
    ManagerConclusionItemV1,
    ManagerItemV1,
    MetricsFrameV1,
    PingFrameV1,
    PongFrameV1,
    SessionResponseV1,
    StatusFrameV1,
    StatusItemV1,
    StreamTokenFrameV1,
    TimeoutFrameV1,
    TokenItemV1,
)
from orchestra_sdk.v1._messages import FrameV1, StreamItemV1, UnknownFrameV1, UnknownItemV1
from orchestra_sdk.v1._sync.client import OrchestraV1
from orchestra_sdk.v1._sync.stream import ChatStreamV1

if TYPE_CHECKING:
    from orchestra_sdk.v1._async.connection import AsyncConnectionV1
    from orchestra_sdk.v1._sync.connection import ConnectionV1

__all__ = [
    "AsyncChatStreamV1",
    "AsyncConnectionV1",
    "AsyncOrchestraV1",
    "ChatResponseV1",
    "ChatStreamV1",
    "CommandResultFrameV1",
    "CompleteItemV1",
    "ConnectionV1",
    "ErrorFrameV1",
    "ErrorItemV1",
    "FrameV1",
    "ManagerConclusionItemV1",
    "ManagerItemV1",
    "MetricsFrameV1",
    "OrchestraV1",
    "PingFrameV1",
    "PongFrameV1",
    "SessionResponseV1",
    "StatusFrameV1",
    "StatusItemV1",
    "StreamItemV1",
    "StreamTokenFrameV1",
    "TimeoutFrameV1",
    "TokenItemV1",
    "UnknownFrameV1",
    "UnknownItemV1",
]


def __getattr__(name: str) -> Any:
    """The classes of WebSocket connections, when somebody asks: most programs need none."""
    if name == "AsyncConnectionV1":
        from orchestra_sdk.v1._async.connection import AsyncConnectionV1

        return AsyncConnectionV1
    if name == "ConnectionV1":
        from orchestra_sdk.v1._sync.connection import ConnectionV1

        return ConnectionV1
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
