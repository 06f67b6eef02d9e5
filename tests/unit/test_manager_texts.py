"""The manager's texts and rules as data: what comes along is complete, what is wrong stops the start with one line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest

from orchestra.chat.manager.mood import Moods
from orchestra.chat.manager.parameters import PARAMETERS
from orchestra.chat.manager.responses import (
    CONCLUSIONS,
    INTENTS,
    LONGEST_VALUE,
    MOODS,
    Choice,
    Facts,
    Responses,
)
from orchestra.contract.events import NoticeCode
from orchestra.settings import SettingsError

LANGUAGES = ("en", "de")
LOOK = 'any = ["Let me look that up.", "Let me find that out."]'
ENGLISH = (files("orchestra.chat.manager") / "responses" / "en.toml").read_text("utf-8")


def choice(message: str = "hello") -> Choice:
    return Choice(0, None, message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_every_intent_in_every_mood_whatever_the_message_names(language: str) -> None:
    responses = Responses.load(language)
    everything: dict[str, Any] = dict.fromkeys(PARAMETERS, "x")
    for intent in INTENTS:
        for mood in MOODS:
            for parameters in ({}, everything, *({name: 2} for name in PARAMETERS)):
                said = responses.first(intent, mood, parameters, choice())
                assert said
                assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_but_that_of_the_memory_has_its_conclusion(language: str) -> None:
    responses = Responses.load(language)
    silent = {
        code
        for code in get_args(NoticeCode)
        if responses.conclusion(Facts(notices=(code,)), choice()) is None
    }
    assert silent == {"memory_used"}


def test_the_languages_have_the_same_parts() -> None:
    def parts(language: str) -> set[str]:
        text = (files("orchestra.chat.manager") / "responses" / f"{language}.toml").read_text("utf-8")
        found = tomllib.loads(text)
        return {
            f"{section}.{name}"
            for section, inner in found.items()
            if isinstance(inner, dict)
            for name in inner
        }

    assert parts("de") == parts("en")


def test_the_variant_that_says_most_goes_first_and_none_with_something_missing() -> None:
    responses = Responses.load("en")

    def said(**parameters: Any) -> str:
        return responses.first("scale", "focused", parameters, choice())

    assert said(**{"from": 2, "to": 10, "target": "agents"}) == "From 2 to 10 agents; let me see to it."
    assert said(**{"from": 2, "to": 10}) == "From 2 to 10; let me see to it."
    assert said(to=2.5, target="agents") == "To 2.5 agents; let me see to it."
    assert said() == "A number is to change; let me see to it."


def test_what_the_user_wrote_is_cut_and_never_read_as_a_placeholder() -> None:
    responses = Responses.load("en")
    said = responses.first("monitor", "focused", {"target": "{name}" + "x" * 100, "name": "n"}, choice())
    assert "{name}xxx" in said
    assert "x" * LONGEST_VALUE not in said


def test_choices_depend_on_seed_session_and_message_and_on_nothing_else() -> None:
    variants = [str(number) for number in range(1000)]
    chosen = [
        Choice(seed, session, message).of(variants, purpose)
        for seed in (1, 2)
        for session in (None, "a")
        for message in ("x", "y")
        for purpose in ("first", "opener")
    ]
    # Written down once: another process, another day, the same words.
    assert chosen[:3] == ["66", "379", "932"]
    assert len(set(chosen)) == len(chosen)


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (replaced("[intents.scale]", "[intents.scael]"), "intents.scael"),
        (replaced("{count}", "{cuont}"), "intents.deploy.any: {cuont} is no placeholder"),
        (replaced("concerned = [\"Before", "worried = [\"Before"), "intents.deploy.worried: is no mood"),
        (replaced("trimmed =", "trimed ="), "conclusions.trimed: is no conclusion"),
        (replaced("general = \"just talk\"\n", ""), "labels: general is missing"),
        (replaced(LOOK, 'focused = ["Well."]'), "intents.query: any is missing"),
        (replaced(LOOK, 'any = ["{target}?"]'), "intents.query.any: needs a variant"),
        (replaced("Splendid!", "Splendid {!"), "openers.excited: has a brace without its partner"),
        (replaced("excited = [\"Splendid!\", \"Here we go!\"]", "excited = []"), "openers.excited"),
        (replaced("{first}", "{frist}"), "unsure: {frist} is no placeholder"),
        (replaced("[labels]", "[labels"), "cannot be read"),
        (lambda text: text + "\nmore = 1\n", "conclusions.more"),
    ],
)  # fmt: skip
def test_wrong_texts_stop_the_start_with_one_line(
    change: Callable[[str], str], complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "en.toml").write_text(change(ENGLISH), "utf-8")
    with pytest.raises(SettingsError) as caught:
        Responses.load("en", tmp_path)
    message = str(caught.value)
    assert complaint in message
    assert "en.toml" in message
    assert "\n" not in message


def test_a_language_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no nl\.toml in what comes along; there are: de, en"):
        Responses.load("nl")
    with pytest.raises(SettingsError, match="there are: none"):
        Responses.load("en", tmp_path / "nowhere")


def test_texts_of_ones_own_take_the_place_of_those_that_come_along(tmp_path: Path) -> None:
    (tmp_path / "nl.toml").write_text(replaced(LOOK, 'any = ["Ik zoek het op."]')(ENGLISH), "utf-8")
    assert Responses.load("nl", tmp_path).first("query", "focused", {}, choice()) == "Ik zoek het op."


def test_every_conclusion_is_of_a_fact_or_a_notice() -> None:
    assert CONCLUSIONS.keys() == {"succeeded", "agreed", "cut_off", *get_args(NoticeCode)}


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ('otherwise = "sleepy"\nrules = []', "otherwise"),
        ('otherwise = "focused"\n[[rules]]\nmood = "patient"\nwhy = "x"\nmin_lod = 1', "rules.0.min_lod"),
        ('otherwise = "focused"\n[[rules]]\nmood = "patient"', "rules.0.why"),
        ("otherwise = ", "cannot be read"),
    ],
)
def test_wrong_rules_of_moods_are_named(rules: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "moods.toml"
    path.write_text(rules, "utf-8")
    with pytest.raises(SettingsError) as caught:
        Moods.load(path)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_mood_can_come() -> None:
    moods = Moods.load()
    assert {rule.mood for rule in moods.rules} | {moods.otherwise} == set(MOODS)
