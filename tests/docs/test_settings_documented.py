"""The settings page says of every setting what the code says: name, default, description."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from orchestra.settings import McpServerSettings, Settings, variable_names
from tests.docs.pages import DOCS, rows

PAGE = DOCS / "reference" / "settings.md"


def field(dotted: str) -> FieldInfo:
    """The declaration of a setting such as `runs.deadline`."""
    section, _, inner = dotted.rpartition(".")
    model: type[BaseModel] = Settings
    if section:
        annotation = Settings.model_fields[section].annotation
        assert inspect.isclass(annotation) and issubclass(annotation, BaseModel)
        model = annotation
    return model.model_fields[inner]


def shown(value: Any) -> str:
    """A default as the page shows it."""
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}" if value < 1_000_000 else str(value)
    return value.as_posix() if isinstance(value, Path) else str(value)


def expected_row(variable: str, dotted: str) -> tuple[str, ...]:
    """What the page has to say of one setting."""
    declared = field(dotted)
    assert declared.description, f"{dotted} has no description"
    return (
        variable,
        dotted,
        shown(declared.default),
        " ".join(declared.description.split()).replace("`", ""),
    )


def test_every_setting_has_its_row_and_no_row_is_of_none() -> None:
    expected = {expected_row(variable, dotted) for variable, dotted in variable_names().items()}
    documented = {row for row in rows(PAGE) if row[0].startswith("ORCHESTRA_")}
    assert sorted(expected - documented) == []
    assert sorted(documented - expected) == []


def test_every_key_of_a_tool_server_has_its_row() -> None:
    declared = {
        (name, shown(key.default or None), " ".join((key.description or "").split()).replace("`", ""))
        for name, key in McpServerSettings.model_fields.items()
    }
    documented = {row for row in rows(PAGE) if row[0] in McpServerSettings.model_fields}
    assert sorted(declared ^ documented) == []
