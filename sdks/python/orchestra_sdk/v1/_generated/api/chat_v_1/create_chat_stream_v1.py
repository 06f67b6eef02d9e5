# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any

from orchestra_sdk._call import Call

from ...models.chat_request_v1 import ChatRequestV1


def create_chat_stream_v1(
    *,
    body: ChatRequestV1,
) -> Call[None]:
    """Send a message and read the answer as it is written"""

    return Call(
        operation="create_chat_stream_v1",
        method="POST",
        path="/v1/chat/stream",
        json=body.to_dict(),
        takes_key=False,
        parse=_nothing,
    )


def _nothing(_: Any) -> None:
    """The answer is a stream."""
