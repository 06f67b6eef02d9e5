"""Runs schemathesis over a document of the contract: every check, with data that it allows and data that it does not.

Its phases are the examples, the boundary values, generated values, and walks along the links.
"""

from __future__ import annotations

import copy
import json
import tempfile
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import schemathesis
from hypothesis.errors import HypothesisWarning
from schemathesis import DeserializationContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.engine.core import EventStream
from schemathesis.hooks import HookContext
from schemathesis.schemas import BaseSchema

from orchestra_conformance.bench import Bench
from orchestra_conformance.fuzzing.cases import AnyCase, Cases
from orchestra_conformance.fuzzing.exemptions import EXEMPTIONS, Exemption
from orchestra_conformance.fuzzing.outcome import Outcome
from orchestra_conformance.fuzzing.transport import bounded
from orchestra_conformance.specification import Operation
from orchestra_conformance.wire import Caller

UNIT_PHASES: Final = ("examples", "coverage", "fuzzing")
STATEFUL_PHASES: Final = ("stateful",)
# How many series of walks there are at the least before they are given up; one has about 50 walks.
_SERIES: Final = 20
_SEEDS: Final = 2**32
_OWNER, _STRANGER = "owner", "stranger"
_KEY_VARIABLE, _STRANGER_VARIABLE = "ORCHESTRA_API_KEY", "ORCHESTRA_STRANGER_KEY"


