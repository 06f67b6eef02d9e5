"""What a comparison found, for a terminal, a pull request, a program, and as annotations of GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Final

from orchestra_generator.diff.change import Change, Level
from orchestra_generator.diff.declared import FILE, Declared, declaration, undeclared

_HEADINGS: Final = {Level.BREAKING: "Breaking", Level.ADDITIVE: "Added", Level.DOCS: "Wording"}
_ANNOTATIONS: Final = {Level.BREAKING: "error", Level.ADDITIVE: "notice"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The changes from `base` to `head`, which of them were declared there, and which declarations match nothing."""

    base: str
    head: str
    changes: tuple[Change, ...]
    declared: tuple[Declared, ...] = ()
    stale: tuple[Declared, ...] = ()
    # File and line of a change, where they are known.
    sources: Mapping[Change, tuple[str, int]] = field(default_factory=dict)

    @property
    def undeclared(self) -> list[Change]:
        """What breaks clients without anybody's decision."""
        return undeclared(self.changes, self.declared)

    @property
    def failed(self) -> bool:
        """Whether something has to be done about it."""
        return bool(self.undeclared or self.stale)

    def of(self, level: Level) -> list[Change]:
        """The changes of one level."""
        return [change for change in self.changes if change.level is level]

    def summary(self) -> str:
        """The numbers, in one sentence."""
        if not self.changes:
            return "Nothing has changed."
        breaking = self.of(Level.BREAKING)
        declared = len(breaking) - len(self.undeclared)
        return (
            f"{len(breaking)} breaking ({declared} declared), {len(self.of(Level.ADDITIVE))} added, "
            f"{len(self.of(Level.DOCS))} of wording only."
        )


def as_text(outcome: Outcome) -> str:
    """For a terminal. Changes of wording are counted, not listed."""
    lines = [f"From {outcome.base} to {outcome.head}: {outcome.summary()}"]
    for level in (Level.BREAKING, Level.ADDITIVE):
        for change in outcome.of(level):
            entry = declaration(change, outcome.declared)
            word = f"{level} (declared)" if entry else str(level)
            lines += ["", f"{word}: {change.id}", f"  {change.where}{_more(change)}", f"  {change.text}"]
            lines += [f"  Reason: {entry.reason} Since {entry.since}."] if entry else []
            if change in outcome.sources:
                lines.append("  {}:{}".format(*outcome.sources[change]))
    for entry in outcome.stale:
        lines += ["", f"{_stale(entry)}"]
    if outcome.undeclared:
        lines += ["", f"Take a break back, or declare it in spec/{FILE} by its id and place."]
    return "\n".join(lines)


def as_markdown(outcome: Outcome) -> str:
    """For a comment on a pull request."""
    lines = ["### Contract", "", f"From `{outcome.base}` to `{outcome.head}`: {outcome.summary()}"]
    lines += [f"\n**{_stale(entry)}**" for entry in outcome.stale]
    for level in Level:
        changes = outcome.of(level)
        if changes:
            folded = level is Level.DOCS
            heading = f"{_HEADINGS[level]} ({len(changes)})"
            lines += ["", f"<details><summary>{heading}</summary>" if folded else f"#### {heading}", ""]
            lines += [bullet(change, declaration(change, outcome.declared)) for change in changes]
            lines += ["", "</details>"] if folded else []
    if outcome.undeclared:
        lines += ["", f"A break needs an entry in `spec/{FILE}`."]
    return "\n".join(lines)


def as_json(outcome: Outcome) -> str:
    """For a program: everything."""
    changes: list[dict[str, Any]] = []
    for change in outcome.changes:
        entry = declaration(change, outcome.declared)
        file, line = outcome.sources.get(change, (None, None))
        reason = entry.reason if entry else None
        changes.append({**asdict(change), "declared": reason, "file": file, "line": line})
    told = {
        "base": outcome.base,
        "head": outcome.head,
        "failed": outcome.failed,
        "summary": {level.value: len(outcome.of(level)) for level in Level},
        "undeclared": len(outcome.undeclared),
        "stale": [asdict(entry) for entry in outcome.stale],
        "changes": changes,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_github(outcome: Outcome) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request."""
    return "\n".join(_annotations(outcome))


FORMATS: Final[Mapping[str, Callable[[Outcome], str]]] = MappingProxyType(
    {"text": as_text, "markdown": as_markdown, "json": as_json, "github": as_github}
)


def bullet(change: Change, entry: Declared | None = None) -> str:
    """A change as an entry of a list in Markdown."""
    reason = f" Declared: {entry.reason}" if entry else ""
    return f"- `{change.where}`{_more(change)}: {change.text} (`{change.id}`){reason}"


def _annotations(outcome: Outcome) -> Iterator[str]:
    for change in outcome.changes:
        if change.level not in _ANNOTATIONS:
            continue
        entry = declaration(change, outcome.declared)
        fields = {"title": f"{change.level}: {change.id}"}
        if change in outcome.sources:
            file, line = outcome.sources[change]
            fields = {"file": file, "line": str(line), **fields}
        told = ",".join(f"{name}={_escaped(text, ':,')}" for name, text in fields.items())
        text = f"{change.where}{_more(change)}: {change.text}" + (
            f" Declared: {entry.reason}" if entry else ""
        )
        yield f"::{'warning' if entry else _ANNOTATIONS[change.level]} {told}::{_escaped(text)}"
    for entry in outcome.stale:
        yield f"::error file=spec/{FILE},title=declared break::{_escaped(_stale(entry))}"
    yield outcome.summary()


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _more(change: Change) -> str:
    return f" and {len(change.also)} more" if change.also else ""


def _stale(entry: Declared) -> str:
    return (
        f"spec/{FILE} declares {entry.change} at {entry.where}, and nothing there breaks: take the entry out."
    )
