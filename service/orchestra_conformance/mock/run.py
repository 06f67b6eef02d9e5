"""A run: its log of events, for any number of readers, and how it is looked up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from orchestra_conformance.mock.examples import TERMINAL
from orchestra_conformance.mock.memory import Message, Session
from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.mock.scenes import Scene
from orchestra_conformance.mock.shelf import moment, next_number

Event = dict[str, Any]


@dataclass(slots=True, eq=False)
class Run:
    """One run; its `log` grows up to exactly one terminal event. Times are as the contract writes them."""

    session: Session
    message: Message
    scene: Scene
    model: str
    on_disconnect: str
    metadata: dict[str, Any]
    run_id: str
    correlation_id: str
    log: list[Event] = field(default_factory=list)
    answer: Message | None = None
    created_at: str = field(default_factory=moment)
    started_at: str | None = None
    ended_at: str | None = None
    log_expires_at: str | None = None
    began: float = field(default_factory=time.monotonic)
    listeners: int = 0
    number: int = field(default_factory=next_number)
    task: asyncio.Task[None] | None = None
    feedback: dict[str, Any] | None = None
    timers: list[asyncio.TimerHandle] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def status(self) -> str:
        """queued, running, completed, failed or cancelled."""
        if self.ended:
            return str(self.log[-1]["type"]).removeprefix("run.")
        return "queued" if self.started_at is None else "running"

    @property
    def ended(self) -> bool:
        """Whether its terminal event is in the log."""
        return bool(self.log) and self.log[-1]["type"] in TERMINAL

    @property
    def end(self) -> Event:
        """The terminal event, or nothing yet."""
        return self.log[-1] if self.ended else {}

    @property
    def text(self) -> str:
        """What was answered so far."""
        return "".join(event["text"] for event in self.log if event["type"] == "token")

    def told(self, name: str) -> Any:
        """What the latest event that has a field of this name says in it; None where there is none yet."""
        return next((event[name] for event in reversed(self.log) if name in event), None)

    @property
    def void(self) -> bool:
        """Whether a repetition of its request is a new try: it failed with something retryable, or is deleted."""
        return self.session.void or bool(self.end.get("error", {}).get("retryable"))

    async def wait(self) -> None:
        """Return when the run has ended."""
        async for _ in self.follow(len(self.log) - 1, None):
            pass

    async def follow(self, after: int, silence: float | None) -> AsyncGenerator[Event | None, None]:
        """The events behind an offset up to the last; None after each `silence` (seconds) without one."""
        position = after + 1
        while True:
            while position < len(self.log):
                position += 1
                yield self.log[position - 1]
            if self.ended:
                return
            try:
                async with asyncio.timeout(silence):
                    await self.changed.wait()
            except TimeoutError:
                yield None

    def behind(self, after: int) -> bool:
        """Whether something is or comes behind an offset. Raises Refusal(invalid_cursor) past the last event."""
        last = len(self.log) - 1
        if after > last:
            raise Refusal("invalid_cursor", f"The cursor lies past the run's last event, which is {last}.")
        return not self.ended or after < last

    def describe(self) -> dict[str, Any]:
        """The run as the contract shows it."""
        return {
            "run_id": self.run_id,
            "session_id": self.session.session_id,
            "status": self.status,
            "user_message_id": self.message.message_id,
            "message_id": self.answer.message_id if self.answer else None,
            "model": self.model,
            "execution_mode": self.told("execution_mode"),
            "swarm_used": self.told("swarm"),
            "intent": self.told("intent"),
            "confidence": self.told("confidence"),
            "quality_score": self.end.get("quality_score"),
            "finish_reason": self.end.get("finish_reason"),
            "response": self.text if self.ended else None,
            "usage": self.end.get("usage"),
            "error": self.end.get("error"),
            "cancel_reason": self.end.get("reason"),
            "last_offset": len(self.log) - 1 if self.ended else None,
            "on_disconnect": self.on_disconnect,
            "metadata": self.metadata,
            "created_at": self.created_at,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
            "log_expires_at": self.log_expires_at,
        }
