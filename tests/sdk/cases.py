"""The cases of tests/sdk/behaviour/*.yaml, and what it means that one holds.

A case is a mapping:

- `id`, `feature` (a row of docs/reference/sdk-features.md), `promise` (one sentence),
- `each`: lists by name; the case is there once for each value, which stands wherever `${name}` does,
- `client`: options of the client; `env`: environment variables while it is made; `not_in`: players that cannot play it,
- `steps`: calls of the SDK, in the words of behaviour_python.py and behaviour.ts,
- `server`: what the service does, an operationId's answers in their order (fault_server.py, scripted_socket.py),
- `expect`: of `results` (one a step), `requests`, `waits` (seconds), `warnings` and `log` what has to be so.

What is expected of a mapping may leave fields out; a list has to be whole. `{$matches: …}`, `{$between: [a, b]}`,
`{$has: …}`, `{$same: name}`, `{$other: name}`, `{$length: n}`, `{$missing: true}` stand for what is not known before.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import yaml

from tests.sdk.scripts import connections

Data = dict[str, Any]
FOLDER: Final = Path(__file__).parent / "behaviour"
PLAYERS: Final = ("python-sync", "python-async", "typescript")
KEY: Final = "ork_behaviour_Zm9ydHktdHdv"
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Case:
    """One case; `family` is its id without the value of `each`."""

    id: str
    family: str
    feature: str
    promise: str
    players: tuple[str, ...]
    client: Data
    env: dict[str, str]
    steps: list[Data]
    server: dict[str, Any]
    expect: Data

    def script(self) -> dict[str, list[Any]]:
        """The server's part, which is used up as it is played; `{recorded: name}` is a transcript of connections."""
        script = deepcopy(self.server)
        match script.get("connect"):
            case {"recorded": name}:
                script["connect"] = connections(name)
        return script

    def for_player(self, base_url: str) -> Data:
        """What a player is told."""
        client = _filled({"api_key": KEY, "base_url": base_url, **self.client}, {"base_url": base_url})
        env = _filled(self.env, {"base_url": base_url})
        given = {name: value for name, value in client.items() if value is not None}
        return {"id": self.id, "client": given, "env": env, "steps": self.steps}


@cache
def cases() -> tuple[Case, ...]:
    """Every case, in the order of the files."""
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for written in yaml.safe_load(file.read_text("utf-8")):
            names, lists = tuple(written.get("each", {})), written.get("each", {}).values()
            found += [_case(written, dict(zip(names, values, strict=True))) for values in product(*lists)]
    return tuple(found)


def _case(written: Data, values: Data) -> Case:
    filled = _filled({name: part for name, part in written.items() if name != "each"}, values)
    suffix = f"[{'-'.join(_short(value) for value in values.values())}]" if values else ""
    return Case(
        id=written["id"] + suffix,
        family=written["id"],
        feature=written["feature"],
        promise=written["promise"],
        players=tuple(player for player in PLAYERS if player not in written.get("not_in", ())),
        client=filled.get("client", {}),
        env=filled.get("env", {}),
        steps=filled["steps"],
        server=filled.get("server", {}),
        expect=filled["expect"],
    )


def _short(value: Any) -> str:
    return str(next(iter(value.values()))) if isinstance(value, dict) else str(value)


def _filled(part: Any, values: Data) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in part]
    if isinstance(part, str):
        for name, value in values.items():
            found = {f"${{{name}}}": value}
            if isinstance(value, dict):
                found |= {f"${{{name}.{field}}}": inner for field, inner in value.items()}
            for mark, meant in found.items():
                if part == mark:
                    return meant
                part = part.replace(mark, str(meant))
    return part


def differences(expected: Any, actual: Any, where: str, bound: Data) -> list[str]:
    """Where something is not as expected; `bound` are the values of `$same`."""
    if isinstance(expected, dict) and len(expected) == 1 and next(iter(expected)).startswith("$"):
        ((word, value),) = expected.items()
        right = _holds(word, value, actual, bound)
        return [] if right else [f"{where}: {_shown(actual)} is not {word} {value!r}"]
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return [f"{where}: {_shown(actual)} is no mapping"]
        found = []
        for name, value in expected.items():
            found += differences(value, actual.get(name, _MISSING), f"{where}.{name}", bound)
        return found
    if isinstance(expected, list):
        if not isinstance(actual, list):
            return [f"{where}: {_shown(actual)} is no list"]
        if len(actual) != len(expected):
            return [f"{where}: there are {len(actual)}, not {len(expected)}: {_shown(actual)}"]
        found = []
        for place, (one, other) in enumerate(zip(expected, actual, strict=True)):
            found += differences(one, other, f"{where}[{place}]", bound)
        return found
    if expected is None and actual is _MISSING:
        return []  # what is None in Python is undefined in TypeScript, and JSON leaves it out
    same = type(expected) is type(actual) or {type(expected), type(actual)} == {int, float}
    return [] if same and expected == actual else [f"{where}: {_shown(actual)} is not {expected!r}"]


def _holds(word: str, value: Any, actual: Any, bound: Data) -> bool:
    if word == "$missing":
        return bool(value) == (actual is _MISSING or actual is None)
    if actual is _MISSING:
        return False
    match word:
        case "$matches":
            return isinstance(actual, str) and re.search(value, actual) is not None
        case "$between":
            return isinstance(actual, int | float) and value[0] <= actual <= value[1]
        case "$has":
            return any(not differences(value, item, "", dict(bound)) for item in actual)
        case "$same":
            return bool(bound.setdefault(value, actual) == actual)
        case "$other":
            return bool(bound[value] != actual)
        case "$length":
            return bool(len(actual) == value)
    raise AssertionError(f"no such word: {word}")


def _shown(value: Any) -> str:
    return "nothing" if value is _MISSING else repr(value)[:400]
