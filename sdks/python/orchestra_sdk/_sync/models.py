# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""Models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.models.list_models import list_models
from orchestra_sdk._generated.models import Model
from orchestra_sdk._pages_sync import Pager, pages
from orchestra_sdk._sync.raw import raw_pages
from orchestra_sdk._sync.transport import Transport
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class Models:
    """The models that can answer."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> ModelsRaw:
        """The same methods, giving the answer as it came."""
        return ModelsRaw(Models(self._transport.copy(raw=True)))

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Pager[Model]:
        """List the models: `for model in client.models.list()`. Raises APIError's subclasses."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return pages(self._transport, list_models(limit=limit, after=after), given)


class ModelsRaw:
    """The methods of Models, giving RawResponse; of a list, one page."""

    def __init__(self, models: Models) -> None:
        self.list = raw_pages(models.list)
