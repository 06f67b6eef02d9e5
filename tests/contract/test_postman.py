"""The Postman collection: complete, always the same, green against a real service, and red against a broken one."""

from __future__ import annotations

import copy
import http.client
import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from orchestra.contract.operations import OPERATIONS
from orchestra.settings import Settings
from orchestra_generator.failure import GeneratorError
from orchestra_generator.node import TOOLS, run_script
from orchestra_generator.paths import find_repository
from orchestra_generator.postman.collection import FORMAT, postman_files
from orchestra_generator.postman.schemas import compact
from orchestra_generator.specification import load
from tests.contract.tiny import tiny_specification
from tests.service import RunningService, running_service

ROOT = find_repository(Path(__file__)).root
FOLDER = ROOT / "docs/downloads/postman"
COLLECTION = FOLDER / "ai-orchestra.postman_collection.json"
NEWMAN = TOOLS / "node_modules/newman/bin/newman.js"
PLACES = ("local", "staging", "production")


def collection() -> dict[str, Any]:
    """The collection as it is published."""
    found: dict[str, Any] = json.loads(COLLECTION.read_text("utf-8"))
    return found


def leaves(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The requests in folders, in the order in which they run."""
    for item in items:
        if "item" in item:
            yield from leaves(item["item"])
        else:
            yield item


def operation_of(request: dict[str, Any]) -> tuple[str, str]:
    """Method and path template of a saved or executed request."""
    path = request["url"]["path"]
    return request["method"], "/" + "/".join(
        f"{{{part[1:]}}}" if part.startswith(":") else part for part in path
    )


def newman(folder: Path, base_url: str, key: str, *options: str) -> tuple[int, dict[str, Any]]:
    """Run the collection with the environment `local`. Returns the exit code and what newman tells of the run."""
    report = folder / "newman.json"
    environment = FOLDER / "local.postman_environment.json"
    given = ["--env-var", f"baseUrl={base_url}", "--env-var", f"apiKey={key}"]
    reporter = ["--reporters", "json", "--reporter-json-export", str(report)]
    done = run_script(NEWMAN, ["run", str(COLLECTION), "-e", str(environment), *given, *reporter, *options])
    assert report.is_file(), done.stdout + done.stderr
    told: dict[str, Any] = json.loads(report.read_text("utf-8"))["run"]
    return done.returncode, told


def failures(told: dict[str, Any]) -> list[str]:
    """What failed, as `request: test`."""
    return [f"{found['source']['name']}: {found['error']['test']}" for found in told["failures"]]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunningService]:
    """A service with nothing in it but a page of documentation, so that nothing has to be built first."""
    pages = tmp_path / "site"
    pages.mkdir()
    (pages / "index.html").write_text("<title>Docs</title>", "utf-8")
    with running_service(tmp_path / "data", docs_dir=pages, manager={"deadline": 30}) as service:
        yield service


# -------------------------------------------------------------------------------------------------------- newman runs


def test_newman_runs_every_operation_green_against_a_fresh_service(
    service: RunningService, tmp_path: Path
) -> None:
    code, told = newman(tmp_path, service.base_url, service.key)
    assert (code, failures(told)) == (0, [])
    executions = told["executions"]
    executed = {operation_of(execution["item"]["request"]) for execution in executions}
    assert executed == {(operation.method, operation.path) for operation in OPERATIONS}
    untested = [found["item"]["name"] for found in executions if len(found.get("assertions", [])) < 4]
    assert untested == []


def test_what_the_collection_made_in_its_folder_of_sessions_is_gone_afterwards(
    service: RunningService, tmp_path: Path
) -> None:
    code, told = newman(tmp_path, service.base_url, service.key, "--folder", "Sessions")
    assert (code, failures(told)) == (0, [])
    listed = json.loads(body_of(told, "List a session's messages"))
    assert [message["role"] for message in listed["data"]] == ["user", "assistant", "user", "assistant"]
    request = urllib.request.Request(service.base_url + "/v2/sessions", headers=service.headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert json.load(answer)["data"] == []


def body_of(told: dict[str, Any], name: str) -> str:
    """The body that a request of a run was answered with."""
    [found] = [found for found in told["executions"] if found["item"]["name"] == name]
    return bytes(found["response"]["stream"]["data"]).decode("utf-8")


BREAKS = {
    "Look up a run": ("The body is as the specification says",),
    "Follow a run's events": (
        "The stream ends with its terminal event, the only one",
        "The offsets have no gaps",
        "The tokens, joined, are the response",
    ),
    "Ask how the service is": ("The content type is application/json",),
    "Ask whether to send requests": ("The status is 200",),
    "Ask for a sign of life": ("X-Correlation-ID names the request", "The headers of the contract are there"),
    "Read the metrics": ("The headers of the contract are there",),
}


def broken(path: str, status: int, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
    """The answer of a service with a defect on each of a few paths."""
    if path == "/live":
        headers.pop("x-correlation-id")
    elif path == "/metrics":
        headers.pop("x-contract-version")
    elif path == "/health":
        headers["content-type"] = "text/plain"
    elif path == "/ready":
        status = 202
    elif path.endswith("/events"):
        # A token is lost, and the last event comes twice.
        blocks = body.decode().strip().split("\n\n")
        tokens = [block for block in blocks if '"type":"token"' in block]
        blocks.remove(tokens[0])
        body = ("\n\n".join([*blocks, blocks[-1]]) + "\n\n").encode()
    elif path.startswith("/v2/runs/") and path.count("/") == 3:
        told = json.loads(body)
        del told["last_offset"]
        body = json.dumps(told).encode()
    return status, headers, body


@contextmanager
def broken_service(service: RunningService) -> Iterator[str]:
    """Address of a server in front of `service` that breaks some of its answers."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def do_GET(self) -> None:
            self.forward()

        do_POST = do_GET  # noqa: N815, the server calls it so

        def forward(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
            try:
                connection.request(self.command, self.path, sent or None, dict(self.headers))
                answer = connection.getresponse()
                headers = {name.lower(): value for name, value in answer.getheaders()}
                status, headers, body = broken(self.path, answer.status, headers, answer.read())
            finally:
                connection.close()
            self.send_response_only(status)
            for name, value in headers.items():
                if name not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, named by its base
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="broken", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


def test_each_broken_answer_fails_the_test_that_is_about_it_and_no_other(
    service: RunningService, tmp_path: Path
) -> None:
    with broken_service(service) as address:
        folders = [word for name in ("Chat", "Runs", "Health") for word in ("--folder", name)]
        code, told = newman(tmp_path, address, service.key, *folders)
    assert code == 1
    assert failures(told) == [f"{name}: {test}" for name, tests in BREAKS.items() for test in tests]


def test_a_run_that_still_works_is_cancelled_by_its_request(service: RunningService, tmp_path: Path) -> None:
    headers = {**service.headers, "Content-Type": "application/json"}
    body = {"message": "[[delay 5]] Say hello in one short sentence.", "on_disconnect": "continue"}
    request = urllib.request.Request(
        service.base_url + "/v2/chat/stream", json.dumps(body).encode(), headers, method="POST"
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        run = answer.headers["Orchestra-Run-Id"]
        options = ("--folder", "Cancel a run", "--env-var", f"run_id={run}")
        code, told = newman(tmp_path, service.base_url, service.key, *options)
        assert "run.cancelled" in answer.read().decode()
    assert (code, failures(told)) == (0, [])
    assert [found["response"]["code"] for found in told["executions"]] == [200]


# ------------------------------------------------------------------------------------------------ what is in the files


def test_every_operation_is_a_request_with_tests_and_with_an_answer_to_expect() -> None:
    requests = list(leaves(collection()["item"]))
    assert {operation_of(item["request"]) for item in requests} == {
        (operation.method, operation.path) for operation in OPERATIONS
    }
    for item in requests:
        [event] = item["event"]
        assert event["listen"] == "test" and "pm.test(" in "\n".join(event["script"]["exec"])
        assert item["response"] or "There is no body" in "\n".join(event["script"]["exec"]), item["name"]
    folders = [folder["name"][-9:] for folder in collection()["item"]]
    assert folders == ["version 2", "version 1", "nAI's API", "o version"]


def test_the_collection_has_the_shape_of_the_format() -> None:
    found = collection()
    assert found["info"].keys() == {"_postman_id", "name", "description", "schema"}
    assert found["info"]["schema"] == FORMAT
    assert found["auth"]["bearer"][0]["value"] == "{{apiKey}}"
    for item in leaves(found["item"]):
        url = item["request"]["url"]
        assert url["host"] == ["{{baseUrl}}"] and url["raw"].startswith("{{baseUrl}}/")
        named = [part[1:] for part in url["path"] if part.startswith(":")]
        assert named == [variable["key"] for variable in url.get("variable", [])]
        assert all(variable["value"] for variable in url.get("variable", []))
        for part in (*item["request"]["header"], *url.get("query", [])):
            assert part["value"] or part["disabled"], f"{item['name']}: {part['key']} is sent empty"
        for answer in item["response"]:
            assert answer.keys() >= {"id", "name", "originalRequest", "status", "code", "header", "body"}
        if "body" in item["request"]:
            json.loads(item["request"]["body"]["raw"])


def test_every_variable_that_is_used_is_defined_and_every_id_is_one_of_a_kind() -> None:
    text = COLLECTION.read_text("utf-8")
    found = collection()
    defined = {variable["key"] for variable in found["variable"]}
    assert {part.split("}}")[0] for part in text.split("{{")[1:]} == defined
    items = list(leaves(found["item"]))
    ids = [item["id"] for item in items] + [answer["id"] for item in items for answer in item["response"]]
    assert len(ids) == len(set(ids))


def test_keyless_operations_are_sent_without_a_key() -> None:
    keyless = {
        operation_of(item["request"])
        for item in leaves(collection()["item"])
        if item["request"].get("auth") == {"type": "noauth"}
    }
    assert keyless == {
        (operation.method, operation.path) for operation in OPERATIONS if not operation.secured
    }


def test_the_environments_are_complete_and_hold_no_secret() -> None:
    for place in PLACES:
        found = json.loads((FOLDER / f"{place}.postman_environment.json").read_text("utf-8"))
        values = {value["key"]: value for value in found["values"]}
        assert values.keys() == {"baseUrl", "apiKey", "docsUrl"}
        assert (values["apiKey"]["type"], values["apiKey"]["value"]) == ("secret", "")
        assert values["baseUrl"]["value"].startswith("http")
    local = json.loads((FOLDER / "local.postman_environment.json").read_text("utf-8"))
    port = Settings.model_fields["port"].default
    assert local["values"][0]["value"] == f"http://{Settings.model_fields['host'].default}:{port}"


def test_descriptions_lead_to_pages_that_are_there() -> None:
    text = COLLECTION.read_text("utf-8")
    pages = {part.split("/)")[0].lstrip("/") or "." for part in text.split("({{docsUrl}}")[1:]}
    assert "guides/sessions" in pages
    missing = [
        page
        for page in pages
        if not any((ROOT / "docs" / f"{page}{end}").is_file() for end in (".md", "/index.md"))
    ]
    assert missing == []


def test_the_same_specification_gives_the_same_collection() -> None:
    specification = load(find_repository(Path(__file__)))
    assert postman_files(specification) == postman_files(specification)
    assert {f"docs/downloads/postman/{name}" for name in postman_files(specification)} == {
        file.relative_to(ROOT).as_posix() for file in FOLDER.iterdir()
    }


# ------------------------------------------------------------------------------------- what the specification must say


def changed_tiny() -> tuple[Any, dict[str, Any]]:
    """The small specification, to be changed, and its current document."""
    specification = copy.deepcopy(tiny_specification())
    return specification, specification.published["v2"]


def test_a_link_says_which_answer_fills_a_path() -> None:
    text = postman_files(tiny_specification())["ai-orchestra.postman_collection.json"]
    brew, _, read = leaves(json.loads(text)["item"][0]["item"])
    assert (
        'pm.collectionVariables.set("tea_id", pm.response.json()["tea_id"])'
        in brew["event"][0]["script"]["exec"][-1]
    )
    assert read["request"]["url"]["variable"][0]["value"] == "{{tea_id}}"


def test_a_path_that_nothing_fills_is_no_request() -> None:
    specification, document = changed_tiny()
    del document["paths"]["/v2/teas"]["post"]["responses"]["201"]["links"]
    with pytest.raises(GeneratorError, match=r"getTea: nothing says what \{tea_id\} can be"):
        postman_files(specification)


def test_a_body_without_an_example_is_no_request() -> None:
    specification, document = changed_tiny()
    del document["paths"]["/v2/teas"]["post"]["requestBody"]["content"]["application/json"]["example"]
    with pytest.raises(GeneratorError, match="brewTea: the body needs an example"):
        postman_files(specification)


def test_a_keyword_that_the_sandbox_would_overlook_is_refused() -> None:
    with pytest.raises(GeneratorError, match="unevaluatedProperties"):
        compact({}, {"type": "object", "unevaluatedProperties": False})


def test_what_stands_beside_a_reference_is_checked_too() -> None:
    document = {"components": {"schemas": {"Name": {"type": "string", "description": "Prose."}}}}
    assert compact(document, {"$ref": "#/components/schemas/Name", "maxLength": 3}) == {
        "allOf": [{"$ref": "#/definitions/Name"}, {"maxLength": 3}],
        "definitions": {"Name": {"type": "string"}},
    }
