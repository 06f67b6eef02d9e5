"""What the contract shows: examples of answers, errors, frames and headers, and the transcripts as scenes."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from orchestra_conformance.mock.refusal import Refusal
from orchestra_conformance.specification import Operation, Specification

Json = Any

TERMINAL: Final = frozenset({"run.completed", "run.failed", "run.cancelled"})
# Of everything that is wrong with one request, this much is said.
_MOST_ERRORS: Final = 20
_DATA: Final = re.compile(r"^data: (.*)$", re.MULTILINE)


class Examples:
    """The contract as something to answer from. Everything it gives is the caller's to change."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification

    def answer(self, operation_id: str, name: str = "") -> Json:
        """The documented example of an operation's success: the one of this name, or the first."""
        operation = self.specification.operations[operation_id]
        status = min(status for status in operation.statuses if status < 300)
        found = self._examples(operation, status)
        return copy.deepcopy(found[name] if name else next(iter(found.values())))

    def frame(self, document: str, name: str) -> Json:
        """The first example of a message that a WebSocket's document describes, by the message's name there."""
        channel = next(iter(self.specification.documents[document]["channels"].values()))
        return copy.deepcopy(channel["messages"][name]["examples"][0]["payload"])

    def problem(self, refusal: Refusal, instance: str, correlation_id: str) -> dict[str, Json]:
        """A refusal as a problem; where the contract has an example of its code, it begins as that."""
        entry = self.specification.errors[refusal.code]
        example = self.problems.get(refusal.code, {})
        made = {
            "type": f"/docs/reference/errors/{entry.code}/",
            "title": entry.title,
            "status": entry.status,
            "detail": refusal.detail or example.get("detail") or entry.title,
            "instance": instance,
            "code": entry.code,
            "retryable": entry.retryable,
            "correlation_id": correlation_id,
        }
        if refusal.errors:
            made["errors"] = refusal.errors
        if "retry_after" in example:
            made["retry_after"] = example["retry_after"]
        if refusal.run_id is not None:
            made["run_id"] = refusal.run_id
        return made

    @cached_property
    def problems(self) -> Mapping[str, dict[str, Json]]:
        """An example of every error that has one, by its code."""
        found = {}
        for operation in self.specification.operations.values():
            for status in operation.statuses:
                if status >= 400 and operation.document != "v1":
                    shown = self._examples(operation, status).values()
                    found.update({value["code"]: value for value in shown if "code" in value})
        return found

    @cached_property
    def deprecation(self) -> Mapping[str, str]:
        """Version 1's headers Deprecation and Sunset."""
        response = self._response(self.specification.operations["createChatV1"], 200)
        headers = {name: self.specification.resolve("v1", node) for name, node in response["headers"].items()}
        return {name: str(headers[name]["example"]) for name in ("Deprecation", "Sunset")}

    @cached_property
    def scenes(self) -> Mapping[str, list[dict[str, Json]]]:
        """The events of every transcript that begins at its run's beginning, by its name."""
        found = {}
        for name, text in self.specification.transcripts("v2/streams", ".sse").items():
            events = [json.loads(line) for line in _DATA.findall(text)]
            if events[0]["offset"] == 0:
                found[name] = events
        return found

    def event(self, kind: str, scene: str = "") -> dict[str, Json]:
        """An example of an event, out of one scene or the first that has it."""
        scenes = [self.scenes[scene]] if scene else self.scenes.values()
        return copy.deepcopy(next(event for events in scenes for event in events if event["type"] == kind))

    def hold(self, document: str, pointer: str, value: Json, where: str = "body", prefix: str = "") -> None:
        """Raise Refusal(validation_failed) where a value of a request does not hold to the schema at `pointer`."""
        found: dict[str, dict[str, str]] = {}
        for error in self.specification.validator(document, pointer).iter_errors(value):
            place = prefix + "".join(f"/{_token(str(part))}" for part in error.instance_path)
            for behind, detail in _said(error):
                # One thing about one place is enough.
                wrong = {"in": where, "pointer": f"{place}{behind}", "detail": detail}
                found.setdefault(wrong["pointer"], wrong)
            if len(found) >= _MOST_ERRORS:
                break
        if found:
            errors = list(found.values())[:_MOST_ERRORS]
            first = errors[0]
            said = f"{first['pointer'] or 'The whole'} ({first['in']}): {first['detail']}."
            raise Refusal("validation_failed", said, errors=errors)

    def _response(self, operation: Operation, status: int) -> Json:
        return self.specification.resolve(operation.document, operation.definition["responses"][str(status)])

    def _examples(self, operation: Operation, status: int) -> dict[str, Json]:
        found = {}
        for content in self._response(operation, status).get("content", {}).values():
            for name, node in content.get("examples", {}).items():
                found[name] = self.specification.resolve(operation.document, node)["value"]
        return found


def _said(error: Any) -> Iterator[tuple[str, str]]:
    kind = error.kind
    if (missing := getattr(kind, "property", None)) is not None:
        yield f"/{_token(missing)}", "is required"
    elif kind.name == "additionalProperties":
        for name in kind.unexpected:
            yield f"/{_token(name)}", "is not a field of this request; remove it"
    elif kind.name == "pattern":
        yield "", "does not have the form that the specification describes"
    else:
        yield "", str(error.message)[:300]


def _token(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")
