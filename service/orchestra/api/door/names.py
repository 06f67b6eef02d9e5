"""The names of models at OpenAI's door: who answers, and whether the conversation is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from orchestra.contract.models import GetSessionPath
from orchestra.errors import ErrorCode, FieldError, OrchestraError

SESSION: Final = "session:"
SWARM: Final = "swarm:"
# As long as a name may be where a chat of version 2 has it.
_MODEL_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Name:
    """What a name says; None is what it leaves out."""

    session_id: str | None
    swarm: str | None
    model: str | None


def read_name(text: str) -> Name:
    """Read `session:<session_id>/swarm:<name>/<model>`, of which at least one part is there.

    Raises OrchestraError(not_found) where no session, swarm or model can have such a name; whether there is one is for
    others to say.
    """
    session_id = swarm = None
    rest = text
    if rest.startswith(SESSION):
        session_id, _, rest = rest.removeprefix(SESSION).partition("/")
        try:
            GetSessionPath(session_id=session_id)
        except ValidationError:
            raise unknown(text, f"{session_id[:100]!r} cannot be the name of a session") from None
    if rest.startswith(SWARM):
        swarm, _, rest = rest.removeprefix(SWARM).partition("/")
        if not swarm:
            raise unknown(text, "'swarm:' is followed by the name of a swarm")
    if text.endswith("/") or len(rest) > _MODEL_CHARACTERS:
        raise unknown(text, "a name is session:<session_id>/swarm:<name>/<model>, or a part of that")
    return Name(session_id, swarm, rest or None)


def unknown(name: str, why: str) -> OrchestraError:
    """The error (not_found) about a name of a model that leads nowhere."""
    return OrchestraError(
        ErrorCode.NOT_FOUND,
        f"There is no model {name[:100]!r}: {why.rstrip('.')}. GET /openai/v1/models lists the names.",
        errors=[FieldError("body", "/model", why)],
    )
