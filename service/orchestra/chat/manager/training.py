"""Training the intent model from the messages of this repository; never loaded by a running service.

What was chosen here (the recipe below) was chosen on messages of hands that the training had not seen, never on the
held-out ones. The same messages, recipe and NumPy give the same model on the same kind of processor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from orchestra.chat.manager.features import SPELLINGS, Reader, spelling
from orchestra.chat.manager.network import Learned, Pass, begin
from orchestra.chat.manager.weights import Array, Base

Numbers = npt.NDArray[np.int64]

TRAINING = Path(__file__).parent / "training"
# What is fitted to this file's messages alone, by the model that has not seen them, is the temperature.
CALIBRATION = "messages_3.jsonl"
WARM_UP = 0.06
MOMENTUM, CAUTION = 0.9, 0.999
# Of the weights of spellings, learned from all messages at once. They are not drawn to zero, so that a rare word weighs
# as much as a frequent one: alone that reads fewer messages right, beside the network more.
SPELLING_ROUNDS, SPELLING_RATE = 25, 0.3
# Small talk that may stand before or after any request without being one.
SMALL_TALK = frozenset({"short", "slang", "plain", "terse", "polite", "no-keyword"})
SMALL_TALK_LENGTH = 90


class TrainingError(ValueError):
    """A file of messages cannot be learned from; the text says which line."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message and the intent that a careful reader gave it; `file` is where it stands, so whose hand it is."""

    text: str
    intent: str
    style: str
    file: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """How it is trained.

    Rates are Adam's, of the corrections and of the last layer; `decay` draws both to zero. `keep` is the share of
    activations kept, `smoothing` what of the certainty is spread over all intents, `misspelt` and `chatter` the
    shares of messages that are given typing errors, or small talk around them, anew in each epoch. `spelling` is how
    much the scores of a message's spelling count beside the network's.
    """

    rank: int = 16
    epochs: int = 4
    batch: int = 32
    rate: float = 1e-3
    last_rate: float = 2e-3
    decay: float = 0.01
    keep: float = 0.9
    smoothing: float = 0.05
    misspelt: float = 0.3
    chatter: float = 0.12
    spelling: float = 0.4
    seed: int = 0


def read_messages(path: Path, intents: Sequence[str]) -> list[Message]:
    """The messages of a JSONL file of objects with `text`, `intent` and, where known, `style`.

    Raises:
        OSError: where the file cannot be read.
        TrainingError: where a line is no such object or names an intent that there is not.
    """
    found: list[Message] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, intent, style = row["text"], row["intent"], row.get("style", "")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TrainingError(f"{path.name}, line {number}: no object with text and intent") from error
        if not isinstance(text, str) or intent not in intents:
            raise TrainingError(f"{path.name}, line {number}: the intent {intent!r} is not one of the eleven")
        found.append(Message(text, intent, str(style), path.name))
    return found


def training_files() -> list[Path]:
    """The files that the model of this repository is trained on."""
    return sorted(TRAINING.glob("messages_*.jsonl"))


