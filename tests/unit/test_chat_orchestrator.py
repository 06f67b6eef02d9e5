"""The Chat Orchestrator: one chat, one run, one end, whatever happens in between."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from dishka import AsyncContainer

from orchestra.access.keys import Principal
from orchestra.chat.orchestrator import Orchestrator, Started
from orchestra.chat.run import Ask
from orchestra.container import build_container, shut_down, start_up
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.live.log import RunLog
from orchestra.providers.base import Completion, Emit, Prompt, TokenCount
from orchestra.sessions.runs import OwnerRuns
from orchestra.settings import load_settings
from orchestra.telemetry.metrics import Metrics
from tests.integration.upstream import Behaviour, Upstream
from tests.raw import Received, assert_whole

CALLER = Principal.anonymous()


async def chat(orchestrator: Orchestrator, message: str, **options: Any) -> Started:
    return await orchestrator.handle_chat(CALLER, Ask(message, **options), operation="createChatStream")


async def events_of(container: AsyncContainer, run_id: str) -> list[dict[str, Any]]:
    """All events of a run, waiting for its end."""
    log = await container.get(RunLog)
    received: list[dict[str, Any]] = []
    while True:
        batch = await log.read(run_id, len(received) - 1, wait=10)
        assert batch is not None
        received += [json.loads(event.data) for event in batch.events]
        if batch.ended:
            whole = Received()
            whole.events = received
            assert_whole(whole)
            return received


async def stored(container: AsyncContainer, run_id: str) -> Any:
    async with container(context={Principal: CALLER}) as request:
        return await (await request.get(OwnerRuns)).get(run_id)


async def test_handle_chat_success(
    mock_orchestrator: Orchestrator, test_di_container: AsyncContainer
) -> None:
    started = await chat(mock_orchestrator, "[[text Hello, friend.]]")
    events = await events_of(test_di_container, started.run_id)
    assert [events[0]["type"], events[-1]["type"]] == ["run.started", "run.completed"]
    assert events[-1]["response"] == "Hello, friend."
    await mock_orchestrator.wait(started.run_id)
    run = await stored(test_di_container, started.run_id)
    assert (run.status, run.response, run.finish_reason) == ("completed", "Hello, friend.", "stop")
    assert run.last_offset == events[-1]["offset"]


async def test_handle_chat_error(mock_orchestrator: Orchestrator, test_di_container: AsyncContainer) -> None:
    """A model that fails half-way ends the run as failed; what had come is kept, and nothing is retried."""
    started = await chat(mock_orchestrator, "[[text one two three four]][[fail after=2]]")
    events = await events_of(test_di_container, started.run_id)
    last = events[-1]
    assert last["type"] == "run.failed"
    assert (last["error"]["code"], last["error"]["retryable"], last["response"]) == (
        "upstream_error",
        True,
        "one two",
    )
    await mock_orchestrator.wait(started.run_id)
    run = await stored(test_di_container, started.run_id)
    assert (run.status, run.response, run.error["code"]) == ("failed", "one two", "upstream_error")


async def test_circuit_breaker_activation(tmp_path: Path) -> None:
    """An endpoint that fails too often opens the breaker `llm`: chats are refused at the door."""
    async with Upstream(Behaviour(status=500)) as upstream:
        settings = load_settings(
            data_dir=tmp_path,
            provider="openai",
            model="stand-in-1",
            openai={"base_url": upstream.base_url},
            breaker={"window": 4, "minimum_calls": 4},
            auth=False,
        )
        container = build_container(settings, Metrics())
        await start_up(container)
        try:
            orchestrator = await container.get(Orchestrator)
            for _ in range(4):
                started = await chat(orchestrator, "Hello")
                last = (await events_of(container, started.run_id))[-1]
                assert (last["type"], last["error"]["code"]) == ("run.failed", "upstream_error")
            with pytest.raises(OrchestraError) as caught:
                await chat(orchestrator, "Hello", session_id="refused")
            assert caught.value.code is ErrorCode.BREAKER_OPEN
            assert caught.value.retry_after is not None
            assert len(upstream.chats) == 4, "the endpoint is left alone"
            assert orchestrator.active_runs == 0
        finally:
            await shut_down(container)


async def test_connection_timeout(mock_orchestrator: Orchestrator, test_di_container: AsyncContainer) -> None:
    """A model that never answers costs the run its deadline, and no more."""
    started = await chat(mock_orchestrator, "[[hang after=1]]", deadline=0.05)
    last = (await events_of(test_di_container, started.run_id))[-1]
    assert (last["type"], last["error"]["code"], last["error"]["retryable"]) == (
        "run.failed",
        "deadline_exceeded",
        True,
    )


async def test_error_boundary(
    mock_orchestrator: Orchestrator, test_di_container: AsyncContainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect in one run ends that run as an internal error; its neighbours do not notice."""
    provider = mock_orchestrator._provider
    complete = provider.complete

    async def broken(prompt: Prompt, emit: Emit) -> Completion:
        if "defect" in prompt.turns[-1].content:
            raise ZeroDivisionError("a defect")
        return await complete(prompt, emit)

    monkeypatch.setattr(provider, "complete", broken)
    bad, good = await asyncio.gather(
        chat(mock_orchestrator, "defect"), chat(mock_orchestrator, "[[text fine]]")
    )
    failed = (await events_of(test_di_container, bad.run_id))[-1]
    assert (failed["type"], failed["error"]["code"]) == ("run.failed", "internal_error")
    assert "ZeroDivisionError" not in json.dumps(failed), "the inside of the service is nobody's business"
    assert (await events_of(test_di_container, good.run_id))[-1]["response"] == "fine"


