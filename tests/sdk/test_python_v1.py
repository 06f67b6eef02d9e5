"""The client of version 1 against the service of today: what was promised to it holds."""

from __future__ import annotations

import asyncio
import json
import socket
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from orchestra.access.keys import KeyRepository
from orchestra_sdk import (
    AsyncOrchestra,
    AuthenticationError,
    ConnectionClosedError,
    NotFoundError,
    Orchestra,
    OrchestraDeprecationWarning,
    OrchestraError,
    PermissionDeniedError,
    StreamError,
    UnprocessableEntityError,
)
from orchestra_sdk._errors import APIStatusError
from orchestra_sdk.v1 import (
    AsyncChatStreamV1,
    AsyncConnectionV1,
    AsyncOrchestraV1,
    CommandResultFrameV1,
    CompleteItemV1,
    ErrorFrameV1,
    ErrorItemV1,
    ManagerItemV1,
    MetricsFrameV1,
    OrchestraV1,
    PongFrameV1,
    StatusFrameV1,
    StatusItemV1,
    StreamItemV1,
    StreamTokenFrameV1,
    TokenItemV1,
    UnknownFrameV1,
    UnknownItemV1,
)
from orchestra_sdk.v1._messages import FrameV1, frame_from_json, item_from_json, problem_of
from tests.service import RunningService, running_service

EXAMPLES = Path(__file__).parents[2] / "spec/examples/v1"
ANSWER = "[[text One two three.]]"


