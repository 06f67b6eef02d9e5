"""The diagrams are true: what they draw is compared with the code, the specification and its recordings."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from typing import Any, Final

import grimp
import pytest
from dishka import DependencyKey, Scope
from mkdocs.exceptions import PluginError
from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Integer, Table, Text

from orchestra.container import ServiceProvider
from orchestra.storage.tables import metadata
from orchestra_generator.diagrams import on_page_content
from tests.docs.diagrams import diagram, diagrams
from tests.docs.pages import DOCS, ROOT, rows

ARCHITECTURE: Final = DOCS / "architecture"


# Components.

WHAT_A_CHAT_COMES_THROUGH: Final = "Components that a chat comes through"
WHAT_THEY_STAND_ON: Final = "Components that the others stand on"
CLIENTS: Final = frozenset({"Web client", "API client"})
# What the page leaves out: everybody may import the first three, and the others only start the service or talk to it.
NOT_DRAWN: Final = ("contract", "errors", "settings", "__main__", "cli", "server", "terminal")


def components(graph: grimp.ImportGraph) -> dict[str, str]:
    """The component that each module belongs to, as the page's table says."""
    found: dict[str, str] = {}
    for component, paths, _ in rows(ARCHITECTURE / "components.md")[2:]:
        for path in paths.split(", "):
            module = "orchestra." + path.removesuffix(".py").rstrip("/").replace("/", ".")
            for member in (module, *graph.find_descendants(module)):
                assert member not in found, f"{member} stands in two lines of the table"
                found[member] = component
    return found


def reached(arrows: dict[str, set[str]], start: str, end: str) -> bool:
    """Whether a way of two arrows or more leads from `start` to `end`."""
    seen: set[str] = set()
    ahead = [step for step in arrows[start] if step != end]
    while ahead:
        step = ahead.pop()
        if step == end:
            return True
        if step not in seen:
            seen.add(step)
            ahead += arrows[step]
    return False


def without_short_cuts(arrows: dict[str, set[str]]) -> list[tuple[str, str]]:
    """The arrows that do not follow from others, sorted; raises AssertionError where they go in a circle."""
    assert [one for one in arrows if reached(arrows, one, one)] == []
    return sorted(
        (one, other) for one, others in arrows.items() for other in others if not reached(arrows, one, other)
    )


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Who imports whom inside the service."""
    return grimp.build_graph("orchestra", cache_dir=None)


def test_every_module_has_its_component(graph: grimp.ImportGraph) -> None:
    found = components(graph)
    left_out = {f"orchestra.{module}" for module in NOT_DRAWN}
    homeless = [
        module
        for module in graph.modules
        if module not in found
        and ".".join(module.split(".")[:2]) not in left_out
        # A package that only holds others together.
        and not (graph.find_children(module) and not graph.find_modules_directly_imported_by(module))
        and module != "orchestra"
    ]
    assert homeless == []


def test_the_arrows_between_components_are_the_imports(graph: grimp.ImportGraph) -> None:
    component = components(graph)
    imports: dict[str, set[str]] = {name: set() for name in component.values()}
    for importer, own in component.items():
        for imported in graph.find_modules_directly_imported_by(importer):
            other = component.get(imported, own)
            if other != own:
                imports[own].add(other)
    expected = without_short_cuts(imports)
    drawn = [
        arrow
        for title in (WHAT_A_CHAT_COMES_THROUGH, WHAT_THEY_STAND_ON)
        for arrow in diagram(title).arrows()
        if arrow[0] not in CLIENTS
    ]
    assert sorted((one, other) for one, _, other in drawn) == expected
    assert all((line == "-.->") == ("DI container" in (one, other)) for one, line, other in drawn)


def test_the_container_gives_what_is_drawn() -> None:
    factories = [factory for factory in ServiceProvider().factories if factory.scope is Scope.APP]
    gets: dict[str, set[str]] = {called(factory.provides): set() for factory in factories}
    for factory in factories:
        given = (*factory.dependencies, *factory.kw_dependencies.values())
        gets[called(factory.provides)] = {called(one) for one in given} & set(gets)
    drawn = diagram("What the container gives to whom").arrows()
    assert sorted((one, other) for one, _, other in drawn) == without_short_cuts(gets)
    text = (ARCHITECTURE / "components.md").read_text("utf-8")
    alone = set(gets) - {end for one, _, other in drawn for end in (one, other)}
    assert [part for part in sorted(alone) if f"`{part}`" not in text] == []


def called(part: DependencyKey) -> str:
    """The name of a part's type."""
    return str(part.type_hint.__name__)


def test_the_layers_are_those_that_are_checked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = (one for one in settings["tool"]["importlinter"]["contracts"] if one["id"] == "layers")
    built = [layer for layer in contract["layers"] if not layer.startswith("(")]
    expected = [(above, "-->", below) for above, below in pairwise(built)]
    assert diagram("The layers of the service").arrows() == expected


# Tables.

DRAWN_TYPES: Final[dict[type, str]] = {
    Text: "text",
    BigInteger: "integer",
    Integer: "integer",
    Boolean: "boolean",
    Float: "real",
    JSON: "json",
}


def type_of(column: Column[Any]) -> str:
    return DRAWN_TYPES[type(column.type)]


def marks(column: Column[Any]) -> set[str]:
    return {
        mark
        for mark, holds in (("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", column.unique))
        if holds
    }


def test_the_drawn_keys_are_those_of_the_tables() -> None:
    expected = {
        table.name: {column.name: (type_of(column), marks(column)) for column in table.c if marks(column)}
        for table in metadata.tables.values()
    }
    assert diagram("The tables and their keys").entities() == expected


def test_the_lines_between_tables_are_the_foreign_keys() -> None:
    expected = [
        (
            key.column.table.name,
            "||--o|" if key.parent.primary_key or key.parent.unique else "||--o{",
            table.name,
        )
        for table in metadata.tables.values()
        for key in table.foreign_keys
    ]
    assert sorted(diagram("The tables and their keys").relations()) == sorted(expected)


@pytest.mark.parametrize("table", metadata.tables.values(), ids=lambda table: table.name)
def test_every_column_stands_in_its_table(table: Table) -> None:
    text = (ARCHITECTURE / "data-model.md").read_text("utf-8")
    section = text.split(f"### {table.name}\n", 1)[1].split("\n#", 1)[0]
    written = re.findall(r"^\| `(\w+)` \| ([\w *]+?) \|", section, re.MULTILINE)
    assert written == [
        (column.name, type_of(column) + (" *" if column.nullable else "")) for column in table.columns
    ]


# For those who cannot see them.


def test_every_diagram_says_in_words_what_it_shows() -> None:
    every = list(diagrams())
    assert [one.title for one in every if not one.title or len(one.description) < len(one.title)] == []
    assert len({one.title for one in every}) == len(every)


@pytest.mark.parametrize("missing", ["accTitle", "accDescr"])
def test_a_diagram_without_words_does_not_get_into_the_site(missing: str) -> None:
    words = {"accTitle": "Two parts", "accDescr": "One leads to the other."}
    del words[missing]
    source = "\n".join(["flowchart TB", *(f"{key}: {text}" for key, text in words.items()), "a --> b"])
    with pytest.raises(PluginError, match="accTitle and accDescr"):
        on_page_content(f'<pre  class="mermaid"><code>{source}\n</code></pre>', page=Nowhere())


class Nowhere:
    """A page that is no file."""

    file = type("File", (), {"src_uri": "nowhere.md"})
