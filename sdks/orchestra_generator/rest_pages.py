"""docs/reference/rest/: a page a tag of the current version. An operation's place on it is its operationId."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from orchestra_generator.document import Document, OperationEntry, Schema, follow, operations
from orchestra_generator.postman.chain import success_of
from orchestra_generator.postman.requests import examples_of
from orchestra_generator.python_text import NOTICE
from orchestra_generator.rest_examples import call_of, calls
from orchestra_generator.rest_fields import cell, fields_table, named_types, type_of
from orchestra_generator.sdk.document import STREAMS
from orchestra_generator.specification import CURRENT, Specification

_NEXT: Final = """## Next

- [Errors](../errors/index.md): what each code means, and what to do.
- [Schemas](../schemas.md): every type of version 2, and where it is used.
- [Console](../../try/console.md): call these operations from the browser.
- [Python SDK](../python-sdk/resources.md) and [TypeScript SDK](../typescript-sdk/resources.md): the same calls, typed.
"""
_CODES: Final = re.compile(r"\s*Codes: (?P<codes>(?:`[a-z_]+`(?:, )?)+)\.?")


def rest_pages(specification: Specification) -> dict[str, str]:
    """Texts by file name: a page for every tag that has operations."""
    document = specification.openapi[CURRENT]
    known = {entry.code for entry in specification.known_errors}
    pages = {}
    for tag in document["tags"]:
        entries = [entry for entry in operations(document) if entry.body["tags"][0] == tag["name"]]
        if entries:
            pages[page_name(tag["name"])] = _page(document, tag, entries, known)
    return pages


def page_name(tag: str) -> str:
    """The file of a tag's page."""
    return f"{re.sub(r'[^a-z0-9]+', '-', tag.lower()).strip('-')}.md"


def _page(document: Document, tag: dict[str, str], entries: list[OperationEntry], known: set[str]) -> str:
    index = "".join(
        f"| [{cell(entry.body['summary'])}](#{entry.name}) | `{entry.method.upper()} {entry.path}` |\n"
        for entry in entries
    )
    parts = [
        f"<!-- {NOTICE} -->\n\n# {tag['name']}\n",
        f"{tag['description'].strip()}\n",
        f"| Operation | Request |\n| --- | --- |\n{index}",
        *(_operation(document, entry, known) for entry in entries),
    ]
    shown = [schema for entry in entries for schema in _schemas(document, entry)]
    if types := named_types(document, shown):
        parts.append(
            f"## Types\n\nWhat the tables above name. Where values are called known, new ones may come.\n\n{types}"
        )
    return "\n".join([*parts, _NEXT])


def _operation(document: Document, entry: OperationEntry, known: set[str]) -> str:
    """The section of an operation, its heading first."""
    parts = [
        f"## {entry.body['summary']} {{ #{entry.name} }}\n",
        f"`{entry.method.upper()} {entry.path}` {_try_it(entry)}\n",
        f"{entry.body['description'].strip()}\n",
        f"{_identity(entry)}\n",
    ]
    if entry.parameters:
        parts += [_title("Parameters", entry), _parameters(entry)]
    if "requestBody" in entry.body:
        body = follow(document, entry.body["requestBody"])
        parts += [_title("Request body", entry), *_described(body)]
        parts += [fields_table(document, schema) for schema in _contents(body).values()]
    parts += [_title("Answer", entry), *_answer(document, entry), _title("Statuses", entry)]
    parts += [_statuses(document, entry, known), _title("Example", entry)]
    for language, text in calls(call_of(document, entry)):
        parts += [f"{language}:\n", text]
    parts += list(_example_answer(document, entry))
    return "\n".join(parts)


def _try_it(entry: OperationEntry) -> str:
    """A link to the operation's form. It is HTML because MkDocs knows no places that a program makes."""
    return f'<a href="../../../try/console/#{entry.name}">Try it</a>'


def _identity(entry: OperationEntry) -> str:
    scope = entry.body.get("x-scope")
    scopes = " or ".join(f"`{name}`" for name in dict.fromkeys((scope, "admin")))
    needs = f" The key needs the scope {scopes}." if scope else ""
    return f"Operation `{entry.name}`.{needs}"


def _title(text: str, entry: OperationEntry) -> str:
    """A heading below an operation's, with a place that stays when other operations come before it."""
    return f"### {text} {{ #{entry.name}-{text.lower().replace(' ', '-')} }}\n"


def _parameters(entry: OperationEntry) -> str:
    rows = "".join(
        f"| `{parameter['name']}` | {parameter['in']} | {cell(type_of(parameter['schema']))} "
        f"| {'yes' if parameter.get('required') else 'no'} | {cell(parameter['description'])} |\n"
        for parameter in entry.parameters
    )
    return f"| Name | In | Type | Required | Meaning |\n| --- | --- | --- | --- | --- |\n{rows}"


def _described(body: dict[str, Any]) -> list[str]:
    return [f"{body['description'].strip()}\n"] if "description" in body else []


def _answer(document: Document, entry: OperationEntry) -> Iterator[str]:
    """What comes back when it goes well."""
    answer = success_of(document, entry)[1]
    contents = answer.get("content", {})
    if not contents:
        yield "Nothing but the status.\n"
    for kind in contents:
        if kind in STREAMS:
            yield f"A stream of `{kind}`; its events are on the page [Events](../events.md).\n"
    for schema in _contents(answer).values():
        yield fields_table(document, schema)


def _statuses(document: Document, entry: OperationEntry, known: set[str]) -> str:
    """Every status with what it means, and the codes that its problem can have."""
    rows = []
    for status, reference in entry.body["responses"].items():
        answer = follow(document, reference)
        found = _CODES.search(answer["description"])
        codes = re.findall(r"`([a-z_]+)`", found["codes"]) if found else []
        links = ", ".join(f"[`{code}`](../errors/{code}.md)" for code in codes if code in known)
        rows.append(f"| {status} | {cell(_CODES.sub('', answer['description']))} | {links} |\n")
    return f"| Status | Meaning | Error codes |\n| --- | --- | --- |\n{''.join(rows)}"


def _example_answer(document: Document, entry: OperationEntry) -> Iterator[str]:
    status, answer = success_of(document, entry)
    for kind, content in answer.get("content", {}).items():
        values = [value for _, value in examples_of(document, content)]
        if kind in STREAMS:
            events = ["".join(f"{key}: {text}\n" for key, text in value.items()) for value in values[:2]]
            shown = "\n".join(events)
            yield f"The answer, status {status}; some of its events:\n"
            yield f"```text\n{shown}```\n"
        elif values:
            yield f"The answer, status {status}:\n"
            yield f"```json\n{json.dumps(values[0], ensure_ascii=False, indent=2)}\n```\n"


def _contents(body: dict[str, Any]) -> dict[str, Schema]:
    """The schemas of a body by media type, those of streams left out: they are events."""
    return {
        kind: content["schema"] for kind, content in body.get("content", {}).items() if kind not in STREAMS
    }


def _schemas(document: Document, entry: OperationEntry) -> Iterator[Schema]:
    """Everything that the tables of an operation show, each as an object."""
    yield {"properties": {parameter["name"]: parameter["schema"] for parameter in entry.parameters}}
    if "requestBody" in entry.body:
        yield from _contents(follow(document, entry.body["requestBody"])).values()
    yield from _contents(success_of(document, entry)[1]).values()
