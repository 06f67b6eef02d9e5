"""What the service says of operations that will go away, passed on to the program as a warning."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from orchestra_sdk._errors import OrchestraDeprecationWarning

_PACKAGE: Final = str(Path(__file__).parent)
_SUCCESSOR: Final = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?[^",]*\bsuccessor-version\b')


def warn_if_deprecated(operation: str, headers: Mapping[str, str], warned: set[str]) -> None:
    """Warn once an operation (`warned` holds those that were) when the answer has a Deprecation header (RFC 9745).

    `headers` have to be found in whatever case they are asked for in.
    """
    if operation in warned or "deprecation" not in headers:
        return
    warned.add(operation)
    text = f"The operation {operation} is deprecated"
    if sunset := headers.get("sunset"):
        text += f" and goes away after {sunset}"
    if found := _SUCCESSOR.search(headers.get("link", "")):
        text += f"; its successor is {found[1]}"
    warnings.warn(f"{text}.", OrchestraDeprecationWarning, stacklevel=_caller_level())


def _caller_level() -> int:
    """How far up the stack the first frame stands that is not the SDK's: the line that the warning is about."""
    level, frame = 0, inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    return level
