"""What goes out on a connection: frames in their order, while there is a socket to send them on."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Any

from orchestra_sdk._generated.models import ConnectionLimits

_NEVER = float("inf")


class Line:
    """The queue of what is to be sent. Without a welcome nothing is queued: what matters is said again after it.

    `limits` are those of the last welcome. `next_ping` is when the service has to hear from the client again.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.open = False
        self.limits: ConnectionLimits | None = None
        self.next_ping = _NEVER
        self.frames: deque[str] = deque()
        self._clock = clock
        self._names = count(1)

    def name(self) -> str:
        """A new name for a message; no name is used twice."""
        return f"c-{next(self._names)}"

    def welcome(self, limits: ConnectionLimits) -> None:
        """A socket is there to be used."""
        self.open, self.limits = True, limits
        self._heard()

    def cut(self) -> None:
        """The socket is gone."""
        self.open, self.next_ping = False, _NEVER
        self.frames.clear()

    def say(self, kind: str, **fields: Any) -> str:
        """Send a message; its name."""
        frame = {"type": kind, "id": self.name(), **fields}
        self.repeat(frame)
        return str(frame["id"])

    def repeat(self, frame: dict[str, Any]) -> None:
        """Send a message that has its name already."""
        if self.open:
            self.frames.append(json.dumps(frame))
            self._heard()

    def fits(self, frame: dict[str, Any]) -> bool:
        """Whether the service takes a message of that size."""
        return self.limits is None or len(json.dumps(frame)) <= self.limits.max_frame_bytes

    def _heard(self) -> None:
        if self.limits is not None:
            self.next_ping = self._clock() + self.limits.idle_timeout / 3
