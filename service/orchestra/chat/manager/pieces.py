"""A message cut into words, numbers and signs, for `parameters`; numbers that are words become numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from orchestra.chat.manager import words

MOST_DIGITS: Final = 12
MOST_PIECES: Final = 2000
"""A longer message is read up to here, which bounds the time that it takes."""

# A number with the letters or sign at its end, a word with its inner signs, an arrow, or any other sign. Nothing in it
# can be matched in two ways, so it takes its time by the length of the text.
_PIECE: Final = re.compile(
    r"(?P<number>[0-9][0-9.,]*)(?P<suffix>%|[^\W\d_]*)|(?P<word>[^\W\d]\w*(?:['’:./@-]\w+)*)|(?P<sign>->|=>|→|\S)"
)
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


@dataclass(slots=True)
class Piece:
    """A word, number or sign, in small letters.

    `used`: it says something already, and is not looked at for anything else.
    """

    text: str
    start: int
    end: int
    number: float | None = None
    suffix: str = ""
    used: bool = False


class Message:
    """A message while it is read: its pieces, and the parameters that were found in it so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = _join_numbers(_cut(text))
        self.found: dict[str, Any] = {}

    def set(self, name: str, value: Any) -> None:
        """The first one counts."""
        self.found.setdefault(name, value)

    def word(self, place: int) -> str:
        """The word there in small letters; empty where there is none, or it says something already."""
        if 0 <= place < len(self.pieces):
            piece = self.pieces[place]
            if piece.number is None and not piece.used:
                return piece.text
        return ""

    def number(self, place: int) -> float | None:
        """The number there, where it is a plain one: no time, no percentage, no ordinal."""
        if 0 <= place < len(self.pieces):
            piece = self.pieces[place]
            if piece.number is not None and not piece.used and not piece.suffix:
                return piece.number
        return None

    def said(self, piece: Piece) -> str:
        """The piece as it stands in the message."""
        return self.text[piece.start : piece.end]

    def near(self, place: int, known: frozenset[str], reach: int) -> bool:
        """Whether one of the words stands among the few before."""
        return any(self.word(before) in known for before in range(place - reach, place))


def _cut(text: str) -> list[Piece]:
    pieces = []
    for found in islice(_PIECE.finditer(text), MOST_PIECES):
        piece = Piece(found[0].lower(), found.start(), found.end())
        if found["number"]:
            piece.number, piece.suffix = _value(found["number"]), found["suffix"].lower()
            if piece.number is not None and piece.suffix in words.MULTIPLES:
                piece.number, piece.suffix = piece.number * words.MULTIPLES[piece.suffix], ""
        pieces.append(piece)
    return pieces


def _value(digits: str) -> float | None:
    digits = digits.rstrip(".,")
    if len(digits) > MOST_DIGITS or digits.count(".") > 1:
        return None
    if _THOUSANDS.fullmatch(digits.partition(".")[0]):
        digits = digits.replace(",", "")
    elif digits.count(",") == 1 and "." not in digits:
        digits = digits.replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None


def _join_numbers(pieces: list[Piece]) -> list[Piece]:
    """Numbers that are words, one piece each: "a dozen", "twenty-five", "two hundred", "5 hundred"."""
    joined: list[Piece] = []
    place = 0
    while place < len(pieces):
        value, length = _spoken(pieces, place)
        if value is None or length == 0:
            joined.append(pieces[place])
            place += 1
            continue
        last = pieces[place + length - 1]
        joined.append(Piece("", pieces[place].start, last.end, value))
        joined[-1].text = str(value)
        place += length
    return joined


def _spoken(pieces: list[Piece], place: int) -> tuple[float | None, int]:
    """The number that begins there and is at least partly a word, and over how many pieces it goes."""

    def word(at: int) -> str:
        return pieces[at].text if at < len(pieces) and pieces[at].number is None else ""

    first = pieces[place]
    value = first.number if not first.suffix else None
    length = 1
    if value is None:
        if first.text in ("a", "an") and (word(place + 1) in words.GROUPS or word(place + 1) in words.PAIRS):
            value = 1
        else:
            value = _small(first.text)
            if value is not None and first.text in words.TENS and 0 < words.ONES.get(word(place + 1), 0) < 10:
                value += words.ONES[word(place + 1)]
                length = 2
        if value is None and first.text in words.GROUPS:
            value, length = 1, 0
        elif value is None:
            return None, 0
    elif word(place + 1) not in words.GROUPS:
        return None, 0
    if first.text == "one" and word(place + 1) not in words.GROUPS:
        # "This one", "the last one": it counts where something is counted.
        before, after = word(place - 1) if place else "", {word(place + 1), word(place + 2)}
        if before not in ("to", "from", "by", "just", "only") and after.isdisjoint(
            words.TARGETS | words.SECONDS.keys() | words.MORE
        ):
            return None, 0
    if word(place + length) in words.PAIRS:
        value, length = 2, length + 1
    elif word(place + length) in words.GROUPS:
        value *= words.GROUPS[word(place + length)]
        length += 1
        if word(place + length) == "and" and (rest := _small(word(place + length + 1))):
            value, length = value + rest, length + 2
    if length > 1 and word(place + length) == "of" and word(place + length - 1) in words.PAIRS:
        length += 1
    return value, length


def _small(word: str) -> int | None:
    if word in words.ONES:
        return words.ONES[word]
    tens, _, ones = word.partition("-")
    if tens in words.TENS and (not ones or 0 < words.ONES.get(ones, 0) < 10):
        return words.TENS[tens] + words.ONES.get(ones, 0)
    return None
