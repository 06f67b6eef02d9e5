"""Drives schemathesis: the published specification against a real service, and what came of it.

Every check is on, for data that the specification allows and for data that it does not, through all phases: its
examples, its boundary values, generated values, and walks along its links.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import httpx
import schemathesis
from schemathesis import DeserializationContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.engine.run import PhaseName
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext
from schemathesis.schemas import BaseSchema

from orchestra.access.keys import KeyRepository
from orchestra.providers.base import Completion, Emit, Prompt
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings
from tests.service import RunningService, running_service

LARGE: Final = os.environ.get("ORCHESTRA_FUZZ", "") == "large"
# The larger run draws other values each time; this repeats one.
SEED: Final = int(os.environ.get("ORCHESTRA_FUZZ_SEED") or (random.randrange(2**32) if LARGE else 1))

UNIT_PHASES: Final = ("examples", "coverage", "fuzzing")
STATEFUL_PHASES: Final = ("stateful",)
OWNERS: Final = ("ada", "bob")
# A request that hangs must end the run, not block it; no answer here takes a second.
PATIENCE: Final = 30
# How many series of walks there are at the least before they are given up; one has about 50 walks.
SERIES: Final = 20

AnyCase = Case[Any]
# Alters a case just before it is sent.
Change = Callable[[AnyCase], None]

# The model whose runs wait until they are cancelled.
_WAITING: Final = "waiting-to-be-cancelled"
_CHATS: Final = ("POST /v2/chat", "POST /v2/chat/stream")
_DETECTED_CHATS: Final = ("POST /chat", "POST /chat/stream")
_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})


@dataclass(frozen=True, slots=True)
class Exemption:
    """One refusal that a check complains of and that is right all the same, because JSON Schema cannot say it."""

    operation: str
    check: str
    status: int
    code: str
    reason: str
    # What the bodies get in the run that shows that the exemption is still needed, where made-up ones hardly have it.
    members: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.operation}-{self.check}-{self.code}"

    def covers(self, operation: str, failure: Failure, response: Response) -> bool:
        """Whether this is the failure that the exemption is for."""
        return (
            self.operation == operation
            and self.check in failure.checks
            and response.status_code == self.status
            and _problem_code(response) == self.code
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A published specification."""

    content: dict[str, Any]

    @classmethod
    def load(cls, name: str) -> Document:
        """The document that the service publishes under this name, such as `v2`."""
        folder = files("orchestra.contract") / "documents"
        return cls(json.loads((folder / f"{name}.json").read_bytes()))

    @property
    def operations(self) -> dict[str, dict[str, Any]]:
        """The operations by schemathesis's name for them, method and path."""
        return {
            f"{method.upper()} {path}": operation
            for path, item in self.content["paths"].items()
            for method, operation in item.items()
            if method in _METHODS
        }

    @property
    def success(self) -> dict[str, frozenset[int]]:
        """The statuses below 400 of each operation, by operationId."""
        return {
            operation["operationId"]: frozenset(
                int(status) for status in operation["responses"] if int(status) < 400
            )
            for operation in self.operations.values()
        }

    @property
    def secured(self) -> frozenset[str]:
        """The operations that need a key."""
        return frozenset(
            operation["operationId"]
            for operation in self.operations.values()
            if operation.get("security", self.content.get("security"))
        )


@dataclass(slots=True)
class Outcome:
    """What a run has seen."""

    # How often an operation was answered with a status, by its operationId.
    answers: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    checks: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    phases: dict[str, str] = field(default_factory=dict)
    walks: int = 0
    # Everything that is wrong, with what repeats it.
    complaints: list[str] = field(default_factory=list)

    def without_success(self, document: Document) -> dict[str, dict[int, int]]:
        """The operations that were never answered with success, and how they were answered."""
        return {
            name: dict(self.answers[name])
            for name, statuses in document.success.items()
            if not statuses & self.answers[name].keys()
        }


