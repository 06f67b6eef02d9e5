"""What a stranger needs to get started is there and is what the pages say."""

from __future__ import annotations

import os
import re

import pytest

from tests.docs.pages import ROOT, name, pages

LOCKS = ["service/bootstrap.lock", "service/serve.lock", "service/requirements.lock"]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_every_package_by_its_hashes_and_name_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = text.replace("\\\n", " ").splitlines()
    assert [
        entry for entry in entries if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)
    ] == []
    assert "://" not in text


def test_what_serves_is_what_is_tested() -> None:
    pins = [
        set(re.findall(r"^[\w.-]+==[^\\\n]+", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        for lock in LOCKS[1:]
    ]
    assert pins[0] <= pins[1]


def test_npm_packages_name_no_registry() -> None:
    text = (ROOT / "sdks/orchestra_generator/package-lock.json").read_text("utf-8")
    assert '"integrity"' in text
    assert '"resolved"' not in text


def test_make_targets_that_pages_name_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    workflows = sorted((ROOT / ".github/workflows").glob("*.yml"))
    text = "\n".join(page.read_text("utf-8") for page in [*pages(), *workflows])
    assert set(re.findall(r"(?:`|^|run: )make ([a-z-]+)", text, re.MULTILINE)) <= targets


def test_the_readme_asks_for_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"^make .*$", text, re.MULTILINE) == ["make serve", "make test"]
    assert name(pages()[0]) == "README.md"


def test_ci_runs_the_tests() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").rstrip().endswith("make test")
