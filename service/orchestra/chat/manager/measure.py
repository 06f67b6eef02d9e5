"""How well intents are read: accuracy, recall by intent, confusion, and whether confidence is what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orchestra.chat.manager.intents import Guess
from orchestra.chat.manager.training import Message

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages whose confidence lies in one tenth: how many, their mean confidence, and the share that was right."""

    messages: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What was found.

    `confusion[a][b]` are the messages of intent a that were taken for b. `calibration_error` is the expected
    calibration error over ten bins of equal width (Guo et al., https://arxiv.org/abs/1706.04599).
    """

    messages: int
    accuracy: float
    recall: dict[str, float]
    confusion: dict[str, dict[str, int]]
    calibration_error: float
    bins: tuple[Bin, ...]


def measure(
    messages: Sequence[Message], classify: Callable[[str], Guess], intents: Sequence[str]
) -> Measures:
    """Read messages whose intent is known; there must be one at least."""
    confusion = {intent: dict.fromkeys(intents, 0) for intent in intents}
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for message in messages:
        guess = classify(message.text)
        confusion[message.intent][guess.intent] += 1
        held[min(int(guess.confidence * BINS), BINS - 1)].append(
            (guess.confidence, guess.intent == message.intent)
        )
    bins = tuple(
        Bin(
            len(found),
            sum(confidence for confidence, _ in found) / max(len(found), 1),
            sum(right for _, right in found) / max(len(found), 1),
        )
        for found in held
    )
    total = len(messages)
    return Measures(
        messages=total,
        accuracy=sum(confusion[intent][intent] for intent in intents) / total,
        recall={
            intent: confusion[intent][intent] / max(sum(confusion[intent].values()), 1) for intent in intents
        },
        confusion=confusion,
        calibration_error=sum(found.messages * abs(found.confidence - found.accuracy) for found in bins)
        / total,
        bins=bins,
    )
