"""OpenAI's door, used by the official Python client, and looked at byte by byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from orchestra.api.door.chunks import Chunks
from orchestra.chat.orchestrator import Orchestrator
from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.live.log import LoggedEvent
from orchestra.providers.base import Completion, Emit, Prompt, Provider
from orchestra.providers.scripted import ScriptedProvider
from orchestra.settings import ScriptedSettings
from orchestra_generator.node import TOOLS, node_program
from tests.raw import exchange
from tests.schemas import validator
from tests.sdk.nodes import execute
from tests.service import RunningService, running_service

COMPLETIONS = "/openai/v1/chat/completions"
UNKNOWN = "unknown-to-the-endpoint"


class Listening(ScriptedProvider):
    """The scripted provider, which keeps what it was asked and knows of one model that its endpoint has not."""

    def __init__(self) -> None:
        super().__init__(ScriptedSettings(faults=True))
        self.heard: list[Prompt] = []

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        self.heard.append(prompt)
        if prompt.model == UNKNOWN:
            raise OrchestraError(
                ErrorCode.VALIDATION_FAILED,
                "The model endpoint does not know this model.",
                errors=[FieldError("body", "/model", "unknown model")],
            )
        return await super().complete(prompt, emit)


class Door:
    """A service and its model."""

    def __init__(self, service: RunningService, provider: Listening) -> None:
        self.service = service
        self.provider = provider

    @property
    def address(self) -> dict[str, Any]:
        """What the client is told; it does not try again, so that each refusal is seen."""
        base_url = f"{self.service.base_url}/openai/v1"
        return {"base_url": base_url, "api_key": self.service.key, "max_retries": 0}

    def run(self, completion_id: str) -> dict[str, Any]:
        """The run behind a completion, ended."""
        run_id = completion_id.replace("chatcmpl-", "run_")
        self.service.run(self.service.get(Orchestrator).wait(run_id))
        found = httpx.get(f"{self.service.base_url}/v2/runs/{run_id}", headers=self.service.headers)
        run: dict[str, Any] = found.json()
        return run

    def heard(self) -> list[tuple[str, str]]:
        """What the model was shown last, by role."""
        return [(turn.role, turn.content) for turn in self.provider.heard[-1].turns]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    provider = Listening()
    folder = tmp_path_factory.mktemp("door")
    with running_service(folder, replacements={"provider": provider}) as service:
        yield Door(service, provider)


@pytest.fixture(scope="module")
def client(door: Door) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(**door.address) as client:
        yield client


def scripted(service: RunningService) -> ScriptedProvider:
    """The model of a service."""
    found = service.run(service.app.state.container.get(Provider))
    assert isinstance(found, ScriptedProvider)
    return found


def user(text: str) -> Any:
    """A conversation of one message."""
    return [{"role": "user", "content": text}]


def texts(chunks: Iterable[ChatCompletionChunk]) -> str:
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def test_a_completion_is_a_run(client: openai.OpenAI, door: Door) -> None:
    raw = client.chat.completions.with_raw_response.create(
        model="scripted",
        messages=user("[[text Hello there]]"),
        metadata={"page": "/orders"},
        user="me",
        seed=7,
    )
    answer = raw.parse()
    assert isinstance(answer, ChatCompletion)
    run = door.run(answer.id)
    assert raw.headers["orchestra-run-id"] == run["run_id"]
    assert "x-api-version" not in raw.headers
    assert (answer.object, answer.model, answer.system_fingerprint) == ("chat.completion", "scripted", None)
    assert answer.choices[0].message.content == run["response"] == "Hello there"
    assert (answer.choices[0].message.role, answer.choices[0].finish_reason) == ("assistant", "stop")
    assert answer.usage is not None
    assert answer.usage.model_dump(exclude_none=True) == {
        "prompt_tokens": run["usage"]["input_tokens"],
        "completion_tokens": 2,
        "total_tokens": run["usage"]["total_tokens"],
    }
    assert run["metadata"] == {"page": "/orders"}
    assert run["on_disconnect"] == "cancel"


def test_the_model_is_shown_the_conversation_that_the_client_sent(client: openai.OpenAI, door: Door) -> None:
    client.chat.completions.create(
        model="scripted",
        messages=[
            {"role": "system", "content": "Be kind."},
            {
                "role": "user",
                "content": [{"type": "text", "text": "My name "}, {"type": "text", "text": "is Ada."}],
            },
            {"role": "assistant", "content": "Hello Ada."},
            {"role": "developer", "content": "Be short."},
            {"role": "user", "content": "Who am I?"},
        ],
        max_tokens=9,
        max_completion_tokens=3,
        temperature=0.5,
        stop=None,
        tools=[],
        n=1,
    )
    assert door.heard() == [
        ("system", "Be kind.\n\nBe short."),
        ("user", "My name is Ada."),
        ("assistant", "Hello Ada."),
        ("user", "Who am I?"),
    ]
    assert (door.provider.heard[-1].max_tokens, door.provider.heard[-1].temperature) == (3, 0.5)


def test_a_limit_above_what_there_is_is_taken(client: openai.OpenAI, door: Door) -> None:
    answer = client.chat.completions.create(model="scripted", messages=user("Hi"), max_tokens=500_000)
    assert door.provider.heard[-1].max_tokens == 100_000
    assert answer.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("reason", ["stop", "length", "content_filter"])
def test_finish_reasons_are_passed_on(client: openai.OpenAI, reason: str) -> None:
    ask: Any = {"model": "scripted", "messages": user(f"[[finish {reason}]] [[text Hello]]")}
    assert client.chat.completions.create(**ask).choices[0].finish_reason == reason
    *_, last = client.chat.completions.create(**ask, stream=True)
    assert last.choices[0].finish_reason == reason


def test_a_stream_has_the_role_the_pieces_and_the_usage(client: openai.OpenAI, door: Door) -> None:
    chunks = list(
        client.chat.completions.create(
            model="scripted",
            messages=user("[[text Hello there you]]"),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    run = door.run(chunks[0].id)
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].delta.content for chunk in chunks[1:-2]] == ["Hello", " there", " you"]
    assert [chunk.usage for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == run["usage"]["output_tokens"] == 3
    assert chunks[-1].usage.total_tokens == run["usage"]["total_tokens"]
    assert len({(chunk.id, chunk.created, chunk.model) for chunk in chunks}) == 1


async def test_the_asynchronous_client_works_alike(door: Door) -> None:
    async with openai.AsyncOpenAI(**door.address) as client:
        whole = await client.chat.completions.create(model="scripted", messages=user("Hello 🎻"))
        stream = await client.chat.completions.create(
            model="scripted", messages=user("Hello 🎻"), stream=True
        )
        streamed = texts([chunk async for chunk in stream])
    assert "🎻" in streamed
    assert streamed == whole.choices[0].message.content


def test_a_stream_is_these_bytes(door: Door) -> None:
    answer = httpx.post(
        door.service.base_url + COMPLETIONS,
        headers={**door.service.headers, "Accept": "application/json"},
        json={"model": "session:bytes", "messages": user("[[text “Grüße” 🎼]]"), "stream": True},
    )
    run_id = answer.headers["orchestra-run-id"]
    created = json.loads(answer.text.split("\n")[0].removeprefix("data: "))["created"]
    head = (
        f'data: {{"id":"{run_id.replace("run_", "chatcmpl-")}","created":{created},"model":"session:bytes",'
        '"choices":[{"delta":'
    )
    tail = ',"index":0,"logprobs":null}],"object":"chat.completion.chunk","system_fingerprint":null}\n\n'
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.content.decode() == "".join(
        [
            head + '{"role":"assistant","content":""},"finish_reason":null' + tail,
            head + '{"content":"“Grüße”"},"finish_reason":null' + tail,
            head + '{"content":" 🎼"},"finish_reason":null' + tail,
            head + '{},"finish_reason":"stop"' + tail,
            "data: [DONE]\n\n",
        ]
    )


def test_what_is_sent_fits_the_document(door: Door) -> None:
    body = {"model": "scripted", "messages": user("Hello"), "stream": True}
    options = {"stream_options": {"include_usage": True}}
    for asked in (body, {**body, **options}):
        answer = httpx.post(door.service.base_url + COMPLETIONS, headers=door.service.headers, json=asked)
        events = [event.removeprefix("data: ") for event in answer.text.split("\n\n") if event]
        assert events[-1] == "[DONE]"
        for event in events[:-1]:
            validator("openai.json", "CompletionChunk").validate(json.loads(event))


def test_a_session_remembers(client: openai.OpenAI, door: Door) -> None:
    name = f"session:{uuid4()}"
    for text in ("[[text Noted.]] I am Ada.", "Who am I?"):
        # The client sends what it believes was said; it is ours to know.
        client.chat.completions.create(
            model=name,
            messages=[
                {"role": "system", "content": "Be kind."},
                {"role": "user", "content": "Nonsense"},
                *user(text),
            ],
        )
    assert door.heard() == [
        ("system", "Be kind."),
        ("user", "[[text Noted.]] I am Ada."),
        ("assistant", "Noted."),
        ("user", "Who am I?"),
    ]


def test_the_names_of_models_are_listed(client: openai.OpenAI) -> None:
    found = {model.id: model.owned_by for model in client.models.list()}
    assert found["scripted"] == "scripted"
    assert found["swarm:auto-select"] == found["swarm:simple-agents"] == "orchestra"
    assert client.models.retrieve("swarm:simple-agents").id == "swarm:simple-agents"
    for missing in ("swarm:choir", "meta/llama", "session:a/swarm:b"):
        with pytest.raises(openai.NotFoundError) as refused:
            client.models.retrieve(missing)
        assert (refused.value.code, refused.value.param) == ("model_not_found", "model")


def test_a_swarm_answers_by_its_name(client: openai.OpenAI, door: Door) -> None:
    session = f"swarm-{uuid4()}"
    name = f"session:{session}/swarm:simple-agents/other"
    chunks = list(client.chat.completions.create(model=name, messages=user("Plan a day"), stream=True))
    run = door.run(chunks[0].id)
    assert (run["swarm_used"], run["session_id"], run["model"]) == ("simple-agents", session, "other")
    # What the agents said to each other is no part of it.
    assert texts(chunks) == run["response"]
    assert {chunk.model for chunk in chunks} == {name}


@pytest.mark.parametrize(
    "name", ["swarm:choir", "swarm:", "session:ses_missing", "session:a b", "session:/x", "x/"]
)
def test_a_name_that_leads_nowhere_is_not_found(client: openai.OpenAI, name: str) -> None:
    # What is no name at all is a bad request.
    expected = openai.BadRequestError if " " in name else openai.NotFoundError
    with pytest.raises(expected) as refused:
        client.chat.completions.create(model=name, messages=user("Hello"))
    assert refused.value.param == "model"
    assert refused.value.code == ("validation_failed" if " " in name else "model_not_found")
    if name == "swarm:choir":
        assert "simple-agents" in str(refused.value), (
            "it says which swarms there are, and nothing of a session"
        )


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_model_that_the_endpoint_does_not_know_is_not_found(client: openai.OpenAI, stream: bool) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        client.chat.completions.create(model=UNKNOWN, messages=user("Hello"), stream=stream)
    assert (refused.value.code, refused.value.param) == ("model_not_found", "model")


@pytest.mark.parametrize(
    ("fields", "param", "advice"),
    [
        ({"tools": [{"type": "function"}]}, "tools", "swarm:mcp-coordinated"),
        ({"functions": [{}]}, "functions", "swarm:mcp-coordinated"),
        ({"n": 2}, "n", "There is one answer"),
        ({"stop": "END"}, "stop", "Leave it out"),
        ({"stop": ["END"]}, "stop", "Leave it out"),
        ({"logit_bias": {"50256": -100}}, "logit_bias", "Leave it out"),
        ({"logprobs": True}, "logprobs", "Leave this out"),
        ({"top_logprobs": 2}, "top_logprobs", "Leave this out"),
        ({"response_format": {"type": "json_object"}}, "response_format.type", "plain text"),
        ({"modalities": ["text", "audio"]}, "modalities[1]", "plain text"),
        ({"audio": {"voice": "alto"}}, "audio", "plain text"),
        ({"web_search_options": {}}, "web_search_options", "Nothing is searched"),
        ({"temperature": 3}, "temperature", "less than or equal to 2"),
        ({"max_tokens": 0}, "max_tokens", "greater than or equal to 1"),
        ({"messages": []}, "messages", "at least 1"),
        (
            {
                "messages": [
                    {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:"}}]}
                ]
            },
            "messages[0].content",
            "Only text is taken",
        ),
        (
            {"messages": [{"role": "tool", "content": "4", "tool_call_id": "1"}]},
            "messages[0].role",
            "roles are",
        ),
        (
            {"messages": [*user("Hello"), {"role": "assistant", "tool_calls": [{}]}]},
            "messages[1].tool_calls",
            "swarm:mcp-coordinated",
        ),
        ({"messages": [*user("Hello"), {"role": "assistant", "content": "Hi"}]}, "messages[1]", "the user's"),
        ({"messages": [*user("Hello"), *user(" ")]}, "messages[1]", "to have text"),
        ({"messages": [{"role": "system", "content": "Be kind."}]}, "messages[0]", "the user's"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_done_is_refused_and_says_what_to_do(
    client: openai.OpenAI, door: Door, fields: dict[str, Any], param: str, advice: str
) -> None:
    heard = len(door.provider.heard)
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(**{"model": "scripted", "messages": user("Hello"), **fields})
    assert (refused.value.param, refused.value.code) == (param, "validation_failed")
    assert refused.value.type == "invalid_request_error"
    assert advice in refused.value.message
    assert len(door.provider.heard) == heard


def test_what_is_unknown_is_ignored(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model="scripted",
        messages=user("[[text Hello]]"),
        top_p=0.5,
        presence_penalty=1,
        tool_choice="none",
        extra_body={"from_tomorrow": {"a": [1]}, "stream": None, "metadata": None, "temperature": None},
    )
    assert answer.choices[0].message.content == "Hello"


def test_errors_have_the_types_that_clients_expect(client: openai.OpenAI, door: Door) -> None:
    ask: Any = {"model": "scripted", "messages": user("Hello")}
    with pytest.raises(openai.AuthenticationError) as unknown:
        client.with_options(api_key="ork_wrong").chat.completions.create(**ask)
    assert (unknown.value.code, unknown.value.type) == ("invalid_api_key", "authentication_error")
    assert unknown.value.response.headers["www-authenticate"].startswith("Bearer")
    with pytest.raises(openai.PermissionDeniedError) as forbidden:
        client.with_options(api_key=made_key(door, scopes=["read"])).chat.completions.create(**ask)
    assert (forbidden.value.code, forbidden.value.type) == ("forbidden", "permission_error")
    limited = client.with_options(api_key=made_key(door, scopes=["chat"], requests_per_minute=1))
    limited.chat.completions.create(**ask)
    with pytest.raises(openai.RateLimitError) as late:
        limited.chat.completions.create(**ask)
    assert (late.value.code, late.value.type) == ("rate_limit_exceeded", "rate_limit_error")
    assert int(late.value.response.headers["retry-after"]) >= 1
    assert late.value.response.headers["x-should-retry"] == "true"


def made_key(door: Door, **fields: Any) -> str:
    made = httpx.post(
        f"{door.service.base_url}/v2/keys", headers=door.service.headers, json={"owner": "ada", **fields}
    )
    return str(made.json()["secret"])


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(
    ("order", "expected", "code"),
    [
        ("fail", openai.InternalServerError, "upstream_error"),
        ("timeout", openai.InternalServerError, "upstream_timeout"),
        ("overflow", openai.BadRequestError, "context_length_exceeded"),
    ],
)
def test_a_run_that_fails_at_once_is_answered_with_its_error(
    client: openai.OpenAI, stream: bool, order: str, expected: type[openai.APIStatusError], code: str
) -> None:
    with pytest.raises(expected) as failed:
        client.chat.completions.create(model="scripted", messages=user(f"[[{order}]]"), stream=stream)
    assert failed.value.code == code
    assert failed.value.response.headers["orchestra-run-id"].startswith("run_")
    retry = "false" if code == "context_length_exceeded" else "true"
    assert failed.value.response.headers["x-should-retry"] == retry


def test_a_run_that_fails_on_its_way_ends_the_stream_with_an_error(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model="scripted", messages=user("[[fail after=3]] [[tokens 9]]"), stream=True
    )
    seen: list[ChatCompletionChunk] = []
    with pytest.raises(openai.APIError, match="failed, as ordered") as failed:
        seen.extend(stream)
    assert len(texts(seen).split()) > 1
    assert failed.value.code == "upstream_error"
    assert not isinstance(failed.value, openai.APIStatusError)


def test_a_failure_behind_a_long_silence_comes_in_the_stream(impatient_service: RunningService) -> None:
    service = impatient_service
    gate = scripted(service).gate("silence")
    body = {"model": "scripted", "messages": user("[[gate silence]] [[fail]]"), "stream": True}
    with httpx.stream("POST", service.base_url + COMPLETIONS, headers=service.headers, json=body) as answer:
        assert answer.status_code == 200
        lines = answer.iter_lines()
        assert next(lines) == ": still here"
        service.loop.call_soon_threadsafe(gate.opened.set)
        data = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    (error,) = (json.loads(text)["error"] for text in data)
    assert (error["code"], error["type"], error["param"]) == ("upstream_error", "server_error", None)


def test_what_agents_say_is_a_comment_in_long_silence() -> None:
    talk = [LoggedEvent(3, "agent.token", b'{"created_at": "2026-11-24T10:00:00.000Z"}')]
    assert Chunks("run_1", "scripted", with_usage=False, silence=0).render(talk) == b": still here\n\n"
    assert Chunks("run_1", "scripted", with_usage=False, silence=3600).render(talk) == b""


def test_closing_a_stream_ends_its_run(client: openai.OpenAI, door: Door) -> None:
    stream = client.chat.completions.create(
        model="scripted", messages=user("[[hang after=1]] [[tokens 9]]"), stream=True
    )
    first = next(stream)
    stream.close()
    run = door.run(first.id)
    assert (run["status"], run["cancel_reason"]) == ("cancelled", "disconnected")


async def test_leaving_a_waiting_request_ends_its_run(door: Door) -> None:
    gate, session = str(uuid4()), f"left-{uuid4()}"
    async with openai.AsyncOpenAI(**door.address) as client:
        waiting = asyncio.create_task(
            client.chat.completions.create(model=f"session:{session}", messages=user(f"[[gate {gate}]]"))
        )
        await door.service.on_loop(door.provider.gate(gate).reached.wait())
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    listed = await exchange(door.service.port, "GET", f"/v2/sessions/{session}/runs", door.service.headers)
    run = await asyncio.to_thread(door.run, listed.json()["data"][0]["run_id"])
    assert (run["status"], run["cancel_reason"]) == ("cancelled", "disconnected")


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
async def test_a_run_that_somebody_stops_is_not_begun_again(door: Door, stream: bool) -> None:
    gate, session = str(uuid4()), f"stopped-{uuid4()}"
    heard = len(door.provider.heard)
    # The client would try again after a 409, if it were not told not to.
    async with openai.AsyncOpenAI(**{**door.address, "max_retries": 2}) as client:
        waiting = asyncio.create_task(
            client.chat.completions.create(
                model=f"session:{session}", messages=user(f"[[gate {gate}]]"), stream=stream
            )
        )
        await door.service.on_loop(door.provider.gate(gate).reached.wait())
        command = {"command": "stop", "session_id": session}
        await exchange(door.service.port, "POST", "/v2/commands", door.service.headers, command)
        # A second run would not stand still.
        door.service.loop.call_soon_threadsafe(door.provider.gate(gate).opened.set)
        with pytest.raises(openai.APIError) as stopped:
            await waiting
    assert stopped.value.code == "run_cancelled"
    assert len(door.provider.heard) == heard + 1


def test_a_key_finds_the_same_run(client: openai.OpenAI, door: Door) -> None:
    ask: Any = {"model": "scripted", "extra_headers": {"Idempotency-Key": str(uuid4())}}
    first = client.chat.completions.create(messages=user("Hello"), **ask)
    assert client.chat.completions.create(messages=user("Hello"), **ask) == first
    assert door.run(first.id)["on_disconnect"] == "grace"
    with pytest.raises(openai.BadRequestError) as reused:
        client.chat.completions.create(messages=user("Bye"), **ask)
    assert reused.value.code == "idempotency_key_reused"
    ask["extra_headers"] = {"Idempotency-Key": str(uuid4())}
    streams = [
        list(client.chat.completions.create(messages=user("Hello"), stream=True, **ask)) for _ in range(2)
    ]
    assert streams[0] == streams[1]


def test_what_the_log_has_no_more_is_told_and_not_left_out(trimming_service: RunningService) -> None:
    # More tokens at once than are kept: a reader comes too late for the first of them.
    body = {"model": "scripted", "messages": user("[[tokens 60]]"), "stream": True}
    headers = {**trimming_service.headers, "Idempotency-Key": str(uuid4())}
    address = trimming_service.base_url + COMPLETIONS
    first, again = (httpx.post(address, headers=headers, json=body) for _ in range(2))
    *_, last = [text for text in first.text.split("\n\n") if text]
    assert json.loads(last.removeprefix("data: "))["error"]["code"] == "run_log_expired"
    assert (again.status_code, again.json()["error"]["code"]) == (410, "run_log_expired")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/openai/v1/chat/completions", 405, "method_not_allowed"),
        ("POST", "/openai/chat/completions", 404, "not_found"),
        ("POST", "/openai/v1/completions", 404, "not_found"),
    ],
)
def test_other_paths_are_refused_in_the_same_form(
    door: Door, method: str, path: str, status: int, code: str
) -> None:
    answer = httpx.request(method, door.service.base_url + path, headers=door.service.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    validator("openai.json", "CompletionFailure").validate(answer.json())
    if status == 405:
        assert answer.headers["allow"] == "POST"
    else:
        assert "/openai/v1" in answer.json()["error"]["message"]


def test_the_document_is_published(door: Door) -> None:
    found = httpx.get(f"{door.service.base_url}/openapi/openai.json").json()
    assert set(found["paths"]) == {COMPLETIONS, "/openai/v1/models", "/openai/v1/models/{model}"}


def test_the_javascript_client_works(door: Door, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(TOOLS / "node_modules")
    script = Path(__file__).with_name("openai_door.mjs")
    (tmp_path / script.name).write_text(script.read_text("utf-8"), "utf-8")
    address = {"BASE_URL": door.address["base_url"], "API_KEY": door.service.key}
    printed = execute([node_program(), script.name], tmp_path, **address)
    assert printed.splitlines()[-1] == "all is well"
