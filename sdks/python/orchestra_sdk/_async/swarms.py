"""Swarms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from orchestra_sdk._async.raw import raw_pages
from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.orchestration.list_swarms import list_swarms
from orchestra_sdk._generated.models import Swarm
from orchestra_sdk._pages_async import AsyncPager, pages
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class AsyncSwarms:
    """The swarms that can work on an answer: `swarm_type` of a chat is the name of one."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> AsyncSwarmsRaw:
        """The same methods, giving the answer as it came."""
        return AsyncSwarmsRaw(AsyncSwarms(self._transport.copy(raw=True)))

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncPager[Swarm]:
        """List the swarms: `async for swarm in client.swarms.list()`. Raises APIError's subclasses."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return pages(self._transport, list_swarms(limit=limit, after=after), given)


class AsyncSwarmsRaw:
    """The methods of AsyncSwarms, giving RawResponse; of a list, one page."""

    def __init__(self, swarms: AsyncSwarms) -> None:
        self.list = raw_pages(swarms.list)
