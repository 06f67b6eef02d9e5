"""What the manager says: texts as data, one TOML file a language, checked when the service starts.

A variant is taken where the message fills all its placeholders, and those that say most go first. Which of several
is taken follows from a hash of seed, session and message: the same question gets the same words.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Final, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestra.chat.manager.parameters import PARAMETERS
from orchestra.contract.events import Intent, Mood, NoticeCode
from orchestra.settings import SettingsError

INTENTS: Final[tuple[Intent, ...]] = get_args(Intent)
MOODS: Final[tuple[Mood, ...]] = get_args(Mood)
ANY: Final = "any"

CONCLUSIONS: Final[Mapping[str, frozenset[str]]] = {
    "succeeded": frozenset({"swarm"}),
    "agreed": frozenset({"swarm", "rounds"}),
    "cut_off": frozenset(),
    **dict.fromkeys(get_args(NoticeCode), frozenset({"swarm", "rounds"})),
}
"""What the manager may have to say at the end, in this order, and what those texts may name."""

# A word of the user's that is longer than this is no name.
LONGEST_VALUE: Final = 64

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")

Text = Annotated[str, Field(min_length=1, max_length=500)]
Variants = Annotated[tuple[Text, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Facts:
    """How a run went, for what the manager adds at its end.

    `agreed`: the swarm's agents came to one answer. `succeeded`: what the message wanted was carried out, and not
    only talked about. `notices` are the codes of the run's notices.
    """

    swarm: str | None = None
    rounds: int | None = None
    agreed: bool = False
    succeeded: bool = False
    finish_reason: str | None = "stop"
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What decides between variants: nothing else does."""

    seed: int
    session_id: str | None
    message: str

    def of(self, variants: Sequence[str], purpose: str) -> str:
        """One of the variants, always the same one."""
        named = "\0".join((str(self.seed), self.session_id or "", self.message, purpose))
        number = int.from_bytes(
            hashlib.blake2b(named.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        )
        return variants[number % len(variants)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    labels: dict[Intent, Text]
    openers: dict[Mood, Variants]
    intents: dict[Intent, dict[str, Variants]]
    unsure: Variants
    conclusions: dict[str, Variants]


class Responses:
    """The texts of one language."""

    def __init__(self, texts: _File, source: str) -> None:
        self._texts = texts
        self._source = source
        self._check()

    @classmethod
    def load(cls, language: str = "en", folder: Path | None = None) -> Responses:
        """The texts in `<language>.toml` of the folder, by default the one that comes along.

        Raises SettingsError with one line that says what is wrong.
        """
        place: Traversable = folder or files("orchestra.chat.manager") / "responses"
        source = place / f"{language}.toml"
        if not source.is_file():
            there = [found.name[:-5] for found in place.iterdir()] if place.is_dir() else []
            raise SettingsError(
                f"ORCHESTRA_MANAGER_LANGUAGE: there is no {language}.toml in "
                f"{folder or 'what comes along'}; there are: {', '.join(sorted(there)) or 'none'}"
            )
        try:
            texts = _File.model_validate(tomllib.loads(source.read_text("utf-8")))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise _wrong(source.name, first["loc"], str(first["msg"])) from error
        except (OSError, ValueError) as error:
            raise SettingsError(f"the manager's texts in {source.name} cannot be read: {error}") from error
        return cls(texts, source.name)

    def first(self, intent: Intent, mood: Mood, parameters: Mapping[str, Any], choice: Choice) -> str:
        """What the manager says to a message that it has understood."""
        by_mood = self._texts.intents[intent]
        return self.in_mood(
            mood, _fill(by_mood.get(mood) or by_mood[ANY], parameters, choice, "first"), choice
        )

    def unsure(self, ranking: Sequence[Intent], mood: Mood, choice: Choice) -> str:
        """What the manager says where it is not sure: it asks which of the best two is meant."""
        labels = [self._texts.labels[intent] for intent in ranking[:2]]
        values = {"first": labels[0], "second": labels[-1]}
        return self.in_mood(mood, _fill(self._texts.unsure, values, choice, "unsure"), choice)

    def conclusion(self, facts: Facts, choice: Choice) -> str | None:
        """What the manager adds at the end of a run, or None where there is nothing to add."""
        true = {
            "succeeded": facts.succeeded,
            "agreed": facts.agreed,
            "cut_off": facts.finish_reason == "length",
        }
        values = {"swarm": facts.swarm, "rounds": facts.rounds}
        said = [
            _fill(variants, values, choice, name)
            for name in CONCLUSIONS
            if (true.get(name) or name in facts.notices) and (variants := self._texts.conclusions.get(name))
        ]
        return " ".join(said) or None

    def in_mood(self, mood: Mood, text: str, choice: Choice) -> str:
        """The text behind what the mood says first, where it says something."""
        openers = self._texts.openers.get(mood)
        return text if openers is None else f"{choice.of(openers, 'opener')} {text}"

    def _check(self) -> None:
        texts = self._texts
        for intent in INTENTS:
            if intent not in texts.labels:
                raise _wrong(self._source, ("labels",), f"{intent} is missing")
            if ANY not in texts.intents.get(intent, {}):
                raise _wrong(self._source, ("intents", intent), f"{ANY} is missing")
        for intent, by_mood in texts.intents.items():
            for mood, variants in by_mood.items():
                place = ("intents", intent, mood)
                if mood not in (ANY, *MOODS):
                    raise _wrong(self._source, place, f"is no mood; there are {ANY}, {', '.join(MOODS)}")
                self._check_variants(place, variants, PARAMETERS)
        for mood, variants in texts.openers.items():
            self._check_variants(("openers", mood), variants, frozenset())
        self._check_variants(("unsure",), texts.unsure, frozenset({"first", "second"}), always=True)
        for name, variants in texts.conclusions.items():
            if name not in CONCLUSIONS:
                raise _wrong(
                    self._source,
                    ("conclusions", name),
                    f"is no conclusion; there are {', '.join(CONCLUSIONS)}",
                )
            self._check_variants(("conclusions", name), variants, CONCLUSIONS[name])

    def _check_variants(
        self, place: tuple[str, ...], variants: Sequence[str], names: frozenset[str], *, always: bool = False
    ) -> None:
        """`always`: all names have a value at any time, so no variant has to do without."""
        for variant in variants:
            for name in _PLACEHOLDER.findall(variant):
                if name not in names:
                    known = ", ".join(f"{{{known}}}" for known in sorted(names)) or "none here"
                    raise _wrong(self._source, place, f"{{{name}}} is no placeholder; there are {known}")
            if "{" in (left := _PLACEHOLDER.sub("", variant)) or "}" in left:
                raise _wrong(self._source, place, "has a brace without its partner")
        if not always and all(_PLACEHOLDER.search(variant) for variant in variants):
            raise _wrong(self._source, place, "needs a variant without placeholders")


def _fill(variants: Sequence[str], values: Mapping[str, Any], choice: Choice, purpose: str) -> str:
    shown = {name: _shown(value) for name, value in values.items() if value is not None}
    named = {variant: set(_PLACEHOLDER.findall(variant)) for variant in variants}
    fitting = [variant for variant in variants if named[variant] <= shown.keys()]
    most = max(len(named[variant]) for variant in fitting)
    best = [variant for variant in fitting if len(named[variant]) == most]
    return _PLACEHOLDER.sub(lambda found: shown[found[1]], choice.of(best, purpose))


def _shown(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _wrong(source: str, place: Sequence[object], message: str) -> SettingsError:
    return SettingsError(
        f"the manager's texts in {source}: {'.'.join(str(part) for part in place)}: {message}"
    )
