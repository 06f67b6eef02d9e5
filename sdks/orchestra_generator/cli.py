"""The commands `orchestra generate` and `orchestra contract …`, found through the entry points `orchestra.commands`."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import find_repository

generate_app = typer.Typer(invoke_without_command=True)
contract_app = typer.Typer(no_args_is_help=True)


class Format(StrEnum):
    """How a comparison is told."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    GITHUB = "github"


class FailOn(StrEnum):
    """What is a failure."""

    BREAKING = "breaking"
    NONE = "none"


@contract_app.callback()
def _contract() -> None:
    """Look after the specification."""


@generate_app.callback()
def generate(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail where a file differs from the specification.")
    ] = False,
) -> None:
    """Write everything that is derived from spec/: contract models, published documents, error pages."""
    # Imported late: the command line lists its commands without loading what generation needs.
    from orchestra_generator import generate as targets

    try:
        repository = find_repository()
        if not check:
            changed = targets.write(repository)
            typer.echo("\n".join(changed) if changed else "Everything is up to date.")
            return
        found = targets.check(repository)
    except GeneratorError as error:
        raise _stop(error) from error
    for difference in found:
        typer.echo(f"{difference.path} differs from the specification:\n{difference.diff}\n", err=True)
    if found:
        typer.echo("Run `orchestra generate` and commit what it writes.", err=True)
        raise typer.Exit(1)
    typer.echo("Everything is up to date.")


@contract_app.command()
def lint() -> None:
    """Check the specification: redocly's rules and our own, over what is authored and what is published."""
    from orchestra_generator import lint as rules

    try:
        findings = rules.lint(find_repository())
    except GeneratorError as error:
        raise _stop(error) from error
    for finding in findings:
        typer.echo(str(finding), err=True)
    if findings:
        typer.echo(f"Findings: {len(findings)}.", err=True)
        raise typer.Exit(1)
    typer.echo("The specification keeps all its promises.")


@contract_app.command()
def freeze(
    force: Annotated[
        bool, typer.Option("--force", help="Freeze, or record, anew what is there already.")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Record the current version as a release, under spec/releases/.")
    ] = False,
) -> None:
    """Write down the hashes of the versions before the current one; a test holds them to it."""
    from orchestra_generator import freeze as freezing
    from orchestra_generator.diff import releases

    try:
        repository = find_repository()
        # A release that is recorded anew must not freeze anew what is frozen.
        changed = freezing.freeze(repository, force=force and not release)
        if release:
            changed += releases.record(repository, today=datetime.now(UTC).date(), force=force)
    except GeneratorError as error:
        raise _stop(error) from error
    typer.echo("\n".join(changed) if changed else "Everything is frozen as it is.")


@contract_app.command()
def diff(
    base: Annotated[
        str | None,
        typer.Argument(help="A git revision, or a folder with spec/.", show_default="origin/main, or main"),
    ] = None,
    head: Annotated[
        str | None,
        typer.Argument(help="The same for what it is compared with.", show_default="the work tree"),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", help="For a terminal, a comment, a program, or as annotations.")
    ] = Format.TEXT,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="What makes the exit status 1; `none`: nothing does.")
    ] = FailOn.BREAKING,
) -> None:
    """Say what has changed in the contract, and what it does to clients.

    Exit status 0: no client breaks, but for breaks that were declared. 1: one does, or a declaration matches nothing.
    2: a side cannot be read.
    """
    from orchestra_generator.diff import command, report

    try:
        outcome = command.compare_states(base, head)
    except GeneratorError as error:
        raise _stop(error, status=2) from error
    typer.echo(report.FORMATS[format_](outcome))
    if outcome.failed and fail_on is FailOn.BREAKING:
        raise typer.Exit(1)


def _stop(error: GeneratorError, status: int = 1) -> typer.Exit:
    typer.echo(f"orchestra: {error}", err=True)
    return typer.Exit(status)
