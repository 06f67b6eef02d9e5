"""Every shell, Python, JavaScript and TypeScript example of README and documentation runs against a real service.

The examples of one page and language run one after the other in one shell or interpreter, as a reader would type
them. Answers with an error status fail them. What cannot run has a comment above it that says why:
`<!-- not run: reason -->`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestra_generator.node import TOOLS, node_program
from tests.docs.pages import ROOT, Block, blocks, name, pages
from tests.sdk.nodes import compile_programs
from tests.service import RunningService

SECONDS = 60


def runnable(language: str) -> list[list[Block]]:
    """The examples to run, one list a page."""
    found = (
        [block for block in blocks(page) if block.language == language and not block.not_run]
        for page in pages()
    )
    return [page for page in found if page]


def environment(service: RunningService, folder: Path) -> dict[str, str]:
    """What a reader has after the first page: the commands of the environment, the address, and a key."""
    commands = folder / "bin"
    commands.mkdir()
    if shutil.which("curl") is None:
        # A machine with Python, pip and make only: what the examples need of curl, in Python.
        stand_in = commands / "curl"
        stand_in.write_text(
            f"#!{sys.executable}\n" + (Path(__file__).parent / "curl.py").read_text("utf-8"), "utf-8"
        )
        stand_in.chmod(0o755)
    (folder / ".curlrc").write_text(f"fail-with-body\nsilent\nshow-error\nmax-time = {SECONDS}\n", "utf-8")
    path = os.pathsep.join(
        [str(commands), str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    )
    measured = {key: value for key, value in os.environ.items() if key.startswith("COVERAGE_")}
    return {
        **measured,
        "PATH": path,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONWARNINGS": "error",
        "NO_PROXY": "127.0.0.1",
        "ORCHESTRA_BASE_URL": service.base_url,
        "ORCHESTRA_API_KEY": service.key,
        "ORCHESTRA_DATA_DIR": str(service.app.state.settings.data_dir),
    }


def run(command: list[str], service: RunningService, folder: Path) -> None:
    """Run a page's examples; what they print is shown when they fail."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(service, folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def titles(page: list[Block]) -> str:
    """The name of a page's test."""
    return name(page[0].page)


@pytest.mark.parametrize("page", runnable("bash"), ids=titles)
def test_shell_examples_run(page: list[Block], documented_service: RunningService, tmp_path: Path) -> None:
    steps = [f"echo '# {name(block.page)}:{block.line}'\n{block.text}\n" for block in page]
    run(["bash", "-c", "set -euo pipefail\n" + "\n".join(steps)], documented_service, tmp_path)


@pytest.mark.parametrize("page", runnable("python"), ids=titles)
def test_python_examples_run(page: list[Block], documented_service: RunningService, tmp_path: Path) -> None:
    script = tmp_path / "examples.py"
    script.write_text(
        "\n".join(f"# {name(block.page)}:{block.line}\n{block.text}\n" for block in page), "utf-8"
    )
    run([sys.executable, str(script)], documented_service, tmp_path)


@pytest.mark.parametrize("page", runnable("javascript"), ids=titles)
def test_javascript_examples_run(
    page: list[Block], documented_service: RunningService, tmp_path: Path
) -> None:
    """They use other people's packages, which lie beside the generator's tools."""
    (tmp_path / "node_modules").symlink_to(TOOLS / "node_modules")
    script = tmp_path / "examples.mjs"
    script.write_text(
        "\n".join(f"// {name(block.page)}:{block.line}\n{block.text}\n" for block in page), "utf-8"
    )
    run([str(node_program()), str(script)], documented_service, tmp_path)


@pytest.mark.parametrize("page", runnable("typescript"), ids=titles)
def test_typescript_examples_run(
    page: list[Block], documented_service: RunningService, sdk_project: Path, tmp_path: Path
) -> None:
    """They compile strictly first: an example that a careful user could not paste is wrong."""
    script = tmp_path / "examples.ts"
    script.write_text(
        "\n".join(f"// {name(block.page)}:{block.line}\n{block.text}\n" for block in page), "utf-8"
    )
    sources = [script, ROOT / "tests/sdk/typescript/node.d.ts"]
    folder = compile_programs(sdk_project, page[0].page.stem, sources)
    run([str(node_program()), str(folder / "examples.js")], documented_service, tmp_path)


def test_every_example_is_run_or_says_why_not() -> None:
    """Shell and Python examples have one name each, so that none slips past the tests above."""
    other = {"sh", "shell", "console", "zsh", "py", "pycon", "python3", "ts", ""}
    unnamed = [
        f"{name(block.page)}:{block.line}"
        for page in pages()
        for block in blocks(page)
        if block.language in other
    ]
    assert unnamed == []
    assert {titles(page) for page in runnable("bash")} >= {"README.md", "docs/get-started/index.md"}
    assert (ROOT / "docs/guides/streaming.md") in {page[0].page for page in runnable("python")}