class WaitingProvider(ScriptedProvider):
    """The scripted model, and a second one whose runs begin and then wait, so that there is something to cancel."""

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        """Answer by the script, or never."""
        if prompt.model != _WAITING:
            return await super().complete(prompt, emit)
        emit("Wait")
        await asyncio.Event().wait()
        raise AssertionError("nothing sets this event")


@dataclass(frozen=True, slots=True)
class Target:
    """A service to fuzz, and the keys of two owners who must not see each other's things."""

    service: RunningService
    keys: Mapping[str, str]
    folder: Path
    # Speaks for the first owner.
    client: httpx.Client

    def has_run(self, run_id: str) -> bool:
        """Whether there is a run of this name, which may be percent-encoded."""
        return self.client.get(f"/v2/runs/{run_id}").is_success

    def begin_waiting_run(self) -> str:
        """Begin a run that ends only when it is cancelled; gives its id."""
        body = {"message": "Wait for me.", "model": _WAITING}
        with self.client.stream("POST", "/v2/chat/stream", json=body) as answer:
            return answer.raise_for_status().headers["Orchestra-Run-Id"]

    def chat(self) -> dict[str, Any]:
        """A chat that has been answered."""
        answer = self.client.post("/v2/chat", json={"message": "Be there."})
        found: dict[str, Any] = answer.raise_for_status().json()
        return found


@contextmanager
def fuzzed_service(folder: Path) -> Iterator[Target]:
    """A service whose every operation can succeed: the documentation is there, no key has a limit, and no text is
    an order to the model.
    """
    docs = folder / "docs"
    docs.mkdir()
    (docs / "index.html").write_text("<!doctype html><title>Documentation</title>")
    with running_service(
        folder / "data",
        scripted={"faults": False},
        docs_dir=docs,
        replacements={"provider": WaitingProvider(ScriptedSettings())},
    ) as service:
        keys = service.get(KeyRepository)
        # The first may do everything, keys of others included; the second has its own things and no more.
        made = {
            owner: service.run(keys.create(owner, scopes, unlimited=True))[1]
            for owner, scopes in zip(OWNERS, (["admin"], ["chat", "read"]), strict=True)
        }
        headers = {"Authorization": f"Bearer {made[OWNERS[0]]}"}
        with httpx.Client(base_url=service.base_url, headers=headers, timeout=PATIENCE) as client:
            yield Target(service, made, folder, client)


def fuzz(
    document: Document,
    target: Target,
    *,
    phases: Collection[str],
    examples: int,
    exemptions: Collection[Exemption] = (),
    with_key: bool = True,
    only: Exemption | None = None,
) -> Outcome:
    """Run schemathesis and say what it saw.

    `examples` is the number of generated cases an operation. With `only`, the run has that exemption's operation
    and check alone.
    """
    outcome = Outcome()
    changes = _changes(target) if with_key else []
    if only is not None:
        changes += [_things_that_are_there(target), _members(only.members)]
    config = _config(target, phases, examples, SEED, with_key=with_key, only=only)
    with _before_each_call(*changes):
        _run(outcome, document, config, exemptions, only)
    return outcome


