"""`orchestra verify` as people and pipelines use it: options, reports, exit codes, and Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

import httpx
import pytest
from typer.testing import CliRunner, Result

from orchestra_conformance import check as checks
from orchestra_conformance.bench import Bench
from orchestra_conformance.check import Check
from orchestra_conformance.cli import verify_app
from orchestra_conformance.failure import Violation
from orchestra_conformance.report import EXIT_CODES
from orchestra_conformance.streams import streamed
from tests.conformance.rogue import Visit, answer, good_answers, rogue
from tests.service import ADMIN_KEY, RunningService, running_service

SECONDS = 100
# However the tests are started, Ctrl-C interrupts: what runs in the background of a shell ignores it.
START = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "sys.argv[0] = 'orchestra'; from orchestra.cli import main; main()"
)


def lists(bench: Bench) -> None:
    bench.session()
    bench.owner.call("listSessions", expect=200)


def chats(bench: Bench) -> None:
    with streamed(bench.owner, "createChatStream", body={"message": "Hello"}) as stream:
        assert list(stream.events())


def draws(bench: Bench) -> None:
    """Break a promise, with numbers that only chance knows, and say a key."""
    bench.owner.call("listSessions")
    raise Violation(f"drew {[bench.random.randrange(1000) for _ in range(3)]} with {bench.owner.key}")


def sees_a_stranger(bench: Bench) -> None:
    bench.stranger.call("listSessions")


def breaks(bench: Bench) -> None:
    raise KeyError("a defect")


def hangs(bench: Bench) -> None:
    bench.owner.raw("GET", "/hangs")


CHECKS = [
    Check("rest", "lists", "Sessions are listed.", lists),
    Check("stream", "chats", "An answer is streamed.", chats),
    Check("stream", "draws", "Nothing is drawn.", draws),
    Check("security", "strangers", "Strangers are let in.", sees_a_stranger),
    Check("compat", "breaks", "The kit has no defects.", breaks),
]


@pytest.fixture(autouse=True)
def own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "all_checks", lambda: list(CHECKS))
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "ORCHESTRA_API_KEY", "ORCHESTRA_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(tmp_path_factory.mktemp("verified") / "data") as found:
        yield found


def run(*arguments: object) -> Result:
    """The command, without a process of its own."""
    return CliRunner().invoke(verify_app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


def verified(service: RunningService, *arguments: object) -> Result:
    """The command against a service, with the admin's key."""
    return run("--base-url", service.base_url, "--admin-key", ADMIN_KEY, *arguments)


def test_a_clean_deployment_exits_with_0_and_leaves_nothing_behind(service: RunningService) -> None:
    done = verified(service, "--check", "*.lists", "--check", "*.chats", "--check", "*.strangers")
    assert done.exit_code == 0, done.output
    assert "No broken promise: 3 of 3 checks passed." in done.output
    with httpx.Client(base_url=service.base_url, headers=service.headers) as client:
        keys = client.get("/v2/keys", params={"limit": 100}).json()["data"]
    made = [key for key in keys if key["owner"].startswith("conformance-")]
    assert made
    assert all(key["status"] == "revoked" for key in made)


def test_a_broken_promise_exits_with_1_and_is_in_every_report(
    service: RunningService, tmp_path: Path
) -> None:
    files = {kind: tmp_path / "new" / f"report.{kind}" for kind in ("junit", "html", "sarif", "har")}
    options = [word for kind, file in files.items() for word in (f"--{kind}", file)]
    done = verified(service, "--suite", "stream", "--seed", 7, *options)
    assert done.exit_code == 1, done.output
    assert "1 of 2 checks failed" in done.output
    assert "--suite stream --seed 7 --check stream.draws" in done.output
    assert Xml.fromstring(files["junit"].read_text("utf-8")).get("failures") == "1"  # noqa: S314 - our own
    assert "drew" in files["html"].read_text("utf-8")
    assert len(json.loads(files["sarif"].read_text("utf-8"))["runs"][0]["results"]) == 1
    urls = [
        entry["request"]["url"] for entry in json.loads(files["har"].read_text("utf-8"))["log"]["entries"]
    ]
    assert f"{service.base_url}/v2/chat/stream" in urls
    for text in (done.output, *(file.read_text("utf-8") for file in files.values())):
        assert "ork_" not in text.replace("ork_•••", "").replace("ork_\\u2022", "")
        assert ADMIN_KEY not in text


