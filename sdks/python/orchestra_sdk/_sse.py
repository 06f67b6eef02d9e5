"""Server-Sent Events: bytes in, blocks out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchestra_sdk._errors import StreamError

LIMIT: Final = 16 * 1024 * 1024
"""The most bytes of a line, and of a block's data; far more than the longest answer there can be."""


@dataclass(slots=True)
class Block:
    """One event of a stream."""

    data: str
    event: str = "message"
    id: str | None = None


class SSEParser:
    """Reads a stream however it is cut into pieces (HTML standard, 9.2.6). Lines end with LF, CR or CRLF.

    Comments, `retry` and unknown fields are left out, and blocks without data; bytes that are no UTF-8 become U+FFFD.
    A block that the stream ends within is none.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._rest = bytearray()
        self._size = 0
        self._began = False
        self._after_cr = False
        self._data: list[bytes] = []
        self._event = "message"
        self._id: str | None = None

    def feed(self, chunk: bytes) -> list[Block]:
        """The blocks that this piece ends. Raises StreamError for a line or a block that is too long."""
        if self._after_cr and chunk:
            # The second half of a CRLF that was cut in two.
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\n" not in chunk:
            self._rest += chunk
            self._check(len(self._rest))
            return []
        first, *lines, rest = chunk.split(b"\n")
        lines.insert(0, bytes(self._rest) + first)
        self._rest = bytearray(rest)
        self._check(len(rest))
        if not self._began:
            self._began = True
            lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
        blocks: list[Block] = []
        for line in lines:
            if line:
                self._line(line)
                continue
            if self._data:
                data = b"\n".join(self._data).decode("utf-8", "replace")
                blocks.append(Block(data, self._event, self._id))
            self._data.clear()
            self._event, self._id, self._size = "message", None, 0
        return blocks

    def _line(self, line: bytes) -> None:
        self._size += len(line)
        self._check(self._size)
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
        elif name == b"event":
            self._event = value.decode("utf-8", "replace") or "message"
        elif name == b"id" and b"\0" not in value:
            self._id = value.decode("utf-8", "replace")

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise StreamError(f"The stream has a line or an event of more than {self._limit} bytes.")
