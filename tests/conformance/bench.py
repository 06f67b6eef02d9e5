"""The kit against a service of the tests, one check at a time, without its command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import Result, all_checks
from orchestra_conformance.profile import Profile, Prompts
from orchestra_conformance.run import Target, bench_for, run_check
from orchestra_conformance.specification import load
from orchestra_conformance.wire import wired
from tests.conformance.saboteur import Saboteur
from tests.service import ADMIN_KEY, running_service

# The scripted model obeys orders in its message: an answer of some tokens, and one that would take half a minute.
PROFILE = Profile(prompts=Prompts(short="Say hello.", long="[[tokens 600]] [[delay 0.05]]"), patience=20)


@contextmanager
def benched(
    folder: Path, *, depth: float = 1.0, seed: int = 1, **settings: Any
) -> Iterator[tuple[Bench, Saboteur]]:
    """A service of its own with these settings, a saboteur in front of it, and the kit's bench before both.

    Its manager is on, as in every service by default.
    """
    docs = folder / "docs"
    docs.mkdir()
    (docs / "index.html").write_text("<!doctype html><title>Documentation</title>")
    in_front: list[Saboteur] = []

    def around(app: object) -> Saboteur:
        in_front.append(Saboteur(app))  # type: ignore[arg-type]
        return in_front[0]

    settings = {"manager": {}, **settings}
    with running_service(folder / "data", around=around, docs_dir=docs, **settings) as service:
        target = Target(service.base_url, admin_key=ADMIN_KEY)
        # The first request builds the middleware.
        with (
            wired(service.base_url, load(), PROFILE, everything=False) as wire,
            bench_for(wire, target, seed, depth) as bench,
        ):
            bench.shrinking = 0.0
            yield bench, in_front[0]


def run(bench: Bench, check_id: str) -> Result:
    """Run one check."""
    (check,) = (found for found in all_checks() if found.id == check_id)
    return run_check(bench, check)
