"""Where the reference has each schema of the current version: the page and the place on it, for all who link there."""

from __future__ import annotations

from posixpath import dirname, relpath
from typing import Final

import yaml

from orchestra_generator.document import Document, Schema, schema_name
from orchestra_generator.paths import Repository
from orchestra_generator.rest_fields import Place
from orchestra_generator.shapes import EVENT_UNION
from orchestra_generator.specification import CURRENT, Specification

SCHEMAS_PAGE: Final = "schemas.md"
EVENTS_PAGE: Final = "events.md"
FRAMES_PAGE: Final = "websocket/index.md"

EVENTS: Final = "Events"
FRAMES: Final = "WebSocket"
# The files of spec/schemas, as a reader calls what they hold, in the order of the page.
_AREAS: Final = {
    "chat": "Chat",
    "runs": "Runs",
    "sessions": "Sessions",
    "memories": "Memory",
    "models": "Models",
    "swarms": "Orchestration",
    "access": "Keys and tickets",
    "lists": "Lists",
    "problems": "Errors",
    "common": "Names and values that several share",
    "events": EVENTS,
}


def schema_places(specification: Specification) -> dict[str, str]:
    """Where each schema of the current version has its entry, by its name; seen from docs/reference."""
    merged = merged_document(specification)
    schemas = merged["components"]["schemas"]
    places: dict[str, str] = {}
    for area, names in by_area(specification).items():
        page = {EVENTS: EVENTS_PAGE, FRAMES: FRAMES_PAGE}.get(area, SCHEMAS_PAGE)
        places |= {name: f"{page}#{name}" for name in names}
    for name in union_members(schemas, EVENT_UNION):
        places[name] = f"{EVENTS_PAGE}#{anchor_of(type_word(schemas[name]))}"
    for side, union in (("client", "ClientFrame"), ("server", "ServerFrame")):
        for name in union_members(schemas, union):
            if name in _own_frames(specification):
                places[name] = f"{FRAMES_PAGE}#{side}-{anchor_of(type_word(schemas[name]))}"
    return places


def place_from(page: str, known: dict[str, str]) -> Place:
    """Where to find a type, seen from a page below docs/reference."""

    def place(name: str) -> str:
        target, _, anchor = known[name].partition("#")
        return f"#{anchor}" if target == page else f"{relpath(target, dirname(page) or '.')}#{anchor}"

    return place


def merged_document(specification: Specification) -> Document:
    """The current version's schemas of both documents, HTTP and WebSocket: what both have is the same."""
    http: dict[str, Schema] = specification.openapi[CURRENT].get("components", {}).get("schemas", {})
    socket = specification.published.get(f"{CURRENT}.asyncapi", {}).get("components", {}).get("schemas", {})
    return {"components": {"schemas": {**socket, **http}}}


def union_members(schemas: dict[str, Schema], union: str) -> list[str]:
    """The named schemas that one of several may be."""
    return [name for member in schemas.get(union, {}).get("oneOf", []) if (name := schema_name(member))]


def type_word(schema: Schema) -> str:
    """The `type` by which an event or a frame is told from the others; empty where it has none."""
    return str(schema.get("properties", {}).get("type", {}).get("const", ""))


def anchor_of(word: str) -> str:
    """The place of an event or a frame on its page: `run.completed` is at `run-completed`."""
    return word.replace(".", "-").replace("_", "-")


def _own_frames(specification: Specification) -> set[str]:
    """The schemas of the WebSocket alone."""
    http = specification.openapi[CURRENT].get("components", {}).get("schemas", {})
    return set(merged_document(specification)["components"]["schemas"]) - set(http)


def by_area(specification: Specification) -> dict[str, list[str]]:
    """The names of all schemas by area, in the order of the specification's files."""
    schemas = merged_document(specification)["components"]["schemas"]
    frames = _own_frames(specification)
    written = _written(specification.repository)
    found: dict[str, list[str]] = {area: [] for area in (*_AREAS.values(), FRAMES)}
    for name in sorted(schemas, key=lambda name: written.get(name, ("", -1))[1]):
        area = _AREAS.get(written.get(name, ("", -1))[0], _AREAS["common"])
        found[FRAMES if name in frames else area].append(name)
    return {area: names for area, names in found.items() if names}


def _written(repository: Repository) -> dict[str, tuple[str, int]]:
    """In which file of spec/schemas a schema is written, and as the how manieth of all."""
    names = [
        (path.stem, name)
        for path in sorted((repository.spec / "schemas").glob("*.yaml"))
        for name in yaml.safe_load(path.read_text("utf-8"))
    ]
    return {name: (file, number) for number, (file, name) in enumerate(names)}
