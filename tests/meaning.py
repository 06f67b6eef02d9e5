"""When two recordings of the API mean the same, whatever ids, times and counts stand in them."""

from __future__ import annotations

import re
from typing import Any, Final

_ID: Final = re.compile(r"\b(?:con|msg|req|run|ses)_[0-9a-f]{32}\b")
_CORRELATION: Final = re.compile(r"(?:cor_)?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_ORIGIN: Final = re.compile(r"^https?://[^/]+(?=/docs/)")
# Times, durations, counts of tokens, and the model's name.
_VARIES: Final = frozenset(
    {
        *("created_at", "timestamp", "connected_at"),
        *("execution_time", "uptime", "retry_after", "idle_timeout", "idle_seconds", "ping_interval"),
        *("input_tokens", "output_tokens", "total_tokens", "tokens_used"),
        "model",
    }
)
# Texts for people; the numbers in them vary.
_TEXTS: Final = frozenset({"detail", "reason", "error"})


class Meaning:
    """Compares what is said with what was recorded.

    The same keys, the same values; times, durations, counts of tokens and correlation ids may be others, but of the
    same kind. One id of the recording is one id of the replay, and the other way round.
    """

    def __init__(self) -> None:
        self._replayed: dict[str, str] = {}
        self._recorded: dict[str, str] = {}

    def may_be(self, recorded: str, said: str) -> bool:
        """Whether `said` can be the id that was recorded, by all that was said so far."""
        return self._replayed.get(recorded, said) == said and self._recorded.get(said, recorded) == recorded

    def replayed(self, text: str) -> str:
        """Recorded text with the ids that they are in the replay; those that nobody has said stay."""
        return _ID.sub(lambda found: self._replayed.get(found[0], found[0]), text)

    def hold(self, recorded: Any, said: Any, place: str = "") -> None:
        """Raises AssertionError, naming the place, where the two mean something else."""
        key = place.rpartition("/")[2]
        assert _kind(said) == _kind(recorded), f"{place}: {said!r} instead of {recorded!r}"
        if isinstance(recorded, dict):
            assert said.keys() == recorded.keys(), f"{place}: {sorted(said)} instead of {sorted(recorded)}"
            for name in recorded:
                self.hold(recorded[name], said[name], f"{place}/{name}")
        elif isinstance(recorded, list):
            assert len(said) == len(recorded), f"{place}: {said!r} instead of {recorded!r}"
            for index, (one, other) in enumerate(zip(recorded, said, strict=True)):
                self.hold(one, other, f"{place}/{index}")
        elif key in _VARIES or (key == "correlation_id" and _is_made_up(recorded)):
            assert recorded is None or key != "correlation_id" or _is_made_up(said), f"{place}: {said!r}"
        elif isinstance(recorded, str):
            self._hold_text(recorded, said, place, key)
        else:
            assert said == recorded, f"{place}: {said!r} instead of {recorded!r}"

    def _hold_text(self, recorded: str, said: str, place: str, key: str) -> None:
        ids = (_ID.findall(recorded), _ID.findall(said))
        assert len(ids[0]) == len(ids[1]), f"{place}: {said!r} instead of {recorded!r}"
        for one, other in zip(*ids, strict=True):
            assert one[:4] == other[:4], f"{place}: {other} instead of {one}"
            assert self._replayed.setdefault(one, other) == other, f"{place}: {one} is {other} now"
            assert self._recorded.setdefault(other, one) == one, f"{place}: {other} was another id before"
        plain = [_ORIGIN.sub("", _ID.sub("<id>", text)) for text in (recorded, said)]
        if key in _TEXTS:
            plain = [_NUMBER.sub("<number>", text) for text in plain]
        assert plain[0] == plain[1], f"{place}: {said!r} instead of {recorded!r}"


def _kind(value: Any) -> str:
    return (
        "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__
    )


def _is_made_up(value: Any) -> bool:
    return isinstance(value, str) and _CORRELATION.fullmatch(value) is not None
