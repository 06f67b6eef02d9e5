# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any

from orchestra_sdk._call import Call

from ...models.model_list import ModelList
from ...types import UNSET, Unset


def list_models(
    *,
    limit: int | Unset = UNSET,
    after: str | Unset = UNSET,
) -> Call[ModelList]:
    """List the models"""
    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        operation="list_models",
        method="GET",
        path="/v2/models",
        params=params,
        takes_key=False,
        parse=ModelList.from_dict,
    )
