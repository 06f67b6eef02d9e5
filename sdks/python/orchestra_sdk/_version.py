"""The version of this package, and what it calls itself towards the service."""

from __future__ import annotations

import platform
import sys
from typing import Final

__version__: Final = "0.1.0"
USER_AGENT: Final = f"ai-orchestra-sdk/{__version__} python/{platform.python_version()} {sys.platform}"
