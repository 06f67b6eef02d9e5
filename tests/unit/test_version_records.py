"""The change records hold for every value: up is valid in v2, down is valid in v1, and nothing is lost on the way."""

from __future__ import annotations

import copy
import json
import typing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra.api.versions.records import Exchange
from orchestra.api.versions.v1 import CHANGES, CHATS, KEPT, V1
from orchestra.api.versions.v1_frames import beneath, chat_up, error_frame, event_frames
from orchestra.contract import events, models, v1_frames
from orchestra.contract.operations import OPERATIONS
from orchestra.contract.v1 import ChatRequestV1, ChatResponseV1, SessionResponseV1
from orchestra.errors import ErrorCode, FieldError, OrchestraError
from tests.schemas import document, validator, values

SPEC = Path(__file__).parents[2] / "spec"
EXCHANGE = Exchange("req-1", "/docs", "cor_1", clock=lambda: 1_795_858_200_151)
ITEM = validator("v1.json", "StreamItemV1")
FRAME = validator("asyncapi-v1.json", "ServerFrameV1")


@given(values("v1.json", "ChatRequestV1"), st.sampled_from(CHATS))
def test_up_of_every_v1_request_is_a_v2_request(body: dict[str, Any], operation: str) -> None:
    before = copy.deepcopy(body)
    lifted = V1.request_up(operation, body)
    assert body == before
    assert validator("v2.json", "ChatRequest").is_valid(lifted)
    models.ChatRequest.model_validate(lifted)
    assert lifted["message"] == body.get("message", body.get("text"))
    assert lifted["session_id"] == body.get("session_id", body.get("sessionId"))
    assert lifted["on_disconnect"] == "cancel"
    kept = lifted.get("metadata", {}).get("v1", {})
    assert kept.get("metadata") == body.get("metadata")
    assert kept.get("request_id") == body.get("request_id")
    newer, older = body.get("user_context"), body.get("userContext")
    assert kept.get("user_context") == (newer if newer is not None else older)
    assert kept.keys() <= set(KEPT)


@given(
    values("v1.json", "ChatRequestV1"), st.sampled_from([("message", "text"), ("session_id", "sessionId")])
)
def test_what_v1_needs_is_needed(body: dict[str, Any], names: tuple[str, str]) -> None:
    """Model and records together refuse what the schema refuses: neither the new name nor the old one is there."""
    for name in names:
        body.pop(name, None)
    assert not validator("v1.json", "ChatRequestV1").is_valid(body)
    ChatRequestV1.model_validate(body)
    if names[0] == "message" and ("session_id" in body or "sessionId" in body):
        lifted = V1.request_up("createChatV1", body)
        assert not validator("v2.json", "ChatRequest").is_valid(lifted)
    else:
        with pytest.raises(OrchestraError) as caught:
            V1.request_up("createChatV1", body)
        assert (caught.value.code, caught.value.errors[0].pointer) == (
            ErrorCode.VALIDATION_FAILED,
            "/session_id",
        )


@given(values("v2.json", "ChatResponse"))
def test_down_of_every_v2_answer_is_a_v1_answer(answer: dict[str, Any]) -> None:
    down = V1.response_down("createChatV1", answer, EXCHANGE)
    validator("v1.json", "ChatResponseV1").validate(down)
    ChatResponseV1.model_validate(down)
    assert down["response"] == answer["response"]
    assert down["metadata"]["run_id"] == answer["run_id"]


@given(values("v2.json", "Session"), st.lists(values("v2.json", "Message"), max_size=3))
def test_down_of_every_session_is_a_v1_session(session: dict[str, Any], messages: list[Any]) -> None:
    found = {"session": session, "message_count": len(messages), "messages": messages}
    down = V1.response_down("getSessionV1", found, EXCHANGE)
    validator("v1.json", "SessionResponseV1").validate(down)
    SessionResponseV1.model_validate(down)
    assert [message["content"] for message in down["messages"]] == [entry["content"] for entry in messages]


@given(values("v2.json", "Problem"))
def test_down_of_every_problem_is_a_v1_error(problem: dict[str, Any]) -> None:
    down = V1.error_down(problem, EXCHANGE)
    validator("v1.json", "ErrorResponseV1").validate(down)
    assert (down["data"]["code"], down["data"]["status"]) == (problem["code"], problem["status"])


@given(values("v2.json", "RunEvent"))
def test_down_of_every_event_is_v1_items(event: dict[str, Any]) -> None:
    items = V1.event_down(event, EXCHANGE)
    for item in items:
        ITEM.validate(item)
    kinds = [item["type"] for item in items]
    ends = {"run.completed": "complete", "run.failed": "error", "run.cancelled": "error"}
    assert [kind for kind in kinds if kind in ("complete", "error")] == (
        [ends[event["type"]]] if event["type"] in ends else []
    )
    assert ("manager_conclusion" in kinds) == (event.get("manager_response") is not None)


def test_an_event_that_v1_does_not_know_says_nothing() -> None:
    assert V1.event_down({"type": "orchestra.applause", "run_id": "run_1", "offset": 3}, EXCHANGE) == []


def test_every_event_and_operation_has_its_record() -> None:
    kinds = {
        typing.cast("type[msgspec.Struct]", kind).__struct_config__.tag
        for kind in typing.get_args(events.RunEvent)
    }
    told = [kind for change in CHANGES for kind in change.events]
    assert kinds <= set(told)
    assert len(told) == len(set(told)), "one record an event"
    own = {operation.id for operation in OPERATIONS if operation.version == "v1"}
    assert V1.operations.keys() == own
    sockets = set(document("asyncapi-v1.json")["operations"])
    assert {*own, *sockets, "*"} == {name for change in CHANGES for name in change.operations}
    assert len({change.id for change in CHANGES}) == len(CHANGES)
    assert all(change.description and change.migration for change in CHANGES)


