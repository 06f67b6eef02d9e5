"""The texts around TypeDoc: types as it should read them, and pages as the documentation has them."""

from __future__ import annotations

import re
from typing import Final

NOTICE: Final = "Generated from sdks/typescript by `orchestra generate`. Do not edit."

_ALIAS: Final = re.compile(r'^export type (?P<name>\w+) = Schemas\["(?P=name)"\];$', re.MULTILINE)
_SCHEMA: Final = re.compile(
    r"(?P<comment>^ {8}/\*\*(?:(?!\*/).)*\*/\n)?^ {8}(?P<name>\w+): (?P<body>.*?);(?=\n {8}[/\w]|\Z)",
    re.MULTILINE | re.DOTALL,
)
_REFERENCE: Final = re.compile(r'components\["schemas"\]\["(\w+)"\]')
# An object that takes other fields too; an interface says it in one.
_AND_MORE: Final = re.compile(r"^ {8}\} & \{\n", re.MULTILINE)
# What openapi-typescript says beside the description.
_TAG: Final = re.compile(
    r"\n *\* (?:@(?:enum|constant|default|example)|Format:)(?:(?!\n *\* @|\n? *\*/).)*", re.DOTALL
)

_FENCE: Final = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_PLACE: Final = re.compile(r'<a id="[^"]*"></a> ')
_TITLE: Final = re.compile(r"\A# .*\n")
_GROUP: Final = re.compile(r"^### (?:Constructors|Methods|Accessors|Properties)\n\n", re.MULTILINE)
# What the line above it has said already.
_REPEATED: Final = re.compile(
    r"^#{3,6} (?:Returns|Overrides|Implementation of|Inherited from)\n\n[^\n]+\n\n?", re.MULTILINE
)
_SILENT: Final = re.compile(r"^#{3,6} (?:Get Signature|Indexable|Index Signature)\n\n", re.MULTILINE)
_LABEL: Final = re.compile(r"^#{3,6} ([^\n{]+)$", re.MULTILINE)
_HEADING: Final = re.compile(
    r"^(?P<level>#{2,6}) (?P<name>[^\n]*) \{#(?P<place>[^\n}]+?)(?:-\d+)?\}$", re.MULTILINE
)


_NEXT: Final = """## Next

- [TypeScript SDK](index.md): the other pages of this reference.
- [Guide to the TypeScript SDK](../../guides/typescript-sdk.md): how it is used.
"""


def spelled_out(exported: str, schema: str, module: str) -> tuple[str, str]:
    """The module of exported names with what they stand for, and the schema with references to that `module`."""
    schema = _TAG.sub("", schema).replace("@description ", "")
    before, start, rest = schema.partition("    schemas: {\n")
    section, end, after = rest.partition("\n    };\n")
    types, references = {}, []
    for found in _SCHEMA.finditer(section):
        name = found["name"]
        body = _AND_MORE.sub("", _REFERENCE.sub(r"\1", found["body"]))
        is_object = body.startswith("{\n")
        declared = f"export interface {name} {body}" if is_object else f"export type {name} = {body};"
        types[name] = (found["comment"] or "") + declared
        known = f"type {name} " in exported
        references.append(f'        {name}: import("./{module}.js").{name};' if known else found[0])
    exported = _ALIAS.sub(lambda alias: types[alias["name"]], exported)
    return exported, before + start + "\n".join(references) + end + after


def page_text(text: str, *, title: str, about: str, searched: bool) -> str:
    """A page of TypeDoc under a title of ours, its headings those of things that have a name."""
    head = "" if searched else "---\nsearch:\n  exclude: true\n---\n"
    head += f"<!-- {NOTICE} -->\n\n# {title}\n\n{about}\n"
    parts = _FENCE.split(_TITLE.sub("", text))
    body = _placed("".join(part if at % 2 else _prose(part) for at, part in enumerate(parts)))
    return f"{head}{body.rstrip()}\n\n{_NEXT}"


def _placed(text: str) -> str:
    """The text with members right below what they belong to, each at a place that others do not move."""
    owner = ""

    def heading(found: re.Match[str]) -> str:
        nonlocal owner
        if found["level"] == "##":
            owner = found["place"]
            return found[0]
        return f"### {found['name']} {{#{owner}-{found['place']}}}"

    return _HEADING.sub(heading, text)


def _prose(text: str) -> str:
    for pattern, instead in (
        (_PLACE, ""),
        (_GROUP, ""),
        (_REPEATED, ""),
        (_SILENT, ""),
        (_LABEL, r"**\1**"),
    ):
        text = pattern.sub(instead, text)
    # Markdown knows no escape of these two.
    text = text.replace(r"\<", "&lt;").replace(r"\>", "&gt;").replace("\n***\n\n", "\n")
    return re.sub(r"\n{3,}", "\n\n", text)
