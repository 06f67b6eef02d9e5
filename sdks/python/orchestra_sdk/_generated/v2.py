# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
"""Unions of what the service sends, and the tables that find a message's class by its `type`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from orchestra_sdk._generated.models import (
    AcceptedFrame,
    AgentCompletedEvent,
    AgentStartedEvent,
    AgentTokenEvent,
    CancelFrame,
    ChatFrame,
    CommandFrame,
    CommandResultFrame,
    DetachFrame,
    ErrorFrame,
    GoodbyeFrame,
    ManagerIntentEvent,
    PingFrame,
    PongFrame,
    ResumedFrame,
    ResumeFrame,
    RunCancelledEvent,
    RunCompletedEvent,
    RunFailedEvent,
    RunNoticeEvent,
    RunQueuedEvent,
    RunStartedEvent,
    ServerPingFrame,
    StatusFrame,
    StatusReportFrame,
    TokenEvent,
    ToolCalledEvent,
    ToolResultEvent,
    WelcomeFrame,
)

TERMINAL_EVENTS: Final = frozenset(
    {
        "run.completed",
        "run.failed",
        "run.cancelled",
    }
)


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event of a type that this version of the SDK does not know; `data` is all of it."""

    unknown_type: str
    run_id: str
    offset: int
    data: dict[str, Any] = field(repr=False)
    type: Literal["unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class UnknownFrame:
    """A WebSocket frame of a type that this version of the SDK does not know; `data` is all of it."""

    unknown_type: str
    data: dict[str, Any] = field(repr=False)
    type: Literal["unknown"] = "unknown"


RunEvent: TypeAlias = (
    RunQueuedEvent
    | RunStartedEvent
    | ManagerIntentEvent
    | AgentStartedEvent
    | AgentTokenEvent
    | AgentCompletedEvent
    | ToolCalledEvent
    | ToolResultEvent
    | RunNoticeEvent
    | TokenEvent
    | RunCompletedEvent
    | RunFailedEvent
    | RunCancelledEvent
    | UnknownEvent
)
ServiceFrame: TypeAlias = (
    WelcomeFrame
    | AcceptedFrame
    | ResumedFrame
    | CommandResultFrame
    | StatusReportFrame
    | ErrorFrame
    | ServerPingFrame
    | PongFrame
    | GoodbyeFrame
    | UnknownFrame
)
ClientFrame: TypeAlias = (
    ChatFrame | CommandFrame | CancelFrame | ResumeFrame | DetachFrame | StatusFrame | PingFrame
)

EVENTS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "run.queued": RunQueuedEvent.from_dict,
        "run.started": RunStartedEvent.from_dict,
        "manager.intent": ManagerIntentEvent.from_dict,
        "agent.started": AgentStartedEvent.from_dict,
        "agent.token": AgentTokenEvent.from_dict,
        "agent.completed": AgentCompletedEvent.from_dict,
        "tool.called": ToolCalledEvent.from_dict,
        "tool.result": ToolResultEvent.from_dict,
        "run.notice": RunNoticeEvent.from_dict,
        "token": TokenEvent.from_dict,
        "run.completed": RunCompletedEvent.from_dict,
        "run.failed": RunFailedEvent.from_dict,
        "run.cancelled": RunCancelledEvent.from_dict,
    }
)
FRAMES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "welcome": WelcomeFrame.from_dict,
        "accepted": AcceptedFrame.from_dict,
        "resumed": ResumedFrame.from_dict,
        "command.result": CommandResultFrame.from_dict,
        "status": StatusReportFrame.from_dict,
        "error": ErrorFrame.from_dict,
        "ping": ServerPingFrame.from_dict,
        "pong": PongFrame.from_dict,
        "goodbye": GoodbyeFrame.from_dict,
    }
)


@dataclass(frozen=True, slots=True)
class CloseCode:
    """How a WebSocket ended, and whether to connect again."""

    code: int
    name: str
    reconnect: bool
    meaning: str
    remedy: str


