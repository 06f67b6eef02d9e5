"""The versions before the current one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orchestra.api.versions.records import OlderVersion
from orchestra.api.versions.v1 import V1

OLDER: Final[Mapping[str, OlderVersion]] = MappingProxyType({V1.name: V1})
