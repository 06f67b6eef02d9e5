"""A provider without a model: the same prompt gives the same answer, and faults come on order.

For tests, load and demonstrations. Without orders the answer echoes the last user message with a few words,
multi-byte characters and emoji around it.

Orders stand in the last user message and are obeyed when `scripted.faults` is on; they may be combined:

    [[tokens 50]]               an answer of exactly 50 tokens
    [[text any words]]          exactly this answer
    [[delay 0.01]]              seconds between two tokens, instead of the setting
    [[fail after=3]]            upstream_error after 3 tokens
    [[timeout after=3]]         upstream_timeout after 3 tokens
    [[overflow]]                context_too_long before the first token
    [[hang after=3]]            nothing more after 3 tokens, until cancelled
    [[gate NAME after=3]]       wait after 3 tokens until `provider.gate(NAME).opened` is set
    [[finish length]]           the finish reason: stop, length or content_filter

`after=` may be left out and is then 0. What does not read like an order is ordinary text.

In a swarm an order can be for one agent: its name, or name and round, stand before it. The prompts of agents carry the
user's message, so the orders reach them all.

    [[critic: text {"agree": false, "critique": "too long"}]]       whenever the critic is asked
    [[critic#2: text {"agree": true, "critique": ""}]]              in its second round
    [[solver-2: fail after=1]] [[solver: gate here]]                the second of several; any of them

The most exact name that an order has counts: orders for `critic#2` before those for `critic`, those for `solver-2`
before those for `solver`, any of them before the orders without a name, which hold for everybody else. A text for an
agent goes on to the first `]]`, so it can be JSON; where that has two brackets together, put a blank between them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Completion, Emit, FinishReason, ModelInfo, Prompt, TokenCount, Turn
from orchestra.settings import ScriptedSettings

MODEL: Final = "scripted"

_MAX_TOKENS: Final = 1_000_000
_ECHOED_CHARACTERS: Final = 400
# Without a delay nothing would be awaited: this often everybody else gets a turn, and a cancellation its chance.
_TOKENS_A_SLICE: Final = 64

# A word with the space before it, long ones in pieces; a rest of spaces counts as a token too.
_TOKEN: Final = re.compile(r"\s*\S{1,8}|\s+")
_ORDERS: Final = (
    r"(?:tokens (?P<tokens>\d{1,7})"
    r"|text (?P<text>TEXT)"
    r"|delay (?P<delay>\d{1,3}(?:\.\d{1,6})?)"
    r"|finish (?P<finish>stop|length|content_filter)"
    r"|(?P<stop>fail|timeout|hang|overflow|gate (?P<gate>[A-Za-z0-9_.-]{1,64}))(?: after=(?P<after>\d{1,7}))?)"
)
_ORDER: Final = re.compile(r"\[\[" + _ORDERS.replace("TEXT", r"[^\]]+") + r"\]\]")
_FOR_AGENT: Final = re.compile(
    r"\[\[(?P<agent>[a-z][a-z0-9-]{0,80}(?:#\d{1,4})?): " + _ORDERS.replace("TEXT", ".+?") + r"\]\](?!\])",
    re.DOTALL,
)
_COUNT: Final = re.compile(r"-\d+$")
_WORDS: Final = (
    " Orchestra",
    " spielt",
    " für",
    " dich",
    " 🎻",
    " naïve",
    " 音楽",
    ",",
    " and",
    " more",
    " 🎼",
    ".",
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A place where runs stop: `reached` is set when one is there, and none passes before `opened` is set."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class _Stop:
    after: int
    what: str
    gate: str | None


@dataclass(frozen=True, slots=True)
class _Script:
    tokens: Sequence[str]
    stops: tuple[_Stop, ...]
    delay: float
    finish: FinishReason


class ScriptedProvider:
    """The deterministic provider.

    `started`, `finished` (every end counts) and `cancelled` are numbers of runs since the start.
    """

    name: Final = "scripted"

    def __init__(self, settings: ScriptedSettings, model: str | None = None) -> None:
        self.default_model = model or MODEL
        self.started = 0
        self.finished = 0
        self.cancelled = 0
        self._settings = settings
        self._gates: dict[str, Gate] = {}

    def gate(self, name: str) -> Gate:
        """The gate of that name, made when it is first asked for."""
        return self._gates.setdefault(name, Gate())

    async def start(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    def admit(self, model: str | None) -> None:
        """Every name of a model is taken."""

    async def models(self) -> Sequence[ModelInfo]:
        """The one model there is."""
        return (ModelInfo(id=self.default_model, context_tokens=None, is_default=True),)

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        """Answer by the script; the usage is exact by this provider's own way to count."""
        self.started += 1
        try:
            return await self._play(prompt, emit)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.finished += 1

    async def _play(self, prompt: Prompt, emit: Emit) -> Completion:
        script = self._script(prompt)
        await asyncio.sleep(0)
        sent = 0
        for stop in (*script.stops, None):
            until = len(script.tokens) if stop is None else min(stop.after, len(script.tokens))
            while sent < until:
                if script.delay and sent:
                    await asyncio.sleep(script.delay)
                elif sent and sent % _TOKENS_A_SLICE == 0:
                    await asyncio.sleep(0)
                emit(script.tokens[sent])
                sent += 1
            if stop is not None:
                await self._obey(stop)
        usage = TokenCount(input=_count(prompt.turns), output=sent, source="reported")
        return Completion(finish_reason=script.finish, usage=usage, model=prompt.model or self.default_model)

    def estimate(self, prompt: Prompt, output_tokens: int, output_text: str) -> TokenCount:
        """Exact as well, but nobody reported it."""
        output = output_tokens or len(_TOKEN.findall(output_text))
        return TokenCount(input=_count(prompt.turns), output=output, source="estimated")

    async def _obey(self, stop: _Stop) -> None:
        match stop.what:
            case "fail":
                raise OrchestraError(ErrorCode.UPSTREAM_ERROR, "The scripted model failed, as ordered.")
            case "timeout":
                raise OrchestraError(ErrorCode.UPSTREAM_TIMEOUT, "The scripted model timed out, as ordered.")
            case "overflow":
                raise OrchestraError(
                    ErrorCode.CONTEXT_TOO_LONG,
                    "The conversation is too long for the scripted model, as ordered.",
                )
            case "hang":
                await asyncio.Event().wait()
            case _:
                gate = self.gate(stop.gate or "")
                gate.reached.set()
                await gate.opened.wait()

    def _script(self, prompt: Prompt) -> _Script:
        said = next((turn.content for turn in reversed(prompt.turns) if turn.role == "user"), "")
        tokens: Sequence[str] | None = None
        finish: FinishReason = "stop"
        delay = self._settings.token_delay
        stops: list[_Stop] = []
        if self._settings.faults:
            said, orders = _orders(said, prompt.agent)
            for order in orders:
                if order["tokens"]:
                    tokens = _words(min(int(order["tokens"]), _MAX_TOKENS))
                elif order["text"]:
                    tokens = _TOKEN.findall(order["text"])
                elif order["delay"]:
                    delay = float(order["delay"])
                elif order["finish"]:
                    finish = cast(FinishReason, order["finish"])
                else:
                    what = order["stop"].split()[0]
                    stops.append(_Stop(int(order["after"] or 0), what, order["gate"]))
        if tokens is None:
            tokens = _answer_to(said)
        if prompt.max_tokens is not None and len(tokens) > prompt.max_tokens:
            tokens, finish = tokens[: prompt.max_tokens], "length"
        return _Script(tokens, tuple(sorted(stops, key=lambda stop: stop.after)), delay, finish)


