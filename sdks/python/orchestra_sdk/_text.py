"""A text that comes in pieces."""

from __future__ import annotations


class GrowingText:
    """Joined when it is asked for: many small pieces are not copied again with each one that comes."""

    __slots__ = ("_joined", "_pieces")

    def __init__(self, text: str = "") -> None:
        self._joined = text
        self._pieces: list[str] = []

    def add(self, piece: str) -> None:
        """Put a piece at the end."""
        self._pieces.append(piece)

    def __str__(self) -> str:
        if self._pieces:
            self._joined += "".join(self._pieces)
            self._pieces.clear()
        return self._joined
