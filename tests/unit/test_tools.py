"""What tools bring, as text, and the toolbox without servers."""

from __future__ import annotations

import asyncio
import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp_types import (
    AudioContent,
    BlobResourceContents,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    ResourceLink,
    TextContent,
    TextResourceContents,
)
from structlog.testing import capture_logs

from orchestra.telemetry.logging import get_logger
from orchestra.tools.base import RESULT_CHARACTERS, NoTools, Toolbox, bounded
from orchestra.tools.content import NOTHING, text_of
from orchestra.tools.stderr import stderr_to

DATA = base64.b64encode(b"12345").decode()


@given(st.integers(0, 300), st.integers(0, 200))
def test_what_is_cut_keeps_its_beginning_and_tells_how_much_is_missing(length: int, limit: int) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(length))
    cut = bounded(text, limit)
    assert len(cut) <= limit
    if length <= limit:
        assert cut == text
    elif limit >= 50:
        kept, _, note = cut.partition("\n")
        assert text.startswith(kept)
        assert note == f"[… {length - len(kept)} more characters are left out]"


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (CallToolResult(content=[]), NOTHING),
        (CallToolResult(content=[TextContent(text="a"), TextContent(text="b")]), "a\nb"),
        (CallToolResult(content=[TextContent(text="a\0b")]), "a\ufffdb"),
        (
            CallToolResult(content=[TextContent(text='{"n":1}')], structured_content={"n": 1}),
            '{"n":1}',
        ),
        (CallToolResult(content=[], structured_content={"n": 1}), '{"n":1}'),
        (
            CallToolResult(content=[ImageContent(data=DATA, mime_type="image/png")]),
            "[an image, image/png, 5 bytes]",
        ),
        (
            CallToolResult(content=[AudioContent(data=DATA, mime_type="audio/wav")]),
            "[a sound, audio/wav, 5 bytes]",
        ),
        (
            CallToolResult(content=[ResourceLink(name="bill", uri="shop://bills/1")]),
            "[a link to bill: shop://bills/1]",
        ),
        (
            CallToolResult(
                content=[EmbeddedResource(resource=TextResourceContents(uri="shop://terms", text="Be kind."))]
            ),
            "[the resource shop://terms]\nBe kind.",
        ),
        (
            CallToolResult(
                content=[EmbeddedResource(resource=BlobResourceContents(uri="shop://logo", blob=DATA))]
            ),
            "[the resource shop://logo, binary, 5 bytes]",
        ),
    ],
)
def test_a_result_is_told_as_text(result: CallToolResult, text: str) -> None:
    assert text_of(result) == text


def test_a_long_result_is_bounded() -> None:
    text = text_of(CallToolResult(content=[TextContent(text="x" * 5_000)] * 3))
    assert RESULT_CHARACTERS - 10 < len(text) <= RESULT_CHARACTERS


async def test_a_toolbox_without_servers_has_nothing_and_says_so() -> None:
    toolbox: Toolbox = NoTools()
    await toolbox.start()
    assert (list(toolbox.servers), list(await toolbox.tools())) == ([], [])
    outcome = await toolbox.call("shop", "buy", {})
    assert (outcome.ok, outcome.content) == (
        False,
        "There is no tool server named 'shop'; no servers are set up.",
    )
    await toolbox.close()


async def test_standard_error_is_logged_within_bounds() -> None:
    before = asyncio.all_tasks()
    with capture_logs() as lines:
        async with stderr_to(get_logger("test"), "shop") as errors:
            errors.write("first\n\n" + "y" * 50_000 + "\n")
            errors.write("".join(f"line {number}\n" for number in range(200)))
            errors.write("no end")
            errors.close()
    assert asyncio.all_tasks() == before
    wrote = [line["line"] for line in lines if line["event"] == "tool server wrote"]
    assert wrote[:3] == ["first", "y" * 1_000, "line 0"]
    assert wrote[99:] == ["line 97", "no end"]
    assert [line["lines"] for line in lines if line["event"] == "tool server wrote more"] == [102]
