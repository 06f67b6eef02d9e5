"""JUnit's XML, as Jenkins, GitLab and others read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as Xml

from orchestra_conformance.check import Finding, Result
from orchestra_conformance.report import Report, first_line

# What XML cannot carry.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """The report as XML: a suite is a testsuite, a check a testcase, a broken promise a failure."""
    root = Xml.Element("testsuites", {"name": "orchestra verify", **_totals(report.results)})
    for suite, results in report.suites.items():
        node = Xml.SubElement(
            root,
            "testsuite",
            {
                "name": suite,
                **_totals(results),
                "timestamp": report.when.strftime("%Y-%m-%dT%H:%M:%S"),
                "hostname": _clean(report.base_url),
            },
        )
        properties = Xml.SubElement(node, "properties")
        for name, value in _properties(report).items():
            Xml.SubElement(properties, "property", {"name": name, "value": _clean(value)})
        for result in results:
            _case(node, report, result)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _properties(report: Report) -> dict[str, str]:
    return {
        "base_url": report.base_url,
        "profile": report.profile,
        "contract_version": report.contract_version,
        "deployment_version": report.deployment_version,
        "seed": str(report.seed),
        "depth": f"{report.depth:g}",
        "exit_code": str(report.exit_code),
    }


def _totals(results: Sequence[Result]) -> dict[str, str]:
    statuses = [result.status for result in results]
    return {
        "tests": str(len(statuses)),
        "failures": str(statuses.count("failed")),
        "errors": str(statuses.count("broken")),
        "skipped": str(statuses.count("unchecked") + statuses.count("interrupted")),
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _case(suite: Xml.Element, report: Report, result: Result) -> None:
    check = result.check
    case = Xml.SubElement(
        suite,
        "testcase",
        {"classname": f"orchestra.{check.suite}", "name": check.name, "time": f"{result.seconds:.3f}"},
    )
    if result.status == "failed":
        said = {"message": _clean(first_line(result.findings[0])), "type": "BrokenPromise"}
        Xml.SubElement(case, "failure", said).text = _clean(_text(report, result))
    elif result.status == "broken":
        said = {"message": "the check broke inside the kit", "type": "DefectOfTheKit"}
        Xml.SubElement(case, "error", said).text = _clean(result.reason)
    elif result.status != "passed":
        Xml.SubElement(case, "skipped", {"message": _clean(result.reason)})


def _text(report: Report, result: Result) -> str:
    parts = [f"promise: {result.check.promise}", *(_finding(finding) for finding in result.findings)]
    return "\n\n".join([*parts, f"this check again: {report.repeat(result.check.id)}"])


def _finding(finding: Finding) -> str:
    parts = [f"found instead: {finding.text}"]
    parts += [f"to see it: {finding.reproduction}"] if finding.reproduction else []
    parts += [f"what was said:\n{finding.transcript}"] if finding.transcript else []
    parts += [f"what was answered:\n{finding.answer}"] if finding.answer else []
    return "\n".join(parts)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
