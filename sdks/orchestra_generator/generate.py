"""Everything that is generated, as data, and the two things done with it: write it, or say where it differs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from orchestra_generator.close_codes import close_codes_module, close_codes_page
from orchestra_generator.conformance import conformance_contract
from orchestra_generator.diff.changelog import changelog_page
from orchestra_generator.documents import documents
from orchestra_generator.error_pages import error_pages
from orchestra_generator.errors import errors_module
from orchestra_generator.event_pages import events_page
from orchestra_generator.events import events_module
from orchestra_generator.frames import frames_module, older_frames_module
from orchestra_generator.models import models_module, older_module
from orchestra_generator.operations import operations_module
from orchestra_generator.paths import Repository
from orchestra_generator.postman.collection import postman_files
from orchestra_generator.python_text import tidy
from orchestra_generator.rest_pages import rest_pages
from orchestra_generator.schema_pages import schemas_page
from orchestra_generator.sdk.python import python_sdk, python_sdk_v1
from orchestra_generator.sdk.sync import sync_twins, sync_twins_v1
from orchestra_generator.sdk.typescript import typescript_sdk, typescript_sdk_v1
from orchestra_generator.specification import Specification, load
from orchestra_generator.typescript_pages import typescript_pages
from orchestra_generator.versions import versions_module
from orchestra_generator.websocket_pages import websocket_pages

CONTRACT: Final = "service/orchestra/contract"
# Of a diff, this many lines are shown; enough to see what kind of difference it is.
DIFF_LINES: Final = 12


@dataclass(frozen=True, slots=True)
class Module:
    """A Python module at `path`."""

    path: str
    source: Callable[[Specification], str]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the documentation at `path`."""

    path: str
    text: Callable[[Specification], str]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder at `path` in which nothing else may lie. It is generated where the checkout has the folder `within`."""

    path: str
    texts: Callable[[Specification], dict[str, str]]
    within: str = "."


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder like `Folder`, made of sources in the checkout and of what else is generated, by its path."""

    path: str
    texts: Callable[[Repository, Mapping[str, str]], dict[str, str]]
    within: str = "."


MODULES: Final = (
    Module(f"{CONTRACT}/errors.py", errors_module),
    Module(f"{CONTRACT}/models.py", models_module),
    Module(f"{CONTRACT}/events.py", events_module),
    Module(f"{CONTRACT}/operations.py", operations_module),
    Module(f"{CONTRACT}/versions.py", versions_module),
    Module(f"{CONTRACT}/frames.py", frames_module),
    Module(f"{CONTRACT}/close_codes.py", close_codes_module),
)
PAGES: Final = (
    Page("docs/reference/api-changelog.md", changelog_page),
    Page("docs/reference/close-codes.md", close_codes_page),
    Page("docs/reference/events.md", events_page),
    Page("docs/reference/schemas.md", schemas_page),
)
FOLDERS: Final = (
    Folder(f"{CONTRACT}/documents", documents),
    Folder(
        "service/orchestra_conformance/contract", conformance_contract, within="service/orchestra_conformance"
    ),
    Folder("docs/reference/errors", error_pages),
    Folder("docs/reference/rest", rest_pages),
    Folder("docs/reference/websocket", websocket_pages),
    Folder("docs/downloads/postman", postman_files),
    Folder("sdks/python/orchestra_sdk/_generated", python_sdk, within="sdks/python"),
    Folder("sdks/python/orchestra_sdk/v1/_generated", python_sdk_v1, within="sdks/python"),
    Folder("sdks/python/orchestra_sdk/_sync", sync_twins, within="sdks/python"),
    Folder("sdks/python/orchestra_sdk/v1/_sync", sync_twins_v1, within="sdks/python"),
    Folder("sdks/typescript/src/generated", typescript_sdk, within="sdks/typescript"),
    Folder("sdks/typescript/src/v1/generated", typescript_sdk_v1, within="sdks/typescript"),
)

READINGS: Final = (Reading("docs/reference/typescript-sdk", typescript_pages, within="sdks/typescript"),)


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not what the specification makes it. `diff` goes from what is there to what should be."""

    path: str
    diff: str


def render(specification: Specification) -> dict[str, str]:
    """The text of every generated file, by its path from the top of the checkout.

    Raises GeneratorError when the specification says something that cannot be generated.
    """
    repository = specification.repository
    modules = [
        *MODULES,
        *(Module(f"{CONTRACT}/{name}.py", partial(older_module, name)) for name in specification.older),
        *(
            Module(f"{CONTRACT}/{name}_frames.py", partial(older_frames_module, name))
            for name in specification.older
            if f"{name}.asyncapi" in specification.published
        ),
    ]
    sources = [(module.path, module.source(specification)) for module in modules]
    # Formatting is a process a file; the rest is ours.
    folders = [folder for folder in FOLDERS if (repository.root / folder.within).is_dir()]
    with ThreadPoolExecutor(max_workers=2) as pool:
        filled = pool.map(lambda folder: folder.texts(specification), folders)
        tidied = pool.map(lambda found: tidy(repository, *found), sources)
        texts = {path: text for (path, _), text in zip(sources, tidied, strict=True)}
        for folder, files in zip(folders, filled, strict=True):
            texts |= {f"{folder.path}/{name}": text for name, text in files.items()}
    texts |= {page.path: page.text(specification) for page in PAGES}
    for reading in READINGS:
        if (repository.root / reading.within).is_dir():
            texts |= {
                f"{reading.path}/{name}": text for name, text in reading.texts(repository, texts).items()
            }
    return texts


def write(repository: Repository) -> list[str]:
    """Generate everything. Returns the paths that changed, those of files that are no longer generated among them."""
    changed = differences(repository, texts := render(load(repository)))
    for path in changed:
        file = repository.root / path.path
        if path.path in texts:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(texts[path.path], encoding="utf-8", newline="\n")
        else:
            file.unlink()
    return [path.path for path in changed]


def check(repository: Repository) -> list[Difference]:
    """Where the generated files differ from the specification. Writes nothing."""
    return differences(repository, render(load(repository)))


def differences(repository: Repository, texts: dict[str, str]) -> list[Difference]:
    """The files that are not as in `texts`, and those in generated folders that are not in it at all."""
    found = [
        Difference(path, _diff(_read(repository, path), text, path))
        for path, text in sorted(texts.items())
        if _read(repository, path) != text
    ]
    for folder in (*FOLDERS, *READINGS):
        for file in sorted((repository.root / folder.path).rglob("*")):
            path = file.relative_to(repository.root).as_posix()
            if file.is_file() and path not in texts and "__pycache__" not in file.parts:
                found.append(Difference(path, "is not generated any more"))
    return found


def _read(repository: Repository, path: str) -> str | None:
    file = repository.root / path
    return file.read_bytes().decode("utf-8", "replace") if file.is_file() else None


def _diff(there: str | None, wanted: str, path: str) -> str:
    if there is None:
        return "is missing"
    lines = difflib.unified_diff(
        there.splitlines(), wanted.splitlines(), f"{path} (there)", f"{path} (from spec/)", n=1, lineterm=""
    )
    shown = list(islice(lines, DIFF_LINES + 1))
    return "\n".join(shown if len(shown) <= DIFF_LINES else [*shown[:DIFF_LINES], "…"])
