"""SARIF 2.1.0 (OASIS), for code scanning and whatever else reads it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, Final

from orchestra_conformance.check import Finding, Result
from orchestra_conformance.report import Report, kit_version

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
# A result must be somewhere: in the contract that was not kept.
_PLACE: Final = "spec"


def render(report: Report) -> str:
    """The report as JSON: a check that ran is a rule, a broken promise a result, the rest notifications."""
    rules = [result.check for result in report.results]
    index = {check.id: number for number, check in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "orchestra verify",
                "version": kit_version(),
                "rules": [
                    {
                        "id": check.id,
                        "name": check.name,
                        "shortDescription": {"text": check.promise},
                        "defaultConfiguration": {"level": "error"},
                        "properties": {"tags": [check.suite]},
                    }
                    for check in rules
                ],
            }
        },
        "automationDetails": {"id": f"orchestra-verify/{report.profile}/"},
        "invocations": [_invocation(report)],
        "results": [
            _result(report, result, finding, index[result.check.id])
            for result in report.of("failed")
            for finding in result.findings
        ],
        "properties": {
            "baseUrl": report.base_url,
            "contractVersion": report.contract_version,
            "seed": report.seed,
            "depth": report.depth,
        },
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(report: Report, result: Result, finding: Finding, index: int) -> dict[str, Any]:
    more = [finding.text]
    more += [f"To see it: {finding.reproduction}"] if finding.reproduction else []
    more += [f"This check again: {report.repeat(result.check.id)}"]
    text = f"{result.check.id}\n{finding.text}"
    return {
        "ruleId": result.check.id,
        "ruleIndex": index,
        "level": "error",
        "kind": "fail",
        "message": {"text": "\n\n".join(more)},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _PLACE}},
                "logicalLocations": [{"fullyQualifiedName": result.check.id, "kind": "promise"}],
            }
        ],
        "partialFingerprints": {"finding/v1": hashlib.sha256(text.encode()).hexdigest()},
    }


def _invocation(report: Report) -> dict[str, Any]:
    def notes(level: str, results: list[Result]) -> list[dict[str, Any]]:
        return [
            {
                "level": level,
                "message": {"text": result.reason},
                "associatedRule": {"id": result.check.id},
            }
            for result in results
        ]

    return {
        "executionSuccessful": report.exit_code in (0, 1),
        "exitCode": report.exit_code,
        "exitCodeDescription": report.verdict,
        "startTimeUtc": _utc(report.when),
        "endTimeUtc": _utc(report.when + timedelta(seconds=report.seconds)),
        "toolExecutionNotifications": notes("error", report.of("broken")),
        "toolConfigurationNotifications": notes("note", report.of("unchecked")),
    }


def _utc(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
