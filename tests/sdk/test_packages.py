"""The SDKs as their users get them: built, installed into empty environments, and run from there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from orchestra_generator.node import node_program
from tests.docs.pages import ROOT, blocks
from tests.sdk.nodes import ESBUILD, STRICT, TSC, execute
from tests.service import RunningService


def package_index() -> dict[str, str]:
    """Pip and uv are configured apart: where pip is told of another package index, uv is told of it too."""
    if "UV_DEFAULT_INDEX" in os.environ:
        return {}
    base = getattr(sys, "_base_executable", sys.executable)
    asked = subprocess.run(
        [base, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False
    )
    found = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    return {"UV_DEFAULT_INDEX": found} if found else {}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What `make sdks` builds, by the ending of its name; built in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("sdks")
    execute(["make", "--no-print-directory", "sdks", f"SDKS={folder}"], ROOT)
    found = {
        "".join(path.suffixes[-2:] if path.suffix == ".gz" else path.suffix): path
        for path in folder.iterdir()
    }
    assert found.keys() == {".whl", ".tar.gz", ".tgz"}
    return found


@pytest.fixture(scope="module")
def environment(packages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an empty environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("venv")
    uv = Path(sys.executable).parent / "uv"
    execute([uv, "venv", "--quiet", "--python", sys.executable, folder / "venv"], folder)
    python = folder / "venv/bin/python"
    # The versions that everything here is tested with, so that a release of somebody else's breaks no test of ours.
    pins: list[str | Path] = ["--constraint", ROOT / "service/requirements.lock"]
    settings = {"UV_SYSTEM_CERTS": "1", **package_index()}
    execute(
        [uv, "pip", "install", "--quiet", "--python", python, *pins, packages[".whl"]], folder, **settings
    )
    return python


@pytest.fixture(scope="module")
def project(packages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An npm project with nothing in it but the tarball."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text('{"name": "shop", "private": true, "type": "module"}', "utf-8")
    npm = node_program().parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    execute([node_program(), npm, "install", *quiet, packages[".tgz"]], folder)
    return folder


def address(service: RunningService) -> dict[str, str]:
    return {
        "ORCHESTRA_BASE_URL": service.base_url,
        "ORCHESTRA_API_KEY": service.key,
        "PYTHONPATH": "",
        "PYTHONWARNINGS": "error",
    }


def examples(readme: str, language: str) -> list[str]:
    """The runnable examples of a README, top to bottom."""
    found = [
        block.text for block in blocks(ROOT / readme) if block.language == language and not block.not_run
    ]
    assert found
    return found


def first_programs(tab: str, folder: Path) -> list[Path]:
    """Write the files that a tab of Get started shows into `folder`, and nothing else; top to bottom."""
    programs = []
    for block in blocks(ROOT / "docs/get-started/index.md"):
        if block.tab == tab and block.title:
            (folder / block.title).write_text(block.text, "utf-8")
            programs.append(folder / block.title)
    assert programs
    return programs


def version() -> str:
    found = re.search(
        r'^version = "(.+)"$', (ROOT / "sdks/python/pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    assert found is not None
    return found[1]


# ---------------------------------------------------------------------------------------------------------- Python


def test_the_wheel_holds_the_package_its_types_and_its_licence(packages: dict[str, Path]) -> None:
    with zipfile.ZipFile(packages[".whl"]) as wheel:
        names = set(wheel.namelist())
        metadata = wheel.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    assert {"orchestra_sdk/__init__.py", "orchestra_sdk/py.typed", "orchestra_sdk/v1/__init__.py"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.split("/")[0].removesuffix(".dist-info") for name in names} == {
        "orchestra_sdk",
        f"ai_orchestra_sdk-{version()}",
    }
    assert f"Version: {version()}" in metadata
    assert re.findall(r"^Requires-Dist: ([\w-]+)", metadata, re.MULTILINE) == ["attrs", "httpx", "websockets"]


def test_the_sdist_holds_what_the_wheel_is_built_from(packages: dict[str, Path]) -> None:
    with tarfile.open(packages[".tar.gz"]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "orchestra_sdk/py.typed"} <= names
    assert any(name.startswith("examples/") for name in names)


def test_the_python_quickstart_runs_from_an_empty_environment(
    environment: Path, service: RunningService, tmp_path: Path
) -> None:
    script = tmp_path / "quickstart.py"
    script.write_text("\n\n".join(examples("sdks/python/README.md", "python")), "utf-8")
    assert execute([environment, script], tmp_path, **address(service)).strip()


@pytest.mark.parametrize("tab", ["Python", "WebSocket"])
def test_what_get_started_shows_is_a_python_program(
    tab: str, environment: Path, service: RunningService, tmp_path: Path
) -> None:
    for program in first_programs(tab, tmp_path):
        said = execute([environment, program.name], tmp_path, **address(service))
        assert said.strip(), program.name
    assert "You said “What is a fugue?”" in execute(
        [environment, program.name, "What", "is", "a", "fugue?"], tmp_path, **address(service)
    )


def test_the_python_package_says_the_version_it_is(environment: Path, tmp_path: Path) -> None:
    said = execute([environment, "-c", "import orchestra_sdk; print(orchestra_sdk.__version__)"], tmp_path)
    assert said.strip() == version()


# ------------------------------------------------------------------------------------------------------ TypeScript


def test_the_tarball_holds_code_types_and_licence_and_needs_nothing(project: Path) -> None:
    installed = project / "node_modules/@ai-orchestra/sdk"
    manifest = json.loads((installed / "package.json").read_text("utf-8"))
    assert manifest["version"] == version()
    assert "dependencies" not in manifest
    for file in (
        "dist/index.js",
        "dist/index.d.ts",
        "dist/v1/index.js",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
    ):
        assert (installed / file).is_file(), file
    assert [path.name for path in (project / "node_modules").iterdir() if not path.name.startswith(".")] == [
        "@ai-orchestra"
    ]


def test_the_typescript_quickstart_compiles_strictly_and_runs(project: Path, service: RunningService) -> None:
    script = project / "quickstart.ts"
    script.write_text("\n\n".join(examples("sdks/typescript/README.md", "typescript")), "utf-8")
    (project / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": {**STRICT, "outDir": "out"}, "include": ["quickstart.ts"]}), "utf-8"
    )
    execute([node_program(), TSC, "-p", "."], project)
    assert execute([node_program(), "out/quickstart.js"], project, **address(service)).strip()


def test_what_get_started_shows_is_a_typescript_program(project: Path, service: RunningService) -> None:
    """As Node runs it, without a compiler or its settings."""
    for program in first_programs("TypeScript", project):
        said = execute([node_program(), program.name], project, **address(service))
        assert said.strip(), program.name
    assert "You said “What is a fugue?”" in execute(
        [node_program(), program.name, "What", "is", "a", "fugue?"], project, **address(service)
    )


def test_a_bundle_for_the_browser_is_small_and_whole(project: Path) -> None:
    (project / "page.js").write_text('export { Orchestra } from "@ai-orchestra/sdk";\n', "utf-8")
    bundle = ["--bundle", "--minify", "--format=esm", "--platform=browser", "--outdir=bundle"]
    execute([node_program(), ESBUILD, "page.js", *bundle], project)
    text = (project / "bundle/page.js").read_text("utf-8")
    assert "Orchestra" in text
    assert "node:" not in text
