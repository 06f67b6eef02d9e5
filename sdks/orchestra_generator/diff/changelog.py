"""docs/reference/api-changelog.md: what each release of the contract changed, and what the next one will."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orchestra_generator.diff.change import Change, Level
from orchestra_generator.diff.compare import compare
from orchestra_generator.diff.contract import contract_of
from orchestra_generator.diff.declared import Declared, declaration, read_declared
from orchestra_generator.diff.releases import read_releases
from orchestra_generator.diff.report import bullet
from orchestra_generator.python_text import NOTICE
from orchestra_generator.specification import CURRENT, Specification

_PAGE: Final = f"""<!-- {NOTICE} -->

# API changelog

What changed in the contract, version by version. `X-Contract-Version` says on every answer which one a service holds
to. [Changes of the contract](../guides/contract-changes.md) says what the names in brackets mean. A place stands for
all that share the same part; how many more there are is said behind it.
"""
_NEXT: Final = """
## Next

- [Versions](../guides/versions.md): what may change within a version, and how long an older one is kept.
- [Move from v1 to v2](../guides/migrate-v1-to-v2.md).
- [Downloads](downloads.md): the documents as they are now.
"""
_HEADINGS: Final = {Level.BREAKING: "Breaking, declared", Level.ADDITIVE: "Added"}


def changelog_page(specification: Specification) -> str:
    """The page, from the recorded releases and from what has changed since the last one."""
    spec = specification.repository.spec
    releases = read_releases(spec)
    sections = []
    if releases:
        changes = compare(releases[-1].contract, contract_of(specification))
        # What answers of this version say in X-Contract-Version; the same as the last release's where nothing is new.
        version = specification.openapi[CURRENT]["info"]["version"]
        title = "Unreleased" if version == releases[-1].version else f"Unreleased: {version}"
        sections.append(_section(title, changes, read_declared(spec)))
    for older, newer in zip((None, *releases), releases, strict=False):
        title = f"{newer.version} ({newer.date})"
        if older is None:
            documents = ", ".join(f"`{name}`" for name in newer.contract.documents)
            sections.append(
                f"## {title}\n\nThe first release that was recorded: the documents {documents}.\n"
            )
        else:
            sections.append(_section(title, compare(older.contract, newer.contract), newer.declared))
    if not sections:
        sections = ["No release is recorded yet.\n"]
    return "\n".join([_PAGE, *[sections[0]], *reversed(sections[1:])]).rstrip("\n") + "\n" + _NEXT


def _section(title: str, changes: Sequence[Change], declared: Sequence[Declared]) -> str:
    lines = [f"## {title}", ""]
    for level, heading in _HEADINGS.items():
        found = [change for change in changes if change.level is level]
        known = [change for change in found if level is not Level.BREAKING or declaration(change, declared)]
        other = [change for change in found if change not in known]
        for words, listed in ((heading, known), ("Breaking, not declared", other)):
            if listed:
                lines += [f"**{words}**", ""]
                lines += [bullet(change, declaration(change, declared)) for change in listed]
                lines.append("")
    worded = sum(change.level is Level.DOCS for change in changes)
    if worded:
        lines += [f"Descriptions and examples: {worded} change{'s' if worded > 1 else ''}.", ""]
    if not changes:
        lines += ["Nothing yet.", ""]
    return "\n".join(lines)
