"""The two sides of a comparison: revisions of git, or folders that hold a `spec/`."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from orchestra_generator.diff.contract import Contract, contract_of
from orchestra_generator.diff.declared import Declared, read_declared
from orchestra_generator.diff.releases import Release, read_releases
from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import Repository, find_repository
from orchestra_generator.specification import load

WORK_TREE: Final = "work tree"
# What a branch is compared with when nothing else is said: the first that there is.
BASES: Final = ("origin/main", "main")
# Reading a revision takes a fraction of a second; a git that waits for something must not hang a job.
TIMEOUT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class State:
    """One side: its contract, and what was declared and released there."""

    name: str
    repository: Repository
    contract: Contract
    declared: tuple[Declared, ...]
    releases: tuple[Release, ...]


@contextmanager
def opened(name: str | None) -> Iterator[State]:
    """A folder that holds a `spec/`, a revision of the checkout around the working directory, or its work tree (None).

    Raises GeneratorError where there is no such thing, or its specification does not hang together.
    """
    if name is None:
        yield read_state(WORK_TREE, find_repository())
    elif (Path(name) / "spec").is_dir():
        yield read_state(name, Repository(Path(name).resolve()))
    else:
        with tempfile.TemporaryDirectory(prefix="orchestra-revision-") as folder:
            _extract(name, Path(folder))
            yield read_state(name, Repository(Path(folder)))


def default_base() -> str:
    """The main branch. Raises GeneratorError where there is none."""
    for name in BASES:
        if _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").returncode == 0:
            return name
    raise GeneratorError(f"Neither {' nor '.join(BASES)} is known here. Name what to compare with.")


def read_state(name: str, repository: Repository) -> State:
    """What a checkout says. Raises GeneratorError with the name of the side, so that one knows which to mend."""
    try:
        return State(
            name,
            repository,
            contract_of(load(repository)),
            read_declared(repository.spec),
            read_releases(repository.spec),
        )
    except (GeneratorError, OSError, yaml.YAMLError) as error:
        raise GeneratorError(f"{name} cannot be read: {error}") from error


def _extract(revision: str, folder: Path) -> None:
    """Lay the `spec/` of a revision into a folder; the checkout stays as it is."""
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode != 0:
        raise GeneratorError(f"{revision} is neither a revision of this repository nor a folder with spec/.")
    # A zip and not a tar: unpacking one safely takes no argument that Python 3.11 only knows since 3.11.4.
    archive = _git("archive", "--format=zip", found.stdout.decode().strip(), "--", "spec")
    if archive.returncode != 0:
        raise GeneratorError(f"{revision} holds no spec/.")
    with zipfile.ZipFile(io.BytesIO(archive.stdout)) as content:
        content.extractall(folder)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    root = find_repository().root
    try:
        return subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, timeout=TIMEOUT_SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise GeneratorError("git is not installed: compare folders that hold a spec/ instead.") from error
    except subprocess.TimeoutExpired as error:
        raise GeneratorError(f"git did not end within {TIMEOUT_SECONDS} seconds.") from error
