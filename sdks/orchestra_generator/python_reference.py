"""An extension of griffe, which reads the Python SDK for the documentation: things stand where programs find them.

A resource is an attribute of the client to griffe, of a class in a module that nobody imports. Here it is that class:
`orchestra_sdk.Orchestra.chat` has the methods, so `orchestra_sdk.Orchestra.chat.create` is the name of one. And what
has fields shows a table of them instead of a heading for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from griffe import (
    Alias,
    Attribute,
    Class,
    Docstring,
    DocstringAttribute,
    DocstringSectionAttributes,
    DocstringSectionText,
    Expr,
    Extension,
    Module,
)

_CLIENTS: Final = re.compile(r"orchestra_sdk\._(?:sync|async)\.\w+\.(?:Async)?(?:Orchestra|Admin)")
_RESOURCE: Final = re.compile(r"orchestra_sdk\._(?:sync|async)\.")


class PublicNames(Extension):
    """Makes the package what programs see of it."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Called when the whole package has been read."""
        if pkg.name != "orchestra_sdk":
            return
        for found in _classes(pkg):
            if _CLIENTS.fullmatch(found.path):
                _place_resources(found)
            elif fields := list(_fields(found)):
                _write_table(found, fields)


def _classes(module: Module) -> Iterator[Class]:
    for member in module.members.values():
        if isinstance(member, Class):
            yield member
        elif isinstance(member, Module):
            yield from _classes(member)


def _place_resources(client: Class) -> None:
    for name, member in list(client.members.items()):
        if isinstance(member, Attribute) and isinstance(member.annotation, Expr):
            path = member.annotation.canonical_path
            if _RESOURCE.match(path):
                client.set_member(name, Alias(name, path, parent=client))


def _fields(found: Class) -> Iterator[Attribute]:
    """The fields of a class, in their order; properties are none."""
    for name, member in found.members.items():
        hidden = name.startswith("_") or name == "additional_properties"
        if isinstance(member, Attribute) and "property" not in member.labels and not hidden:
            yield member


def _write_table(found: Class, fields: list[Attribute]) -> None:
    """Put the fields into the docstring, where they are shown as a table, and out of the members."""
    docstring = found.docstring or Docstring("", parent=found)
    rows = [
        DocstringAttribute(
            field.name,
            annotation=field.annotation,
            description=" ".join(field.docstring.value.split()) if field.docstring else "",
        )
        for field in fields
    ]
    docstring.__dict__["parsed"] = [
        DocstringSectionText(docstring.value),
        DocstringSectionAttributes(rows),
    ]
    found.docstring = docstring
    for field in fields:
        found.del_member(field.name)
