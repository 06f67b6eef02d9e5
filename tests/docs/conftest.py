"""What the documentation's tests share: the built site, and a service to run the examples against."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser import Page, opened_page
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


@pytest.fixture(scope="module")
def service(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service that serves the site, for the tests in a browser."""
    with running_service(tmp_path_factory.mktemp("data"), docs_dir=site) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """One browser for the tests of a module."""
    async with opened_page(tmp_path_factory.mktemp("browser")) as opened:
        yield opened
