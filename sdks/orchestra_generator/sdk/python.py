"""The generated half of the Python SDK: models and calls by openapi-python-client, unions and tables by templates.

An operation becomes a function that describes the call (`Call[ChatResponse]`); the hand-written transports, the
synchronous and the asynchronous one, carry it out.
"""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from orchestra_generator.document import Document
from orchestra_generator.failure import GeneratorError
from orchestra_generator.python_text import NOTICE
from orchestra_generator.sdk.document import good_answers, is_open_enum, messages, sdk_document, streams
from orchestra_generator.sdk.templates import TEMPLATES, render
from orchestra_generator.specification import CURRENT, Specification

# What openapi-python-client always writes and a transport of our own makes needless.
_NEEDLESS: Final = frozenset({"client.py", "errors.py"})
_CONFIGURATION: Final = {
    "literal_enums": True,
    "docstrings_on_attributes": True,
    "post_hooks": [],
    "package_name_override": "generated",
}
_FIXES: Final = "F401,F541,I,UP,RUF022,PIE790,W"
_IMPORTS: Final = 'lint.isort.known-first-party = ["orchestra_sdk"]'
# openapi-python-client calls properties `type_` and `round_`; everybody else calls them `type` and `round`.
_PROGRAM: Final = (
    "from openapi_python_client import cli, strings; strings.RESERVED_WORDS -= {'round', 'type'}; cli.app()"
)
# So that a class with a `type` of its own can still say what `from_dict` makes.
_OWN_TYPE: Final = (
    ("cls: type[T], src_dict: Mapping[str, Any]) -> T:", "cls, src_dict: Mapping[str, Any]) -> Self:"),
    ("from typing import ", "from typing import Self, "),
    ("factory=dict)", "factory=dict[str, Any])"),
)
_TYPE_VARIABLE: Final = re.compile(r'^T = TypeVar\("T", bound="\w+"\)\n', re.MULTILINE)
# pyright is stricter than what openapi-python-client writes; nothing of this reaches a signature.
_PYRIGHT: Final = "# pyright: " + ", ".join(
    f"{rule}=false"
    for rule in ("reportUnknownArgumentType", "reportUnknownMemberType", "reportUnnecessaryIsInstance")
)
# The longest run takes about two seconds.
_TIMEOUT_SECONDS: Final = 120


def python_sdk(specification: Specification) -> dict[str, str]:
    """The files of `orchestra_sdk/_generated`, by their path in it."""
    document = sdk_document(specification, CURRENT)
    tables = {"v2.py": render("python/v2.py.jinja", **messages(document, specification))}
    return _files(specification, _for_python(document, CURRENT), "_generated", tables)


def python_sdk_v1(specification: Specification) -> dict[str, str]:
    """The files of `orchestra_sdk/v1/_generated`, by their path in it."""
    document = sdk_document(specification, "v1")
    return _files(specification, _for_python(document, "v1"), "v1/_generated", {})


def _files(
    specification: Specification, document: Document, package: str, own: dict[str, str]
) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "orchestra_sdk" / package
        place.parent.mkdir(parents=True)
        _generate(document, Path(folder), place)
        for name, text in own.items():
            (place / name).write_text(text, encoding="utf-8")
        files = [file for file in sorted(place.rglob("*.py")) if file.name not in _NEEDLESS]
        for file in files:
            text = file.read_text(encoding="utf-8")
            if _OWN_TYPE[0][0] in text:
                for there, wanted in _OWN_TYPE:
                    text = text.replace(there, wanted, 1)
                text = _TYPE_VARIABLE.sub("", text)
            file.write_text(f"# {NOTICE}\n{_PYRIGHT}\n{text}", encoding="utf-8")
        _tidy(specification, place)
        return {file.relative_to(place).as_posix(): file.read_text(encoding="utf-8") for file in files}


def _generate(document: Document, folder: Path, place: Path) -> None:
    """Run openapi-python-client, which needs its input as files."""
    source, configuration = folder / "openapi.json", folder / "configuration.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    configuration.write_text(json.dumps(_CONFIGURATION), encoding="utf-8")
    arguments = [
        "generate", "--meta", "none", "--overwrite", "--fail-on-warning",
        "--path", str(source), "--config", str(configuration),
        "--custom-template-path", str(TEMPLATES / "python"), "--output-path", str(place),
    ]  # fmt: skip
    _run([sys.executable, "-c", _PROGRAM, *arguments], folder, "openapi-python-client")


