"""The reference names everything there is, as it is: operations, events, messages, metrics, commands, decisions."""

from __future__ import annotations

import json
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, cast

import msgspec
import pytest
import typer.main

from orchestra.cli import COMMAND_GROUP, app
from orchestra.contract import events
from orchestra.contract.close_codes import CLOSE_CODES
from orchestra.contract.errors import ErrorCode
from orchestra.contract.operations import OPERATIONS
from orchestra.telemetry.metrics import METRICS
from orchestra_generator.websocket_pages import SDK_CALLS
from orchestra_sdk import Connection, RunStream
from tests.docs.pages import DOCS, ROOT, rows
from tests.schemas import document, validator

REFERENCE = DOCS / "reference"
_LINK = re.compile(r"\[(\w+)\]\([^)]+\)")
# The heading of a section that has a place of its own.
_SECTION = re.compile(r"^## .+ \{ #(\w+) \}$", re.MULTILINE)
# A place on a page that its author named.
_PLACE = re.compile(r"\{ #([\w-]+) \}")
COMPLETION = {"install_completion", "show_completion"}


def test_every_operation_has_its_row() -> None:
    documented = {
        (_LINK.sub(r"\1", row[0]), row[1], row[2] if len(row) == 4 else None)
        for row in rows(REFERENCE / "operations.md")
        if " /" in row[1]
    }
    expected = {
        (operation.id, f"{operation.method} {operation.path}", operation.scope) for operation in OPERATIONS
    }
    assert documented == expected


def test_every_operation_of_the_current_version_leads_to_its_section() -> None:
    rest = REFERENCE / "rest"
    leads = {row[0] for row in rows(REFERENCE / "operations.md") if row[0].startswith("[")}
    sections = {
        f"[{place}](rest/{page.name}#{place})"
        for page in rest.glob("*.md")
        for place in _SECTION.findall(page.read_text("utf-8"))
        if place in {operation.id for operation in OPERATIONS}
    }
    assert leads == sections
    assert len(leads) == sum(operation.version == "v2" for operation in OPERATIONS)


def event_types() -> set[str]:
    """The `type` of every event that the service can send."""
    kinds = [cast("type[msgspec.Struct]", kind) for kind in typing.get_args(events.RunEvent)]
    return {str(kind.__struct_config__.tag) for kind in kinds}


