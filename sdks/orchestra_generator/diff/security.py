"""How a client says who it is: schemes, and which of them an operation or server takes."""

from __future__ import annotations

from typing import Any, Final

from orchestra_generator.diff.change import Level
from orchestra_generator.diff.pair import Pair, Place, join
from orchestra_generator.document import Document

# Each alternative is a set of what has to be brought together, as text.
Alternatives = frozenset[str]

# Of a scheme, these are for people.
_WORDING: Final = ("description", "bearerFormat")
NOBODY: Final = "nothing"


def alternatives(body: dict[str, Any], document: Document) -> Alternatives:
    """What an operation of OpenAPI takes; its own list replaces the document's, and an empty one asks for nothing."""
    listed = body["security"] if "security" in body else document.get("security", [])
    return frozenset(_worded(entry) for entry in listed) or frozenset({NOBODY})


def server_alternatives(server: dict[str, Any]) -> Alternatives:
    """What a server of AsyncAPI takes."""
    listed = [
        str(entry.get("$ref", entry)).removeprefix("#/components/securitySchemes/")
        for entry in server.get("security", [])
    ]
    return frozenset(listed) or frozenset({NOBODY})


def compare_security(pair: Pair, old: Alternatives, new: Alternatives, where: str, pointer: str) -> None:
    """A way in that is gone breaks those who took it; one more does not."""
    if NOBODY in new and NOBODY not in old:
        pair.add("security-lifted", Level.ADDITIVE, where, pointer, "No key is needed any more.")
        return
    if NOBODY in old and NOBODY not in new:
        pair.add(
            "security-added",
            Level.BREAKING,
            where,
            pointer,
            f"A key is needed now: {', '.join(sorted(new))}.",
        )
        return
    for entry in sorted(old - new):
        pair.add("security-removed", Level.BREAKING, where, pointer, f"{entry} is not taken any more.")
    for entry in sorted(new - old):
        pair.add("security-alternative-added", Level.ADDITIVE, where, pointer, f"{entry} is taken too.")


def compare_schemes(pair: Pair) -> None:
    """The schemes by name. Whether one is used at all is seen where it would be."""
    start = "#/components/securitySchemes"
    before, after = (side.get("components", {}).get("securitySchemes", {}) for side in (pair.old, pair.new))
    for name in before:
        if name not in after:
            continue
        one, other = Place(before[name], join(start, name)), Place(after[name], join(start, name))
        fields = ({**one.node, **other.node}).keys() - set(_WORDING)
        if changed := sorted(field for field in fields if one.node.get(field) != other.node.get(field)):
            text = f"It is brought in another way: {', '.join(changed)}."
            pair.add("security-scheme-changed", Level.BREAKING, f"security {name}", other, text)
        pair.wording(one, other, f"security {name}", _WORDING)


def _worded(requirement: dict[str, list[str]]) -> str:
    parts = [
        f"{name} ({', '.join(sorted(scopes))})" if scopes else name
        for name, scopes in sorted(requirement.items())
    ]
    return " with ".join(parts) or NOBODY
