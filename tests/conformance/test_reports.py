"""Every report says what a run found, in its format's own terms, and none says a key."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from rich.console import Console

from orchestra_conformance.check import Finding
from orchestra_conformance.failure import ConformanceError
from orchestra_conformance.report import mask, mask_result
from orchestra_conformance.reports import github, har, html, junit, sarif, terminal, written
from tests.browser import opened_page
from tests.conformance.samples import KEY, MADE_KEY, result, sample_report

RENDER = {"junit": junit.render, "html": html.render, "sarif": sarif.render, "har": har.render}


def screen(width: int = 100, *, colours: bool = False, **changes: object) -> str:
    """What a terminal of this width shows of a whole run."""
    report = sample_report(**changes)
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colours,
        highlight=False,
        color_system="truecolor" if colours else None,
    )
    with terminal.Progress(console) as progress:
        progress.started(report, [found.check for found in report.results])
        for found in report.results:
            progress.check_started(found.check)
            progress.check_ended(found)
        terminal.print_report(report, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("kind", RENDER)
def test_no_file_holds_a_key(kind: str) -> None:
    text = RENDER[kind](sample_report())
    assert KEY not in text
    assert MADE_KEY not in text
    assert "127.0.0.1:8000" in text


def test_no_key_is_printed() -> None:
    for text in (screen(), github.annotated(sample_report()), github.summary(sample_report())):
        assert KEY not in text
        assert MADE_KEY not in text


def test_the_longer_of_two_keys_is_masked_whole_and_tickets_are_too() -> None:
    masked = mask(
        "key-and-more, key, ws://a/v2/ws?ticket=abc&x=1, $ORCHESTRA_API_KEY", ["key", "key-and-more"]
    )
    assert masked == "•••, •••, ws://a/v2/ws?ticket=•••&x=1, $ORCHESTRA_API_KEY"


def test_what_a_terminal_would_obey_is_taken_out() -> None:
    nasty = result("rest", "x", "A promise.", "failed", findings=[Finding("\x1b[2Jgone\r\x07 \u202eback")])
    report = sample_report()
    assert "\x00" not in report.results[3].findings[0].text
    mask_result(nasty, ())
    assert nasty.findings[0].text == "�[2Jgone�� �back"


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_terminal_says_everything_that_helps(width: int) -> None:
    said = screen(width)
    words = " ".join(said.split())
    for wanted in (
        "the frame token is not in the contract",
        "Every frame is in the contract.",
        "1 of 8 checks broke",
    ):
        assert wanted in words
    # What is there to be copied stays in one line.
    assert (
        "again       orchestra verify --base-url http://127.0.0.1:8000 --profile 'my profile.toml' --seed 42 --check"
        in said
    )
    assert '--header "Authorization: Bearer $ORCHESTRA_API_KEY"' in said
    # One reason, and the checks that it kept from being done.
    assert "security.scopes-are-kept, security.strangers-see-nothing" in words
    # Nothing else is wider than the terminal, and prose not wider than reads well.
    long = [line for line in said.splitlines() if len(line) > min(width, 120)]
    assert [
        line
        for line in long
        if "orchestra verify" not in line and "curl" not in line and "websocat" not in line
    ] == []


def test_without_colours_the_terminal_says_the_same() -> None:
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen(colours=True))
    for wanted in ("✗ failed", "! broken", "– there is no --admin-key", "✓ passed"):
        assert wanted in plain


def test_outside_of_a_terminal_every_check_has_its_line() -> None:
    said = screen(120)
    for found in sample_report().results:
        assert (
            len(re.findall(rf"^. {found.status:<11} {re.escape(found.check.id)} ", said, re.MULTILINE)) == 1
        )


def test_the_line_that_changes_fits_any_width() -> None:
    report = sample_report()
    for width in (40, 80, 120):
        console = Console(file=io.StringIO(), width=width, highlight=False)
        progress = terminal.Progress(console)
        progress.started(report, [found.check for found in report.results])
        for found in report.results:
            progress.check_started(found.check)
            progress.check_ended(found)
        with console.capture() as shown:
            console.print(progress._line())
        assert len(shown.get().rstrip("\n").splitlines()) == 1
        assert "8/8" in shown.get()


def test_many_findings_and_long_talks_are_cut_on_the_screen() -> None:
    talk = "\n".join(f"> {number}" for number in range(100)) + "\n< " + "x" * 5000
    found = result(
        "rest", "x", "A promise.", "failed", findings=[Finding(f"number {n}", "", talk) for n in range(9)]
    )
    said = screen(results=[found])
    assert "… and 4 more" in said
    assert "number 5" not in said
    assert "… 81 lines before" in said
    assert "x" * 300 not in said.replace("\n", "").replace(" ", "")


def test_junit_counts_and_explains() -> None:
    root = Xml.fromstring(junit.render(sample_report()))  # noqa: S314 - our own
    assert root.tag == "testsuites"
    assert [suite.get("name") for suite in root] == ["stream", "websocket", "security", "limits", "compat"]
    for node in (root, *root):
        cases = node.findall(".//testcase")
        assert node.get("tests") == str(len(cases))
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert node.get(attribute) == str(len(node.findall(f".//{tag}")))
    properties = {found.get("name"): found.get("value") for found in root[0].findall("properties/property")}
    assert properties["seed"] == "42"
    assert properties["contract_version"] == "2.0.0"
    (failure,) = root[1].findall(".//failure")
    assert failure.get("message", "").startswith("the frame token")
    for wanted in (
        "promise: Every frame",
        "websocat",
        '< {"type": "token"',
        "--seed 42 --check websocket.frames-are-valid",
    ):
        assert wanted in (failure.text or "")
    # The order that the schema of Jenkins asks for.
    assert [child.tag for child in root[0]] == ["properties", "testcase", "testcase"]


def test_sarif_has_a_rule_a_check_and_a_result_a_finding() -> None:
    document = json.loads(sarif.render(sample_report()))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [found.check.id for found in sample_report().results]
    assert len(run["results"]) == 3
    for found in run["results"]:
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["message"]["text"]
        assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert len({found["partialFingerprints"]["finding/v1"] for found in run["results"]}) == 3
    (invocation,) = run["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (4, False)
    assert len(invocation["toolExecutionNotifications"]) == 1
    assert len(invocation["toolConfigurationNotifications"]) == 3


def test_har_has_what_the_format_asks_for() -> None:
    log = json.loads(har.render(sample_report()))["log"]
    assert (log["version"], set(log["creator"])) == ("1.2", {"name", "version"})
    (entry,) = log["entries"]
    assert set(entry) == {"startedDateTime", "time", "request", "response", "cache", "timings"}
    request: dict[str, Any] = entry["request"]
    assert request["queryString"] == [{"name": "limit", "value": "1"}, {"name": "name", "value": "ä"}]
    assert {"name": "Authorization", "value": "Bearer •••"} in request["headers"]
    assert request["postData"] == {"mimeType": "application/json", "text": '{"owner": "somebody"}'}
    assert entry["response"]["statusText"] == "Created"
    assert json.loads(entry["response"]["content"]["text"]) == {"secret": "ork_•••"}
    for message in (request, entry["response"]):
        assert {"httpVersion", "cookies", "headers", "headersSize", "bodySize"} <= set(message)


def test_annotations_are_one_line_each_and_escaped() -> None:
    lines = github.annotated(sample_report()).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 4 + ["::warning"] + ["::notice"] * 2
    web = next(line for line in lines if "script" in line)
    assert web.startswith("::error title=security.keys-are-secret::the answer says")
    assert "100%25 wrong" in web
    assert "really%0Asecond line%0Ato see it: curl" in web
    assert github._property("a: b, c") == "a%3A b%2C c"


def test_the_summary_of_a_step_is_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "summary.md"
    file.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    written.github_text(sample_report())
    text = file.read_text("utf-8")
    assert text.startswith("before\n## Conformance of")
    assert "| security | 0 | 1 | 0 | 2 |" in text
    assert "\\<script\\>" in text
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    with pytest.raises(ConformanceError, match="cannot be written"):
        written.github_text(sample_report())


class _Outside(HTMLParser):
    """Whatever a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found += [
            f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset", "action", "poster")
        ]


