# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from urllib.parse import quote

from orchestra_sdk._call import Call

from ...models.session import Session
from ...models.update_session_request import UpdateSessionRequest


def update_session(
    session_id: str,
    *,
    body: UpdateSessionRequest,
) -> Call[Session]:
    """Change a session"""

    return Call(
        operation="update_session",
        method="PATCH",
        path="/v2/sessions/{session_id}".format(
            session_id=quote(str(session_id), safe=""),
        ),
        json=body.to_dict(),
        takes_key=False,
        parse=Session.from_dict,
    )
