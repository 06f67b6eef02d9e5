"""Any endpoint that speaks OpenAI's chat completions: OpenAI, vLLM, Ollama, LM Studio, llama.cpp's server and more.

One POST a run, streamed. A token costs one line split, one JSON decode and one call of `emit`; nothing is awaited
but the socket.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

import aiohttp
import msgspec

from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.providers import refusals
from orchestra.providers.answer import Answer, StreamError
from orchestra.providers.base import (
    Completion,
    Emit,
    ModelInfo,
    Prompt,
    TokenCount,
    estimate_usage,
)
from orchestra.providers.chunks import (
    MalformedChunkError,
    Message,
    ResponseFormat,
    StreamOptions,
    messages,
    response_format,
)
from orchestra.providers.sse import LineTooLongError
from orchestra.resilience.breaker import Breaker, Permit
from orchestra.settings import OpenAISettings
from orchestra.telemetry.logging import get_logger

_log = get_logger("providers.openai")

# At the start the service does not wait longer than this to learn the default model's name.
_START_S: Final = 2.0
_ERROR_BODY_S: Final = 5.0
_ERROR_BODY_BYTES: Final = 65_536
_MODELS_BYTES: Final = 4_194_304
_MODELS_SHOWN: Final = 1_000
# Shorter than the 5 s after which uvicorn (vLLM, LiteLLM) drops an idle connection: else a POST may meet a closed one.
_KEEPALIVE_S: Final = 4.0


class _Request(msgspec.Struct, omit_defaults=True):
    model: str
    messages: list[Message]
    stream: Literal[True]
    stream_options: StreamOptions
    max_tokens: int | None = None
    temperature: float | None = None
    response_format: ResponseFormat | None = None


class _ModelMeta(msgspec.Struct):
    n_ctx: int | None = None
    n_ctx_train: int | None = None


class _Model(msgspec.Struct):
    id: str
    max_model_len: int | None = None  # vLLM
    context_length: int | None = None  # OpenRouter and others
    meta: _ModelMeta | None = None  # llama.cpp

    def context_tokens(self) -> int | None:
        meta = self.meta or _ModelMeta()
        return self.max_model_len or self.context_length or meta.n_ctx or meta.n_ctx_train


class _Models(msgspec.Struct):
    data: list[_Model] | None = None


_decode_models = msgspec.json.Decoder(_Models).decode


class _SchemaRefusedError(Exception):
    """The endpoint refused a request that asked for JSON of a schema."""


class OpenAIProvider:
    """A client of one endpoint.

    `model` is the default model; without one, the first that the endpoint lists is taken, at the start or, when
    the endpoint is down then, at the first use.
    """

    name: Final = "openai"

    def __init__(self, settings: OpenAISettings, model: str | None, breaker: Breaker) -> None:
        self._settings = settings
        self._configured_model = model
        self._found_model: str | None = None
        self._breaker = breaker
        self._key = settings.api_key.get_secret_value() if settings.api_key else ""
        self._session: aiohttp.ClientSession | None = None
        # An own bound instead of the connector's, so that `connect` below times the connection and not the wait.
        self._free = asyncio.Semaphore(settings.max_connections)
        self._timeout = aiohttp.ClientTimeout(
            total=None, connect=settings.connect_timeout, sock_read=settings.idle_timeout
        )

    @property
    def default_model(self) -> str:
        """The configured model, else the one found; empty while the endpoint could not be asked yet."""
        return self._configured_model or self._found_model or ""

    async def start(self) -> None:
        """Open the client; ask for the default model where none is configured."""
        headers = {"Accept-Encoding": "identity", "User-Agent": "ai-orchestra"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEPALIVE_S),
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        if not self._configured_model:
            try:
                async with asyncio.timeout(_START_S):
                    await self.models()
            except (OrchestraError, TimeoutError) as error:
                _log.warning(
                    "model endpoint not reachable yet",
                    base_url=refusals.clean(self._settings.base_url),
                    error=str(error),
                )

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    def admit(self, model: str | None) -> None:
        """Refuse while the breaker is open; which models there are, only the endpoint knows."""
        self._breaker.check()

    def estimate(self, prompt: Prompt, output_tokens: int, output_text: str) -> TokenCount:
        """The prompt by its length, the answer by the pieces it came in."""
        return estimate_usage(prompt, output_tokens, output_text)

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        """Stream one answer; see Provider.complete."""
        self._breaker.check()
        async with self._free:
            try:
                return await self._ask(prompt, emit)
            except _SchemaRefusedError:
                # Many endpoints know no schemas, or not this one: the answer is asked for without.
                return await self._ask(replace(prompt, schema=None), emit)

    async def _ask(self, prompt: Prompt, emit: Emit) -> Completion:
        with self._breaker.guard() as permit:
            model = prompt.model or self.default_model or await self._find_model()
            return await self._stream(prompt, model, emit, permit)

    async def _stream(self, prompt: Prompt, model: str, emit: Emit, permit: Permit) -> Completion:
        body = _Request(
            model=model,
            messages=messages(prompt.turns),
            stream=True,
            stream_options=StreamOptions(),
            max_tokens=prompt.max_tokens,
            temperature=prompt.temperature,
            response_format=response_format(prompt.schema),
        )
        answer = Answer(emit)
        response: aiohttp.ClientResponse | None = None
        try:
            response = await self._client().post(
                f"{self._settings.base_url}/chat/completions",
                data=msgspec.json.encode(body),
                headers={"Content-Type": "application/json", "Accept": "text/event-stream"},
                allow_redirects=False,
                timeout=self._timeout,
            )
            if response.status != 200:
                raise await self._refusal(response, prompt, permit)
            await answer.read(response.content)
        except (aiohttp.ClientError, OSError) as error:
            # aiohttp's timeouts are ClientErrors or OSErrors as well.
            if not answer.whole:
                raise self._failure(error) from error
        except (MalformedChunkError, LineTooLongError) as error:
            if not answer.whole:
                raise _upstream_error(
                    "The model endpoint sent something that is not a chat completion."
                ) from error
        except StreamError as error:
            if not answer.whole:
                said = refusals.parse(error.payload, self._key)
                raise self._meaning(said.status or 500, said, prompt, {}) from None
        finally:
            # Closes the connection at once unless the whole answer was read: then it is free for reuse already.
            if response is not None:
                response.close()
        if not answer.whole:
            raise _upstream_error("The model endpoint's answer broke off before its end.")
        return Completion(
            finish_reason=answer.finish_reason,
            usage=answer.usage or self.estimate(prompt, answer.pieces, ""),
            model=answer.model or model,
        )

    async def models(self) -> Sequence[ModelInfo]:
        """What the endpoint lists, the default among it; only the default when it lists nothing."""
        try:
            listed = await self._list_models()
        except OrchestraError as error:
            if not self.default_model:
                raise
            _log.warning(
                "models could not be listed",
                base_url=refusals.clean(self._settings.base_url),
                error=error.detail,
            )
            listed = []
        if listed and not self._found_model:
            self._found_model = listed[0].id
        default = self.default_model
        if not default:
            raise _upstream_error("The model endpoint lists no model; set ORCHESTRA_MODEL.")
        # The default comes first; an endpoint may serve names that it does not list.
        first = next((model for model in listed if model.id == default), _Model(id=default))
        listed = [first, *(model for model in listed if model is not first)]
        size = self._settings.context_tokens
        return tuple(
            ModelInfo(
                model.id,
                (size if model.id == default else None) or model.context_tokens(),
                model.id == default,
            )
            for model in listed[:_MODELS_SHOWN]
        )

    async def _find_model(self) -> str:
        await self.models()
        return self.default_model

    async def _list_models(self) -> list[_Model]:
        try:
            async with asyncio.timeout(self._settings.connect_timeout + _ERROR_BODY_S):
                async with self._client().get(
                    f"{self._settings.base_url}/models", allow_redirects=False, timeout=self._timeout
                ) as response:
                    body = await _read_bounded(response.content, _MODELS_BYTES)
                    if response.status != 200:
                        raise _upstream_error(refusals.describe(response.status))
            return _decode_models(body).data or []
        except (aiohttp.ClientError, OSError) as error:
            raise self._failure(error) from error
        except ValueError as error:
            raise _upstream_error("The model endpoint's list of models cannot be read.") from error

    async def _refusal(self, response: aiohttp.ClientResponse, prompt: Prompt, permit: Permit) -> Exception:
        """What an answer other than 200 means."""
        if refusals.is_callers_fault(response.status):
            # The endpoint is well and said no to this one request: not a matter for the breaker.
            permit.succeed()
        body = b""
        with contextlib.suppress(aiohttp.ClientError, OSError):  # The status says enough.
            async with asyncio.timeout(_ERROR_BODY_S):
                body = await _read_bounded(response.content, _ERROR_BODY_BYTES)
        said = refusals.parse(body, self._key)
        named = said.is_context_too_long(response.status) or said.is_unknown_model(response.status)
        if prompt.schema is not None and response.status in (400, 422) and not named:
            return _SchemaRefusedError()
        return self._meaning(response.status, said, prompt, response.headers)

    def _meaning(
        self, status: int, said: refusals.Refusal, prompt: Prompt, headers: refusals.Headers
    ) -> OrchestraError:
        _log.warning("model endpoint refused", status=status, code=said.code, message=said.message)
        if said.is_context_too_long(status):
            detail = f"The conversation does not fit into the model's context. {said.message}"
            return OrchestraError(ErrorCode.CONTEXT_TOO_LONG, detail.rstrip())
        if said.is_unknown_model(status) and prompt.model not in ("", self.default_model):
            return OrchestraError(
                ErrorCode.VALIDATION_FAILED,
                f"The model endpoint does not know the model {prompt.model!r}; GET /v2/models lists what it has.",
                errors=[FieldError("body", "/model", "unknown model")],
            )
        return OrchestraError(
            ErrorCode.UPSTREAM_ERROR,
            refusals.describe(status, said.message),
            retry_after=refusals.retry_after(headers) if status in (429, 503) else None,
        )

    def _failure(self, error: BaseException) -> OrchestraError:
        """What an exception of the network means. The address is the operator's business: it is logged, not told."""
        _log.warning(
            "model endpoint failed",
            base_url=refusals.clean(self._settings.base_url),
            error=refusals.clean(repr(error)),
        )
        if isinstance(error, aiohttp.ConnectionTimeoutError):
            detail = "The model endpoint did not accept a connection in time."
            return OrchestraError(ErrorCode.UPSTREAM_TIMEOUT, detail)
        if isinstance(error, TimeoutError):
            return OrchestraError(ErrorCode.UPSTREAM_TIMEOUT, "The model endpoint was silent for too long.")
        if isinstance(error, aiohttp.ClientConnectorError):
            return _upstream_error("The model endpoint cannot be reached.")
        return _upstream_error("The connection to the model endpoint broke.")

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            raise _upstream_error("The connection to the model endpoint is closed.")
        return self._session


async def _read_bounded(stream: aiohttp.StreamReader, limit: int) -> bytes:
    body = bytearray()
    while len(body) < limit and (piece := await stream.readany()):
        body += piece
    return bytes(body[:limit])


def _upstream_error(detail: str) -> OrchestraError:
    return OrchestraError(ErrorCode.UPSTREAM_ERROR, detail)
