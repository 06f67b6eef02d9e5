"""The SDK's logger, which never writes a secret."""

from __future__ import annotations

import logging
import os
import re
from typing import Final

logger: Final = logging.getLogger("orchestra_sdk")
"""One line a request and one an answer, at the level DEBUG; what is tried again at INFO."""

_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
# A header that holds a key is hidden to its end, whatever it says; elsewhere what comes behind these words.
_HEADER: Final = re.compile(r"(?i)((?:authorization|x-api-key)['\"]?\s*[:=]\s*['\"]?)[^'\",\n]+")
_SECRET: Final = re.compile(r"(?i)(bearer\s+|orchestra\.ticket\.|[?&]ticket=)[^\s&,'\"]+")
_KEY: Final = re.compile(r"ork_[\w-]+")


def redact(text: str) -> str:
    """`text` without keys, tickets and what an Authorization header holds."""
    return _KEY.sub("ork_***", _SECRET.sub(r"\1***", _HEADER.sub(r"\1***", text)))


class _Redaction(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message out, so that nothing that is put into it later escapes."""
        record.msg, record.args = redact(record.getMessage()), None
        return True


def set_up_logging() -> None:
    """Do what the environment variable ORCHESTRA_LOG (debug, info) asks for; done once."""
    if not any(isinstance(one, _Redaction) for one in logger.filters):
        logger.addFilter(_Redaction())
    level = _LEVELS.get(os.environ.get("ORCHESTRA_LOG", "").strip().lower())
    if level is None or any(getattr(handler, "ours", False) for handler in logger.handlers):
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.ours = True  # type: ignore[attr-defined]  # so that the second client adds none
    logger.addHandler(handler)
    logger.setLevel(level)
