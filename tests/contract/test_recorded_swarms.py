"""The two recorded streams with everything in them (manager, agents, tools) happen again, but for ids and times.

Who says what is fixed here: the model's agents, the tools' results and the classifier. `python -m
tests.contract.test_recorded_swarms` records them anew.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import pytest

from orchestra.chat.manager.intents import Guess
from orchestra.providers.base import Completion, Emit, Prompt, TokenCount
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings
from orchestra.tools.base import NoTools, ServerState, ToolInfo, ToolOutcome
from tests.meaning import Meaning
from tests.service import RunningService, running_service
from tests.transcript_streams import Block, blocks_of, recorded_blocks

EXAMPLES: Final = Path(__file__).parents[2] / "spec/examples"
MESSAGE: Final = "Why does the loop in loop.py never end?"
SESSION: Final = "support-4711"
# What each agent says, piece by piece.
SAID: Final[Mapping[str, Sequence[str]]] = {
    "coordinator#1": ('{"tool": "read", ', '"arguments": {"path": "loop.py"}}'),
    "coordinator#2": ('{"tool": "answer", "arguments": {}}',),
    "answerer#1": ("The loop never ends", ", because the counter is reset inside it."),
}
# The ids that stand in the specification's examples, in the order in which a stream names them.
IDS: Final = {
    "run": "run_0198c0de5a117c3e9f002b7d1a4e6c90",
    "ses": "ses_0198c0de5a107c3e9f002b7d1a4e6c8f",
    "msg": "msg_0198c0de5a127c3e9f002b7d1a4e6c91",
    "msg2": "msg_0198c0de5bb07c3e9f002b7d1a4e6c92",
}


class Choir(ScriptedProvider):
    """Says what its agents say, from the moment that the manager has been heard."""

    def __init__(self) -> None:
        super().__init__(ScriptedSettings(), "smollm2-135m-instruct")
        self.may_begin = asyncio.Event()

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        """The agent's pieces."""
        await self.may_begin.wait()
        pieces = SAID[prompt.agent]
        for piece in pieces:
            emit(piece)
        usage = TokenCount(input=21, output=len(pieces), source="reported")
        return Completion("stop", usage, self.default_model)


class Files(NoTools):
    """One server with one tool."""

    @property
    def servers(self) -> Sequence[ServerState]:
        return [ServerState("files", True, 1, "")]

    async def tools(self, servers: Sequence[str] | None = None) -> Sequence[ToolInfo]:
        schema = {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}
        return [ToolInfo("files", "read", "Reads a file.", schema)]

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        return ToolOutcome(True, "while i < 3: i = 0")


class Certain:
    """Takes every message for a fault to be found."""

    version = "recorded"

    def classify(self, text: str) -> Guess:
        return Guess("debug", 0.93, (("debug", 0.93), ("help", 0.04), ("query", 0.03)))


@pytest.fixture
def choir(tmp_path: Path) -> Iterator[tuple[RunningService, Choir]]:
    with singing(tmp_path) as service:
        yield service


class singing:  # noqa: N801 - used like a function
    """A service in which everybody's part is known."""

    def __init__(self, folder: Path) -> None:
        self._choir = Choir()
        parts = {"provider": self._choir, "tools": Files(), "classifier": Certain()}
        # Nothing is left out here for being late.
        self._running = running_service(folder, replacements=parts, manager={"deadline": 30})

    def __enter__(self) -> tuple[RunningService, Choir]:
        return self._running.__enter__(), self._choir

    def __exit__(self, *error: Any) -> None:
        self._running.__exit__(*error)


async def streamed(service: RunningService, choir: Choir, path: str, body: dict[str, Any]) -> list[Block]:
    """The blocks of a stream; its agents begin when the manager has spoken."""
    found = []
    async with (
        httpx.AsyncClient(base_url=service.base_url, headers=service.headers, timeout=30) as client,
        client.stream("POST", path, json=body) as answer,
    ):
        assert answer.status_code == 200
        async for block in blocks_of(answer):
            found.append(block)
            if "manager" in (block.get("type"), block.get("event", "").partition(".")[0]):
                service.loop.call_soon_threadsafe(choir.may_begin.set)
    return found


async def played(service: RunningService, choir: Choir, version: str) -> list[Block]:
    """The stream of one version."""
    if version == "v2":
        body = {"message": MESSAGE, "swarm_type": "mcp-coordinated", "optimization_mode": "quality"}
        return await streamed(service, choir, "/v2/chat/stream", body)
    # Version 1 knows no swarms; its session does.
    settings = {"swarm_type": "mcp-coordinated", "optimization_mode": "quality"}
    async with httpx.AsyncClient(base_url=service.base_url, headers=service.headers, timeout=30) as client:
        await client.post("/v2/sessions", json={"session_id": SESSION, "settings": settings})
    old = {"message": MESSAGE, "session_id": SESSION, "request_id": "req-2"}
    return await streamed(service, choir, "/v1/chat/stream", old)


FILES: Final = {"v2": EXAMPLES / "v2/streams/swarm.sse", "v1": EXAMPLES / "v1/stream-managed.ndjson"}


@pytest.mark.parametrize("version", FILES)
async def test_a_recorded_swarm_works_the_same_way_again(
    choir: tuple[RunningService, Choir], version: str
) -> None:
    meaning = Meaning()
    recorded, said = recorded_blocks(FILES[version]), await played(*choir, version)
    assert len(said) == len(recorded)
    for one, other in zip(recorded, said, strict=True):
        meaning.hold(one, other, one.get("event") or one.get("type") or "retry")


def _with_known_ids(text: str) -> str:
    known: dict[str, str] = {}

    def replaced(found: re.Match[str]) -> str:
        kind = found[0][:3]
        if found[0] not in known:
            known[found[0]] = IDS["msg2" if kind == "msg" and IDS["msg"] in known.values() else kind]
        return known[found[0]]

    return re.sub(r"\b(?:run|ses|msg)_[0-9a-f]{32}\b", replaced, text)


def _written(blocks: Sequence[Block]) -> str:
    lines = []
    for block in blocks:
        if "data" in block:
            data = json.dumps(block["data"], separators=(",", ":"), ensure_ascii=False)
            lines.append(f"id: {block['id']}\nevent: {block['event']}\ndata: {data}\n\n")
        elif "retry" in block:
            lines.append(f"retry: {block['retry']}\n\n")
        else:
            lines.append(json.dumps(block, ensure_ascii=False) + "\n")
    return _with_known_ids("".join(lines))


async def _record() -> None:
    for version, path in FILES.items():
        with TemporaryDirectory() as folder, singing(Path(folder)) as (service, choir):
            path.write_text(_written(await played(service, choir, version)), "utf-8")


if __name__ == "__main__":
    asyncio.run(_record())
