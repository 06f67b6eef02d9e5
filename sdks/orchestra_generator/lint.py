"""`orchestra contract lint`: redocly's rules and our own, over the specification as authored and as published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestra_generator import operation_rules, schema_rules
from orchestra_generator.catalogue import CatalogueEntry
from orchestra_generator.document import Document
from orchestra_generator.node import TOOLS, run_redocly
from orchestra_generator.paths import Repository
from orchestra_generator.specification import Specification, load, sources

Complaints = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A promise of the specification. `check` yields (where, what is wrong) for each place that breaks it."""

    name: str
    promise: str
    check: Callable[[Document], Complaints]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule."""

    rule: str
    document: str
    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.document}: {self.where}: {self.problem} [{self.rule}]"


RULES: Final = (
    Rule(
        "operation-described",
        "Every operation has an operationId, a summary, a description, and tags that the document declares.",
        operation_rules.described,
    ),
    Rule(
        "operation-security",
        "Every operation says who may call it: security (or explicitly none), and a known scope where it has some.",
        operation_rules.secured,
    ),
    Rule(
        "operation-answers",
        "Every operation has an answer that is no error, and every error that its shape makes possible.",
        operation_rules.answered,
    ),
    Rule(
        "operation-examples",
        "Every JSON request and every successful answer with content has an example.",
        operation_rules.exemplified,
    ),
    Rule(
        "parameter-described",
        "Every parameter and every header of an answer has a description.",
        operation_rules.parameters_described,
    ),
    Rule(
        "operation-id-unique",
        "An operationId names one operation.",
        operation_rules.unique_ids,
    ),
    Rule(
        "link-target",
        "Every link leads to an operation of the document, and fills parameters that it has.",
        operation_rules.links_lead,
    ),
    Rule(
        "property-described",
        "Every component schema and every property has a description, of its own or by reference.",
        schema_rules.described,
    ),
    Rule(
        "required-property",
        "What a schema requires is one of its properties.",
        schema_rules.required_exist,
    ),
    Rule(
        "annotations-beside-references",
        "Beside a $ref in AsyncAPI stands nothing but annotations: its schemas ignore the rest.",
        schema_rules.annotations_beside_references,
    ),
    Rule(
        "pattern-portable",
        "A pattern means the same to Python, JavaScript and Rust: explicit classes, no look-around.",
        schema_rules.patterns_portable,
    ),
    Rule(
        "example-valid",
        "Every example fits its schema.",
        schema_rules.examples_valid,
    ),
)


def lint(repository: Repository) -> list[Finding]:
    """Every finding, redocly's first. Raises GeneratorError when the specification cannot be read at all."""
    return [*lint_with_redocly(repository), *lint_specification(load(repository))]


def lint_specification(specification: Specification) -> list[Finding]:
    """What our own rules find; what stands in a document as authored is not told again for the published one."""
    found: dict[Finding, None] = {}
    for name, document in (*specification.authored.items(), *specification.published.items()):
        for rule in RULES:
            for where, problem in rule.check(document):
                found[Finding(rule.name, name, where, problem)] = None
    found |= dict.fromkeys(_shared_ids(specification.authored))
    for name, document in specification.authored.items():
        found |= dict.fromkeys(_codes(name, document, specification.errors, published=False))
    for name, document in specification.published.items():
        found |= dict.fromkeys(_codes(name, document, specification.errors, published=True))
    return list(found)


def lint_with_redocly(repository: Repository) -> list[Finding]:
    """What redocly finds, as one finding that holds its report; nothing where it is content."""
    config = f"--config={TOOLS / 'redocly.yaml'}"
    files = [path.relative_to(repository.root).as_posix() for path in sources(repository).values()]
    done = run_redocly(repository, ["lint", config, "--format=stylish", *files])
    if done.returncode == 0:
        return []
    return [Finding("redocly", "spec", str(Path("spec")), (done.stdout + done.stderr).strip())]


def _shared_ids(documents: Mapping[str, Document]) -> Iterable[Finding]:
    """The operationIds that stand in more than one OpenAPI document."""
    homes: dict[str, str] = {}
    for name, document in documents.items():
        for operation_id in operation_rules.ids(document):
            home = homes.setdefault(operation_id, name)
            if home != name:
                yield Finding("operation-id-unique", name, operation_id, f"stands in {home} too")


def _codes(
    name: str, document: Document, errors: tuple[CatalogueEntry, ...], *, published: bool
) -> Iterable[Finding]:
    """The codes of the ErrorCode enum against the catalogue, and what problems in examples say of their code."""
    listed = document.get("components", {}).get("schemas", {}).get("ErrorCode", {}).get("enum")
    if listed is None:
        return
    known = {entry.code for entry in errors if not (published and entry.planned)}
    for code in sorted(set(listed) - known):
        yield Finding("error-codes", name, "ErrorCode", f"{code} is not in errors.yaml")
    # As authored, the enum may leave out what is planned, or name it among its x-planned-values.
    for code in sorted({entry.code for entry in errors if not entry.planned} - set(listed)):
        yield Finding("error-codes", name, "ErrorCode", f"{code} of errors.yaml is missing")
    for where, problem in operation_rules.problems_true(document, errors):
        yield Finding("error-codes", name, where, problem)
