# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any

from orchestra_sdk._call import Call

from ...models.swarm_list import SwarmList
from ...types import UNSET, Unset


def list_swarms(
    *,
    limit: int | Unset = UNSET,
    after: str | Unset = UNSET,
) -> Call[SwarmList]:
    """List the swarms"""
    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        operation="list_swarms",
        method="GET",
        path="/v2/swarms",
        params=params,
        takes_key=False,
        parse=SwarmList.from_dict,
    )
