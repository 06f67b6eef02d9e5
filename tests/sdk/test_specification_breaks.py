"""A specification that breaks its clients is a type error in the behaviour suite as soon as the SDKs are generated."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestra_generator.node import node_program
from orchestra_generator.paths import Repository
from orchestra_generator.sdk.python import python_sdk
from orchestra_generator.sdk.typescript import typescript_sdk
from orchestra_generator.specification import load
from tests.sdk.nodes import ROOT, STRICT, TSC

pytestmark = pytest.mark.slow

PLAYERS = ("behaviour_python.py", "behaviour_async.py", "behaviour_sync.py")
PROGRAMS = ("behaviour.ts", "behaviour_answers.ts", "node.d.ts")
SECONDS = 110
# This checkout is on the path of the environment, and mypy would find there what the copy has no more.
MYPY = f"""
import sys
sys.path = [folder for folder in sys.path if not folder.startswith({str(ROOT / "sdks")!r})]
from mypy.__main__ import console_entry
console_entry()
"""


def change(file: Path, edit: Callable[[Any], None]) -> None:
    """Edit a YAML file."""
    content = yaml.safe_load(file.read_text("utf-8"))
    edit(content)
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")


def without_the_response(spec: Path) -> None:
    def edit(schemas: Any) -> None:
        del schemas["ChatResponse"]["properties"]["response"]
        schemas["ChatResponse"]["required"].remove("response")

    change(spec / "schemas" / "chat.yaml", edit)


def with_another_name_for_get_run(spec: Path) -> None:
    def edit(path: Any) -> None:
        path["get"]["operationId"] = "lookUpRun"

    change(spec / "v2" / "paths" / "run.yaml", edit)


@dataclass(frozen=True, slots=True)
class Break:
    """A change of the specification, and what the compilers say to it: a piece of an error and its file."""

    make: Callable[[Path], None]
    mypy: tuple[str, str]
    tsc: tuple[str, str]


BREAKS = {
    "a response field is gone": Break(
        without_the_response,
        ("tests/sdk/behaviour_python.py", '"ChatResponse" has no attribute "response"'),
        ("behaviour_answers.ts", "Property 'response' does not exist on type"),
    ),
    "an operation has another name": Break(
        with_another_name_for_get_run,
        ("orchestra_sdk/_async/runs.py", "get_run"),
        ("src/resources/runs.ts", "has no exported member 'getRun'"),
    ),
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the generator reads and writes, and the behaviour suite, in a copy whose specification has every break."""
    copy = tmp_path_factory.mktemp("checkout")
    aside = shutil.ignore_patterns("node_modules", "dist", "__pycache__")
    for folder in ("spec", "sdks/python/orchestra_sdk", "sdks/typescript/src"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=aside)
    for name in ("pyproject.toml", "sdks/typescript/package.json"):
        shutil.copy(ROOT / name, copy / name)
    suite = copy / "tests" / "sdk"
    (suite / "typescript").mkdir(parents=True)
    for name in PLAYERS:
        shutil.copy(ROOT / "tests" / "sdk" / name, suite)
    for name in PROGRAMS:
        shutil.copy(ROOT / "tests" / "sdk" / "typescript" / name, suite / "typescript")
    for broken in BREAKS.values():
        broken.make(copy / "spec")
    specification = load(Repository(copy))
    generate(copy, "sdks/python/orchestra_sdk/_generated", python_sdk(specification))
    generate(copy, "sdks/typescript/src/generated", typescript_sdk(specification))
    return copy


def generate(checkout: Path, folder: str, files: dict[str, str]) -> None:
    """Put generated files in place of those that are there."""
    shutil.rmtree(checkout / folder)
    for name, text in files.items():
        (checkout / folder / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / folder / name).write_text(text, "utf-8")


def errors(command: Sequence[str | Path], folder: Path, mark: str) -> list[str]:
    """The lines of a compiler that are errors."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode != 0, done.stdout
    return [line for line in done.stdout.splitlines() if mark in line]


@pytest.fixture(scope="module")
def from_mypy(checkout: Path) -> list[str]:
    """What mypy has against the behaviour suite and the SDK below it."""
    settings = ["[mypy]", "strict = true", "explicit_package_bases = true", "mypy_path = sdks/python:."]
    (checkout / "mypy.ini").write_text("\n".join(settings), "utf-8")
    files = [f"tests/sdk/{name}" for name in PLAYERS]
    command = [sys.executable, "-c", MYPY, "--config-file", "mypy.ini", "--no-pretty", *files]
    return errors(command, checkout, " error: ")


@pytest.fixture(scope="module")
def from_tsc(checkout: Path) -> list[str]:
    """What tsc has against the behaviour suite and the SDK below it."""
    folder = checkout / "tests" / "sdk" / "typescript"
    source = {"@ai-orchestra/sdk": ["../../../sdks/typescript/src/index.ts"]}
    settings = {"compilerOptions": {**STRICT, "noEmit": True, "paths": source}, "include": ["*.ts"]}
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
    return errors([node_program(), TSC, "-p", ".", "--pretty", "false"], folder, "error TS")


def among(found: list[str], parts: tuple[str, str]) -> bool:
    return any(all(part in line for part in parts) for line in found)


@pytest.mark.parametrize("name", BREAKS)
def test_mypy_sees_the_break(name: str, from_mypy: list[str]) -> None:
    assert among(from_mypy, BREAKS[name].mypy), from_mypy


@pytest.mark.parametrize("name", BREAKS)
def test_tsc_sees_the_break(name: str, from_tsc: list[str]) -> None:
    assert among(from_tsc, BREAKS[name].tsc), from_tsc


def test_nothing_else_is_wrong(from_mypy: list[str], from_tsc: list[str]) -> None:
    # Where an operation cannot be imported, what it gives is unknown to the lines below.
    assert [line for line in from_mypy if "response" not in line and "/runs.py:" not in line] == []
    assert [line for line in from_tsc if "response" not in line and "getRun" not in line] == []