@dataclass(frozen=True, slots=True)
class Narrow:
    """Less than a whole document: these operations alone (all where there are none), and this check alone.

    `members` are what every body has then.
    """

    operations: frozenset[str] = frozenset()
    check: str = ""
    members: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Fuzzing:
    """One document and one deployment. `operations` are the ones that are tried, by operationId."""

    bench: Bench
    operations: Mapping[str, Operation]
    cases: Cases
    outcome: Outcome
    document: Mapping[str, Any]
    keys: Mapping[str, str]
    exemptions: Collection[Exemption]
    narrow: Narrow
    folder: Path

    def operate(self, phases: Collection[str], examples: int) -> None:
        """Try each operation by itself. `examples` is the number of generated cases for each."""
        self.cases.fill = bool(self.narrow.operations)
        self._run(phases, examples, self.bench.random.randrange(_SEEDS))

    def walk(self, walks: int, wanted: Collection[str]) -> None:
        """Walk along the links.

        Hypothesis gives up a series of walks when the same steps lead elsewhere than before. Here they do, because a
        deployment remembers: a session is made under one name only once. So there is one series after the other,
        until there were as many walks as asked for and the `wanted` operations have succeeded, or a bound is reached.
        """
        for _ in range(_SERIES + walks // 10):
            if self.outcome.stopped or self.outcome.complaints:
                break
            if self.outcome.walks >= walks and not self.without_success(wanted):
                break
            self._run(STATEFUL_PHASES, walks, self.bench.random.randrange(_SEEDS))

    def without_success(self, wanted: Collection[str]) -> dict[str, dict[int, int]]:
        """Those of the wanted operations that were never answered with success, and how they were answered."""
        answers = self.outcome.answers
        return {
            name: dict(answers[name])
            for name, operation in self.operations.items()
            if name in wanted
            and not any(status < 400 for status in operation.statuses & answers[name].keys())
        }

    def _run(self, phases: Collection[str], examples: int, seed: int) -> None:
        config = self._config(phases, examples, seed)
        # Schemathesis makes a document its own.
        document = copy.deepcopy(dict(self.document))
        schema: BaseSchema = schemathesis.openapi.from_dict(document, config=config)
        schema = schema.include(operation_id=list(self.operations))
        names = self.outcome.names

        def filter_failure(context: HookContext, failure: Failure, case: AnyCase, response: Response) -> bool:
            operation = names[case.operation.label]
            return not any(exemption.covers(operation, failure, response) for exemption in self.exemptions)

        schema.hook(filter_failure)
        stream = from_schema(schema).execute()
        self.cases.stop = stream.stop
        try:
            with warnings.catch_warnings():
                # What Hypothesis says of its own speed would hide what was found, where warnings are errors.
                warnings.simplefilter("ignore", HypothesisWarning)
                self._follow(stream)
        finally:
            # Its threads end with it.
            stream.stop()
            stream.generator.close()

    def _follow(self, stream: EventStream) -> None:
        for event in stream:
            if not self.outcome.stopped and (over := self.cases.over):
                self.outcome.stopped = over
                stream.stop()
            if isinstance(event, events.Interrupted) and not self.outcome.stopped:
                raise KeyboardInterrupt
            self.outcome.note(event)

    def _config(self, phases: Collection[str], examples: int, seed: int) -> SchemathesisConfig:
        profile = self.bench.profile
        config: dict[str, Any] = {
            "base-url": self.bench.wire.base_url,
            "seed": seed,
            "continue-on-failure": True,
            # A run learns nothing from the one before it.
            "cache": {"enabled": False},
            "request-timeout": profile.patience,
            "max-redirects": 0,
            "generation": {
                "max-examples": examples,
                # U+0000 is refused everywhere, which JSON Schema cannot say of the members of free-form metadata.
                "allow-x00": False,
                # Keys come from the owners; a made-up one would only be 401.
                "with-security-parameters": False,
                "database": "none",
            },
            "phases": {name: {"enabled": name in phases} for name in (*UNIT_PHASES, *STATEFUL_PHASES)},
            "checks": {"max_response_time": profile.patience},
            # What is said must repeat the failure; the keys are taken out of it here.
            "output": {"sanitization": {"enabled": False}},
        }
        if self.keys:
            identities = [
                {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {key}"}]}
                for name, key in self.keys.items()
            ]
            file = self.folder / "identities.json"
            file.write_text(json.dumps({"auth": identities}), encoding="utf-8")
            config["auth"] = {"wfc": {"path": str(file), "user": _OWNER}}
            if len(self.keys) > 1:
                config["auth"]["wfc"]["peers"] = list(self.keys)
        if self.narrow.check:
            config["checks"] = {"enabled": False, self.narrow.check: {"enabled": True}}
        return SchemathesisConfig.from_dict(config)


@contextmanager
def fuzzing(
    bench: Bench,
    document: str,
    operations: Collection[str],
    *,
    with_key: bool = True,
    exemptions: Collection[Exemption] = EXEMPTIONS,
    narrow: Narrow = Narrow(),
) -> Iterator[Fuzzing]:
    """Everything that is needed to try operations of a document, `v1`, `v2` or `service`.

    With an admin's key, two owners who must not see each other's things; the first may do everything, keys of others
    included. Else the one there is. At the end `bench` has what was found.
    """
    chosen = {
        name: operation
        for name, operation in bench.specification.operations.items()
        if name in operations and operation.document == document
    }
    keys, caller, own = _owners(bench, with_key=with_key)
    labels = {operation.label: name for name, operation in bench.specification.operations.items()}
    variables = dict(zip((_KEY_VARIABLE, _STRANGER_VARIABLE), keys.values(), strict=False))
    outcome = Outcome(labels, variables)
    cases = Cases(bench, caller, own, narrow.members or {}, labels)
    with (
        tempfile.TemporaryDirectory() as folder,
        bounded(bench.wire, caller.key or "", cases.silent),
        cases.watched(),
    ):
        try:
            yield Fuzzing(
                bench,
                chosen,
                cases,
                outcome,
                bench.specification.documents[document],
                keys,
                exemptions,
                narrow,
                Path(folder),
            )
        finally:
            bench.cases += outcome.cases
            bench.findings += outcome.findings()


def _owners(bench: Bench, *, with_key: bool) -> tuple[dict[str, str], Caller, bool]:
    """The keys by their owners' names, the first owner, and whether it was made for this."""
    if not with_key:
        return {}, bench.nobody, False
    if not bench.may_administer:
        return {_OWNER: bench.owner.key or ""}, bench.owner, False
    first = bench.key(scopes=("chat", "read", "admin"))
    return {_OWNER: first.key or "", _STRANGER: bench.stranger.key or ""}, first, True


@schemathesis.deserializer("application/x-ndjson")
def _lines(context: DeserializationContext, response: Response) -> list[Any]:
    """What the lines hold; each has to be JSON and to be ended, the last one too."""
    *lines, rest = response.content.split(b"\n")
    if rest:
        raise ValueError(f"the last line is not ended: {rest!r}")
    return [json.loads(line) for line in lines]
