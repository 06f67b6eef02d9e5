"""The blocks `::: path` of the Python reference as Markdown, for programs that read the pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import griffe
import yaml

from orchestra_generator.python_reference import PublicNames

PACKAGE: Final = "orchestra_sdk"

_SOURCES: Final = Path(__file__).parents[1] / "python"
_BLOCK: Final = re.compile(rf"^::: {PACKAGE}\.(?P<path>[\w.]+)\n(?P<options>(?: {{4}}.*\n)*)", re.MULTILINE)
# As the option `filters` of mkdocs.yml says.
_HIDDEN: Final = re.compile(r"_.*|(?:to|from)_dict|additional_.*|.*_raw_response")


def with_signatures(text: str) -> str:
    """A page's Markdown with signatures and docstrings in the place of its blocks. Raises KeyError for no name."""

    def block(found: re.Match[str]) -> str:
        options = (yaml.safe_load(found["options"] or "{}") or {}).get("options", {})
        described = _package()[found["path"]]
        title = options.get("heading", f"{PACKAGE}.{found['path']}")
        return _described(described, title, options.get("heading_level", 2), options.get("members")) + "\n"

    return _BLOCK.sub(block, text)


@cache
def _package() -> griffe.Module:
    extensions = griffe.load_extensions(PublicNames)
    package = griffe.load(
        PACKAGE, search_paths=[str(_SOURCES)], allow_inspection=False, extensions=extensions
    )
    assert isinstance(package, griffe.Module)
    return package


def _described(described: Any, title: str, level: int, only: list[str] | None = None) -> str:
    """A heading, the signature, the docstring, and the same for each member."""
    parts = [f"{'#' * level} {title}", f"```python\n{_signature(described)}\n```"]
    for section in described.docstring.parsed if described.docstring else ():
        if isinstance(section, griffe.DocstringSectionAttributes):
            parts.append(
                "\n".join(
                    f"- `{row.name}` (`{row.annotation}`): {row.description}".removesuffix(": ")
                    for row in section.value
                )
            )
        else:
            parts.append(section.value)
    for name, member in described.members.items():
        chosen = name in only if only is not None else not _HIDDEN.fullmatch(name)
        if chosen and (member.is_function or member.is_attribute):
            parts.append(_described(member, name, level + 1))
    return "\n\n".join(part for part in parts if part)


def _signature(described: Any) -> str:
    if described.is_class:
        bases = ", ".join(str(base) for base in described.bases)
        return f"class {described.name}" + (f"({bases})" if bases else "")
    if described.is_function:
        begin = "async def" if "async" in described.labels else "def"
        return f"{begin} {described.signature(return_type=True)}"
    value = f" = {described.value}" if described.value is not None else ""
    return f"{described.name}{f': {described.annotation}' if described.annotation else ''}{value}"
