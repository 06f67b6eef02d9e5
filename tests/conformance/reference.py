"""`make verify`: starts the reference service with the scripted model, and runs `orchestra verify` against it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROFILE = Path(__file__).with_name("reference.toml")

sys.path.insert(0, str(ROOT))

from tests.process import service_process  # noqa: E402


def main(arguments: list[str]) -> int:
    """The exit status of the kit."""
    with tempfile.TemporaryDirectory() as folder, service_process(Path(folder) / "data") as service:
        command = [sys.executable, "-m", "orchestra", "verify", "--profile", str(PROFILE), *arguments]
        variables = {
            "ORCHESTRA_BASE_URL": f"http://127.0.0.1:{service.port}",
            "ORCHESTRA_ADMIN_KEY": service.key,
        }
        kit = subprocess.Popen(command, env={**os.environ, **variables}, cwd=ROOT)
        try:
            return kit.wait()
        except KeyboardInterrupt:
            # The kit was interrupted as well, and writes what ran.
            return kit.wait()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
