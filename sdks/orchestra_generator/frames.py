"""contract/frames.py: what travels over the WebSocket. Client frames are checked, server frames are quick."""

from __future__ import annotations

from typing import Final

from orchestra_generator.document import Document, Schema, reachable_schemas, schema_name
from orchestra_generator.events import annotation, is_object, struct
from orchestra_generator.failure import GeneratorError
from orchestra_generator.models import models_source, without_alternatives
from orchestra_generator.python_text import docstring
from orchestra_generator.shapes import EVENT_UNION, check_carried, event_schemas
from orchestra_generator.specification import CURRENT, Specification

INTRODUCTION: Final = """\
The frames of the WebSocket, as the specification has them.

What a client sends is checked: these are pydantic models that take nothing else. What the service sends is built by it
alone: these are msgspec structs, whose `type` is their tag. Run events stand in events.py and are sent as they are.
"""
OLDER_INTRODUCTION: Final = """\
What a client of version {version} may send over its WebSocket.

Unknown fields pass. Which of a field's older and newer names has to be there is not said here: the service's change
records give every field its new name first.
"""
CLIENT: Final = "ClientFrame"
SERVER: Final = "ServerFrame"
_IMPORTS: Final = (
    "__future__.annotations",
    "collections.abc.Mapping",
    "types.MappingProxyType",
    "typing.Any",
    "typing.Final",
    "typing.Literal",
    "typing.TypeAlias",
    "pydantic.BaseModel",
)


def frames_module(specification: Specification) -> str:
    """The source of contract/frames.py, before formatting; little more than a docstring without a WebSocket.

    Raises GeneratorError when a frame is not an object whose `type` is a constant.
    """
    document = specification.published.get(f"{CURRENT}.asyncapi", {})
    schemas = document.get("components", {}).get("schemas", {})
    if CLIENT not in schemas or SERVER not in schemas:
        return docstring(INTRODUCTION)
    events = event_schemas(specification)
    server = [name for name in _members(schemas[SERVER]) if name != EVENT_UNION]
    parts = [
        name
        for name in reachable_schemas(document, server)
        if name not in server and name not in events and is_object(schemas[name])
    ]
    shared = [
        name for name in reachable_schemas(document, server) if name in events and is_object(events[name])
    ]

    def kind_of(where: str, schema: Schema) -> str:
        return annotation(where, _inlined(schemas, schema))

    structs = [struct(name, schemas[name], kind_of=kind_of) for name in parts]
    structs += [
        struct(name, schemas[name], f'tag_field="type", tag="{_tag(schemas, name)}"', kind_of)
        for name in server
    ]
    union = " | ".join([*server, EVENT_UNION])
    return "\n\n".join(
        [
            docstring(INTRODUCTION),
            _client(document, schemas, [*shared, EVENT_UNION]),
            *structs,
            f"{SERVER}: TypeAlias = {union}\n{docstring(schemas[SERVER]['description'])}\n",
        ]
    )


def older_frames_module(version: str, specification: Specification) -> str:
    """The source of contract/<version>_frames.py, before formatting: what a client of an older version may send.

    Raises GeneratorError when a schema says what a model cannot hold.
    """
    document = specification.published[f"{version}.asyncapi"]
    schemas = {
        name: without_alternatives(_without_type(schema))
        for name, schema in document["components"]["schemas"].items()
    }
    introduction = docstring(OLDER_INTRODUCTION.format(version=version))
    return f"{introduction}\n\n{_client(document, schemas, [], f'{CLIENT}{version.upper()}')}"


def _without_type(schema: Schema) -> Schema:
    """The schema without a word on a frame that has no `type`: by having none it is told from the others."""
    told = schema.get("propertyNames") == {"not": {"const": "type"}}
    return {key: value for key, value in schema.items() if not (told and key == "propertyNames")}


def _client(document: Document, schemas: dict[str, Schema], shared: list[str], union: str = CLIENT) -> str:
    names = _members(schemas[union])
    imports = (*_IMPORTS, "msgspec", *(f"orchestra.contract.events.{name}" for name in shared))
    reached = {name: schemas[name] for name in reachable_schemas(document, names)}
    for name, schema in reached.items():
        check_carried(name, schema)
    tagged = [name for name in names if union == CLIENT or "type" in schemas[name]["properties"]]
    rows = "".join(f"    {_tag(schemas, name)!r}: {name},\n" for name in tagged)
    table = f"CLIENT_FRAMES: Final[Mapping[str, type[BaseModel]]] = MappingProxyType({{\n{rows}}})"
    alias = f"{union}: TypeAlias = {' | '.join(names)}"
    return (
        f"{models_source(reached, imports)}\n\n{alias}\n{docstring(schemas[union]['description'])}\n\n"
        f"{table}\n{docstring('The frames that a client may send, by their type.')}\n"
    )


def _members(union: Schema) -> list[str]:
    return [name for member in union.get("oneOf", []) if (name := schema_name(member))]


def _tag(schemas: dict[str, Schema], name: str) -> str:
    tag = schemas[name].get("properties", {}).get("type", {}).get("const")
    if not isinstance(tag, str):
        raise GeneratorError(f"The frame {name} needs a property `type` with a `const`.")
    return tag


def _inlined(schemas: dict[str, Schema], schema: Schema) -> Schema:
    """The schema with named texts and numbers put in their place: their names belong to the client's models."""
    name = schema_name(schema)
    if name and name in schemas and not is_object(schemas[name]):
        return _inlined(schemas, schemas[name])
    return {
        key: [_inlined(schemas, member) for member in value] if key in ("anyOf", "oneOf") else value
        for key, value in schema.items()
    }
