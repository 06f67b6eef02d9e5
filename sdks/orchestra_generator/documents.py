"""contract/documents/: the documents that the service publishes."""

from __future__ import annotations

import json
from typing import Final

from orchestra_generator.document import Document
from orchestra_generator.python_text import NOTICE
from orchestra_generator.specification import Specification

README: Final = f"""\
# The published specification

{NOTICE}

Each file here is a document of `spec/` as one file, without what is planned (`x-planned`). The service publishes them
as they are; fuzzing, the SDKs and the reference pages read the same ones.
"""


def documents(specification: Specification) -> dict[str, str]:
    """Texts by file name: one document each, and a README that says where they come from."""
    texts = {file_name(name): document_text(document) for name, document in specification.published.items()}
    return {"README.md": README, **texts}


def file_name(name: str) -> str:
    """Under which name a document is published: `v2` is `v2.json`, `v2.asyncapi` is `asyncapi-v2.json`."""
    version, _, kind = name.partition(".")
    return f"{kind}-{version}.json" if kind else f"{version}.json"


def document_text(document: Document) -> str:
    """A document as JSON. Its order is the author's, but for the components, which come by name."""
    ordered = dict(document)
    if not ordered.get("components", True):
        del ordered["components"]
    if "components" in ordered:
        ordered["components"] = {
            kind: dict(sorted(entries.items())) if isinstance(entries, dict) else entries
            for kind, entries in sorted(ordered["components"].items())
        }
    return json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"
