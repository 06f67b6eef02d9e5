# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""Carries calls out over HTTP: headers, deadlines, retries, errors."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, TypeVar, cast
from uuid import uuid4

import httpx

from orchestra_sdk._call import Call, CallOptions
from orchestra_sdk._deprecation import warn_if_deprecated
from orchestra_sdk._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    OrchestraError,
    error_from_response,
)
from orchestra_sdk._io_sync import deadline, sleep
from orchestra_sdk._log import logger, set_up_logging
from orchestra_sdk._options import CONNECT_TIMEOUT, SILENCE, ClientOptions
from orchestra_sdk._raw import RawResponse
from orchestra_sdk._retry import wait_before_retry
from orchestra_sdk._version import USER_AGENT

T = TypeVar("T")

NO_OPTIONS: Final = CallOptions()
# One connection a stream; more than that at once is another client's work.
_LIMITS: Final = httpx.Limits(max_connections=1000, max_keepalive_connections=100)
# Nothing of the request was on its way when one of these came.
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Transport:
    """Carries calls out. With `raw`, `call` gives the RawResponse in place of what is in it."""

    def __init__(self, options: ClientOptions, http_client: httpx.Client | None = None) -> None:
        set_up_logging()
        self.options = options
        self._owns_http = http_client is None
        self._http = http_client or httpx.Client(limits=_LIMITS)
        self._raw = False
        self._warned: set[str] = set()

    def copy(self, *, options: ClientOptions | None = None, raw: bool | None = None) -> Transport:
        """Another one over the same connections; closing it closes nothing."""
        other = Transport(options or self.options, self._http)
        other._raw = self._raw if raw is None else raw
        other._warned = self._warned
        return other

    def call(self, call: Call[T], given: CallOptions = NO_OPTIONS) -> T:
        """Carry a call out, trying again where that is right and safe. Raises APIError's subclasses.

        A whole attempt takes no longer than the timeout (a synchronous one looks at the clock between two reads).
        """
        given = keyed(call, given)
        most = self.options.max_retries if given.max_retries is None else given.max_retries
        tries = 0
        while True:
            try:
                answer = self._attempt(call, given)
            except APIError as error:
                if tries >= most:
                    raise
                sent = not isinstance(error.__cause__, _NOT_SENT)
                wait = wait_before_retry(error, tries, repeatable=call.repeatable, sent=sent)
                if wait is None:
                    raise
                tries += 1
                logger.info(
                    "%s is tried again in %.2f s (%d of %d): %s", call.operation, wait, tries, most, error
                )
            else:
                return cast("T", answer) if self._raw else answer.parse()
            sleep(wait)

    def open(self, call: Call[Any], given: CallOptions = NO_OPTIONS) -> httpx.Response:
        """Begin to read an answer that is a stream; one attempt. The caller closes what it gets.

        The timeout, 60 seconds at the most, is for the silence between two bytes. Raises APIError's subclasses.
        """
        silence = min(SILENCE, self._timeout(given))
        until = time.monotonic() + silence
        with self._errors(call, silence), deadline(silence):
            response = self._send(call, given, silence)
            if response.is_success:
                return response
            body = _read(response, until)
        raise error_from_response(response.status_code, response.headers, body, call.problem)

    def close(self) -> None:
        """Close the connections, where they are not the caller's own."""
        if self._owns_http:
            self._http.close()

    def _attempt(self, call: Call[T], given: CallOptions) -> RawResponse[T]:
        timeout = self._timeout(given)
        until = time.monotonic() + timeout
        with self._errors(call, timeout), deadline(timeout):
            response = self._send(call, given, timeout)
            body = _read(response, until)
        if not response.is_success:
            raise error_from_response(response.status_code, response.headers, body, call.problem)
        return RawResponse(call.operation, response.status_code, response.headers, body, call.parse)

    def _send(self, call: Call[Any], given: CallOptions, timeout: float) -> httpx.Response:
        """Send the request and wait for the head of the answer."""
        if self._http.is_closed:
            raise OrchestraError("The client is closed.")
        content = None if call.json is None else json.dumps(call.json, allow_nan=False).encode()
        request = self._http.build_request(
            call.method,
            f"{self.options.base_url}{call.path}",
            params=dict(call.params) if call.params else None,
            content=content,
            headers=self._headers(call, given, content),
            timeout=httpx.Timeout(timeout, connect=min(CONNECT_TIMEOUT, timeout)),
        )
        logger.debug("%s %s", request.method, request.url)
        began = time.monotonic()
        response = self._http.send(request, stream=True)
        logger.debug(
            "%s %s: %d after %.3f s (correlation id %s)",
            request.method,
            request.url,
            response.status_code,
            time.monotonic() - began,
            response.headers.get("x-correlation-id"),
        )
        try:
            warn_if_deprecated(call.operation, response.headers, self._warned)
        except Warning:
            # Where warnings are errors, the answer is read by nobody.
            response.close()
            raise
        return response

    def _headers(self, call: Call[Any], given: CallOptions, content: bytes | None) -> httpx.Headers:
        headers = httpx.Headers(
            {
                "Authorization": f"Bearer {self.options.api_key}",
                "User-Agent": USER_AGENT,
                "Accept": "application/json",
            }
        )
        if content is not None:
            headers["Content-Type"] = "application/json"
        more: tuple[Mapping[str, str], ...] = (
            self.options.default_headers,
            call.headers,
            given.extra_headers or {},
        )
        for found in more:
            headers.update(found)
        if call.takes_key and given.idempotency_key is not None:
            headers["Idempotency-Key"] = given.idempotency_key
        return headers

    def _timeout(self, given: CallOptions) -> float:
        return self.options.timeout if given.timeout is None else given.timeout

    @contextmanager
    def _errors(self, call: Call[Any], timeout: float) -> Generator[None, None, None]:
        """Make the errors of the HTTP library ours."""
        try:
            yield
        except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise APITimeoutError(f"{call.operation}: no connection in time.") from error
        except (httpx.TimeoutException, TimeoutError) as error:
            raise APITimeoutError(f"{call.operation}: no answer within {timeout:g} s.") from error
        except httpx.ConnectError as error:
            raise APIConnectionError(f"{self.options.base_url} cannot be reached: {error}") from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            words = str(error) or type(error).__name__
            raise APIConnectionError(f"{call.operation}: the connection broke: {words}") from error


def keyed(call: Call[Any], given: CallOptions) -> CallOptions:
    """The options with the idempotency key that all tries of the call share."""
    if not call.takes_key or given.idempotency_key is not None:
        return given
    said = httpx.Headers(dict(given.extra_headers or {})).get("Idempotency-Key")
    return replace(given, idempotency_key=said or str(uuid4()))


def _read(response: httpx.Response, until: float) -> bytes:
    """The whole body. Raises TimeoutError when it is not there by `until`, on the monotonic clock."""
    body = bytearray()
    try:
        for chunk in response.iter_bytes():
            body += chunk
            if time.monotonic() > until:
                raise TimeoutError
    finally:
        response.close()
    return bytes(body)
