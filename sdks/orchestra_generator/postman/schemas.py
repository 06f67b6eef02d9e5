"""Schemas as Postman's sandbox can check them: in one piece, without prose, in the draft that its validator knows."""

from __future__ import annotations

from typing import Any, Final

from orchestra_generator.document import Document, Schema, reachable_schemas, references, schema_name
from orchestra_generator.failure import GeneratorError

# The sandbox has Ajv 6, which knows draft 7. These say the same there as in the draft 2020-12 of OpenAPI 3.1 …
_SAME: Final = frozenset(
    {
        "type", "enum", "const", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf",
        "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "uniqueItems", "required", "minProperties",
        "maxProperties",
    }
)  # fmt: skip
_ONE: Final = frozenset(
    {"items", "additionalProperties", "not", "propertyNames", "contains", "if", "then", "else"}
)
_SOME: Final = frozenset({"anyOf", "oneOf", "allOf"})
_NAMED: Final = frozenset({"properties", "patternProperties"})
# … and these say nothing about what is valid.
_ANNOTATIONS: Final = frozenset(
    {
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly",
        "discriminator", "contentMediaType", "contentEncoding", "contentSchema", "externalDocs", "$comment",
    }
)  # fmt: skip


def compact(document: Document, schema: Schema) -> Schema:
    """`schema` with everything it refers to, for draft 7 and without annotations.

    Raises GeneratorError for a keyword that the sandbox would not check: a check must not pass by overlooking.
    """
    roots = [name for reference in references(schema) if (name := schema_name({"$ref": reference}))]
    names = reachable_schemas(document, roots)
    schemas = document.get("components", {}).get("schemas", {})
    found: Schema = _compact(schema)
    if not names:
        return found
    # Beside a reference at the top the definitions would be overlooked.
    top = {"allOf": [found]} if "$ref" in found else found
    return {**top, "definitions": {name: _compact(schemas[name]) for name in names}}


def _compact(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    found: Schema = {}
    for key, value in schema.items():
        if key == "$ref":
            name = schema_name(schema)
            if name is None:
                raise GeneratorError(f"Postman's checks cannot follow the reference {value}.")
            found[key] = f"#/definitions/{name}"
        elif key in _SAME:
            found[key] = value
        elif key in _ONE:
            found[key] = _compact(value)
        elif key in _SOME:
            found[key] = [_compact(member) for member in value]
        elif key in _NAMED:
            found[key] = {name: _compact(member) for name, member in value.items()}
        elif key not in _ANNOTATIONS and not key.startswith("x-"):
            raise GeneratorError(f"Postman's checks do not know the keyword {key} of JSON Schema.")
    # Draft 7 overlooks what stands beside a reference.
    if "$ref" in found and len(found) > 1:
        reference = found.pop("$ref")
        found = {"allOf": [{"$ref": reference}, found]}
    return found
