"""What an option is that was not given; `None` is something else, it means null."""

from __future__ import annotations

from orchestra_sdk._generated.types import UNSET as NOT_GIVEN
from orchestra_sdk._generated.types import Unset as NotGiven

__all__ = ["NOT_GIVEN", "NotGiven"]