def test_the_page_fetches_nothing_and_runs_nothing_of_the_deployment() -> None:
    text = html.render(sample_report())
    page = _Outside()
    page.feed(text)
    assert page.found == []
    assert page.tags.count("script") == 1
    assert not re.search(r"@import|url\(", text)
    assert "default-src 'none'" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


async def test_the_page_works_in_a_browser_wide_and_narrow(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(html.render(sample_report()), "utf-8")
    async with opened_page(tmp_path) as page:
        await page.call("setViewportSize", {"width": 360, "height": 800})
        await page.call("goto", file.as_uri())
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shown = "[...document.querySelectorAll('.check')].filter((check) => check.checkVisibility()).length"
        assert await page.evaluate(shown) == 8
        await page.call("uncheck", "input[value=unchecked]")
        assert await page.evaluate(shown) == 5
        await page.call("check", "input[value=unchecked]")
        assert await page.evaluate(shown) == 8
        # Worst first, and open where there is something to read.
        assert await page.evaluate("document.querySelector('.check').dataset.status") == "failed"
        assert await page.evaluate("document.querySelectorAll('.check[open]').length") == 3
        assert await page.evaluate("performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize(
    ("changes", "code", "verdict"),
    [
        ({}, 4, "1 of 8 checks broke inside the kit, 2 failed."),
        ({"interrupted": True, "planned": 20}, 130, "Interrupted after 8 of 20 checks, 2 of them failed."),
        ({"results": sample_report().of("failed")}, 1, "2 of 2 checks failed."),
        ({"results": sample_report().of("passed")}, 0, "No broken promise: 2 of 2 checks passed."),
        (
            {"results": sample_report().of("passed") + sample_report().of("unchecked")},
            0,
            "No broken promise: 2 of 5 checks passed, 3 could not be checked.",
        ),
    ],
)
def test_the_verdict_and_the_exit_code_follow_from_the_results(
    changes: dict[str, Any], code: int, verdict: str
) -> None:
    report = sample_report(**changes)
    assert (report.exit_code, report.verdict) == (code, verdict)
    for render in RENDER.values():
        assert render(report)


def test_a_report_that_cannot_be_written_is_known_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConformanceError, match="cannot be written"):
        written.prepared({"junit": tmp_path / "file" / "report.xml"})
    assert written.prepared({"junit": tmp_path / "new" / "report.xml", "html": None}) == {
        "junit": tmp_path / "new" / "report.xml"
    }
