"""A contract at one moment: the published documents and the catalogues, from a checkout or from a release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from orchestra_generator.catalogue import CatalogueEntry
from orchestra_generator.close_codes import CloseCodeEntry, read_close_codes
from orchestra_generator.document import Document
from orchestra_generator.documents import file_name
from orchestra_generator.freeze import FROZEN, read
from orchestra_generator.specification import CURRENT, Specification


@dataclass(frozen=True, slots=True)
class Contract:
    """What clients were promised. `frozen` names the documents that may not change at all."""

    documents: Mapping[str, Document]
    errors: tuple[CatalogueEntry, ...]
    close_codes: tuple[CloseCodeEntry, ...]
    frozen: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The number of the specification, from the current version's document."""
        return str(self.documents[CURRENT]["info"]["version"])


def contract_of(specification: Specification) -> Contract:
    """The contract that a specification publishes."""
    spec = specification.repository.spec
    return Contract(
        documents=specification.published,
        errors=specification.known_errors,
        close_codes=read_close_codes(spec / "close-codes.yaml"),
        frozen=tuple(
            name
            for name in specification.published
            if file_name(name) in read(spec / name.partition(".")[0] / FROZEN)
        ),
    )


def to_data(contract: Contract) -> dict[str, Any]:
    """A contract as JSON has it."""
    return {
        "documents": dict(contract.documents),
        "errors": [asdict(entry) for entry in contract.errors],
        "close_codes": [asdict(entry) for entry in contract.close_codes],
        "frozen": list(contract.frozen),
    }


def from_data(data: Mapping[str, Any]) -> Contract:
    """The contract that `to_data` wrote."""
    return Contract(
        documents=data["documents"],
        errors=tuple(CatalogueEntry(**entry) for entry in data["errors"]),
        close_codes=tuple(CloseCodeEntry(**entry) for entry in data["close_codes"]),
        frozen=tuple(data["frozen"]),
    )


def digest(data: Mapping[str, Any]) -> str:
    """The SHA-256 of data, however it is written down."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
