"""The commands `orchestra verify` and `orchestra mock`, found through the entry points `orchestra.commands`."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from orchestra_conformance.failure import ConformanceError
from orchestra_conformance.profile import SUITES, Profile, read_profile

verify_app = typer.Typer(invoke_without_command=True, subcommand_metavar="")
mock_app = typer.Typer(invoke_without_command=True)

_WRONG_USAGE: Final = 2
_UNREACHABLE: Final = 3
_INTERRUPTED: Final = 130


@verify_app.callback()
def verify(
    base_url: Annotated[
        str, typer.Option(envvar="ORCHESTRA_BASE_URL", help="Address of the deployment.")
    ] = "http://127.0.0.1:8000",
    api_key: Annotated[
        str | None,
        typer.Option(envvar="ORCHESTRA_API_KEY", help="A key that may chat and read, without a rate limit."),
    ] = None,
    admin_key: Annotated[
        str | None,
        typer.Option(
            envvar="ORCHESTRA_ADMIN_KEY", help="An admin's key, with which the kit makes owners of its own."
        ),
    ] = None,
    suite: Annotated[
        list[str] | None, typer.Option(help=f"Run this suite alone ({', '.join(SUITES)}); may be repeated.")
    ] = None,
    check: Annotated[
        list[str] | None,
        typer.Option(help="Run this check alone, or those of a pattern such as 'stream.*'; may be repeated."),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            help="A TOML file that says what the deployment does not offer, or `mock`: the mock server's."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Repeat the cases of the run that had this seed.")
    ] = None,
    depth: Annotated[
        float, typer.Option(min=0.01, max=1000, help="How many times as many cases as usual.")
    ] = 1.0,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit XML report to this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write one page to read in a browser.")] = None,
    sarif: Annotated[Path | None, typer.Option(help="Write a SARIF report to this file.")] = None,
    har: Annotated[Path | None, typer.Option(help="Write every HTTP exchange to this file.")] = None,
    github: Annotated[
        bool, typer.Option("--github", help="Print annotations for GitHub Actions; by itself where it runs.")
    ] = False,
    list_checks: Annotated[bool, typer.Option("--list", help="List the checks and run none.")] = False,
) -> None:
    """Check a deployment against the contract.

    It needs --admin-key, or --api-key for the checks that do with one. Exit status: 0 every promise is kept, 1 one is
    broken, 2 wrong usage, 3 nothing to check there, 4 a defect of the kit, 130 Ctrl-C.
    """
    # Imported late: the command line lists its commands without loading what checking needs.
    try:
        from orchestra_conformance import check as checks
        from orchestra_conformance import run
        from orchestra_conformance.reports import terminal, written
        from orchestra_conformance.specification import load
    except ModuleNotFoundError as error:
        raise _missing(error) from error

    try:
        found = run.selected(checks.all_checks(), suite or (), check or ())
        if list_checks:
            terminal.print_checks(found)
            return
        in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
        resume = secrets.token_hex(16)
        if in_actions:
            # What a deployment says is printed, and must not be taken for a command to the runner.
            typer.echo(f"::stop-commands::{resume}")
        files = written.prepared({"junit": junit, "html": html, "sarif": sarif, "har": har})
        with terminal.Progress() as progress:
            report = run.verify(
                run.Target(base_url, api_key, admin_key),
                found,
                load(),
                Profile() if profile is None else read_profile(profile),
                progress,
                seed=secrets.randbelow(2**32) if seed is None else seed,
                depth=depth,
                keep_har=har is not None,
                options=_options(suite or (), check or (), profile),
            )
        written.write(report, files)
        terminal.print_report(report)
        if in_actions:
            typer.echo(f"::{resume}::")
        if github or in_actions:
            typer.echo(written.github_text(report), nl=False)
    except run.UnreachableError as error:
        raise _stop(str(error), _UNREACHABLE) from error
    except ConformanceError as error:
        raise _stop(str(error), _WRONG_USAGE) from error
    except KeyboardInterrupt as error:
        raise _stop("interrupted", _INTERRUPTED) from error
    raise typer.Exit(report.exit_code)


@mock_app.callback()
def mock(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8010,
    delay: Annotated[
        float, typer.Option(min=0, max=60, help="Seconds between two tokens of an answer.")
    ] = 0.02,
    api_key: Annotated[
        str | None,
        typer.Option(help="The one key that is taken. Without it, every key of the form ork_… is."),
    ] = None,
    admin_key: Annotated[
        str | None, typer.Option(help="A key that may make keys and take them back.")
    ] = None,
    cors_origin: Annotated[
        list[str] | None, typer.Option(help="The origin of pages that may call it; may be repeated.")
    ] = None,
) -> None:
    """Answer from the contract alone: REST, streams and WebSockets, without a model."""
    try:
        from orchestra_conformance.mock import server
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    options = server.Options(delay, api_key, admin_key, tuple(cors_origin or ()))
    try:
        code = server.run(host, port, options)
    except OSError as error:
        raise _stop(f"cannot listen on {host}:{port}: {error.strerror or error}", _WRONG_USAGE) from error
    raise typer.Exit(code)


def _options(suites: Sequence[str], checks: Sequence[str], profile: Path | None) -> list[str]:
    words = [word for suite in suites for word in ("--suite", suite)]
    words += [word for check in checks for word in ("--check", check)]
    return [*words, *(["--profile", str(profile)] if profile else [])]


def _missing(error: ModuleNotFoundError) -> Exception:
    # A module of our own that is missing is no matter of what is installed.
    if (error.name or "").startswith("orchestra_conformance"):
        return error
    return _stop(f"{error.name} is missing: pip install 'ai-orchestra[conformance]'", _WRONG_USAGE)


def _stop(text: str, code: int) -> typer.Exit:
    typer.echo(f"orchestra: {text}", err=True)
    return typer.Exit(code)
