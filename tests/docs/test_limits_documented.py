"""The limits page has every bound that a client or an operator can meet, with the number that holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from orchestra.api import codec, connection
from orchestra.api.health import CHECK_SECONDS
from orchestra.chat import dispatcher
from orchestra.chat.swarms.spec import DebateMode, SolveMode, ToolsMode
from orchestra.contract.close_codes import CLOSE_CODES
from orchestra.contract.errors import CATALOGUE
from orchestra.live import limits, tickets
from orchestra.server import HEAD_BYTES
from orchestra.settings import McpServerSettings, variable_names
from orchestra.tools.base import RESULT_CHARACTERS
from orchestra.tools.connection import _TOOLS as TOOLS
from tests.docs.pages import DOCS, rows
from tests.docs.test_settings_documented import field
from tests.schemas import document

PAGE = DOCS / "reference" / "limits.md"
_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")
_NAMED = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
BOUNDS = ("maxLength", "maximum", "maxItems", "maxProperties")

# Numbers that can be set and that bound nothing.
NO_LIMITS = {
    "port",
    "local.threads",
    "manager.seed",
    "manager.threshold",
    "openai.context_tokens",
    "scripted.token_delay",
}
# Bounds of requests that say what a value is, or of which the service itself makes the values.
NO_BOUNDS = {
    "ChatRequest.temperature",
    "CreateRunFeedbackRequest.rating",
    "KeyId",
    "MessageId",
    "RunId",
    "SessionSettings.temperature",
    "createChatStream.Last-Event-ID",
    "listRunEvents.Last-Event-ID",
    "listRunEvents.after",
}
# Codes of errors and of closed connections that tell of a bound, beside those whose status says so.
TELLING = {
    "context_too_long",
    "idempotency_key_reused",
    "malformed_request",
    "run_interrupted",
    "session_busy",
    "validation_failed",
}
TELLING_STATUSES = {410, 413, 429, 503, 504}
TELLING_CLOSES = {"message_too_big", "protocol", "unauthenticated", "idle", "slow_reader", "connection_limit"}


def most(mode: type[Any], name: str) -> float:
    """The largest number that a field of a swarm's file takes."""
    return float(next(bound.le for bound in mode.model_fields[name].metadata if hasattr(bound, "le")))


FIXED = {
    "frames that are no messages": connection.FLOOD,
    "tickets not used yet, in a process": tickets.MOST,
    "a request's line and headers": HEAD_BYTES,
    "levels of JSON inside each other": codec.MAX_DEPTH,
    "places named in one problem": codec.MAX_ERRORS,
    "a tool's result in an event": RESULT_CHARACTERS,
    "a part's answer to a health check": CHECK_SECONDS,
    "answers to commands kept for their Idempotency-Keys": dispatcher.MOST_KEPT,
    "rounds of a debate": most(DebateMode, "rounds"),
    "drafts of a solve swarm": most(SolveMode, "solutions"),
    "rounds of mending a draft": most(SolveMode, "refinements"),
    "calls of tools in a run": most(ToolsMode, "calls"),
    "tools of one server": TOOLS,
}


def documented() -> dict[str, tuple[str, float]]:
    """What each row says: the name behind its number (a fixed one's own), where that leads, and the number."""
    found = {}
    for row in rows(PAGE):
        number = _NUMBER.match(row[1])
        if number:
            named = _NAMED.search(row[2])
            name, leads = named.groups() if named else (row[0], "fixed")
            assert named or row[2] == "*fixed*", row
            assert name not in found, f"{name} stands twice"
            found[name] = (leads, float(number[0].replace(",", "")))
    return found


def settings() -> dict[str, float]:
    """The default of every setting that is a number."""
    found = {name: field(name).default for name in variable_names().values()}
    for name in ("call_deadline", "connect_deadline"):
        found[f"mcp.servers.<name>.{name}"] = McpServerSettings.model_fields[name].default
    numbers = {name: value for name, value in found.items() if isinstance(value, int | float)}
    return {name: float(value) for name, value in numbers.items() if not isinstance(value, bool)}


def bounds() -> dict[str, float]:
    """The bound of every field and parameter that a client of the current version can send, by its name."""
    http, socket = document("v2.json"), document("asyncapi-v2.json")
    found: dict[str, float] = {}
    for item in http["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict) or "operationId" not in operation:
                continue
            for parameter in [*item.get("parameters", []), *operation.get("parameters", [])]:
                parameter = resolved(http, parameter)
                found |= dict(
                    bounds_of(http, parameter["schema"], f"{operation['operationId']}.{parameter['name']}")
                )
            if "requestBody" in operation:
                content = resolved(http, operation["requestBody"])["content"]["application/json"]
                found |= dict(bounds_of(http, content["schema"], operation["operationId"]))
    found |= dict(bounds_of(socket, {"$ref": "#/components/schemas/FrameId"}, "FrameId"))
    return found


def bounds_of(whole: dict[str, Any], schema: dict[str, Any], name: str) -> Iterator[tuple[str, float]]:
    """The bounds of a schema and of all that it names. What a schema is called goes before where it stands."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = resolved(whole, schema)
    yield from ((name, float(schema[bound])) for bound in BOUNDS if bound in schema)
    for inner, value in schema.get("properties", {}).items():
        yield from bounds_of(whole, value, f"{name}.{inner}")
    if "items" in schema:
        yield from bounds_of(whole, schema["items"], name)


def resolved(whole: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a reference inside of a document refers to; anything else as it is."""
    found: Any = node
    while "$ref" in found:
        place, found = found["$ref"], whole
        for part in place.removeprefix("#/").split("/"):
            found = found[part]
    return dict(found)


def test_every_setting_that_bounds_something_has_its_row_with_its_default() -> None:
    shown = {
        name: number for name, (leads, number) in documented().items() if leads.startswith("settings.md")
    }
    expected = settings()
    wanted = {name: number for name, number in expected.items() if name not in NO_LIMITS}
    assert shown == wanted
    assert not NO_LIMITS & shown.keys()


def test_every_bound_of_a_request_has_its_row_with_its_number() -> None:
    shown = {
        name: number
        for name, (leads, number) in documented().items()
        if leads.startswith(("schemas.md", "rest/", "websocket/"))
    }
    expected = bounds()
    assert shown == {name: number for name, number in expected.items() if name not in NO_BOUNDS}
    assert sorted(NO_BOUNDS - expected.keys()) == []


def test_every_fixed_limit_has_the_number_of_the_code() -> None:
    shown = {name: number for name, (leads, number) in documented().items() if leads == "fixed"}
    assert shown == FIXED


def test_requests_are_counted_in_the_window_that_is_said() -> None:
    row = next(row for row in rows(PAGE) if "limits.requests_per_minute" in row[2])
    assert row[1].endswith(f" in {limits.WINDOW} s")


@pytest.mark.parametrize("leads", ["errors/{}.md", "close-codes.md#{}"])
def test_every_code_that_tells_of_a_limit_is_named(leads: str) -> None:
    text = PAGE.read_text("utf-8")
    errors = {
        entry.code.value
        for entry in CATALOGUE.values()
        if entry.status in TELLING_STATUSES or entry.code.value in TELLING
    }
    closes = {str(entry.code.value) for entry in CLOSE_CODES.values() if entry.name in TELLING_CLOSES}
    wanted = errors if leads.startswith("errors") else closes
    assert wanted
    assert sorted(name for name in wanted if f"({leads.format(name)})" not in text) == []
