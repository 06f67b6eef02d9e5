"""What a run of schemathesis has seen, and what was wrong, said once however often it was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from schemathesis.engine import Status, events
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.engine.run import PhaseName

from orchestra_conformance.check import Finding

# A deployment that is wrong in everything is not said to be so a thousand times.
MOST_COMPLAINTS: Final = 200
_SHOWN_CHARACTERS: Final = 4_000


@dataclass(slots=True)
class Complaint:
    """Something wrong: the first time that it was found, what repeats it, and how often it was."""

    text: str
    reproduction: str = ""
    times: int = 0

    @property
    def finding(self) -> Finding:
        """The same for the report."""
        return Finding(
            self.text if self.times == 1 else f"{self.text}\n({self.times} times)", self.reproduction
        )


@dataclass(slots=True)
class Outcome:
    """What a run has seen.

    `names` are operationIds by schemathesis's label, method and path. `keys` are the keys in use by the variables
    that stand for them in what is shown.
    """

    names: Mapping[str, str]
    keys: Mapping[str, str]
    # How often an operation was answered with a status, by its operationId.
    answers: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    # What repeats the first such answer.
    samples: dict[tuple[str, int], str] = field(default_factory=dict)
    checks: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    phases: dict[str, str] = field(default_factory=dict)
    walks: int = 0
    cases: int = 0
    # By operation and check.
    complaints: dict[tuple[str, str], Complaint] = field(default_factory=dict)
    # Why it was stopped before it was done.
    stopped: str = ""

    def note(self, event: events.EngineEvent) -> None:
        """Take in what the engine says. Raises its error where it cannot go on."""
        match event:
            case events.ScenarioFinished():
                self.walks += event.phase is PhaseName.STATEFUL_TESTING
                self._scenario(event.recorder)
            case events.PhaseFinished():
                self.phases[event.phase.name.value] = event.status.value
            case events.SchemaAnalysisWarnings():
                for warning in event.warnings:
                    self.complain("", "schema", str(warning))
            case events.NonFatalError() if not self.stopped:
                self.complain(
                    event.label, type(event.value).__name__, f"{event.label}: {event.info.format()}"
                )
            case events.FatalError():
                raise event.exception
            case events.EngineFinished():
                for failure in event.failures:
                    self.complain("", "after the run", str(failure))
            case _:
                pass

    def _scenario(self, recorder: ScenarioRecorder) -> None:
        for case_id, node in recorder.cases.items():
            case = node.value
            name = self.names[case.operation.label]
            interaction = recorder.interactions.get(case_id)
            if interaction is None or interaction.response is None:
                if not self.stopped:
                    self.complain(name, "answer", f"{name}: no answer came", case.as_curl_command())
                continue
            self.cases += 1
            status = interaction.response.status_code
            # Another method on the operation's path is a 405, and says nothing about the operation.
            if case.method.upper() == case.operation.method.upper():
                self.answers[name][status] += 1
                if (name, status) not in self.samples:
                    self.samples[name, status] = self._masked(case.as_curl_command())
            if status == 429:
                self.complain(
                    name, "429", f"{name}: 429, and no limit was being tested", case.as_curl_command()
                )
            if case.meta is not None:
                self.modes.add(case.meta.generation.mode.value)
        for nodes in recorder.checks.values():
            for check in nodes:
                self.checks.add(check.name)
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    self.complain(
                        failure.operation or "",
                        check.name,
                        f"{check.name}, {failure.operation}: {failure.title}\n{failure.message}",
                        check.failure_info.code_sample,
                    )
                elif check.status is not Status.SUCCESS:
                    self.complain("", check.name, f"{check.name} could not be run in {recorder.label}")

    def complain(self, operation: str, kind: str, text: str, reproduction: str = "") -> None:
        """Something is wrong; `kind` is the check that says so."""
        found = self.complaints.get((operation, kind))
        if found is None:
            if len(self.complaints) == MOST_COMPLAINTS:
                return
            found = Complaint(self._masked(text)[:_SHOWN_CHARACTERS], self._masked(reproduction))
            self.complaints[operation, kind] = found
        found.times += 1

    def _masked(self, text: str) -> str:
        for variable, key in self.keys.items():
            header = f"Authorization: Bearer {key}"
            # In single quotes the shell would not fill it in.
            text = text.replace(f"'{header}'", f'"{header}"').replace(key, f"${variable}")
        return text

    def findings(self) -> list[Finding]:
        """Everything that was wrong."""
        return [complaint.finding for complaint in self.complaints.values()]
