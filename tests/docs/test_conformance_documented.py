"""The documentation of the conformance kit says what the kit does: checks, profile, exit codes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import yaml

from orchestra_conformance.check import all_checks
from orchestra_conformance.profile import SUITES, Profile
from orchestra_conformance.reference import render
from orchestra_conformance.report import EXIT_CODES
from tests.conformance import table
from tests.docs.pages import DOCS, ROOT, blocks, rows

GUIDE = DOCS / "guides" / "contract-tests.md"


def fields(kind: type[msgspec.Struct], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every field of a profile by its dotted name, with its default."""
    for found in msgspec.structs.fields(kind):
        if isinstance(found.type, type) and issubclass(found.type, msgspec.Struct):
            yield from fields(found.type, f"{prefix}{found.name}.")
        else:
            yield f"{prefix}{found.name}", found.default


def shown(default: object) -> str:
    """A default as the page shows it."""
    if isinstance(default, bool):
        return str(default).lower()
    return (
        f"{default:,}"
        if isinstance(default, int)
        else f"{default:g}"
        if isinstance(default, float)
        else str(default)
    )


def test_every_check_is_on_its_page() -> None:
    text = (DOCS / "reference" / "conformance-checks.md").read_text("utf-8")
    assert text == render(all_checks()), "run `make generate`"


def test_every_broken_service_is_on_its_page() -> None:
    assert table.PAGE.read_text("utf-8") == table.page(), "run `python -m tests.conformance.table`"


def test_every_field_of_a_profile_has_its_row() -> None:
    expected = {(name, shown(default)) for name, default in fields(Profile) if name != "skip"}
    documented = {row[:2] for row in rows(GUIDE) if len(row) == 3 and row[2].startswith("field: ")}
    assert documented == expected


def test_the_profile_of_the_guide_is_one() -> None:
    import tomllib

    (example,) = (block for block in blocks(GUIDE) if block.language == "toml")
    profile = msgspec.convert(tomllib.loads(example.text), Profile)
    assert profile != Profile()
    assert profile.skip


def test_every_suite_has_its_row() -> None:
    assert {row[0] for row in rows(GUIDE)} >= set(SUITES)


def test_every_exit_code_has_its_row() -> None:
    for page in (GUIDE, DOCS / "reference" / "cli.md"):
        documented = {row for row in rows(page) if row[0].isdigit()}
        assert documented == {(str(code), meaning) for code, meaning in EXIT_CODES.items()}, page


def test_the_workflow_to_copy_is_a_workflow() -> None:
    (example,) = (block for block in blocks(GUIDE) if block.language == "yaml")
    ours = (ROOT / ".github" / "workflows" / "conformance.yml").read_text("utf-8")
    for text in (example.text, ours):
        workflow = yaml.safe_load(text)
        # YAML 1.1 takes the key `on` for a truth.
        assert workflow.get("on", workflow.get(True))
        for job in workflow["jobs"].values():
            assert job["timeout-minutes"] <= 60
            assert any("verify" in step.get("run", "") for step in job["steps"])
