"""service/orchestra_conformance/contract/: what the conformance kit and the mock server know of the contract."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from orchestra_generator.close_codes import read_close_codes
from orchestra_generator.documents import document_text, file_name
from orchestra_generator.python_text import NOTICE
from orchestra_generator.specification import Specification

README: Final = f"""\
# The contract, for those who check it

{NOTICE}

The published documents, the error catalogue, the close codes, and the transcripts of `spec/examples/`. The conformance
kit and the mock server read these files and nothing of the service.
"""
# The transcripts: folders of spec/examples/ and the files in them. Those of what is planned stay out.
_TRANSCRIPTS: Final = (
    ("v2/streams", "*.sse"),
    ("v1", "*.ndjson"),
    ("websocket", "*.jsonl"),
    ("v1", "*.jsonl"),
)
_PLANNED: Final = "planned-"


def conformance_contract(specification: Specification) -> dict[str, str]:
    """Texts by file name."""
    texts = {"README.md": README}
    texts |= {
        file_name(name): _compact(json.loads(document_text(document)))
        for name, document in specification.published.items()
    }
    texts["errors.json"] = _compact([asdict(entry) for entry in specification.known_errors])
    close_codes = read_close_codes(specification.repository.spec / "close-codes.yaml")
    texts["close-codes.json"] = _compact([asdict(entry) for entry in close_codes])
    examples = specification.repository.spec / "examples"
    for folder, pattern in _TRANSCRIPTS:
        for file in sorted((examples / folder).glob(pattern)):
            if not file.name.startswith(_PLANNED):
                texts[f"transcripts/{folder}/{file.name}"] = file.read_bytes().decode("utf-8")
    return texts


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
