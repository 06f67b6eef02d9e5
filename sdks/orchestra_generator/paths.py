"""Where the repository is, and where in it the generator reads and writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestra_generator.failure import GeneratorError


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout, by its top folder."""

    root: Path

    @property
    def spec(self) -> Path:
        """The source of truth."""
        return self.root / "spec"


def find_repository(start: Path | None = None) -> Repository:
    """The checkout that `start` (the working directory, when not given) is in.

    Raises GeneratorError outside of one: generation needs `spec/`, which an installed package does not carry.
    """
    place = (start or Path.cwd()).resolve()
    for folder in (place, *place.parents):
        if (folder / "spec").is_dir() and (folder / "pyproject.toml").is_file():
            return Repository(folder)
    raise GeneratorError(
        f"{place} is in no checkout of AI Orchestra (a folder with spec/ and pyproject.toml). Change into one."
    )
