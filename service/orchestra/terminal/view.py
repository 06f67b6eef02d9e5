"""What the person sees: the answer on standard output, and everything else on standard error."""

from __future__ import annotations

import io
from typing import TextIO

from rich.console import Console

# A model may say anything, and a terminal obeys some of it: control characters are shown, not sent. Line feed and tab
# stay. What is not written to a terminal stays as it is.
_HARMLESS = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}"),
    0x09: "\t",
    0x0A: "\n",
    0x0D: "",
}


class View:
    """Writes an answer as it comes. `out` gets answers alone, whatever else there is to say."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        if isinstance(out, io.TextIOWrapper):
            # A terminal without Unicode shows question marks; it is no reason to fail.
            out.reconfigure(errors="replace")
        self._out = out
        self._terminal = out.isatty()
        self._notes = err.isatty()
        self._err = Console(file=err, highlight=False, markup=False, emoji=False, soft_wrap=True)
        # Whether the last thing written was a piece without a line feed at its end.
        self._mid_line = False

    def text(self, piece: str) -> None:
        """Write the next piece of an answer."""
        self._out.write(piece.translate(_HARMLESS) if self._terminal else piece)
        self._out.flush()
        self._mid_line = not piece.endswith("\n")

    def end(self) -> None:
        """Close the line that an answer ends in."""
        if self._mid_line:
            self._out.write("\n")
            self._out.flush()
            self._mid_line = False

    def note(self, text: str) -> None:
        """Say something that a person may want to know; nobody reads it where standard error is no terminal."""
        if self._notes:
            self._say(text, "dim")

    def tell(self, text: str) -> None:
        """Say something that was asked for."""
        self._say(text, "none")

    def warn(self, text: str) -> None:
        """Say something that went wrong, or other than asked."""
        self._say(f"orchestra: {text}", "red")

    def _say(self, text: str, style: str) -> None:
        if self._mid_line and self._terminal and self._notes:
            # Both are the same screen, most of the time.
            self._err.print()
            self._mid_line = False
        self._err.print(text.translate(_HARMLESS), style=style)
