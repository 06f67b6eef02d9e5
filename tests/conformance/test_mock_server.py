"""The mock server: what integrators try out with it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from orchestra_conformance.cli import mock_app
from orchestra_conformance.mock.examples import TERMINAL, Examples
from orchestra_conformance.mock.shelf import Shelf
from orchestra_conformance.specification import Specification, load
from tests.conformance.mocked import ADMIN_KEY, running_mock

EXAMPLES = Examples(load())
SECONDS = 60


def somebody(address: str, key: str = "ork_somebody") -> httpx.Client:
    return httpx.Client(
        base_url=address, headers={"X-API-Key": key}, timeout=SECONDS, follow_redirects=False, trust_env=False
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_mock(admin_key=ADMIN_KEY, origins=("https://app.example",)) as found:
        yield found


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with somebody(address) as found:
        yield found


def events_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for line in text.split("\n") if line.startswith("data: ")]


def streamed(client: httpx.Client, message: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.post("/v2/chat/stream", json={"message": message, **more})
    assert answer.status_code == 200, answer.text
    return events_of(answer.text)


@pytest.mark.parametrize("name", sorted(EXAMPLES.scenes))
def test_a_message_that_names_a_transcript_plays_it(client: httpx.Client, name: str) -> None:
    shown = EXAMPLES.scenes[name]
    events = streamed(client, f"scene: {name}")
    assert [event["type"] for event in events] == [event["type"] for event in shown]
    assert [event.get("text") for event in events] == [event.get("text") for event in shown]
    assert events[-1]["response"] == shown[-1]["response"]
    assert events[-1].get("finish_reason") == shown[-1].get("finish_reason")


def test_every_ending_there_is_can_be_played() -> None:
    assert {events[-1]["type"] for events in EXAMPLES.scenes.values()} == TERMINAL


def test_a_scene_can_be_made_longer_and_cut_by_the_limit_of_tokens(client: httpx.Client) -> None:
    events = streamed(client, "scene: hello times=3", max_response_tokens=20)
    assert sum(event["type"] == "token" for event in events) == 20
    assert events[-1]["finish_reason"] == "length"
    assert events[-1]["usage"]["output_tokens"] == 20


@pytest.mark.parametrize("code", ["rate_limited", "overloaded", "session_busy", "context_too_long"])
def test_a_message_that_names_a_refusal_is_refused_so(client: httpx.Client, code: str) -> None:
    answer = client.post("/v2/chat", json={"message": f"scene: {code}"})
    entry = load().errors[code]
    assert (answer.status_code, answer.json()["code"]) == (entry.status, code)
    assert answer.json()["detail"] == EXAMPLES.problems[code]["detail"]
    assert ("retry-after" in answer.headers) == ("retry_after" in EXAMPLES.problems[code])


def test_what_is_refused_leaves_nothing_behind(client: httpx.Client) -> None:
    assert (
        client.post("/v2/chat", json={"message": "scene: overloaded", "session_id": "a"}).status_code == 503
    )
    assert client.get("/v2/sessions/a").status_code == 404


def test_a_message_that_names_a_failure_of_the_model_fails_once_it_runs(client: httpx.Client) -> None:
    events = streamed(client, "scene: upstream_timeout")
    assert events[0]["type"] == "run.started"
    assert events[-1]["error"]["code"] == "upstream_timeout"
    assert client.post("/v2/chat", json={"message": "scene: upstream_timeout"}).status_code == 504


@pytest.mark.parametrize(
    "message", ["scene: nonsense", "scene: hello times=0", "scene: hello loud=1", "scene: hello delay=61"]
)
def test_a_scene_that_there_is_not_says_which_there_are(client: httpx.Client, message: str) -> None:
    answer = client.post("/v2/chat", json={"message": message})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/message"


def test_a_run_can_be_cancelled_while_it_speaks(client: httpx.Client) -> None:
    body = {"message": "scene: hello delay=60", "on_disconnect": "continue"}
    with client.stream("POST", "/v2/chat/stream", json=body) as answer:
        run_id = answer.headers["orchestra-run-id"]
        assert client.post(f"/v2/runs/{run_id}/cancel").json()["status"] == "cancelled"
        assert events_of(answer.read().decode())[-1]["reason"] == "requested"


def test_a_run_can_be_resumed_behind_any_offset(client: httpx.Client) -> None:
    events = streamed(client, "Hello")
    run_id = events[0]["run_id"]
    for event in events[:-1]:
        headers = {"Last-Event-ID": f"{run_id}:{event['offset']}"}
        rest = client.get(f"/v2/runs/{run_id}/events", headers=headers)
        assert events_of(rest.text) == events[event["offset"] + 1 :]
    last = client.get(f"/v2/runs/{run_id}/events", params={"after": events[-1]["offset"]})
    assert last.status_code == 204


def test_every_key_that_has_the_form_of_one_is_an_owner_of_its_own(address: str) -> None:
    with somebody(address, "ork_one") as one, somebody(address, "ork_two") as two:
        assert one.post("/v2/sessions", json={"session_id": "mine"}).status_code == 201
        assert one.get("/v2/sessions/mine").status_code == 200
        assert two.get("/v2/sessions/mine").status_code == 404
        assert one.get("/v2/keys").status_code == 403
    with somebody(address, "sk-another-service") as other:
        assert other.get("/v2/sessions").status_code == 401


def test_a_page_of_an_allowed_origin_may_call(address: str) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    with somebody(address) as client:
        allowed = client.options("/v2/chat", headers=asked)
        assert allowed.headers["access-control-allow-origin"] == "https://app.example"
        other = client.options("/v2/chat", headers={**asked, "Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


def test_where_several_things_are_wrong_the_first_is_told(client: httpx.Client) -> None:
    json_text = {"Content-Type": "application/json"}
    large = b'"' + b"x" * 1_100_000
    assert client.put("/v2/chat").headers["allow"] == "POST"
    assert client.post("/v2/chat", headers={"Accept": "text/csv"}, content="x").status_code == 406
    assert client.post("/v2/chat", content=large).status_code == 415
    assert client.post("/v2/chat", headers=json_text, content=large).status_code == 413
    assert client.post("/v2/chat", headers=json_text, content="{").status_code == 400
    wrong = client.post("/v2/chat", json={"message": 1, "more": 2}).json()
    assert {error["pointer"] for error in wrong["errors"]} == {"/message", "/more"}


def test_a_contract_with_an_operation_more_is_not_served_in_part() -> None:
    texts = dict(load()._texts)
    texts["v2.json"] = texts["v2.json"].replace('"listModels"', '"listDreams"')
    from orchestra_conformance.mock.access import Access
    from orchestra_conformance.mock.memory import Sessions
    from orchestra_conformance.mock.operations import Operations
    from orchestra_conformance.mock.stage import Stage

    examples = Examples(Specification(texts))
    sessions = Sessions()
    with pytest.raises(LookupError, match="listDreams"):
        Operations(examples, Access(None, None), sessions, Stage(EXAMPLES, sessions, 0.0)).handlers()


def test_of_more_than_a_shelf_holds_the_oldest_falls_off() -> None:
    gone: list[int] = []
    shelf: Shelf[int, str] = Shelf(lambda key, _: gone.append(key), most=2)
    for key in (1, 2, 2, 3):
        shelf[key] = "x"
    assert (list(shelf), gone) == ([2, 3], [1])


def test_the_command_says_where_it_listens_and_ends_its_runs_when_it_is_told_to_stop() -> None:
    command = [sys.executable, "-m", "orchestra", "mock", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ}
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None
            body = {"message": "scene: hello delay=60"}
            with somebody(found[0]) as client, client.stream("POST", "/v2/chat/stream", json=body) as stream:
                assert stream.status_code == 200
                process.send_signal(signal.SIGINT)
                assert events_of(stream.read().decode())[-1]["error"]["code"] == "run_interrupted"
            assert process.wait(SECONDS) == 0
            assert process.stdout.read() == ""
        finally:
            process.kill()


def test_who_is_connected_is_told_goodbye() -> None:
    headers = {"X-API-Key": "ork_somebody"}
    with ExitStack() as stack:
        with running_mock() as found:
            address = f"ws{found.removeprefix('http')}/v2/ws"
            connection = stack.enter_context(connect(address, additional_headers=headers, proxy=None))
            assert json.loads(connection.recv(SECONDS))["type"] == "welcome"
        assert json.loads(connection.recv(SECONDS))["code"] == 4504
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(SECONDS)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4504


def test_the_command_says_that_an_address_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(mock_app, ["--port", port])
    assert done.exit_code == 2
    assert f"cannot listen on 127.0.0.1:{port}" in done.output
