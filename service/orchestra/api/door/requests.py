"""What a completion asks for: OpenAI's words for a chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from orchestra.api.door.names import read_name
from orchestra.chat.run import Ask
from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.providers.base import Turn

# The most that a chat of version 2 may ask for.
_MOST_TOKENS: Final = 100_000
_LAST: Final = "the last message has to be the user's, and to have text"


def ask_of(given: Mapping[str, Any], on_disconnect: Literal["grace", "cancel"]) -> Ask:
    """What the fields of a completion (those that were sent) ask for.

    Raises OrchestraError: not_found for a name that cannot be, validation_failed where there is no question.
    """
    name = read_name(given["model"])
    instructions, turns = conversation(given["messages"])
    *earlier, question = turns
    limits = (given.get("max_completion_tokens"), given.get("max_tokens"))
    limit = next((value for value in limits if value is not None), None)
    return Ask(
        message=question.content,
        session_id=name.session_id,
        model=name.model,
        swarm=name.swarm,
        instructions=instructions,
        max_tokens=None if limit is None else min(limit, _MOST_TOKENS),
        temperature=given.get("temperature"),
        on_disconnect=on_disconnect,
        metadata=given.get("metadata") or {},
        # A session of ours knows what was said before.
        turns=tuple(earlier) if name.session_id is None else None,
    )


def conversation(messages: Sequence[Mapping[str, Any]]) -> tuple[str | None, list[Turn]]:
    """The instructions, and what was said; the last turn is the user's question.

    Raises OrchestraError(validation_failed) where it is not.
    """
    instructions: list[str] = []
    turns: list[Turn] = []
    asked, place = False, len(messages) - 1
    for index, message in enumerate(messages):
        role, text = message["role"], _text(message)
        said = bool(text.strip())
        if role in ("system", "developer"):
            instructions += [text] if said else []
            continue
        asked, place = said and role == "user", index
        if said:
            turns.append(Turn(role, text))
    if not asked:
        raise OrchestraError(
            ErrorCode.VALIDATION_FAILED,
            f"/messages/{place} (body): {_LAST}.",
            errors=[FieldError("body", f"/messages/{place}", _LAST)],
        )
    return "\n\n".join(instructions) or None, turns


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(part["text"] for part in content)
    return content or message.get("refusal") or ""
