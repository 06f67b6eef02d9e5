"""The migration guide is the change records, read aloud."""

from __future__ import annotations

from orchestra.api.versions.v1 import CHANGES
from tests.docs.pages import DOCS


def test_the_migration_guide_lists_every_difference_in_order() -> None:
    text = (DOCS / "guides/migrate-v1-to-v2.md").read_text("utf-8")
    table = text.split("| --- | --- |\n", 1)[1].partition("\n\n")[0]
    expected = [f"| {change.description} | {change.migration} |" for change in CHANGES]
    assert table.splitlines() == expected
