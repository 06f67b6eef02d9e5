"""Version 1's stream: one item a line, no way to resume."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import httpx

from orchestra_sdk._async.transport import AsyncTransport
from orchestra_sdk._call import Call, CallOptions
from orchestra_sdk._errors import APIConnectionError, APITimeoutError, StreamError, error_from_problem
from orchestra_sdk.v1._generated.models import CompleteItemV1, ErrorItemV1, TokenItemV1
from orchestra_sdk.v1._messages import StreamItemV1, item_from_json, problem_of_item


class AsyncChatStreamV1:
    """The items of an answer as they come; a context manager that frees the connection.

    Iterating gives every item, the last one (`complete` or `error`) too. Behind an `error` it raises what the error
    says: APIStatusError's subclasses. Raises StreamError where the stream breaks: version 1 cannot resume.
    """

    def __init__(self, transport: AsyncTransport, call: Call[None], given: CallOptions) -> None:
        self._transport = transport
        self._call = call
        self._given = given
        self._response: httpx.Response | None = None
        self._lines: AsyncIterator[bytes] | None = None
        self._last: CompleteItemV1 | ErrorItemV1 | None = None

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StreamItemV1:
        if isinstance(self._last, ErrorItemV1):
            raise error_from_problem(problem_of_item(self._last))
        if self._last is not None:
            raise StopAsyncIteration
        lines = await self._open()
        try:
            item = item_from_json(await anext(lines))
        except StopAsyncIteration:
            await self.close()
            raise StreamError("The stream ended before its answer had.") from None
        except httpx.TimeoutException as error:
            await self.close()
            raise APITimeoutError("Nothing came of the stream for too long.") from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            await self.close()
            raise APIConnectionError(f"The stream broke: {str(error) or type(error).__name__}") from error
        except StreamError:
            await self.close()
            raise
        if isinstance(item, CompleteItemV1 | ErrorItemV1):
            self._last = item
            await self.close()
        return item

    async def text_deltas(self) -> AsyncIterator[str]:
        """Only the text of the tokens, as it comes. Raises what iterating raises."""
        async for item in self:
            if isinstance(item, TokenItemV1):
                yield item.content

    async def result(self) -> CompleteItemV1:
        """Read to the end and give the last item. Raises what iterating raises."""
        async for _ in self:
            pass
        assert isinstance(self._last, CompleteItemV1)
        return self._last

    async def close(self) -> None:
        """Free the connection. What version 1 is asked for goes on or ends with it as the service decides."""
        if self._response is not None:
            await self._response.aclose()

    async def _open(self) -> AsyncIterator[bytes]:
        if self._lines is None:
            self._response = await self._transport.open(self._call, self._given)
            self._lines = _lines(self._response)
        return self._lines


async def _lines(response: httpx.Response) -> AsyncIterator[bytes]:
    """The lines that are not empty, without their ends; what the stream ends within is none."""
    rest = b""
    async for chunk in response.aiter_bytes():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                yield line
