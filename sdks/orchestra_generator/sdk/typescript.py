"""The generated half of the TypeScript SDK: types by openapi-typescript, names, unions and tables by a template.

openapi-typescript writes types and nothing that runs, so what a program bundles is the hand-written half and the
tables of `v2.ts` only.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Final

from orchestra_generator.document import Document
from orchestra_generator.failure import GeneratorError
from orchestra_generator.node import run_script
from orchestra_generator.python_text import NOTICE
from orchestra_generator.sdk.document import good_answers, messages, sdk_document
from orchestra_generator.sdk.templates import TEMPLATES, render
from orchestra_generator.specification import CURRENT, Specification

# What the template writes itself (with the messages that nobody knows yet), and what the SDK reads by itself.
_OWN: Final = frozenset({"RunEvent", "ClientFrame", "ServerFrame", "EventStreamItem"})
_SCRIPT: Final = TEMPLATES / "typescript" / "schema.mjs"


def typescript_sdk(specification: Specification) -> dict[str, str]:
    """The files of `src/generated`, by their path in it."""
    document = sdk_document(specification, CURRENT)
    return _files(document, CURRENT, messages(document, specification))


def typescript_sdk_v1(specification: Specification) -> dict[str, str]:
    """The files of `src/v1/generated`, by their path in it."""
    return _files(sdk_document(specification, "v1"), "v1", {"events": {}})


def _files(document: Document, version: str, tables: dict[str, Any]) -> dict[str, str]:
    own = render(
        "typescript/version.ts.jinja",
        notice=NOTICE,
        schemas=sorted(set(document["components"]["schemas"]) - _OWN),
        operations=_operations(document),
        **tables,
    )
    return {"schema.ts": f"// {NOTICE}\n\n{_schema(document)}", f"{version}.ts": own}


def _operations(document: Document) -> list[dict[str, Any]]:
    found = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            ((status, answer),) = list(good_answers(operation).items())[:1]
            found.append(
                {
                    "id": operation["operationId"],
                    "summary": operation["summary"],
                    "method": method.upper(),
                    "path": path,
                    "takes_key": _takes_key(operation),
                    "status": status,
                    "answers_json": "application/json" in answer.get("content", {}),
                    "required": _required(document, answer),
                }
            )
    return found


def _required(document: Document, answer: Document) -> list[str]:
    """The fields that must be there in the JSON object of an answer."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required: list[str] = schema.get("required", [])
    return required


def _takes_key(operation: Document) -> bool:
    names = (
        parameter.get("name") or parameter["$ref"].rpartition("/")[2]
        for parameter in operation.get("parameters", [])
    )
    return any(name in ("Idempotency-Key", "IdempotencyKey") for name in names)


def _schema(document: Document) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "openapi.json", Path(folder) / "schema.ts"
        source.write_text(json.dumps(document), encoding="utf-8")
        done = run_script(_SCRIPT, [str(source), str(target)])
        if done.returncode != 0:
            raise GeneratorError(
                f"openapi-typescript could not generate the SDK:\n{done.stdout}\n{done.stderr}"
            )
        return target.read_text(encoding="utf-8")
