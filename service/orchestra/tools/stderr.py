"""What a tool server's process writes to its standard error, in our log and within bounds."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final, TextIO

import anyio

from orchestra.telemetry.logging import Logger

_LINE_BYTES: Final = 1_000
_LINES_A_MINUTE: Final = 100
_LAST_WORDS_S: Final = 0.5


@asynccontextmanager
async def stderr_to(log: Logger, server: str) -> AsyncGenerator[TextIO]:
    """A file for the process' standard error; close it here once the process has its own.

    Lines are cut at 1,000 bytes, and of more than 100 a minute only the number is written.
    """
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()
    reader = asyncio.StreamReader(limit=_LINE_BYTES * 4)
    source = os.fdopen(reading, "rb", buffering=0)
    errors = os.fdopen(writing, "w")
    try:
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), source)
    except BaseException:
        source.close()
        errors.close()
        raise
    pump = asyncio.create_task(_pump(reader, log, server), name=f"stderr of {server}")
    try:
        yield errors
    finally:
        errors.close()
        try:
            # What it said last explains its end. A process of its own that lives on may hold the pipe open.
            with anyio.CancelScope(shield=True):
                await asyncio.wait([pump], timeout=_LAST_WORDS_S)
        finally:
            pump.cancel()
            transport.close()
            with anyio.CancelScope(shield=True):
                await asyncio.wait([pump])


async def _pump(reader: asyncio.StreamReader, log: Logger, server: str) -> None:
    loop = asyncio.get_running_loop()
    began, lines, left_out = loop.time(), 0, 0
    line = bytearray()
    while piece := await reader.read(_LINE_BYTES * 4):
        for part in piece.splitlines(keepends=True):
            # The rest of an overlong line is dropped, so that one without an end needs no memory.
            line += part[: max(_LINE_BYTES - len(line), 0)]
            if not part.endswith((b"\n", b"\r")):
                continue
            text = line.decode("utf-8", "replace").strip()
            line.clear()
            if not text:
                continue
            if loop.time() - began > 60:
                if left_out:
                    log.info("tool server wrote more", server=server, lines=left_out)
                began, lines, left_out = loop.time(), 0, 0
            lines += 1
            if lines <= _LINES_A_MINUTE:
                log.info("tool server wrote", server=server, line=text)
            else:
                left_out += 1
    if text := line.decode("utf-8", "replace").strip():
        log.info("tool server wrote", server=server, line=text)
    if left_out:
        log.info("tool server wrote more", server=server, lines=left_out)
