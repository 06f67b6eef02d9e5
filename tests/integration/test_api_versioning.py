"""Old and new clients against one service: v1 as it was recorded, v2 beside it, and paths that name no version."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from orchestra.chat.orchestrator import Orchestrator
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Completion, Emit, Prompt, TokenCount
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings
from tests.raw import RawAnswer, exchange, request_bytes
from tests.schemas import validator
from tests.service import RunningService, running_service

EXAMPLES = Path(__file__).parents[2] / "spec/examples/v1"
REQUESTS: dict[str, Any] = yaml.safe_load((EXAMPLES / "requests.yaml").read_text("utf-8"))
ANSWERS: dict[str, Any] = yaml.safe_load((EXAMPLES / "answers.yaml").read_text("utf-8"))
# What differs from run to run.
VARIES = re.compile(
    r"^(run_id|.*message_id|timestamp|created_at|updated_at|correlation_id|execution_time|.*_tokens|tokens_used|type)$"
)


def meaning(value: Any) -> Any:
    """A recorded value without ids, times, counts and addresses."""
    if isinstance(value, dict):
        return {
            key: f"<{key}>"
            if VARIES.match(key) and not (key == "type" and "content" in value)
            else meaning(inner)
            for key, inner in value.items()
        }
    return [meaning(inner) for inner in value] if isinstance(value, list) else value


class RecordedModel(ScriptedProvider):
    """Answers with the pieces of a transcript, then completes, fails or hangs as it does."""

    def __init__(self) -> None:
        super().__init__(ScriptedSettings(), "smollm2-135m-instruct")
        self.pieces: list[str] = []
        self.error: str | None = None
        self.hangs = False
        self.written = asyncio.Event()

    def play(self, items: list[dict[str, Any]]) -> None:
        """Take the part of the model from a transcript."""
        self.pieces = [item["content"] for item in items if item["type"] == "token"]
        code = items[-1]["metadata"].get("code")
        self.hangs = code == "run_cancelled"
        self.error = items[-1]["content"] if code and not self.hangs else None
        self.written.clear()

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        for piece in self.pieces:
            emit(piece)
        self.written.set()
        if self.hangs:
            await asyncio.Event().wait()
        if self.error is not None:
            raise OrchestraError(ErrorCode.UPSTREAM_ERROR, self.error)
        return Completion("stop", TokenCount(21, len(self.pieces), "reported"), prompt.model)


@pytest.fixture(scope="module")
def model() -> RecordedModel:
    return RecordedModel()


@pytest.fixture(scope="module")
def recorded_service(
    tmp_path_factory: pytest.TempPathFactory, model: RecordedModel
) -> Iterator[RunningService]:
    folder = tmp_path_factory.mktemp("recorded")
    with running_service(folder, replacements={"provider": model}) as started:
        yield started


def lines(body: bytes) -> list[dict[str, Any]]:
    """The items of an NDJSON body."""
    assert body.endswith(b"\n")
    return [json.loads(line) for line in body.decode().split("\n")[:-1]]


async def post(
    service: RunningService, path: str, body: object, headers: dict[str, str] | None = None
) -> RawAnswer:
    return await exchange(service.port, "POST", path, {**service.headers, **(headers or {})}, body)


async def usage(service: RunningService) -> dict[str, float]:
    """Requests so far by version of the API."""
    text = (await exchange(service.port, "GET", "/metrics", {})).body.decode()
    found = re.findall(r'orchestra_api_version_usage_total\{version="(\w+)"\} (\S+)', text)
    return {version: float(count) for version, count in found}


def assert_deprecated(answer: RawAnswer, successor: str) -> None:
    """The headers that every answer of v1 has."""
    assert answer.headers["x-api-version"] == "v1"
    assert answer.headers["deprecation"] == "@1796083200"
    assert answer.headers["sunset"] == "Fri, 01 Dec 2028 00:00:00 GMT"
    assert answer.headers["link"] == (
        '</docs/guides/migrate-v1-to-v2/>; rel="deprecation"; type="text/html", '
        f'<{successor}>; rel="successor-version"'
    )


class TestAPIVersioning:
    """The seed's four promises about versions."""

    async def test_v1_client_compatibility(self, service: RunningService) -> None:
        """A v1 client chats, streams and reads its session, and is told that v1 is deprecated."""
        session = f"old-{uuid4()}"
        body = {"text": "[[text Hello there.]]", "sessionId": session, "request_id": "mine", "colour": 1}
        answer = await post(service, "/v1/chat", body)
        assert answer.status == 200
        validator("v1.json", "ChatResponseV1").validate(answer.json())
        assert (answer.json()["response"], answer.json()["request_id"]) == ("Hello there.", "mine")
        assert_deprecated(answer, "/v2/chat")
        assert answer.headers["orchestra-run-id"] == answer.json()["metadata"]["run_id"]

        for accept in ("application/x-ndjson", "application/json", "*/*"):
            stream = await post(service, "/v1/chat/stream", body, {"Accept": accept})
            assert stream.headers["content-type"] == "application/x-ndjson"
            assert_deprecated(stream, "/v2/chat/stream")
            items = lines(stream.body)
            for item in items:
                validator("v1.json", "StreamItemV1").validate(item)
            assert [item["type"] for item in items] == ["status", "token", "token", "complete"]
            assert items[-1]["content"] == "Hello there."

        found = await exchange(service.port, "GET", f"/v1/sessions/{session}", service.headers)
        validator("v1.json", "SessionResponseV1").validate(found.json())
        assert_deprecated(found, f"/v2/sessions/{session}")
        assert found.json()["message_count"] == len(found.json()["messages"]) == 8

        missing = await exchange(service.port, "GET", "/v1/sessions/nobody", service.headers)
        validator("v1.json", "ErrorResponseV1").validate(missing.json())
        assert (missing.status, missing.json()["data"]["code"]) == (404, "not_found")
        for method, path, headers, status in (
            ("POST", "/v1/chat", {}, 401),
            ("GET", "/v1/chat", service.headers, 405),
            ("GET", "/v1/nothing", service.headers, 404),
        ):
            refused = await exchange(service.port, method, path, headers, body if method == "POST" else None)
            validator("v1.json", "ErrorResponseV1").validate(refused.json())
            assert (refused.status, refused.headers["x-api-version"]) == (status, "v1")
            assert "deprecation" in refused.headers

    async def test_v2_client_features(self, service: RunningService) -> None:
        """v2 is not deprecated, refuses what it does not know, and has what v1 has not."""
        answer = await post(
            service,
            "/v2/chat",
            {"message": "[[tokens 9]]", "max_response_tokens": 3},
            {"Idempotency-Key": str(uuid4())},
        )
        assert (answer.status, answer.json()["finish_reason"]) == (200, "length")
        assert answer.headers["x-api-version"] == "v2"
        assert not {"deprecation", "sunset"} & answer.headers.keys()
        unknown = await post(service, "/v2/chat", {"message": "Hello", "api_version": "v2"})
        assert (unknown.status, unknown.headers["content-type"]) == (422, "application/problem+json")
        run = answer.json()["run_id"]
        again = await exchange(service.port, "GET", f"/v2/runs/{run}/events", service.headers)
        assert b"event: run.completed" in again.body
        # The path decides, whatever the header says.
        other = await post(service, "/v2/chat", {"message": "[[text Hi]]"}, {"X-API-Version": "v1"})
        assert other.headers["x-api-version"] == "v2"

    async def test_version_auto_detection(self, service: RunningService) -> None:
        """Without a version in its path a request says it in body, header or query; silence is an old client."""
        session = f"s-{uuid4()}"
        old = {"message": "[[text Hi]]", "session_id": session}
        before = await usage(service)
        for path, body, headers, version in (
            ("/chat", old, {}, "v1"),
            ("/chat", {**old, "temperature": 0}, {}, "v2"),
            ("/chat", {**old, "temperature": None}, {}, "v1"),
            ("/chat", {**old, "api_version": "v2"}, {}, "v2"),
            ("/chat", old, {"X-API-Version": "v2"}, "v2"),
            ("/chat?api_version=v2", old, {}, "v2"),
            ("/chat?api_version=v1", {**old, "temperature": 0}, {}, "v1"),
            ("/chat", {**old, "api_version": "v1"}, {"X-API-Version": "v1"}, "v1"),
            ("/chat/stream", old, {}, "v1"),
            ("/chat/stream", {**old, "api_version": "v2"}, {}, "v2"),
        ):
            answer = await post(service, path, body, headers)
            assert (answer.status, answer.headers["x-api-version"]) == (200, version), (path, body)
            assert "X-API-Version" in answer.headers["vary"]
            assert ("deprecation" in answer.headers) == (version == "v1")
            if path.startswith("/chat/stream"):
                kind = "application/x-ndjson" if version == "v1" else "text/event-stream; charset=utf-8"
                assert answer.headers["content-type"] == kind
            else:
                assert ("success" in answer.json()) == (version == "v1")
        # A stream is counted when it has closed, which may be a moment after its last byte.
        async with asyncio.timeout(20):
            while True:
                after = await usage(service)
                if all(after.get(version, 0) - before.get(version, 0) == 5 for version in ("v1", "v2")):
                    break

        clash = await post(service, "/chat", {**old, "api_version": "v1"}, {"X-API-Version": "v2"})
        assert (clash.status, clash.json()["code"]) == (400, "version_conflict")
        assert "X-API-Version" in clash.headers["vary"]
        unnamed = await exchange(service.port, "POST", "/chat", {}, old)
        assert (unnamed.status, unnamed.json()["data"]["code"]) == (401, "unauthenticated")
        named = await exchange(service.port, "POST", "/chat", {"X-API-Version": "v2"}, old)
        assert (named.status, named.json()["code"]) == (401, "unauthenticated")
        page = await post(service, "/chat", old, {"Accept": "text/html"})
        assert page.status == 406
        lines_only = await post(
            service, "/chat/stream", {**old, "temperature": 1}, {"Accept": "application/x-ndjson"}
        )
        assert (lines_only.status, lines_only.headers["x-api-version"]) == (406, "v2")

    async def test_mixed_version_clients(self, service: RunningService) -> None:
        """A v1 and a v2 client of one owner are in one conversation, and each sees the other's messages."""
        session = f"mixed-{uuid4()}"
        for path, text in (("/v1/chat", "one"), ("/v2/chat", "two"), ("/chat", "three")):
            answer = await post(service, path, {"message": f"[[text {text}]]", "session_id": session})
            assert answer.status == 200
        old = (await exchange(service.port, "GET", f"/v1/sessions/{session}", service.headers)).json()
        new = (
            await exchange(service.port, "GET", f"/v2/sessions/{session}/messages", service.headers)
        ).json()
        assert [message["content"] for message in old["messages"]] == [
            message["content"] for message in new["data"]
        ]
        assert [message["content"] for message in old["messages"] if message["role"] == "assistant"] == [
            "one",
            "two",
            "three",
        ]
        # Both at once: the second waits for the first, whichever version it is of.
        together = await asyncio.gather(
            *(
                post(service, path, {"message": f"[[text {path}]]", "session_id": session})
                for path in ("/v1/chat", "/v2/chat", "/v1/chat", "/v2/chat")
            )
        )
        assert [answer.status for answer in together] == [200] * 4
        old = (await exchange(service.port, "GET", f"/v1/sessions/{session}", service.headers)).json()
        assert old["message_count"] == 14


