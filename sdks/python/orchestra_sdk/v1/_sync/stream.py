# Generated from orchestra_sdk/v1/_async by `orchestra generate`. Do not edit.
"""Version 1's stream: one item a line, no way to resume."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import httpx

from orchestra_sdk._call import Call, CallOptions
from orchestra_sdk._errors import APIConnectionError, APITimeoutError, StreamError, error_from_problem
from orchestra_sdk._sync.transport import Transport
from orchestra_sdk.v1._generated.models import CompleteItemV1, ErrorItemV1, TokenItemV1
from orchestra_sdk.v1._messages import StreamItemV1, item_from_json, problem_of_item


class ChatStreamV1:
    """The items of an answer as they come; a context manager that frees the connection.

    Iterating gives every item, the last one (`complete` or `error`) too. Behind an `error` it raises what the error
    says: APIStatusError's subclasses. Raises StreamError where the stream breaks: version 1 cannot resume.
    """

    def __init__(self, transport: Transport, call: Call[None], given: CallOptions) -> None:
        self._transport = transport
        self._call = call
        self._given = given
        self._response: httpx.Response | None = None
        self._lines: Iterator[bytes] | None = None
        self._last: CompleteItemV1 | ErrorItemV1 | None = None

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> StreamItemV1:
        if isinstance(self._last, ErrorItemV1):
            raise error_from_problem(problem_of_item(self._last))
        if self._last is not None:
            raise StopIteration
        lines = self._open()
        try:
            item = item_from_json(next(lines))
        except StopIteration:
            self.close()
            raise StreamError("The stream ended before its answer had.") from None
        except httpx.TimeoutException as error:
            self.close()
            raise APITimeoutError("Nothing came of the stream for too long.") from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            self.close()
            raise APIConnectionError(f"The stream broke: {str(error) or type(error).__name__}") from error
        except StreamError:
            self.close()
            raise
        if isinstance(item, CompleteItemV1 | ErrorItemV1):
            self._last = item
            self.close()
        return item

    def text_deltas(self) -> Iterator[str]:
        """Only the text of the tokens, as it comes. Raises what iterating raises."""
        for item in self:
            if isinstance(item, TokenItemV1):
                yield item.content

    def result(self) -> CompleteItemV1:
        """Read to the end and give the last item. Raises what iterating raises."""
        for _ in self:
            pass
        assert isinstance(self._last, CompleteItemV1)
        return self._last

    def close(self) -> None:
        """Free the connection. What version 1 is asked for goes on or ends with it as the service decides."""
        if self._response is not None:
            self._response.close()

    def _open(self) -> Iterator[bytes]:
        if self._lines is None:
            self._response = self._transport.open(self._call, self._given)
            self._lines = _lines(self._response)
        return self._lines


def _lines(response: httpx.Response) -> Iterator[bytes]:
    """The lines that are not empty, without their ends; what the stream ends within is none."""
    rest = b""
    for chunk in response.iter_bytes():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                yield line
