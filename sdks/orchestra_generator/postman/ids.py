"""Ids that Postman wants: always the same for the same thing, so that importing again replaces it."""

from __future__ import annotations

import uuid
from typing import Final

_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_OID, "ai-orchestra/postman")


def derived_id(*names: str) -> str:
    """A UUID (version 5) that follows from `names`."""
    return str(uuid.uuid5(_SPACE, "/".join(names)))
