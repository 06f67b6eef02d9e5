"""The filter for what is planned leaves a document that is whole, and nothing of what is planned."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestra_generator.document import (
    Document,
    operations,
    reachable_schemas,
    references,
    resolve,
    schema_name,
)
from orchestra_generator.failure import GeneratorError
from orchestra_generator.planned import without_planned

# No deadline and no complaint about slowness: how fast a busy machine is, is no promise of the filter.
thoroughly = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = ["A", "B", "C", "D", "E"]
marks = st.sampled_from([{}, {}, {"x-planned": True}, {"x-planned": False}])
named = st.sampled_from(NAMES).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
leaves = st.sampled_from([{"type": "string"}, {"type": "integer"}])
values = st.recursive(
    named | leaves,
    lambda inner: st.one_of(
        inner.map(lambda items: {"type": "array", "items": items}),
        st.lists(inner, min_size=1, max_size=3).map(lambda members: {"anyOf": [*members, {"type": "null"}]}),
        st.lists(inner, min_size=1, max_size=3).map(lambda members: {"oneOf": members}),
        inner.map(lambda value: {"type": "object", "additionalProperties": value}),
    ),
    max_leaves=4,
)


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    # Among the names of properties are those of keywords: a name is a name.
    names = draw(st.lists(st.sampled_from(["value", "properties", "items", "default", "in"]), unique=True))
    properties = {name: {**draw(values), **draw(marks)} for name in names}
    required = [name for name in names if draw(st.booleans())]
    return {"type": "object", "properties": properties, "required": required, **draw(marks)}


@st.composite
def openapi(draw: st.DrawFn) -> Document:
    paths: dict[str, Any] = {}
    for number in range(draw(st.integers(1, 3))):
        item: dict[str, Any] = {**draw(marks)}
        for method in draw(st.lists(st.sampled_from(["get", "post"]), unique=True, min_size=1)):
            item[method] = {
                "operationId": f"{method}{number}",
                "tags": [draw(st.sampled_from(["one", "two"]))],
                "parameters": [
                    {"name": name, "in": "query", "schema": draw(values), **draw(marks)}
                    for name in draw(st.lists(st.sampled_from(["p", "q"]), unique=True))
                ],
                "responses": {
                    "200": {
                        "description": "…",
                        "content": {
                            "application/json": {"schema": draw(named), "example": {"x-planned": True}}
                        },
                        "links": {"next": {"operationId": draw(st.sampled_from(["get0", "post0", "get1"]))}},
                    },
                    "default": {"description": "…"},
                },
                **draw(marks),
            }
        paths[f"/{number}"] = item
    return {
        "openapi": "3.1.1",
        "info": {"title": "t", "version": "1"},
        "tags": [{"name": "one"}, {"name": "two"}],
        "paths": paths,
        "components": {"schemas": {name: draw(objects()) for name in NAMES}},
    }


@thoroughly
@given(openapi())
def test_nothing_planned_is_left(document: Document) -> None:
    examples_aside = json.dumps(without_planned(document)).replace('"example": {"x-planned": true}', "")
    assert "x-planned" not in examples_aside


@thoroughly
@given(openapi())
def test_every_reference_and_link_that_is_left_leads_somewhere(document: Document) -> None:
    result = without_planned(document)
    for reference in references(result):
        resolve(result, reference)
    known = {entry.body["operationId"] for entry in operations(result)}
    for entry in operations(result):
        for answer in entry.body["responses"].values():
            assert {link["operationId"] for link in answer.get("links", {}).values()} <= known


@thoroughly
@given(openapi())
def test_what_is_left_is_used_and_hangs_together(document: Document) -> None:
    result = without_planned(document)
    outside = {key: value for key, value in result.items() if key != "components"}
    roots = [name for reference in references(outside) if (name := schema_name({"$ref": reference}))]
    schemas = result.get("components", {}).get("schemas", {})
    assert sorted(schemas) == reachable_schemas(result, roots)
    for schema in schemas.values():
        assert set(schema.get("required", [])) <= schema["properties"].keys()
    used = {tag for entry in operations(result) for tag in entry.body["tags"]}
    assert {tag["name"] for tag in result["tags"]} == used


@thoroughly
@given(openapi())
def test_filtering_twice_is_filtering_once_and_the_original_stays(document: Document) -> None:
    before = copy.deepcopy(document)
    result = without_planned(document)
    assert document == before
    assert without_planned(result) == result


@thoroughly
@given(openapi())
def test_an_operation_that_touches_nothing_planned_stays(document: Document) -> None:
    left = {entry.body["operationId"] for entry in operations(without_planned(document))}
    for entry in operations(document):
        reached = {
            name
            for root in (schema_name({"$ref": reference}) for reference in references(entry.body))
            if root
            for name in reachable_schemas(document, [root])
        }
        marked = [
            entry.body,
            document["paths"][entry.path],
            *(document["components"]["schemas"][n] for n in reached),
        ]
        if not any(node.get("x-planned") for node in marked):
            assert entry.body["operationId"] in left


def test_a_union_that_would_allow_nothing_but_null_goes_with_its_holder() -> None:
    document = _document(
        A={
            "type": "object",
            "properties": {"b": _nullable("B"), "c": _nullable("C")},
            "required": ["b", "c"],
        },
        B={"type": "string", "x-planned": True},
        C={"type": "string"},
    )
    left = without_planned(document)["components"]["schemas"]
    assert left == {
        "A": {"type": "object", "properties": {"c": _nullable("C")}, "required": ["c"]},
        "C": {"type": "string"},
    }


def test_planned_values_of_an_enum_go() -> None:
    document = _document(A={"type": "string", "enum": ["a", "b"], "x-planned-values": ["b"]})
    assert without_planned(document)["components"]["schemas"] == {"A": {"type": "string", "enum": ["a"]}}


def test_discriminators_lose_what_went() -> None:
    targets = {"b": "#/components/schemas/B", "c": "#/components/schemas/C"}
    document = _document(
        A={
            "oneOf": [{"$ref": target} for target in targets.values()],
            "discriminator": {"propertyName": "type", "mapping": targets},
        },
        B={"type": "object", "x-planned": True},
        C={"type": "object"},
    )
    assert without_planned(document)["components"]["schemas"]["A"] == {
        "oneOf": [{"$ref": targets["c"]}],
        "discriminator": {"propertyName": "type", "mapping": {"c": targets["c"]}},
    }


def test_asyncapi_loses_messages_channels_and_operations() -> None:
    document = {
        "asyncapi": "3.0.0",
        "channels": {
            "kept": {
                "messages": {
                    "now": {"$ref": "#/components/messages/now"},
                    "later": {"$ref": "#/components/messages/later"},
                }
            },
            "gone": {"x-planned": True, "messages": {"now": {"$ref": "#/components/messages/now"}}},
        },
        "operations": {
            "both": {
                "channel": {"$ref": "#/channels/kept"},
                "messages": [
                    {"$ref": "#/channels/kept/messages/now"},
                    {"$ref": "#/channels/kept/messages/later"},
                ],
            },
            "later": {
                "channel": {"$ref": "#/channels/kept"},
                "messages": [{"$ref": "#/channels/kept/messages/later"}],
            },
            "elsewhere": {"channel": {"$ref": "#/channels/gone"}},
        },
        "components": {"messages": {"now": {"payload": {"type": "string"}}, "later": {"x-planned": True}}},
    }
    result = without_planned(document)
    assert result["channels"] == {"kept": {"messages": {"now": {"$ref": "#/components/messages/now"}}}}
    assert result["operations"] == {
        "both": {
            "channel": {"$ref": "#/channels/kept"},
            "messages": [{"$ref": "#/channels/kept/messages/now"}],
        }
    }
    assert list(result["components"]["messages"]) == ["now"]


def test_a_document_that_refers_to_what_it_does_not_have_is_refused() -> None:
    with pytest.raises(GeneratorError, match="points to nothing"):
        without_planned(_document(A={"$ref": "#/components/schemas/Z"}))


def _nullable(name: str) -> dict[str, Any]:
    return {"anyOf": [{"$ref": f"#/components/schemas/{name}"}, {"type": "null"}]}


def _document(**schemas: dict[str, Any]) -> Document:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    return {
        "openapi": "3.1.1",
        "paths": {"/": {"get": {"operationId": "get", "responses": {"200": {"content": content}}}}},
        "components": {"schemas": schemas},
    }
