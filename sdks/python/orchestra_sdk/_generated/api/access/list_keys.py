# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any

from orchestra_sdk._call import Call

from ...models.key_list import KeyList
from ...types import UNSET, Unset


def list_keys(
    *,
    limit: int | Unset = UNSET,
    after: str | Unset = UNSET,
) -> Call[KeyList]:
    """List API keys"""
    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        operation="list_keys",
        method="GET",
        path="/v2/keys",
        params=params,
        takes_key=False,
        parse=KeyList.from_dict,
    )
