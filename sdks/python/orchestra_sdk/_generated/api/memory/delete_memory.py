# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any
from urllib.parse import quote

from orchestra_sdk._call import Call


def delete_memory(
    message_id: str,
) -> Call[None]:
    """Forget a message"""

    return Call(
        operation="delete_memory",
        method="DELETE",
        path="/v2/memories/{message_id}".format(
            message_id=quote(str(message_id), safe=""),
        ),
        takes_key=False,
        parse=_nothing,
    )


def _nothing(_: Any) -> None:
    """The answer is empty."""
