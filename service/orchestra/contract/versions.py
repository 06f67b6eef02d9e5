# Generated from spec/ by `orchestra generate`. Do not edit.
"""The versions of the API, as spec/versions.yaml tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the API. Only one that is deprecated has times, in UTC.

    `successors` are paths of the version that takes its place, by path of this one; `migration_guide` is a path too.
    """

    name: str
    deprecated_at: datetime | None = None
    sunset_at: datetime | None = None
    migration_guide: str | None = None
    successors: Mapping[str, str] = field(default_factory=dict)


CURRENT: Final = "v2"

VERSIONS: Final[Mapping[str, Version]] = MappingProxyType(
    {
        "v1": Version(
            name="v1",
            deprecated_at=datetime(2026, 12, 1, 0, 0, 0, tzinfo=UTC),
            sunset_at=datetime(2028, 12, 1, 0, 0, 0, tzinfo=UTC),
            migration_guide="/docs/guides/migrate-v1-to-v2/",
            successors=MappingProxyType(
                {
                    "/v1/chat": "/v2/chat",
                    "/v1/chat/stream": "/v2/chat/stream",
                    "/v1/sessions/{session_id}": "/v2/sessions/{session_id}",
                    "/v1/ws/{client_id}/{session_id}": "/v2/ws",
                }
            ),
        ),
        "v2": Version(name="v2"),
    }
)
