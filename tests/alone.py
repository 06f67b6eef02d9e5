"""Runs the tests that have just failed once more, alone: `make test` does so when few of them failed.

The machines that tests run on are shared, and some of what is tested (slow readers, a thousand connections) is up to
the kernel as well. A test that fails beside others and passes alone is called UNSTEADY, by name, and is a defect to be
mended; it does not stop everybody else's work. More than `MOST` failures, or one that fails again, is a failure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

MOST: Final = 3
_LAST_FAILED: Final = ".pytest_cache/v/cache/lastfailed"


def failed(root: Path) -> list[str]:
    """The names of the tests that failed in the last run; none where it failed for another reason."""
    file = root / _LAST_FAILED
    return sorted(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else []


def main(root: Path) -> int:
    """Run them; the exit status of `make test`."""
    names = failed(root)
    if not 1 <= len(names) <= MOST:
        return 1
    print(f"\n{len(names)} failed beside other tests. Once more, alone:\n", flush=True)
    command = [sys.executable, "-m", "pytest", *names]
    if subprocess.run(command, cwd=root, check=False).returncode != 0:
        return 1
    for name in names:
        print(f"UNSTEADY: {name} failed beside other tests and passed alone. It is to be mended.")
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(f"::warning title=Unsteady test::{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
