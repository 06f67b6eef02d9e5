"""Every shell, Python, JavaScript and TypeScript example of README and documentation runs against a real service.

The examples of one page and language run one after the other in one shell or interpreter, as a reader would type
them; a reader looks at one tab only, so what stands outside of tabs runs with each of them. A block with a title is a
file of that name, a program of its own. Answers with an error status fail them. What cannot run has a comment above it
that says why: `<!-- not run: reason -->`.
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
    """The examples to run: one list a page, or one for each of its tabs with examples of the language."""
    found = []
    for page in pages():
        examples = [block for block in blocks(page) if block.language == language and not block.not_run]
        tabs: list[str | None] = [*dict.fromkeys(block.tab for block in examples if block.tab)]
        found += [[block for block in examples if block.tab in (None, tab)] for tab in tabs or [None]]
    return [examples for examples in found if examples]


def written(examples: list[Block], folder: Path, ending: str, comment: str) -> list[Path]:
    """Write the programs that the examples of a page are into `folder`; gives them in the order in which they run."""
    programs: dict[str, list[str]] = {}
    for block in examples:
        lines = programs.setdefault(block.title or f"examples{ending}", [])
        lines.append(f"{comment} {name(block.page)}:{block.line}\n{block.text}\n")
    for program, lines in programs.items():
        (folder / program).write_text("\n".join(lines), "utf-8")
    return [folder / program for program in programs]


def environment(service: RunningService, folder: Path) -> dict[str, str]:
    """What a reader has after the first page: the commands of the environment, the address, and a key."""
    commands = folder / "bin"
    commands.mkdir(exist_ok=True)
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


def titles(examples: list[Block]) -> str:
    """The name of a test: the page, and the tab where it has several."""
    tabs = [block.tab for block in examples if block.tab]
    return f"{name(examples[0].page)} {tabs[0]}" if tabs else name(examples[0].page)


@pytest.mark.parametrize("examples", runnable("bash"), ids=titles)
def test_shell_examples_run(
    examples: list[Block], documented_service: RunningService, tmp_path: Path
) -> None:
    steps = [f"echo '# {name(block.page)}:{block.line}'\n{block.text}\n" for block in examples]
    run(["bash", "-c", "set -euo pipefail\n" + "\n".join(steps)], documented_service, tmp_path)


@pytest.mark.parametrize("examples", runnable("python"), ids=titles)
def test_python_examples_run(
    examples: list[Block], documented_service: RunningService, tmp_path: Path
) -> None:
    for program in written(examples, tmp_path, ".py", "#"):
        run([sys.executable, str(program)], documented_service, tmp_path)


@pytest.mark.parametrize("examples", runnable("javascript"), ids=titles)
def test_javascript_examples_run(
    examples: list[Block], documented_service: RunningService, tmp_path: Path
) -> None:
    """They use other people's packages, which lie beside the generator's tools."""
    (tmp_path / "node_modules").symlink_to(TOOLS / "node_modules")
    for program in written(examples, tmp_path, ".mjs", "//"):
        run([str(node_program()), str(program)], documented_service, tmp_path)


@pytest.fixture(scope="session")
def compiled(sdk_project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """The TypeScript programs of each page, compiled strictly, all at once because the compiler starts slowly."""
    sources, made = [ROOT / "tests/sdk/typescript/node.d.ts"], {}
    for number, examples in enumerate(runnable("typescript")):
        folder = tmp_path_factory.mktemp("examples")
        programs = [
            program.rename(folder / f"{examples[0].page.stem}-{number}-{program.name}")
            for program in written(examples, folder, ".ts", "//")
        ]
        sources += programs
        made[titles(examples)] = [program.with_suffix(".js").name for program in programs]
    folder = compile_programs(sdk_project, "documentation", sources)
    return {title: [folder / program for program in programs] for title, programs in made.items()}


@pytest.mark.parametrize("title", [titles(examples) for examples in runnable("typescript")])
def test_typescript_examples_run(
    title: str, compiled: dict[str, list[Path]], documented_service: RunningService, tmp_path: Path
) -> None:
    """They compile strictly first: an example that a careful user could not paste is wrong."""
    for program in compiled[title]:
        run([str(node_program()), str(program)], documented_service, tmp_path)


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
    assert {titles(page) for page in runnable("bash")} >= {"README.md", "docs/get-started/index.md curl"}
    assert {titles(page) for page in runnable("python")} >= {
        "docs/get-started/index.md Python",
        "docs/get-started/index.md WebSocket",
    }


def test_blocks_are_found_in_lists_in_tabs_and_around_other_blocks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        """=== "curl"

    - First

        ```bash
        echo one
        ```

=== "Python"

    <!-- not run: it is an example -->
    ```python title="two.py"
    if True:
        print(2)
    ```

    ````text
    ```python
    raise SystemExit("it is shown, and never run")
    ```
    ````

```python
print(3)
```
""",
        "utf-8",
    )
    curl, two, text, three = blocks(page)
    assert (curl.language, curl.text, curl.line) == ("bash", "echo one", 5)
    assert (two.tab, two.title, two.not_run) == ("Python", "two.py", "it is an example")
    assert two.text == "if True:\n    print(2)"
    assert (text.tab, text.language) == ("Python", "text")
    assert (three.tab, three.text) == (None, "print(3)")
