"""`orchestra contract freeze`: the documents of versions that must not change any more, by their hashes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from orchestra_generator.documents import documents
from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import Repository
from orchestra_generator.specification import Specification, load

FROZEN = "frozen.sha256"


def freeze(repository: Repository, *, force: bool = False) -> list[str]:
    """Write spec/<version>/frozen.sha256 for every older version, as `sha256sum` does. Returns the files that changed.

    Raises GeneratorError where a frozen document is another one now, unless `force`. A document that was not there
    before is added.
    """
    changed = []
    specification = load(repository)
    for version in specification.older:
        file = repository.spec / version / FROZEN
        found, before = hashes(specification, version), read(file)
        different = sorted(name for name, digest in before.items() if found.get(name) != digest)
        if different and not force:
            raise GeneratorError(
                f"{version} is frozen, and {', '.join(different)} would change. Put the difference into the current "
                "version; or, before anybody uses it, freeze anew with --force."
            )
        if found != before:
            text = "".join(f"{digest}  {name}\n" for name, digest in sorted(found.items()))
            file.write_text(text, encoding="utf-8", newline="\n")
            changed.append(file.relative_to(repository.root).as_posix())
    return changed


def hashes(specification: Specification, version: str) -> dict[str, str]:
    """The SHA-256 of every published document of a version, by the name it is published under."""
    return {
        name: hashlib.sha256(text.encode()).hexdigest()
        for name, text in documents(specification).items()
        if name in (f"{version}.json", f"asyncapi-{version}.json")
    }


def read(file: Path) -> dict[str, str]:
    """The hashes in a file of `sha256sum`, by name; none where there is no file."""
    if not file.is_file():
        return {}
    lines = (line.split() for line in file.read_text(encoding="utf-8").splitlines() if line)
    return {name: digest for digest, name in lines}
