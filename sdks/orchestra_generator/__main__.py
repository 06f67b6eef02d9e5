"""The same commands without the service: `python -m orchestra_generator generate`.

Generation has to work while the generated code does not, and `orchestra` imports that code.
"""

from __future__ import annotations

import typer

from orchestra_generator.cli import contract_app, generate_app

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.add_typer(generate_app, name="generate")
app.add_typer(contract_app, name="contract")

if __name__ == "__main__":
    app()
