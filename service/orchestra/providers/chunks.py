"""OpenAI's chat completion format, as far as it is read or written here: what endpoints and the embedded server share.

Fields that are not declared are skipped without being built, which is most of what a line holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from orchestra.providers.base import FinishReason, TokenCount, Turn


class Message(msgspec.Struct):
    """One turn of a request."""

    role: str
    content: str


class JsonSchema(msgspec.Struct, frozen=True):
    """The schema of an answer that is to be JSON."""

    schema: Mapping[str, Any]
    name: str = "answer"


class ResponseFormat(msgspec.Struct, frozen=True):
    """What shape the answer is to have."""

    json_schema: JsonSchema
    type: str = "json_schema"


def response_format(schema: Mapping[str, Any] | None) -> ResponseFormat | None:
    """The form of a request for JSON of that schema; None asks for text."""
    return None if schema is None else ResponseFormat(JsonSchema(schema))


class StreamOptions(msgspec.Struct, frozen=True):
    """What a stream carries beside the answer."""

    include_usage: bool = True


class Delta(msgspec.Struct, gc=False):
    """What a chunk adds to the answer."""

    content: str | None = None
    refusal: str | None = None


class Choice(msgspec.Struct, gc=False):
    """One answer's part of a chunk; we only ever ask for one answer."""

    delta: Delta | None = None
    finish_reason: str | None = None

    @property
    def text(self) -> str | None:
        """The text of this chunk, if it has any.

        U+0000 is refused in requests and cannot be stored: it does not come in this way either.
        """
        delta = self.delta
        if delta is None:
            return None
        text = delta.content or delta.refusal
        return text.replace("\0", "\ufffd") if text and "\0" in text else text


class Usage(msgspec.Struct, gc=False):
    """Tokens, as the model's side counted them."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Chunk(msgspec.Struct, gc=False):
    """One line of a stream. `error` stands in the place of an answer, in mid-stream too."""

    choices: list[Choice] | None = None
    usage: Usage | None = None
    model: str | None = None
    error: dict[str, Any] | str | None = None

    @property
    def count(self) -> TokenCount | None:
        """The usage, where this chunk carries it whole."""
        usage = self.usage
        if usage is None or usage.prompt_tokens is None or usage.completion_tokens is None:
            return None
        return TokenCount(usage.prompt_tokens, usage.completion_tokens, "reported")

    @property
    def failed(self) -> bool:
        """Whether this is an error object."""
        return bool(self.error)


_decode: Final = msgspec.json.Decoder(Chunk).decode


class MalformedChunkError(Exception):
    """A line is not a chunk of a chat completion."""


def parse_chunk(line: bytes) -> Chunk:
    """The chunk on one line. Raises MalformedChunkError."""
    try:
        return _decode(line)
    except ValueError as error:  # msgspec's errors are some, a UnicodeDecodeError is another.
        raise MalformedChunkError from error


_FINISH_REASONS: Final[dict[str, FinishReason]] = {"length": "length", "content_filter": "content_filter"}


def finish_reason(theirs: str | None) -> FinishReason:
    """Our word for theirs; what we have no word for (tool_calls, eos) is a stop."""
    return _FINISH_REASONS.get(theirs or "", "stop")


def messages(turns: Iterable[Turn]) -> list[Message]:
    """The conversation in the form of a request."""
    return [Message(turn.role, turn.content) for turn in turns]
