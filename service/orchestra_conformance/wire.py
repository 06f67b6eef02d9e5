"""The way to the deployment: every byte has a bound, every wait an end, and everything is kept for the report."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx

from orchestra_conformance.budget import BoundedTransport, Budget
from orchestra_conformance.exchange import KEPT_BYTES, Exchange, Record, Talk, body_of, problem_code
from orchestra_conformance.failure import Violation
from orchestra_conformance.profile import Profile
from orchestra_conformance.specification import Operation, Specification, shown

# No answer of the contract is larger: a page of a hundred messages of 10,000 characters each.
MOST_BYTES: Final = 16 * 1024 * 1024
# Of one check, this many exchanges are kept for what is said of its failure.
_KEPT_RECORDS: Final = 50
# Of a whole run, this many are kept for a HAR file.
_KEPT_FOR_HAR: Final = 5_000
_SAFE: Final = "~:"


@dataclass(slots=True)
class Recorder:
    """Keeps what went over the wire: the newest of the check that runs, and all of it where a HAR file is wanted."""

    everything: bool = False
    records: deque[Record] = field(default_factory=lambda: deque(maxlen=_KEPT_RECORDS))
    har: deque[Exchange] = field(default_factory=lambda: deque(maxlen=_KEPT_FOR_HAR))
    # Every key that was sent: what is written of the run is without them.
    keys: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Forget the check before."""
        self.records.clear()

    def add(self, record: Record) -> None:
        """Keep a record."""
        self.records.append(record)
        if record.key:
            self.keys.add(record.key)
        if self.everything and isinstance(record, Exchange):
            self.har.append(record)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer that was read to its end. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    exchange: Exchange

    def json(self) -> Any:
        """The body. Raises Violation where it is no JSON."""
        try:
            return json.loads(self.content)
        except ValueError as error:
            raise Violation(f"{self.what} was answered with what is not JSON: {error}") from error

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def what(self) -> str:
        """Method and path of the request."""
        return f"{self.exchange.method} {urlsplit(self.exchange.url).path}"

    @property
    def code(self) -> str | None:
        """The error code: of a problem, or of version 1's envelope; None in all other answers."""
        return problem_code(self.content)


@dataclass(slots=True)
class Wire:
    """What all callers of one run share. To be closed."""

    base_url: str
    specification: Specification
    profile: Profile
    recorder: Recorder
    budget: Budget
    client: httpx.Client

    @contextmanager
    def opened(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, key: str
    ) -> Iterator[tuple[httpx.Response, Exchange]]:
        """Send a request and give its answer, the body not read yet. Raises Violation where there is none in time."""
        url = f"{self.base_url}{path}"
        sent = {"Accept-Encoding": "identity", **headers}
        exchange = Exchange(method, url, list(sent.items()), body[:KEPT_BYTES], time.time(), key)
        self.recorder.add(exchange)
        began = time.monotonic()
        timeout = httpx.Timeout(self.budget.remaining())
        try:
            with self.client.stream(
                method, url, headers=sent, content=body or None, timeout=timeout
            ) as response:
                exchange.status = response.status_code
                exchange.answer_headers = list(response.headers.items())
                yield response, exchange
        except httpx.TimeoutException as error:
            self.budget.remaining()
            raise Violation(f"{method} {path}: nothing came for {timeout.read:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Violation(
                f"{method} {path}: the connection failed: {str(error) or type(error).__name__}"
            ) from error
        finally:
            exchange.seconds = time.monotonic() - began

    def chunks(self, response: httpx.Response, exchange: Exchange) -> Iterator[bytes]:
        """The body as it comes. Raises Violation where it is more than MOST_BYTES or trickles past the check's time."""
        size = 0
        for chunk in response.iter_raw():
            size += len(chunk)
            if len(exchange.answer) < KEPT_BYTES:
                exchange.answer = (exchange.answer + chunk)[:KEPT_BYTES]
            if size > MOST_BYTES:
                raise Violation(
                    f"{exchange.method} {exchange.url}: the answer has more than {MOST_BYTES} bytes"
                )
            self.budget.remaining()
            yield chunk