@pytest.mark.parametrize("name", ["ChatShortestV1", "ChatFullV1", "ChatOlderNamesV1"])
async def test_recorded_chats_are_answered_as_they_were(
    recorded_service: RunningService, model: RecordedModel, name: str
) -> None:
    model.play(ANSWERS["StreamV1"]["value"])
    session = f"support-{uuid4()}"
    request = dict(REQUESTS[name]["value"])
    request["sessionId" if "sessionId" in request else "session_id"] = session
    answer = await post(recorded_service, "/v1/chat", request)
    # When the answer was recorded nobody chose a mode, and version 1 is frozen, examples and all.
    expected = {**ANSWERS["ChatAnswerV1"]["value"], "session_id": session, "execution_mode": "lite"}
    found = answer.json()
    if "request_id" not in request:
        expected["request_id"] = found["request_id"]
    assert meaning(found) == meaning(expected)

    answer = await exchange(recorded_service.port, "GET", f"/v1/sessions/{session}", recorded_service.headers)
    expected = {**ANSWERS["SessionAnswerV1"]["value"], "session_id": session}
    assert meaning(answer.json()) == meaning(expected)


@pytest.mark.parametrize("name", ["completed", "failed", "cancelled"])
async def test_recorded_streams_are_what_the_service_writes(
    recorded_service: RunningService, model: RecordedModel, name: str
) -> None:
    recorded = lines((EXAMPLES / f"stream-{name}.ndjson").read_bytes())
    model.play(recorded)
    session = f"support-{uuid4()}"
    request = {**REQUESTS["ChatFullV1"]["value"], "session_id": session}
    reading = asyncio.create_task(post(recorded_service, "/v1/chat/stream", request))
    if model.hangs:
        # The recorded one was interrupted by a later message of the session.
        await recorded_service.on_loop(model.written.wait())
        model.hangs = False
        later = {"message": "Stop.", "session_id": session, "if_busy": "interrupt"}
        assert (await post(recorded_service, "/v2/chat", later)).status == 200
    found = lines((await reading).body)
    for item in recorded:
        if "session_id" in item["metadata"]:
            item["metadata"]["session_id"] = session
    assert meaning(found) == meaning(recorded)
    address = found[-1]["metadata"].get("type")
    assert address is None or address.endswith(recorded[-1]["metadata"]["type"])