def digest(path: Path) -> str:
    """What names the content of a file: SHA-256, with line ends as on Unix."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def train(
    messages: Sequence[Message], intents: Sequence[str], base: Base, reader: Reader, recipe: Recipe,
    tell: Callable[[str], None] = lambda _: None,
) -> Learned:  # fmt: skip
    """What is to be added to the base, learned from messages."""
    source = np.random.default_rng(recipe.seed)
    learned = begin(base, rank=recipe.rank, intents=len(intents), seed=recipe.seed)
    wanted = np.array([intents.index(message.intent) for message in messages])
    chatter = [
        message.text
        for message in messages
        if message.intent == "general"
        and message.style in SMALL_TALK
        and len(message.text) < SMALL_TALK_LENGTH
    ]
    steps = recipe.epochs * -(-len(messages) // recipe.batch)
    adam = _Adam(recipe, learned, steps)
    for epoch in range(recipe.epochs):
        texts = [varied(message.text, chatter, recipe, source) for message in messages]
        rows = [reader.numbers(text) for text in texts]
        losses: list[float] = []
        for chosen in _batches([len(row) for row in rows], recipe.batch, source):
            way = Pass(
                base, learned, *padded([rows[place] for place in chosen]), keep=recipe.keep, source=source
            )
            chances = softmax(way.forward())
            goal = np.full_like(chances, recipe.smoothing / len(intents))
            goal[np.arange(len(chosen)), wanted[chosen]] += 1 - recipe.smoothing
            losses.append(float(-(goal * np.log(chances + 1e-9)).sum(axis=1).mean()))
            adam.step(way.backward(((chances - goal) / len(chosen)).astype(np.float32)))
        tell(f"epoch {epoch + 1} of {recipe.epochs}: loss {np.mean(losses):.3f}")
    return learned


def train_spelling(messages: Sequence[Message], intents: Sequence[str], recipe: Recipe) -> Array:
    """Weights of spellings, (`SPELLINGS`, intents): logistic regression, times what they are to count.

    It knows words and word ends by heart, where the network knows what is meant; they err in different messages.
    """
    found = [spelling(message.text) for message in messages]
    lengths = np.array([len(numbers) for numbers in found])
    numbers, places = np.concatenate(found), np.repeat(np.arange(len(found)), lengths)
    shares = (1 / np.sqrt(lengths))[places]
    goal = np.eye(len(intents), dtype=np.float32)[[intents.index(message.intent) for message in messages]]
    weights = np.zeros((SPELLINGS, len(intents)), np.float32)
    adam = _Adam(replace(recipe, last_rate=SPELLING_RATE, decay=0), {"spelling": weights}, SPELLING_ROUNDS)

    def summed(where: Numbers, values: Array, size: int) -> Array:
        columns = [np.bincount(where, column * shares, minlength=size) for column in values.T]
        return np.stack(columns, axis=1).astype(np.float32)

    for _ in range(SPELLING_ROUNDS):
        wrong = (softmax(summed(places, weights[numbers], len(found))) - goal) / np.float32(len(found))
        adam.step({"spelling": summed(numbers, wrong[places], SPELLINGS)})
    return weights * np.float32(recipe.spelling)


def temperature(scores: Array, wanted: Numbers) -> float:
    """By what scores are divided for their chances to be true: the one of least loss, from 0.3 to 4 in steps of 1 %."""
    tried = 0.3 * 1.01 ** np.arange(261)
    losses = [
        -np.log(softmax(scores / heat)[np.arange(len(wanted)), wanted] + 1e-12).mean() for heat in tried
    ]
    return float(np.round(tried[int(np.argmin(losses))], 4))


def varied(text: str, chatter: Sequence[str], recipe: Recipe, source: np.random.Generator) -> str:
    """The message as another might have typed it: with errors, or with small talk around it."""
    if source.random() < recipe.misspelt:
        text = _misspelt(text, source)
    if chatter and source.random() < recipe.chatter:
        talk = chatter[int(source.integers(len(chatter)))]
        text = (
            f"{text}. {talk}"
            if source.random() < 0.2
            else f"{talk}{', ' if source.random() < 0.5 else '. '}{text}"
        )
    return text


def _misspelt(text: str, source: np.random.Generator) -> str:
    letters = list(text)
    for _ in range(max(1, len(letters) // 25)):
        place, kind = int(source.integers(len(letters))), int(source.integers(4))
        if kind == 0:
            letters[place] = ""
        elif kind == 1:
            letters[place] *= 2
        elif kind == 2 and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = chr(ord("a") + int(source.integers(26)))
    return "".join(letters)


def padded(rows: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    """Rows of one length, (rows, longest), and how much of each is meant, (rows,)."""
    lengths = np.array([len(row) for row in rows])
    tokens = np.zeros((len(rows), int(lengths.max())), np.int64)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = row
    return tokens, lengths


def softmax(scores: Array) -> Array:
    """Chances from scores, along the last axis."""
    lifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: Array = lifted / lifted.sum(axis=-1, keepdims=True)
    return chances


def _batches(lengths: Sequence[int], size: int, source: np.random.Generator) -> Iterator[list[int]]:
    """Places of messages of like length, so that little is padded, in chance order."""
    order = source.permutation(len(lengths))
    batches: list[list[int]] = []
    for start in range(0, len(order), size * 16):
        near = sorted((int(place) for place in order[start : start + size * 16]), key=lengths.__getitem__)
        batches += [near[first : first + size] for first in range(0, len(near), size)]
    for place in source.permutation(len(batches)):
        yield batches[int(place)]


class _Adam:
    """Adam with decoupled decay (https://arxiv.org/abs/1711.05101), warmed up, then fading in a line to none."""

    def __init__(self, recipe: Recipe, learned: Learned, steps: int) -> None:
        self._recipe, self._learned, self._steps, self._step = recipe, learned, steps, 0
        self._first = {name: np.zeros_like(value) for name, value in learned.items()}
        self._second = {name: np.zeros_like(value) for name, value in learned.items()}

    def step(self, slopes: Learned) -> None:
        self._step += 1
        fade = min(1.0, self._step / (WARM_UP * self._steps)) * (self._steps - self._step) / self._steps
        size = float(np.sqrt(sum(float((slope * slope).sum()) for slope in slopes.values())))
        for name, value in self._learned.items():
            slope = slopes[name] * np.float32(min(1.0, 1 / max(size, 1e-9)))
            first, second = self._first[name], self._second[name]
            first += np.float32(1 - MOMENTUM) * (slope - first)
            second += np.float32(1 - CAUTION) * (slope * slope - second)
            rate = fade * (self._recipe.rate if "." in name else self._recipe.last_rate)
            move = (first / np.float32(1 - MOMENTUM**self._step)) / (
                np.sqrt(second / np.float32(1 - CAUTION**self._step)) + np.float32(1e-8)
            )
            value -= np.float32(rate) * (move + np.float32(self._recipe.decay) * value)
