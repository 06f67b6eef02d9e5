"""What the SDKs' own files are written by."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import jinja2

TEMPLATES: Final = Path(__file__).parent


def render(name: str, **values: Any) -> str:
    """The text of the template at `name`. A value that is missing is an error (jinja2.UndefinedError)."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name).render(**values)
