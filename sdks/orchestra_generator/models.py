"""contract/models.py: pydantic models of requests, answers and parameters."""

from __future__ import annotations

import copy
import json
import warnings
from typing import Any, Final

from datamodel_code_generator import generate
from datamodel_code_generator.config import GenerateConfig
from datamodel_code_generator.enums import (
    DataModelType,
    InputFileType,
    NamingStrategy,
    StrictTypes,
    TargetPydanticVersion,
)
from datamodel_code_generator.format import PythonVersion
from datamodel_code_generator.parser import LiteralType

from orchestra_generator.document import Schema
from orchestra_generator.failure import GeneratorError
from orchestra_generator.parameters import IMPORTS, parameter_models
from orchestra_generator.python_text import docstring, python_name, wrap
from orchestra_generator.shapes import (
    check_carried,
    current_operations,
    model_schemas,
    published_operations,
    request_of,
)
from orchestra_generator.specification import Specification

INTRODUCTION: Final = """\
What goes over the wire as JSON, and the parameters of every operation.

A field that may be left out and is not there is MISSING, which is not None: null has to be allowed by the contract.
Integers, numbers and booleans of bodies are not converted from anything else. Parameters arrive as text and are read.
"""

OLDER_INTRODUCTION: Final = """\
Version {version} as JSON: requests, answers, lines of streams, and the parameters of its operations.

Unknown fields pass. Which of a field's older and newer names has to be there is not said here: the service's change
records give every field its new name first.
"""


def models_module(specification: Specification) -> str:
    """The source of contract/models.py, before formatting.

    Raises GeneratorError when a schema says what a model cannot hold.
    """
    schemas = model_schemas(specification)
    found = list(current_operations(specification))
    requests = {name for operation in found if (name := request_of(operation))}
    for name, schema in schemas.items():
        check_carried(name, schema)
        if name in requests:
            _check_plain_names(name, schema)
    return f"{docstring(INTRODUCTION)}\n\n{models_source(schemas)}\n\n{parameter_models(found)}\n"


def older_module(version: str, specification: Specification) -> str:
    """The source of contract/<version>.py, the models of a version before the current one, before formatting.

    Raises GeneratorError when a schema says what a model cannot hold.
    """
    schemas = {
        name: without_alternatives(schema) for name, schema in model_schemas(specification, version).items()
    }
    for name, schema in schemas.items():
        check_carried(name, schema)
    introduction = docstring(OLDER_INTRODUCTION.format(version=version))
    parameters = parameter_models(published_operations(specification, version))
    return f"{introduction}\n\n{models_source(schemas)}\n\n{parameters}\n"


def without_alternatives(schema: Schema) -> Schema:
    """The schema without what says only which of its fields must be there; the change records look after that."""
    members = [member for member in schema.get("allOf", []) if not _is_alternatives(member)]
    kept = {key: value for key, value in schema.items() if key != "allOf"}
    if _is_alternatives({"anyOf": kept.get("anyOf")}):
        del kept["anyOf"]
    return kept | ({"allOf": members} if members else {})


def _is_alternatives(schema: Schema) -> bool:
    choices: list[Schema] = schema.get("anyOf") or []
    return (
        set(schema) == {"anyOf"} and choices != [] and all(set(choice) == {"required"} for choice in choices)
    )


def models_source(schemas: dict[str, Schema], imports: tuple[str, ...] = IMPORTS) -> str:
    """Pydantic models of `schemas`, imports first, before formatting."""
    prepared = {name: _prepare(copy.deepcopy(schema)) for name, schema in schemas.items()}
    # ErrorCode has a home already: errors.py, with what is known of each code.
    overrides = {"ErrorCode": "orchestra.contract.errors.ErrorCode"} if "ErrorCode" in prepared else {}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "contract", "version": "0"},
        "paths": {},
        "components": {"schemas": prepared},
    }
    config = GenerateConfig(
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        target_pydantic_version=TargetPydanticVersion.V2_14,
        naming_strategy=NamingStrategy.FullPath,
        strict_types=[StrictTypes.int, StrictTypes.float, StrictTypes.bool],
        use_missing_sentinel=True,
        strict_nullable=True,
        enum_field_as_literal=LiteralType.All,
        use_type_alias=True,
        use_annotated=True,
        field_constraints=True,
        use_schema_description=True,
        use_field_description=True,
        use_single_line_docstring=True,
        allow_population_by_field_name=True,
        type_overrides=overrides,
        additional_imports=list(imports),
        formatters=[],
        disable_timestamp=True,
        custom_file_header="# header",
    )
    with warnings.catch_warnings():
        # A warning is something of the specification that would be lost.
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        source = generate(json.dumps(document), config=config)
    if not isinstance(source, str):
        raise GeneratorError("datamodel-code-generator wrote no module.")
    return source.replace("# header\n", "", 1)


def _prepare(node: Any, *, is_properties: bool = False) -> Any:
    """The schema as the model generator should see it.

    Strings stay strings, whatever their format: the service answers with text that it formatted itself. Defaults go,
    because a field that was not sent must be told from one that was sent with the default's value. Examples and
    extensions go, because they are in the published document.
    """
    if isinstance(node, list):
        return [_prepare(value) for value in node]
    if not isinstance(node, dict):
        return node
    if is_properties:
        return {name: _prepare(value) for name, value in node.items()}
    kept = {
        key: _prepare(value, is_properties=key == "properties")
        if key not in ("enum", "const", "required")
        else value
        for key, value in node.items()
        if key not in ("default", "example", "examples", "title", "format") and not key.startswith("x-")
    }
    if isinstance(kept.get("description"), str):
        kept["description"] = wrap(kept["description"])
    return kept


def _check_plain_names(name: str, schema: Schema) -> None:
    """Aliased fields can be filled under both names, which a request must not allow."""
    odd = [field for field in schema.get("properties", {}) if python_name(field) != field]
    if odd:
        raise GeneratorError(f"The request {name} has fields that are no Python names: {', '.join(odd)}.")
