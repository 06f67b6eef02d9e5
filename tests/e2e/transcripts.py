"""Real tasks for the swarms, worked on by the embedded model: the end-to-end tests, and a page of the documentation.

`python -m tests.e2e.transcripts` writes docs/guides/swarm-transcripts.md anew.
"""

from __future__ import annotations

import asyncio
import html
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from orchestra.chat.swarms.task import Mode, NoticeCode
from orchestra.providers.base import TokenCount
from orchestra.providers.local import LocalProvider
from orchestra.settings import BreakerSettings, LocalSettings, McpSettings
from orchestra.tools.mcp import McpToolbox
from tests.swarms import Heard, Stage, Work, stage

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "guides" / "swarm-transcripts.md"


@dataclass(frozen=True, slots=True)
class RealTask:
    """What one swarm is asked."""

    swarm: str
    mode: Mode
    message: str
    max_tokens: int


TASKS: Final = (
    RealTask("simple-agents", "balanced", "What is a violin made of?", 60),
    RealTask("coding-debate", "balanced", "Write a Python function that adds two numbers.", 70),
    RealTask(
        "improved-solve", "balanced", "A train goes 60 km in an hour. How far does it go in 3 hours?", 50
    ),
    RealTask("mcp-coordinated", "balanced", "What is the status of order A-1002?", 40),
)

_INTRODUCTION: Final = """\
<!-- Written by `python -m tests.e2e.transcripts`. Do not edit. -->
# Swarm transcripts

What the [swarms](swarms.md) made of real tasks on {date} with `{model}`, the embedded model, at temperature 0.
Nothing is touched up. The model has 135 million parameters: it keeps to the form, calls tools, and is often wrong. A
model of your own does better with the same files.

You need: nothing but to know what [swarms](swarms.md) are.
"""
_NEXT = """
## Next

- [Swarms](swarms.md): ask for one, or write one.
- [Tools](tools.md): what `mcp-coordinated` calls.
- [Your own model](models.md): what makes the greatest difference.
"""


@asynccontextmanager
async def real_stage() -> AsyncIterator[Stage]:
    """The embedded model on one thread, and the shop's tools of an MCP server that is started for it."""
    server = {
        "command": sys.executable,
        "args": ["-m", "tests.mcp_servers.stdio_server"],
        "cwd": ROOT,
        "tools": ["look_up_order"],
        "connect_deadline": 60,
    }
    tools = McpToolbox(McpSettings.model_validate({"servers": {"shop": server}}), BreakerSettings())
    provider = LocalProvider(LocalSettings(threads=1))
    await provider.start()
    try:
        await tools.start()
        yield stage(provider, tools)
    finally:
        await tools.close()
        await provider.close()


async def play(on: Stage, task: RealTask, heard: Heard | None = None, most: int | None = None) -> Work:
    """Let the swarm work on the task, to the end; `most` tokens for the response, or as many as the task says."""
    work = on.begin(
        task.swarm,
        task.message,
        task.mode,
        heard=heard,
        max_tokens=most or task.max_tokens,
        temperature=0.0,
    )
    await work.running
    return work


@dataclass
class Writer(Heard):
    """A Reporter that writes the transcript: a paragraph for each thing that happens."""

    written: list[str] = field(default_factory=list)

    def agent_completed(
        self,
        agent: str,
        role: str,
        round: int,  # noqa: A002
        text: str,
        quality_score: float | None,
        usage: TokenCount | None,
    ) -> None:
        super().agent_completed(agent, role, round, text, quality_score, usage)
        tokens = f", {usage.output} tokens" if usage else ""
        self.written += [f"**{agent}** (round {round}{tokens})", _quoted(text)]

    def tool_called(self, call_id: str, server: str, tool: str, arguments: Mapping[str, Any]) -> None:
        super().tool_called(call_id, server, tool, arguments)
        said = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
        self.written += [f"Tool **{tool}** of the server `{server}` is called:", _quoted(f"{tool}({said})")]

    def tool_result(self, call_id: str, ok: bool, content: str) -> None:
        super().tool_result(call_id, ok, content)
        self.written += ["It answers:" if ok else "It fails:", _quoted(content)]

    def notice(self, code: NoticeCode, detail: str) -> None:
        super().notice(code, detail)
        self.written.append(f"Notice `{code}`: {html.escape(detail)}")


def _quoted(text: str) -> str:
    # As entities, so that what the model writes is neither Markdown nor, to the tests, an example to be run. Its lines
    # are long, and a page must not be wider than a phone.
    said = html.escape(text.strip()).replace("`", "&#96;")
    return f'<pre><code style="white-space: pre-wrap">{said}</code></pre>'


async def write() -> None:
    """Write the page."""
    async with real_stage() as on:
        paragraphs = [
            _INTRODUCTION.format(date=datetime.now(UTC).date().isoformat(), model=on.provider.default_model)
        ]
        for task in TASKS:
            heard = Writer()
            work = await play(on, task, heard)
            score = work.result.quality_score
            used = work.result.completion.usage
            paragraphs += [
                f"## {task.swarm}",
                f"Asked in mode `{task.mode}`, with at most {task.max_tokens} tokens for the response:",
                _quoted(task.message),
                *heard.written,
                "**The response**",
                _quoted(heard.response),
                f"Quality score: {'none, nobody judged' if score is None else score}. "
                f"Tokens: {used.input} read, {used.output} written.",
            ]
    PAGE.write_text("\n\n".join(part.strip() for part in [*paragraphs, _NEXT]) + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(write())
