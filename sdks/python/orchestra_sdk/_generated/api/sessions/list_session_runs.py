# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...models.run_list import RunList
from ...types import UNSET, Unset


def list_session_runs(
    session_id: str,
    *,
    limit: int | Unset = UNSET,
    after: str | Unset = UNSET,
) -> Call[RunList]:
    """List a session's runs"""
    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    return Call(
        operation="list_session_runs",
        method="GET",
        path="/v2/sessions/{session_id}/runs".format(
            session_id=quote(str(session_id), safe=""),
        ),
        params=params,
        takes_key=False,
        parse=RunList.from_dict,
    )
