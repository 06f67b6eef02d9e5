"""Every change of the contract is found, and told for what it is to a client."""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from pathlib import Path

import pytest

from orchestra_generator.catalogue import read_catalogue
from orchestra_generator.close_codes import read_close_codes
from orchestra_generator.diff.change import Change, Level
from orchestra_generator.diff.compare import compare
from orchestra_generator.diff.contract import Contract, from_data, to_data
from tests.contract.diff_cases import CASES, Case, Documents, Draft

SPEC = Path(__file__).parents[2] / "spec"
NAMES = {
    "v1": "v1.json",
    "v2": "v2.json",
    "service": "service.json",
    "v1.asyncapi": "asyncapi-v1.json",
    "v2.asyncapi": "asyncapi-v2.json",
}


@functools.cache
def texts() -> dict[str, str]:
    folder = files("orchestra.contract") / "documents"
    return {name: (folder / file).read_text("utf-8") for name, file in NAMES.items()}


@functools.cache
def today() -> Contract:
    """The contract as it is published; test_generator.py holds its documents to spec/."""
    return Contract(
        documents={name: json.loads(text) for name, text in texts().items()},
        errors=tuple(entry for entry in read_catalogue(SPEC / "errors.yaml") if not entry.planned),
        close_codes=read_close_codes(SPEC / "close-codes.yaml"),
        frozen=("v1", "v1.asyncapi"),
    )


def published() -> Draft:
    """The same, to be changed."""
    now = today()
    documents = Documents(dict(now.documents), texts())
    return Draft(documents, list(now.errors), list(now.close_codes), now.frozen)


def changed(case: Case) -> Contract:
    draft = published()
    case.change(draft)
    return draft.contract()


def gravest(changes: list[Change]) -> str:
    return next((level.value for level in Level if any(change.level is level for change in changes)), "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_change_is_told_for_what_it_is(case: Case) -> None:
    changes = compare(today(), changed(case))
    assert gravest(changes) == case.level
    told = [change for change in changes if change.id == case.id and change.level == case.level]
    assert bool(told) is bool(case.id)
    assert case.where in " ".join(place for change in told for place in change.places)
    assert all(change.text.endswith(".") and change.where and change.pointer for change in changes)


def test_the_names_of_the_cases_tell_them_apart() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_what_is_the_same_has_no_changes() -> None:
    again = published()
    assert all(again.documents[name] == document for name, document in today().documents.items())
    assert compare(today(), again.contract()) == []
    assert compare(today(), from_data(json.loads(json.dumps(to_data(today()))))) == []


@pytest.mark.parametrize("case", [case for case in CASES if not case.id], ids=lambda case: case.name)
def test_what_means_nothing_means_nothing_the_other_way_either(case: Case) -> None:
    assert compare(changed(case), today()) == []


REVERSED = {
    "operation-added": "operation-removed",
    "parameter-added": "parameter-removed",
    "parameter-optional": "parameter-required",
    "body-optional": "body-required",
    "header-added": "header-removed",
    "header-required": "header-optional",
    "request-limit-loosened": "request-limit-tightened",
    "request-value-added": "request-value-removed",
    "request-property-added": "request-property-removed",
    "request-null-widened": "request-null-narrowed",
    "response-property-added": "response-property-removed",
    "response-limit-tightened": "response-limit-loosened",
    "response-variant-added": "response-variant-removed",
    "client-message-added": "client-message-removed",
    "error-code-added": "error-code-removed",
}


@pytest.mark.parametrize("id_", REVERSED)
def test_what_is_harmless_one_way_breaks_the_other(id_: str) -> None:
    case = next(case for case in CASES if case.id == id_ and case.level == "additive")
    changes = compare(changed(case), today())
    assert REVERSED[id_] in {change.id for change in changes if change.level is Level.BREAKING}


def test_two_changes_are_what_each_of_them_is() -> None:
    """Changes of different things do not hide each other: together, what breaks alone still breaks."""
    pairs = [
        case
        for case in CASES
        if case.id in ("error-code-removed", "response-property-removed", "header-removed")
    ]
    draft = published()
    for case in pairs:
        case.change(draft)
    told = {change.id for change in compare(today(), draft.contract()) if change.level is Level.BREAKING}
    assert {case.id for case in pairs} <= told


def test_a_schema_that_many_places_share_is_told_once() -> None:
    draft = published()
    draft.field("Problem", "status")["maximum"] = 999
    (change,) = compare(today(), draft.contract())
    assert change.pointer == "#/components/schemas/Problem/properties/status"
    assert len(change.also) > 50
    assert all(place.endswith("/status (maximum)") for place in change.places)


def test_what_clients_send_and_receive_is_told_for_both() -> None:
    """A run's id is sent in paths and received in answers; shorter ones break those who send, and nobody else."""
    draft = published()
    draft.schema("RunId")["maxLength"] = 60
    told = {(change.id, change.level) for change in compare(today(), draft.contract())}
    assert told == {
        ("request-limit-tightened", Level.BREAKING),
        ("response-limit-tightened", Level.ADDITIVE),
    }


def test_a_schema_that_contains_itself_comes_to_an_end() -> None:
    drafts = published(), published()
    for draft in drafts:
        draft.schema("Usage")["properties"]["parts"] = {
            "type": "array",
            "items": {"anyOf": [{"$ref": "#/components/schemas/Usage"}, {"type": "null"}]},
        }
    drafts[1].schema("Usage")["properties"]["total_tokens"]["minimum"] = 1
    (change,) = compare(drafts[0].contract(), drafts[1].contract())
    assert (change.id, change.level) == ("response-limit-tightened", Level.ADDITIVE)


def test_an_unfrozen_older_version_may_still_change() -> None:
    drafts = published(), published()
    for draft in drafts:
        draft.frozen = ()
    drafts[1].operation("/v1/chat", document="v1")["description"] = "…"
    assert gravest(compare(drafts[0].contract(), drafts[1].contract())) == "docs"
