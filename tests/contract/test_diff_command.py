"""`orchestra contract diff` and `freeze --release`, over a small specification in a real git repository."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestra_generator import freeze as freezing
from orchestra_generator.cli import contract_app
from orchestra_generator.diff import releases as releasing
from orchestra_generator.diff import revisions
from orchestra_generator.diff.change import Change, Level
from orchestra_generator.diff.changelog import changelog_page
from orchestra_generator.diff.contract import Contract, contract_of
from orchestra_generator.diff.declared import Declared, read_declared
from orchestra_generator.diff.releases import Release, check_version, read_releases, record
from orchestra_generator.diff.report import FORMATS, Outcome
from orchestra_generator.diff.revisions import State
from orchestra_generator.failure import GeneratorError
from orchestra_generator.node import run_redocly
from orchestra_generator.paths import Repository
from orchestra_generator.specification import Specification
from tests.contract.diff_cases import CASES, SCHEMAS, Case
from tests.contract.test_diff import changed, published
from tests.contract.tiny import tiny_checkout, tiny_specification

BREAK = Change(
    "header-removed", Level.BREAKING, "v2", "POST /v2/teas → 201 header X-A", "#/paths", "It is gone."
)
MORE = Change("operation-added", Level.ADDITIVE, "v2", "GET /v2/cups", "#/paths", "GET /v2/cups is new.")
DECLARED = Declared(BREAK.id, BREAK.where, "Nobody reads it.", "2.1.0")


def git(folder: Path, *arguments: str) -> None:
    told = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *told, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The small specification, committed on the branch main."""
    made = tiny_checkout(tmp_path)
    git(made.root, "init", "--quiet", "--initial-branch=main")
    git(made.root, "add", ".")
    git(made.root, "commit", "--quiet", "--message=first")
    monkeypatch.chdir(made.root)
    return made


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(contract_app, ["diff", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_a_break_fails_until_it_is_declared(checkout: Repository) -> None:
    source = checkout.spec / "errors.yaml"
    text = source.read_text("utf-8")
    assert "retryable: true" in text
    source.write_text(text.replace("retryable: true", "retryable: false", 1), "utf-8")
    status, told, _ = run("--format", "json")
    assert status == 1
    outcome = json.loads(told)
    (change,) = outcome["changes"]
    assert (change["id"], change["level"]) == ("error-retryable-changed", "breaking")
    assert change["file"] == "spec/errors.yaml"
    assert "retryable: false" in source.read_text("utf-8").splitlines()[change["line"] - 1]

    entry = {"change": change["id"], "where": change["where"], "reason": "It never helped.", "since": "2.1.0"}
    (checkout.spec / "declared-breaks.yaml").write_text(json.dumps([entry]), "utf-8")
    status, told, _ = run("main")
    assert status == 0
    assert "1 breaking (1 declared)" in told
    assert "It never helped." in told


def test_a_declaration_that_matches_nothing_fails(checkout: Repository) -> None:
    entry = {"change": "header-removed", "where": "nowhere", "reason": "…", "since": "2.1.0"}
    (checkout.spec / "declared-breaks.yaml").write_text(json.dumps([entry]), "utf-8")
    git(checkout.root, "add", ".")
    git(checkout.root, "commit", "--quiet", "--message=second")
    status, told, _ = run("HEAD~1", "HEAD")
    assert status == 1
    assert "header-removed at nowhere" in told


def test_a_specification_that_does_not_hang_together_is_told_with_its_side(checkout: Repository) -> None:
    (checkout.spec / "schemas" / "tea.yaml").unlink()
    status, _, told = run("main")
    assert status == 2
    assert "work tree cannot be read" in told
    assert "cannot be bundled" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no-such-branch"], "neither a revision"),
        (["--output=x"], "No such option"),
        (["--format", "xml"], "xml"),
    ],
)
def test_what_cannot_be_read_is_exit_status_2(
    checkout: Repository, arguments: Sequence[str], told: str
) -> None:
    assert checkout.root.is_dir()
    status, _, said = run(*arguments)
    assert status == 2
    assert told in said


def test_a_revision_without_a_specification_is_refused(checkout: Repository) -> None:
    git(checkout.root, "rm", "--quiet", "-r", "--cached", "spec")
    git(checkout.root, "commit", "--quiet", "--message=gone")
    status, _, told = run("HEAD")
    assert status == 2
    assert "HEAD holds no spec/." in told


def test_without_git_there_is_a_way(checkout: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout.root / "empty"))
    status, _, told = run("main")
    assert status == 2
    assert "compare folders" in told


def test_without_a_main_branch_a_name_is_asked_for(checkout: Repository) -> None:
    git(checkout.root, "branch", "--move", "trunk")
    status, _, told = run()
    assert status == 2
    assert "Name what to compare with" in told


