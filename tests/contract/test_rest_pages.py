"""The reference of the REST operations is whole: sections, fields, errors, and examples that are right."""

from __future__ import annotations

import ast
import functools
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from orchestra_generator.document import Document, OperationEntry, follow, operations
from orchestra_generator.paths import find_repository
from orchestra_generator.rest_examples import SDK_CALLS, camel
from orchestra_generator.rest_fields import fields, fields_table, named_types, type_of
from orchestra_generator.rest_pages import page_name, rest_pages
from orchestra_generator.specification import CURRENT, Specification, load
from orchestra_sdk import Orchestra
from tests.contract.tiny import tiny_specification

REPOSITORY = find_repository(Path(__file__))
RESOURCES = REPOSITORY.root / "sdks/typescript/src/resources"
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


@functools.cache
def specification() -> Specification:
    """The real one, read once."""
    return load(REPOSITORY)


@functools.cache
def pages() -> dict[str, str]:
    """Its pages by file name."""
    return rest_pages(specification())


def document() -> Document:
    """The current version's document."""
    return specification().openapi[CURRENT]


def entries() -> list[OperationEntry]:
    """The operations of the current version."""
    return list(operations(document()))


def section(entry: OperationEntry) -> str:
    """What the page of an operation's tag says about it. Fails where it has no heading."""
    page = pages()[page_name(entry.body["tags"][0])]
    _, found, rest = page.partition(f"\n## {entry.body['summary']} {{ #{entry.name} }}\n")
    assert found, entry.name
    return rest.partition("\n## ")[0]


def part(entry: OperationEntry, name: str) -> str:
    """One part of an operation's section, or nothing."""
    return section(entry).partition(f"{{ #{entry.name}-{name} }}\n")[2].partition("\n### ")[0]


def code(entry: OperationEntry, language: str) -> str:
    """The example of an operation in a language, or nothing."""
    return section(entry).partition(f"```{language}\n")[2].partition("\n```")[0]


def test_every_operation_has_its_section_and_its_place_in_the_sdks() -> None:
    assert {entry.name for entry in entries()} == SDK_CALLS.keys()
    for entry in entries():
        text = section(entry)
        # The console's own test opens each of these places.
        form = f'<a href="../../../try/console/#{entry.name}">Try it</a>'
        assert f"\n`{entry.method.upper()} {entry.path}` {form}\n" in text
        assert f"the scope `{entry.body['x-scope']}`" in text


def test_every_parameter_and_every_field_has_its_row() -> None:
    for entry in entries():
        assert _ROW.findall(part(entry, "parameters")) == [found["name"] for found in entry.parameters]
        if "requestBody" in entry.body:
            body = follow(document(), entry.body["requestBody"])["content"]["application/json"]["schema"]
            names = list(follow(document(), body)["properties"])
            assert _ROW.findall(part(entry, "request-body")) == names, entry.name
        answer = entry.body["responses"].get("200") or entry.body["responses"].get("201") or {}
        if content := answer.get("content", {}).get("application/json"):
            names = list(follow(document(), content["schema"])["properties"])
            assert _ROW.findall(part(entry, "answer")) == names, entry.name


def test_every_status_has_its_row_with_the_codes_of_its_examples() -> None:
    for entry in entries():
        lines = {line[2:5]: line for line in part(entry, "statuses").splitlines() if line[2:5].isdecimal()}
        assert list(lines) == list(entry.body["responses"])
        for status, answer in entry.body["responses"].items():
            content = follow(document(), answer).get("content", {}).get("application/problem+json", {})
            for example in content.get("examples", {}).values():
                word = follow(document(), example)["value"]["code"]
                assert f"[`{word}`](../errors/{word}.md)" in lines[status], f"{entry.name} {status}"


def test_every_link_on_a_page_has_its_place_there() -> None:
    for name, text in pages().items():
        places = re.findall(r"\{ #([\w-]+) \}$", text, re.MULTILINE)
        assert len(places) == len(set(places)), name
        assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= set(places), name


@pytest.mark.parametrize("operation", SDK_CALLS)
def test_the_python_example_is_a_call_that_the_sdk_has(operation: str) -> None:
    entry = next(entry for entry in entries() if entry.name == operation)
    tree = ast.parse(code(entry, "python"))
    call = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("client.")
    )
    with Orchestra(api_key="key", base_url="http://127.0.0.1:9") as client:
        method: Any = functools.reduce(getattr, ast.unparse(call.func).split(".")[1:], client)
    inspect.signature(method).bind(
        *call.args, **{keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    )
    # It is this operation's: the method calls what is generated for it.
    snake = re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", entry.name)
    if entry.name != "listRunEvents":  # `follow` asks for a run's events
        assert f"{snake}(" in inspect.getsource(method)


@pytest.mark.parametrize("operation", SDK_CALLS)
def test_the_typescript_example_is_a_call_that_the_sdk_has(operation: str) -> None:
    entry = next(entry for entry in entries() if entry.name == operation)
    name = SDK_CALLS[entry.name]
    assert f"client.{camel(name)}(" in code(entry, "typescript")
    source = (RESOURCES / f"{name.split('.')[0]}.ts").read_text("utf-8")
    method = re.search(rf"^  {camel(name.split('.')[-1])}\(.*?^  }}$", source, re.DOTALL | re.MULTILINE)
    assert method
    if entry.name != "listRunEvents":  # an SseSource asks for a run's events
        assert f"{entry.name}," in method[0]


def test_an_operation_that_no_sdk_has_is_shown_with_curl_alone() -> None:
    text = rest_pages(tiny_specification())["tea.md"]
    assert 'curl "$ORCHESTRA_BASE_URL/v2/teas"' in text
    assert """-d '{"leaf": "assam"}'""" in text
    assert "```python" not in text


def test_a_tag_without_operations_has_no_page() -> None:
    assert rest_pages(tiny_specification()).keys() == {"tea.md"}


def test_fields_of_nameless_objects_have_dotted_names() -> None:
    inner = {"type": "object", "required": ["b"], "properties": {"b": {"type": "string", "enum": ["x", "y"]}}}
    schema = {"properties": {"a": inner, "many": {"type": "array", "items": inner}, "n": {"$ref": NAMED}}}
    small = {"components": {"schemas": {"Named": {"description": "A | B", "type": "integer", "default": 3}}}}

    found = {field.name: field for field in fields(small, schema)}

    assert list(found) == ["a", "a.b", "many", "many[].b", "n"]
    assert found["a.b"].required
    assert found["a.b"].type == "string, one of: `x`, `y`"
    assert found["n"].type == "[Named](#Named)"
    assert "| A \\| B |" in fields_table(small, schema)
    assert "### Named { #Named }\n\nA | B\n\nType: integer, default `3`\n" in named_types(small, [schema])


def test_types_say_what_they_allow() -> None:
    assert type_of({"anyOf": [{"$ref": NAMED}, {"type": "null"}]}) == "[Named](#Named) or null"
    assert type_of({"type": ["string", "null"], "maxLength": 9}) == "string or null, at most 9 characters"
    assert type_of({"type": "string", "enum": ["x"], "x-open": True}) == "string, known values: `x`"
    assert type_of({"type": "number", "exclusiveMinimum": 0}) == "number, more than 0"
    assert type_of({"type": "string", "const": "x"}) == '`"x"`'


NAMED = "#/components/schemas/Named"
