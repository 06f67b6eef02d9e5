"""spec/releases/: what was promised with each version of the contract, kept to be compared with."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from orchestra_generator.diff.change import Change, Level
from orchestra_generator.diff.compare import compare
from orchestra_generator.diff.contract import Contract, contract_of, digest, from_data, to_data
from orchestra_generator.diff.declared import FILE, Declared, read_declared, stale, undeclared
from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import Repository
from orchestra_generator.specification import CURRENT, load

FOLDER: Final = "releases"
SNAPSHOT: Final = "contract.json"
_NUMBER: Final = re.compile(r"([0-9]+)\.([0-9]+)\.([0-9]+)")


@dataclass(frozen=True, slots=True)
class Release:
    """A recorded version; `declared` are the breaks that were declared for it."""

    version: str
    date: str
    contract: Contract
    declared: tuple[Declared, ...]

    @property
    def number(self) -> tuple[int, int, int]:
        """The version, to be put in order."""
        return numbered(self.version)


def numbered(version: str) -> tuple[int, int, int]:
    """A version as numbers. Raises GeneratorError where it is not three of them."""
    found = _NUMBER.fullmatch(version)
    if found is None:
        raise GeneratorError(f"{version} is no version of the form 1.2.3.")
    return int(found[1]), int(found[2]), int(found[3])


def read_releases(spec: Path) -> tuple[Release, ...]:
    """The releases of a specification, the oldest first.

    Raises GeneratorError where one is not what was recorded.
    """
    return tuple(
        sorted((_read(file) for file in spec.glob(f"{FOLDER}/*/{SNAPSHOT}")), key=lambda one: one.number)
    )


def record(repository: Repository, *, today: date, force: bool = False) -> list[str]:
    """Record the version that the specification names, and empty the list of declared breaks, which now are history.

    Returns the files that were written. Raises GeneratorError where the number does not fit what has changed since the
    last release, where a break is not declared, and where the release is there already, unless `force`.
    """
    contract = contract_of(load(repository))
    declared = read_declared(repository.spec)
    _check_number(repository, contract.version)
    file = repository.spec / FOLDER / contract.version / SNAPSHOT
    if file.is_file() and not force:
        raise GeneratorError(
            f"{contract.version} is recorded already. Give the specification its next number in "
            f"{CURRENT}/openapi.yaml and versions.yaml; or, before anybody uses it, record anew with --force."
        )
    before = [one for one in read_releases(repository.spec) if one.version != contract.version]
    if before:
        check_version(before[-1], contract, declared)
    elif declared:
        raise GeneratorError(f"{FILE} declares breaks, but there is no release that they break.")
    data = {
        "version": contract.version,
        "date": today.isoformat(),
        "declared": [asdict(entry) for entry in declared],
        **to_data(contract),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    _write(
        file, json.dumps({"sha256": digest(data), **data}, ensure_ascii=False, separators=(",", ":")) + "\n"
    )
    written = [file]
    if declared:
        list_file = repository.spec / FILE
        comments = [
            line for line in list_file.read_text(encoding="utf-8").splitlines() if line.startswith("#")
        ]
        _write(list_file, "\n".join([*comments, "[]"]) + "\n")
        written.append(list_file)
    return [path.relative_to(repository.root).as_posix() for path in written]


def check_version(last: Release, contract: Contract, declared: Sequence[Declared]) -> list[Change]:
    """What has changed since the last release.

    Raises GeneratorError where the number is too small for it: what breaks or adds needs a new minor number at least,
    wording a new patch number. The major number is that of the version in the path.
    """
    changes = compare(last.contract, contract)
    if missing := undeclared(changes, declared):
        listed = "\n".join(f"  {change.id} · {change.where}" for change in missing)
        raise GeneratorError(f"These changes break clients and are not in {FILE}:\n{listed}")
    if left := stale(changes, declared):
        raise GeneratorError(
            f"{FILE} has entries that match no change: {', '.join(one.where for one in left)}."
        )
    old, new = last.number, numbered(contract.version)
    if new <= old:
        raise GeneratorError(f"{contract.version} is not later than {last.version}, the last release.")
    levels = {change.level for change in changes}
    if levels & {Level.BREAKING, Level.ADDITIVE} and new[:2] == old[:2]:
        needed = f"{old[0]}.{old[1] + 1}.0"
        raise GeneratorError(
            f"{contract.version} is too small: something was added since {last.version}, so {needed}."
        )
    return changes


def _check_number(repository: Repository, version: str) -> None:
    if f"v{numbered(version)[0]}" != CURRENT:
        raise GeneratorError(f"{version} does not begin with the number of {CURRENT}, which the path names.")
    file = repository.spec / "versions.yaml"
    given: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
    said = given.get("contract_version", version)
    if said != version:
        raise GeneratorError(f"versions.yaml says {said}, {CURRENT}/openapi.yaml {version}.")


def _read(file: Path) -> Release:
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    recorded = data.pop("sha256", None)
    if recorded != digest(data) or file.parent.name != data["version"]:
        raise GeneratorError(
            f"The release {file.parent.name} is not what was recorded: take the file from git again."
        )
    declared = tuple(Declared(**entry) for entry in data["declared"])
    return Release(data["version"], data["date"], from_data(data), declared)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")
