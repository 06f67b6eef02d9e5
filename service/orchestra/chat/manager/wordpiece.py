"""Text to the token numbers that the encoder was trained on: WordPiece, lower case, as BERT (uncased) cuts it.

Source: Devlin et al., https://arxiv.org/abs/1810.04805, and its vocabulary of 30,522 pieces, one a line.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

# Longer "words" are no words (keys, hashes, base64), and looking for their pieces costs the square of the length.
LONGEST_WORD = 100
# Words whose pieces are remembered.
REMEMBERED = 4096

# Scripts without spaces are read character by character: CJK ideographs and their extensions.
_IDEOGRAPHS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class WordPiece:
    """Cuts text into pieces of a vocabulary; safe to use from several threads."""

    def __init__(self, pieces: list[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._unknown = self._numbers["[UNK]"]
        self.first = self._numbers["[CLS]"]
        self.last = self._numbers["[SEP]"]
        self._pieces = lru_cache(maxsize=REMEMBERED)(self._cut)

    @classmethod
    def load(cls, path: Path) -> WordPiece:
        """The vocabulary in a file of one piece a line.

        Raises:
            OSError: where the file cannot be read.
        """
        return cls(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))

    def numbers(self, text: str) -> list[int]:
        """The pieces of a text, without the marks at its beginning and end; none where nothing is written."""
        return [number for word in words(text) for number in self._pieces(word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest piece of the vocabulary from the left, and again; one unknown where a rest has none."""
        if len(word) > LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)


def words(text: str) -> list[str]:
    """Words and single marks of punctuation, in lower case and without accents."""
    spaced: list[str] = []
    for character in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(character)
        if character.isspace():
            spaced.append(" ")
        elif kind == "Mn" or kind[0] == "C" or character == "�":
            continue
        elif _stands_alone(character, kind):
            spaced.append(f" {character} ")
        else:
            spaced.append(character)
    return "".join(spaced).split()


def _stands_alone(character: str, kind: str) -> bool:
    code = ord(character)
    if code < 0x80:  # BERT counts every mark of ASCII as punctuation, "$" and "`" too
        return not character.isalnum()
    return kind[0] == "P" or any(low <= code <= high for low, high in _IDEOGRAPHS)
