# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false

from orchestra_sdk._call import Call

from ...models.chat_request import ChatRequest
from ...models.chat_response import ChatResponse


def create_chat(
    *,
    body: ChatRequest,
) -> Call[ChatResponse]:
    """Send a message and wait for the answer"""

    return Call(
        operation="create_chat",
        method="POST",
        path="/v2/chat",
        json=body.to_dict(),
        takes_key=True,
        parse=ChatResponse.from_dict,
    )
