# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any

from orchestra_sdk._call import Call

from ...models.session_list import SessionList
from ...types import UNSET, Unset


def list_sessions(
    *,
    limit: int | Unset = UNSET,
    after: str | Unset = UNSET,
) -> Call[SessionList]:
    """List sessions"""
    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        operation="list_sessions",
        method="GET",
        path="/v2/sessions",
        params=params,
        takes_key=False,
        parse=SessionList.from_dict,
    )
