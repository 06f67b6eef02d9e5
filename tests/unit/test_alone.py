"""What `make test` makes of tests that fail: few are run again alone, and are named if they pass then."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.alone import MOST, main

# Fails as often as its file says.
TEST = """
from pathlib import Path

def test_it():
    left = Path(__file__).with_suffix(".left")
    number = int(left.read_text())
    left.write_text(str(number - 1))
    assert number < 1
"""


def project(root: Path, *failures: int) -> None:
    """A project with a test for each number, which fails so often; its tests were run once."""
    for number, count in enumerate(failures):
        (root / f"test_{number}.py").write_text(TEST)
        (root / f"test_{number}.left").write_text(str(count))
    (root / "pytest.ini").write_text("[pytest]\n")
    subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=root, check=False)


@pytest.fixture(autouse=True)
def few_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading them all takes longer than the tests."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def test_a_test_that_passes_alone_is_named_and_stops_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    project(tmp_path, 1, 0)
    assert main(tmp_path) == 0
    assert "UNSTEADY: test_0.py::test_it" in capfd.readouterr().out


def test_a_test_that_fails_again_is_a_failure(tmp_path: Path) -> None:
    project(tmp_path, 2)
    assert main(tmp_path) == 1


def test_many_failures_are_not_tried_again(tmp_path: Path) -> None:
    project(tmp_path, *[1] * (MOST + 1))
    assert main(tmp_path) == 1


def test_a_run_that_failed_without_a_failed_test_stays_failed(tmp_path: Path) -> None:
    project(tmp_path, 0)
    assert main(tmp_path) == 1