def socket_messages(name: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """The schema's name and the message of every message of a version's WebSocket, by its place on its page."""
    found = {}
    specification = document(name)
    for operation in specification["operations"].values():
        side = {"receive": "client", "send": "server"}[operation["action"]]
        for message in operation["messages"]:
            place = f"{side}-{re.sub('[._]', '-', message['name'])}"
            found[place] = (message["payload"]["$ref"].rpartition("/")[2], message)
    return found


def own_messages() -> set[str]:
    """Places of the current version's messages that are no events: those have a page of their own."""
    kinds = {re.sub("[._]", "-", kind) for kind in event_types()}
    return {place for place in socket_messages("asyncapi-v2.json") if place.split("-", 1)[1] not in kinds}


def schemas() -> set[str]:
    """The name of every schema of the current version."""
    return {
        name
        for published in ("v2.json", "asyncapi-v2.json")
        for name in document(published)["components"]["schemas"]
    }


@dataclass(frozen=True, slots=True)
class Entries:
    """Everything of one kind that there is, and the page where each has its place."""

    kind: str
    page: str
    there: Callable[[], set[str]]


# One line a kind: what the service gets next (alerts, flags) is documented by adding it here.
ENTRIES = (
    Entries("event", "events.md", lambda: {kind.replace(".", "-") for kind in event_types()}),
    Entries("message", "websocket/index.md", own_messages),
    Entries("message of version 1", "websocket/v1.md", lambda: set(socket_messages("asyncapi-v1.json"))),
    Entries("close code", "close-codes.md", lambda: {str(code.value) for code in CLOSE_CODES}),
    Entries("schema", "schemas.md", schemas),
)


@pytest.mark.parametrize("entries", ENTRIES, ids=lambda entries: entries.kind)
def test_everything_of_a_kind_has_its_entry(entries: Entries) -> None:
    there = entries.there()
    assert there
    assert sorted(there - set(_PLACE.findall((REFERENCE / entries.page).read_text("utf-8")))) == []


@pytest.mark.parametrize("page", ["events.md", "websocket/index.md"])
def test_pages_of_events_and_messages_name_every_event(page: str) -> None:
    assert event_types() <= {row[0] for row in table_links(page)}


def table_links(page: str) -> list[tuple[str, ...]]:
    """The rows of a page's tables, links reduced to their text."""
    return [
        tuple(re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", cell) for cell in row) for row in rows(REFERENCE / page)
    ]


def section(page: str, place: str) -> str:
    """What a page says behind the heading that has a place, up to the next one of its level."""
    text = (REFERENCE / page).read_text("utf-8")
    found = text.partition(f"{{ #{place} }}\n")[2].partition("\n## ")[0]
    assert found, f"{page} has no {place}"
    return found


@pytest.mark.parametrize(
    ("page", "published"), [("index.md", "asyncapi-v2.json"), ("v1.md", "asyncapi-v1.json")]
)
def test_a_message_is_told_with_its_fields_its_answers_and_an_example(page: str, published: str) -> None:
    known = own_messages() if page == "index.md" else set(socket_messages(published))
    operations = document(published)["operations"].values()
    for place in known:
        schema, message = socket_messages(published)[place]
        text = section(f"websocket/{page}", place)
        for field in document(published)["components"]["schemas"][schema]["properties"]:
            assert f"\n| `{field}` |" in text, f"{place} does not tell {field}"
        examples = re.findall(r"```json\n(.*?)\n```", text, re.DOTALL)
        assert examples, place
        for example in examples:
            validator(published, schema).validate(json.loads(example))
        for operation in operations:
            if operation["action"] == "receive" and message in operation["messages"]:
                for answer in operation.get("reply", {}).get("messages", []):
                    word = answer["name"]
                    assert f"[`{word}`](#server-{re.sub('[._]', '-', word)})" in text, f"{place}: {word}"


def test_an_event_is_told_with_its_fields_and_an_example() -> None:
    by_type = {
        schema["properties"]["type"]["const"]: name
        for name, schema in document("v2.json")["components"]["schemas"].items()
        if name.endswith("Event") and "properties" in schema
    }
    for kind in event_types():
        text = section("events.md", kind.replace(".", "-"))
        for field in document("v2.json")["components"]["schemas"][by_type[kind]]["properties"]:
            assert f"\n| `{field}` |" in text, f"{kind} does not tell {field}"
        examples = re.findall(r"```json\n(.*?)\n```", text, re.DOTALL)
        assert examples, kind
        for example in examples:
            validator("v2.json", by_type[kind]).validate(json.loads(example))


def test_the_calls_that_send_a_message_are_there_in_both_sdks() -> None:
    assert {f"client-{word}" for word in SDK_CALLS} == {
        place for place in own_messages() if place.startswith("client-")
    }
    sources = {
        "connection": (Connection, (ROOT / "sdks/typescript/src/connection.ts").read_text("utf-8")),
        "stream": (RunStream, (ROOT / "sdks/typescript/src/stream.ts").read_text("utf-8")),
    }
    for call in filter(None, SDK_CALLS.values()):
        thing, _, method = call.partition(".")
        python, typescript = sources[thing]
        assert callable(getattr(python, method)), call
        assert re.search(rf"^  (?:async )?{method}\(", typescript, re.MULTILINE), call


def test_every_error_code_is_in_the_index() -> None:
    named = {row[0] for row in table_links("errors/index.md")[2:]}
    assert named == {code.value for code in ErrorCode}


def test_every_metric_has_its_row() -> None:
    expected = {
        (metric.name, metric.kind, ", ".join(metric.labels), metric.help.replace("`", ""))
        for metric in METRICS
    }
    assert set(rows(REFERENCE / "metrics.md")[2:]) == expected


def commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below `command` (typer brings its own copy of click), with the words that lead to it."""
    inner: dict[str, Any] = getattr(command, "commands", {})
    if not inner:
        yield path, command
    for word, below in inner.items():
        yield from commands(below, (*path, word))


def documented(command: Any) -> list[Any]:
    """A command's options and arguments, without those that typer adds to one that stands alone."""
    return [found for found in command.params if found.name not in COMPLETION]


def command_line() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command there is, those that other packages bring included."""
    yield from commands(typer.main.get_command(app), ("orchestra",))
    for entry in entry_points(group=COMMAND_GROUP):
        yield from commands(typer.main.get_command(entry.load()), ("orchestra", entry.name))


def test_every_command_and_option_is_documented() -> None:
    text = (REFERENCE / "cli.md").read_text("utf-8")
    sections = {part.partition("\n")[0]: part for part in text.split("\n## ")[1:]}
    missing = []
    for path, command in command_line():
        section = sections.get(f"`{' '.join(path)}`", "")
        missing += [
            f"{' '.join(path)} {option}"
            for option in ["", *(max(found.opts, key=len) for found in documented(command))]
            if not section or (option.startswith("--") and f"`{option}" not in section)
        ]
    assert missing == []


def test_every_decision_is_in_the_index_and_names_its_check() -> None:
    index = (DOCS / "adr" / "index.md").read_text("utf-8")
    for record in (DOCS / "adr").glob("ADR-*.md"):
        text = record.read_text("utf-8")
        assert record.name in index
        for heading in ("Context", "Decision", "Alternatives, and why not", "Consequences", "Enforced by"):
            assert f"\n## {heading}\n" in text, f"{record.name} does not say {heading}"
