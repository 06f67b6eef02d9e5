"""Replays recorded streams, Server-Sent Events and NDJSON, as transcripts.py does with connections."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, aclosing
from pathlib import Path
from typing import Any

import httpx

from orchestra.chat.orchestrator import Orchestrator
from tests.meaning import Meaning
from tests.transcripts import MESSAGE, SECONDS, SESSION, End, Stage, lifted

Event = dict[str, Any]
Block = dict[str, Any]
"""One event of a stream: an item of NDJSON, or the fields of a Server-Sent Event with `data` read."""


def recorded_blocks(path: Path) -> list[Block]:
    """What a recorded stream holds; comments are left out, they come with time."""
    text = path.read_text("utf-8")
    if path.suffix == ".ndjson":
        return [json.loads(line) for line in text.split("\n")[:-1]]
    return [block for lines in text.split("\n\n") if (block := _fields(lines.split("\n")))]


async def blocks_of(answer: httpx.Response) -> AsyncGenerator[Block, None]:
    """What a stream says, as it comes."""
    if answer.headers["content-type"] == "application/x-ndjson":
        async for line in _lines_of(answer):
            yield json.loads(line)
        return
    lines: list[str] = []
    async for line in _lines_of(answer):
        if line:
            lines.append(line)
            continue
        if block := _fields(lines):
            yield block
        lines = []
    assert not lines, "the stream ends within an event"


async def _lines_of(answer: httpx.Response) -> AsyncIterator[str]:
    # httpx takes U+2028 for the end of a line, too.
    rest = b""
    async for data in answer.aiter_bytes():
        *whole, rest = (rest + data).split(b"\n")
        for line in whole:
            yield line.decode()
    assert not rest, "the stream ends within a line"


def _fields(lines: Iterable[str]) -> Block:
    fields: Block = dict(line.split(": ", 1) for line in lines if line and not line.startswith(":"))
    if "data" in fields:
        fields["data"] = json.loads(fields["data"])
    return fields


class StreamReplay:
    """Plays the client of a recorded stream.

    `read_again`: the recording is not of the first reading, but of one after the run's end.
    """

    def __init__(self, stage: Stage, client: httpx.AsyncClient, *, read_again: bool = False) -> None:
        self._stage = stage
        self._client = client
        self._read_again = read_again
        self._meaning = Meaning()
        # Messages of runs that stand before this one in its session.
        self._before: deque[str] = deque()
        self._session_id: str | None = None
        self._waits = False

    async def play(self, recorded: list[Block]) -> None:
        """Raises AssertionError where the service does not do as recorded."""
        events = [_event(block) for block in recorded if "retry" not in block]
        await self._prepare(events)
        if "offset" not in events[0]:
            old = {"message": MESSAGE, "session_id": SESSION, "request_id": "req-1"}
            async with self._client.stream("POST", "/v1/chat/stream", json=old) as answer:
                await self._follow(recorded, answer)
        elif self._read_again:
            await self._play_again(recorded, events)
        elif events[0]["offset"] > 0:
            await self._play_rest(recorded, events)
        else:
            async with self._chat() as answer:
                await self._follow(recorded, answer)

    async def _play_rest(self, recorded: list[Block], events: list[Event]) -> None:
        """Lose the connection right before the recording begins, and come back."""
        last_seen = events[0]["offset"] - 1
        self._stage.tell(MESSAGE, *_pieces_before(events))
        async with self._chat() as answer:
            run_id = await read_until(answer, last_seen)
        async with self._events(run_id, {"Last-Event-ID": f"{run_id}:{last_seen}"}) as answer:
            assert answer.headers["orchestra-recovered"] == "true"
            await self._follow(recorded, answer)

    async def _play_again(self, recorded: list[Block], events: list[Event]) -> None:
        """Leave at once, and read it all when the run has ended."""
        left = events[-1].get("reason") == "disconnected"
        async with self._chat(on_disconnect="cancel" if left else "continue") as answer:
            run_id = await read_until(answer, 0)
        if not left:
            tokens = [event["text"] for event in events if event["type"] == "token"]
            self._stage.tell(MESSAGE, *_pieces_before(events), *tokens, End(events[-1]["finish_reason"]))
        service = self._stage.service
        await service.on_loop(service.get(Orchestrator).wait(run_id))
        async with self._events(run_id, {}) as answer:
            assert answer.headers["orchestra-recovered"] == ("false" if events[0]["offset"] else "true")
            await self._follow(recorded, answer)
        for message in self._before:
            self._stage.tell(message, End("stop"))

    def _chat(self, **options: str) -> AbstractAsyncContextManager[httpx.Response]:
        body = {"message": MESSAGE, **options}
        if self._session_id is not None:
            body["session_id"] = self._session_id
        return self._client.stream("POST", "/v2/chat/stream", json=body)

    def _events(self, run_id: str, headers: dict[str, str]) -> AbstractAsyncContextManager[httpx.Response]:
        return self._client.stream("GET", f"/v2/runs/{run_id}/events", headers=headers)

    async def _prepare(self, events: list[Event]) -> None:
        """What has happened in the session before."""
        if events[0]["type"] == "run.queued":
            for number in range(events[0]["position"]):
                await self.put_before(f"Question {number}")
        if any(event["type"] == "run.notice" for event in events):
            self._stage.tell("Earlier.", End("stop"))
            answer = await self._client.post("/v2/chat", json={"message": "Earlier."})
            self._session_id = answer.json()["session_id"]

    async def put_before(self, message: str) -> str:
        """Begin another run in the session; its id."""
        body = {"message": message, "on_disconnect": "continue"}
        if self._session_id is not None:
            body["session_id"] = self._session_id
        async with self._client.stream("POST", "/v2/chat/stream", json=body) as answer:
            run_id = await read_until(answer, 0)
        run = await self._client.get(f"/v2/runs/{run_id}")
        self._session_id = run.json()["session_id"]
        self._before.append(message)
        return run_id

    async def _follow(self, recorded: list[Block], answer: httpx.Response) -> None:
        assert answer.status_code == 200
        async with aclosing(blocks_of(answer)) as blocks, asyncio.timeout(SECONDS):
            for block in recorded:
                if "retry" not in block and not self._read_again:
                    await self._bring_about(_event(block))
                said = await anext(blocks, None)
                self._meaning.hold(block, said, _event(block).get("type", "retry"))
            assert await anext(blocks, None) is None, "more was said than recorded"

    async def _bring_about(self, event: Event) -> None:
        if self._waits:
            self._stage.tell(self._before.popleft(), End("stop"))
        self._waits = event["type"] == "run.queued"
        match lifted(event):
            case {"type": "run.cancelled", "reason": "requested"}:
                run_id = self._meaning.replayed(event["run_id"])
                await self._client.post(f"/v2/runs/{run_id}/cancel")
            case {"type": "run.cancelled", "reason": "interrupted"}:
                self._stage.tell("Stop.", End("stop"))
                later = {"message": "Stop.", "session_id": SESSION, "if_busy": "interrupt"}
                await self._client.post("/v2/chat", json=later)
        self._stage.bring_about(MESSAGE, event)


async def read_until(answer: httpx.Response, offset: int) -> str:
    """Read up to that event; the run's id."""
    async with aclosing(blocks_of(answer)) as blocks, asyncio.timeout(SECONDS):
        async for block in blocks:
            if "data" in block and block["data"]["offset"] == offset:
                return str(block["data"]["run_id"])
    raise AssertionError(f"the stream ended before offset {offset}")


def _pieces_before(events: list[Event]) -> list[str]:
    """Tokens for the part of the answer that came before the recording: so many, cut anywhere."""
    tokens = "".join(event["text"] for event in events if event["type"] == "token")
    count, begun = events[0]["offset"] - 1, str(events[-1]["response"]).removesuffix(tokens)
    return [*begun[: count - 1], begun[count - 1 :]] if count > 0 else []


def _event(block: Block) -> Event:
    event: Event = block.get("data", block)
    return event
