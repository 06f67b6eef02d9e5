"""What a model is shown: instructions, earlier turns, and the message."""

from __future__ import annotations

from collections.abc import Sequence

from orchestra.providers.base import Turn


def build_turns(instructions: str | None, history: Sequence[Turn], message: str) -> tuple[Turn, ...]:
    """The model's input: instructions, earlier turns, the message.

    Neighbours of one role are joined: a question that got no answer stays in the conversation, and chat templates
    that insist on taking turns are not upset by it.
    """
    turns: list[Turn] = [Turn("system", instructions)] if instructions else []
    for turn in (*history, Turn("user", message)):
        if turns and turns[-1].role == turn.role:
            turns[-1] = Turn(turn.role, f"{turns[-1].content}\n\n{turn.content}")
        else:
            turns.append(turn)
    return tuple(turns)
