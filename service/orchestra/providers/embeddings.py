"""Embeddings of any endpoint that speaks OpenAI's: how near texts are in meaning to another one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul
from typing import Final

import aiohttp
import msgspec

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers import refusals
from orchestra.telemetry.logging import get_logger

_log = get_logger("providers.embeddings")

# Models read some hundred words; what stands behind them only makes the request longer.
_TEXT_CHARACTERS: Final = 2_000
_ANSWER_BYTES: Final = 16_777_216
# Shorter than the 5 s after which uvicorn drops an idle connection.
_KEEPALIVE_S: Final = 4.0


class _Request(msgspec.Struct):
    model: str
    input: list[str]
    encoding_format: str = "float"


class _Embedding(msgspec.Struct):
    index: int
    embedding: list[float]


class _Answer(msgspec.Struct):
    data: list[_Embedding]


_decode = msgspec.json.Decoder(_Answer).decode


class Embeddings:
    """A client of one endpoint; `url` goes up to and including the version. Nothing is opened before the first use."""

    def __init__(self, url: str, model: str, key: str) -> None:
        self._url = url
        self._model = model
        self._key = key
        self._session: aiohttp.ClientSession | None = None

    async def similarities(self, text: str, others: Sequence[str], *, within: float) -> Sequence[float]:
        """The cosine (-1 to 1) of `text` with each of `others`, in one request that may take `within` seconds.

        Raises OrchestraError: upstream_error, upstream_timeout.
        """
        texts = [each[:_TEXT_CHARACTERS] for each in (text, *others)]
        try:
            async with self._client().post(
                f"{self._url}/embeddings",
                data=msgspec.json.encode(_Request(self._model, texts)),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=within),
            ) as response:
                body = await _read_bounded(response.content)
                if response.status != 200:
                    raise _failed(refusals.describe(response.status))
            first, *rest = _in_order(body, len(texts))
        except TimeoutError as error:
            raise OrchestraError(
                ErrorCode.UPSTREAM_TIMEOUT, "The endpoint of embeddings was too slow."
            ) from error
        except (aiohttp.ClientError, OSError) as error:
            _log.warning(
                "embeddings failed", url=refusals.clean(self._url), error=refusals.clean(repr(error))
            )
            raise _failed("The endpoint of embeddings cannot be reached.") from error
        return [_cosine(first, each) for each in rest]

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            headers = {
                "Accept-Encoding": "identity",
                "Content-Type": "application/json",
                "User-Agent": "ai-orchestra",
            }
            if self._key:
                headers["Authorization"] = f"Bearer {self._key}"
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=_KEEPALIVE_S),
                headers=headers,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _in_order(body: bytes, count: int) -> list[list[float]]:
    try:
        found = {each.index: each.embedding for each in _decode(body).data}
        vectors = [found[index] for index in range(count)]
    except (ValueError, KeyError) as error:
        raise _failed("The endpoint of embeddings sent something that is no answer.") from error
    if len(set(map(len, vectors))) != 1:
        raise _failed("The endpoint of embeddings sent vectors of different lengths.")
    return vectors


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    length = math.hypot(*one) * math.hypot(*other)
    return sum(map(mul, one, other)) / length if length else 0.0


async def _read_bounded(stream: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    while len(body) < _ANSWER_BYTES and (piece := await stream.readany()):
        body += piece
    return bytes(body)


def _failed(detail: str) -> OrchestraError:
    return OrchestraError(ErrorCode.UPSTREAM_ERROR, detail)
