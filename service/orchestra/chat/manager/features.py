"""What of a message the model is given: the numbers of its first and its last pieces, and of how it is spelt."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from orchestra.chat.manager.wordpiece import WordPiece

# Pieces of a message, with the two marks. A request stands at the beginning or, after much politeness, at the end; the
# middle of a longer message is left out, so that what one costs has a bound.
LONGEST = 64
# Characters that are looked at, from each end: more than enough for the pieces above.
SIGHT = 400
# Words, pairs of words and groups of letters share so many numbers. Eleven weights each are 360 kB in half precision.
SPELLINGS = 1 << 14
# Characters whose spelling is looked at, from each end.
SPELLING_SIGHT = 200

_WORD = re.compile(r"[a-z0-9']+|[?!]")


class Reader:
    """Turns text into numbers; safe to use from several threads."""

    def __init__(self, vocabulary: Path) -> None:
        self._pieces = WordPiece.load(vocabulary)

    def numbers(self, text: str) -> list[int]:
        """The numbers of a text's pieces between the two marks, from 2 to `LONGEST` of them."""
        if len(text) > 2 * SIGHT:
            text = f"{text[:SIGHT]} {text[-SIGHT:]}"
        pieces = self._pieces.numbers(text)
        room = LONGEST - 2
        if len(pieces) > room:
            pieces = pieces[: room // 2] + pieces[-(room // 2) :]
        return [self._pieces.first, *pieces, self._pieces.last]


def spelling(text: str) -> npt.NDArray[np.int64]:
    """Numbers below `SPELLINGS` of a text's words, pairs of neighbours and groups of three to five letters, each once.

    Never empty: also a text without a word has a beginning and an end.
    """
    if len(text) > 2 * SPELLING_SIGHT:
        text = f"{text[:SPELLING_SIGHT]} {text[-SPELLING_SIGHT:]}"
    words = _WORD.findall(text.lower())
    found = {f"{before} {after}" for before, after in zip(["", *words], [*words, ""], strict=True)}
    for word in words:
        ends = f"<{word}>"
        found.add(ends)
        for size in (3, 4, 5):
            found.update([ends[start : start + size] for start in range(len(ends) - size + 1)])
    # Sorted, so that sums come out the same to the last bit.
    return np.array(sorted({zlib.crc32(name.encode()) % SPELLINGS for name in found}), dtype=np.int64)


def spelling_scores(weights: npt.NDArray[np.float32], text: str) -> npt.NDArray[np.float32]:
    """What a text's spelling adds to the scores of the intents, (intents,), by weights, (`SPELLINGS`, intents)."""
    found = spelling(text)
    scores: npt.NDArray[np.float32] = weights[found].sum(axis=0) / np.float32(np.sqrt(len(found)))
    return scores
