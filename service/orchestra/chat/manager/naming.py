"""What a message names by words: a name, a model, a mode, a language. For `parameters`."""

from __future__ import annotations

from typing import Final

from orchestra.chat.manager import words
from orchestra.chat.manager.pieces import Message

LONGEST_NAME: Final = 64

_QUOTES: Final = {'"': '"', "“": "”", "„": "“”", "«": "»", "`": "`", "'": "'", "‘": "’"}
_CHOOSE: Final = frozenset({"use", "switch", "change", "go", "set"})


def quotes(message: Message) -> None:
    """What stands in quotes is a name."""
    place = 0
    while place < len(message.pieces):
        closing = _QUOTES.get(message.pieces[place].text)
        end = _closing(message, place, closing) if closing else None
        if end is not None:
            said = message.text[message.pieces[place].end : message.pieces[end].start].strip()
            if said:
                message.set("model" if message.word(place - 1) == "model" else "name", said)
            for piece in message.pieces[place : end + 1]:
                piece.used = True
            place = end
        place += 1


def _closing(message: Message, place: int, closing: str) -> int | None:
    begin = message.pieces[place].end
    for end in range(place + 1, min(place + LONGEST_NAME, len(message.pieces))):
        piece = message.pieces[end]
        if piece.start - begin > LONGEST_NAME:
            return None
        if piece.text in closing and piece.end - piece.start == 1:
            return end
    return None


def names(message: Message) -> None:
    """What is called something, and what stands before a target and looks like a name."""
    for place in range(len(message.pieces) - 1):
        following = message.pieces[place + 1]
        word = message.word(place)
        if (
            following.used
            or not following.text[0].isalnum()
            or following.end - following.start > LONGEST_NAME
        ):
            continue
        if word in ("called", "named"):
            message.set("name", message.said(following))
            following.used = True
        elif message.word(place + 1) in words.TARGETS and _is_identifier(word) and not _is_model(word):
            message.set("name", message.said(message.pieces[place]))
            message.pieces[place].used = True


def model(message: Message) -> None:
    """The model, by its family or beside the word."""
    for place, piece in enumerate(message.pieces):
        word = message.word(place)
        if not word or len(word) > LONGEST_NAME:
            continue
        beside = "model" in (message.word(place - 1), message.word(place + 1)) or (
            message.word(place - 2) == "model" and message.word(place - 1) in words.LINKS
        )
        if _is_model(word) or (beside and _is_identifier(word)):
            message.set("model", message.said(piece))
            piece.used = True


def mode(message: Message) -> None:
    """The execution mode."""
    for place, piece in enumerate(message.pieces):
        word = message.word(place)
        if word not in words.MODES:
            continue
        beside = "mode" in (message.word(place - 1), message.word(place + 1)) or (
            message.word(place - 2) == "mode" and message.word(place - 1) in words.LINKS
        )
        chosen = message.word(place - 1) in ("use", "to") and message.near(place, _CHOOSE, 4)
        if beside or (chosen and word in ("lite", "balanced")):
            message.set("mode", word)
            piece.used = True


def language(message: Message) -> None:
    """The language to answer in."""
    for place, piece in enumerate(message.pieces):
        code = words.LANGUAGES.get(message.word(place))
        before = {message.word(place - 1), message.word(place - 2)}
        if code and (
            message.word(place - 1) in ("in", "into", "to", "speak", "auf")
            or message.word(place + 1) in ("please", "language")
            or "language" in before
        ):
            message.set("language", code)
            piece.used = True


def _is_identifier(word: str) -> bool:
    """Whether it looks like the name of a thing rather than a word: `checkout-api`, `billing_2`."""
    return len(word) <= LONGEST_NAME and any(sign in "-_" or sign.isdigit() for sign in word[1:])


def _is_model(word: str) -> bool:
    return any(
        word.startswith(family) and len(word) > len(family) for family in words.MODEL_FAMILIES
    ) and _is_identifier(word)
