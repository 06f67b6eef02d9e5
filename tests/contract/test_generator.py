"""What is generated follows from the specification, always in the same way, and holds what the specification says."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pydantic
import pytest
from typer import Exit

from orchestra_generator import generate, node
from orchestra_generator.cli import generate as generate_command
from orchestra_generator.failure import GeneratorError
from orchestra_generator.frames import older_frames_module
from orchestra_generator.generate import check, render, write
from orchestra_generator.models import models_module
from orchestra_generator.paths import find_repository
from orchestra_generator.python_text import python_name
from orchestra_generator.specification import Specification
from tests.contract.tiny import tiny_checkout, tiny_specification


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ModuleType]]:
    """The modules generated from the small specification, imported under a package name of their own."""
    folder = tmp_path_factory.mktemp("generated")
    package = folder / "tiny_contract"
    package.mkdir()
    (package / "__init__.py").touch()
    for path, text in render(tiny_specification()).items():
        if path.endswith(".py"):
            source = text.replace("orchestra.contract", "tiny_contract")
            (package / Path(path).name).write_text(source, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        yield {
            name: importlib.import_module(f"tiny_contract.{name}")
            for name in ("errors", "models", "events", "operations")
        }
    finally:
        sys.path.remove(str(folder))


# ---------------------------------------------------------------------------------------------------- the real thing


def test_generated_files_are_what_the_specification_makes_them() -> None:
    differences = check(find_repository(Path(__file__)))
    assert [f"{found.path}\n{found.diff}" for found in differences] == []


# ------------------------------------------------------------------------------------------------- write and compare


def test_the_same_specification_gives_the_same_bytes() -> None:
    assert render(tiny_specification()) == render(tiny_specification())


def test_what_was_written_is_up_to_date(tmp_path: Path) -> None:
    checkout = tiny_checkout(tmp_path)
    assert write(checkout)
    assert check(checkout) == []
    assert write(checkout) == []


def test_check_names_each_file_that_differs_and_writes_nothing(tmp_path: Path) -> None:
    checkout = tiny_checkout(tmp_path)
    write(checkout)
    changed = checkout.root / "service/orchestra/contract/models.py"
    changed.write_text(changed.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    missing = checkout.root / "docs/reference/errors/not_found.md"
    missing.unlink()
    leftover = checkout.root / "docs/reference/errors/gone.md"
    leftover.write_text("# Gone\n", encoding="utf-8")

    found = {difference.path: difference.diff for difference in check(checkout)}

    assert found.keys() == {
        "service/orchestra/contract/models.py",
        "docs/reference/errors/not_found.md",
        "docs/reference/errors/gone.md",
    }
    assert "-# by hand" in found["service/orchestra/contract/models.py"]
    assert found["docs/reference/errors/not_found.md"] == "is missing"
    assert leftover.exists()
    assert not missing.exists()


def test_a_file_that_is_not_generated_any_more_is_removed(tmp_path: Path) -> None:
    checkout = tiny_checkout(tmp_path)
    write(checkout)
    leftover = checkout.root / "docs/reference/errors/gone.md"
    leftover.write_text("# Gone\n", encoding="utf-8")
    assert write(checkout) == ["docs/reference/errors/gone.md"]
    assert not leftover.exists()


def test_a_long_difference_is_cut_short() -> None:
    text = generate._diff("\n".join("a" * 50), "\n".join("b" * 50), "file")
    assert len(text.splitlines()) == generate.DIFF_LINES + 1


# ------------------------------------------------------------------------------------------------------- the command


def test_the_command_writes_and_then_finds_everything_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tiny_checkout(tmp_path).root)
    generate_command()
    assert "service/orchestra/contract/models.py" in capsys.readouterr().out
    generate_command()
    generate_command(check=True)
    assert capsys.readouterr().out == "Everything is up to date.\n" * 2


def test_the_command_fails_on_a_difference_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tiny_checkout(tmp_path).root)
    with pytest.raises(Exit) as stopped:
        generate_command(check=True)
    assert stopped.value.exit_code == 1
    told = capsys.readouterr().err
    assert "service/orchestra/contract/events.py differs" in told
    assert "Run `orchestra generate`" in told


def test_outside_of_a_checkout_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exit):
        generate_command()
    assert "is in no checkout" in capsys.readouterr().err


def test_missing_node_tools_are_named_with_the_way_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "TOOLS", tmp_path)
    with pytest.raises(GeneratorError, match="make setup"):
        node.run_redocly(tiny_checkout(tmp_path), ["--version"])


def test_a_reference_that_leads_nowhere_stops_generation(tmp_path: Path) -> None:
    checkout = tiny_checkout(tmp_path)
    source = checkout.spec / "schemas" / "tea.yaml"
    source.write_text(source.read_text(encoding="utf-8").replace("'#/Pot'", "'#/Kettle'"), encoding="utf-8")
    with pytest.raises(GeneratorError, match="cannot be bundled"):
        check(checkout)


# ------------------------------------------------------------------------------------------------------------ models


@pytest.mark.parametrize(
    "body",
    [
        {"leaf": "assam"},
        {"leaf": "\N{TEACUP WITHOUT HANDLE}" * 20},
        {"leaf": "assam", "minutes": 10, "degrees": 99.5, "milk": True, "note": None, "strength": "weak"},
        {"leaf": "assam", "degrees": 80, "labels": {"a": [1, None], "b": {}}},
    ],
)
def test_a_request_that_fits_comes_back_as_it_was(
    contract: dict[str, ModuleType], body: dict[str, Any]
) -> None:
    assert json.loads(contract["models"].BrewRequest.model_validate(body).model_dump_json()) == body


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"leaf": ""},
        {"leaf": " \t"},
        {"leaf": "x" * 21},
        {"leaf": 1},
        {"leaf": None},
        {"leaf": "x", "minutes": "3"},
        {"leaf": "x", "minutes": 2.5},
        {"leaf": "x", "minutes": True},
        {"leaf": "x", "minutes": None},
        {"leaf": "x", "minutes": 11},
        {"leaf": "x", "degrees": 0},
        {"leaf": "x", "degrees": "80"},
        {"leaf": "x", "milk": "true"},
        {"leaf": "x", "milk": 1},
        {"leaf": "x", "note": "longer"},
        {"leaf": "x", "strength": "medium"},
        {"leaf": "x", "labels": {"a": 1, "b": 2, "c": 3}},
        {"leaf": "x", "labels": None},
        {"leaf": "x", "sugar": 1},
        {"leaf": "x", "unknown": 1},
        [],
        None,
    ],
)
def test_a_request_that_does_not_fit_is_refused(contract: dict[str, ModuleType], body: Any) -> None:
    with pytest.raises(pydantic.ValidationError):
        contract["models"].BrewRequest.model_validate(body)


def test_an_answer_is_made_by_keyword_and_leaves_out_what_is_missing(contract: dict[str, ModuleType]) -> None:
    models = contract["models"]
    tea = models.Tea(
        tea_id="tea_1",
        leaf="assam",
        strength=None,
        brewed_at="2026-11-20T09:30:00.000Z",
        pot=models.Pot(name="p", in_="x"),
    )
    assert json.loads(tea.model_dump_json(by_alias=True)) == {
        "tea_id": "tea_1",
        "leaf": "assam",
        "strength": None,
        "brewed_at": "2026-11-20T09:30:00.000Z",
        "pot": {"name": "p", "in": "x"},
    }


def test_error_codes_in_models_are_those_of_the_catalogue(contract: dict[str, ModuleType]) -> None:
    code = contract["errors"].ErrorCode.NOT_FOUND
    problem = contract["models"].Problem(type="/", status=404, code=code, retryable=False)
    assert json.loads(problem.model_dump_json())["code"] == "not_found"
    assert contract["models"].Problem.model_fields["code"].annotation is contract["errors"].ErrorCode


# -------------------------------------------------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ({}, "limit", 20),
        ({}, "warm", None),
        ({"limit": "100"}, "limit", 100),
        ({"order": "asc"}, "order", "asc"),
        ({"warm": "false"}, "warm", False),
        ({"over": "-1.5e2"}, "over", -150.0),
    ],
)
def test_parameters_are_read_from_text(
    contract: dict[str, ModuleType], query: dict[str, str], field: str, value: object
) -> None:
    assert getattr(contract["models"].ListTeasQuery.model_validate(query), field) == value


@pytest.mark.parametrize(
    "query",
    [
        *(
            {"limit": text}
            for text in ("", "1.0", " 1", "1 ", "1_0", "+1", "01", "0", "101", "true", "1e1", "\u0661")
        ),
        *({"warm": text} for text in ("1", "True", "yes", "")),
        *({"over": text} for text in ("nan", "inf", "1e999", "1_0", "0x1", "")),
        {"order": "up"},
        {"unknown": "1"},
        {"sweet": "true"},
    ],
)
def test_parameters_that_do_not_fit_are_refused(
    contract: dict[str, ModuleType], query: dict[str, str]
) -> None:
    with pytest.raises(pydantic.ValidationError):
        contract["models"].ListTeasQuery.model_validate(query)


def test_headers_are_read_under_their_own_names(contract: dict[str, ModuleType]) -> None:
    headers = contract["models"].BrewTeaHeaders
    assert headers.model_validate({"Idempotency-Key": "k", "Accept": "*/*"}).idempotency_key == "k"
    assert headers.model_validate({}).idempotency_key is None
    with pytest.raises(pydantic.ValidationError):
        headers.model_validate({"Idempotency-Key": "no spaces"})


# ------------------------------------------------------------------------------------------------------------ events


def test_an_event_is_sent_with_type_run_and_offset_first(contract: dict[str, ModuleType]) -> None:
    token = contract["events"].TokenEvent(run_id="tea_1", offset=3, text="drip")
    assert msgspec.json.encode(token) == b'{"type":"token","run_id":"tea_1","offset":3,"text":"drip"}'
    brewed = contract["events"].BrewedEvent(run_id="tea_1", offset=4, created_at="now", pot=None)
    assert msgspec.json.encode(brewed).startswith(
        b'{"type":"tea.brewed","run_id":"tea_1","offset":4,"created_at":"now"'
    )


def test_events_come_back_by_their_type(contract: dict[str, ModuleType]) -> None:
    events = contract["events"]
    brewed = events.BrewedEvent(
        run_id="tea_1", offset=4, created_at="now", pot=events.Pot(name="p", in_="kitchen")
    )
    assert msgspec.json.decode(msgspec.json.encode(brewed), type=events.RunEvent) == brewed


def test_planned_events_are_not_there(contract: dict[str, ModuleType]) -> None:
    assert not hasattr(contract["events"], "StirredEvent")


# -------------------------------------------------------------------------------------------------------- operations


def test_the_table_has_every_operation_that_is_not_planned(contract: dict[str, ModuleType]) -> None:
    table = {operation.id: operation for operation in contract["operations"].OPERATIONS}
    assert list(table) == ["listTeas", "brewTea", "getTea", "getDoor", "getOpen"]
    models = contract["models"]
    brew = table["brewTea"]
    assert (brew.method, brew.path, brew.version, brew.scope, brew.secured) == (
        "POST",
        "/v2/teas",
        "v2",
        "chat",
        True,
    )
    assert (brew.request, brew.header_params) == (models.BrewRequest, models.BrewTeaHeaders)
    assert (brew.header_names, brew.idempotent) == (("Idempotency-Key",), True)
    assert (brew.success, brew.content_types) == ((201,), ("application/json",))
    watch = table["getTea"]
    assert (watch.path_params, watch.success) == (models.GetTeaPath, (200, 204))
    assert watch.content_types == ("text/event-stream",)
    door = table["getDoor"]
    assert (door.secured, door.scope, door.success, door.content_types) == (False, None, (307,), ())
    assert contract["operations"].CONTRACT_VERSION == "2.0.0"


# --------------------------------------------------------------------------------------------- errors and their pages


def test_the_catalogue_has_the_codes_that_clients_can_meet(contract: dict[str, ModuleType]) -> None:
    errors = contract["errors"]
    assert [str(code) for code in errors.ErrorCode] == ["not_found", "rate_limited"]
    entry = errors.CATALOGUE[errors.ErrorCode.RATE_LIMITED]
    assert (entry.status, entry.retryable, entry.title) == (429, True, "Too many requests")


def test_every_code_has_a_page_with_an_example_of_it() -> None:
    texts = render(tiny_specification())
    pages = {
        path.removeprefix("docs/reference/errors/"): text
        for path, text in texts.items()
        if "docs/reference/errors/" in path
    }
    assert pages.keys() == {"index.md", "not_found.md", "rate_limited.md"}
    for code in ("not_found", "rate_limited"):
        example = json.loads(pages[f"{code}.md"].split("```json\n")[1].split("```")[0])
        assert example["code"] == code
        assert f"[`{code}`]({code}.md)" in pages["index.md"]


@pytest.mark.parametrize(
    "change", [("status: 404", "status: '404'"), ("code: rate_limited", "code: not_found")]
)
def test_a_faulty_catalogue_stops_generation(tmp_path: Path, change: tuple[str, str]) -> None:
    checkout = tiny_checkout(tmp_path)
    source = checkout.spec / "errors.yaml"
    source.write_text(source.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(GeneratorError, match=r"errors\.yaml"):
        check(checkout)


# --------------------------------------------------------------------------------- what cannot be carried is not lost


@pytest.mark.parametrize(
    ("schema", "change"),
    [
        ("TeaId", {"not": {"enum": ["tea_0"]}}),
        ("BrewRequest", {"minProperties": 1}),
        ("BrewRequest", {"if": {}, "then": {}}),
    ],
)
def test_a_keyword_that_no_model_can_check_stops_generation(schema: str, change: dict[str, Any]) -> None:
    with pytest.raises(GeneratorError, match=f"{schema} uses"):
        models_module(_changed(schema, change))


def test_a_request_field_that_is_no_python_name_stops_generation() -> None:
    properties = {"properties": {"class": {"type": "string"}}}
    with pytest.raises(GeneratorError, match="no Python names: class"):
        models_module(_changed("BrewRequest", properties))


def test_documents_that_disagree_about_a_name_stop_generation() -> None:
    specification = tiny_specification()
    service = specification.published["service"]
    other = {**service, "components": {"schemas": {"Tea": {"type": "string", "description": "Not a cup."}}}}
    published = {**specification.published, "service": other}
    with pytest.raises(GeneratorError, match="The schema Tea"):
        models_module(_with_published(specification, published))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("limit", "limit"),
        ("Idempotency-Key", "idempotency_key"),
        ("in", "in_"),
        ("Last-Event-ID", "last_event_id"),
    ],
)
def test_names_become_python_names(name: str, expected: str) -> None:
    assert python_name(name) == expected


def _changed(schema: str, change: dict[str, Any]) -> Specification:
    specification = tiny_specification()
    document = json.loads(json.dumps(specification.published["v2"]))
    document["components"]["schemas"][schema].update(change)
    return _with_published(specification, {**specification.published, "v2": document})


def _with_published(specification: Specification, published: dict[str, Any]) -> Specification:
    return Specification(specification.repository, specification.authored, published, specification.errors)


# ------------------------------------------------------------------------------------------- frames of older versions


def _older_frames(bare: dict[str, Any]) -> str:
    schemas = {
        "ClientFrameV1": {
            "description": "All.",
            "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Sip", "Bare")],
        },
        "Sip": {
            "type": "object",
            "required": ["type", "data"],
            "properties": {
                "type": {"type": "string", "const": "sip"},
                "data": {"$ref": "#/components/schemas/Tea"},
            },
        },
        "Bare": {"type": "object", **bare},
        "Tea": {
            "type": "object",
            "anyOf": [{"required": ["tea"]}, {"required": ["chai"]}],
            "properties": {"tea": {"type": "string"}, "chai": {"type": "string"}},
        },
    }
    made = tiny_specification()
    published = {**made.published, "v1.asyncapi": {"components": {"schemas": schemas}}}
    return older_frames_module("v1", Specification(made.repository, made.authored, published, made.errors))


def test_older_frames_are_told_apart_by_type_and_one_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _older_frames(
        {"propertyNames": {"not": {"const": "type"}}, "properties": {"tea": {"type": "string"}}}
    )
    (tmp_path / "tiny_older_frames.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    frames = importlib.import_module("tiny_older_frames")
    assert dict(frames.CLIENT_FRAMES) == {"sip": frames.Sip}
    assert frames.Bare.model_validate({"tea": "green"}).tea == "green"
    # Which of the two names is there, the change records look after.
    assert frames.Sip.model_validate({"type": "sip", "data": {}})
    with pytest.raises(pydantic.ValidationError):
        frames.Sip.model_validate({"type": "sip", "data": {"chai": 1}})


def test_older_frames_lose_nothing_else_unseen() -> None:
    for lost in ({"propertyNames": {"pattern": "^t"}}, {"not": {"required": ["type"]}}):
        with pytest.raises(GeneratorError, match="which no generated model can check"):
            _older_frames({**lost, "properties": {"tea": {"type": "string"}}})
