"""The page on the Orchestra Manager says what its data says: intents, parameters, moods."""

from __future__ import annotations

import json
from typing import get_args

from orchestra.chat.manager.learning import LEARNED_CONFIDENCE, MOST_LEARNED
from orchestra.chat.manager.mood import Moods
from orchestra.chat.manager.parameters import PARAMETERS, extract
from orchestra.chat.manager.pieces import MOST_PIECES
from orchestra.contract.events import Intent
from orchestra.sessions.feedback import JUDGED
from tests.docs.pages import DOCS, rows

PAGE = DOCS / "guides" / "orchestra-manager.md"


def table(heading: str) -> list[tuple[str, ...]]:
    """The rows of the table whose first heading that is."""
    found = rows(PAGE)
    begin = next(place for place, row in enumerate(found) if row[0] == heading) + 2
    width = len(found[begin])
    rest = found[begin:]
    end = next(
        (place for place, row in enumerate(rest) if place and (len(row) != width or set(row[0]) == {"-"})),
        None,
    )
    # The row above a line of dashes is the next table's heading.
    return rest if end is None else rest[: end - 1 if set(rest[end][0]) == {"-"} else end]


def test_every_intent_has_its_row() -> None:
    assert tuple(row[0] for row in table("intent")) == get_args(Intent)


def test_every_parameter_has_its_row_and_its_example_is_true() -> None:
    documented = table("parameter")
    assert {name for row in documented for name in row[0].split(", ")} == PARAMETERS
    for names, _, message, found in documented:
        assert extract(message) == json.loads(found)
        assert set(names.split(", ")) <= json.loads(found).keys()


def test_the_moods_are_the_rules_in_their_order() -> None:
    moods = Moods.load()
    expected = [(rule.mood, rule.why) for rule in moods.rules]
    assert table("mood") == [*expected, (moods.otherwise, "Otherwise.")]


def test_the_numbers_are_the_codes_own() -> None:
    text = " ".join(PAGE.read_text("utf-8").split())
    for said in (
        f"the first {MOST_PIECES:,} words and signs",
        f"{MOST_LEARNED:,} messages are remembered",
        f"a confidence of {LEARNED_CONFIDENCE}",
        f"the last {JUDGED:,} feedbacks",
    ):
        assert said in text
