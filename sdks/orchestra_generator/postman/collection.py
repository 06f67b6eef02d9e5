"""The collection: every published operation as a request that works, with its tests and the answers to expect."""

from __future__ import annotations

import http
import json
from collections.abc import Iterator
from typing import Any, Final

from orchestra_generator.document import Document, OperationEntry, follow, operations
from orchestra_generator.postman.chain import follow_ups, success_of, variables_of
from orchestra_generator.postman.environments import (
    API_KEY,
    BASE_URL,
    DOCS_ADDRESS,
    DOCS_URL,
    LOCAL_ADDRESS,
    environments,
)
from orchestra_generator.postman.ids import derived_id
from orchestra_generator.postman.requests import examples_of, request_for
from orchestra_generator.postman.scripts import EVERY_ANSWER, test_script
from orchestra_generator.python_text import NOTICE
from orchestra_generator.specification import CURRENT, Specification

FORMAT: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
NAME: Final = "ai-orchestra"
# The page of the documentation that helps with a folder, by its tag; the others have the list of operations.
PAGES: Final = {
    "Chat": ("Streaming and resume", "guides/streaming"),
    "Runs": ("Stop and disconnect", "guides/cancellation"),
    "Sessions": ("Sessions", "guides/sessions"),
    "Models": ("Your own model", "guides/models"),
    "Access": ("Authentication", "guides/authentication"),
    "Chat (v1)": ("Move from v1 to v2", "guides/migrate-v1-to-v2"),
    "Sessions (v1)": ("Move from v1 to v2", "guides/migrate-v1-to-v2"),
    "Detected version": ("Versions", "guides/versions"),
    "OpenAI clients": ("OpenAI clients", "guides/openai-clients"),
}
OTHER_PAGE: Final = ("REST operations", "reference/operations")
ERRORS_PAGE: Final = "reference/errors"
GUIDE: Final = "guides/postman"
_INTRODUCTION: Final = f"""\
Every operation of AI Orchestra, ready to send. {NOTICE}

1. Import the collection and an environment, and choose the environment.
2. Set `{API_KEY}` in it (a key with the scope `admin`, where you want to run everything).
3. Send one request, or run the whole collection from top to bottom: what one answer gives (a session, a run, a key)
   the later requests take.

[How to use this collection]({{{{{DOCS_URL}}}}}/{GUIDE}/) · [Documentation]({{{{{DOCS_URL}}}}}/)
"""


def postman_files(specification: Specification) -> dict[str, str]:
    """Texts by file name: the collection, and the environments.

    Raises GeneratorError where a request could not work: nothing says what to put in its path or in its body.
    """
    files = {f"{NAME}.postman_collection.json": collection(specification)}
    for name, environment in environments().items():
        files[f"{name}.postman_environment.json"] = environment
    return {name: json.dumps(content, ensure_ascii=False, indent=1) + "\n" for name, content in files.items()}


def collection(specification: Specification) -> dict[str, Any]:
    """The collection in Postman's format 2.1: a folder a document, in it a folder a tag."""
    given: set[str] = set()
    # Clients of a version come first, and what is asked of the service itself comes last.
    documents = sorted(
        specification.openapi.items(),
        key=lambda found: (found[0] != CURRENT, found[0] not in specification.older),
    )
    folders = [
        {
            "id": derived_id("folder", version),
            "name": document["info"]["title"],
            "description": document["info"]["description"],
            "item": list(_tags(version, document, given)),
        }
        for version, document in documents
    ]
    variables = {
        BASE_URL: LOCAL_ADDRESS,
        API_KEY: "",
        DOCS_URL: DOCS_ADDRESS,
        **dict.fromkeys(sorted(given), ""),
    }
    return {
        "info": {
            "_postman_id": derived_id("collection"),
            "name": "AI Orchestra",
            "description": _INTRODUCTION,
            "schema": FORMAT,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": f"{{{{{API_KEY}}}}}", "type": "string"}],
        },
        "event": [_event("test", EVERY_ANSWER)],
        "variable": [{"key": key, "value": value, "type": "string"} for key, value in variables.items()],
        "item": folders,
    }


