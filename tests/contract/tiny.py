"""A small specification of its own (fixtures/tiny), for what the real one cannot show."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

from orchestra_generator.paths import Repository
from orchestra_generator.specification import Specification, load

TINY = Path(__file__).parent / "fixtures" / "tiny"


@functools.cache
def tiny_specification() -> Specification:
    """The small specification, bundled once; tests that change it take a deep copy."""
    return load(Repository(TINY))


def tiny_checkout(folder: Path) -> Repository:
    """A copy of the small specification as a checkout that a test may write into."""
    shutil.copytree(TINY, folder / "checkout")
    return Repository(folder / "checkout")
