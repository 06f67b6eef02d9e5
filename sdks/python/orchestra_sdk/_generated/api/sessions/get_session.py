# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...models.session import Session


def get_session(
    session_id: str,
) -> Call[Session]:
    """Look up a session"""

    return Call(
        operation="get_session",
        method="GET",
        path="/v2/sessions/{session_id}".format(
            session_id=quote(str(session_id), safe=""),
        ),
        takes_key=False,
        parse=Session.from_dict,
    )
