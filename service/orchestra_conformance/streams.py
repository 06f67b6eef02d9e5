"""Streams of events as they come: Server-Sent Events and lines of JSON, each event held to its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from orchestra_conformance.exchange import Exchange, body_of
from orchestra_conformance.failure import Violation
from orchestra_conformance.wire import Answer, Caller, expect_status, hold, lowered, target

TERMINAL: Final = frozenset({"run.completed", "run.failed", "run.cancelled"})
# No run of a check says more.
MOST_EVENTS: Final = 200_000
_SSE: Final = "text/event-stream"

Event = dict[str, Any]


@dataclass(slots=True)
class Stream:
    """An answer that is still coming. `comments` counts signs of life, `closed` says that the deployment ended it."""

    caller: Caller
    answer: Answer
    response: httpx.Response
    document: str
    comments: int = 0
    retry: int | None = None
    closed: bool = False
    # Where there was a body that is no stream, it is in `answer`.
    streams: bool = True

    @property
    def run_id(self) -> str:
        """The run whose stream it is. Raises Violation where no header says so."""
        found = self.answer.headers.get("orchestra-run-id")
        if not found:
            raise Violation(f"{self.answer.what}: the stream has no Orchestra-Run-Id")
        return found

    def events(self) -> Iterator[Event]:
        """The events of Server-Sent Events, each held to the contract, up to the end of the stream.

        Raises Violation for one that is not in the contract, whose `id` is not its run and offset, or whose name is
        not its type.
        """
        for number, block in enumerate(self._blocks()):
            event = self._event(block)
            if number >= MOST_EVENTS:
                raise Violation(f"{self.answer.what}: more than {MOST_EVENTS} events")
            yield event

    def items(self) -> Iterator[Event]:
        """The items of version 1's lines of JSON, each held to the contract, up to the end of the stream."""
        for line in self.lines():
            try:
                item = json.loads(line)
            except ValueError as error:
                raise Violation(f"{self.answer.what}: a line is not JSON: {error}") from error
            self._hold("StreamItemV1", item)
            yield item

    def _blocks(self) -> Iterator[dict[str, str]]:
        block: dict[str, str] = {}
        for line in self.lines():
            if not line:
                if "data" in block:
                    yield block
                block = {}
            elif line.startswith(":"):
                self.comments += 1
            else:
                name, _, value = line.partition(":")
                value = value.removeprefix(" ")
                if name == "retry":
                    self.retry = self._milliseconds(value)
                elif name == "data" and "data" in block:
                    block["data"] += f"\n{value}"
                else:
                    block[name] = value
        if block:
            raise Violation(f"{self.answer.what}: the stream ends inside an event: {block}")

    def _milliseconds(self, value: str) -> int:
        if not value.isdigit():
            raise Violation(f"{self.answer.what}: `retry: {value}` is no number of milliseconds")
        return int(value)

    def _event(self, block: Mapping[str, str]) -> Event:
        try:
            event = json.loads(block["data"])
        except ValueError as error:
            raise Violation(f"{self.answer.what}: an event's data is not JSON: {error}") from error
        self._hold("RunEvent", event)
        if block.get("event") != event["type"]:
            raise Violation(
                f"{self.answer.what}: an event called {block.get('event')} in the stream has the type {event['type']}"
            )
        found: Event = event
        cursor = f"{event['run_id']}:{event['offset']}"
        if block.get("id") != cursor:
            raise Violation(f"{self.answer.what}: the event {cursor} has the id {block.get('id')}")
        return found

    def _hold(self, schema: str, value: Any) -> None:
        problems = self.caller.wire.specification.problems(
            self.document, f"/components/schemas/{schema}", value
        )
        if problems:
            kind = value.get("type") if isinstance(value, dict) else value
            raise Violation(
                f"{self.answer.what}: the event {kind} is not in the contract: {'; '.join(problems)}"
            )

    def lines(self) -> Iterator[str]:
        """The stream as it is, line by line; what `events` and `items` read. To be asked for once."""
        # Pieces of a line that is not ended yet; put together once, or a line without an end would be copied for ever.
        pieces: list[bytes] = []
        for chunk in self.caller.wire.chunks(self.response, self.answer.exchange):
            first, *lines = chunk.split(b"\n")
            pieces.append(first)
            for line in lines:
                yield self._text(b"".join(pieces).removesuffix(b"\r"))
                pieces = [line]
        rest = b"".join(pieces)
        self.closed = True
        if rest:
            raise Violation(f"{self.answer.what}: the last line is not ended: {self._text(rest)}")

    def _text(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Violation(f"{self.answer.what}: the stream is not UTF-8: {error}") from error


@contextmanager
def streamed(
    caller: Caller,
    operation_id: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    expect: int | None = 200,
) -> Iterator[Stream]:
    """An operation whose answer is a stream, begun. Leaving the block closes the connection.

    An answer that is no stream (a problem, 204) is read whole and held to the contract; then `streams` is false.
    Raises Violation where the status is not `expect`; None takes any.
    """
    operation = caller.operation(operation_id)
    content, kind = body_of(body)
    sent = {**caller.access, **kind, **(headers or {})}
    with caller.wire.opened(
        operation.method, target(operation, path, query), sent, content, caller.key or ""
    ) as (
        response,
        exchange,
    ):
        answer = Answer(response.status_code, lowered(response.headers), b"", exchange)
        streams = response.status_code == 200
        if not streams:
            answer = _read(caller, response, exchange)
        if answer.status == 429:
            raise Violation(f"{answer.what}: 429 {answer.code}, and no limit was being tested")
        # Of a stream, status, content type and headers can be held to the contract before its first byte.
        hold(caller.wire.specification, operation, answer)
        expect_status(answer, expect)
        yield Stream(caller, answer, response, operation.document, streams=streams)


def _read(caller: Caller, response: httpx.Response, exchange: Exchange) -> Answer:
    content = b"".join(caller.wire.chunks(response, exchange))
    return Answer(response.status_code, lowered(response.headers), content, exchange)


def is_event_stream(answer: Answer) -> bool:
    """Whether an answer is Server-Sent Events."""
    return answer.headers.get("content-type", "").partition(";")[0].strip() == _SSE