@pytest.mark.parametrize(
    "path", sorted((SPEC / "examples/v2/streams").glob("*.sse")), ids=lambda path: path.stem
)
def test_every_recorded_v2_stream_comes_down_whole(path: Path) -> None:
    """The planned events of swarms and managers too: each recorded stream ends once, and its text is kept."""
    recorded = [
        json.loads(line.removeprefix("data: "))
        for line in path.read_text("utf-8").split("\n")
        if line.startswith("data: ")
    ]
    items = [item for event in recorded for item in V1.event_down(event, EXCHANGE)]
    for item in items:
        ITEM.validate(item)
    assert [item["type"] in ("complete", "error") for item in items].count(True) == (
        1 if recorded[-1]["type"] in ("run.completed", "run.failed", "run.cancelled") else 0
    )
    text = "".join(event["text"] for event in recorded if event["type"] == "token")
    assert "".join(item["content"] for item in items if item["type"] == "token") == text


def test_the_recorded_stream_of_manager_and_agents() -> None:
    """What the manager's and the agents' events say is told in v1's words, as it was recorded."""
    recorded = [
        json.loads(line)
        for line in (SPEC / "examples/v1/stream-managed.ndjson").read_text("utf-8").splitlines()
    ]
    exchange = Exchange("req-2", "/docs", "cor_1", clock=lambda: 0)
    told = [item for event in _v2_of(recorded) for item in V1.event_down(event, exchange)]
    for item, other in zip(told, recorded, strict=True):
        assert {**item, "timestamp": ""} == {**other, "timestamp": ""}


def _v2_of(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The v2 events behind v1's items, written from v2's specification."""
    found: list[dict[str, Any]] = []
    conclusion = None
    run_id = items[0]["metadata"]["run_id"]
    names = {"queued": "run.queued", "processing": "run.started", "notice": "run.notice"}
    for item in items:
        common = {"run_id": run_id, "offset": len(found), "created_at": item["timestamp"]}
        match item["type"]:
            case "token":
                found.append(
                    {"type": "token", "run_id": run_id, "offset": len(found), "text": item["content"]}
                )
            case "status":
                kind = names.get(item["content"], item["content"].replace("_", "."))
                found.append({"type": kind, **common, **item["metadata"]})
            case "manager":
                found.append(
                    {"type": "manager.intent", **common, **item["metadata"], "response": item["content"]}
                )
            case "manager_conclusion":
                conclusion = item["content"]
            case _:
                answer = {"response": item["content"], "manager_response": conclusion}
                found.append({"type": "run.completed", **common, **item["metadata"], **answer})
    return found


@given(values("v2.json", "RunEvent"))
def test_frames_carry_the_same_items_as_streams(event: dict[str, Any]) -> None:
    frames = event_frames(event, EXCHANGE, "cid")
    for found in frames:
        FRAME.validate(found)
    assert all(found["correlation_id"] == "cid" for found in frames)
    framed = [found["data"] for found in frames if found["type"] == "stream_token"]
    items = V1.event_down(event, EXCHANGE)
    assert framed == [
        item
        for item in items
        if item["type"] != "error" and (item["type"], item["content"]) != ("status", "processing")
    ]
    states = [found["data"]["status"] for found in frames if found["type"] == "status"]
    assert states == {"run.started": ["processing"], "run.completed": ["completed"]}.get(event["type"], [])
    errors = [found["data"] for found in frames if found["type"] == "error"]
    assert len(errors) == (event["type"] in ("run.failed", "run.cancelled"))
    for envelope in errors:
        validator("v1.json", "ErrorResponseV1").validate(envelope)


@given(values("asyncapi-v1.json", "ClientFrameV1"))
def test_every_v1_frame_is_known_and_up_of_every_chat_is_a_v2_request(frame: dict[str, Any]) -> None:
    model = v1_frames.CLIENT_FRAMES[frame["type"]] if "type" in frame else v1_frames.BareChatFrameV1
    model.model_validate(frame)
    if frame.get("type", "chat") != "chat":
        return
    data = frame.get("data", frame)
    v1_frames.ChatDataV1.model_validate(data)
    before = copy.deepcopy(data)
    lifted = chat_up(data, "web-shop", "support-4711")
    assert data == before
    assert validator("v2.json", "ChatRequest").is_valid(lifted)
    models.ChatRequest.model_validate(lifted)
    assert lifted["message"] == data.get("message", data.get("text"))
    assert (lifted["session_id"], lifted["on_disconnect"]) == ("support-4711", "cancel")
    kept = lifted["metadata"]["v1"]
    assert kept["client_id"] == "web-shop"
    assert (kept.get("metadata"), kept.get("request_id")) == (data.get("metadata"), data.get("request_id"))


@given(values("v2.json", "Problem"), st.none() | st.text(min_size=1, max_size=100))
def test_down_of_every_problem_is_a_v1_frame(problem: dict[str, Any], name: str | None) -> None:
    found = error_frame(problem, EXCHANGE, name)
    FRAME.validate(found)
    assert found.get("correlation_id") == name


def test_a_refusal_points_to_its_place_in_the_frame() -> None:
    refused = OrchestraError(
        ErrorCode.VALIDATION_FAILED, "old", errors=[FieldError("body", "/command", "is no command")]
    )
    moved = beneath(refused, "/data")
    assert moved.errors == (FieldError("body", "/data/command", "is no command"),)
    assert (moved.code, moved.detail) == (refused.code, "/data/command (body): is no command.")
    elsewhere = OrchestraError(ErrorCode.SESSION_BUSY, "busy")
    assert beneath(elsewhere, "/data") is elsewhere
