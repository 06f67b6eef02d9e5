"""What messages want."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from orchestra_sdk._async.raw import raw
from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.orchestration.create_intent import create_intent
from orchestra_sdk._generated.models import CreateIntentRequest, IntentReport
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class AsyncIntents:
    """Ask the manager what a message wants."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> AsyncIntentsRaw:
        """The same methods, giving the answer as it came."""
        return AsyncIntentsRaw(AsyncIntents(self._transport.copy(raw=True)))

    async def create(
        self,
        message: str,
        *,
        session_id: str | NotGiven = NOT_GIVEN,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> IntentReport:
        """Interpret a message, 1 to 10,000 characters, without answering it; no language model is asked.

        Where `certain` is False the service is not sure enough to act on it. Raises APIError's subclasses.
        """
        body = CreateIntentRequest(message=message, session_id=session_id)
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return await self._transport.call(create_intent(body=body), given)


class AsyncIntentsRaw:
    """The methods of AsyncIntents, giving RawResponse."""

    def __init__(self, intents: AsyncIntents) -> None:
        self.create = raw(intents.create)
