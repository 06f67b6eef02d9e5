"""A document of many files as one, with every reference local: `redocly bundle`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from orchestra_generator.document import Document
from orchestra_generator.failure import GeneratorError
from orchestra_generator.node import run_redocly
from orchestra_generator.paths import Repository


def bundle(repository: Repository, source: Path) -> Document:
    """The document at `source`, bundled; a schema's component name is the last part of the reference to it.

    Raises GeneratorError when a file cannot be read, a reference leads nowhere, or two schemas have one name.
    """
    with tempfile.TemporaryDirectory(prefix="orchestra-bundle-") as folder:
        output = Path(folder, "bundle.json")
        done = run_redocly(
            repository,
            [
                "bundle",
                source.relative_to(repository.root).as_posix(),
                # Answers may share a name: nothing is named after them. Schemas may not, see below.
                "--component-renaming-conflicts-severity=off",
                f"--output={output}",
            ],
        )
        if done.returncode != 0 or not output.is_file():
            where = source.relative_to(repository.root)
            raise GeneratorError(f"{where} cannot be bundled:\n{(done.stdout + done.stderr).strip()}")
        document: Document = json.loads(output.read_text(encoding="utf-8"))
    renamed = [name for name in document.get("components", {}).get("schemas", {}) if "-" in name]
    if renamed:
        # That is how redocly tells two of one name apart; which is which would depend on the order of reading.
        raise GeneratorError(f"{source.parent.name} has two schemas of one name: {', '.join(renamed)}.")
    return document


def bundle_all(repository: Repository, sources: Mapping[str, Path]) -> dict[str, Document]:
    """All of `sources` by name, in their order; each costs a process, so two run side by side."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(
            zip(sources, pool.map(lambda source: bundle(repository, source), sources.values()), strict=True)
        )