async def test_a_failed_v1_chat_has_what_was_written(service: RunningService) -> None:
    body = {"message": "[[text Hello there my friend]] [[fail after=2]]", "session_id": f"s-{uuid4()}"}
    answer = await post(service, "/v1/chat", body)
    validator("v1.json", "ErrorResponseV1").validate(answer.json())
    data = answer.json()["data"]
    assert (answer.status, data["code"], data["response"]) == (502, "upstream_error", "Hello there")
    assert data["run_id"] == answer.headers["orchestra-run-id"]


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/chat/stream"])
async def test_a_v1_run_ends_with_its_connection(service: RunningService, path: str) -> None:
    session = f"s-{uuid4()}"
    body = json.dumps({"message": "[[tokens 9]] [[hang after=2]]", "session_id": session}).encode()
    orchestrator = service.get(Orchestrator)
    _, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(request_bytes("POST", path, service.headers, body))
    await writer.drain()
    runs: list[dict[str, Any]] = []
    async with asyncio.timeout(20):
        while not runs or runs[0]["status"] != "running":
            answer = await exchange(service.port, "GET", f"/v2/sessions/{session}/runs", service.headers)
            runs = answer.json().get("data", [])
    writer.close()
    await service.on_loop(orchestrator.wait(runs[0]["run_id"]))
    answer = await exchange(service.port, "GET", f"/v2/runs/{runs[0]['run_id']}", service.headers)
    assert (answer.json()["status"], answer.json()["cancel_reason"]) == ("cancelled", "disconnected")


async def test_v1_sessions_show_the_newest_hundred_messages(service: RunningService) -> None:
    session = f"long-{uuid4()}"
    for number in range(51):
        body = {"message": f"[[text {number}]]", "session_id": session}
        assert (await post(service, "/v2/chat", body)).status == 200
    found = (await exchange(service.port, "GET", f"/v1/sessions/{session}", service.headers)).json()
    assert (found["message_count"], len(found["messages"])) == (102, 100)
    assert (found["messages"][0]["content"], found["messages"][-1]["content"]) == ("[[text 1]]", "50")


async def test_v1_is_published_as_it_was_written(service: RunningService) -> None:
    answer = await exchange(service.port, "GET", "/openapi/v1.json", {})
    assert (answer.status, answer.json()["info"]["version"]) == (200, "1.0.0")


async def test_head_of_a_v1_session(service: RunningService) -> None:
    session = f"s-{uuid4()}"
    await post(service, "/v1/chat", {"message": "[[text Hi]]", "session_id": session})
    answer = await exchange(service.port, "HEAD", f"/v1/sessions/{session}", service.headers)
    assert (answer.status, answer.body) == (200, b"")
    assert_deprecated(answer, f"/v2/sessions/{session}")
