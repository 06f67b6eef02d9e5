# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false

from orchestra_sdk._call import Call

from ...models.create_session_request import CreateSessionRequest
from ...models.session import Session


def create_session(
    *,
    body: CreateSessionRequest,
) -> Call[Session]:
    """Make a session"""

    return Call(
        operation="create_session",
        method="POST",
        path="/v2/sessions",
        json=body.to_dict(),
        takes_key=True,
        parse=Session.from_dict,
    )
