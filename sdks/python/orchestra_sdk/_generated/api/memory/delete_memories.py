# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Any

from orchestra_sdk._call import Call


def delete_memories() -> Call[None]:
    """Forget everything"""

    return Call(
        operation="delete_memories",
        method="DELETE",
        path="/v2/memories",
        takes_key=False,
        parse=_nothing,
    )


def _nothing(_: Any) -> None:
    """The answer is empty."""
