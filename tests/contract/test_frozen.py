"""A version that is frozen does not change, and freezing it anew takes a decision."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

from orchestra_generator import freeze as freezing
from orchestra_generator.failure import GeneratorError
from orchestra_generator.freeze import freeze, read
from orchestra_generator.paths import Repository
from orchestra_generator.specification import Specification
from tests.contract.tiny import tiny_specification

SPEC = Path(__file__).parents[2] / "spec"


def test_v1_is_what_was_frozen() -> None:
    """The published documents of v1 (test_generator.py holds them to spec/) have the hashes that were written down."""
    frozen = read(SPEC / "v1/frozen.sha256")
    documents = files("orchestra.contract") / "documents"
    assert frozen.keys() == {"v1.json", "asyncapi-v1.json"}
    assert frozen == {
        entry.name: hashlib.sha256(entry.read_bytes()).hexdigest()
        for entry in documents.iterdir()
        if entry.name in ("v1.json", "asyncapi-v1.json")
    }


def _specification(root: Path, title: str) -> Specification:
    made = tiny_specification()
    document = {"openapi": "3.1.0", "info": {"title": title}, "paths": {}}
    published = {**made.published, "v1": document}
    return Specification(Repository(root), made.authored, published, made.errors)


def test_freezing_anew_needs_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spec/v1").mkdir(parents=True)
    repository, file = Repository(tmp_path), tmp_path / "spec/v1/frozen.sha256"
    monkeypatch.setattr(freezing, "load", lambda _: _specification(tmp_path, "one"))
    assert freeze(repository) == ["spec/v1/frozen.sha256"]
    assert freeze(repository) == []
    before = file.read_text()

    monkeypatch.setattr(freezing, "load", lambda _: _specification(tmp_path, "two"))
    with pytest.raises(GeneratorError, match=r"v1 is frozen, and v1\.json would change"):
        freeze(repository)
    assert file.read_text() == before
    assert freeze(repository, force=True) == ["spec/v1/frozen.sha256"]
    assert file.read_text() != before
