# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...models.session_response_v1 import SessionResponseV1


def get_session_v1(
    session_id: str,
) -> Call[SessionResponseV1]:
    """Look at a session"""

    return Call(
        operation="get_session_v1",
        method="GET",
        path="/v1/sessions/{session_id}".format(
            session_id=quote(str(session_id), safe=""),
        ),
        takes_key=False,
        parse=SessionResponseV1.from_dict,
    )
