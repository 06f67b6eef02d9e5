"""What the rest of the service knows of a model provider.

Tokens are pushed: `Provider.complete` calls `emit` for each one, on the event loop's thread, and returns when
the model has finished. Nothing stands between the model and the reader but that one call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

FinishReason = Literal["stop", "length", "content_filter"]

Emit = Callable[[str], None]
"""Takes one token's text, never empty. Synchronous, called on the event loop's thread in the model's order."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation that the model is shown."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked of the model.

    `turns` are in order, the newest last. An empty `model` means the provider's default. `max_tokens` bounds the
    answer; None for `max_tokens` or `temperature` leaves the choice to the provider. With a `schema`, the answer is to
    be JSON that fits this JSON Schema: asked of the model's side where it can hold the model to it, and never promised.
    `agent` is who asks, as name and round (`critic#2`); empty where it is no agent of a swarm.
    """

    turns: tuple[Turn, ...]
    model: str
    max_tokens: int | None
    temperature: float | None
    schema: Mapping[str, Any] | None = None
    agent: str = ""


@dataclass(frozen=True, slots=True)
class TokenCount:
    """Tokens read and written, and whether the model reported them or we estimated."""

    input: int
    output: int
    source: Literal["reported", "estimated"]


@dataclass(frozen=True, slots=True)
class Completion:
    """How an answer ended. Its text is what `emit` was given, joined."""

    finish_reason: FinishReason
    usage: TokenCount
    model: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model that can be asked for. `context_tokens` is None where nobody told us."""

    id: str
    context_tokens: int | None
    is_default: bool


class Provider(Protocol):
    """A source of answers. One object serves every run of the process."""

    @property
    def name(self) -> str:
        """The provider's name in settings, metrics and `GET /v2/models`."""

    @property
    def default_model(self) -> str:
        """The model used when a request names none; empty while that is not known yet."""

    async def start(self) -> None:
        """Get ready. A provider on the network starts even when its endpoint is down."""

    async def close(self) -> None:
        """End what is running and give everything back. A second call does nothing."""

    def admit(self, model: str | None) -> None:
        """Raise what would refuse a run now, before anything is kept of it; None is the default model.

        Raises OrchestraError: breaker_open, or validation_failed for a model that is known not to exist.
        """

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        """Generate one answer, handing each token to `emit`.

        Cancelling the awaiting task closes the upstream connection (or frees the slot) at once. `emit` is not
        called after this has returned or raised; what `emit` raises ends the run and comes out here.
        Raises OrchestraError: upstream_error, upstream_timeout, context_too_long, breaker_open, or
        validation_failed for a model that the client named and the endpoint does not know.
        """

    async def models(self) -> Sequence[ModelInfo]:
        """The models there are. Raises OrchestraError (upstream_error) where none can be named at all."""

    def estimate(self, prompt: Prompt, output_tokens: int, output_text: str) -> TokenCount:
        """Tokens of a run that ended without a report; `output_tokens` is the number of calls of `emit`."""


def estimate_tokens(text: str) -> int:
    """A guess at the tokens in `text`: a quarter of its UTF-8 bytes, rounded up.

    About right for English with today's vocabularies, and on the safe side for most other languages.
    """
    return (len(text.encode("utf-8", "replace")) + 3) // 4


def estimate_prompt(turns: Iterable[Turn]) -> int:
    """A guess at the tokens of a conversation; 4 a turn for what a chat template puts around it."""
    return sum(estimate_tokens(turn.content) + 4 for turn in turns)


def estimate_usage(prompt: Prompt, output_tokens: int, output_text: str) -> TokenCount:
    """The estimate of providers that stream one token a piece."""
    output = output_tokens or estimate_tokens(output_text)
    return TokenCount(input=estimate_prompt(prompt.turns), output=output, source="estimated")
