"""Every example of the Python SDK, and what its README shows, runs as it stands against a real service."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import blocks
from tests.service import RunningService

SDK = Path(__file__).parents[2] / "sdks/python"
EXAMPLES = sorted((SDK / "examples").glob("*.py"))
SECONDS = 60
LAST_WORDS = {
    "quickstart.py": "tokens in session ses_",
    "stream.py": "finished: stop",
    "resume.py": "the rest: ",
    "sessions.py": "assistant: ",
    "errors.py": "not_found cor_",
    "raw_response.py": "200 cor_",
    "async_stream.py": "What is a rondo? ",
    "websocket.py": "0 runs are followed, 8 may be",
    "v1.py": "6 messages",
}


def run(program: list[str | Path], service: RunningService) -> str:
    """What a program prints; it must not fail, nor warn."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *program],
        env={
            **os.environ,
            "PYTHONPATH": str(SDK),
            "ORCHESTRA_BASE_URL": service.base_url,
            "ORCHESTRA_API_KEY": service.key,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_an_example_runs_and_prints_what_it_is_about(example: Path, service: RunningService) -> None:
    printed = run([example], service)
    assert LAST_WORDS.get(example.name, "") in printed
    assert printed.strip()


def test_the_readme_is_one_program_that_runs(service: RunningService) -> None:
    shown = [block.text for block in blocks(SDK / "README.md") if block.language == "python"]
    printed = run(["-c", "\n".join(shown) + "\nclient.close()\n"], service)
    assert "stop" in printed
    assert "assistant" in printed
