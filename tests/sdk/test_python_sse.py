"""Server-Sent Events: however the bytes are cut, the same blocks come out."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_sdk import StreamError
from orchestra_sdk._sse import Block, SSEParser

STREAMS = Path(__file__).parents[2] / "spec/examples/v2/streams"

# Lines as they come and as they should not: fields, comments, broken UTF-8, separators that only Python knows.
PIECES = st.sampled_from(
    [
        "data: a",
        "data:b",
        "data:  c",
        "data",
        "data: für 🎻 音",
        "data: \u2028\u0085\x0b",
        "event: token",
        "event:",
        "id: run_x:1",
        "id: \0",
        "retry: 2000",
        ": beat",
        ":",
        "other: x",
        "",
        "",
        "",
    ]
)
STREAM = st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\r", "\r\n"])), max_size=30).map(
    lambda lines: "".join(line + end for line, end in lines).encode()
)


def parsed(pieces: list[bytes]) -> list[Block]:
    parser = SSEParser()
    return [block for piece in pieces for block in parser.feed(piece)]


@given(STREAM | st.binary(max_size=60), st.lists(st.integers(0, 400)))
def test_any_cutting_of_the_bytes_gives_the_same_blocks(stream: bytes, cuts: list[int]) -> None:
    whole = parsed([stream])
    places = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    assert parsed([stream[a:b] for a, b in pairwise(places)]) == whole
    assert parsed([bytes([byte]) for byte in stream]) == whole


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("name", sorted(path.stem for path in STREAMS.glob("*.sse")))
def test_recorded_streams_are_read_with_every_line_end(name: str, end: str) -> None:
    text = (STREAMS / f"{name}.sse").read_text("utf-8")
    found = parsed([text.replace("\n", end).encode()])
    assert [block.data for block in found] == [
        line.removeprefix("data: ") for line in text.split("\n") if line.startswith("data: ")
    ]
    assert all(f'"type":"{block.event}"' in block.data for block in found)


@pytest.mark.parametrize(
    ("stream", "blocks"),
    [
        (b"data: a\ndata: b\n\n", [Block("a\nb")]),
        (b"data\n\n", [Block("")]),
        (b"data:  a\n\n", [Block(" a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [Block("a")]),
        (b": a\n\nevent: x\nid: 1\n\n", []),
        (b"event: x\nid: 1\ndata: a\n\ndata: b\n\n", [Block("a", "x", "1"), Block("b")]),
        (b"data: a", []),
        (b"data: a\n", []),
        (b"data: \xff\n\n", [Block("\ufffd")]),
        (b"id: 1\0\ndata: a\n\n", [Block("a")]),
    ],
)
def test_blocks_are_what_the_standard_says(stream: bytes, blocks: list[Block]) -> None:
    assert parsed([stream]) == blocks


@pytest.mark.parametrize(
    "pieces",
    [
        [b"x" * 101],
        [b"x" * 60, b"x" * 60],
        [b"\ndata: " + b"x" * 101],
        [b"data: " + b"x" * 101 + b"\n\n"],
        [b"data: xxxx\n"] * 20,
        [b": xxxxxxxx\n"] * 20,
    ],
)
def test_a_line_or_a_block_without_end_is_an_error_not_memory(pieces: list[bytes]) -> None:
    parser = SSEParser(limit=100)
    with pytest.raises(StreamError):
        deque(map(parser.feed, pieces), maxlen=0)
