"""What both SDKs are generated from: one OpenAPI document a version, the WebSocket's messages among its schemas.

OpenAPI generators are good and AsyncAPI generators are not, so the schemas of the AsyncAPI document join those of the
OpenAPI document, and only what the WebSocket adds to them (unions, tables) is written by templates of our own.
"""

from __future__ import annotations

import copy
from typing import Any, Final

from orchestra_generator.close_codes import read_close_codes
from orchestra_generator.document import Document
from orchestra_generator.failure import GeneratorError
from orchestra_generator.specification import Specification

EVENT_STREAM: Final = "text/event-stream"
LINES: Final = "application/x-ndjson"
# Answers that come piece by piece; a client reads them, it does not parse them.
STREAMS: Final = frozenset({EVENT_STREAM, LINES})
# Exactly one of these ends a run.
TERMINAL: Final = ("run.completed", "run.failed", "run.cancelled")


def sdk_document(specification: Specification, version: str) -> Document:
    """The published OpenAPI document of a version, with the schemas of its published AsyncAPI document.

    Titles are gone (a schema is called by its name in `components`). Raises GeneratorError where the two documents
    call different things by one name.
    """
    document = copy.deepcopy(specification.published[version])
    schemas = document["components"]["schemas"]
    messages = specification.published.get(f"{version}.asyncapi", {})
    for name, schema in messages.get("components", {}).get("schemas", {}).items():
        if schemas.setdefault(name, copy.deepcopy(schema)) != schema:
            raise GeneratorError(f"{version}: OpenAPI and AsyncAPI have different schemas called {name}.")
    for schema in schemas.values():
        schema.pop("title", None)
    return document


def is_open_enum(schema: Any) -> bool:
    """Whether a schema lists values that may become more: a client must take others, too."""
    return isinstance(schema, dict) and bool(schema.get("x-open")) and "enum" in schema


def variants(document: Document, union: str) -> dict[str, str]:
    """The schemas of a `oneOf` by the value of their `type`, in the union's order. Nested unions count as theirs."""
    schemas = document["components"]["schemas"]
    found: dict[str, str] = {}
    for variant in schemas[union]["oneOf"]:
        name = variant["$ref"].rpartition("/")[2]
        if "oneOf" in schemas[name]:
            found |= variants(document, name)
            continue
        kind = schemas[name]["properties"].get("type", {})
        values = [kind["const"]] if "const" in kind else kind.get("enum", [])
        for value in values:
            found[value] = name
    return found


def streams(operation: Document) -> bool:
    """Whether the answer of an operation comes piece by piece."""
    return any(
        kind in STREAMS for answer in good_answers(operation).values() for kind in answer.get("content", {})
    )


def good_answers(operation: Document) -> dict[str, Document]:
    """The answers of an operation that are no errors, by status."""
    return {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}


def messages(document: Document, specification: Specification) -> dict[str, Any]:
    """What the templates of the current version's messages need: classes by `type`, and the close codes."""
    return {
        "events": variants(document, "RunEvent"),
        "frames": variants(document, "ServerFrame"),
        "client_frames": variants(document, "ClientFrame"),
        "terminal": TERMINAL,
        "close_codes": read_close_codes(specification.repository.spec / "close-codes.yaml"),
    }
