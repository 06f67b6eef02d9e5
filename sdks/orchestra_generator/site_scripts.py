"""The scripts of the documentation site: a hook that MkDocs calls while it collects the site's files.

Pages under `docs/try/` are programs too: where there is a `docs/try/<page>.ts` beside the page, it is bundled, with our
TypeScript SDK, into `try/<page>.js`, which the page loads.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from orchestra_generator.failure import GeneratorError
from orchestra_generator.node import TOOLS, run_script

SCRIPTS = "try"

_ESBUILD = TOOLS / "node_modules/esbuild/bin/esbuild"
_OPTIONS = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--platform=browser",
    "--target=es2022",
    "--log-level=warning",
)


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Let mermaid2 speak of what is wrong only; it has a line for every diagram."""
    logging.getLogger("mkdocs.plugins.mermaid2").setLevel(logging.WARNING)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the bundles. Raises PluginError where a program cannot be bundled, or npm's packages are not installed."""
    for page in sorted(Path(config.docs_dir, SCRIPTS).glob("*.md")):
        source = page.with_suffix(".ts")
        if source.is_file():
            files.append(File.generated(config, f"{SCRIPTS}/{page.stem}.js", content=bundle(source)))
    return files


def bundle(source: Path) -> str:
    """One program of a page and all that it imports, as one module for a browser. Raises PluginError."""
    try:
        done = run_script(_ESBUILD, [source.name, *_OPTIONS], folder=source.parent)
    except GeneratorError as error:
        raise PluginError(str(error)) from error
    if done.returncode != 0:
        raise PluginError(f"{source.name} cannot be bundled:\n{done.stderr}")
    return done.stdout
