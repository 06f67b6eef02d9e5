"""How much, how many, how long, and which way: the numbers of a message. For `parameters`."""

from __future__ import annotations

from typing import Final

from orchestra.chat.manager import words
from orchestra.chat.manager.pieces import Message

HOTTEST: Final = 2.0
"""A temperature above is the weather's."""


def temperature(message: Message) -> None:
    """A number beside the word."""
    for place, piece in enumerate(message.pieces):
        value = message.number(place)
        if value is None or value > HOTTEST:
            continue
        near = (
            message.word(place - 1),
            message.word(place + 1),
            message.word(place - 2) if message.word(place - 1) in words.LINKS else "",
        )
        if not {"temperature", "temp"}.isdisjoint(near):
            message.set("temperature", value)
            piece.used = True


def duration(message: Message) -> None:
    """A time, or several that follow each other."""
    total = 0.0
    last = -1
    for place in range(len(message.pieces)):
        seconds, length = _time(message, place)
        if seconds is None:
            continue
        if total and place > last + 1 and not (place == last + 2 and message.word(last + 1) == "and"):
            break
        total += seconds
        last = place + length - 1
        for taken in message.pieces[place : place + length]:
            taken.used = True
    if total:
        message.set("duration_seconds", total)


def changes(message: Message) -> None:
    """Percentages, and words and factors that are some."""
    for place, piece in enumerate(message.pieces):
        word = message.word(place)
        if piece.number is not None and not piece.used:
            if piece.suffix == "%" or (not piece.suffix and message.word(place + 1) in ("percent", "pct")):
                message.set("percent", piece.number)
                piece.used = True
            elif piece.suffix == "x" and piece.number > 1:
                message.set("percent", (piece.number - 1) * 100)
                message.set("direction", "up")
                piece.used = True
        elif word in words.CHANGES:
            direction, percent = words.CHANGES[word]
            message.set("direction", direction)
            message.set("percent", percent)
        elif word == "twice" and message.word(place + 1) in ("as", "the"):
            message.set("direction", "up")
            message.set("percent", 100)
        elif (
            word == "half" and message.word(place - 1) in ("in", "by") and message.near(place, words.FALL, 5)
        ):
            message.set("direction", "down")
            message.set("percent", 50)


def span(message: Message) -> None:
    """From so many, to so many, by so many."""
    for place, piece in enumerate(message.pieces):
        value = message.number(place)
        if value is None:
            continue
        before = message.word(place - 1)
        if before == "from" or _leads_to_number(message, place):
            if _leads_to_number(message, place) or message.near(place, words.SETTERS, 6):
                message.set("from", value)
                piece.used = True
        elif before in ("to", "->", "=>", "→", "-", "–"):
            if "from" in message.found or message.near(place, words.SETTERS, 8):
                message.set("to", value)
                piece.used = True
        elif before == "by":
            message.set("by", value)
            piece.used = True
    begin, end = message.found.get("from"), message.found.get("to")
    if begin is not None and end is not None and begin != end:
        message.set("direction", "up" if end > begin else "down")


def steps(message: Message) -> None:
    """So many more or fewer, and so many of something."""
    for place, piece in enumerate(message.pieces):
        value = message.number(place)
        if value is None:
            continue
        after = message.word(place + 1)
        if after in words.MORE or after in words.FEWER or message.word(place - 1) == "another":
            message.set("by", value)
            message.set("direction", "down" if after in words.FEWER else "up")
        elif message.near(place, words.ADD | words.REMOVE, 2):
            message.set("by", value)
            message.set("direction", "down" if message.near(place, words.REMOVE, 2) else "up")
        elif after == "of" or any(
            message.word(next_) in words.TARGETS for next_ in range(place + 1, place + 4)
        ):
            message.set("count", value)
        else:
            continue
        piece.used = True


def direction(message: Message) -> None:
    """Whether there is to be more or less."""
    for place in range(len(message.pieces)):
        word, after = message.word(place), message.word(place + 1)
        if word in words.RISE | words.FALL | words.ADD | words.REMOVE:
            near = {message.word(next_) for next_ in range(place + 1, place + 5)}
            if not near.isdisjoint(words.OTHERWISE):
                continue
            if word in words.ADD | words.REMOVE and near.isdisjoint(words.TARGETS):
                continue
            message.set("direction", "up" if word in words.RISE | words.ADD else "down")
        elif word in words.WAYS:
            # `in` and `back` say it only right behind their verb; "bring the workers up" is as good as "scale up".
            reach = 4 if word in ("up", "down") else 1
            if message.near(place, words.MOVERS, reach) and (
                reach > 1 or message.word(place - 1).startswith("scal")
            ):
                message.set("direction", words.WAYS[word])
        elif word in words.MORE | words.FEWER and (after in words.TARGETS or _is_percent(message, place - 1)):
            message.set("direction", "up" if word in words.MORE else "down")


def target(message: Message) -> None:
    """The first word that can be a target, but before all others one that follows a number."""
    first = None
    for place in range(len(message.pieces)):
        word = message.word(place)
        if word not in words.TARGETS or (word in words.ALSO_VERBS and _is_order(message, place)):
            continue
        first = first or word
        if any(piece.number is not None for piece in message.pieces[max(0, place - 3) : place]):
            first = word
            break
    if first is not None:
        message.set("target", first)


def _time(message: Message, place: int) -> tuple[float | None, int]:
    """The seconds that begin there, and over how many pieces they go."""
    piece = message.pieces[place]
    if piece.used:
        return None, 0
    following = words.SECONDS.get(message.word(place + 1)) if len(message.word(place + 1)) > 1 else None
    if piece.number is not None:
        if piece.suffix in words.SECONDS:
            return piece.number * words.SECONDS[piece.suffix], 1
        if not piece.suffix and following is not None:
            return piece.number * following, 2
        if not piece.suffix and message.word(place + 1) == "-" and message.word(place + 2) in words.SECONDS:
            return piece.number * words.SECONDS[message.word(place + 2)], 3
        return None, 0
    word = message.word(place)
    if word in words.OFTEN:
        return words.OFTEN[word], 1
    if word == "half" and message.word(place + 1) in ("an", "a") and message.word(place + 2) in words.SECONDS:
        return words.SECONDS[message.word(place + 2)] / 2, 3
    if word in ("every", "each") and following is not None:
        return following, 2
    if (
        word in ("an", "a")
        and following is not None
        and message.word(place - 1) in ("for", "within", "after", "in")
    ):
        return following, 2
    return None, 0


def _leads_to_number(message: Message, place: int) -> bool:
    """Whether `to` and a number follow, with a few words between at the most: "two agents to ten"."""
    for middle in range(place + 1, place + 4):
        word = message.word(middle)
        if word in ("to", "->", "=>", "→", "–"):
            return message.number(middle + 1) is not None
        if not word or not word[0].isalpha():
            return False
    return False


def _is_percent(message: Message, place: int) -> bool:
    return place >= 0 and (message.word(place) in ("percent", "pct") or message.pieces[place].suffix == "%")


def _is_order(message: Message, place: int) -> bool:
    if place == 0:
        return True
    before = message.pieces[place - 1].text
    return not before[0].isalnum() or before in words.BEFORE_ORDERS
