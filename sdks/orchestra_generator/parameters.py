"""The parameters of operations as pydantic models: one a place (path, query, header) of each operation.

What comes in a URL or a header is text. The models read numbers from it, but only as JSON would write them: `20`, and
neither `20.0`, ` 20`, `2_0` nor `+20`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from orchestra_generator.document import Schema, follow, schema_name
from orchestra_generator.failure import GeneratorError
from orchestra_generator.python_text import class_name, docstring, python_name
from orchestra_generator.shapes import PublishedOperation, check_carried

PLACES: Final = {"path": "Path", "query": "Query", "header": "Headers"}
# What the models below need; what is not used goes when the module is tidied.
IMPORTS: Final = (
    "re",
    "typing.Annotated",
    "typing.Any",
    "typing.Literal",
    "pydantic.BaseModel",
    "pydantic.BeforeValidator",
    "pydantic.ConfigDict",
    "pydantic.Field",
)
_CONSTRAINTS: Final = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
}
# What reads a type from text: the type's name in the models, what it becomes, and the code.
_READERS: Final = {
    "integer": (
        "_Integer",
        """
def _read_integer(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"-?(?:0|[1-9][0-9]{0,99})", value):
            raise ValueError("should be an integer in plain digits")
        return int(value)
    return value


_Integer = Annotated[int, BeforeValidator(_read_integer)]
""",
    ),
    "number": (
        "_Number",
        """
def _read_number(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"-?(?:0|[1-9][0-9]{0,99})(?:\\.[0-9]{1,99})?(?:[eE][+-]?[0-9]{1,3})?", value):
            raise ValueError("should be a number as JSON writes it")
        return float(value)
    return value


_Number = Annotated[float, BeforeValidator(_read_number), Field(allow_inf_nan=False)]
""",
    ),
    "boolean": (
        "_Boolean",
        """
def _read_boolean(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("should be true or false")
        return value == "true"
    return value


_Boolean = Annotated[bool, BeforeValidator(_read_boolean)]
""",
    ),
}


def parameter_models(operations: Iterable[PublishedOperation]) -> str:
    """The source of the parameter models of these operations, without imports."""
    classes = [
        _model(operation, place)
        for operation in operations
        for place in PLACES
        if parameters_of(operation, place)
    ]
    source = "\n\n\n".join(classes)
    readers = [code.strip() for name, code in _READERS.values() if re.search(rf"\b{name}\b", source)]
    return "\n\n\n".join([*readers, source])


def parameters_of(operation: PublishedOperation, place: str) -> list[dict[str, Any]]:
    """The operation's parameters in `place` (path, query or header), in the specification's order."""
    return [parameter for parameter in operation.entry.parameters if parameter["in"] == place]


def model_name(operation: PublishedOperation, place: str) -> str | None:
    """The name of the model for `place`, e.g. `ListSessionsQuery`; None where there are no parameters."""
    return class_name(operation.entry.name) + PLACES[place] if parameters_of(operation, place) else None


def _model(operation: PublishedOperation, place: str) -> str:
    entry = operation.entry
    # A misspelt parameter must not pass unseen; headers always have others among them.
    extra = "ignore" if place == "header" else "forbid"
    lines = [
        f"class {model_name(operation, place)}(BaseModel):",
        docstring(f"The {place} parameters of `{entry.method.upper()} {entry.path}`.", "    "),
        "",
        f'    model_config = ConfigDict(extra="{extra}", frozen=True)',
        "",
    ]
    for parameter in parameters_of(operation, place):
        lines += _field(operation, parameter)
    return "\n".join(lines)


def _field(operation: PublishedOperation, parameter: dict[str, Any]) -> list[str]:
    where = f"{operation.entry.name}, parameter {parameter['name']}"
    schema = parameter["schema"]
    name = python_name(parameter["name"])
    reference = schema_name(schema)
    full = follow(operation.document, schema)
    check_carried(where, full)
    arguments = [] if name == parameter["name"] else [f"alias={parameter['name']!r}"]
    if reference and full.get("type") == "string" and not set(schema) & _CONSTRAINTS.keys():
        kind = reference
    else:
        kind = _kind(where, full)
        arguments += [
            f"{argument}={_literal(full[keyword])}"
            for keyword, argument in _CONSTRAINTS.items()
            if keyword in full
        ]
    default = ""
    if not parameter.get("required", False):
        if "default" in full:
            default = f" = {full['default']!r}"
        else:
            kind, default = f"{kind} | None", " = None"
    if arguments:
        kind = f"Annotated[{kind}, Field({', '.join(arguments)})]"
    lines = [f"    {name}: {kind}{default}"]
    if description := parameter.get("description"):
        lines.append(docstring(str(description), "    "))
    return lines


def _kind(where: str, schema: Schema) -> str:
    if "enum" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
    if schema.get("type") == "string":
        return "str"
    if schema.get("type") not in _READERS:
        raise GeneratorError(f"{where}: the generator knows no parameters of type {schema.get('type')}.")
    return _READERS[schema["type"]][0]


def _literal(value: Any) -> str:
    # A pattern is easier to read raw, and raw it is what the specification says.
    if isinstance(value, str) and '"' not in value and not value.endswith("\\"):
        return f'r"{value}"'
    return repr(value)
