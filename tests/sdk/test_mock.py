"""The SDKs against the mock server: what integrators write before they have a model works with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestra_generator.node import node_program
from orchestra_sdk import (
    AsyncOrchestra,
    NotFoundError,
    Orchestra,
    RateLimitError,
    RunFailedError,
    UnprocessableEntityError,
)
from orchestra_sdk.v1 import OrchestraV1
from tests.conformance.mocked import running_mock
from tests.sdk.nodes import execute

KEY = "ork_mock-sdk"
ANSWER = "Hello there, how can I help?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_mock() as found:
        yield found


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Orchestra]:
    with Orchestra(base_url=address, api_key=KEY, max_retries=0) as found:
        yield found


def test_chats_streams_and_sessions(client: Orchestra) -> None:
    session = client.sessions.create(title="Music")
    assert client.chat.create("Hello", session_id=session.session_id).response == ANSWER
    with client.chat.stream("Hello", session_id=session.session_id) as stream:
        assert "".join(stream.text_deltas()) == ANSWER
    said = [message.content for message in client.sessions.messages(session.session_id, limit=1)]
    assert said == ["Hello", ANSWER] * 2
    client.sessions.delete(session.session_id)


def test_a_stream_that_was_left_is_resumed(client: Orchestra) -> None:
    with client.chat.stream("Hello", on_disconnect="continue") as stream:
        first = next(stream.text_deltas())
        run_id, cursor = stream.run_id, stream.last_event_id
    with client.runs.events(run_id, after=cursor) as rest:
        assert first + "".join(rest.text_deltas()) == ANSWER


def test_errors_have_their_types(client: Orchestra) -> None:
    with pytest.raises(NotFoundError):
        client.sessions.get("not-there")
    with pytest.raises(UnprocessableEntityError) as refused:
        client.chat.create("")
    assert [error.pointer for error in refused.value.errors] == ["/message"]
    with pytest.raises(RateLimitError) as limited:
        client.chat.create("scene: rate_limited")
    assert limited.value.retry_after == 12
    with client.chat.stream("scene: failed") as stream, pytest.raises(RunFailedError) as failed:
        stream.result()
    assert failed.value.response == "Hello there,"


@pytest.mark.filterwarnings("ignore::orchestra_sdk.OrchestraDeprecationWarning")
def test_the_client_of_version_1(address: str) -> None:
    with OrchestraV1(base_url=address, api_key=KEY) as client:
        assert client.chat("Hello", "old-shop").response == ANSWER
        with client.chat_stream("Hello", "old-shop") as stream:
            assert "".join(stream.text_deltas()) == ANSWER
        with client.connect("web-shop", "old-shop") as connection:
            connection.chat("Hello")
            frames = iter(connection)
            complete = next(
                frame.data
                for frame in frames
                if frame.type == "stream_token" and frame.data.type == "complete"
            )
        assert complete.content == ANSWER
        assert len(client.session("old-shop").messages) == 6


def test_several_chats_over_one_websocket(address: str) -> None:
    async def talk() -> tuple[list[str], str]:
        async with AsyncOrchestra(base_url=address, api_key=KEY) as client, client.connect() as connection:

            async def ask() -> str:
                async with connection.chat("Hello") as stream:
                    return (await stream.result()).response

            answers = await asyncio.gather(ask(), ask(), ask())
            return list(answers), (await connection.command("help")).command

    assert asyncio.run(talk()) == ([ANSWER] * 3, "help")


PROGRAM = """
import { Orchestra, RateLimitError, RunFailedError } from "@ai-orchestra/sdk";
import { OrchestraV1 } from "@ai-orchestra/sdk/v1";
const client = new Orchestra({ maxRetries: 0 });
const said = [(await client.chat.create({ message: "Hello" })).response];
const first = client.chat.stream({ message: "Hello", on_disconnect: "continue" });
let offset = -1;
for await (const event of first) { offset = event.offset; if (event.type === "token") break; }
const rest = client.runs.events(first.run_id, { after: offset });
await rest.result();
said.push(first.text + rest.text);
const session = await client.sessions.create({ title: "Music" });
said.push((await client.sessions.get(session.session_id)).title);
await client.chat.create({ message: "scene: rate_limited" }).catch((error) => {
  said.push(`${error instanceof RateLimitError} ${error.retry_after}`);
});
await client.chat.stream({ message: "scene: failed" }).result().catch((error) => {
  said.push(`${error instanceof RunFailedError} ${error.code}`);
});
const older = new OrchestraV1();
said.push((await older.chat({ message: "Hello", session_id: "old-shop" })).response);
const connection = await client.connect();
said.push((await connection.chat({ message: "Hello" }).result()).response);
await connection.close();
console.log(JSON.stringify(said));
"""


def test_a_program_in_typescript(address: str, sdk_project: Path) -> None:
    printed = execute(
        [node_program(), "--input-type=module", "--eval", PROGRAM],
        sdk_project,
        ORCHESTRA_BASE_URL=address,
        ORCHESTRA_API_KEY=KEY,
    )
    expected = f'["{ANSWER}","{ANSWER}","Music","true 12","true upstream_error","{ANSWER}","{ANSWER}"]'
    assert printed.strip().splitlines()[-1] == expected