def _tidy(specification: Specification, place: Path) -> None:
    root = specification.repository.root
    settings = [f"--config={root / 'pyproject.toml'}"] if (root / "pyproject.toml").is_file() else []
    ruff = [sys.executable, "-m", "ruff"]
    fixes = [
        "--fix",
        "--exit-zero",
        "--quiet",
        "--unsafe-fixes",
        f"--select={_FIXES}",
        f"--config={_IMPORTS}",
    ]
    # From the folder above: in a folder with a types.py, Python would take that for its own.
    _run([*ruff, "check", *settings, *fixes, place.name], place.parent, "ruff")
    _run([*ruff, "format", "--quiet", *settings, place.name], place.parent, "ruff")


def _for_python(document: Document, version: str) -> Document:
    """The document in the form that openapi-python-client makes the best of.

    Problems are read in one place for all operations, so only good answers stay; streams are told apart by being
    text; and where a list of values may grow, a text is taken beside them.
    """
    document = copy.deepcopy(document)
    document["components"].pop("responses", None)
    if version != CURRENT:
        # An older version promises no list to be complete; a client of it must bear what the service learns.
        _mark_open(document["components"]["schemas"])
    for item in document["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            text = {"text/plain": {"schema": {"type": "string"}}}
            operation["responses"] = {
                status: {"description": answer.get("description", "")}
                | (
                    {"content": text if streams(operation) else answer["content"]}
                    if "content" in answer
                    else {}
                )
                for status, answer in good_answers(operation).items()
            }
    schemas = document["components"]["schemas"]
    opened = {f"#/components/schemas/{name}" for name, schema in schemas.items() if is_open_enum(schema)}
    for schema in schemas.values():
        # Older names of other properties; a new client has no use for them, and two of one name would clash.
        for name in [name for name, found in schema.get("properties", {}).items() if found.get("deprecated")]:
            del schema["properties"][name]
    found: Document = _opened({**document, "components": {}}, opened)
    # The lists themselves stay closed: they are what a text beside them is open against.
    found["components"] = {
        "parameters": _opened(document["components"].get("parameters", {}), opened),
        "schemas": {
            name: schema if is_open_enum(schema) else _opened(schema, opened)
            for name, schema in schemas.items()
        },
    }
    # An event stream is read by the SDK itself, block by block.
    found["components"]["schemas"].pop("EventStreamItem", None)
    return found


def _mark_open(value: Any) -> None:
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            _mark_open(item)
    if isinstance(value, dict) and "enum" in value and "$ref" not in value:
        value["x-open"] = True


def _opened(value: Any, opened: set[str]) -> Any:
    if isinstance(value, list):
        return [_opened(item, opened) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("$ref") in opened:
        others = {name: item for name, item in value.items() if name != "$ref"}
        return {**others, "anyOf": [{"$ref": value["$ref"]}, {"type": "string"}]}
    # A default is the service's business; and what openapi-python-client makes of null is an error.
    found = {name: _opened(item, opened) for name, item in value.items() if not _is_default(name, value)}
    if is_open_enum(found):
        values = {name: found.pop(name) for name in ("type", "enum") if name in found}
        found["anyOf"] = [values, {"type": "string"}]
    if "anyOf" in found:
        # A union in a union is one union.
        found["anyOf"] = [
            inner
            for item in found["anyOf"]
            for inner in (item["anyOf"] if set(item) == {"anyOf"} else [item])
        ]
    return found


def _is_default(name: str, schema: dict[str, Any]) -> bool:
    return name == "default" and ("type" in schema or "anyOf" in schema or "$ref" in schema)


def _run(command: list[str], folder: Path, name: str) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise GeneratorError(f"{name} did not end within {_TIMEOUT_SECONDS} seconds.") from error
    if done.returncode != 0:
        raise GeneratorError(
            f"{name} could not generate the SDK:\n{done.stdout.strip()}\n{done.stderr.strip()}"
        )
