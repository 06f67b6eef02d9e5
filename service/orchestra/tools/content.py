"""What a tool's result says, as text: a language model reads it, so what is not text is described in words."""

from __future__ import annotations

from typing import Any, Final

import msgspec
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

from orchestra.tools.base import bounded

NOTHING: Final = "The tool returned nothing."


def text_of(result: CallToolResult) -> str:
    """The result in at most 10,000 characters.

    Structured content is shown where there is no text: servers that send it repeat it as text.
    """
    parts = [_described(block) for block in result.content]
    has_text = any(isinstance(block, TextContent) for block in result.content)
    if result.structured_content is not None and not has_text:
        parts.append(msgspec.json.encode(result.structured_content).decode())
    # A NUL is valid JSON and cannot be kept by every database.
    return bounded("\n".join(parts).replace("\0", "\ufffd") or NOTHING)


def _described(block: Any) -> str:
    match block:
        case TextContent():
            return block.text
        case ImageContent():
            return f"[an image, {block.mime_type}, {_size(block.data)}]"
        case AudioContent():
            return f"[a sound, {block.mime_type}, {_size(block.data)}]"
        case ResourceLink():
            title = block.title or block.name
            return f"[a link to {title}: {block.uri}]"
        case EmbeddedResource(resource=TextResourceContents() as resource):
            return f"[the resource {resource.uri}]\n{resource.text}"
        case EmbeddedResource(resource=BlobResourceContents() as resource):
            kind = resource.mime_type or "binary"
            return f"[the resource {resource.uri}, {kind}, {_size(resource.blob)}]"
        case _:
            return "[content of a kind that is not known here]"


def _size(base64: str) -> str:
    """The size of what is encoded, in words."""
    size = len(base64) * 3 // 4 - base64[-2:].count("=")
    return f"{size:,} bytes"