def _tags(version: str, document: Document, given: set[str]) -> Iterator[dict[str, Any]]:
    """The folders of a document, in the order of its tags; `given` grows by the variables that they set."""
    entries = list(operations(document))
    by_name = {entry.name: entry for entry in entries}
    for tag in document["tags"]:
        items = []
        for entry in _in_order(
            document, [entry for entry in entries if entry.body["tags"][0] == tag["name"]]
        ):
            items.append(_item(version, document, entry, given))
            for target, description, body in follow_ups(document, entry):
                name = f"{by_name[target].body['summary']}, {entry.body['tags'][0].lower()}"
                items.append(
                    _item(version, document, by_name[target], given, name=description or name, body=body)
                )
        if items:
            title, page = PAGES.get(tag["name"], OTHER_PAGE)
            yield {
                "id": derived_id("folder", version, tag["name"]),
                "name": tag["name"],
                "description": f"{tag['description']}\n\n[{title}]({{{{{DOCS_URL}}}}}/{page}/)",
                "item": items,
            }


def _in_order(document: Document, entries: list[OperationEntry]) -> list[OperationEntry]:
    """First what makes things, last what removes them, else as the document has it."""
    return sorted(
        entries, key=lambda entry: 2 if entry.method == "delete" else not variables_of(document, entry)
    )


def _item(
    version: str,
    document: Document,
    entry: OperationEntry,
    given: set[str],
    *,
    name: str | None = None,
    body: Any = None,
) -> dict[str, Any]:
    """One request with its tests and saved answers. `name` and `body` stand for those of the operation itself."""
    request = request_for(document, entry, given, body)
    given.update(variables_of(document, entry))
    item: dict[str, Any] = {
        "id": derived_id("request", version, entry.name, name or ""),
        "name": (name or entry.body["summary"]).rstrip("."),
        "event": [_event("test", f"// {entry.name}\n{test_script(document, entry)}")],
        "request": {**request, "description": _description(document, entry)},
        "response": list(_saved_answers(version, document, entry, request, name or "")),
    }
    if not entry.body.get("security", document.get("security", [])):
        item["request"]["auth"] = {"type": "noauth"}
    if success_of(document, entry)[0] // 100 == 3:
        # The answer that is described is the redirection, and not where it leads.
        item["protocolProfileBehavior"] = {"followRedirects": False}
    return item


def _saved_answers(
    version: str, document: Document, entry: OperationEntry, request: dict[str, Any], name: str
) -> Iterator[dict[str, Any]]:
    """The examples of the answers that are no errors. Errors are the same everywhere: each has its page instead."""
    for code, reference in entry.body["responses"].items():
        answer = follow(document, reference)
        if int(code) >= 400:
            continue
        for kind, content in answer.get("content", {}).items():
            for title, value in examples_of(document, content):
                yield {
                    "id": derived_id("answer", version, entry.name, name, code, kind, title),
                    "name": f"{code} {title}",
                    "originalRequest": request,
                    "status": http.HTTPStatus(int(code)).phrase,
                    "code": int(code),
                    "header": [{"key": "Content-Type", "value": kind}],
                    "cookie": [],
                    "body": value
                    if isinstance(value, str)
                    else json.dumps(value, ensure_ascii=False, indent=2),
                    "_postman_previewlanguage": "json" if kind.endswith("json") else "text",
                }


def _description(document: Document, entry: OperationEntry) -> str:
    """What the specification says of an operation, its scope, and where to read on."""
    title, page = PAGES.get(entry.body["tags"][0], OTHER_PAGE)
    scope = entry.body.get("x-scope")
    return "\n\n".join(
        [
            entry.body["description"].strip(),
            *([f"The key needs the scope `{scope}`."] if scope else []),
            f"`{entry.name}` · [{title}]({{{{{DOCS_URL}}}}}/{page}/) · [Errors]({{{{{DOCS_URL}}}}}/{ERRORS_PAGE}/)",
        ]
    )


def _event(listen: str, script: str) -> dict[str, Any]:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": script.splitlines()}}
