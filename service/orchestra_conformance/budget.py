"""How long everything may take: a check has its time, and no connection waits longer than there is of it."""

from __future__ import annotations

import ssl
import time
from typing import Any, Final

import httpcore
import httpx

from orchestra_conformance.failure import Violation

_PIECE_BYTES: Final = 65_536
_MOMENT: Final = 0.005


class Budget:
    """The time that the check at work may take. Whoever waits asks it for how long."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._seconds = patience
        self._ends = time.monotonic() + patience

    def begin(self, seconds: float) -> None:
        """A check of at most so many seconds begins."""
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """What the check has left, in seconds."""
        left = self._ends - time.monotonic()
        # Whoever waited for all of it may be back a moment early.
        return left if left > _MOMENT else 0.0

    def remaining(self) -> float:
        """How long one wait may be, in seconds: `patience`, or what is left. Raises Violation where nothing is left."""
        left = self.left
        if not left:
            raise Violation(f"the check was not done after {self._seconds:g} s, the time that it has")
        return min(self.patience, left)

    @property
    def spent(self) -> bool:
        """Whether the check's time is over."""
        return not self.left


class _InTime(httpcore.NetworkStream):
    """A connection whose every read and write asks the budget, so that an answer that trickles ends, be it its head."""

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._wait(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # In pieces: each may wait anew, and a whole one could do so for ever.
        for start in range(0, len(buffer), _PIECE_BYTES):
            self._stream.write(buffer[start : start + _PIECE_BYTES], self._wait(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _InTime(
            self._stream.start_tls(ssl_context, server_hostname, self._wait(timeout)), self._budget
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _wait(self, timeout: float | None) -> float:
        remaining = self._budget.remaining()
        return remaining if timeout is None else min(timeout, remaining)


class _Connecting(httpcore.SyncBackend):
    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def connect_tcp(self, *args: Any, **named: Any) -> httpcore.NetworkStream:
        return _InTime(super().connect_tcp(*args, **named), self._budget)


class BoundedTransport(httpx.HTTPTransport):
    """httpx's own transport, on connections that end in time."""

    def __init__(self, budget: Budget) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context)
        # httpx passes everything on to its pool but this.
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_Connecting(budget))
