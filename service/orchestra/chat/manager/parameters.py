"""What a message names: numbers, directions, targets, names. No language model, no state, and linear in its length.

A message is cut into pieces (`pieces`), and what stands beside what is then read in a few walks, each of which looks no
further than some words around. The words themselves are data (`words`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from orchestra.chat.manager import naming, quantities
from orchestra.chat.manager.pieces import Message

PARAMETERS: Final = frozenset(
    {
        "count",
        "from",
        "to",
        "by",
        "percent",
        "direction",
        "target",
        "name",
        "model",
        "mode",
        "language",
        "temperature",
    }
    | {"duration_seconds"}
)
"""The names of what may be found."""

# Earlier steps take what is theirs, so that later ones do not see it.
_STEPS: Final[tuple[Callable[[Message], None], ...]] = (
    naming.quotes,
    naming.names,
    naming.model,
    naming.mode,
    naming.language,
    quantities.temperature,
    quantities.duration,
    quantities.changes,
    quantities.span,
    quantities.steps,
    quantities.direction,
    quantities.target,
)


def extract(text: str) -> dict[str, Any]:
    """The parameters of a message by name, for JSON; those that it does not name are left out.

    `count`, `from`, `to`, `by`, `percent`, `temperature` and `duration_seconds` are numbers, `language` is a code of
    ISO 639-1, the others are words of the message.
    """
    message = Message(text)
    for step in _STEPS:
        step(message)
    return {name: _plain(value) for name, value in message.found.items()}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
