"""The rules about operations: what each must say of itself, its answers and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from orchestra_generator.catalogue import CatalogueEntry
from orchestra_generator.document import Document, OperationEntry, follow, operations
from orchestra_generator.failure import GeneratorError

SCOPES: Final = ("chat", "read", "admin")
# What can go wrong, by what an operation has.
_WITH_SECURITY: Final = ("401", "403", "429", "500")
_WITH_BODY: Final = ("400", "413", "415")
_WITH_CONTENT: Final = ("406",)

Complaints = Iterable[tuple[str, str]]


def ids(document: Document) -> list[str]:
    """The operationIds of an OpenAPI document."""
    return [entry.body["operationId"] for entry in operations(document) if "operationId" in entry.body]


def described(document: Document) -> Complaints:
    """operation-described"""
    declared = {tag["name"] for tag in document.get("tags", [])}
    for entry in operations(document):
        for field in ("operationId", "summary", "description", "tags"):
            if not entry.body.get(field):
                yield entry.name, f"has no {field}"
        for tag in entry.body.get("tags", []):
            if tag not in declared:
                yield entry.name, f"has the tag '{tag}', which the document does not declare"


def secured(document: Document) -> Complaints:
    """operation-security"""
    for entry in operations(document):
        if "security" not in entry.body and "security" not in document:
            yield entry.name, "has no security; write `security: []` where it needs none"
        scope = entry.body.get("x-scope")
        if _security(document, entry) and scope not in SCOPES:
            yield entry.name, f"needs an x-scope, one of {', '.join(SCOPES)}"
        if not _security(document, entry) and scope is not None:
            yield entry.name, "has an x-scope and no security"


def answered(document: Document) -> Complaints:
    """operation-answers"""
    invalid = str(document.get("x-invalid-status", "422"))
    for entry in operations(document):
        answers = _answers(document, entry)
        good = {status: answer for status, answer in answers.items() if status[0] in "23"}
        if not good:
            yield entry.name, "has no answer that is no error"
        needed: list[str] = []
        if _security(document, entry):
            needed += _WITH_SECURITY
        if "requestBody" in entry.body:
            needed += [*_WITH_BODY, invalid]
        if any(answer.get("content") for answer in good.values()):
            needed += _WITH_CONTENT
        if any(parameter["in"] == "query" for parameter in entry.parameters):
            needed.append(invalid)
        if any(parameter["in"] == "path" for parameter in entry.parameters):
            needed.append("404")
        for status in sorted(set(needed) - answers.keys()):
            yield entry.name, f"has no answer {status}"


def exemplified(document: Document) -> Complaints:
    """operation-examples"""
    for entry in operations(document):
        body = follow(document, entry.body.get("requestBody", {}))
        for media_type, content in body.get("content", {}).items():
            if not _has_example(content):
                yield entry.name, f"has no example of its request ({media_type})"
        for status, answer in _answers(document, entry).items():
            for media_type, content in answer.get("content", {}).items():
                if status[0] == "2" and not _has_example(content):
                    yield entry.name, f"has no example of its answer {status} ({media_type})"


def parameters_described(document: Document) -> Complaints:
    """parameter-described"""
    for entry in operations(document):
        for parameter in entry.parameters:
            if not parameter.get("description"):
                yield entry.name, f"has no description of its parameter {parameter['name']}"
        for status, answer in _answers(document, entry).items():
            for name, header in answer.get("headers", {}).items():
                if not follow(document, header).get("description"):
                    yield entry.name, f"has no description of the header {name} of its answer {status}"


def unique_ids(document: Document) -> Complaints:
    """operation-id-unique"""
    found = ids(document)
    for operation_id in sorted({name for name in found if found.count(name) > 1}):
        yield operation_id, "names more than one operation"


def links_lead(document: Document) -> Complaints:
    """link-target"""
    targets = {entry.body.get("operationId"): entry for entry in operations(document)}
    for entry in operations(document):
        for status, answer in _answers(document, entry).items():
            for name, link in answer.get("links", {}).items():
                where = f"{entry.name}, link {name} of {status}"
                full = follow(document, link)
                target = targets.get(full.get("operationId"))
                if target is None:
                    yield where, f"leads to {full.get('operationId')}, which is no operation of this document"
                    continue
                known = {parameter["name"] for parameter in target.parameters}
                known |= {f"{parameter['in']}.{parameter['name']}" for parameter in target.parameters}
                for parameter in sorted(set(full.get("parameters", {})) - known):
                    yield where, f"fills {parameter}, which is no parameter of {target.name}"


def problems_true(document: Document, errors: tuple[CatalogueEntry, ...]) -> Complaints:
    """error-codes: an example of a problem has its code's status, title and retryable, and stands under its status."""
    catalogue = {entry.code: entry for entry in errors}
    for entry in operations(document):
        for status, answer in _answers(document, entry).items():
            content = answer.get("content", {}).get("application/problem+json", {})
            for name, problem in _examples(document, content):
                where = f"{entry.name}, {status} {name}".rstrip()
                known = catalogue.get(problem.get("code", "")) if isinstance(problem, dict) else None
                if known is None:
                    yield where, "is a problem without a code of errors.yaml"
                    continue
                for field, value in (
                    ("status", known.status),
                    ("retryable", known.retryable),
                    ("title", known.title),
                ):
                    if problem.get(field, value) != value:
                        yield (
                            where,
                            f"says {field} {problem[field]!r}; errors.yaml says {value!r} of {known.code}",
                        )
                if status.isdecimal() and int(status) != known.status:
                    yield where, f"is {known.code}, whose status is {known.status}"


def _security(document: Document, entry: OperationEntry) -> bool:
    return bool(entry.body.get("security", document.get("security", [])))


def _answers(document: Document, entry: OperationEntry) -> dict[str, dict[str, Any]]:
    return {status: follow(document, answer) for status, answer in entry.body.get("responses", {}).items()}


def _has_example(content: dict[str, Any]) -> bool:
    return "example" in content or bool(content.get("examples"))


def _examples(document: Document, content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if "example" in content:
        yield "", content["example"]
    for name, example in content.get("examples", {}).items():
        try:
            yield name, follow(document, example).get("value")
        except GeneratorError:
            continue
