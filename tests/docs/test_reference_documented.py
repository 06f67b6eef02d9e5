"""The reference names everything there is, as it is: operations, events, metrics, commands, decisions."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any, cast

import msgspec
import typer.main

from orchestra.cli import COMMAND_GROUP, app
from orchestra.contract import events
from orchestra.contract.operations import OPERATIONS
from orchestra.telemetry.metrics import METRICS
from tests.docs.pages import DOCS, rows

REFERENCE = DOCS / "reference"
_LINK = re.compile(r"\[(\w+)\]\([^)]+\)")
# The heading of a section that has a place of its own.
_SECTION = re.compile(r"^## .+ \{ #(\w+) \}$", re.MULTILINE)
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


def test_every_event_has_its_row() -> None:
    kinds = [cast("type[msgspec.Struct]", kind) for kind in typing.get_args(events.RunEvent)]
    documented = {row[0] for row in rows(REFERENCE / "events.md")[2:]}
    assert documented == {kind.__struct_config__.tag for kind in kinds}


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
