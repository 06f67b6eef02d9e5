"""Examples of event streams, which are text."""

from __future__ import annotations

import json
from typing import Any


def stream_events(text: str) -> list[Any]:
    """The `data` of every event in a stream of Server-Sent Events, read as JSON; comments and `retry` left out."""
    found: list[Any] = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        data = [
            line.removeprefix("data:").removeprefix(" ")
            for line in block.split("\n")
            if line.startswith("data:")
        ]
        if data:
            found.append(json.loads("\n".join(data)))
    return found
