"""Python source as text: the header of generated files, docstrings, names, and ruff to make it look like the rest."""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Final

from orchestra_generator.failure import GeneratorError
from orchestra_generator.paths import Repository

NOTICE: Final = "Generated from spec/ by `orchestra generate`. Do not edit."
LINE_LENGTH: Final = 110
# What is tidied up in generated code; the repository's own rules are checked on top of it like everywhere else.
_FIXES: Final = "F401,I,UP,Q"
_IMPORTS: Final = 'lint.isort.known-first-party = ["orchestra"]'


def tidy(repository: Repository, path: str, source: str) -> str:
    """`source` under the notice of generated files, formatted as the file at `path` (from the top) has to be.

    Raises GeneratorError when it is no Python.
    """
    text = f"# {NOTICE}\n{source}"
    name = str(repository.root / path)
    fixes = ["--fix", "--exit-zero", "--quiet", f"--select={_FIXES}", f"--config={_IMPORTS}"]
    text = _ruff(repository, ["check", *fixes, f"--stdin-filename={name}", "-"], text)
    return _ruff(repository, ["format", "--quiet", f"--stdin-filename={name}", "-"], text)


def docstring(text: str, indent: str = "") -> str:
    """`text` as a docstring, wrapped, one paragraph after the other."""
    paragraphs = wrap(text, LINE_LENGTH - len(indent) - 6)
    body = paragraphs.replace("\\", "\\\\").replace('"""', "'''")
    if "\n" in body:
        return textwrap.indent(f'"""{body}\n"""', indent, lambda line: bool(line.strip()))
    return f'{indent}"""{body}"""'


def wrap(text: str, width: int = LINE_LENGTH - 12) -> str:
    """`text` in lines of `width` characters at the most, its paragraphs and lists kept."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(
        "\n".join(line for part in _list_items(block) for line in _fill(part, width)) for block in blocks
    )


def python_name(name: str) -> str:
    """`name` (a property, parameter or header) as a Python identifier: `Idempotency-Key` is `idempotency_key`."""
    found = re.sub(r"[^0-9A-Za-z_]", "_", name)
    if found != name or found[:1].isupper():
        found = found.lower()
    if keyword.iskeyword(found):
        found += "_"
    if not found.isidentifier():
        raise GeneratorError(f"'{name}' cannot be made a Python name.")
    return found


def class_name(operation_id: str) -> str:
    """An operationId as the beginning of a class name."""
    return operation_id[:1].upper() + operation_id[1:]


def _list_items(block: str) -> list[str]:
    return re.split(r"\n(?=\s*(?:[-*]|\d+\.)\s)", block)


def _fill(part: str, width: int) -> list[str]:
    hanging = "  " if re.match(r"\s*[-*]\s", part) else ""
    joined = " ".join(part.split())
    return textwrap.wrap(
        joined, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    ) or [""]


def _ruff(repository: Repository, arguments: list[str], text: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments],
        input=text,
        cwd=Path(repository.root),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise GeneratorError(f"ruff could not read generated code: {done.stderr.strip()}")
    return done.stdout
