"""The command line, as a person types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.process import environment, service_process
from tests.raw import exchange


def orchestra(data_dir: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "orchestra", *arguments],
        env={**environment(data_dir, **variables), "COLUMNS": "200", "NO_COLOR": "1"},
        cwd=data_dir.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_keys_from_making_to_revoking(tmp_path: Path) -> None:
    """A key made while the service runs works at once, and is refused at once when it is revoked."""
    data = tmp_path / "data"
    with service_process(data) as service:
        made = orchestra(data, "keys", "create", "--owner", "team", "--scopes", "read", "--name", "ci")
        secret = made.stdout.strip()
        key_id = made.stderr.split()[0]
        assert made.returncode == 0
        assert secret.startswith("ork_"), "the key alone is on standard output"
        headers = {"X-API-Key": secret}
        assert (await exchange(service.port, "GET", "/v2/sessions", headers)).status == 200
        listed = orchestra(data, "keys", "list").stdout
        assert key_id in listed
        assert secret not in listed
        assert orchestra(data, "keys", "revoke", key_id).returncode == 0
        assert (await exchange(service.port, "GET", "/v2/sessions", headers)).status == 401
        assert "revoked" in orchestra(data, "keys", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (["keys", "create", "--scopes", "write"], {}, "orchestra: 'write' is not a scope"),
        (["keys", "revoke", "key_nobody"], {}, "orchestra: There is no key with this id."),
        (["serve", "--provider", "gpt"], {}, "orchestra: ORCHESTRA_PROVIDER: input should be"),
        (["serve", "--no-auth", "--host", "0.0.0.0"], {}, "auth can be switched off on a loopback"),  # noqa: S104
        (["serve"], {"ORCHESTRA_PORT": "x"}, "orchestra: ORCHESTRA_PORT: input should be a valid integer"),
        (["serve"], {"ORCHESTRA_DATABASE_URL": "mysql://x"}, "orchestra: mysql is not supported"),
        (["serve"], {"ORCHESTRA_HOST": "203.0.113.1"}, "orchestra: cannot listen on 203.0.113.1"),
        (
            ["serve"],
            {"ORCHESTRA_PROVIDER": "local", "ORCHESTRA_LOCAL_MODEL_PATH": "nothing.gguf"},
            "orchestra: ORCHESTRA_LOCAL_MODEL_PATH",
        ),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else None,
)
def test_what_cannot_be_done_is_one_line(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], words: str
) -> None:
    done = orchestra(tmp_path / "data", *arguments, **variables)
    line = [line for line in done.stderr.splitlines() if line.startswith("orchestra: ")]
    assert done.returncode in (1, 2)
    assert len(line) == 1, done.stderr
    assert words.removeprefix("orchestra: ") in line[0]
    assert "Traceback" not in done.stderr


def test_two_services_on_one_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with service_process(data) as service:
        second = orchestra(data, "serve")
        assert second.returncode == 1
        assert f"is in use by process {service.process.pid}" in second.stderr


def test_the_database_can_be_upgraded_by_hand(tmp_path: Path) -> None:
    for _ in range(2):
        done = orchestra(tmp_path / "data", "db", "upgrade")
        assert done.returncode == 0
        assert done.stdout.startswith("the database is at revision ")


def test_every_command_has_help(tmp_path: Path) -> None:
    for command in (
        [],
        ["serve"],
        ["chat"],
        ["keys"],
        ["keys", "create"],
        ["db", "upgrade"],
        ["generate"],
        ["contract"],
    ):
        done = orchestra(tmp_path / "data", *command, "--help")
        assert done.returncode == 0, (command, done.stderr)
        assert "Usage" in done.stdout
