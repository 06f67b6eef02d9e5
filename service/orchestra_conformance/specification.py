"""The contract as the kit reads it: documents, operations, validators, codes and transcripts, all from `contract/`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

from jsonschema_rs import Draft202012Validator, Registry

Json = Any

_METHODS: Final = ("get", "post", "put", "patch", "delete")
# Of everything that is wrong with one value, this much is said.
_MOST_PROBLEMS: Final = 5
_SHOWN_CHARACTERS: Final = 300


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document. `document` is `v1`, `v2` or `service`."""

    id: str
    document: str
    method: str
    path: str
    definition: Mapping[str, Json]
    secured: bool

    @property
    def label(self) -> str:
        """Method and path, such as `POST /v2/chat`."""
        return f"{self.method} {self.path}"

    @property
    def scope(self) -> str | None:
        """The scope that a key needs, or None."""
        return self.definition.get("x-scope")

    @property
    def statuses(self) -> frozenset[int]:
        """Every status that is documented."""
        return frozenset(int(status) for status in self.definition["responses"])


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One line of the error catalogue."""

    code: str
    status: int
    retryable: bool
    title: str


@dataclass(frozen=True, slots=True)
class CloseEntry:
    """One line of the table of close codes."""

    code: int
    name: str
    reconnect: bool


class Specification:
    """All of the contract. Made once by `load`; everything in it is read-only."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.documents: dict[str, dict[str, Json]] = {
            name.removesuffix(".json"): json.loads(text)
            for name, text in texts.items()
            if name.endswith(".json") and name not in ("errors.json", "close-codes.json")
        }
        self._registry = Registry(
            [(f"urn:orchestra:{name}", _as_resource(document)) for name, document in self.documents.items()]
        )
        self._validators: dict[tuple[str, str], Draft202012Validator] = {}

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """Every operation by its operationId, v2's first."""
        found = {}
        for name in ("v2", "v1", "service"):
            document = self.documents.get(name, {})
            for path, item in document.get("paths", {}).items():
                for method in _METHODS:
                    if method in item:
                        definition = item[method]
                        secured = bool(definition.get("security", document.get("security")))
                        operation = Operation(
                            definition["operationId"], name, method.upper(), path, definition, secured
                        )
                        found[operation.id] = operation
        return found

    @cached_property
    def errors(self) -> dict[str, ErrorEntry]:
        """The error catalogue by code."""
        return {
            entry["code"]: ErrorEntry(entry["code"], entry["status"], entry["retryable"], entry["title"])
            for entry in json.loads(self._texts["errors.json"])
        }

    @cached_property
    def close_codes(self) -> dict[int, CloseEntry]:
        """How a WebSocket can end, by code."""
        return {
            entry["code"]: CloseEntry(entry["code"], entry["name"], entry["reconnect"])
            for entry in json.loads(self._texts["close-codes.json"])
        }

    @property
    def contract_version(self) -> str:
        """The number of the current version's document, such as `2.0.0`."""
        return str(self.documents["v2"]["info"]["version"])

    def transcripts(self, folder: str, ending: str) -> dict[str, str]:
        """Texts of the transcripts in a folder (`websocket`, `v1`, `v2/streams`) by their names without the ending."""
        prefix = f"transcripts/{folder}/"
        return {
            name.removeprefix(prefix).removesuffix(ending): text
            for name, text in self._texts.items()
            if name.startswith(prefix) and name.endswith(ending)
        }

    def resolve(self, document: str, node: Json) -> Json:
        """What a node of a document is, its `$ref` followed."""
        while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
            target: Json = self.documents[document]
            for part in reference.removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def problems(self, document: str, pointer: str, value: Json) -> list[str]:
        """What is wrong with a value, by the schema at `pointer` (`/components/schemas/Run`) of a document.

        Enums and unions that may grow are taken as they are written: what a service of this contract says must be in
        them.
        """
        validator = self.validator(document, pointer)
        found = []
        for error in validator.iter_errors(value):
            place = "/".join(str(part) for part in error.instance_path)
            found.append(f"/{place}: {shown(error.message)}" if place else shown(error.message))
            if len(found) == _MOST_PROBLEMS:
                break
        return found

    def validator(self, document: str, pointer: str) -> Draft202012Validator:
        """What holds values to the schema at `pointer` of a document. It is made once."""
        validator = self._validators.get((document, pointer))
        if validator is None:
            schema = {"$ref": f"urn:orchestra:{document}#{_escaped(pointer)}"}
            validator = Draft202012Validator(schema, registry=self._registry, validate_formats=True)
            self._validators[document, pointer] = validator
        return validator

    def answer_problems(
        self, operation: Operation, status: int, headers: Mapping[str, str], content: bytes
    ) -> list[str]:
        """What is wrong with an answer: an undocumented status or media type, a body or header of a wrong form.

        Bodies of streams are not looked at here; their events are, one by one, where they are read.
        """
        responses = operation.definition["responses"]
        if str(status) not in responses:
            return [f"the status {status} is not documented (documented: {', '.join(responses)})"]
        pointer = f"/paths/{_token(operation.path)}/{operation.method.lower()}/responses/{status}"
        response = self.resolve(operation.document, responses[str(status)])
        pointer = _target(responses[str(status)]) or pointer
        found = self._header_problems(operation.document, pointer, response, headers)
        media = headers.get("content-type", "").partition(";")[0].strip().lower()
        documented = response.get("content", {})
        if not documented:
            return [*found, *(["there is a body where none is documented"] if content else [])]
        name = next((name for name in documented if _media_matches(name, media)), None)
        if name is None:
            return [
                *found,
                f"the content type {media or '(none)'} is not documented: {', '.join(documented)}",
            ]
        if name == "application/json" or name.endswith("+json"):
            try:
                value = json.loads(content)
            except ValueError as error:
                return [*found, f"the body is not JSON: {error}"]
            found += self.problems(operation.document, f"{pointer}/content/{_token(name)}/schema", value)
            if name == "application/problem+json" and isinstance(value, dict):
                found += self._problem_problems(status, value)
        return found

    def _problem_problems(self, status: int, problem: Mapping[str, Json]) -> list[str]:
        found = []
        entry = self.errors.get(str(problem.get("code")))
        if problem.get("status") != status:
            found.append(f"/status: {problem.get('status')} in an answer of status {status}")
        if entry is not None and entry.status != status:
            found.append(f"/code: {entry.code} goes with {entry.status}, not with {status}")
        if entry is not None and problem.get("retryable") is not entry.retryable:
            found.append(f"/retryable: the catalogue says {entry.retryable} for {entry.code}")
        return found

    def _header_problems(
        self, document: str, pointer: str, response: Mapping[str, Json], headers: Mapping[str, str]
    ) -> list[str]:
        found = []
        for name, node in response.get("headers", {}).items():
            header = self.resolve(document, node)
            place = _target(node) or f"{pointer}/headers/{_token(name)}"
            value = headers.get(name.lower())
            if value is None:
                if header.get("required"):
                    found.append(f"the header {name} is missing")
                continue
            typed = _typed(self.resolve(document, header.get("schema", {})), value)
            problems = self.problems(document, f"{place}/schema", typed)
            found += [f"the header {name}: {problem}" for problem in problems]
        return found