def test_the_same_seed_draws_the_same_whatever_else_runs(service: RunningService) -> None:
    def drawn(*arguments: object) -> str:
        output = verified(service, *arguments).output
        return output[output.index("drew [") :].partition("]")[0]

    alone = drawn("--seed", 11, "--check", "stream.draws")
    assert drawn("--seed", 11, "--suite", "stream") == alone
    assert drawn("--seed", 12, "--check", "stream.draws") != alone


def test_without_a_seed_the_run_says_which_it_took(service: RunningService) -> None:
    first, second = (verified(service, "--check", "rest.lists").output for _ in range(2))
    assert "seed " in first
    assert first.split("seed ")[1].split()[0] != second.split("seed ")[1].split()[0]


def test_a_defect_of_the_kit_exits_with_4(service: RunningService) -> None:
    done = verified(service)
    assert done.exit_code == 4
    assert "KeyError: 'a defect'" in done.output


def test_with_one_plain_key_it_says_what_it_could_not_check(service: RunningService) -> None:
    body = {"owner": "plain", "scopes": ["chat", "read"], "requests_per_minute": None}
    with httpx.Client(base_url=service.base_url, headers=service.headers) as client:
        secret = client.post("/v2/keys", json=body).json()["secret"]
        limited = client.post("/v2/keys", json={**body, "requests_per_minute": 5}).json()["secret"]
    done = run(
        "--base-url", service.base_url, "--api-key", secret, "--check", "*.lists", "--check", "*.strangers"
    )
    assert done.exit_code == 0, done.output
    assert "there is no --admin-key" in done.output
    assert "1 could not be checked" in done.output
    refused = run("--base-url", service.base_url, "--api-key", limited)
    assert refused.exit_code == 2
    assert "has a rate limit" in refused.output
    for option in ("--api-key", "--admin-key"):
        wrong = run("--base-url", service.base_url, option, "ork_nobody-has-this-key-0123456789")
        assert wrong.exit_code == 2
        assert f"the key of {option} cannot be used: 401" in wrong.output
    nothing = run("--base-url", service.base_url)
    assert nothing.exit_code == 2
    assert "give --admin-key" in nothing.output
    # A plain key is no admin's.
    assert run("--base-url", service.base_url, "--admin-key", secret).exit_code == 2


def test_github_gets_annotations_and_a_summary(
    service: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    lines = verified(service, "--check", "stream.draws").output.splitlines()
    # What a deployment says is printed between these two, where the runner obeys nothing.
    assert lines[0].startswith("::stop-commands::")
    resumed = lines.index(f"::{lines[0].removeprefix('::stop-commands::')}::")
    assert any("drew" in line for line in lines[:resumed])
    assert lines[resumed + 1].startswith("::error title=stream.draws::drew")
    assert "stream.draws" in (tmp_path / "summary.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--suite", "rset"], "there is no suite rset; there are rest, stream"),
        (["--check", "rest.nothing-*"], "no check is called rest.nothing-*; `orchestra verify --list`"),
        (["--suite", "stream", "--check", "rest.lists"], "no check is called rest.lists"),
        (["--profile", "missing.toml"], "the profile missing.toml cannot be read"),
        (["--junit", "/dev/null/report.xml"], "/dev/null/report.xml cannot be written"),
        (["--base-url", "127.0.0.1:8000"], "the address must be like https://"),
        (["--base-url", "ftp://example.com"], "the address must be like https://"),
        (["--base-url", "http://name:word@example.com"], "with neither a name and password"),
        (["--base-url", "http://[::1"], "the address must be like https://"),
        (["--depth", "0"], "--depth"),
        (["--seed", "x"], "--seed"),
    ],
)
def test_wrong_usage_exits_with_2_and_one_line_that_helps(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert said in " ".join(done.output.split())
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("offers = ", "is not TOML"),
        ("patience = 0", "patience"),
        ("[offers]\nwebsockets = false", "websockets"),
        ("[limits]\nconnections = 0", "connections"),
        ("[[skip]]\ncheck = 'a'\nreason = ''", "reason"),
    ],
)
def test_a_wrong_profile_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(text)
    done = run("--profile", file)
    assert done.exit_code == 2
    assert said in done.output


