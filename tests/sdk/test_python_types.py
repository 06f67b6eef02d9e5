"""The types of the Python SDK hold for those who check strictly: in the package, and in a program that uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orchestra_generator.node import TOOLS, node_program

SDK = Path(__file__).parents[2] / "sdks/python"
SECONDS = 110
PYRIGHT = TOOLS / "node_modules/pyright/index.js"

PROGRAM = """
from typing import assert_type

from collections.abc import Sequence

from orchestra_sdk import AsyncOrchestra, AsyncPage, AsyncRunStream, Orchestra, Page, RawResponse, RunStream
from orchestra_sdk.types import (
    AgentTurn,
    ChatResponse,
    IntentReport,
    ManagerIntentEvent,
    Memory,
    Run,
    RunCompletedEvent,
    RunEvent,
    RunFeedback,
    RunNoticeEvent,
    Session,
    SessionSettings,
    Swarm,
    TokenEvent,
    ToolCall,
    ToolResultEvent,
)


def one(client: Orchestra) -> None:
    assert_type(client.chat.create("Hello", session_id="s", temperature=0.5), ChatResponse)
    assert_type(client.chat.with_raw_response.create("Hello"), RawResponse[ChatResponse])
    assert_type(client.chat.with_raw_response.create("Hello").parse(), ChatResponse)
    assert_type(client.sessions.list(limit=5), Page[Session])
    assert_type(client.sessions.with_raw_response.list(), RawResponse[Page[Session]])
    assert_type([session for session in client.sessions.list()], list[Session])
    client.sessions.update("s", title=None, metadata={"a": 1})
    with client.chat.stream("Hello", on_disconnect="continue") as stream:
        assert_type(stream, RunStream)
        assert_type(next(stream), RunEvent)
        for event in stream:
            if event.type == "token":
                assert_type(event, TokenEvent)
            if event.type == "tool.result":
                assert_type(event, ToolResultEvent)
        assert_type(stream.intent, ManagerIntentEvent | None)
        assert_type(stream.agents, Sequence[AgentTurn])
        assert_type(stream.tools, Sequence[ToolCall])
        assert_type(stream.notices, Sequence[RunNoticeEvent])
        assert_type(stream.result(), RunCompletedEvent)
        assert_type(stream.cancel(), Run)
    client.chat.create("Hello", optimization_mode="lite", swarm_type="ours", use_memory=True)
    client.chat.create("Hello", optimization_hints={"urgent": True})
    client.connect().chat("Hello", swarm_type="coding-debate")
    assert_type(client.intents.create("Hello"), IntentReport)
    assert_type(client.runs.feedback("r", rating=1, intent="scale"), RunFeedback)
    assert_type(client.swarms.list(), Page[Swarm])
    assert_type(client.memories.list(query="parcel"), Page[Memory])
    client.memories.delete("m")
    client.memories.delete_all()
    made = client.sessions.create(settings=SessionSettings(temperature=0.2))
    assert_type(client.sessions.update("s", settings={"use_memory": True}).settings, SessionSettings)
    client.sessions.update("s", settings=made.settings)


async def other(client: AsyncOrchestra) -> None:
    assert_type(await client.chat.create("Hello"), ChatResponse)
    assert_type(await client.chat.with_raw_response.create("Hello"), RawResponse[ChatResponse])
    assert_type(await client.sessions.list(), AsyncPage[Session])
    assert_type(await client.sessions.with_raw_response.list(), RawResponse[AsyncPage[Session]])
    assert_type([session async for session in client.sessions.list()], list[Session])
    assert_type([memory async for memory in client.memories.list()], list[Memory])
    assert_type(await client.intents.create("Hello"), IntentReport)
    async with client.chat.stream("Hello") as stream:
        assert_type(stream, AsyncRunStream)
        assert_type([text async for text in stream.text_deltas()], list[str])


def wrong(client: Orchestra) -> None:
    client.chat.create("Hello", colour="blue")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.chat.create(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.chat.create("Hello", if_busy="never")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.chat.create("Hello", optimization_mode="fast")  # type: ignore[arg-type]  # pyright: ignore
    client.chat.with_raw_response.create()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.sessions.get("s").colour  # type: ignore[attr-defined]  # pyright: ignore
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


def test_mypy_finds_nothing(program: Path, tmp_path: Path) -> None:
    configuration = tmp_path / "mypy.ini"
    configuration.write_text(
        f"[mypy]\nstrict = True\npython_version = 3.11\nmypy_path = {SDK}\nenable_error_code = ignore-without-code\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", f"--config-file={configuration}", SDK / "orchestra_sdk", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pyright_finds_nothing(program: Path, tmp_path: Path) -> None:
    settings = {
        "include": [str(SDK / "orchestra_sdk"), str(program)],
        "extraPaths": [str(SDK)],
        "pythonVersion": "3.11",
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": False,
        "enableTypeIgnoreComments": False,
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [node_program(), PYRIGHT, "-p", tmp_path, "--pythonpath", sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
