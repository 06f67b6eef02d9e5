"""Two contracts against each other: every change, once, with what it does to a client."""

from __future__ import annotations

import json
from dataclasses import replace

from orchestra_generator.diff.asyncapi import compare_asyncapi
from orchestra_generator.diff.catalogues import compare_close_codes, compare_errors
from orchestra_generator.diff.change import Change, Level, grouped
from orchestra_generator.diff.contract import Contract
from orchestra_generator.diff.openapi import compare_openapi
from orchestra_generator.diff.pair import Pair
from orchestra_generator.documents import document_text


def compare(old: Contract, new: Contract) -> list[Change]:
    """What has changed from `old` to `new`, the breaking changes first, then what was added, then wording.

    In documents that `old` has frozen, every change breaks, and so does a difference that means nothing to clients.
    """
    changes: list[Change] = []
    for name in sorted({*old.documents, *new.documents}):
        if name not in new.documents:
            text = f"The document {name} is gone."
            changes.append(Change("document-removed", Level.BREAKING, name, name, "#", text))
        elif name not in old.documents:
            text = f"The document {name} is new."
            changes.append(Change("document-added", Level.ADDITIVE, name, name, "#", text))
        else:
            changes += _document(name, old, new)
    changes += compare_errors(old.errors, new.errors)
    changes += compare_close_codes(old.close_codes, new.close_codes)
    order = list(Level)
    return sorted(grouped(changes), key=lambda change: order.index(change.level))


def _document(name: str, old: Contract, new: Contract) -> list[Change]:
    pair = Pair(name, old.documents[name], new.documents[name])
    if pair.old is pair.new or (pair.old == pair.new and (name not in old.frozen or _same_text(pair))):
        return []
    (compare_asyncapi if "asyncapi" in pair.new else compare_openapi)(pair)
    if name not in old.frozen:
        return pair.changes
    if not pair.changes and not _same_text(pair):
        text = f"{name} is frozen, and its document is another one."
        pair.add("frozen-document-changed", Level.BREAKING, name, "#", text)
    return [replace(change, level=Level.BREAKING) for change in pair.changes]


def _same_text(pair: Pair) -> bool:
    """Whether both states are published as the same text: of a frozen document, the order counts too."""
    # Most are the same before they are put in order, which takes longer.
    return json.dumps(pair.old) == json.dumps(pair.new) or document_text(pair.old) == document_text(pair.new)
