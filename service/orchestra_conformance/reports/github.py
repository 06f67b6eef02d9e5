"""Annotations for GitHub Actions, and the summary of a step."""

from __future__ import annotations

from pathlib import Path

from orchestra_conformance.report import SIGNS, Report, first_line


def annotated(report: Report) -> str:
    """A workflow command a line: an error for every broken promise, a notice for why something was not checked."""
    lines = [
        _command(
            "error", f"{result.check.id}", _said(report, result.check.id, finding.text, finding.reproduction)
        )
        for result in report.of("failed")
        for finding in result.findings
    ]
    lines += [
        _command("error", f"{result.check.id} broke inside the kit", result.reason)
        for result in report.of("broken")
    ]
    lines += [_command("warning", "orchestra verify", warning) for warning in report.warnings]
    lines += [
        _command("notice", f"{len(ids)} not checked", f"{reason}\n{', '.join(ids)}")
        for reason, ids in report.reasons.items()
    ]
    if report.interrupted:
        lines.append(_command("warning", "orchestra verify", report.verdict))
    return "".join(f"{line}\n" for line in lines)


def write_summary(report: Report, file: Path) -> None:
    """Append the summary to a file; raises OSError where that cannot be."""
    with file.open("a", encoding="utf-8", newline="\n") as opened:
        opened.write(summary(report))


def summary(report: Report) -> str:
    """The report in Markdown: the verdict, a table of the suites, the failures, and what was not checked."""
    lines = [f"## Conformance of {_cell(report.base_url)}", "", f"**{_cell(report.verdict)}**", ""]
    lines += [f"> {_cell(warning)}" for warning in report.warnings]
    lines += [
        "",
        "| suite | passed | failed | broken | not checked | seconds |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for suite, results in report.suites.items():
        statuses = [result.status for result in results]
        numbers = [str(statuses.count(status)) for status in ("passed", "failed", "broken", "unchecked")]
        lines.append(f"| {suite} | {' | '.join(numbers)} | {sum(result.seconds for result in results):.1f} |")
    for result in report.of("failed") + report.of("broken"):
        lines += [
            "",
            f"### {SIGNS[result.status]} {result.check.id}",
            "",
            f"Promise: {_cell(result.check.promise)}",
            "",
        ]
        for finding in result.findings:
            lines += [f"- {_cell(first_line(finding))}"]
            lines += ["", *_fenced("bash", finding.reproduction), ""] if finding.reproduction else []
        if result.reason:
            lines += _fenced("text", result.reason)
        lines += ["", "This check again:", "", *_fenced("bash", report.repeat(result.check.id))]
    if report.reasons:
        lines += ["", "### Not checked", ""]
        lines += [f"- {_cell(reason)} ({', '.join(ids)})" for reason, ids in report.reasons.items()]
    lines += ["", f"Contract {report.contract_version}, seed {report.seed}, depth {report.depth:g}.", ""]
    return "\n".join(lines) + "\n"


def _said(report: Report, check_id: str, text: str, reproduction: str) -> str:
    parts = [text, *([f"to see it: {reproduction}"] if reproduction else [])]
    return "\n".join([*parts, f"this check again: {report.repeat(check_id)}"])


def _command(kind: str, title: str, text: str) -> str:
    return f"::{kind} title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    for character in "\\`*_<>|[]#":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())


def _fenced(language: str, text: str) -> list[str]:
    # A fence longer than any in the text.
    fence = "```"
    while fence in text:
        fence += "`"
    return [f"{fence}{language}", text, fence]
