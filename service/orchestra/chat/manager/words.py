"""The words that name parameters in a message: data for `parameters`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _listed(words: str) -> list[str]:
    return words.split()


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


ONES: Final[Mapping[str, int]] = {
    word: number
    for number, word in enumerate(
        _listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty"
        )
    )
}
TENS: Final[Mapping[str, int]] = {
    word: number
    for number, word in zip(
        range(20, 100, 10), _listed("twenty thirty forty fifty sixty seventy eighty ninety"), strict=True
    )
}
GROUPS: Final[Mapping[str, int]] = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
PAIRS: Final = frozenset({"couple", "pair"})

MULTIPLES: Final[Mapping[str, int]] = {"k": 1000}
"""Letters behind a number. No "m": five of those are minutes."""

SECONDS: Final[Mapping[str, float]] = {
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("week", "weeks"), 604_800),
}
OFTEN: Final[Mapping[str, float]] = {"hourly": 3600, "daily": 86_400, "weekly": 604_800}

CHANGES: Final[Mapping[str, tuple[str, int]]] = {
    **dict.fromkeys(("double", "doubled", "doubling"), ("up", 100)),
    **dict.fromkeys(("triple", "tripled", "treble"), ("up", 200)),
    **dict.fromkeys(("quadruple", "quadrupled"), ("up", 300)),
    **dict.fromkeys(("halve", "halved", "halving"), ("down", 50)),
}
"""Words that say direction and percent at once."""

RISE: Final = _words(
    "increase increased increases increasing raise raises raising grow growing expand expanding upscale"
)
FALL: Final = _words(
    "decrease decreased decreases decreasing reduce reduces reducing lower lowering shrink shrinking downscale "
    "downsize cut cuts trim"
)
ADD: Final = _words("add adding adds")
REMOVE: Final = _words("remove removing removes drop dropping")
MORE: Final = _words("more extra additional another further")
FEWER: Final = _words("fewer less")
MOVERS: Final = _words(
    "scale scaled scaling go going goes bring bringing turn turning crank ramp ramping dial move moving size beef bump "
    "bumping step take taking get"
)
"""Words that say a direction together with `up`, `down`, `out`, `in` or `back`."""
WAYS: Final[Mapping[str, str]] = {"up": "up", "out": "up", "down": "down", "in": "down", "back": "down"}
SETTERS: Final = _words(
    "set change limit cap keep hold put make switch restrict adjust resize"
) | RISE | FALL | MOVERS | {"up", "down"}  # fmt: skip
"""Words behind which `to` and a number say where to."""
OTHERWISE: Final = _words("exception exceptions error errors ticket tickets issue issues alarm question")
"""What is raised or dropped without getting more or less."""

TARGETS: Final = _words(
    "agent agents worker workers replica replicas instance instances swarm swarms service services workflow workflows "
    "node nodes pod pods container containers server servers machine machines job jobs task tasks run runs session "
    "sessions thread threads connection connections client clients user users process processes slot slots shard "
    "shards queue queues cache caches database databases pipeline pipelines concurrency capacity memory "
    "partition partitions parallelism throughput timeout timeouts retries limit limits budget tokens rounds requests "
    "copies reviewers coders critics bots bot api endpoint endpoints model models log logs dashboard cluster clusters "
    "deployment deployments backup backups key keys gpu gpus cpu cpus cores"
)
ALSO_VERBS: Final = _words("run log limit cache process queue model task")
"""Targets that are orders where they begin a sentence."""
BEFORE_ORDERS: Final = _words("please you to and then just now must should let")

MODES: Final = frozenset({"lite", "balanced", "quality", "auto"})
MODEL_FAMILIES: Final = (
    "gpt", "claude", "llama", "mistral", "mixtral", "gemma", "gemini", "qwen", "phi", "smollm", "deepseek", "command-r",
    "codestral", "granite",
)  # fmt: skip
LINKS: Final = _words("to of at is be as on = :")
"""What may stand between a setting and its value."""

LANGUAGES: Final[Mapping[str, str]] = {
    "arabic": "ar", "bengali": "bn", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "croatian": "hr",
    "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi", "french": "fr",
    "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "icelandic": "is",
    "indonesian": "id", "irish": "ga", "italian": "it", "japanese": "ja", "korean": "ko", "latin": "la",
    "latvian": "lv", "lithuanian": "lt", "mandarin": "zh", "norwegian": "no", "persian": "fa", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr", "slovak": "sk", "slovenian": "sl",
    "spanish": "es", "swahili": "sw", "swedish": "sv", "thai": "th", "turkish": "tr", "ukrainian": "uk",
    "vietnamese": "vi", "welsh": "cy",
    "deutsch": "de", "français": "fr", "español": "es", "italiano": "it", "nederlands": "nl", "português": "pt",
}  # fmt: skip
"""Names of languages, with their codes (ISO 639-1)."""