def test_a_profile_leaves_out_what_is_not_offered(service: RunningService, tmp_path: Path) -> None:
    file = tmp_path / "my profile.toml"
    file.write_text("name = 'mine'\n[[skip]]\ncheck = 'stream.*'\nreason = 'known, and being mended'\n")
    done = verified(service, "--profile", file, "--suite", "stream", "--suite", "rest")
    assert done.exit_code == 0, done.output
    assert "the profile leaves it out: known, and being mended" in done.output
    assert f"--profile '{file}'" in done.output


def test_nothing_there_exits_with_3() -> None:
    with rogue(Visit.hang, {}) as server:
        address = server.base_url
    done = run("--base-url", address, "--api-key", "some-key")
    assert done.exit_code == 3
    assert f"{address} cannot be reached" in done.output


def test_another_major_version_exits_with_3() -> None:
    with rogue(Visit.hang, good_answers("3.0.0")) as server:
        done = run("--base-url", server.base_url, "--api-key", "some-key")
    assert done.exit_code == 3
    assert "keeps version 3.0.0" in done.output


def test_the_list_shows_every_check_with_its_promise() -> None:
    done = run("--list")
    assert done.exit_code == 0
    for found in CHECKS:
        assert found.id in done.output
        assert found.promise in done.output
    assert "stream.chats" not in run("--list", "--suite", "rest").output


def test_exit_codes_are_the_documented_ones() -> None:
    assert set(EXIT_CODES) == {0, 1, 2, 3, 4, 130}


def test_ctrl_c_leaves_a_report_of_what_ran(tmp_path: Path) -> None:
    """In a process of its own, while the first check of all waits for an answer that never comes."""
    report = tmp_path / "report.xml"
    with rogue(Visit.hang, good_answers()) as server:
        process = subprocess.Popen(
            [sys.executable, "-c", START, "verify", "--base-url", server.base_url, "--junit", str(report)],
            env={**os.environ, "ORCHESTRA_API_KEY": "some-key-0123456789", "PYTHONWARNINGS": "error"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.visited.wait(SECONDS)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
            process.wait(SECONDS)
    assert process.returncode == 130, errors
    assert "Interrupted after " in output
    assert "Traceback" not in errors
    root = Xml.fromstring(report.read_text("utf-8"))  # noqa: S314 - our own
    assert root.findall(".//skipped[@message='interrupted']")


def test_ctrl_c_before_the_first_check_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> list[Check]:
        raise KeyboardInterrupt

    monkeypatch.setattr(checks, "all_checks", interrupted)
    done = run("--list")
    assert done.exit_code == 130
    assert "interrupted" in done.output


def test_a_rogue_is_reported_on_the_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks, "all_checks", lambda: [Check("rest", "hangs", "Nothing hangs.", hangs)])
    file = tmp_path / "profile.toml"
    file.write_text("patience = 0.2\n")
    good = good_answers() | {"/live": answer(b'{"status": "alive"}')}
    with rogue(Visit.hang, good) as server:
        done = run("--base-url", server.base_url, "--api-key", "some-key-0123456789", "--profile", file)
    assert done.exit_code == 1
    assert "GET /hangs: nothing came for 0.2 s" in done.output
    assert "does not say which version" in done.output
