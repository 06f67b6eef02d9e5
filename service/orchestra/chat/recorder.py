"""Writes the events of one run: offsets without gaps, each encoded once, nothing after the terminal one."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from orchestra.contract import events
from orchestra.live.log import RunWriter
from orchestra.storage.ids import now_ms, rfc3339

_encode = msgspec.json.Encoder().encode


class Recorder:
    """The one writer of a run's events; also gathers what the terminal event needs (text, counts, times)."""

    def __init__(self, run_id: str, writer: RunWriter) -> None:
        self.run_id = run_id
        self.tokens = 0
        self.first_token_at: float | None = None
        self.last_token_at: float | None = None
        self._writer = writer
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """The tokens so far, joined: the response."""
        return "".join(self._parts)

    @property
    def last_offset(self) -> int:
        """Offset of the last event written, -1 before the first."""
        return self._writer.next_offset - 1

    def token(self, text: str) -> None:
        """Add a token. On the path of every token: one object, one encoding, no waiting."""
        writer = self._writer
        writer.append(
            "token", _encode(events.TokenEvent(run_id=self.run_id, offset=writer.next_offset, text=text))
        )
        self._parts.append(text)
        self.tokens += 1
        self.last_token_at = time.monotonic()
        if self.first_token_at is None:
            self.first_token_at = self.last_token_at

    def queued(self, position: int) -> None:
        """Say that the run waits; `position` 1 is the next one."""
        self._append(events.RunQueuedEvent, position=position)

    def started(self, *, session_id: str, user_message_id: str, model: str) -> None:
        """Say that the model is being asked."""
        self._append(
            events.RunStartedEvent,
            session_id=session_id,
            user_message_id=user_message_id,
            model=model,
            execution_mode=None,
            swarm=None,
        )

    def notice(self, code: str, detail: str) -> None:
        """Tell the reader of something that did not stop the run."""
        self._append(events.RunNoticeEvent, code=code, detail=detail)

    def end(self, event: type[msgspec.Struct], **fields: Any) -> None:
        """Write the terminal event; the log takes nothing after it."""
        self._append(event, **fields)
        self._writer.end()

    def _append(self, event: type[msgspec.Struct], **fields: Any) -> None:
        value = event(
            run_id=self.run_id, offset=self._writer.next_offset, created_at=rfc3339(now_ms()), **fields
        )
        self._writer.append(str(event.__struct_config__.tag), _encode(value))
