"""contract/versions.py: the versions of the API, how long each lives, and what comes after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import yaml

from orchestra_generator.failure import GeneratorError
from orchestra_generator.python_text import docstring
from orchestra_generator.specification import CURRENT, Specification

INTRODUCTION: Final = "The versions of the API, as spec/versions.yaml tells of them."
_DEFINITION: Final = '''
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
'''


def versions_module(specification: Specification) -> str:
    """The source of contract/versions.py, before formatting; without spec/versions.yaml, the current one alone."""
    file = specification.repository.spec / "versions.yaml"
    given: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
    current = given.get("current", CURRENT)
    if current != CURRENT:
        raise GeneratorError(
            f"spec/versions.yaml says that {current} is current; the generator knows {CURRENT}."
        )
    versions: dict[str, Any] = given.get("versions", {CURRENT: {}})
    if missing := sorted({CURRENT, *specification.older} - versions.keys()):
        raise GeneratorError(f"spec/versions.yaml does not have {', '.join(missing)}.")
    imports = (
        "from __future__ import annotations\n\nfrom collections.abc import Mapping\n"
        "from dataclasses import dataclass, field\nfrom datetime import UTC, datetime\n"
        "from types import MappingProxyType\nfrom typing import Final\n"
    )
    rows = "".join(f"{name!r}: {_row(name, entry)}," for name, entry in versions.items())
    return "\n\n".join(
        [
            docstring(INTRODUCTION),
            imports,
            _DEFINITION,
            f"CURRENT: Final = {CURRENT!r}",
            f"VERSIONS: Final[Mapping[str, Version]] = MappingProxyType({{{rows}}})",
        ]
    )


def _row(name: str, entry: Mapping[str, Any]) -> str:
    fields = {"name": repr(name)}
    for key in ("deprecated_at", "sunset_at"):
        if key in entry:
            moment = datetime.fromisoformat(entry[key])
            fields[key] = f"datetime({moment:%Y, %-m, %-d, %-H, %-M, %-S}, tzinfo=UTC)"
    if "migration_guide" in entry:
        fields["migration_guide"] = repr(entry["migration_guide"])
    if "successors" in entry:
        fields["successors"] = f"MappingProxyType({entry['successors']!r})"
    return f"Version({', '.join(f'{key}={value}' for key, value in fields.items())})"
