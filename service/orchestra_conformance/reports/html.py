"""One page that needs nothing else: no request leaves it, and without scripts it shows everything."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from orchestra_conformance.report import SIGNS, STATUSES, Report, kit_version


def render(report: Report) -> str:
    """The report as HTML."""
    environment = Environment(
        loader=PackageLoader("orchestra_conformance.reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    results = sorted(report.results, key=lambda result: STATUSES.index(result.status))
    return environment.get_template("report.html").render(
        report=report,
        results=results,
        signs=SIGNS,
        statuses=[status for status in STATUSES if report.counts[status]],
        version=kit_version(),
    )
