# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false

from orchestra_sdk._call import Call

from ...models.chat_request_v1 import ChatRequestV1
from ...models.chat_response_v1 import ChatResponseV1


def create_chat_v1(
    *,
    body: ChatRequestV1,
) -> Call[ChatResponseV1]:
    """Send a message and wait for the answer"""

    return Call(
        operation="create_chat_v1",
        method="POST",
        path="/v1/chat",
        json=body.to_dict(),
        takes_key=False,
        parse=ChatResponseV1.from_dict,
    )