def _orders(said: str, agent: str) -> tuple[str, list[re.Match[str]]]:
    """What was said without the orders in it, and the orders that `agent` (name#round, or empty) is to obey."""
    named: dict[str, list[re.Match[str]]] = {}
    for order in _FOR_AGENT.finditer(said):
        named.setdefault(order["agent"], []).append(order)
    said = _FOR_AGENT.sub("", said)
    general = list(_ORDER.finditer(said))
    said = _ORDER.sub("", said).strip() or "nothing"
    return said, next((named[name] for name in _names(agent) if name in named), general)


def _names(agent: str) -> list[str]:
    """What `agent` goes by, the most exact first: solver-2#1, solver-2, solver#1, solver."""
    name, _, number = agent.partition("#")
    names = [agent, name]
    uncounted = _COUNT.sub("", name)
    if uncounted != name:
        names += [f"{uncounted}#{number}", uncounted]
    return names


def _answer_to(said: str) -> Sequence[str]:
    short = said if len(said) <= _ECHOED_CHARACTERS else said[:_ECHOED_CHARACTERS] + "…"
    words = len(said.split())
    text = (
        f"You said “{short}” – {words} word(s), heard by the scripted orchestra 🎼, naïvely but 確実に. 👩‍🎤"
    )
    return _TOKEN.findall(text)


def _words(count: int) -> Sequence[str]:
    return [_WORDS[index % len(_WORDS)] for index in range(count)]


def _count(turns: Sequence[Turn]) -> int:
    return sum(len(_TOKEN.findall(turn.content)) for turn in turns)
