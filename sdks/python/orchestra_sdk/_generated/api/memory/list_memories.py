# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any

from orchestra_sdk._call import Call

from ...models.memory_list import MemoryList
from ...types import UNSET, Unset


def list_memories(
    *,
    query: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    after: str | Unset = UNSET,
) -> Call[MemoryList]:
    """List what can be remembered"""
    params: dict[str, Any] = {}

    params["query"] = query

    params["limit"] = limit

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        operation="list_memories",
        method="GET",
        path="/v2/memories",
        params=params,
        takes_key=False,
        parse=MemoryList.from_dict,
    )
