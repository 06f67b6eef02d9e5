"""What version 1 says of a run, as data: how its answers and items follow from what version 2 says of the same run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from orchestra_conformance.specification import Specification, shown

Json = Any

# Of version 1's chat answer, what stands where in the event run.completed of its run. Times are not among it: the
# event's are of the run's work, the answer's of what is stored.
FROM_COMPLETED: Final[Mapping[str, str]] = {
    "response": "response",
    "execution_mode": "execution_mode",
    "quality_score": "quality_score",
    **{
        f"metadata/{name}": name
        for name in (
            "run_id",
            "message_id",
            "finish_reason",
            "model",
            "usage",
            "tokens_used",
            "manager_response",
            "intent",
            "confidence",
            "swarm_used",
        )
    },
}
# Of version 2's chat answer; here the names are the same.
V2_FROM_COMPLETED: Final[Mapping[str, str]] = {
    name: name
    for name in (
        "run_id",
        "message_id",
        "response",
        "finish_reason",
        "manager_response",
        "intent",
        "confidence",
        "execution_mode",
        "quality_score",
        "swarm_used",
        "model",
        "usage",
        "tokens_used",
    )
}
# What version 1's item `complete` has in its metadata of run.completed.
COMPLETE_METADATA: Final = (
    "run_id",
    "message_id",
    "execution_mode",
    "execution_time",
    "quality_score",
    "finish_reason",
    "model",
    "usage",
    "tokens_used",
    "intent",
    "confidence",
    "swarm_used",
)
# What version 1's item `manager` has in its metadata; what version 2 knows beside it may stand there or not.
_OF_THE_MANAGER: Final = ("run_id", "intent", "confidence", "parameters", "mood")
_PROBLEM: Final = ("code", "status", "retryable")
_SAID_ELSEWHERE: Final = frozenset({"type", "offset", "created_at"})
# Fields of version 2 that version 1's requests do not know: on a path without a version one of them means version 2.
ONLY_V2: Final[Mapping[str, Json]] = {
    "instructions": "Answer in English.",
    "max_response_tokens": 64,
    "temperature": 0,
    "deadline": 60,
    "on_disconnect": "cancel",
    "if_busy": "queue",
    "optimization_mode": "lite",
    "optimization_hints": {"urgent": True},
    "use_memory": False,
}


def differences(told: Json, fact: Json, agreement: Mapping[str, str]) -> list[str]:
    """Where an answer does not say what is so. `agreement` maps places in `told` (with slashes) to names of `fact`."""
    found = []
    for place, name in agreement.items():
        value = told
        for part in place.split("/"):
            value = value.get(part) if isinstance(value, dict) else None
        if value != fact[name]:
            found.append(f"{place} is {shown(value)}, and {name} {shown(fact[name])}")
    return found


def items_of(events: Iterable[Mapping[str, Json]], session_id: str) -> list[dict[str, Json]]:
    """Version 1's items of a run, from version 2's events. `metadata` is what there must be at the least.

    Tokens have no time of their own, so that `timestamp` is missing there.
    """
    return [item for event in events for item in _items(event, session_id)]


def _items(event: Mapping[str, Json], session_id: str) -> list[dict[str, Json]]:
    kind = event["type"]
    metadata = {name: value for name, value in event.items() if name not in _SAID_ELSEWHERE}
    if kind == "token":
        return [{"type": "token", "content": event["text"], "metadata": {}}]
    if kind == "agent.token":
        return []
    time = event["created_at"]
    if kind == "run.started":
        return [_item("status", "processing", {"run_id": event["run_id"]}, time)]
    if kind == "manager.intent":
        said = {name: value for name in _OF_THE_MANAGER if (value := event.get(name)) is not None}
        return [_item("manager", event["response"], said, time)]
    if kind == "run.completed":
        conclusion = event["manager_response"]
        first = (
            []
            if conclusion is None
            else [_item("manager_conclusion", conclusion, {"run_id": event["run_id"]}, time)]
        )
        facts = {name: event[name] for name in COMPLETE_METADATA}
        facts |= {"api_version": "v1", "session_id": session_id, "success": True}
        return [*first, _item("complete", event["response"], facts, time)]
    partial = {name: event[name] for name in ("run_id", "response", "usage") if name in event}
    if kind == "run.failed":
        problem = {name: event["error"][name] for name in _PROBLEM}
        return [_item("error", event["error"]["detail"], problem | partial, time)]
    if kind == "run.cancelled":
        problem = {"code": "run_cancelled", "status": 409, "retryable": False, "reason": event["reason"]}
        return [_item("error", None, problem | partial, time)]
    return [_item("status", kind.removeprefix("run.").replace(".", "_"), metadata, time)]


def _item(kind: str, content: str | None, metadata: Mapping[str, Json], time: str) -> dict[str, Json]:
    return {"type": kind, "content": content, "metadata": dict(metadata), "timestamp": time}


def item_problems(told: Sequence[Mapping[str, Json]], expected: Sequence[Mapping[str, Json]]) -> list[str]:
    """Where the items that were told are not those that follow from the run."""
    kinds = [[item["type"] for item in items] for items in (told, expected)]
    if kinds[0] != kinds[1]:
        return [f"the items are {shown(kinds[0])}, by the run's events {shown(kinds[1])}"]
    found = []
    for number, (item, due) in enumerate(zip(told, expected, strict=True)):
        said: dict[str, Json] = {name: item[name] for name in ("content", "timestamp")}
        wanted = {name: due[name] for name in said if due.get(name) is not None}
        said |= {f"metadata/{name}": item["metadata"].get(name) for name in due["metadata"]}
        wanted |= {f"metadata/{name}": value for name, value in due["metadata"].items()}
        found += [
            f"item {number} ({due['type']}): {name} is {shown(said[name])}, not {shown(value)}"
            for name, value in wanted.items()
            if said[name] != value
        ]
    return found


def undeclared(specification: Specification, schema: str, value: Json) -> list[str]:
    """Places of fields that version 1's schema of this name does not have. It is frozen: nothing new may come."""
    return _undeclared(specification, {"$ref": f"#/components/schemas/{schema}"}, value, "")


def _undeclared(specification: Specification, schema: Json, value: Json, place: str) -> list[str]:
    schema = specification.resolve("v1", schema)
    if isinstance(value, list):
        return [
            found
            for number, item in enumerate(value)
            for found in _undeclared(specification, schema.get("items", {}), item, f"{place}/{number}")
        ]
    # An object without declared fields is one of the client's own.
    properties = schema.get("properties")
    if not isinstance(value, dict) or not properties:
        return []
    found = [f"{place}/{name}" for name in value if name not in properties]
    for name, inner in value.items():
        found += _undeclared(specification, properties.get(name, {}), inner, f"{place}/{name}")
    return found
