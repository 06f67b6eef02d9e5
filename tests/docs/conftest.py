"""What the documentation's tests share: the built site, and a service to run the examples against."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.service import RunningService, running_service


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a warning fails it."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture
def documented_service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    """A service with nothing in it. It takes its time for each token, most where an example has to stop it in time."""
    delay = 0.5 if "cancellation.md" in request.node.name else 0.02
    with running_service(tmp_path / "data", scripted={"token_delay": delay}, manager={}) as service:
        yield service
