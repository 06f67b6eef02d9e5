"""The whole specification in memory: each document as authored and as published, and the error catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestra_generator.bundle import bundle_all
from orchestra_generator.catalogue import CatalogueEntry, read_catalogue
from orchestra_generator.document import Document
from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import Repository
from orchestra_generator.planned import without_planned

# The version whose number is the contract's.
CURRENT = "v2"
VERSION = re.compile("v[0-9]+")


@dataclass(frozen=True, slots=True)
class Specification:
    """What everything is generated from.

    `authored` holds the bundled documents by name (`v2`, `service`, `v2.asyncapi` …), `published` the same without
    what is planned, and without the documents of which nothing is left then.
    """

    repository: Repository
    authored: Mapping[str, Document]
    published: Mapping[str, Document]
    errors: tuple[CatalogueEntry, ...]

    @property
    def openapi(self) -> dict[str, Document]:
        """The published OpenAPI documents by name, the current version first."""
        found = {name: document for name, document in self.published.items() if "openapi" in document}
        return dict(sorted(found.items(), key=lambda item: (item[0] != CURRENT, item[0])))

    @property
    def older(self) -> tuple[str, ...]:
        """The published versions of the API before the current one."""
        return tuple(name for name in self.openapi if VERSION.fullmatch(name) and name != CURRENT)

    @property
    def known_errors(self) -> tuple[CatalogueEntry, ...]:
        """The codes that a client can meet today."""
        return tuple(entry for entry in self.errors if not entry.planned)


def sources(repository: Repository) -> dict[str, Path]:
    """The documents of a checkout by name: `spec/v2/openapi.yaml` is `v2`, `spec/v2/asyncapi.yaml` is `v2.asyncapi`."""
    found = {}
    for path in sorted([*repository.spec.glob("*/openapi.yaml"), *repository.spec.glob("*/asyncapi.yaml")]):
        folder = path.parent.name
        found[folder if path.stem == "openapi" else f"{folder}.asyncapi"] = path
    return found


def load(repository: Repository) -> Specification:
    """Read and bundle everything. Raises GeneratorError where the specification does not hang together."""
    found = sources(repository)
    if CURRENT not in found:
        raise GeneratorError(f"spec/{CURRENT}/openapi.yaml is missing: there is nothing to generate from.")
    authored = bundle_all(repository, found)
    published = {name: without_planned(document) for name, document in authored.items()}
    return Specification(
        repository=repository,
        authored=authored,
        published={name: document for name, document in published.items() if _has_operations(document)},
        errors=read_catalogue(repository.spec / "errors.yaml"),
    )


def _has_operations(document: Document) -> bool:
    return bool(document.get("paths") or document.get("operations"))
