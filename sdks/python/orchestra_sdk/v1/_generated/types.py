# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
"""What a field is that was not given."""

from __future__ import annotations

from typing import Final, Literal


class Unset:
    """The type of UNSET: nothing was said, which is not the same as null."""

    def __bool__(self) -> Literal[False]:
        """Nothing is never true."""
        return False

    def __repr__(self) -> str:
        """What signatures show."""
        return "NOT_GIVEN"

    def __reduce__(self) -> str:
        """There is one of it, copied and pickled too."""
        return "UNSET"


UNSET: Final = Unset()
