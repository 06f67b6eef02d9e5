# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...types import UNSET, Unset


def list_run_events(
    run_id: str,
    *,
    after: int | Unset = UNSET,
) -> Call[None]:
    """Follow a run's events"""
    params: dict[str, Any] = {}

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        operation="list_run_events",
        method="GET",
        path="/v2/runs/{run_id}/events".format(
            run_id=quote(str(run_id), safe=""),
        ),
        params=params,
        takes_key=False,
        parse=_nothing,
    )


def _nothing(_: Any) -> None:
    """The answer is a stream."""