def walk(document: Document, target: Target, *, walks: int, exemptions: Collection[Exemption]) -> Outcome:
    """Run schemathesis along the links and say what it saw.

    Hypothesis gives up a series of walks when the same steps lead elsewhere than before. Here they do, because the
    service remembers: a session is made under one name only once. So there is one series after the other, until
    there were as many walks as asked for and every operation has succeeded, or a bound is reached.
    """
    outcome = Outcome()
    with _before_each_call(*_changes(target)):
        for seed in range(SEED, SEED + SERIES + walks // 10):
            if outcome.complaints or (outcome.walks >= walks and not outcome.without_success(document)):
                break
            config = _config(target, STATEFUL_PHASES, walks, seed, with_key=True, only=None)
            _run(outcome, document, config, exemptions, None)
    return outcome


def _run(
    outcome: Outcome,
    document: Document,
    config: SchemathesisConfig,
    exemptions: Collection[Exemption],
    only: Exemption | None,
) -> None:
    schema: BaseSchema = schemathesis.openapi.from_dict(document.content, config=config)
    if only is not None:
        schema = schema.include(operation_id=only.operation)
    names = {label: operation["operationId"] for label, operation in document.operations.items()}

    def filter_failure(context: HookContext, failure: Failure, case: AnyCase, response: Response) -> bool:
        operation = names[case.operation.label]
        return not any(exemption.covers(operation, failure, response) for exemption in exemptions)

    schema.hook(filter_failure)
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                outcome.walks += event.phase is PhaseName.STATEFUL_TESTING
                _note(outcome, event.recorder, names)
            case events.PhaseFinished():
                outcome.phases[event.phase.name.value] = event.status.value
            case events.SchemaAnalysisWarnings():
                outcome.complaints += [str(warning) for warning in event.warnings]
            case events.NonFatalError():
                outcome.complaints.append(f"{event.label}: {event.info.format()}")
            case events.FatalError():
                raise event.exception
            case events.EngineFinished():
                outcome.complaints += [str(failure) for failure in event.failures]
            case _:
                pass


def _config(
    target: Target,
    phases: Collection[str],
    examples: int,
    seed: int,
    *,
    with_key: bool,
    only: Exemption | None,
) -> SchemathesisConfig:
    generation: dict[str, Any] = {
        "max-examples": examples,
        "deterministic": not LARGE,
        # U+0000 is refused everywhere, which JSON Schema cannot say of the members of free-form metadata.
        "allow-x00": False,
        # Keys come from the owners below; a made-up one would only be 401.
        "with-security-parameters": False,
        "database": "none",
    }
    config: dict[str, Any] = {
        "base-url": target.service.base_url,
        "seed": seed,
        "continue-on-failure": True,
        # A run learns nothing from the one before it.
        "cache": {"enabled": False},
        "request-timeout": PATIENCE,
        "max-redirects": 0,
        "generation": generation,
        "phases": {
            name: {"enabled": name in phases} for name in ("examples", "coverage", "fuzzing", "stateful")
        },
        "checks": {"max_response_time": PATIENCE},
        # What is printed must repeat the failure; the keys in it end with the test.
        "output": {"sanitization": {"enabled": False}},
    }
    if with_key:
        identities = target.folder / "identities.json"
        identities.write_text(
            json.dumps(
                {
                    "auth": [
                        {
                            "name": owner,
                            "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {key}"}],
                        }
                        for owner, key in target.keys.items()
                    ]
                }
            )
        )
        config["auth"] = {"wfc": {"path": str(identities), "user": OWNERS[0], "peers": list(OWNERS)}}
    if only is not None:
        config["checks"] = {"enabled": False, only.check: {"enabled": True}}
    return SchemathesisConfig.from_dict(config)


@contextmanager
def _before_each_call(*changes: Change) -> Iterator[None]:
    """Make these changes to what the specification allows; what it does not allow is sent as it is.

    Schemathesis has this hook for all schemas at once only, so it is taken back.
    """

    def before_call(context: HookContext, case: AnyCase, kwargs: dict[str, Any]) -> None:
        if case.meta is not None and case.meta.generation.mode.is_positive:
            for change in changes:
                change(case)

    schemathesis.hook(before_call)
    try:
        yield
    finally:
        schemathesis.hooks.unregister(before_call)


def _changes(target: Target) -> list[Change]:
    return [
        _fresh_idempotency_keys(),
        _deleted_sessions_stay_deleted(),
        _runs_to_cancel(target),
        _sessions_for_detected_chats(),
    ]


def _fresh_idempotency_keys() -> Change:
    """No two cases have the same Idempotency-Key.

    Boundary values come again and again with other bodies; all but the first would be 422 idempotency_key_reused,
    and nothing else of them would be tried.
    """
    used: set[tuple[str, str]] = set()
    numbers = itertools.count()

    def change(case: AnyCase) -> None:
        key = case.headers.get("Idempotency-Key")
        if not isinstance(key, str):
            return
        if (case.operation.label, key) in used:
            key = f"fuzzed-{next(numbers)}"
            case.headers["Idempotency-Key"] = key
        used.add((case.operation.label, key))

    return change


