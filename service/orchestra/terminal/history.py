"""What was typed before, kept in the user's data so that the arrow keys find it the next time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
from prompt_toolkit.history import History

KEPT = 1000


def user_data() -> Path:
    """The folder for this program's data of the user, as the operating system has it."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "orchestra"


class KeptHistory(History):
    """A file with one JSON string a line, the newest last; only its owner may read it.

    The newest 1,000 are kept. A folder that cannot be written costs the history, never the conversation.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def load_history_strings(self) -> Iterable[str]:
        """What was typed before, the newest first."""
        lines: list[str] = []
        try:
            for line in self._path.read_text("utf-8").splitlines():
                try:
                    lines.append(msgspec.json.decode(line, type=str))
                except msgspec.DecodeError:
                    # Cut off in mid-writing; the others are whole.
                    continue
            if len(lines) > 2 * KEPT:
                self._write(lines[-KEPT:], "w")
        except (OSError, UnicodeDecodeError):
            pass
        return reversed(lines[-KEPT:])

    def store_string(self, string: str) -> None:
        """Keep one more."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write([string], "a")
        except (OSError, UnicodeEncodeError):
            pass

    def _write(self, strings: list[str], mode: str) -> None:
        text = "".join(msgspec.json.encode(string).decode() + "\n" for string in strings)
        with open(
            self._path, mode, encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)
        ) as file:
            file.write(text)