@pytest.fixture(autouse=True)
def deprecated() -> Iterator[None]:
    """Every answer brings the warning; what it says has a test of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OrchestraDeprecationWarning)
        yield


@pytest.fixture
async def client(service: RunningService) -> AsyncIterator[AsyncOrchestraV1]:
    async with AsyncOrchestraV1(api_key=service.key, base_url=service.base_url) as made:
        yield made


@pytest.fixture
def sync_client(service: RunningService) -> Iterator[OrchestraV1]:
    with OrchestraV1(api_key=service.key, base_url=service.base_url) as made:
        yield made


async def read(stream: AsyncChatStreamV1, items: list[StreamItemV1]) -> None:
    """Read to the end; what came before an error is in `items`."""
    async with stream:
        async for item in stream:
            items.append(item)  # noqa: PERF401 - what came before an error counts


async def until_end(connection: AsyncConnectionV1, name: str) -> list[FrameV1]:
    """The frames about one message, up to its end."""
    found = []
    async for frame in connection:
        if getattr(frame, "correlation_id", None) != name:
            continue
        found.append(frame)
        if isinstance(frame, ErrorFrameV1):
            break
        if isinstance(frame, StatusFrameV1) and frame.data.status in ("completed", "cancelled"):
            break
    return found


async def test_a_chat_is_answered_as_it_was(client: AsyncOrchestraV1) -> None:
    answer = await client.chat(
        ANSWER,
        "v1-chat",
        client_id="web-shop",
        user_context={"language": "en"},
        metadata={"colour": "green"},
        request_id="req-1",
    )
    assert (answer.api_version, answer.request_id, answer.session_id) == ("v1", "req-1", "v1-chat")
    assert (answer.response, answer.success, answer.error) == ("One two three.", True, None)


async def test_a_stream_gives_its_items_and_ends_with_complete(client: AsyncOrchestraV1) -> None:
    async with client.chat_stream(ANSWER, "v1-stream") as stream:
        items = [item async for item in stream]
    assert "".join(item.content for item in items if isinstance(item, TokenItemV1)) == "One two three."
    assert isinstance(items[-1], CompleteItemV1)
    assert items[-1].content == "One two three."
    async with client.chat_stream(ANSWER, "v1-stream") as stream:
        assert (await stream.result()).metadata.session_id == "v1-stream"


def test_the_synchronous_twin_says_the_same(sync_client: OrchestraV1) -> None:
    assert sync_client.chat(ANSWER, "v1-sync").response == "One two three."
    with sync_client.chat_stream(ANSWER, "v1-sync") as stream:
        assert "".join(stream.text_deltas()) == "One two three."
    with sync_client.connect("web-shop", "v1-sync") as connection:
        name = connection.control("ping")
        assert next(frame for frame in connection if isinstance(frame, PongFrameV1)).correlation_id == name
    assert sync_client.session("v1-sync").message_count == 4


async def test_a_stream_that_fails_gives_the_error_and_raises_it(client: AsyncOrchestraV1) -> None:
    items: list[StreamItemV1] = []
    with pytest.raises(APIStatusError) as raised:
        await read(client.chat_stream("[[fail after=2]]", "v1-fails"), items)
    assert isinstance(items[-1], ErrorItemV1)
    assert (raised.value.code, raised.value.status, raised.value.retryable) == ("upstream_error", 502, True)
    assert raised.value.detail == items[-1].content
    assert raised.value.run_id


async def test_a_stream_that_breaks_is_an_error_and_no_answer(tmp_path: Path) -> None:
    """The service is gone in mid-answer, and version 1 cannot come back."""

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        line = (EXAMPLES / "stream-completed.ndjson").read_bytes().splitlines()[1] + b"\n"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
        writer.write(head + line + line[:20])
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(half, "127.0.0.1", 0)
    async with server:
        base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with AsyncOrchestraV1(api_key="ork_any", base_url=base_url) as client:
            items: list[StreamItemV1] = []
            with pytest.raises(StreamError, match="ended before its answer had"):
                await read(client.chat_stream("Hello", "v1-breaks"), items)
            assert [type(item) for item in items] == [TokenItemV1]


async def test_a_session_shows_what_both_versions_said(
    client: AsyncOrchestraV1, service: RunningService
) -> None:
    await client.chat(ANSWER, "v1-shared")
    async with AsyncOrchestra(api_key=service.key, base_url=service.base_url) as newer:
        await newer.chat.create(ANSWER, session_id="v1-shared")
    session = await client.session("v1-shared")
    assert [message.content for message in session.messages] == [ANSWER, "One two three."] * 2
    assert session.message_count == 4


async def test_refusals_are_the_same_errors_as_in_version_2(
    client: AsyncOrchestraV1, service: RunningService
) -> None:
    with pytest.raises(UnprocessableEntityError) as raised:
        await client.chat("   ", "v1-errors")
    assert (raised.value.code, raised.value.retryable) == ("validation_failed", False)
    assert raised.value.errors[0].pointer == "/message"
    assert raised.value.correlation_id is not None and raised.value.correlation_id in str(raised.value)
    with pytest.raises(NotFoundError) as missing:
        await client.session("v1-nowhere")
    assert missing.value.code == "not_found"
    with pytest.raises(OrchestraError):
        await client.session("..")
    async with AsyncOrchestraV1(api_key="ork_unknown", base_url=service.base_url) as stranger:
        with pytest.raises(AuthenticationError):
            await stranger.chat("Hello", "v1-errors")
        with pytest.raises(AuthenticationError) as refused:
            async with stranger.connect("web-shop", "v1-errors"):
                pytest.fail("It is open.")
    assert refused.value.code == "unauthenticated"


async def test_a_key_without_the_scope(service: RunningService) -> None:
    _, key = await service.on_loop(service.get(KeyRepository).create("reader", ("read",)))
    async with AsyncOrchestraV1(api_key=key, base_url=service.base_url) as client:
        with pytest.raises(PermissionDeniedError):
            await client.chat("Hello", "v1-scope")


async def test_the_websocket_speaks_as_it_did(client: AsyncOrchestraV1) -> None:
    async with client.connect("web-shop", "v1-socket") as connection:
        first = await anext(connection)
        assert isinstance(first, StatusFrameV1)
        assert (first.data.status, first.data.session_id) == ("connected", "v1-socket")

        frames = await until_end(connection, await connection.chat(ANSWER, request_id="req-1"))
        items = [frame.data for frame in frames if isinstance(frame, StreamTokenFrameV1)]
        assert "".join(item.content for item in items if isinstance(item, TokenItemV1)) == "One two three."
        assert isinstance(items[-1], CompleteItemV1)
        assert isinstance(frames[0], StatusFrameV1) and frames[0].data.status == "processing"
        assert isinstance(frames[-1], StatusFrameV1) and frames[-1].data.status == "completed"

        await connection.control("metrics")
        metrics = await anext(connection)
        assert isinstance(metrics, MetricsFrameV1) and metrics.data.active_runs == 0
        await connection.command("help", correlation_id="c-9")
        helped = await anext(connection)
        assert isinstance(helped, CommandResultFrameV1)
        assert (helped.correlation_id, helped.data.success) == ("c-9", True)


async def test_an_error_costs_its_message_only(client: AsyncOrchestraV1) -> None:
    async with client.connect("web-shop", "v1-bad") as connection:
        (refused,) = await until_end(connection, await connection.chat("   "))
        assert isinstance(refused, ErrorFrameV1) and refused.data.data.code == "validation_failed"
        *_, failed = await until_end(connection, await connection.chat("[[fail after=1]]"))
        assert isinstance(failed, ErrorFrameV1) and failed.data.data.code == "upstream_error"
        *_, ended = await until_end(connection, await connection.chat(ANSWER))
        assert isinstance(ended, StatusFrameV1) and ended.data.status == "completed"


async def test_a_socket_that_the_service_closes_is_an_error(tmp_path: Path) -> None:
    with running_service(tmp_path) as service:
        client = AsyncOrchestraV1(api_key=service.key, base_url=service.base_url)
        async with client, client.connect("web-shop", "v1-closed") as connection:
            await anext(connection)
            service.stop()
            with pytest.raises(ConnectionClosedError) as raised:
                async for _ in connection:
                    pass
            assert (raised.value.code, raised.value.name) == (4504, "shutting_down")
            with pytest.raises(ConnectionClosedError):
                await connection.chat("Hello")


async def test_a_socket_that_was_closed_here_simply_ends(client: AsyncOrchestraV1) -> None:
    before = asyncio.all_tasks()
    async with client.connect("web-shop", "v1-done") as connection:
        await anext(connection)
        await connection.close()
        assert [frame async for frame in connection] == []
    assert asyncio.all_tasks() == before
    with pytest.raises(OrchestraError, match="not open"):
        await client.connect("web-shop", "v1-done").chat("Hello")


async def test_nobody_is_there() -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        client = AsyncOrchestraV1(api_key="ork_any", base_url=f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(OrchestraError, match="No WebSocket could be opened"):
            async with client, client.connect("web-shop", "v1"):
                pytest.fail("It is open.")


def test_each_operation_warns_once_that_it_is_deprecated(service: RunningService) -> None:
    with (
        warnings.catch_warnings(record=True) as caught,
        OrchestraV1(api_key=service.key, base_url=service.base_url) as client,
    ):
        warnings.simplefilter("always")
        for _ in range(2):
            client.chat(ANSWER, "v1-warns")
            client.session("v1-warns")
            with client.connect("web-shop", "v1-warns") as connection:
                next(connection)
    told = [str(warning.message) for warning in caught]
    assert [warning.category for warning in caught] == [OrchestraDeprecationWarning] * 3
    assert [text.split()[2] for text in told] == ["create_chat_v1", "get_session_v1", "connect_v1"]
    assert all("2028" in text and "/v2/" in text for text in told)
    assert {warning.filename for warning in caught} == {__file__}


def test_the_newer_version_warns_of_nothing(service: RunningService) -> None:
    with warnings.catch_warnings(), Orchestra(api_key=service.key, base_url=service.base_url) as client:
        warnings.simplefilter("error")
        client.chat.create(ANSWER)


def lines(pattern: str) -> list[str]:
    return [line for file in sorted(EXAMPLES.glob(pattern)) for line in file.read_text().splitlines() if line]


def test_every_item_of_the_specifications_streams_is_known() -> None:
    found = [item_from_json(line) for line in lines("*.ndjson")]
    assert found and not [item for item in found if isinstance(item, UnknownItemV1)]
    assert [item.to_dict()["type"] for item in found if not isinstance(item, UnknownItemV1)] == [
        json.loads(line)["type"] for line in lines("*.ndjson")
    ]


def test_what_the_manager_the_agents_and_the_tools_did_comes_as_items_that_have_types() -> None:
    managed = lines("stream-managed.ndjson")
    found = [item_from_json(line) for line in managed]
    said = {item["type"]: item["metadata"] for item in map(json.loads, managed)}
    (manager,) = [item.metadata for item in found if isinstance(item, ManagerItemV1)]
    (end,) = [item.metadata for item in found if isinstance(item, CompleteItemV1)]
    assert (manager.intent, manager.confidence, manager.mood) == tuple(
        said["manager"][name] for name in ("intent", "confidence", "mood")
    )
    assert (end.swarm_used, end.quality_score) == (
        said["complete"]["swarm_used"],
        said["complete"]["quality_score"],
    )
    steps = {item.content for item in found if isinstance(item, StatusItemV1)}
    assert steps >= {"processing", "agent_started", "agent_completed", "tool_called", "tool_result"}


def test_every_frame_of_the_specifications_transcripts_is_known() -> None:
    events = [json.loads(line) for line in lines("websocket-*.jsonl")]
    frames = [event["frame"] for event in events if event["direction"] == "to_client" and "frame" in event]
    found = [frame_from_json(json.dumps(frame)) for frame in frames]
    assert found and not [frame for frame in found if isinstance(frame, UnknownFrameV1)]


def test_items_and_frames_of_unknown_types_do_no_harm() -> None:
    item = item_from_json('{"type": "smell", "content": "lavender"}')
    assert isinstance(item, UnknownItemV1) and item.data["content"] == "lavender"
    for text in (
        '{"type": "smell", "data": {}}',
        '{"type": "stream_token", "data": {"type": "smell"}, "timestamp": "2026-11-20T09:30:00.151Z"}',
    ):
        assert isinstance(frame_from_json(text), UnknownFrameV1)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"type": 1}', '{"type": "token"}'])
def test_an_item_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(StreamError):
        item_from_json(text)


@pytest.mark.parametrize("envelope", [None, [], {}, {"data": None}, {"data": {"status": 500}}])
def test_what_is_no_error_of_version_1_is_no_problem_document(envelope: Any) -> None:
    assert problem_of(envelope) is None
