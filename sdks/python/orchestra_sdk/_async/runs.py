"""Runs: what becomes of a message."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from orchestra_sdk._async.raw import raw
from orchestra_sdk._async.source import follow
from orchestra_sdk._async.stream import AsyncRunStream
from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.runs.cancel_run import cancel_run
from orchestra_sdk._generated.api.runs.get_run import get_run
from orchestra_sdk._generated.models import Run
from orchestra_sdk._requests import name


class AsyncRuns:
    """Look up runs, follow them and cancel them."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> AsyncRunsRaw:
        """The same methods, giving the answer as it came."""
        return AsyncRunsRaw(AsyncRuns(self._transport.copy(raw=True)))

    async def get(
        self,
        run_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Run:
        """How a run stands, with its answer where it has one. Raises APIError's subclasses."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return await self._transport.call(get_run(name("run_id", run_id)), given)

    def events(
        self,
        run_id: str,
        *,
        after: int | str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncRunStream:
        """Follow a run from its beginning, or behind `after`: an offset, or a cursor such as `stream.last_event_id`.

        `timeout` is the longest silence in seconds, 60 at the most. Raises what AsyncRunStream says when it is entered
        and read: GoneError where the events are no longer kept (the run still is), StreamError where there is no event
        behind the cursor because the run has ended there. A foreign cursor is an OrchestraError at once.
        """
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return AsyncRunStream(follow(self._transport, name("run_id", run_id), after, given))

    async def cancel(
        self,
        run_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Run:
        """Cancel a run, and give it as it is then; one that is cancelled already stays so.

        Raises ConflictError for a run that has ended, and APIError's other subclasses.
        """
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return await self._transport.call(cancel_run(name("run_id", run_id)), given)


class AsyncRunsRaw:
    """The methods of AsyncRuns, giving RawResponse."""

    def __init__(self, runs: AsyncRuns) -> None:
        self.get = raw(runs.get)
        self.cancel = raw(runs.cancel)
