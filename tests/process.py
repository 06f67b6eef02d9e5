"""The service as its own process, started as a person starts it; for tests that kill it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.service import ADMIN_KEY


@dataclass(slots=True)
class ServiceProcess:
    """A running `orchestra serve`."""

    process: subprocess.Popen[str]
    port: int
    # What it printed until it was ready.
    announcement: str
    log: Path
    key: str = ADMIN_KEY

    @property
    def headers(self) -> dict[str, str]:
        """What an admin sends."""
        return {"Authorization": f"Bearer {self.key}"}

    def kill(self) -> None:
        """End it with no chance to clean up."""
        self.process.kill()
        self.process.wait(10)

    def terminate(self) -> int:
        """Ask it to stop and give its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def environment(data_dir: Path, **variables: str) -> dict[str, str]:
    """The environment of a service for tests; none of this machine's own settings leak in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ORCHESTRA_")}
    return {
        **kept,
        "ORCHESTRA_PORT": "0",
        "ORCHESTRA_DATA_DIR": str(data_dir),
        "ORCHESTRA_PROVIDER": "scripted",
        "ORCHESTRA_SCRIPTED_FAULTS": "true",
        "ORCHESTRA_BOOTSTRAP_KEY": ADMIN_KEY,
        "ORCHESTRA_SHUTDOWN_GRACE": "0",
        **variables,
    }


@contextmanager
def service_process(data_dir: Path, **variables: str) -> Iterator[ServiceProcess]:
    """Start `orchestra serve` and wait until it says that it is ready; killed at the end if it still runs."""
    log = data_dir.parent / f"{data_dir.name}.log"
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestra", "serve"],
            env=environment(data_dir, **variables),
            cwd=data_dir.parent,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            # The last line of the announcement is the call to paste.
            if "curl" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:(\d+)/v2/chat", printed)
        assert found is not None, f"the service did not start: {printed}\n{log.read_text()}"
        yield ServiceProcess(process, int(found[1]), printed, log)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)
