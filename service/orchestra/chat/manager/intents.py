"""What a message wants: one of the contract's eleven intents, with the confidence that it is that one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from orchestra.chat.manager.encoder import Encoder
from orchestra.chat.manager.features import Reader, spelling_scores
from orchestra.chat.manager.weights import Array, Base

MODEL = Path(__file__).parent / "model"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a message is taken to want.

    `confidence` (0 to 1) is calibrated: of the guesses made with 0.8, about eight in ten are right. `ranking` has every
    intent with its confidence, best first; they add up to 1.
    """

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]


class IntentModel:
    """Reads intents out of messages, on one core and with nothing from outside; safe to use from several threads."""

    def __init__(
        self, reader: Reader, encoder: Encoder, spellings: Array, intents: tuple[str, ...], temperature: float,
        version: str,
    ) -> None:  # fmt: skip
        self.version = version
        self._reader, self._encoder, self._spellings = reader, encoder, spellings
        self._intents, self._temperature = intents, np.float32(temperature)

    @classmethod
    def load(cls, path: Path | None = None) -> IntentModel:
        """The model in a folder; by default the one that comes with the service.

        Raises:
            OSError: where a file of it is missing.
            orchestra.chat.manager.weights.WeightsError: where the installed base weights are not its own.
        """
        folder = path or MODEL
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        with np.load(folder / "learned.npz", allow_pickle=False) as arrays:
            learned = {name: arrays[name].astype(np.float32) for name in arrays.files}
        encoder = Encoder(folder / "encoder.onnx", Base.load(folder / "base.json"), learned)
        reader = Reader(folder / "vocabulary.txt")
        return cls(
            reader, encoder, learned["spelling"], tuple(card["intents"]), card["temperature"], card["version"]
        )

    def scores(self, text: str) -> Array:
        """The scores of the intents, (intents,), before they become confidences."""
        numbers = np.array(self._reader.numbers(text))
        return self._encoder.scores(numbers) + spelling_scores(self._spellings, text)

    def classify(self, text: str) -> Guess:
        """The intent of a message of any length and in any script; what it costs is bounded by `features.LONGEST`."""
        scores = self.scores(text) / self._temperature
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        ranking = tuple(
            (self._intents[place], float(chances[place])) for place in np.argsort(-chances, kind="stable")
        )
        return Guess(ranking[0][0], ranking[0][1], ranking)
