"""The table of broken services in the documentation: `python -m tests.conformance.table` writes it anew."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from orchestra_conformance.profile import SUITES
from tests.conformance.test_mutants import all_mutants

PAGE: Final = Path(__file__).parents[2] / "docs/reference/conformance-mutants.md"
_BEGINNING: Final = """\
<!-- Written by `python -m tests.conformance.table`; do not edit. -->

# What the kit finds

Who checks the checker? The tests break the reference service on purpose, one promise at a time: what it answers,
streams and hears is changed on its way. Each row is one such broken service; the dots stand under the suites that must
find it. `make test` plays them all and fails where one is not found. The same checks find nothing in the service as it
is.

"""
_END: Final = """
## Next

- [Conformance checks](conformance-checks.md): every check and its promise.
- [Contract tests](../guides/contract-tests.md): run them against your own deployment.
"""


def page() -> str:
    """The page as it should be."""
    mutants = sorted(all_mutants(), key=lambda mutant: SUITES.index(mutant.found_by[0].partition(".")[0]))
    rows = [
        f"| Broken service | What is wrong with it | {' | '.join(SUITES)} |",
        f"| --- | --- |{' :-: |' * len(SUITES)}",
    ]
    for mutant in mutants:
        finders = {
            suite: [found for found in mutant.found_by if found.startswith(f"{suite}.")] for suite in SUITES
        }
        cells = ["●" if finders[suite] else "" for suite in SUITES]
        rows.append(f"| `{mutant.name}` | {mutant.breaks} | {' | '.join(cells)} |")
    text = f"{_BEGINNING}{len(mutants)} broken services:\n\n" + "\n".join(rows) + "\n"
    by_check = sorted((check, mutant.name) for mutant in mutants for check in mutant.found_by)
    text += "\n## By check\n\n| Check | Broken services that it finds |\n| --- | --- |\n"
    for check in dict.fromkeys(check for check, _ in by_check):
        names = ", ".join(f"`{name}`" for found, name in by_check if found == check)
        text += f"| `{check}` | {names} |\n"
    return text + _END


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
