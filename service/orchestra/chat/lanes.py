"""Whose turn it is: one run of a session is at work at a time, the others wait in line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from orchestra.errors import ErrorCode, OrchestraError

# A session, by its owner and its id.
LaneKey = tuple[str, str]


class Place:
    """One run's place in its session's line; `turn` is done when it has come to the front."""

    __slots__ = ("interrupted", "key", "left", "turn")

    def __init__(self, key: LaneKey) -> None:
        self.key = key
        self.left = False
        # Whether a later run wants this one's place; it may be told before it is admitted.
        self.interrupted = False
        self.turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class Lanes:
    """The lines of all sessions that have a run at work."""

    def __init__(self, most_waiting: int) -> None:
        self._most_waiting = most_waiting
        self._lanes: dict[LaneKey, list[Place]] = {}

    def __len__(self) -> int:
        return len(self._lanes)

    def __iter__(self) -> Iterator[LaneKey]:
        return iter(self._lanes)

    def join(self, key: LaneKey, *, wait: bool, unbounded: bool = False) -> Place:
        """Take a place at the end of the session's line.

        Raises OrchestraError(session_busy) where the line is full, or where there is one and `wait` is False.
        `unbounded` is for a run that interrupts those before it: the line is about to be empty.
        """
        line = self._lanes.setdefault(key, [])
        if line and not wait:
            raise OrchestraError(
                ErrorCode.SESSION_BUSY,
                "The session has a run at work and if_busy is 'reject'; wait for its end, or use queue or interrupt.",
                retry_after=1,
            )
        if len(line) > self._most_waiting and not unbounded:
            raise OrchestraError(
                ErrorCode.SESSION_BUSY,
                f"{self._most_waiting} runs wait in this session already; wait for one to end.",
                retry_after=1,
            )
        place = Place(key)
        line.append(place)
        if len(line) == 1:
            place.turn.set_result(None)
        return place

    def before(self, place: Place) -> list[Place]:
        """The places in front of this one, the first first."""
        return self._lanes[place.key][: self.position(place)]

    def position(self, place: Place) -> int:
        """How many runs stand before this one; 0 is at work."""
        return self._lanes[place.key].index(place)

    def leave(self, place: Place) -> None:
        """Give the place up; the next in line gets its turn. Leaving twice does nothing."""
        if place.left:
            return
        place.left = True
        line = self._lanes[place.key]
        line.remove(place)
        if not line:
            del self._lanes[place.key]
        elif not line[0].turn.done():
            line[0].turn.set_result(None)
