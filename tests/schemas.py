"""Values for any schema of the published documents, for property tests."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), inner, max_size=3)
    ),
    max_leaves=8,
)


@cache
def document(name: str) -> dict[str, Any]:
    """A published document, such as `v1.json`."""
    text = (files("orchestra.contract") / "documents" / name).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def validator(name: str, schema: str) -> Draft202012Validator:
    """What checks values against a component schema of a published document."""
    registry: Registry[Any] = Registry().with_resource(
        "urn:document", DRAFT202012.create_resource(document(name))
    )
    return Draft202012Validator({"$ref": f"urn:document#/components/schemas/{schema}"}, registry=registry)


def values(name: str, schema: str) -> st.SearchStrategy[Any]:
    """Values of a component schema of a published document; always valid, whatever it says beside the basics."""
    check = validator(name, schema)
    return _values(document(name), {"$ref": f"#/components/schemas/{schema}"}).filter(check.is_valid)


def _values(root: dict[str, Any], schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _values(root, root["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for union in ("oneOf", "anyOf"):
        if union in schema and "type" not in schema:
            return st.one_of([_values(root, member) for member in schema[union]])
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return st.one_of([_values(root, {**schema, "type": kind}) for kind in kinds])
    match kinds:
        case "object":
            return _objects(root, schema)
        case "array":
            most = min(schema.get("maxItems", 3), 3)
            return st.lists(_values(root, schema.get("items", {})), max_size=most)
        case "string":
            return _texts(schema)
        case "integer":
            return st.integers(schema.get("minimum", -(2**40)), schema.get("maximum", 2**40))
        case "number":
            return st.floats(
                schema.get("minimum", -1e9),
                schema.get("maximum", 1e9),
                exclude_min=False,
                allow_nan=False,
            )
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
    return JSON


def _objects(root: dict[str, Any], schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    properties = {name: _values(root, inner) for name, inner in schema.get("properties", {}).items()}
    required = set(schema.get("required", ()))
    # Of alternatives (`message` or `text`), any may be there.
    known = st.fixed_dictionaries(
        {name: found for name, found in properties.items() if name in required},
        optional={name: found for name, found in properties.items() if name not in required},
    )
    if schema.get("additionalProperties") is not True:
        return known
    unknown = st.dictionaries(st.from_regex(r"x_[a-z]{1,8}", fullmatch=True), JSON, max_size=2)
    return st.builds(lambda more, fields: {**more, **fields}, unknown, known)


def _texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return st.just("2026-11-20T09:30:00.000Z")
    least, most = schema.get("minLength", 0), min(schema.get("maxLength", 40), 40)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True).map(lambda text: text[:most])
    return st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=least, max_size=most)
