"""The specification keeps its own rules, and each rule finds what it is there for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer import Exit

from orchestra_generator.catalogue import CatalogueEntry
from orchestra_generator.cli import lint as lint_command
from orchestra_generator.document import Document
from orchestra_generator.lint import RULES, lint, lint_specification, lint_with_redocly
from orchestra_generator.paths import find_repository
from orchestra_generator.specification import Specification
from orchestra_generator.streams import stream_events
from tests.contract.tiny import TINY, tiny_checkout, tiny_specification

Change = Callable[[Document], Any]


def _operation(document: Document, path: str = "/v2/teas", method: str = "post") -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path][method]
    return found


def _schema(document: Document, name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def _content(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = _operation(document)["responses"]["201"]["content"]["application/json"]
    return found


def _stream(document: Document) -> dict[str, Any]:
    answer = _operation(document, "/v2/teas/{tea_id}/events", "get")["responses"]["200"]
    found: dict[str, Any] = answer["content"]["text/event-stream"]
    return found


BROKEN: list[tuple[str, Change]] = [
    ("operation-described", lambda d: _operation(d).pop("operationId")),
    ("operation-described", lambda d: _operation(d).pop("summary")),
    ("operation-described", lambda d: _operation(d).update(description="")),
    ("operation-described", lambda d: _operation(d).pop("tags")),
    ("operation-described", lambda d: _operation(d).update(tags=["Coffee"])),
    ("operation-security", lambda d: d.pop("security")),
    ("operation-security", lambda d: _operation(d).pop("x-scope")),
    ("operation-security", lambda d: _operation(d).update({"x-scope": "everything"})),
    ("operation-security", lambda d: _operation(d).update(security=[])),
    *[
        ("operation-answers", lambda d, status=status: _operation(d)["responses"].pop(status))
        for status in ("201", "400", "401", "403", "406", "413", "415", "422", "429", "500")
    ],
    ("operation-answers", lambda d: _operation(d, method="get")["responses"].pop("422")),
    (
        "operation-answers",
        lambda d: _operation(d, "/v2/teas/{tea_id}/events", "get")["responses"].pop("404"),
    ),
    ("operation-examples", lambda d: _content(d).pop("example")),
    (
        "operation-examples",
        lambda d: _operation(d)["requestBody"]["content"]["application/json"].pop("example"),
    ),
    ("parameter-described", lambda d: _operation(d)["parameters"][0].pop("description")),
    (
        "parameter-described",
        lambda d: _operation(d)["responses"]["201"].update(headers={"X-A": {"schema": {"type": "string"}}}),
    ),
    ("operation-id-unique", lambda d: _operation(d).update(operationId="listTeas")),
    ("operation-id-unique", lambda d: _operation(d).update(operationId="getDoor")),
    (
        "link-target",
        lambda d: _operation(d)["responses"]["201"]["links"]["eat"].update(operationId="eatCake"),
    ),
    (
        "link-target",
        lambda d: _operation(d)["responses"]["201"]["links"]["eat"].update(parameters={"cup": 1}),
    ),
    ("property-described", lambda d: _schema(d, "Tea").pop("description")),
    ("property-described", lambda d: _schema(d, "Tea")["properties"]["leaf"].pop("description")),
    ("required-property", lambda d: _schema(d, "Pot")["required"].append("spoon")),
    ("pattern-portable", lambda d: _schema(d, "TeaId").update(pattern=r"^tea_\w+$")),
    ("pattern-portable", lambda d: _schema(d, "TeaId").update(pattern="^(?!tea_0).*$")),
    ("pattern-portable", lambda d: _schema(d, "TeaId").update(pattern="tea_[")),
    ("example-valid", lambda d: _content(d)["example"].update(tea_id="cup")),
    ("example-valid", lambda d: _content(d)["example"].pop("leaf")),
    ("example-valid", lambda d: _schema(d, "TeaId").update(examples=["cup"])),
    ("example-valid", lambda d: _operation(d)["parameters"][0].update(example=1)),
    ("example-valid", lambda d: _stream(d).update(example='event: token\ndata: {"type": "token"}\n\n')),
    ("error-codes", lambda d: _schema(d, "ErrorCode")["enum"].append("too_hot")),
    ("error-codes", lambda d: _schema(d, "ErrorCode")["enum"].remove("rate_limited")),
    (
        "error-codes",
        lambda d: d["components"]["responses"]["NotFound"]["content"]["application/problem+json"][
            "example"
        ].update(retryable=True),
    ),
    (
        "error-codes",
        lambda d: _operation(d)["responses"].update({"400": {"$ref": "#/components/responses/NotFound"}}),
    ),
]


def test_the_specification_keeps_every_rule() -> None:
    assert [str(finding) for finding in lint(find_repository(Path(__file__)))] == []


def test_the_small_specification_keeps_every_rule() -> None:
    assert lint_specification(tiny_specification()) == []


@pytest.mark.parametrize(("rule", "change"), BROKEN)
def test_a_broken_promise_is_found_by_its_rule_alone(rule: str, change: Change) -> None:
    specification = tiny_specification()
    document = copy.deepcopy(specification.authored["v2"])
    change(document)
    findings = lint_specification(_with_document(specification, document))
    assert {finding.rule for finding in findings} == {rule}
    assert {finding.document for finding in findings} == {"v2"}


def test_every_rule_has_a_case_that_breaks_it() -> None:
    asyncapi = {"annotations-beside-references"}
    assert {rule.name for rule in RULES} - asyncapi <= {rule for rule, _ in BROKEN}
    assert all(rule.promise.endswith(".") for rule in RULES)


def test_a_constraint_beside_a_reference_is_found_in_asyncapi_only() -> None:
    schemas = {
        "A": {"description": "…", "type": "string"},
        "B": {"$ref": "#/components/schemas/A", "description": "…", "maxLength": 3},
    }
    rule = next(rule for rule in RULES if rule.name == "annotations-beside-references")
    assert len(list(rule.check({"asyncapi": "3.0.0", "components": {"schemas": schemas}}))) == 1
    assert list(rule.check({"openapi": "3.1.1", "components": {"schemas": schemas}})) == []


def test_a_code_without_a_place_in_the_enum_is_found() -> None:
    specification = tiny_specification()
    more = CatalogueEntry("too_cold", 409, False, "Too cold", "It is.", "Warm it up.", planned=False)
    found = lint_specification(
        Specification(
            specification.repository,
            specification.authored,
            specification.published,
            (*specification.errors, more),
        )
    )
    assert {finding.rule for finding in found} == {"error-codes"}


def test_redocly_looks_too(tmp_path: Path) -> None:
    checkout = tiny_checkout(tmp_path)
    source = checkout.spec / "v2" / "openapi.yaml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("name: tea_id, in: path", "name: cup, in: path"), encoding="utf-8")
    (finding,) = lint_with_redocly(checkout)
    assert "path-parameters-defined" in finding.problem


def test_the_command_tells_every_finding_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout = tiny_checkout(tmp_path)
    source = checkout.spec / "schemas" / "tea.yaml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("description: With milk.", "deprecated: true"), encoding="utf-8")
    monkeypatch.chdir(checkout.root)
    with pytest.raises(Exit):
        lint_command()
    told = capsys.readouterr().err
    assert "[property-described]" in told
    assert "Findings: 1." in told


def test_the_command_is_content_with_a_clean_specification(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(TINY)
    lint_command()
    assert capsys.readouterr().out == "The specification keeps all its promises.\n"


def test_events_are_read_out_of_an_example_of_a_stream() -> None:
    text = 'retry: 2000\n\n: hello\n\nid: run_a:0\nevent: token\ndata: {"a":\ndata: 1}\n\ndata: 2\n\n'
    assert stream_events(text) == [{"a": 1}, 2]


def _with_document(specification: Specification, document: Document) -> Specification:
    authored = {**specification.authored, "v2": document}
    return Specification(specification.repository, authored, specification.published, specification.errors)
