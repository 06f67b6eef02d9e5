"""The reference of both SDKs has an entry for everything that a program can import, and each entry says something."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest

import orchestra_sdk
from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import Repository
from orchestra_generator.python_reference_text import with_signatures
from orchestra_generator.typescript_pages import typescript_pages
from orchestra_sdk import types, v1
from tests.docs.pages import ROOT

SOURCES = ROOT / "sdks" / "typescript" / "src"
# A page each, not an entry.
PYTHON_MODULES = {"types"}

_PLACE = re.compile(r' id="([^"]+)"')
_LISTED = re.compile(r"^export (?:type )?\{(?P<names>[^}]+)\}", re.MULTILINE)
_WHOLE = re.compile(r'^export (?:type )?\* from "(?P<path>[^"]+)\.js";', re.MULTILINE)
_DECLARED = re.compile(
    r"(?P<comment>/\*\*(?:(?!\*/).)*\*/\n)?"
    r"^export (?:abstract )?(?:class|function|const|interface|type) (?P<name>\w+)\b(?! from)",
    re.MULTILINE | re.DOTALL,
)


def places(site: Path, sdk: str) -> dict[str, set[str]]:
    """The places of each page of a reference, by the page's name."""
    return {
        page.parent.name: set(_PLACE.findall(page.read_text("utf-8")))
        for page in (site / "reference" / sdk).glob("*/index.html")
    }


def python_classes() -> Iterator[tuple[str, type]]:
    """Every class that programs see, by the name that they see it by; a resource by where it hangs."""
    for module in (orchestra_sdk, types, v1):
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isclass(value):
                yield f"{module.__name__}.{name}", value
    for name, resource in get_type_hints(orchestra_sdk.Orchestra).items():
        if name == "admin":
            yield "orchestra_sdk.Orchestra.admin.keys", get_type_hints(resource)["keys"]
        else:
            yield f"orchestra_sdk.Orchestra.{name}", resource


def methods(found: type) -> dict[str, Any]:
    """What a class of ours has that a program calls, asks for, or reads, by name."""
    return {
        name: member
        for name, member in vars(found).items()
        if not name.startswith(("_", "additional_"))
        and name not in ("to_dict", "from_dict", "with_raw_response")
        and (inspect.isfunction(member) or isinstance(member, (classmethod, property)))
    }


def typescript_exports(module: Path) -> set[str]:
    """What a module exports, without what is marked as internal."""
    text = module.read_text("utf-8")
    names = {
        name.split(" as ")[-1].strip().removeprefix("type ")
        for found in _LISTED.finditer(text)
        for name in found["names"].split(",")
        if name.strip()
    }
    names |= {
        found["name"] for found in _DECLARED.finditer(text) if "@internal" not in (found["comment"] or "")
    }
    for found in _WHOLE.finditer(text):
        names |= typescript_exports((module.parent / f"{found['path']}.ts").resolve())
    return names


@pytest.mark.parametrize("module", [orchestra_sdk, types, v1], ids=lambda module: module.__name__)
def test_every_public_name_of_the_python_sdk_has_its_place(site: Path, module: ModuleType) -> None:
    found = set().union(*places(site, "python-sdk").values())
    missing = [
        name
        for name in set(module.__all__) - PYTHON_MODULES
        if not {f"{module.__name__}.{name}", f"orchestra_sdk.{name}"} & found
    ]
    assert missing == []


def test_every_method_of_the_python_sdk_has_its_place_and_a_docstring(site: Path) -> None:
    found = set().union(*places(site, "python-sdk").values())
    wrong = []
    for path, documented in python_classes():
        wrong += [] if documented.__doc__ else [f"{path} says nothing"]
        for name, method in methods(documented).items():
            wrong += [] if inspect.getdoc(method) else [f"{path}.{name} says nothing"]
            wrong += [] if f"{path}.{name}" in found else [f"{path}.{name} is nowhere"]
    assert wrong == []


@pytest.mark.parametrize("entry", ["index", "v1/index"])
def test_every_export_of_the_typescript_sdk_has_its_place(site: Path, entry: str) -> None:
    pages = places(site, "typescript-sdk")
    older = pages.pop("v1")
    found = older if entry == "v1/index" else set().union(*pages.values())
    exported = typescript_exports(SOURCES / f"{entry}.ts")
    assert {"OrchestraOptions", "APIStatusError"} <= exported
    assert sorted(name for name in exported if name.lower() not in found) == []


def test_programs_read_signatures_where_readers_see_them(site: Path) -> None:
    text = (site / "reference/python-sdk/resources/index.html.md").read_text("utf-8")
    assert "def cancel(run_id: str, *, timeout: float | None = None" in text
    assert "\n## client.runs\n" in text
    assert "\n::: " not in text


def test_a_name_that_is_none_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        with_signatures("::: orchestra_sdk.NoSuchName\n")


def test_an_export_that_no_page_has_stops_the_generator() -> None:
    index = (SOURCES / "index.ts").read_text("utf-8") + 'export { sleep } from "./wait.js";\n'
    with pytest.raises(GeneratorError, match=r"No page has what index\.ts exports from wait"):
        typescript_pages(Repository(ROOT), {"sdks/typescript/src/index.ts": index})
