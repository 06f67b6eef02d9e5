"""A run while it is at work in this process: its task, its listeners, and the one reason it may be cancelled for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Self

from orchestra.chat.effort import Mode
from orchestra.chat.lanes import Place
from orchestra.chat.manager.manager import Interpretation
from orchestra.chat.recorder import Recorder
from orchestra.chat.swarms.task import Spending
from orchestra.providers.base import Turn

OnDisconnect = Literal["grace", "continue", "cancel"]
CancelReason = Literal["requested", "disconnected", "interrupted"]

# A session's settings, and the fields of Ask that they are defaults for.
_SETTINGS: Final[Mapping[str, str]] = {
    "model": "model",
    "optimization_mode": "mode",
    "swarm_type": "swarm",
    "temperature": "temperature",
    "use_memory": "use_memory",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What a client asks for, whatever transport and version it came by; None is what it left out."""

    message: str
    session_id: str | None = None
    model: str | None = None
    instructions: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    # Seconds the run may take; None is the service's default.
    deadline: float | None = None
    on_disconnect: OnDisconnect = "grace"
    if_busy: Literal["queue", "reject", "interrupt"] = "queue"
    metadata: dict[str, object] = field(default_factory=dict)
    mode: Literal["lite", "balanced", "quality", "auto"] | None = None
    swarm: str | None = None
    # One call of the model, whatever swarm the session's settings or the mode would bring in.
    alone: bool = False
    use_memory: bool | None = None
    hints: dict[str, object] = field(default_factory=dict)
    # What was said before, from a client that keeps the conversation itself; None is what the session knows.
    turns: tuple[Turn, ...] | None = None

    def with_defaults(self, settings: Mapping[str, Any]) -> Self:
        """The same with a session's settings where the client said nothing."""
        missing = {
            name: settings[setting]
            for setting, name in _SETTINGS.items()
            if setting in settings and getattr(self, name) is None
        }
        return replace(self, **missing)


class ActiveRun:
    """The live side of a run. The durable side is its row; the visible side its event log."""

    def __init__(
        self,
        *,
        run_id: str,
        owner_id: str,
        session_id: str,
        session_pk: str,
        user_message_id: str,
        ask: Ask,
        recorder: Recorder,
        place: Place,
        deadline_at: float,
        correlation_id: str | None,
    ) -> None:
        self.run_id = run_id
        self.owner_id = owner_id
        self.session_id = session_id
        self.session_pk = session_pk
        self.user_message_id = user_message_id
        self.ask = ask
        self.recorder = recorder
        self.place = place
        self.deadline_at = deadline_at
        self.correlation_id = correlation_id
        self.model: str | None = None
        self.mode: Mode | None = None
        self.swarm: str | None = None
        # What the agents of a swarm have used; of a plain answer the provider says it.
        self.spending = Spending()
        # The manager's work beside the model's; the turn that began it ends it.
        self.interpreting: asyncio.Task[None] | None = None
        self.interpretation: Interpretation | None = None
        # Monotonic seconds; None while the run waits in its session's line.
        self.began_at: float | None = None
        self.asked_model = False
        # A task that is cancelled before its first step never runs its own clean-up; so it is told, not cancelled.
        self.entered = False
        self.ended = asyncio.Event()
        self.cancel_reason: CancelReason | None = None
        self.shut_down = False
        # Set once the outcome is decided; from then on nothing may cancel the task that writes it down.
        self.deciding = False
        self.task: asyncio.Task[None] | None = None
        self._subscribers = 0
        self._grace: asyncio.TimerHandle | None = None

    def cancel(self, reason: CancelReason) -> bool:
        """Ask the run to stop; False where its outcome is decided already."""
        if self.deciding or self.task is None:
            return False
        if self.cancel_reason is None and not self.shut_down:
            self.cancel_reason = reason
            self._stop_task(self.task)
        return True

    def interrupt(self) -> None:
        """Stop the run because the service stops."""
        if not self.deciding and self.cancel_reason is None and self.task is not None:
            self.shut_down = True
            self._stop_task(self.task)

    @property
    def told_to_stop(self) -> bool:
        """Whether somebody wants this run to end."""
        return self.cancel_reason is not None or self.shut_down

    def joined(self) -> None:
        """Somebody listens."""
        self._subscribers += 1
        self.stop_grace()

    def left(self, grace: float) -> None:
        """Somebody listens no more; what the last one's leaving means is the run's own rule."""
        self._subscribers -= 1
        if self._subscribers == 0 and not self.deciding:
            if self.ask.on_disconnect == "cancel":
                self.cancel("disconnected")
            else:
                self.start_grace(grace)

    def start_grace(self, seconds: float) -> None:
        """Under `grace`, cancel the run unless somebody listens within `seconds`."""
        if self.ask.on_disconnect == "grace" and self._subscribers == 0:
            self.stop_grace()
            self._grace = asyncio.get_running_loop().call_later(seconds, self.cancel, "disconnected")

    def stop_grace(self) -> None:
        """Somebody is there, or the run is over."""
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None

    def _stop_task(self, task: asyncio.Task[None]) -> None:
        if self.entered:
            task.cancel()
