"""What a person sees in the terminal: how far the run is, and what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text

from orchestra_conformance.check import Check, Finding, Result, Status
from orchestra_conformance.report import SIGNS, Report, first_line

_STYLES: Final[dict[Status, str]] = {
    "passed": "green",
    "failed": "bold red",
    "broken": "bold magenta",
    "unchecked": "yellow",
    "interrupted": "yellow",
}
_WIDEST: Final = 120
# Columns for what a line is about.
_LABEL: Final = 12
_SHOWN_FINDINGS: Final = 5
_SHOWN_LINES: Final = 20


class Progress:
    """Says how far the run is: in a terminal one line that changes, elsewhere one line a check.

    In a terminal what passes is counted alone, and the rest has a line of its own, so that it stays in sight.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self._counts: Counter[Status] = Counter()
        self._planned = 0
        self._check: Check | None = None
        self._began = time.monotonic()
        self._live = Live(
            console=self.console, transient=True, refresh_per_second=8, get_renderable=self._line
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def started(self, report: Report, checks: Sequence[Check]) -> None:
        """Say what begins."""
        self._planned, self._began = len(checks), time.monotonic()
        said = Text.assemble(("AI Orchestra, conformance", "bold"), f"  {report.base_url}\n")
        theirs = f", the deployment keeps {report.deployment_version}" if report.deployment_version else ""
        said.append(f"contract {report.contract_version}{theirs}\n", "dim")
        said.append(f"{_number_of(checks)}, profile {report.profile}, seed {report.seed}", "dim")
        _print(self.console, said)
        for warning in report.warnings:
            _print(self.console, Text(f"! {warning}", "yellow"))
        _print(self.console, Text())
        if self.console.is_terminal:
            self._live.start()

    def check_started(self, check: Check) -> None:
        """Say which check runs."""
        self._check = check

    def check_ended(self, result: Result) -> None:
        """Say what came of a check."""
        self._counts[result.status] += 1
        if self.console.is_terminal and result.status in ("passed", "unchecked"):
            return
        line = Text.assemble(
            (f"{SIGNS[result.status]} {result.status:<11} ", _STYLES[result.status]), result.check.id
        )
        line.append(f"  {result.seconds:.1f} s", "dim")
        if result.status == "unchecked":
            line.append(f"  {result.reason}", "dim")
        elif result.findings:
            line.append(f"\n  {first_line(result.findings[0])}", "dim")
        _print(self.console, line)

    def _line(self) -> _Line:
        return _Line(self._counts, self._planned, self._check, time.monotonic() - self._began)


class _Line:
    """The line that changes; as wide as there is room."""

    def __init__(self, counts: Counter[Status], planned: int, check: Check | None, seconds: float) -> None:
        self._counts, self._planned, self._check, self._seconds = counts, planned, check, seconds

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        done = sum(self._counts.values())
        room = min(options.max_width, _WIDEST)
        bar = ProgressBar(total=max(1, self._planned), completed=done, width=16)
        minutes, seconds = divmod(int(self._seconds), 60)
        numbers = Text.assemble(
            (f"{done}/{self._planned}", "bold"),
            ("  ", ""),
            (f"{SIGNS['passed']} {self._counts['passed']}", "green"),
            ("  ", ""),
            (f"{SIGNS['failed']} {self._counts['failed']}", "red" if self._counts["failed"] else "dim"),
            ("  ", ""),
            (f"{SIGNS['unchecked']} {self._counts['unchecked']}", "dim"),
            (f"  {minutes}:{seconds:02}", "dim"),
        )
        line = Table.grid(Column(width=16), Column(no_wrap=True), Column(no_wrap=True), padding=(0, 2))
        line.width = room
        line.columns[2].overflow = "ellipsis"
        line.columns[2].ratio = 1
        line.add_row(bar, numbers, Text(self._check.id if self._check else "", "cyan", overflow="ellipsis"))
        yield line


def _number_of(checks: Sequence[Check]) -> str:
    return "1 check" if len(checks) == 1 else f"{len(checks)} checks"


def print_checks(checks: Sequence[Check], console: Console | None = None) -> None:
    """List checks with their promises, suite by suite."""
    console = console or Console(highlight=False)
    suite = ""
    for check in checks:
        if check.suite != suite:
            console.print(Text(("\n" if suite else "") + check.suite, "bold"))
            suite = check.suite
        console.print(Text(check.id, "cyan"))
        console.print(Padding(Text(check.promise), (0, 0, 0, 4)), width=min(console.width, _WIDEST))
    console.print(Text(f"\n{_number_of(checks)}", "dim"))


def print_report(report: Report, console: Console | None = None) -> None:
    """Say what came of the run: failures with what repeats them, what was not checked, a table, and the verdict."""
    console = console or Console(highlight=False)
    for result in report.of("failed") + report.of("broken"):
        _print_failure(console, report, result)
    if report.reasons:
        _print(console, Text("\nNot checked", "bold yellow"))
        for reason, ids in report.reasons.items():
            _print(console, Text(f"  {SIGNS['unchecked']} {reason}", "yellow"))
            _print(console, Padding(Text(", ".join(ids), "dim"), (0, 0, 0, 4)))
    if report.results:
        _print(console, Text())
        _print(console, _table(report))
    good = report.exit_code == 0
    sign = SIGNS["passed"] if good else SIGNS["failed"]
    verdict = Text(f"\n{sign} {report.verdict}", "bold green" if good else "bold red")
    verdict.append(f"  {report.seconds:.0f} s", "dim")
    _print(console, verdict)
    _command(console, "again", report.repeat())


def _print_failure(console: Console, report: Report, result: Result) -> None:
    check = result.check
    title = Text.assemble((f"{SIGNS[result.status]} {result.status} ", _STYLES[result.status]), check.id)
    _print(console, Text())
    _print(console, Rule(title, align="left", style="dim"))
    _labelled(console, "promise", Text(check.promise, "bold"))
    if result.status == "broken":
        _labelled(console, "broken", Text("a defect of the kit, not of the deployment; please report it"))
        console.print(Text(result.reason.rstrip()), soft_wrap=True)
    for finding in result.findings[:_SHOWN_FINDINGS]:
        _print_finding(console, finding)
    more = len(result.findings) - _SHOWN_FINDINGS
    if more > 0:
        _print(console, Text(f"… and {more} more; the other reports have them all", "dim"))
    _command(console, "again", report.repeat(check.id))


def _print_finding(console: Console, finding: Finding) -> None:
    _labelled(console, "found", Text(finding.text, "red"))
    if finding.transcript:
        lines = finding.transcript.splitlines()
        cut = [f"… {len(lines) - _SHOWN_LINES} lines before"] if len(lines) > _SHOWN_LINES else []
        _labelled(console, "said", Text("\n".join(_cut(line) for line in [*cut, *lines[-_SHOWN_LINES:]])))
    if finding.reproduction:
        _command(console, "to see it", finding.reproduction)


def _labelled(console: Console, label: str, text: Text) -> None:
    grid = Table.grid(Column(width=_LABEL), Column(ratio=1))
    grid.add_row(Text(label, "dim"), text)
    _print(console, grid)


def _command(console: Console, label: str, command: str) -> None:
    # Never broken into lines: it is there to be copied.
    console.print(Text.assemble((label.ljust(_LABEL), "dim"), (command, "cyan")), soft_wrap=True)


def _table(report: Report) -> Table:
    table = Table(
        "suite",
        *(
            Column(f"{SIGNS[status]} {status}", justify="right")
            for status in ("passed", "failed", "unchecked")
        ),
        Column("cases", justify="right"),
        Column("seconds", justify="right"),
        box=None,
        header_style="dim",
        padding=(0, 3, 0, 0),
    )
    for suite, results in report.suites.items():
        counts = Counter("failed" if found.status == "broken" else found.status for found in results)
        name = suite if not counts["interrupted"] else f"{suite} (interrupted)"
        table.add_row(
            Text(name, "bold"),
            *(
                Text(str(counts[status] or "·"), _STYLES[status] if counts[status] else "dim")
                for status in ("passed", "failed", "unchecked")
            ),
            str(sum(found.cases for found in results) or "·"),
            f"{sum(found.seconds for found in results):.1f}",
        )
    return table


def _cut(line: str) -> str:
    return line if len(line) <= 2 * _WIDEST else f"{line[: 2 * _WIDEST]}…"


def _print(console: Console, said: Text | Rule | Padding | Table) -> None:
    console.print(said, width=min(console.width, _WIDEST))
