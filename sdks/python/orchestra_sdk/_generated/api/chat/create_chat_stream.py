# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any

from orchestra_sdk._call import Call

from ...models.chat_request import ChatRequest


def create_chat_stream(
    *,
    body: ChatRequest,
) -> Call[None]:
    """Send a message and read the answer as it is written"""

    return Call(
        operation="create_chat_stream",
        method="POST",
        path="/v2/chat/stream",
        json=body.to_dict(),
        takes_key=True,
        parse=_nothing,
    )


def _nothing(_: Any) -> None:
    """The answer is a stream."""
