"""Models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from orchestra_sdk._async.raw import raw_pages
from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.models.list_models import list_models
from orchestra_sdk._generated.models import Model
from orchestra_sdk._pages_async import AsyncPager, pages
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class AsyncModels:
    """The models that can answer."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> AsyncModelsRaw:
        """The same methods, giving the answer as it came."""
        return AsyncModelsRaw(AsyncModels(self._transport.copy(raw=True)))

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncPager[Model]:
        """List the models: `async for model in client.models.list()`. Raises APIError's subclasses."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return pages(self._transport, list_models(limit=limit, after=after), given)


class AsyncModelsRaw:
    """The methods of AsyncModels, giving RawResponse; of a list, one page."""

    def __init__(self, models: AsyncModels) -> None:
        self.list = raw_pages(models.list)