async def test_runs_of_a_session_wait_in_line(
    mock_orchestrator: Orchestrator, test_di_container: AsyncContainer
) -> None:
    """The second run says that it waits, begins after the first, and sees its answer."""
    first = await chat(mock_orchestrator, "[[gate door]][[text one]]", session_id="line")
    second = await chat(mock_orchestrator, "[[text two]]", session_id="line")
    assert mock_orchestrator.active_runs == 2
    mock_orchestrator._provider.gate("door").opened.set()  # type: ignore[attr-defined]
    assert (await events_of(test_di_container, first.run_id))[-1]["response"] == "one"
    events = await events_of(test_di_container, second.run_id)
    assert [event["type"] for event in events[:2]] == ["run.queued", "run.started"]
    assert events[0]["position"] == 1


async def test_a_full_line_refuses(mock_orchestrator: Orchestrator) -> None:
    for _ in range(5):
        await chat(mock_orchestrator, "[[hang]]", session_id="full")
    with pytest.raises(OrchestraError) as caught:
        await chat(mock_orchestrator, "one too many", session_id="full")
    assert caught.value.code is ErrorCode.SESSION_BUSY
    with pytest.raises(OrchestraError) as caught:
        await chat(mock_orchestrator, "no patience", session_id="full", if_busy="reject")
    assert caught.value.code is ErrorCode.SESSION_BUSY


async def test_interrupt_ends_the_runs_before(
    mock_orchestrator: Orchestrator, test_di_container: AsyncContainer
) -> None:
    gate = "[[gate before after=1]]"
    before = [await chat(mock_orchestrator, gate, session_id="talk") for _ in range(5)]
    last = await chat(mock_orchestrator, "[[text now]]", session_id="talk", if_busy="interrupt")
    # The questions that got no answer stay in the conversation, and with them their orders to the model.
    mock_orchestrator._provider.gate("before").opened.set()  # type: ignore[attr-defined]
    assert (await events_of(test_di_container, last.run_id))[-1]["response"] == "now"
    for run in before:
        ended = (await events_of(test_di_container, run.run_id))[-1]
        assert (ended["type"], ended["reason"]) == ("run.cancelled", "interrupted")


async def test_nobody_listening(test_di_container: AsyncContainer, mock_orchestrator: Orchestrator) -> None:
    """`cancel` ends with the last listener, `continue` never minds, `grace` waits for somebody to come back."""
    runs = {
        rule: await chat(mock_orchestrator, "[[gate out]]", on_disconnect=rule)
        for rule in ("cancel", "continue", "grace")
    }
    for started in runs.values():
        with mock_orchestrator.subscribe(started.run_id), mock_orchestrator.subscribe(started.run_id):
            pass
    ended = (await events_of(test_di_container, runs["cancel"].run_id))[-1]
    assert (ended["type"], ended["reason"]) == ("run.cancelled", "disconnected")
    assert mock_orchestrator.active_runs == 2
    mock_orchestrator._provider.gate("out").opened.set()  # type: ignore[attr-defined]
    for rule in ("continue", "grace"):
        assert (await events_of(test_di_container, runs[rule].run_id))[-1]["type"] == "run.completed"


async def test_cancelling_at_any_moment_ends_once(
    mock_orchestrator: Orchestrator, test_di_container: AsyncContainer
) -> None:
    """However many steps a run has taken when it is cancelled (none, too), it has one end and frees its place."""
    for steps in range(30):
        started = await chat(mock_orchestrator, "[[tokens 200]]", session_id="steps")
        for _ in range(steps):
            await asyncio.sleep(0)
        await asyncio.gather(
            mock_orchestrator.cancel(started.run_id), mock_orchestrator.cancel(started.run_id)
        )
        last = (await events_of(test_di_container, started.run_id))[-1]
        assert last["type"] in ("run.cancelled", "run.completed")
        assert (await stored(test_di_container, started.run_id)).status == last["type"].removeprefix("run.")
        assert mock_orchestrator.active_runs == 0


async def test_draining_tells_every_run_why(
    mock_orchestrator: Orchestrator, test_di_container: AsyncContainer
) -> None:
    running = await chat(mock_orchestrator, "[[hang after=2]]", session_id="a")
    waiting = await chat(mock_orchestrator, "[[text never]]", session_id="a")
    await mock_orchestrator.drain(0.0)
    for started in (running, waiting):
        last = (await events_of(test_di_container, started.run_id))[-1]
        assert (last["type"], last["error"]["code"], last["error"]["retryable"]) == (
            "run.failed",
            "run_interrupted",
            True,
        )
    with pytest.raises(OrchestraError) as caught:
        await chat(mock_orchestrator, "too late")
    assert caught.value.code is ErrorCode.OVERLOADED


async def test_a_long_conversation_is_trimmed_and_says_so(
    mock_orchestrator: Orchestrator, test_di_container: AsyncContainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = mock_orchestrator._provider

    async def narrow(prompt: Prompt, emit: Emit) -> Completion:
        if len(prompt.turns) > 3:
            raise OrchestraError(ErrorCode.CONTEXT_TOO_LONG, "too long")
        emit("short")
        return Completion("stop", TokenCount(1, 1, "reported"), prompt.model)

    for _ in range(4):
        await mock_orchestrator.wait((await chat(mock_orchestrator, "[[text x]]", session_id="long")).run_id)
    monkeypatch.setattr(provider, "complete", narrow)
    events = await events_of(
        test_di_container, (await chat(mock_orchestrator, "y", session_id="long")).run_id
    )
    assert [event["code"] for event in events if event["type"] == "run.notice"] == ["trimmed", "trimmed"]
    assert events[-1]["response"] == "short"
