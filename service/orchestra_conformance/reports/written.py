"""Which file gets which report. Files are tried before a run: a report that cannot be written is known at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from orchestra_conformance.failure import ConformanceError
from orchestra_conformance.report import Report
from orchestra_conformance.reports import github, har, html, junit, sarif

_RENDER: Final = {"junit": junit.render, "html": html.render, "sarif": sarif.render, "har": har.render}


def prepared(wanted: Mapping[str, Path | None]) -> dict[str, Path]:
    """The files that were asked for, by kind, made empty. Raises ConformanceError where one cannot be written."""
    files = {kind: file for kind, file in wanted.items() if file is not None}
    for file in files.values():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"")
        except OSError as error:
            raise _unwritable(file, error) from error
    return files


def write(report: Report, files: Mapping[str, Path]) -> None:
    """Write the reports. Raises ConformanceError where one cannot be written."""
    for kind, file in files.items():
        text = _RENDER[kind](report)
        try:
            file.write_bytes(text.encode())
        except OSError as error:
            raise _unwritable(file, error) from error


def github_text(report: Report) -> str:
    """The annotations; the step's summary is written where GitHub Actions wants one."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            github.write_summary(report, Path(summary))
        except OSError as error:
            raise _unwritable(Path(summary), error) from error
    return github.annotated(report)


def _unwritable(file: Path, error: OSError) -> ConformanceError:
    return ConformanceError(f"the report {file} cannot be written: {error.strerror or error}")
