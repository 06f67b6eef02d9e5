"""What `orchestra contract diff` compares: two sides, under the declarations and releases of the newer one."""

from __future__ import annotations

from orchestra_generator.diff.compare import compare
from orchestra_generator.diff.declared import stale
from orchestra_generator.diff.report import Outcome
from orchestra_generator.diff.revisions import default_base, opened
from orchestra_generator.diff.sources import locate


def compare_states(base: str | None, head: str | None) -> Outcome:
    """The changes from `base` (the main branch, when not given) to `head` (the work tree).

    A declaration is stale when it matches neither one of them nor a change since the last release: a break that is on
    the main branch already stays declared until it is released. Raises GeneratorError where a side cannot be read.
    """
    with opened(base or default_base()) as old, opened(head) as new:
        changes = compare(old.contract, new.contract)
        unreleased = compare(new.releases[-1].contract, new.contract) if new.releases else []
        sources = {
            change: place
            for change in changes
            if (place := locate(new.repository, change) or locate(old.repository, change)) is not None
        }
        return Outcome(
            base=old.name,
            head=new.name,
            changes=tuple(changes),
            declared=new.declared,
            stale=tuple(stale([*changes, *unreleased], new.declared)),
            sources=sources,
        )
