"""What the manager was told better: the right intents of messages, by owner, used at once for the same message."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import OrderedDict
from typing import Final

from orchestra.contract.events import Intent
from orchestra.sessions.feedback import accuracy, corrections
from orchestra.storage.database import Database
from orchestra.telemetry.metrics import Metrics

MOST_LEARNED: Final = 10_000
"""Messages that are remembered in a process; those used least lately give way."""

LEARNED_CONFIDENCE: Final = 0.99
"""How sure the manager is of a message that its owner has corrected: the next time, they may mean something else."""


class Learned:
    """Corrections of all owners. Nobody's correction touches another's messages; texts are kept as hashes only."""

    def __init__(self, most: int = MOST_LEARNED) -> None:
        self._most = most
        self._intents: OrderedDict[tuple[str, bytes], Intent] = OrderedDict()

    def __len__(self) -> int:
        return len(self._intents)

    def learn(self, owner_id: str, text: str, intent: Intent) -> None:
        """From now on, this owner's message means that."""
        key = (owner_id, _digest(text))
        self._intents[key] = intent
        self._intents.move_to_end(key)
        if len(self._intents) > self._most:
            self._intents.popitem(last=False)

    def load(self, owner_id: str, text: str, intent: Intent) -> bool:
        """Take an earlier correction in, behind all that are there; False where there is no room for more."""
        if len(self._intents) >= self._most:
            return False
        key = (owner_id, _digest(text))
        if key not in self._intents:
            self._intents[key] = intent
            self._intents.move_to_end(key, last=False)
        return True

    def forget(self, owner_id: str, text: str) -> None:
        """The correction was taken back."""
        self._intents.pop((owner_id, _digest(text)), None)

    def recall(self, owner_id: str, text: str) -> Intent | None:
        """The intent that this owner gave the message, or one that differs in nothing but its looks."""
        key = (owner_id, _digest(text))
        intent = self._intents.get(key)
        if intent is not None:
            self._intents.move_to_end(key)
        return intent


async def load_feedback(database: Database, learned: Learned, metrics: Metrics) -> None:
    """Take in what the database has: the latest corrections, and how often the manager was right."""
    async for correction in corrections(database):
        if not learned.load(correction.owner_id, correction.text, correction.intent):
            break
    metrics.intent_accuracy(await accuracy(database))


def normalise(text: str) -> str:
    """The message without what makes no difference: case, width, spaces, punctuation.

    Signs stay where they stand at a number (`-5`, `50%`, `1.5`), and a text of signs alone stays as it is.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = []
    for place, sign in enumerate(folded):
        if sign.isalnum() or unicodedata.category(sign).startswith("M"):
            kept.append(sign)
        elif sign in "'’":
            continue
        elif sign in "-%.,:" and _beside_digit(folded, place, sign):
            kept.append(sign)
        else:
            kept.append(" ")
    return " ".join("".join(kept).split()) or " ".join(folded.split())


def _beside_digit(text: str, place: int, sign: str) -> bool:
    before = place > 0 and text[place - 1].isdigit()
    after = place + 1 < len(text) and text[place + 1].isdigit()
    return before if sign == "%" else after and (before or sign == "-")


def _digest(text: str) -> bytes:
    return hashlib.blake2b(normalise(text).encode("utf-8", "surrogatepass"), digest_size=16).digest()
