"""The metrics, as data: the reference page is checked against `METRICS`.

Names keep the seed document's words behind the prefix `orchestra_`. No label takes a value that a client chooses.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
RATES: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)
MANAGER_SECONDS: Final = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
ERROR_WINDOW: Final = 300.0
BREAKER_STATES: Final = {"closed": 0, "half_open": 1, "open": 2}


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """One metric: its name as scraped, kind, labels, and what it says."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    labels: tuple[str, ...]
    help: str


METRICS: Final = (
    MetricEntry(
        "orchestra_request_count_total",
        "counter",
        ("operation", "status"),
        "Requests answered, by operationId and HTTP status.",
    ),
    MetricEntry(
        "orchestra_request_duration_seconds",
        "histogram",
        ("operation",),
        "Seconds from the request's arrival to the end of its answer; a stream counts until it closes.",
    ),
    MetricEntry(
        "orchestra_error_rate",
        "gauge",
        (),
        "Share (0 to 1) of the requests of the last five minutes that were answered with a 5xx status.",
    ),
    MetricEntry(
        "orchestra_api_version_usage_total",
        "counter",
        ("version",),
        "Requests by version of the API; of a WebSocket, its chats and commands.",
    ),
    MetricEntry(
        "orchestra_chat_sessions_active", "gauge", (), "Sessions with a run that is queued or running."
    ),
    MetricEntry("orchestra_runs_active", "gauge", ("status",), "Runs that are queued or running."),
    MetricEntry(
        "orchestra_runs_ended_total", "counter", ("status", "code"), "Runs ended; code is the error's."
    ),
    MetricEntry("orchestra_streams_active", "gauge", (), "Event streams (SSE) that are open."),
    MetricEntry("orchestra_websocket_connections_active", "gauge", (), "WebSockets that are open."),
    MetricEntry(
        "orchestra_token_generation_rate",
        "histogram",
        (),
        "Tokens a second of a run, from its first token to its last.",
    ),
    MetricEntry(
        "orchestra_first_token_seconds", "histogram", (), "Seconds from a run's start to its first token."
    ),
    MetricEntry(
        "orchestra_tokens_total", "counter", ("direction",), "Tokens read (input) and generated (output)."
    ),
    MetricEntry(
        "orchestra_swarm_executions_total",
        "counter",
        ("swarm", "outcome"),
        "Swarms that ended, by swarm and outcome: completed, failed or cancelled.",
    ),
    MetricEntry(
        "orchestra_manager_interpretations_total",
        "counter",
        ("intent", "outcome"),
        "Messages that the manager was to interpret, by intent (none where it was left out) and outcome: certain, "
        "uncertain or left_out.",
    ),
    MetricEntry(
        "orchestra_manager_seconds",
        "histogram",
        (),
        "Seconds from a message to its interpretation, the wait included.",
    ),
    MetricEntry(
        "orchestra_manager_intent_accuracy",
        "gauge",
        (),
        "Share (0 to 1) of the last 1,000 feedbacks with an intent in which the manager had been right; absent before "
        "the first.",
    ),
    MetricEntry(
        "orchestra_circuit_breaker_state", "gauge", ("breaker",), "0 closed, 1 half open, 2 open, by breaker."
    ),
)


