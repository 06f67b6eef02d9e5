"""The page of SDK features names every feature that the behaviour suite has, and the cases that prove it, no others."""

from __future__ import annotations

from tests.docs.pages import DOCS, rows
from tests.sdk.cases import PLAYERS, cases

PAGE = DOCS / "reference" / "sdk-features.md"
LANGUAGES = {player.partition("-")[0] for player in PLAYERS}


def documented() -> dict[str, tuple[str, ...]]:
    """The cases of each feature on the page."""
    table = [row for row in rows(PAGE) if row[0] != "Feature" and not row[0].startswith("---")]
    return {feature: tuple(proof.split(", ")) for feature, _, _, proof in table}


def test_every_feature_is_on_the_page_with_its_cases() -> None:
    proved: dict[str, dict[str, None]] = {}
    for case in cases():
        proved.setdefault(case.feature, {})[case.family] = None
    assert documented() == {feature: tuple(families) for feature, families in proved.items()}


def test_every_case_on_the_page_is_played_in_both_languages() -> None:
    played = {case.family: {player.partition("-")[0] for player in case.players} for case in cases()}
    alone = {
        family: played.get(family)
        for families in documented().values()
        for family in families
        if played.get(family) != LANGUAGES
    }
    assert alone == {}


def test_both_languages_say_how_a_feature_is_called() -> None:
    table = [row for row in rows(PAGE) if row[0] in documented()]
    assert all(python and typescript for _, python, typescript, _ in table)
