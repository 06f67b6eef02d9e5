"""docs/reference/typescript-sdk/: the reference of the TypeScript SDK, by TypeDoc, a page a theme.

TypeDoc reads a copy of the sources, in which each page is a module of its own, made of the lines of `index.ts`. The
types of the service stand there where they are exported: the SDK has names for types of openapi-typescript, and TypeDoc
would show the names alone.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from orchestra_generator.failure import GeneratorError
from orchestra_generator.node import TOOLS, run_script
from orchestra_generator.paths import Repository
from orchestra_generator.sdk.templates import TEMPLATES, render
from orchestra_generator.typescript_text import page_text, spelled_out

SDK: Final = "sdks/typescript"

_TYPEDOC: Final = TOOLS / "node_modules/typedoc/bin/typedoc"
_PLUGINS: Final = (
    TOOLS / "node_modules/typedoc-plugin-markdown/dist/index.js",
    TEMPLATES / "typescript/typedoc.mjs",
)
_EXPORT: Final = re.compile(r'^export [^;]*? from "\./(?P<module>[\w/]+)\.js";$', re.MULTILINE)
_DOCUMENTED: Final = "Class Interface TypeAlias Function Variable Method Accessor Property CallSignature"


@dataclass(frozen=True, slots=True)
class Theme:
    """A page: what `index.ts` exports from `modules` (patterns), or all of `whole`, another entry of the SDK."""

    page: str
    title: str
    about: str
    modules: tuple[str, ...] = ()
    whole: str | None = None
    # Pages of fields: the search finds them in the pages made from the specification.
    searched: bool = True


THEMES: Final = (
    Theme(
        "client",
        "Client",
        "The client, its options, and the promise that each of its calls returns.",
        ("client", "options", "promise", "log", "transport", "version"),
    ),
    Theme(
        "resources",
        "Resources",
        "The calls of the service. `client.chat` is a `Chat`, `client.runs` is a `Runs`, and so on.",
        ("resources/*",),
    ),
    Theme("lists", "Lists", "Lists come page by page; `for await` goes over all of it.", ("pages",)),
    Theme(
        "streaming",
        "Streaming",
        "A run that is followed, the same over HTTP and WebSocket.",
        ("stream", "swarm", "fold", "follow", "sse"),
    ),
    Theme("websocket", "WebSocket", "A connection over which several runs go at once.", ("connection",)),
    Theme(
        "errors", "Errors", "Everything that the SDK throws. All of it is an `OrchestraError`.", ("errors",)
    ),
    Theme(
        "types",
        "Types",
        "What the service takes and gives, and the events of a run.",
        ("generated/v2",),
        searched=False,
    ),
    Theme(
        "v1",
        "Version 1",
        "The client of version 1 of the API, which is deprecated: `@ai-orchestra/sdk/v1`.",
        whole="v1/index",
        searched=False,
    ),
)


def typescript_pages(repository: Repository, generated: Mapping[str, str]) -> dict[str, str]:
    """Texts by file name. `generated` are the texts of generated files by path: they may not be in the checkout yet.

    Raises GeneratorError where TypeDoc finds something, such as an export without a word about it, and for an export
    that no page has.
    """
    with tempfile.TemporaryDirectory(prefix="orchestra-typedoc-") as folder:
        sources, pages, options = Path(folder, "sdk"), Path(folder, "pages"), Path(folder, "typedoc.json")
        _copy(repository, generated, sources)
        options.write_text(json.dumps(_options(sources, pages)), encoding="utf-8")
        done = run_script(_TYPEDOC, ["--options", str(options)], folder=sources)
        if done.returncode != 0:
            raise GeneratorError(f"TypeDoc found something:\n{(done.stdout + done.stderr).strip()}")
        texts = {theme: (pages / f"{theme.page}.md").read_text("utf-8") for theme in THEMES}
    written = {
        f"{theme.page}.md": page_text(text, title=theme.title, about=theme.about, searched=theme.searched)
        for theme, text in texts.items()
    }
    written["index.md"] = render("typescript/reference.md.jinja", themes=THEMES)
    return written


def _copy(repository: Repository, generated: Mapping[str, str], sources: Path) -> None:
    """The SDK as TypeDoc reads it, in a folder that is not there yet."""
    shutil.copytree(repository.root / SDK / "src", sources / "src")
    for name in ("tsconfig.json", "package.json"):
        shutil.copy(repository.root / SDK / name, sources)
    for path, text in generated.items():
        if path.startswith(f"{SDK}/"):
            (sources / path.removeprefix(f"{SDK}/")).write_text(text, encoding="utf-8")
    for names in (sources / "src/generated/v2.ts", sources / "src/v1/generated/v1.ts"):
        schema = names.with_name("schema.ts")
        exported, types = spelled_out(names.read_text("utf-8"), schema.read_text("utf-8"), names.stem)
        names.write_text(exported, encoding="utf-8")
        schema.write_text(types, encoding="utf-8")
    for page, text in _modules((sources / "src/index.ts").read_text("utf-8")).items():
        module = sources / f"src/reference/{page}.ts"
        module.parent.mkdir(exist_ok=True)
        module.write_text(text, encoding="utf-8")


def _modules(index: str) -> dict[str, str]:
    """A module for each page. Raises GeneratorError where `index.ts` exports from a module that no page has."""
    lines: dict[str, list[str]] = {theme.page: [] for theme in THEMES}
    for found in _EXPORT.finditer(index):
        module = PurePosixPath(found["module"])
        page = next(
            (one.page for one in THEMES if any(module.match(pattern) for pattern in one.modules)), None
        )
        if page is None:
            raise GeneratorError(f"No page has what index.ts exports from {module}: name it in THEMES.")
        lines[page].append(found[0].replace('"./', '"../'))
    return {
        theme.page: f'export * from "../{theme.whole}.js";' if theme.whole else "\n".join(lines[theme.page])
        for theme in THEMES
    }


def _options(sources: Path, pages: Path) -> dict[str, Any]:
    return {
        "plugin": [str(plugin) for plugin in _PLUGINS],
        "tsconfig": str(sources / "tsconfig.json"),
        # The names that were spelled out leave one behind that nobody uses.
        "compilerOptions": {"noUnusedLocals": False},
        "entryPoints": [str(sources / f"src/reference/{theme.page}.ts") for theme in THEMES],
        "basePath": str(sources / "src/reference"),
        "out": str(pages),
        "readme": "none",
        "disableSources": True,
        "disableGit": True,
        "githubPages": False,
        "excludeInternal": True,
        "excludePrivate": True,
        "excludeExternals": True,
        "sort": ["source-order"],
        "router": "module",
        "hideBreadcrumbs": True,
        "hidePageHeader": True,
        "hideGroupHeadings": True,
        "useCustomAnchors": True,
        "parametersFormat": "table",
        "classPropertiesFormat": "table",
        "interfacePropertiesFormat": "table",
        "typeAliasPropertiesFormat": "table",
        "propertyMembersFormat": "table",
        "typeDeclarationFormat": "table",
        "tableColumnSettings": {"hideModifiers": True, "hideDefaults": True, "hideInherited": True},
        "treatWarningsAsErrors": True,
        "treatValidationWarningsAsErrors": True,
        "validation": {"notExported": True, "invalidLink": True, "notDocumented": True},
        "requiredToBeDocumented": _DOCUMENTED.split(),
        # How version 1 reads its problems; a program never gives one.
        "intentionallyNotExported": ["ProblemReader"],
    }