class Metrics:
    """All metrics of one service, in a registry of its own, so that two services in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        entries = {entry.name: entry for entry in METRICS}

        def counter(name: str) -> Counter:
            return Counter(name, entries[name].help, entries[name].labels, registry=self.registry)

        def gauge(name: str) -> Gauge:
            return Gauge(name, entries[name].help, entries[name].labels, registry=self.registry)

        def histogram(name: str, buckets: tuple[float, ...]) -> Histogram:
            return Histogram(
                name, entries[name].help, entries[name].labels, buckets=buckets, registry=self.registry
            )

        self._requests = counter("orchestra_request_count_total")
        self._durations = histogram("orchestra_request_duration_seconds", SECONDS)
        self._versions = counter("orchestra_api_version_usage_total")
        self._sessions = gauge("orchestra_chat_sessions_active")
        self._runs = gauge("orchestra_runs_active")
        self._ended = counter("orchestra_runs_ended_total")
        self._streams = gauge("orchestra_streams_active")
        self._sockets = gauge("orchestra_websocket_connections_active")
        self._rate = histogram("orchestra_token_generation_rate", RATES)
        self._first = histogram("orchestra_first_token_seconds", SECONDS)
        self._tokens = counter("orchestra_tokens_total")
        self._swarms = counter("orchestra_swarm_executions_total")
        self._interpretations = counter("orchestra_manager_interpretations_total")
        self._manager_seconds = histogram("orchestra_manager_seconds", MANAGER_SECONDS)
        self._accuracy = _Share(entries["orchestra_manager_intent_accuracy"])
        self.registry.register(self._accuracy)
        self._breakers = gauge("orchestra_circuit_breaker_state")
        self._recent = _RecentErrors(entries["orchestra_error_rate"])
        self.registry.register(self._recent)
        self._recent_runs = _Window()

    def request(self, operation: str, version: str, status: int, seconds: float) -> None:
        """Count one answered request; `operation` is an operationId or `none`."""
        self._requests.labels(operation, str(status)).inc()
        self._durations.labels(operation).observe(seconds)
        self._versions.labels(version).inc()
        self._recent.add(failed=status >= 500)

    def message(self, version: str) -> None:
        """Count one chat or command that came over a WebSocket."""
        self._versions.labels(version).inc()

    def watch_runs(
        self, queued: Callable[[], int], running: Callable[[], int], sessions: Callable[[], int]
    ) -> None:
        """Ask these, at each scrape, how many runs and sessions are at work."""
        self._runs.labels("queued").set_function(queued)
        self._runs.labels("running").set_function(running)
        self._sessions.set_function(sessions)

    def watch_connections(self, count: Callable[[], int]) -> None:
        """Ask this, at each scrape, how many WebSockets are open."""
        self._sockets.set_function(count)

    def run_ended(self, status: str, code: str, tokens_in: int, tokens_out: int) -> None:
        """Count one ended run and its tokens; `code` is empty unless it failed."""
        self._ended.labels(status, code).inc()
        self._recent_runs.add(failed=status == "failed")
        self._tokens.labels("input").inc(tokens_in)
        self._tokens.labels("output").inc(tokens_out)

    def first_token(self, seconds: float) -> None:
        """Note how long a run took to its first token."""
        self._first.observe(seconds)

    def generation(self, tokens: int, seconds: float) -> None:
        """Note a run's speed; runs of fewer than two tokens have none."""
        if tokens > 1 and seconds > 0:
            self._rate.observe((tokens - 1) / seconds)

    def stream_opened(self) -> None:
        """Count an event stream in."""
        self._streams.inc()

    def stream_closed(self) -> None:
        """Count an event stream out."""
        self._streams.dec()

    def swarm_ended(self, swarm: str, outcome: Literal["completed", "failed", "cancelled"]) -> None:
        """Count one swarm that ended; `swarm` is the name in its file."""
        self._swarms.labels(swarm, outcome).inc()

    def recent_runs(self) -> tuple[int, int]:
        """How many runs ended in the last five minutes, and how many of them failed."""
        return self._recent_runs.counts()

    def interpretation(
        self, intent: str, outcome: Literal["certain", "uncertain", "left_out"], seconds: float | None
    ) -> None:
        """Count one message that the manager was given; `seconds` is None where it was left out."""
        self._interpretations.labels(intent, outcome).inc()
        if seconds is not None:
            self._manager_seconds.observe(seconds)

    def intent_accuracy(self, share: float | None) -> None:
        """Set the share of feedbacks in which the manager had been right; None where there are none."""
        self._accuracy.value = share

    def breaker(self, name: str, state: str) -> None:
        """Set a breaker's state: closed, half_open or open."""
        self._breakers.labels(name).set(BREAKER_STATES[state])

    def numbers(self) -> dict[str, float]:
        """Every counter and gauge as one number by name, its labels added up; what has no value is left out."""
        found: dict[str, float] = {}
        for family in self.registry.collect():
            if family.type not in ("counter", "gauge") or family.name == "orchestra_circuit_breaker_state":
                continue
            values = [sample.value for sample in family.samples if not sample.name.endswith("_created")]
            total = sum(values)
            if not math.isnan(total):
                found[family.name] = total
        return found

    def render(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)


class _Window:
    """What happened in the last minutes and how much of it failed, in ten-second buckets."""

    _BUCKET = 10.0

    def __init__(self) -> None:
        self._buckets: deque[list[int]] = deque(maxlen=int(ERROR_WINDOW / self._BUCKET))

    def add(self, *, failed: bool) -> None:
        number = int(time.monotonic() / self._BUCKET)
        if not self._buckets or self._buckets[-1][0] != number:
            self._buckets.append([number, 0, 0])
        self._buckets[-1][1] += 1
        self._buckets[-1][2] += failed

    def counts(self) -> tuple[int, int]:
        oldest = int((time.monotonic() - ERROR_WINDOW) / self._BUCKET)
        fresh = [bucket for bucket in self._buckets if bucket[0] > oldest]
        return sum(bucket[1] for bucket in fresh), sum(bucket[2] for bucket in fresh)


class _RecentErrors(Collector):
    """Share of failed requests in the last minutes."""

    def __init__(self, entry: MetricEntry) -> None:
        self._entry = entry
        self._window = _Window()

    def add(self, *, failed: bool) -> None:
        self._window.add(failed=failed)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        total, failed = self._window.counts()
        yield GaugeMetricFamily(self._entry.name, self._entry.help, value=failed / total if total else 0.0)


class _Share(Collector):
    """A gauge that is not there as long as nothing is known."""

    def __init__(self, entry: MetricEntry) -> None:
        self._entry = entry
        self.value: float | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if self.value is not None:
            yield GaugeMetricFamily(self._entry.name, self._entry.help, value=self.value)
