"""docs/reference/errors/: a page for every error code, which the `type` of a problem leads to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from orchestra_generator.catalogue import CatalogueEntry
from orchestra_generator.python_text import NOTICE
from orchestra_generator.specification import Specification

_NOTICE: Final = f"<!-- {NOTICE} -->\n"
_CORRELATION_ID: Final = "0198c0de-5a11-7c3e-9f00-2b7d1a4e6c90"
_INDEX: Final = """
# Errors

Every code of an error, generated from the specification. An error is answered as `application/problem+json`
([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)). Switch on `code`: it never changes its meaning. `detail` is
written for people and may change. `retryable` says whether the same request can succeed later; where `retry_after` is
there, wait that many seconds first. Give `correlation_id` to the operator when you ask about an error: the log has it
too.

| Code | Status | Retry | Meaning |
| --- | --- | --- | --- |
"""
_NEXT: Final = """
## Next

- [Errors and retries](../../guides/errors.md): what a program does about them.
- [Limits](../limits.md): the bounds behind several of the codes.
- [Close codes](../close-codes.md): how a WebSocket ends.
"""


def error_pages(specification: Specification) -> dict[str, str]:
    """Texts by file name: a page a code, and an index. Codes that are planned get none."""
    examples = {
        example["code"]: example
        for document in reversed(specification.openapi.values())
        for example in _problems(document)
    }
    entries = specification.known_errors
    pages = {
        f"{entry.code}.md": _page(entry, examples.get(entry.code) or _example(entry)) for entry in entries
    }
    return {"index.md": _index(entries), **pages}


def _index(entries: tuple[CatalogueEntry, ...]) -> str:
    rows = "".join(
        f"| [`{entry.code}`]({entry.code}.md) | {entry.status} | {'yes' if entry.retryable else 'no'} "
        f"| {_cell(entry.meaning)} |\n"
        for entry in entries
    )
    return _NOTICE + _INDEX + rows + _NEXT


def _page(entry: CatalogueEntry, example: dict[str, Any]) -> str:
    retry = (
        "Yes: the same request can succeed later."
        if entry.retryable
        else "No: the same request fails again until something about it changes."
    )
    return f"""{_NOTICE}
# {entry.title}

| Code | `{entry.code}` |
| --- | --- |
| Status | {entry.status} |
| Retry | {retry} |

## What it means

{entry.meaning}

## What to do

{entry.remedy}

## Example

```json
{json.dumps(example, ensure_ascii=False, indent=2)}
```
"""


def _problems(node: Any) -> Iterator[dict[str, Any]]:
    """Problems among the examples of a document, the last one first."""
    if isinstance(node, dict):
        if isinstance(node.get("code"), str) and isinstance(node.get("status"), int) and "retryable" in node:
            yield node
        else:
            for value in reversed(node.values()):
                yield from _problems(value)
    elif isinstance(node, list):
        for value in reversed(node):
            yield from _problems(value)


def _example(entry: CatalogueEntry) -> dict[str, Any]:
    return {
        "type": f"/docs/reference/errors/{entry.code}/",
        "title": entry.title,
        "status": entry.status,
        "detail": entry.meaning,
        "instance": "/v2/chat",
        "code": entry.code,
        "retryable": entry.retryable,
        "correlation_id": _CORRELATION_ID,
    }


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