CLOSE_CODES: Final[Mapping[int, CloseCode]] = MappingProxyType(
    {
        1000: CloseCode(
            1000,
            "normal",
            False,
            "One side was done and said so.",
            "Nothing. Connect again when you need the service.",
        ),
        1001: CloseCode(
            1001,
            "going_away",
            True,
            "The other side is leaving, for example because a proxy restarts or a page was left.",
            "Connect again, waiting longer each time, and resume your runs.",
        ),
        1002: CloseCode(
            1002,
            "protocol_error",
            False,
            "A frame broke the rules of the WebSocket protocol itself.",
            "Look for a fault in the client\u0027s WebSocket library, or for a proxy that changes what goes through it.",
        ),
        1003: CloseCode(
            1003,
            "unsupported_data",
            False,
            "A binary frame came. The service speaks JSON in text frames.",
            "Send text frames.",
        ),
        1006: CloseCode(
            1006,
            "abnormal",
            True,
            "The connection was lost without a goodbye. No frame carries this code; the client\u0027s library makes it up.",
            "Connect again, waiting longer each time, and resume your runs.",
        ),
        1007: CloseCode(
            1007, "invalid_text", False, "A text frame was not in UTF-8.", "Mend what the client sends."
        ),
        1009: CloseCode(
            1009,
            "message_too_big",
            False,
            "A frame was larger than the service takes (256 KiB, a setting).",
            "Send less in one message.",
        ),
        1011: CloseCode(
            1011,
            "internal_error",
            True,
            "The service failed, or did not hear from the client\u0027s side of the connection any more.",
            "Connect again, waiting longer each time, and resume your runs.",
        ),
        1012: CloseCode(
            1012,
            "service_restart",
            True,
            "The service restarts.",
            "Connect again, waiting longer each time, and resume your runs.",
        ),
        1013: CloseCode(
            1013,
            "try_again_later",
            True,
            "The service cannot take the connection at present.",
            "Connect again, waiting longer each time, and resume your runs.",
        ),
        4400: CloseCode(
            4400,
            "protocol",
            False,
            "The client sent so much that is no message of this API that the service stopped listening.",
            "Mend the client. The errors that came before say what was wrong.",
        ),
        4401: CloseCode(
            4401,
            "unauthenticated",
            False,
            "The ticket was used already, is too old or unknown, or the key was taken back or expired.",
            "Get a new ticket or key, then connect with that.",
        ),
        4403: CloseCode(
            4403,
            "forbidden",
            False,
            "The key may not do this, or the page\u0027s origin is not the ticket\u0027s.",
            "Use a key with the scope that is needed, and a ticket that was made for your page\u0027s origin.",
        ),
        4408: CloseCode(
            4408,
            "idle",
            False,
            "No message came from the client for 300 seconds (a setting), and it followed no run.",
            "Connect again when you need the service. Send a ping now and then to stay.",
        ),
        4501: CloseCode(
            4501,
            "slow_reader",
            True,
            "The client did not read fast enough, and what waited for it had reached its bound. Nothing is lost.",
            "Connect again and resume your runs; read faster, or follow fewer runs at once.",
        ),
        4502: CloseCode(
            4502,
            "connection_limit",
            True,
            "The key has as many connections open as it may have.",
            "Close a connection that you do not need, then connect again, waiting longer each time.",
        ),
        4503: CloseCode(
            4503,
            "overloaded",
            True,
            "The service has as many connections as it takes.",
            "Connect again, waiting longer each time.",
        ),
        4504: CloseCode(
            4504,
            "shutting_down",
            True,
            "The service is about to stop.",
            "Connect again, waiting longer each time, and resume your runs.",
        ),
    }
)


def parse_event(data: dict[str, Any]) -> RunEvent:
    """A run's event as an object. Raises KeyError or TypeError where a field is missing or of a wrong kind."""
    kind = data["type"]
    make = EVENTS.get(kind)
    if make is None:
        return UnknownEvent(kind, data["run_id"], data["offset"], data)
    event: RunEvent = make(data)
    return event


def parse_frame(data: dict[str, Any]) -> ServiceFrame:
    """A frame of the service's that is no run event. Raises KeyError or TypeError where a field is missing."""
    kind = data["type"]
    make = FRAMES.get(kind)
    if make is None:
        return UnknownFrame(kind, data)
    frame: ServiceFrame = make(data)
    return frame