def test_two_folders_are_compared_without_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tiny_checkout(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(revisions, "load", lambda _: tiny_specification())
    assert run(str(made.root), str(made.root)) == (
        0,
        f"From {made.root} to {made.root}: Nothing has changed.\n",
        "",
    )


def test_fail_on_none_only_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tiny_checkout(tmp_path)
    stale = (DECLARED,)
    state = State("a", made, contract_of(tiny_specification()), stale, ())
    monkeypatch.setattr(revisions, "read_state", lambda *_: state)
    assert run(str(made.root), str(made.root))[0] == 1
    assert run(str(made.root), str(made.root), "--fail-on", "none")[0] == 0


def outcome(*declared: Declared) -> Outcome:
    """Two changes, of which the first may be declared; with a place that makes no line of its own."""
    return Outcome(
        "main",
        "work tree",
        (BREAK, MORE),
        declared,
        sources={BREAK: ("spec/a,b.yaml", 3), MORE: ("spec/c", 4)},
    )


def test_annotations_name_file_line_and_what_is_to_be_done() -> None:
    told = FORMATS["github"](outcome()).splitlines()
    assert told[0].startswith("::error file=spec/a%2Cb.yaml,line=3,title=breaking%3A header-removed::POST ")
    assert told[1].startswith("::notice file=spec/c,line=4,")
    assert FORMATS["github"](outcome(DECLARED)).startswith("::warning ")


def test_a_comment_tells_breaks_first_and_folds_wording() -> None:
    worded = replace(MORE, id="wording-changed", level=Level.DOCS)
    told = FORMATS["markdown"](replace(outcome(), changes=(BREAK, MORE, worded)))
    assert told.index("#### Breaking (1)") < told.index("#### Added (1)") < told.index("<details>")
    assert "needs an entry" in told
    assert "needs an entry" not in FORMATS["markdown"](outcome(DECLARED))


@pytest.mark.parametrize(
    "text", ["a: b", "- change: a", "- {change: a, where: b, reason: c, since: 2.1}", "- 1", "- {a: b}"]
)
def test_a_declaration_says_everything(tmp_path: Path, text: str) -> None:
    (tmp_path / "declared-breaks.yaml").write_text(text, "utf-8")
    with pytest.raises(GeneratorError, match="declared-breaks"):
        read_declared(tmp_path)


def version(number: str, *cases: Case) -> Contract:
    """The contract with some changes and a version."""
    draft = published()
    for case in cases:
        case.change(draft)
    draft.documents["v2"]["info"]["version"] = number
    return draft.contract()


def named(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


@pytest.mark.parametrize(
    ("number", "names", "problem"),
    [
        ("2.0.1", ["a field is described otherwise"], None),
        ("2.1.0", ["a field may be sent"], None),
        ("2.0.1", ["a field may be sent"], "too small.*2.1.0"),
        ("2.1.0", ["an error code goes"], "not in declared-breaks.yaml:\n  error-code-removed"),
        ("2.0.0", ["a field is described otherwise"], "not later than 2.0.0"),
        ("1.9.0", [], "not later than 2.0.0"),
    ],
)
def test_the_number_of_a_release_fits_its_changes(number: str, names: list[str], problem: str | None) -> None:
    last = Release("2.0.0", "2026-11-24", version("2.0.0"), ())
    contract = version(number, *(named(name) for name in names))
    if problem is None:
        assert check_version(last, contract, ())
        return
    with pytest.raises(GeneratorError, match=problem):
        check_version(last, contract, ())


def test_a_declared_break_needs_a_new_minor_number() -> None:
    last = Release("2.0.0", "2026-11-24", version("2.0.0"), ())
    entry = Declared("error-code-removed", "error malformed_request", "…", "2.1.0")
    assert check_version(last, version("2.1.0", named("an error code goes")), [entry])
    with pytest.raises(GeneratorError, match="too small"):
        check_version(last, version("2.0.1", named("an error code goes")), [entry])
    elsewhere = replace(entry, where="error not_found")
    with pytest.raises(GeneratorError, match=r"not in declared-breaks\.yaml"):
        check_version(last, version("2.1.0", named("an error code goes")), [elsewhere])
    with pytest.raises(GeneratorError, match="match no change"):
        check_version(last, version("2.1.0"), [entry])


def released(root: Path, number: str, *, title: str = "") -> Specification:
    """The small specification as it would be loaded from a checkout, with another version or title."""
    made = tiny_specification()
    info = {**made.published["v2"]["info"], "version": number}
    document = {**made.published["v2"], "info": {**info, "title": title or info["title"]}}
    return Specification(Repository(root), made.authored, {**made.published, "v2": document}, made.errors)


def test_a_release_is_recorded_once_and_told_in_the_changelog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path)
    first, second = date(2026, 11, 24), date(2026, 12, 1)
    monkeypatch.setattr(releasing, "load", lambda _: released(tmp_path, "2.0.0"))
    assert "No release" in changelog_page(released(tmp_path, "2.0.0"))
    assert record(repository, today=first) == ["spec/releases/2.0.0/contract.json"]
    with pytest.raises(GeneratorError, match="recorded already"):
        record(repository, today=first)
    assert "Nothing yet." in changelog_page(released(tmp_path, "2.0.0"))

    monkeypatch.setattr(releasing, "load", lambda _: released(tmp_path, "2.0.1", title="Tea, well told"))
    record(repository, today=second)
    assert [one.version for one in read_releases(repository.spec)] == ["2.0.0", "2.0.1"]
    page = changelog_page(released(tmp_path, "2.0.1", title="Tea, well told"))
    unreleased, newer, older = (page.index(f"## {title}") for title in ("Unreleased", "2.0.1", "2.0.0"))
    assert unreleased < newer < older
    assert "Descriptions and examples: 1 change." in page[newer:older]
    assert page == changelog_page(released(tmp_path, "2.0.1", title="Tea, well told"))

    monkeypatch.setattr(releasing, "load", lambda _: released(tmp_path, "2.0.1"))
    with pytest.raises(GeneratorError, match="recorded already"):
        record(repository, today=second)
    assert record(repository, today=second, force=True) == ["spec/releases/2.0.1/contract.json"]


def test_the_command_records_a_release_and_tells_where(
    checkout: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (freezing, releasing):
        monkeypatch.setattr(module, "load", lambda _: released(checkout.root, "2.0.0"))
    told = [CliRunner().invoke(contract_app, ["freeze", "--release"]) for _ in range(2)]
    assert (told[0].exit_code, told[0].stdout) == (0, "spec/releases/2.0.0/contract.json\n")
    assert told[1].exit_code == 1
    assert "recorded already" in told[1].stderr


def test_a_release_takes_the_declared_breaks_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path)
    monkeypatch.setattr(releasing, "load", lambda _: released(tmp_path, "2.0.0"))
    record(repository, today=date(2026, 11, 24))
    later = released(tmp_path, "2.1.0")
    later.published["v2"]["paths"] = {
        path: item for path, item in later.published["v2"]["paths"].items() if path != "/v2/teas"
    }
    monkeypatch.setattr(releasing, "load", lambda _: later)
    file = repository.spec / "declared-breaks.yaml"
    file.write_text(
        "# Why they break.\n"
        + "".join(
            f'- {{change: operation-removed, where: {method} /v2/teas, reason: No more tea., since: "2.1.0"}}\n'
            for method in ("GET", "POST")
        ),
        "utf-8",
    )
    assert record(repository, today=date(2026, 12, 1))[1:] == ["spec/declared-breaks.yaml"]
    assert file.read_text("utf-8") == "# Why they break.\n[]\n"
    page = changelog_page(later)
    assert "**Breaking, declared**" in page
    assert "Declared: No more tea." in page


@pytest.mark.parametrize(("number", "problem"), [("3.0.0", "number of v2"), ("2.0", "form 1.2.3")])
def test_a_release_has_a_number_of_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str, problem: str
) -> None:
    monkeypatch.setattr(releasing, "load", lambda _: released(tmp_path, number))
    with pytest.raises(GeneratorError, match=problem):
        record(Repository(tmp_path), today=date(2026, 11, 24))


