"""What a message is worth under `auto`: by what is seen in it, less where it is urgent, and as the client hints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra.chat.effort import MODES, choose_mode

SMALL_TALK = "Thanks, that was all."
HARD = (
    "Compare two ways to store sessions and design the better one step by step: first say what can be lost, then why, "
    "and finally which trade-offs remain. Why would a team choose the other one? What would change your mind?"
)
CODE = "What does this do?\n```python\ndef f(x):\n    return x * 2\n```"


@pytest.mark.parametrize(
    ("message", "mode"),
    [
        (SMALL_TALK, "lite"),
        ("What is the capital of Peru?", "lite"),
        (CODE, "balanced"),
        ("Why does the sky turn red in the evening?", "balanced"),
        (HARD, "quality"),
        ("Warum ist der Himmel abends rot?", "balanced"),
    ],
)
def test_what_is_seen_in_a_message_decides(message: str, mode: str) -> None:
    assert choose_mode(message, {}) == mode


@pytest.mark.parametrize("word", ["ASAP", "quickly", "right now", "Sofort", "now!!"])
def test_urgency_takes_a_step_off(word: str) -> None:
    assert choose_mode(f"{HARD} {word}", {}) == "balanced"


def test_what_the_client_hints_goes_before_what_is_seen() -> None:
    assert choose_mode(SMALL_TALK, {"complexity": "high"}) == "quality"
    assert choose_mode(HARD, {"complexity": "low"}) == "lite"
    assert choose_mode(HARD, {"urgent": True}) == "balanced"
    assert choose_mode(f"{HARD} ASAP", {"urgent": False}) == "quality"


@given(
    st.text(max_size=300),
    st.dictionaries(
        st.sampled_from(["urgent", "complexity", "other"]),
        st.one_of(st.none(), st.booleans(), st.text(max_size=5), st.lists(st.integers(), max_size=2)),
    ),
)
def test_any_message_and_any_hints_have_a_mode(message: str, hints: dict[str, object]) -> None:
    assert choose_mode(message, hints) in MODES