class Caller:
    """Somebody who speaks to the deployment, with a key or without one."""

    def __init__(self, wire: Wire, name: str, key: str | None) -> None:
        self.wire = wire
        self.name = name
        self.key = key

    @property
    def access(self) -> dict[str, str]:
        """The header that carries the key."""
        return {} if self.key is None else {"Authorization": f"Bearer {self.key}"}

    def call(
        self,
        operation_id: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        expect: int | Sequence[int] | None = None,
        checked: bool = True,
        limited: bool = False,
        method: str | None = None,
    ) -> Answer:
        """One operation of the contract, its answer read to the end.

        Raises Violation where the answer is not in the contract (unless not `checked`), has a status that is not
        among `expect`, or is a 429 that no test of limits (`limited`) asked for.
        """
        operation = self.operation(operation_id)
        answer = self.raw(
            method or operation.method,
            target(operation, path, query),
            headers=headers,
            body=body,
            limited=limited,
        )
        if checked and method is None:
            hold(self.wire.specification, operation, answer)
        expect_status(answer, expect)
        return answer

    def raw(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        limited: bool = False,
    ) -> Answer:
        """Any request, its answer read to the end and held to nothing. `path` has its query and is sent as it is."""
        content, kind = body_of(body)
        sent = {**self.access, **kind, **(headers or {})}
        with self.wire.opened(method, path, sent, content, self.key or "") as (response, exchange):
            received = b"".join(self.wire.chunks(response, exchange))
        answer = Answer(response.status_code, lowered(response.headers), received, exchange)
        if answer.status == 429 and not limited:
            raise Violation(f"{answer.what}: 429 {answer.code}, and no limit was being tested")
        return answer

    def operation(self, operation_id: str) -> Operation:
        """The operation of this name."""
        return self.wire.specification.operations[operation_id]


def hold(specification: Specification, operation: Operation, answer: Answer) -> None:
    """Raise Violation where the answer is not one that the contract has for the operation."""
    problems = specification.answer_problems(operation, answer.status, answer.headers, answer.content)
    if problems:
        raise Violation(f"{operation.id} ({operation.label}), {answer.status}: {'; '.join(problems)}")


def expect_status(answer: Answer, expect: int | Sequence[int] | None) -> None:
    """Raise Violation where the answer's status is not among `expect`."""
    if expect is None:
        return
    wanted = (expect,) if isinstance(expect, int) else tuple(expect)
    if answer.status not in wanted:
        said = shown(answer.text)
        raise Violation(f"{answer.what}: {answer.status} in place of {' or '.join(map(str, wanted))}: {said}")


def target(
    operation: Operation,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
) -> str:
    """An operation's path with its parameters and query filled in."""
    filled = operation.path
    for name, value in (path or {}).items():
        filled = filled.replace(f"{{{name}}}", quote(value, safe=_SAFE))
    if not query:
        return filled
    return f"{filled}?{httpx.QueryParams(query if isinstance(query, Mapping) else list(query))}"


def lowered(headers: httpx.Headers) -> dict[str, str]:
    """Headers by their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


@contextmanager
def wired(
    base_url: str, specification: Specification, profile: Profile, *, everything: bool
) -> Iterator[Wire]:
    """The way to a deployment; `everything` keeps all that is sent, for a HAR file."""
    # Every request may meet another process: nothing of the one before is carried along.
    budget = Budget(profile.patience)
    with httpx.Client(follow_redirects=False, trust_env=False, transport=BoundedTransport(budget)) as client:
        yield Wire(
            base_url.rstrip("/"),
            specification,
            profile,
            Recorder(everything),
            budget,
            client,
        )


__all__ = [
    "Answer",
    "Budget",
    "Caller",
    "Recorder",
    "Talk",
    "Wire",
    "expect_status",
    "hold",
    "target",
    "wired",
]