def test_a_release_that_was_changed_by_hand_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "load", lambda _: released(tmp_path, "2.0.0"))
    (path,) = record(Repository(tmp_path), today=date(2026, 11, 24))
    file = tmp_path / path
    file.write_text(file.read_text("utf-8").replace("2026-11-24", "2026-11-25"), "utf-8")
    with pytest.raises(GeneratorError, match="not what was recorded"):
        read_releases(tmp_path / "spec")


def test_every_release_is_what_was_recorded() -> None:
    spec = Path(__file__).parents[2] / "spec"
    found = read_releases(spec)
    assert found[0].version == "2.0.0"
    assert all(one.contract.version == one.version for one in found)


CROSS_CHECKED = (
    "a path goes",
    "a field has to be sent now",
    "a field of an answer goes",
    "a parameter goes",
    "messages are shorter",
    "a value goes that clients send",
    "a field may be sent",
    "a field is described otherwise",
)


@pytest.mark.parametrize("name", CROSS_CHECKED)
def test_what_redocly_calls_breaking_we_do_too(tmp_path: Path, name: str) -> None:
    case = named(name)
    for file, contract in (("old.json", version("2.0.0")), ("new.json", changed(case))):
        (tmp_path / file).write_text(json.dumps(contract.documents["v2"]), "utf-8")
    (tmp_path / "redocly.yaml").write_text("extends: [recommended, diff-recommended]\n", "utf-8")
    arguments = ["diff", "old.json", "new.json", "--config=redocly.yaml", "--format=json", "--fail-on=none"]
    done = run_redocly(Repository(tmp_path), arguments)
    bump = json.loads(done.stdout)["bump"]
    assert case in SCHEMAS or case.level == "breaking"
    assert (bump == "major") is (case.level == "breaking")
