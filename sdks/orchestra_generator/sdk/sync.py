"""The synchronous half of the Python SDK, written from the asynchronous one token by token.

What differs in more than words stands in pairs of small modules, `…_async.py` and `…_sync.py`, of which the
translation only changes the name.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from orchestra_generator.failure import GeneratorError
from orchestra_generator.specification import Specification

# Names of which one does not follow from the other; the rest lose an "Async" at their beginning.
_NAMES: Final = {
    "AbstractAsyncContextManager": "AbstractContextManager",
    "AsyncGenerator": "Generator",
    "StopAsyncIteration": "StopIteration",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "aclose": "close",
    "aiter": "iter",
    "aiter_bytes": "iter_bytes",
    "anext": "next",
    "aread": "read",
    "asynccontextmanager": "contextmanager",
}
_CLASS: Final = re.compile(r"Async(?=[A-Z])")
# In prose, what stands between backticks is code: three of them around a block, one around a piece of a line.
_CODE: Final = re.compile(r"(```python\n.*?```|`[^`\n]+`)", re.DOTALL)
_FIXES: Final = "F401,I,UP028"
_IMPORTS: Final = 'lint.isort.known-first-party = ["orchestra_sdk"]'
_TIMEOUT_SECONDS: Final = 60

_Place = tuple[int, int]
_Edit = tuple[_Place, _Place, str]


def sync_twins(specification: Specification, package: str = "") -> dict[str, str]:
    """The files of `orchestra_sdk/_sync`, or of one in a `package` below it, by their path in it.

    Raises GeneratorError for a module that is no Python.
    """
    root = specification.repository.root
    name = f"orchestra_sdk/{package}_async"
    notice = f"# Generated from {name} by `orchestra generate`. Do not edit.\n"
    files = sorted((root / "sdks/python" / name).glob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"orchestra_sdk/{package}_sync"
        place.mkdir(parents=True)
        for file in files:
            try:
                text = translated(file.read_text(encoding="utf-8"))
            except (tokenize.TokenError, SyntaxError) as error:
                raise GeneratorError(f"{name}/{file.name} is no Python: {error}") from error
            (place / file.name).write_text(notice + text, encoding="utf-8")
        _tidy(root, place)
        return {file.name: (place / file.name).read_text(encoding="utf-8") for file in files}


sync_twins_v1 = partial(sync_twins, package="v1/")


def translated(source: str) -> str:
    """Asynchronous Python as synchronous. Raises tokenize.TokenError or SyntaxError for what is none."""
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    lines = source.splitlines(keepends=True)
    for start, end, text in sorted(_edits(tokens), reverse=True):
        (row, begin), (last, stop) = start, end
        before, behind = lines[row - 1][:begin], lines[last - 1][stop:]
        lines[row - 1 : last] = [before + text + behind]
    return "".join(lines)


def _edits(tokens: list[tokenize.TokenInfo]) -> Iterator[_Edit]:
    """What is to be replaced: from where, to where, by what."""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else token
        if token.type == tokenize.COMMENT or _is_docstring(tokens, index):
            yield token.start, token.end, _prose(token.string)
        elif token.type != tokenize.NAME:
            continue
        elif token.string in ("async", "await"):
            # Nothing stays, not even the space behind it, where both are in one line.
            yield token.start, following.start if following.start[0] == token.start[0] else token.end, ""
        elif token.string == "Awaitable" and following.string == "[":
            closing = _closing(tokens, index + 1)
            yield token.start, following.end, ""
            yield closing.start, closing.end, ""
        elif token.string == "AsyncGenerator" and following.string == "[":
            closing = _closing(tokens, index + 1)
            yield token.start, token.end, "Generator"
            # A synchronous one says what it returns, too.
            yield closing.start, closing.start, ", None"
        elif (name := _name(token.string)) != token.string:
            yield token.start, token.end, name


def _name(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    return f"{name.removesuffix('_async')}_sync" if name.endswith("_async") else _CLASS.sub("", name)


def _closing(tokens: list[tokenize.TokenInfo], opening: int) -> tokenize.TokenInfo:
    """The bracket that ends what the one at `opening` begins."""
    depth = 0
    for token in tokens[opening:]:
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        if depth == 0:
            return token
    raise tokenize.TokenError("a bracket is not closed", tokens[opening].start)


def _is_docstring(tokens: list[tokenize.TokenInfo], index: int) -> bool:
    """Whether a text is a statement of its own."""
    kinds = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT)
    return (
        tokens[index].type == tokenize.STRING
        and (index == 0 or tokens[index - 1].type in kinds)
        and (tokens[index + 1].type == tokenize.NEWLINE)
    )


def _prose(text: str) -> str:
    """A docstring or comment: what is code in it translated as such, and the names of classes."""
    parts = _CODE.split(text)
    return "".join(_code(part) if index % 2 else _CLASS.sub("", part) for index, part in enumerate(parts))


def _code(part: str) -> str:
    if part.startswith("```"):
        head, _, rest = part.partition("\n")
        body, fence = rest[: -len("```")], "```"
    else:
        head, body, fence = "", part[1:-1], "`"
    # Tokens end at the end of a bracket that is not closed, and an indented block needs its indentation back.
    margin = body[: len(body) - len(body.lstrip(" "))]
    lines = "".join(line.removeprefix(margin) for line in body.splitlines(keepends=True))
    try:
        text = translated(lines)
    except (tokenize.TokenError, SyntaxError):
        return part
    shown = "".join(margin + line if line.strip() else line for line in text.splitlines(keepends=True))
    return f"{head}\n{shown}{margin}{fence}" if head else f"`{shown}`"


def _tidy(root: Path, place: Path) -> None:
    settings = [f"--config={root / 'pyproject.toml'}"] if (root / "pyproject.toml").is_file() else []
    fixes = [
        "--fix",
        "--unsafe-fixes",
        "--exit-zero",
        "--quiet",
        f"--select={_FIXES}",
        f"--config={_IMPORTS}",
    ]
    for command in (["check", *settings, *fixes], ["format", "--quiet", *settings]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, place.name],
            cwd=place.parent,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise GeneratorError(f"ruff could not read a synchronous twin: {done.stderr.strip()}")
