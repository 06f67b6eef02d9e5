"""A circuit breaker over a sliding window of calls (Nygard, Release It!, "Circuit Breaker").

Closed, it counts the last calls; when enough of them failed it opens and refuses for a while; then, half open, it
lets a few probes through and closes when they succeed. It runs on one event loop and needs no lock.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Literal, Self

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.settings import BreakerSettings

State = Literal["closed", "half_open", "open"]
Listener = Callable[[str, State], None]

# What a caller is told to wait when all probes are taken: nobody knows when they end.
_PROBE_WAIT_S = 1.0


class Breaker:
    """One breaker, named for what it protects.

    `clock` gives monotonic seconds. `listener` is called with the name and the new state at each change; a change
    from open to half open is noticed when somebody asks, not by a timer.
    """

    def __init__(
        self,
        name: str,
        settings: BreakerSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        listener: Listener | None = None,
    ) -> None:
        self.name = name
        self._settings = settings
        self._clock = clock
        self._listener = listener
        self._state: State = "closed"
        self._epoch = 0
        self._outcomes: deque[bool] = deque(maxlen=settings.window)
        self._failures = 0
        self._opened_at = 0.0
        self._probes = 0
        self._probe_successes = 0

    @property
    def state(self) -> State:
        """The state now; time that has passed is taken into account."""
        if self._state == "open" and self._clock() - self._opened_at >= self._settings.open_seconds:
            self._enter("half_open")
        return self._state

    def check(self) -> None:
        """Raise breaker_open if a call would be refused now. Takes no permit."""
        state = self.state
        if state == "open":
            left = self._settings.open_seconds - (self._clock() - self._opened_at)
            raise self._refusal(max(left, 0.001))
        if state == "half_open" and self._probes >= self._settings.probes:
            raise self._refusal(_PROBE_WAIT_S)

    def guard(self) -> Permit:
        """A permit for one call, taken on entering: `with breaker.guard() as permit: …`.

        Raises breaker_open where the call must not be made. Leaving without an exception is a success; an
        OrchestraError of the caller's making (status below 500) is one too, because the other side is well; any
        other Exception is a failure; cancellation decides nothing. The permit comes back in every case.
        """
        return Permit(self)

    def _refusal(self, retry_after: float) -> OrchestraError:
        return OrchestraError(
            ErrorCode.BREAKER_OPEN,
            f"Calls to {self.name} failed too often lately and are held back; try again in a moment.",
            retry_after=retry_after,
        )

    def _acquire(self) -> int:
        self.check()
        if self._state == "half_open":
            self._probes += 1
        return self._epoch

    def _release(self, epoch: int, outcome: bool | None) -> None:
        # A call that began before the last change of state says nothing about the state after it.
        if epoch != self._epoch:
            return
        if self._state == "half_open":
            self._probes -= 1
            if outcome is False:
                self._enter("open")
            elif outcome:
                self._probe_successes += 1
                if self._probe_successes >= self._settings.probes:
                    self._enter("closed")
        elif outcome is not None:
            self._count(outcome)

    def _count(self, outcome: bool) -> None:
        window = self._outcomes
        if len(window) == window.maxlen and not window[0]:
            self._failures -= 1
        window.append(outcome)
        self._failures += not outcome
        enough = min(self._settings.minimum_calls, self._settings.window)
        # Only a failure may open: the share can also rise when an old success leaves the window.
        if (
            not outcome
            and len(window) >= enough
            and self._failures >= self._settings.failure_rate * len(window)
        ):
            self._enter("open")

    def _enter(self, state: State) -> None:
        self._state = state
        self._epoch += 1
        self._outcomes.clear()
        self._failures = self._probes = self._probe_successes = 0
        if state == "open":
            self._opened_at = self._clock()
        if self._listener is not None:
            self._listener(self.name, state)


class Permit:
    """Leave to make one call; a context manager, used once."""

    __slots__ = ("_breaker", "_epoch", "_outcome")

    def __init__(self, breaker: Breaker) -> None:
        self._breaker = breaker
        self._epoch: int | None = None
        self._outcome: bool | None = None

    def __enter__(self) -> Self:
        self._epoch = self._breaker._acquire()
        return self

    def succeed(self) -> None:
        """Count this call as a success, whatever is raised afterwards."""
        self._outcome = True

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        epoch, self._epoch = self._epoch, None
        if epoch is None:
            return
        outcome = self._outcome
        if outcome is None:
            outcome = _outcome_of(error)
        self._breaker._release(epoch, outcome)


def _outcome_of(error: BaseException | None) -> bool | None:
    if error is None:
        return True
    if isinstance(error, OrchestraError):
        return error.status < 500
    return False if isinstance(error, Exception) else None
