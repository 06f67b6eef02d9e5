# Generated from spec/ by `orchestra generate`. Do not edit.
"""How a WebSocket can end: every close code, and whether a client connects again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final


class CloseCode(IntEnum):
    """What the last frame of a connection carries."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    UNSUPPORTED_DATA = 1003
    ABNORMAL = 1006
    INVALID_TEXT = 1007
    MESSAGE_TOO_BIG = 1009
    INTERNAL_ERROR = 1011
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    PROTOCOL = 4400
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    IDLE = 4408
    SLOW_READER = 4501
    CONNECTION_LIMIT = 4502
    OVERLOADED = 4503
    SHUTTING_DOWN = 4504


@dataclass(frozen=True, slots=True)
class CloseEntry:
    """One line of the table."""

    code: CloseCode
    name: str
    reconnect: bool
    meaning: str
    remedy: str


CLOSE_CODES: Final = MappingProxyType(
    {
        entry.code: entry
        for entry in (
            CloseEntry(
                CloseCode.NORMAL,
                "normal",
                False,
                "One side was done and said so.",
                "Nothing. Connect again when you need the service.",
            ),
            CloseEntry(
                CloseCode.GOING_AWAY,
                "going_away",
                True,
                "The other side is leaving, for example because a proxy restarts or a page was left.",
                "Connect again, waiting longer each time, and resume your runs.",
            ),
            CloseEntry(
                CloseCode.PROTOCOL_ERROR,
                "protocol_error",
                False,
                "A frame broke the rules of the WebSocket protocol itself.",
                "Look for a fault in the client's WebSocket library, or for a proxy that changes what goes through it.",
            ),
            CloseEntry(
                CloseCode.UNSUPPORTED_DATA,
                "unsupported_data",
                False,
                "A binary frame came. The service speaks JSON in text frames.",
                "Send text frames.",
            ),
            CloseEntry(
                CloseCode.ABNORMAL,
                "abnormal",
                True,
                "The connection was lost without a goodbye. No frame carries this code; the client's library makes it up.",
                "Connect again, waiting longer each time, and resume your runs.",
            ),
            CloseEntry(
                CloseCode.INVALID_TEXT,
                "invalid_text",
                False,
                "A text frame was not in UTF-8.",
                "Mend what the client sends.",
            ),
            CloseEntry(
                CloseCode.MESSAGE_TOO_BIG,
                "message_too_big",
                False,
                "A frame was larger than the service takes (256 KiB, a setting).",
                "Send less in one message.",
            ),
            CloseEntry(
                CloseCode.INTERNAL_ERROR,
                "internal_error",
                True,
                "The service failed, or did not hear from the client's side of the connection any more.",
                "Connect again, waiting longer each time, and resume your runs.",
            ),
            CloseEntry(
                CloseCode.SERVICE_RESTART,
                "service_restart",
                True,
                "The service restarts.",
                "Connect again, waiting longer each time, and resume your runs.",
            ),
            CloseEntry(
                CloseCode.TRY_AGAIN_LATER,
                "try_again_later",
                True,
                "The service cannot take the connection at present.",
                "Connect again, waiting longer each time, and resume your runs.",
            ),
            CloseEntry(
                CloseCode.PROTOCOL,
                "protocol",
                False,
                "The client sent so much that is no message of this API that the service stopped listening.",
                "Mend the client. The errors that came before say what was wrong.",
            ),
            CloseEntry(
                CloseCode.UNAUTHENTICATED,
                "unauthenticated",
                False,
                "The ticket was used already, is too old or unknown, or the key was taken back or expired.",
                "Get a new ticket or key, then connect with that.",
            ),
            CloseEntry(
                CloseCode.FORBIDDEN,
                "forbidden",
                False,
                "The key may not do this, or the page's origin is not the ticket's.",
                "Use a key with the scope that is needed, and a ticket that was made for your page's origin.",
            ),
            CloseEntry(
                CloseCode.IDLE,
                "idle",
                False,
                "No message came from the client for 300 seconds (a setting), and it followed no run.",
                "Connect again when you need the service. Send a ping now and then to stay.",
            ),
            CloseEntry(
                CloseCode.SLOW_READER,
                "slow_reader",
                True,
                "The client did not read fast enough, and what waited for it had reached its bound. Nothing is lost.",
                "Connect again and resume your runs; read faster, or follow fewer runs at once.",
            ),
            CloseEntry(
                CloseCode.CONNECTION_LIMIT,
                "connection_limit",
                True,
                "The key has as many connections open as it may have.",
                "Close a connection that you do not need, then connect again, waiting longer each time.",
            ),
            CloseEntry(
                CloseCode.OVERLOADED,
                "overloaded",
                True,
                "The service has as many connections as it takes.",
                "Connect again, waiting longer each time.",
            ),
            CloseEntry(
                CloseCode.SHUTTING_DOWN,
                "shutting_down",
                True,
                "The service is about to stop.",
                "Connect again, waiting longer each time, and resume your runs.",
            ),
        )
    }
)
