"""Data lines out of a byte stream of server-sent events (WHATWG HTML, section 9.2), as model endpoints write them.

Endpoints put one JSON document on each `data:` line, so lines are handed on one by one and the blank line that
ends an event is not waited for. Every other field is ignored, and so are comments, which keep connections alive.
"""

from __future__ import annotations

from typing import Final

MAX_LINE_BYTES: Final = 1_048_576


class LineTooLongError(Exception):
    """A line grew past MAX_LINE_BYTES."""


class DataLines:
    """An incremental parser; pieces may be cut at any byte, lines may end in LF or CRLF.

    llama.cpp's older servers report a failure as `error: {…}`; that payload is handed on as data.
    """

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes) -> list[bytes]:
        """The payloads of the lines that `piece` completes. Raises LineTooLongError."""
        # A long line arrives in many pieces: look for its end in the new piece only.
        if b"\n" not in piece:
            self._rest += piece
            self._check(self._rest)
            return []
        lines = (self._rest + piece).split(b"\n")
        self._rest = lines.pop()
        self._check(self._rest)
        return _payloads(lines)

    def end(self) -> list[bytes]:
        """The payload of a last line that nothing ended."""
        lines, self._rest = [self._rest], b""
        return _payloads(lines)

    @staticmethod
    def _check(rest: bytes) -> None:
        if len(rest) > MAX_LINE_BYTES:
            raise LineTooLongError


def _payloads(lines: list[bytes]) -> list[bytes]:
    found = []
    for line in lines:
        if line.startswith(b"data:"):
            payload = line[5:].strip()
        elif line.startswith(b"error:"):
            payload = line[6:].strip()
        else:
            continue
        if payload:
            found.append(payload)
    return found
