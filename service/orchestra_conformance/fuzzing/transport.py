"""Bounds for what schemathesis sends: it reads every answer whole, however long that is and takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import Any, Final

import requests
from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from schemathesis.core.transport import STREAM_CUT_SHORT_ATTRIBUTE, is_event_stream
from urllib3 import BaseHTTPResponse, HTTPResponse
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as Silence

from orchestra_conformance.exchange import KEPT_BYTES, Exchange
from orchestra_conformance.wire import MOST_BYTES, Wire

_CHUNK_BYTES: Final = 65_536


@contextmanager
def bounded(wire: Wire, key: str, silent: Callable[[], None]) -> Iterator[None]:
    """Bound and record what every session of `requests` that is made meanwhile sends, in the whole process.

    Schemathesis makes sessions in many places (its checks have their own), and each mounts the adapter that it finds
    under this name. `silent` is called for every answer that does not come in time, or not whole.
    """
    before = getattr(requests.sessions, "HTTPAdapter")  # noqa: B009 - not exported, says mypy
    setattr(requests.sessions, "HTTPAdapter", partial(BoundedAdapter, wire, key, silent))  # noqa: B010 - the same
    try:
        yield
    finally:
        setattr(requests.sessions, "HTTPAdapter", before)  # noqa: B010 - the same


class BoundedAdapter(HTTPAdapter):
    """Reads answers to their ends as long as they are within the bounds of the kit, and gives them read.

    Raises Timeout for one that takes longer than an answer may, or is asked for when the check's time is over, and
    ConnectionError for one that is longer than any of the contract; both hold an error of urllib3, which schemathesis
    looks into. A stream of events that goes on for too long is
    cut after a whole event, and nothing is wrong with it.
    """

    def __init__(self, wire: Wire, key: str, silent: Callable[[], None]) -> None:
        self._wire = wire
        self._key = key
        self._silent = silent
        super().__init__()

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send a request; `timeout` is the profile's."""
        budget = self._wire.budget
        if budget.spent:
            raise requests.ConnectTimeout(HTTPError("the time of the check is over"), request=request)
        # A few bytes of a compressed answer may be gigabytes.
        request.headers["Accept-Encoding"] = "identity"
        exchange = self._exchange(request)
        began = time.monotonic()
        response: requests.Response | None = None
        try:
            response = super().send(request, True, budget.patience, verify, cert, proxies)
            exchange.status = response.status_code
            exchange.answer_headers = list(response.headers.items())
            try:
                content, whole = self._read(response, request, began + budget.patience)
            except BaseException:
                # What is left of the answer must not be read by the next one.
                response.raw.close()
                raise
        except requests.RequestException as error:
            # A connection that was closed between two requests is no answer that did not come.
            if response is not None or isinstance(error, requests.Timeout):
                self._silent()
            raise
        finally:
            exchange.seconds = time.monotonic() - began
        exchange.answer = content[:KEPT_BYTES]
        if not whole:
            setattr(response, STREAM_CUT_SHORT_ATTRIBUTE, True)
        raw = response.raw
        response.raw = HTTPResponse(
            BytesIO(content),
            headers=raw.headers,
            status=raw.status,
            version=raw.version,
            reason=raw.reason,
            preload_content=False,
        )
        return response

    def _exchange(self, request: PreparedRequest) -> Exchange:
        body = request.body if isinstance(request.body, str | bytes) else b""
        exchange = Exchange(
            request.method or "",
            request.url or "",
            [(_text(name), _text(value)) for name, value in request.headers.items()],
            (body.encode() if isinstance(body, str) else body)[:KEPT_BYTES],
            time.time(),
            self._key,
        )
        self._wire.recorder.add(exchange)
        return exchange

    def _read(
        self, response: requests.Response, request: PreparedRequest, until: float
    ) -> tuple[bytes, bool]:
        """The body, and whether it came to its end."""
        raw: BaseHTTPResponse = response.raw
        content = bytearray()
        whole = True
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise requests.ConnectionError(
                HTTPError("the answer is compressed, and that was not asked for"), request=request
            )
        try:
            # Not `read`, which waits until there is as much as was asked for.
            while chunk := raw.read1(_CHUNK_BYTES, decode_content=False):
                content += chunk
                if len(content) > MOST_BYTES:
                    raise requests.ConnectionError(
                        HTTPError(f"the answer has more than {MOST_BYTES} bytes"), request=request
                    )
                if time.monotonic() > until:
                    raise Silence
        except Silence as error:
            if not is_event_stream(response.headers.get("Content-Type")):
                raise requests.ReadTimeout(
                    HTTPError(f"the answer was not whole (read timeout={self._wire.budget.patience:g})"),
                    request=request,
                ) from error
            del content[content.rfind(b"\n\n") + 2 :]
            whole = False
            raw.close()
        except HTTPError as error:
            raise requests.exceptions.ChunkedEncodingError(error, request=request) from error
        return bytes(content), whole


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
