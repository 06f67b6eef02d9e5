# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any
from urllib.parse import quote

from orchestra_sdk._call import Call


def delete_session(
    session_id: str,
) -> Call[None]:
    """Delete a session"""

    return Call(
        operation="delete_session",
        method="DELETE",
        path="/v2/sessions/{session_id}".format(
            session_id=quote(str(session_id), safe=""),
        ),
        takes_key=False,
        parse=_nothing,
    )


def _nothing(_: Any) -> None:
    """The answer is empty."""
