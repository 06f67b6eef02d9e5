"""Which scene a chat plays: the transcripts of the contract by their names, and errors by their codes."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any, Final

from orchestra_conformance.mock.examples import TERMINAL, Examples
from orchestra_conformance.mock.refusal import Refusal, misfit

# What is played where a message names no scene.
_USUAL: Final = "hello"
_ORDER: Final = re.compile(r"scene:\s*([a-z0-9_-]+)((?:\s+[a-z]+=[0-9.]+)*)\s*", re.ASCII)
_MOST_TIMES: Final = 1_000
_MOST_DELAY: Final = 60.0


@dataclass(frozen=True, slots=True)
class Scene:
    """The events of a run before they have names and times, and the seconds between two tokens."""

    events: tuple[dict[str, Any], ...]
    delay: float


class Playbook:
    """All scenes. `delay` is the seconds between two tokens where a message says nothing else."""

    def __init__(self, examples: Examples, delay: float) -> None:
        self._examples = examples
        self._delay = delay
        chat = examples.specification.operations["createChatStream"]
        self._refusals = frozenset(
            code
            for code, entry in examples.specification.errors.items()
            if entry.status in chat.statuses and code in examples.problems
        )
        completed = next(event for event in examples.scenes["length"] if event["type"] == "run.completed")
        self._cut = {**completed, "finish_reason": "length"}

    def scene(self, message: str, most_tokens: int | None) -> Scene:
        """The scene of a chat, its tokens `most_tokens` at the most.

        Raises Refusal: the one that the message asks for, or validation_failed for a scene that there is not.
        """
        name, times, delay = self._order(message)
        if name in self._refusals:
            raise Refusal(name)
        if name in self._examples.scenes:
            events = copy.deepcopy(self._examples.scenes[name])
        elif name in self._examples.specification.errors:
            events = self._failing(name)
        else:
            known = [*sorted(self._examples.scenes), *sorted(self._examples.specification.errors)]
            raise misfit("body", "/message", f"is no scene; there are {', '.join(known)}")
        before = [event for event in events if event["type"] != "token" and event["type"] not in TERMINAL]
        tokens = [event for event in events if event["type"] == "token"] * times
        if most_tokens is not None and most_tokens < len(tokens):
            return Scene((*before, *tokens[:most_tokens], self._cut), delay)
        return Scene((*before, *tokens, events[-1]), delay)

    def _order(self, message: str) -> tuple[str, int, float]:
        found = _ORDER.fullmatch(message.strip())
        if found is None:
            return _USUAL, 1, self._delay
        options = dict(option.split("=") for option in found[2].split())
        try:
            times = int(options.pop("times", 1))
            delay = float(options.pop("delay", self._delay))
        except ValueError:
            times, delay = 0, 0.0
        if options or not 1 <= times <= _MOST_TIMES or not 0 <= delay <= _MOST_DELAY:
            raise misfit(
                "body", "/message", f"takes times=1 to {_MOST_TIMES} and delay=0 to {_MOST_DELAY:g} (seconds)"
            )
        return found[1], times, delay

    def _failing(self, code: str) -> list[dict[str, Any]]:
        events = copy.deepcopy(self._examples.scenes["failed-before-first-token"])
        events[-1]["error"] = self._examples.problem(Refusal(code), "", "")
        return events
