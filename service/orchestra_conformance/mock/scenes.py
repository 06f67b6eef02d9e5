"""Which scene a chat plays: the transcripts of the contract by their names, and errors by their codes."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any, Final

from orchestra_conformance.mock.examples import Examples
from orchestra_conformance.mock.refusal import Refusal, misfit
from orchestra_conformance.mock.swarms import NAMES, effort

# What is played where a message names no scene: of a model alone, and of a swarm.
_USUAL: Final = "hello"
_OF_A_SWARM: Final = "swarm"
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
        self._completed = examples.event("run.completed", "length")

    def scene(self, chat: dict[str, Any], recalled: int) -> Scene:
        """The scene of a chat, with its session's settings in it; `recalled` messages of other sessions are used.

        Raises Refusal: the one that the message asks for, not_found for a swarm that there is not, or
        validation_failed for such a scene.
        """
        mode, swarm = effort(chat)
        if swarm is not None and swarm not in NAMES:
            raise Refusal("not_found", f"There is no swarm {swarm}; there are {', '.join(sorted(NAMES))}.")
        ordered, times, delay = self._order(chat["message"])
        name = ordered or (_OF_A_SWARM if swarm else _USUAL)
        if name in self._refusals:
            raise Refusal(name)
        if name in self._examples.scenes:
            events = copy.deepcopy(self._examples.scenes[name])
        elif name in self._examples.specification.errors:
            events = self._failing(name)
        else:
            known = [*sorted(self._examples.scenes), *sorted(self._examples.specification.errors)]
            raise misfit("body", "/message", f"is no scene; there are {', '.join(known)}")
        if recalled:
            detail = f"{recalled} earlier messages were looked at."
            notice = {**self._examples.event("run.notice"), "code": "memory_used", "detail": detail}
            events = [
                shown
                for event in events
                for shown in ((event, notice) if event["type"] == "run.started" else (event,))
            ]
        *others, end = [event for event in events if event["type"] != "token"]
        first = next((place for place, event in enumerate(events) if event["type"] == "token"), len(others))
        tokens = [event for event in events if event["type"] == "token"] * times
        most = chat.get("max_response_tokens", len(tokens))
        if most < len(tokens):
            shown = end if end["type"] == "run.completed" else self._completed
            tokens, end = tokens[:most], {**shown, "finish_reason": "length"}
        # A scene by its name is as it was recorded, unless the chat says something else.
        wanted = {"execution_mode": mode or (None if ordered else "balanced"), "swarm": swarm}
        wanted["swarm_used"] = swarm
        told = {name: value for name, value in wanted.items() if value is not None}
        played = (*others[:first], *tokens, *others[first:], end)
        return Scene(
            tuple({name: told.get(name, value) for name, value in event.items()} for event in played), delay
        )

    def _order(self, message: str) -> tuple[str, int, float]:
        found = _ORDER.fullmatch(message.strip())
        if found is None:
            return "", 1, self._delay
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
