"""What the scripted provider promises to tests, load and demonstrations."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Completion, Prompt, Provider, Turn
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings


def prompt(message: str, *, max_tokens: int | None = None) -> Prompt:
    return Prompt((Turn("user", message),), "", max_tokens, None)


def obedient() -> ScriptedProvider:
    return ScriptedProvider(ScriptedSettings(faults=True))


async def ask(
    provider: Provider, message: str, *, max_tokens: int | None = None
) -> tuple[list[str], Completion]:
    tokens: list[str] = []
    completion = await provider.complete(prompt(message, max_tokens=max_tokens), tokens.append)
    return tokens, completion


async def test_the_same_message_gives_the_same_answer_made_of_it() -> None:
    first, done = await ask(obedient(), "Which violin is loudest?")
    second, _ = await ask(ScriptedProvider(ScriptedSettings()), "Which violin is loudest?")
    assert first == second
    assert "Which violin is loudest?" in "".join(first)
    assert len(first) > 5
    assert any(len(token.encode()) > len(token) for token in first)
    assert (done.finish_reason, done.usage.output, done.usage.source) == ("stop", len(first), "reported")


@given(st.text(min_size=1, max_size=500))
def test_any_message_is_answered_and_no_token_is_empty(message: str) -> None:
    tokens, done = asyncio.run(ask(obedient(), message))
    assert all(tokens)
    assert len(tokens) == done.usage.output


async def test_orders_are_ordinary_text_unless_faults_are_on() -> None:
    tokens, _ = await ask(ScriptedProvider(ScriptedSettings()), "[[fail]] please")
    assert "[[fail]]" in "".join(tokens)


async def test_what_does_not_read_like_an_order_is_ordinary_text() -> None:
    tokens, _ = await ask(obedient(), "[[explode]] [[tokens many]]")
    assert "[[explode]] [[tokens many]]" in "".join(tokens)


async def test_the_number_of_tokens_can_be_ordered() -> None:
    tokens, done = await ask(obedient(), "[[tokens 500]]")
    assert len(tokens) == done.usage.output == 500


async def test_the_text_can_be_ordered() -> None:
    tokens, _ = await ask(obedient(), "[[text Ein Tönchen, bitte 🎻]]")
    assert "".join(tokens) == "Ein Tönchen, bitte 🎻"


async def test_the_finish_reason_can_be_ordered() -> None:
    _, done = await ask(obedient(), "[[finish content_filter]]")
    assert done.finish_reason == "content_filter"


async def test_a_bound_on_tokens_ends_the_answer_as_length() -> None:
    tokens, done = await ask(obedient(), "[[tokens 50]]", max_tokens=7)
    assert len(tokens) == 7
    assert done.finish_reason == "length"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ("[[fail after=3]]", ErrorCode.UPSTREAM_ERROR),
        ("[[timeout after=3]]", ErrorCode.UPSTREAM_TIMEOUT),
        ("[[overflow]]", ErrorCode.CONTEXT_TOO_LONG),
    ],
)
async def test_failures_come_after_the_ordered_number_of_tokens(order: str, code: ErrorCode) -> None:
    tokens: list[str] = []
    with pytest.raises(OrchestraError) as caught:
        await obedient().complete(prompt(order), tokens.append)
    assert caught.value.code is code
    assert len(tokens) == (3 if "after" in order else 0)


async def test_a_gate_holds_runs_until_it_is_opened() -> None:
    provider = obedient()
    gate = provider.gate("middle")
    tokens: list[str] = []
    run = asyncio.create_task(
        provider.complete(prompt("[[tokens 9]] [[gate middle after=4]]"), tokens.append)
    )
    await gate.reached.wait()
    assert len(tokens) == 4
    gate.opened.set()
    await run
    assert len(tokens) == 9


async def test_a_hanging_run_ends_when_it_is_cancelled() -> None:
    provider = obedient()
    run = asyncio.create_task(
        provider.complete(prompt("[[gate here after=2]] [[hang after=2]]"), lambda _: None)
    )
    gate = provider.gate("here")
    await gate.reached.wait()
    gate.opened.set()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert (provider.started, provider.finished, provider.cancelled) == (1, 1, 1)


async def test_a_long_answer_without_delay_lets_others_run() -> None:
    run: asyncio.Task[object] | None = None
    heard = 0

    def emit(_: str) -> None:
        nonlocal heard
        heard += 1
        if heard == 100:
            asyncio.get_running_loop().call_soon(lambda: run and run.cancel())

    run = asyncio.create_task(obedient().complete(prompt("[[tokens 100000]]"), emit))
    with pytest.raises(asyncio.CancelledError):
        await run
    assert heard < 300


async def test_the_delay_can_be_set_and_ordered() -> None:
    slow = ScriptedProvider(ScriptedSettings(faults=True, token_delay=60))
    tokens, _ = await ask(slow, "[[tokens 3]] [[delay 0]]")
    assert len(tokens) == 3
    tokens, _ = await ask(obedient(), "[[tokens 3]] [[delay 0.001]]")
    assert len(tokens) == 3


async def test_every_model_is_taken_and_one_is_the_default() -> None:
    provider = ScriptedProvider(ScriptedSettings(), "my-model")
    await provider.start()
    provider.admit("anything")
    (model,) = await provider.models()
    assert (model.id, model.is_default, provider.default_model) == ("my-model", True, "my-model")
    assert provider.estimate(prompt("two words"), 3, "abc").source == "estimated"
    await provider.close()


def scene(agent: str, message: str) -> Prompt:
    return Prompt((Turn("user", message),), "", None, None, agent=agent)


async def say(agent: str, message: str) -> str:
    tokens: list[str] = []
    await obedient().complete(scene(agent, message), tokens.append)
    return "".join(tokens)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("critic#1", "any round"),
        ("critic#2", "second round"),
        ("solver-2#1", "the second"),
        ("solver-3#1", "one of several"),
        ("solver-3#2", "one of several, again"),
        ("writer#1", "everybody else"),
        ("", "everybody else"),
    ],
)
async def test_orders_can_be_for_one_agent_and_the_most_exact_name_counts(agent: str, said: str) -> None:
    message = (
        "[[critic: text any round]] [[critic#2: text second round]] [[solver-2: text the second]]"
        "[[solver: text one of several]] [[solver#2: text one of several, again]] [[text everybody else]]"
    )
    assert await say(agent, message) == said


@pytest.mark.parametrize("text", ['{"agree": true, "list": [1, [2] ]}', '["a", "b"]', "two\nlines"])
async def test_a_text_for_an_agent_can_be_json(text: str) -> None:
    assert await say("critic#1", f"Well: [[critic: text {text}]] [[writer: text no]]") == text


async def test_orders_for_others_are_no_part_of_the_message() -> None:
    assert "“Hello” – 1 word(s)" in await say(
        "writer#1", "Hello [[critic: fail after=1]] [[critic: tokens 3]]"
    )
    assert "[[critic: explode]]" in await say("writer#1", "Hello [[critic: explode]]")


async def test_several_orders_for_one_agent_are_combined() -> None:
    tokens: list[str] = []
    asked = scene("solver-1#1", "[[solver: tokens 9]] [[solver: fail after=2]] [[finish length]]")
    with pytest.raises(OrchestraError):
        await obedient().complete(asked, tokens.append)
    assert len(tokens) == 2