@cache
def load() -> Specification:
    """The contract that this package carries."""
    return Specification(dict(_read(files("orchestra_conformance") / "contract")))


def _read(folder: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _read(entry, f"{prefix}{entry.name}/")
        elif not entry.name.endswith(".md"):
            yield f"{prefix}{entry.name}", entry.read_bytes().decode("utf-8")


def shown(value: object) -> str:
    """A value for a person: as JSON where it is none of ours, cut where it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}… ({len(text)} characters)"


def _as_resource(document: Json) -> Json:
    # An AsyncAPI or OpenAPI document is no schema; as one it must not be read for keywords.
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **document}


def _target(node: Mapping[str, Json]) -> str | None:
    reference = node.get("$ref")
    return reference.removeprefix("#") if isinstance(reference, str) else None


def _token(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


def _escaped(pointer: str) -> str:
    # As a URI's fragment: braces and percent signs in paths are not allowed there as they are.
    return re.sub(
        r"[^A-Za-z0-9~/._-]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), pointer
    )


def _media_matches(documented: str, media: str) -> bool:
    if documented == "*/*":
        return True
    return media == documented.partition(";")[0].strip().lower()


def _typed(schema: Mapping[str, Json], value: str) -> Json:
    kinds = schema.get("type")
    for kind, read in (("integer", int), ("number", float)):
        if kinds == kind or (isinstance(kinds, list) and kind in kinds):
            try:
                return read(value)
            except ValueError:
                return value
    if kinds == "boolean" and value in ("true", "false"):
        return value == "true"
    return value
