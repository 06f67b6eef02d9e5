# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...models.list_order import ListOrder
from ...models.message_list import MessageList
from ...types import UNSET, Unset


def list_messages(
    session_id: str,
    *,
    limit: int | Unset = UNSET,
    after: str | Unset = UNSET,
    order: ListOrder | Unset = UNSET,
) -> Call[MessageList]:
    """List a session's messages"""
    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after"] = after

    json_order: str | Unset = UNSET
    if not isinstance(order, Unset):
        json_order = order

    params["order"] = json_order

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        operation="list_messages",
        method="GET",
        path="/v2/sessions/{session_id}/messages".format(
            session_id=quote(str(session_id), safe=""),
        ),
        params=params,
        takes_key=False,
        parse=MessageList.from_dict,
    )
