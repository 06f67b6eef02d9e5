"""The commands `orchestra generate` and `orchestra contract …`, found through the entry points `orchestra.commands`."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import find_repository

generate_app = typer.Typer(invoke_without_command=True)
contract_app = typer.Typer(no_args_is_help=True)


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
    force: Annotated[bool, typer.Option("--force", help="Freeze anew what has changed since.")] = False,
) -> None:
    """Write down the hashes of the versions before the current one; a test holds them to it."""
    from orchestra_generator import freeze as freezing

    try:
        changed = freezing.freeze(find_repository(), force=force)
    except GeneratorError as error:
        raise _stop(error) from error
    typer.echo("\n".join(changed) if changed else "Everything is frozen as it is.")


def _stop(error: GeneratorError) -> typer.Exit:
    typer.echo(f"orchestra: {error}", err=True)
    return typer.Exit(1)
