"""The event log of a run: what its readers see, on every transport, for as long as the log is kept.

A log is the single truth of a stream: each event is encoded once, stands at its offset, and every reader gets the
same bytes. Readers have no queue of their own, only a position, so a slow one costs nobody anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class LoggedEvent(NamedTuple):
    """One event as it was written: `data` is its JSON."""

    offset: int
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a log holds: offsets `first` to `last` (`last` is -1 while it is empty)."""

    first: int
    last: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """What a read gave: events in order, and whether the log ends behind them."""

    events: Sequence[LoggedEvent]
    ended: bool


class RunWriter(Protocol):
    """The one writer of a log."""

    @property
    def next_offset(self) -> int:
        """Offset that the next event gets."""

    def append(self, event_type: str, data: bytes) -> None:
        """Add the event at `next_offset` and wake the readers. Never waits: it is on the path of a token."""

    def end(self) -> None:
        """Say that nothing follows; the log is kept for its time and then dropped."""


class RunLog(Protocol):
    """Logs of all runs that are running or ended a short while ago."""

    def begin(self, run_id: str) -> RunWriter:
        """Open an empty log."""

    async def bounds(self, run_id: str) -> Bounds | None:
        """What the log holds, or None when it is gone (or never was)."""

    async def read(self, run_id: str, after: int, *, wait: float) -> Batch | None:
        """Events behind offset `after`, at once when there are any.

        Otherwise waits up to `wait` seconds for one; an empty batch means that none came. None: the log is gone.
        Where the events right behind `after` were trimmed, the batch begins at what is left.
        """