def _deleted_sessions_stay_deleted() -> Change:
    """No chat names a session that was deleted.

    It would make the session anew, as it should; schemathesis does not see that and calls it used after free.
    """
    deleted: set[str] = set()
    numbers = itertools.count()

    def change(case: AnyCase) -> None:
        if case.method == "DELETE":
            # What stands in a path is percent-encoded by now.
            deleted.add(unquote(case.path_parameters["session_id"]))
        elif isinstance(case.body, dict) and case.operation.label in _CHATS:
            name = case.body.get("session_id")
            # The service's own names cannot come back: such a chat is 404, and stays as it is.
            if name in deleted and not name.startswith("ses_"):
                case.body = {**case.body, "session_id": f"fuzzed-{next(numbers)}"}

    return change


def _runs_to_cancel(target: Target) -> Change:
    """Where cancelRun names a run that is made up, it gets one that is at work; all others have ended by then."""

    def change(case: AnyCase) -> None:
        if case.operation.label == "POST /v2/runs/{run_id}/cancel" and not target.has_run(
            case.path_parameters["run_id"]
        ):
            case.path_parameters["run_id"] = target.begin_waiting_run()

    return change


def _sessions_for_detected_chats() -> Change:
    """A chat of no named version that has a message has a session, too.

    v1 needs one and the specification of both versions cannot say so; nearly all would be 422 without it, and
    nothing else of them would be tried.
    """
    numbers = itertools.count()

    def change(case: AnyCase) -> None:
        if case.operation.label in _DETECTED_CHATS and isinstance(case.body, dict) and "message" in case.body:
            case.body = {"session_id": f"detected-{next(numbers)}", **case.body}

    return change


def _things_that_are_there(target: Target) -> Change:
    """Every run and session named in a path is there, for a run with one operation, which has made none."""
    there = target.chat()

    def change(case: AnyCase) -> None:
        for name in case.path_parameters:
            case.path_parameters[name] = there[name]

    return change


def _members(members: Mapping[str, Any]) -> Change:
    """Every body has these."""

    def change(case: AnyCase) -> None:
        if members and isinstance(case.body, dict):
            case.body = {**case.body, **members}

    return change


def _note(outcome: Outcome, recorder: ScenarioRecorder, names: Mapping[str, str]) -> None:
    for case_id, node in recorder.cases.items():
        case = node.value
        name = names[case.operation.label]
        interaction = recorder.interactions.get(case_id)
        if interaction is None or interaction.response is None:
            outcome.complaints.append(f"{name}: no answer to {case.as_curl_command()}")
            continue
        # Another method on the operation's path is a 405, and says nothing about the operation.
        if case.method.upper() == case.operation.method.upper():
            outcome.answers[name][interaction.response.status_code] += 1
        if case.meta is not None:
            outcome.modes.add(case.meta.generation.mode.value)
    for nodes in recorder.checks.values():
        for check in nodes:
            outcome.checks.add(check.name)
            if check.failure_info is not None:
                failure = check.failure_info.failure
                outcome.complaints.append(
                    f"{check.name}, {failure.operation}: {failure.title}\n{failure.message}\n"
                    f"{check.failure_info.code_sample}"
                )
            elif check.status is not Status.SUCCESS:
                outcome.complaints.append(f"{check.name} could not be run in {recorder.label}")


def _problem_code(response: Response) -> str | None:
    try:
        problem = response.json()
    except ValueError:
        return None
    if not isinstance(problem, dict):
        return None
    # Version 1 has it in its envelope.
    data = problem.get("data")
    return data.get("code") if isinstance(data, dict) else problem.get("code")


@schemathesis.deserializer("application/x-ndjson")
def _lines(context: DeserializationContext, response: Response) -> list[Any]:
    """What the lines hold; each has to be JSON and to be ended, the last one too."""
    *lines, rest = response.content.split(b"\n")
    if rest:
        raise ValueError(f"the last line is not ended: {rest!r}")
    return [json.loads(line) for line in lines]
