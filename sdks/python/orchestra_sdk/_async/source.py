"""A run's events over Server-Sent Events, through as many connections as it takes."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Final

import httpx

from orchestra_sdk._async.transport import AsyncTransport, keyed
from orchestra_sdk._call import Call, CallOptions
from orchestra_sdk._errors import (
    APIConnectionError,
    APIError,
    APIResponseError,
    OrchestraError,
    StreamError,
)
from orchestra_sdk._fold import Fold, event_from_json
from orchestra_sdk._generated.api.runs.cancel_run import cancel_run
from orchestra_sdk._generated.api.runs.list_run_events import list_run_events
from orchestra_sdk._generated.models import Run
from orchestra_sdk._generated.v2 import RunEvent
from orchestra_sdk._io_async import sleep
from orchestra_sdk._log import logger
from orchestra_sdk._retry import backoff, wait_before_retry
from orchestra_sdk._sse import Block, SSEParser

_NO_CONTENT: Final = 204


class AsyncSSESource:
    """The events of one run, each once and in order (an AsyncEventSource).

    While nothing of the run is known, `first` is sent, again with the same idempotency key; afterwards the run is
    resumed behind the last event. So many tries as the call's `max_retries` may fail between two events.
    """

    def __init__(
        self, transport: AsyncTransport, fold: Fold, given: CallOptions, first: Call[None] | None = None
    ) -> None:
        self.fold = fold
        self.response_headers: Mapping[str, str] = {}
        self._transport = transport
        self._first = first
        self._given = given if first is None else keyed(first, given)
        self._most = transport.options.max_retries if given.max_retries is None else given.max_retries
        self._tries = 0
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._parser = SSEParser()
        self._blocks: deque[Block] = deque()
        self._began = False
        self._closed = False

    async def ready(self) -> None:
        """Connect, where that is not done. Raises APIError's subclasses."""
        if not self._began:
            await self._connect()

    async def next(self) -> RunEvent:
        """The next event. Raises APIError's subclasses and StreamError."""
        while True:
            while self._blocks:
                event = event_from_json(self._blocks.popleft().data)
                taken = self.fold.take(event)
                if taken == "new":
                    self._tries = 0
                    return event
                if taken == "gap":
                    await self._lost(f"events are missing before offset {event.offset}")
            if self._chunks is None:
                await self._connect()
            else:
                await self._read(self._chunks)

    async def cancel(self) -> Run:
        """Cancel the run. Raises APIError's subclasses."""
        assert self.fold.run_id is not None
        return await self._transport.call(
            cancel_run(self.fold.run_id), replace(self._given, idempotency_key=None)
        )

    async def close(self) -> None:
        """Close the connection."""
        self._closed = True
        await self._disconnect()

    async def _read(self, chunks: AsyncIterator[bytes]) -> None:
        try:
            self._blocks.extend(self._parser.feed(await anext(chunks)))
        except StopAsyncIteration:
            await self._lost("the stream ended before its run had")
        except (httpx.HTTPError, httpx.StreamError) as error:
            await self._lost(str(error) or type(error).__name__, error)

    async def _lost(self, words: str, cause: Exception | None = None) -> None:
        """The connection is of no use any more. Returns when the next one may be tried."""
        await self._disconnect()
        if self._closed:
            return
        error = StreamError(
            f"The stream of {self.fold.run_id} broke behind offset {self.fold.offset}: {words}"
        )
        error.__cause__ = cause
        await self._again(error)

    async def _connect(self) -> None:
        while not self._closed:
            try:
                await self._open()
            except APIError as error:
                await self._again(error)
            else:
                return
        raise StreamError("The stream was closed before its run had ended.")

    async def _open(self) -> None:
        call, cursor = self._first, self.fold.last_event_id
        if self.fold.run_id is not None or call is None:
            assert self.fold.run_id is not None
            call = list_run_events(self.fold.run_id)
            if cursor is not None:
                call = replace(call, headers={"Last-Event-ID": cursor})
        call = replace(call, headers={"Accept": "text/event-stream", **call.headers})
        response = await self._transport.open(call, self._given)
        kind = response.headers.get("content-type", "")
        if response.status_code == _NO_CONTENT or not kind.startswith("text/event-stream"):
            await response.aclose()
            if response.status_code == _NO_CONTENT:
                raise StreamError(f"The run has ended, and there is no event behind {cursor}.")
            raise APIResponseError(
                f"The answer to {call.operation} is no event stream ({kind or 'no type'})."
            )
        self._response, self._chunks = response, response.aiter_bytes()
        self._parser = SSEParser()
        if not self._began:
            self._began, self.response_headers = True, response.headers
        if self.fold.run_id is None:
            self.fold.run_id = response.headers.get("Orchestra-Run-Id")
        if response.headers.get("Orchestra-Recovered") == "false":
            self.fold.skip()

    async def _again(self, error: OrchestraError) -> None:
        """Wait until the next try. Raises the error where there is to be none."""
        wait: float | None = backoff(self._tries)
        if isinstance(error, APIError):
            wait = wait_before_retry(error, self._tries, repeatable=True)
        if wait is None or self._tries >= self._most:
            if self._began and isinstance(error, APIConnectionError):
                raise StreamError(
                    f"The stream of {self.fold.run_id} could not be resumed behind offset {self.fold.offset}: {error}"
                ) from error
            raise error
        self._tries += 1
        logger.info(
            "The stream is tried again in %.2f s (%d of %d): %s", wait, self._tries, self._most, error
        )
        await sleep(wait)

    async def _disconnect(self) -> None:
        self._blocks.clear()
        response, self._response, self._chunks = self._response, None, None
        if response is not None:
            await response.aclose()


def follow(
    transport: AsyncTransport, run_id: str, after: int | str | None, given: CallOptions
) -> AsyncSSESource:
    """The events of a run that is known, behind an offset or a cursor. Raises OrchestraError for a foreign cursor."""
    if isinstance(after, str):
        name, _, offset = after.rpartition(":")
        if name != run_id or not offset.isdecimal():
            raise OrchestraError(f"{after} is no cursor of the run {run_id}.")
        after = int(offset)
    return AsyncSSESource(transport, Fold(run_id, -1 if after is None else after), given)
