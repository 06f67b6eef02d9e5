"""Values for any schema of the published documents, for property tests; what makes them is the conformance kit's."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from orchestra_conformance import frames
from orchestra_conformance.specification import load


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
    return frames.valid(load(), name.removesuffix(".json"), schema)
