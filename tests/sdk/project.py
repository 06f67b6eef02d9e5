"""The TypeScript SDK as the tests of SDKs and documentation use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sdk.nodes import build_project


@pytest.fixture(scope="session")
def sdk_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An npm project with the TypeScript SDK as its users have it."""
    return build_project(tmp_path_factory.mktemp("typescript"))
