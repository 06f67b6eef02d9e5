"""What the provider for OpenAI-compatible endpoints promises, against a stand-in that misbehaves on order."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from orchestra.chat.swarms.spec import parse_swarm
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Completion, Prompt, Turn
from orchestra.providers.openai import OpenAIProvider
from orchestra.resilience.breaker import Breaker
from orchestra.settings import BreakerSettings, OpenAISettings
from tests.integration.upstream import TOKENS, Behaviour, Heard, Upstream, transcript
from tests.swarms import stage

KEY = "sk-test-do-not-leak-0123456789"


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as server:
        yield server


@contextlib.asynccontextmanager
async def provider_at(
    base_url: str, *, model: str | None = "stand-in-1", breaker: Breaker | None = None, **settings: Any
) -> AsyncIterator[OpenAIProvider]:
    provider = OpenAIProvider(
        OpenAISettings(base_url=base_url, api_key=SecretStr(KEY), **settings),
        model,
        breaker or Breaker("llm", BreakerSettings()),
    )
    await provider.start()
    try:
        yield provider
    finally:
        await provider.close()


@pytest.fixture
async def provider(upstream: Upstream) -> AsyncIterator[OpenAIProvider]:
    async with provider_at(upstream.base_url) as client:
        yield client


def prompt(*, model: str = "", max_tokens: int | None = None, temperature: float | None = None) -> Prompt:
    turns = (Turn("system", "Be brief."), Turn("user", "Grüß dich 🎻"))
    return Prompt(turns, model, max_tokens, temperature)


async def ask(provider: OpenAIProvider, asked: Prompt | None = None) -> tuple[Heard, Completion]:
    heard = Heard()
    return heard, await provider.complete(asked or prompt(), heard)


async def failure_of(provider: OpenAIProvider, asked: Prompt | None = None) -> tuple[Heard, OrchestraError]:
    heard = Heard()
    with pytest.raises(OrchestraError) as caught:
        await provider.complete(asked or prompt(), heard)
    assert KEY not in caught.value.detail
    assert len(caught.value.detail) < 400
    return heard, caught.value


# What is sent, and what comes back.


async def test_tokens_arrive_as_they_were_sent_with_the_reported_usage(provider: OpenAIProvider) -> None:
    heard, done = await ask(provider)
    assert heard.tokens == list(TOKENS)
    assert done.finish_reason == "stop"
    assert (done.usage.input, done.usage.output, done.usage.source) == (11, 7, "reported")
    assert done.model == "stand-in-1"


async def test_the_request_carries_the_conversation_the_options_and_the_key(
    upstream: Upstream, provider: OpenAIProvider
) -> None:
    await ask(provider, prompt(model="other", max_tokens=5, temperature=0.0))
    request = upstream.chats[0]
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "other",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Grüß dich 🎻"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 5,
        "temperature": 0.0,
    }


async def test_what_was_not_asked_for_is_not_sent(upstream: Upstream, provider: OpenAIProvider) -> None:
    await ask(provider)
    assert upstream.chats[0].body.keys() == {"model", "messages", "stream", "stream_options"}


async def test_without_a_usage_it_is_estimated(upstream: Upstream, provider: OpenAIProvider) -> None:
    upstream.behaviour.usage = None
    _, done = await ask(provider)
    assert done.usage.source == "estimated"
    assert done.usage.output == len(TOKENS)
    assert done.usage.input > 0


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("length", "length"), ("content_filter", "content_filter"), ("tool_calls", "stop"), ("eos", "stop")],
)
async def test_finish_reasons_are_passed_on_in_our_words(
    upstream: Upstream, provider: OpenAIProvider, theirs: str, ours: str
) -> None:
    upstream.behaviour.finish_reason = theirs
    _, done = await ask(provider)
    assert done.finish_reason == ours


async def test_a_finished_answer_frees_its_connection_for_the_next(
    upstream: Upstream, provider: OpenAIProvider
) -> None:
    for _ in range(3):
        await ask(provider)
    assert len(upstream.connections) == 1


# However the stream is written.


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("cut", [1, 2, 3, 7, 64])
async def test_pieces_may_be_cut_at_any_byte(
    upstream: Upstream, provider: OpenAIProvider, cut: int, newline: str
) -> None:
    upstream.behaviour.cut, upstream.behaviour.newline = cut, newline
    heard, done = await ask(provider)
    assert heard.tokens == list(TOKENS)
    assert done.usage.source == "reported"


@pytest.mark.parametrize(
    "how",
    [
        Behaviour(done=False),
        Behaviour(done=False, usage=None),
        Behaviour(finish_reason=None),
        Behaviour(raw=transcript(Behaviour()).rstrip(b"\n")),
        Behaviour(raw=transcript(Behaviour()).replace(b"data: ", b"data:")),
        Behaviour(raw=b"\xef\xbb\xbf\n: ping\nevent: x\nid: 1\nretry: 5\n" + transcript(Behaviour())),
    ],
    ids=[
        "no [DONE]",
        "no [DONE], no usage",
        "no finish reason",
        "no last newline",
        "no space",
        "other fields",
    ],
)
async def test_unusual_endings_and_lines_are_understood(
    upstream: Upstream, provider: OpenAIProvider, how: Behaviour
) -> None:
    upstream.behaviour = how
    heard, done = await ask(provider)
    assert heard.text == "".join(TOKENS)
    assert done.finish_reason == "stop"


async def test_u0000_does_not_come_in(upstream: Upstream, provider: OpenAIProvider) -> None:
    upstream.behaviour.tokens = ("a\0b",)
    heard, _ = await ask(provider)
    assert heard.text == "a\ufffdb"


@pytest.mark.parametrize(
    ("how", "detail"),
    [
        (Behaviour(finish_reason=None, done=False), "broke off"),
        (Behaviour(raw=b""), "broke off"),
        (Behaviour(raw=b"data: [DONE]\n\n"), "broke off"),
        (Behaviour(raw=b'{"choices": []}'), "broke off"),
        (Behaviour(raw=b"data: {not json}\n\n"), "not a chat completion"),
        (Behaviour(raw=b'data: {"choices": 5}\n\n'), "not a chat completion"),
        (Behaviour(raw=b'data: {"choices": [{"delta": {"content": "\xff"}}]}\n\n'), "not a chat completion"),
        (Behaviour(raw=b"data: " + b"x" * 1_200_000), "not a chat completion"),
        (Behaviour(drop_after=3), "broke"),
    ],
    ids=[
        "no end",
        "empty",
        "only [DONE]",
        "no stream",
        "no JSON",
        "wrong type",
        "no UTF-8",
        "endless line",
        "drop",
    ],
)
async def test_what_is_not_a_whole_answer_is_never_a_success(
    upstream: Upstream, provider: OpenAIProvider, how: Behaviour, detail: str
) -> None:
    upstream.behaviour = how
    _, error = await failure_of(provider)
    assert error.code is ErrorCode.UPSTREAM_ERROR
    assert detail in error.detail


async def test_tokens_before_a_break_have_been_emitted(upstream: Upstream, provider: OpenAIProvider) -> None:
    upstream.behaviour.drop_after = 3
    heard, _ = await failure_of(provider)
    assert heard.tokens == list(TOKENS[:3])


async def test_an_error_in_mid_stream_is_a_failure(upstream: Upstream, provider: OpenAIProvider) -> None:
    begin = transcript(Behaviour(), stop_after=2)
    upstream.behaviour.raw = begin + b'data: {"error": {"message": "out of memory", "code": 500}}\n\n'
    heard, error = await failure_of(provider)
    assert error.code is ErrorCode.UPSTREAM_ERROR
    assert heard.tokens == list(TOKENS[:2])


async def test_what_emit_raises_ends_the_run_and_closes_the_connection(
    upstream: Upstream, provider: OpenAIProvider
) -> None:
    upstream.behaviour.hang_after = 3

    def emit(_: str) -> None:
        raise KeyError("defect")

    with pytest.raises(KeyError):
        await provider.complete(prompt(), emit)
    await (await upstream.connected()).is_closed()


# Cancelling.


async def test_cancelling_while_connecting_closes_the_connection(upstream: Upstream) -> None:
    upstream.behaviour.hang = "accept"
    # TLS, so that the connection is there and its set-up is not over.
    async with provider_at(upstream.base_url.replace("http:", "https:")) as provider:
        await cancel_when(provider, upstream.connected())
        await (await upstream.connected()).is_closed()


@pytest.mark.parametrize(
    "hang", [Behaviour(hang="accept"), Behaviour(hang="headers"), Behaviour(hang_after=0)]
)
async def test_cancelling_before_the_first_token_closes_the_connection(
    upstream: Upstream, provider: OpenAIProvider, hang: Behaviour
) -> None:
    upstream.behaviour = hang
    await cancel_when(provider, upstream.connected() if hang.hang == "accept" else upstream.asked())
    await (await upstream.connected()).is_closed()


async def test_cancelling_in_mid_stream_closes_the_connection_and_ends_the_tokens(
    upstream: Upstream, provider: OpenAIProvider
) -> None:
    upstream.behaviour.hang_after = 3
    heard = Heard()
    await cancel_when(provider, heard.at_least(3), heard)
    await (await upstream.connected()).is_closed()
    assert len(heard.tokens) == 3


async def cancel_when(provider: OpenAIProvider, moment: Any, heard: Heard | None = None) -> None:
    run = asyncio.create_task(provider.complete(prompt(), heard or Heard()))
    await moment
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run


async def test_runs_beyond_the_connections_wait_and_can_be_cancelled(upstream: Upstream) -> None:
    upstream.behaviour.hang = "headers"
    async with provider_at(upstream.base_url, max_connections=1) as provider:
        first = asyncio.create_task(provider.complete(prompt(), Heard()))
        await upstream.asked()
        second, third = (asyncio.create_task(provider.complete(prompt(), Heard())) for _ in range(2))
        await asyncio.sleep(0)
        assert len(upstream.connections) == 1
        second.cancel()
        upstream.behaviour.hang = None
        first.cancel()
        assert (await third).finish_reason == "stop"


# Deadlines.


@pytest.mark.parametrize(
    "hang", [Behaviour(hang="headers"), Behaviour(hang_after=0), Behaviour(hang_after=2)], ids=["0", "1", "2"]
)
async def test_silence_is_a_timeout_and_closes_the_connection(upstream: Upstream, hang: Behaviour) -> None:
    upstream.behaviour = hang
    async with provider_at(upstream.base_url, idle_timeout=0.05) as provider:
        heard, error = await failure_of(provider)
        await (await upstream.connected()).is_closed()
    assert error.code is ErrorCode.UPSTREAM_TIMEOUT
    assert len(heard.tokens) == (hang.hang_after or 0)


async def test_an_endpoint_that_never_accepts_is_a_timeout() -> None:
    with full_backlog() as port:
        async with provider_at(f"http://127.0.0.1:{port}/v1", connect_timeout=0.05) as provider:
            _, error = await failure_of(provider)
    assert error.code is ErrorCode.UPSTREAM_TIMEOUT


@contextlib.contextmanager
def full_backlog() -> Iterator[int]:
    """A port that listens and whose queue is full: Linux then leaves a connection without an answer."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        port = server.getsockname()[1]
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        yield port


async def test_an_endpoint_that_is_not_there_is_an_upstream_error() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        async with provider_at(f"http://127.0.0.1:{server.getsockname()[1]}/v1") as provider:
            _, error = await failure_of(provider)
    assert error.code is ErrorCode.UPSTREAM_ERROR
    assert "127.0.0.1" not in error.detail


async def test_a_finished_answer_does_not_wait_for_an_endpoint_that_hangs_afterwards(
    upstream: Upstream,
) -> None:
    finished = transcript(Behaviour(usage=None, done=False))
    upstream.behaviour = Behaviour(raw=finished, hang_after=0)
    async with provider_at(upstream.base_url, idle_timeout=0.05) as provider:
        heard, done = await ask(provider)
    assert heard.text == "".join(TOKENS)
    assert done.usage.source == "estimated"


# Refusals.


@pytest.mark.parametrize("status", [500, 502, 503, 418, 302])
async def test_other_statuses_are_upstream_errors(
    upstream: Upstream, provider: OpenAIProvider, status: int
) -> None:
    secret = {"error": {"message": f"Traceback /srv/secret.py key {KEY}"}}
    upstream.behaviour = Behaviour(status=status, body=secret, headers={"Location": "http://127.0.0.1:1/"})
    _, error = await failure_of(provider)
    assert error.code is ErrorCode.UPSTREAM_ERROR
    assert error.retryable
    assert ("secret.py" in error.detail) is (status == 418)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_tells_the_operator_and_shows_nothing(
    upstream: Upstream, provider: OpenAIProvider, status: int
) -> None:
    message = f"Incorrect API key provided: {KEY}. See sk-abc***789"
    upstream.behaviour = Behaviour(status=status, body={"error": {"message": message}})
    _, error = await failure_of(provider)
    assert error.code is ErrorCode.UPSTREAM_ERROR
    assert "ORCHESTRA_OPENAI_API_KEY" in error.detail
    assert "sk-" not in error.detail


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("999999", 3600.0), ("soon", None), ("nan", None), (None, None)],
)
async def test_their_rate_limit_says_when_to_come_back(
    upstream: Upstream, provider: OpenAIProvider, header: str | None, seconds: float | None
) -> None:
    upstream.behaviour = Behaviour(status=429, headers={"Retry-After": header} if header else {})
    _, error = await failure_of(provider)
    assert error.code is ErrorCode.UPSTREAM_ERROR
    assert error.retry_after == seconds


async def test_a_retry_after_may_be_a_date(upstream: Upstream, provider: OpenAIProvider) -> None:
    upstream.behaviour = Behaviour(status=503, headers={"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"})
    _, error = await failure_of(provider)
    assert error.retry_after == 3600.0


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (
            400,
            {
                "message": "This model's maximum context length is 8192 tokens.",
                "code": "context_length_exceeded",
            },
        ),
        (400, {"message": "Too long", "type": "invalid_request_error", "code": "context_length_exceeded"}),
        (
            400,
            {
                "message": "The decoder prompt (length 9) is longer than the maximum model length of 8",
                "code": 400,
            },
        ),
        (
            400,
            {
                "code": 400,
                "message": "request (4531 tokens) exceeds the available context size (2048 tokens)",
                "type": "exceed_context_size_error",
            },
        ),
        (400, "the input length exceeds the context length"),
        (500, {"message": "input is larger than the context window", "type": "api_error"}),
    ],
    ids=["OpenAI", "code alone", "vLLM", "llama.cpp", "Ollama", "as a 500"],
)
async def test_every_wording_of_a_full_context_is_understood(
    upstream: Upstream, provider: OpenAIProvider, status: int, error: object
) -> None:
    upstream.behaviour = Behaviour(status=status, body={"error": error})
    _, raised = await failure_of(provider)
    assert raised.code is ErrorCode.CONTEXT_TOO_LONG


async def test_a_full_context_may_be_told_in_the_stream(upstream: Upstream, provider: OpenAIProvider) -> None:
    upstream.behaviour.raw = b'data: {"error": {"code": 400, "message": "exceeds the context size"}}\n\n'
    _, raised = await failure_of(provider)
    assert raised.code is ErrorCode.CONTEXT_TOO_LONG


NO_SUCH_MODEL = {
    "error": {"message": 'model "nonsense" not found, try pulling it first', "type": "api_error"}
}


async def test_an_unknown_model_is_the_clients_fault_when_the_client_named_it(
    upstream: Upstream, provider: OpenAIProvider
) -> None:
    upstream.behaviour = Behaviour(status=404, body=NO_SUCH_MODEL)
    _, raised = await failure_of(provider, prompt(model="nonsense"))
    assert raised.code is ErrorCode.VALIDATION_FAILED
    assert raised.errors[0].pointer == "/model"
    _, raised = await failure_of(provider)
    assert raised.code is ErrorCode.UPSTREAM_ERROR


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[1]", b"null", b'"x"', b"[" * 60_000, b"\xff", b'{"error": 5}']
)
async def test_any_error_body_is_survived(upstream: Upstream, provider: OpenAIProvider, body: bytes) -> None:
    upstream.behaviour = Behaviour(status=500, body=body)
    _, raised = await failure_of(provider)
    assert raised.code is ErrorCode.UPSTREAM_ERROR


# The breaker.


def small_breaker() -> Breaker:
    return Breaker("llm", BreakerSettings(window=4, minimum_calls=2))


@pytest.mark.parametrize(
    ("how", "opens"),
    [
        (Behaviour(status=500), True),
        (Behaviour(status=401), True),
        (Behaviour(status=429), True),
        (Behaviour(drop_after=1), True),
        (Behaviour(status=400), False),
        (Behaviour(status=404, body=NO_SUCH_MODEL), False),
    ],
    ids=["500", "401", "429", "drop", "400", "unknown model"],
)
async def test_the_breaker_opens_for_the_endpoints_faults_and_not_for_the_callers(
    upstream: Upstream, how: Behaviour, opens: bool
) -> None:
    breaker = small_breaker()
    async with provider_at(upstream.base_url, breaker=breaker) as provider:
        upstream.behaviour = how
        for _ in range(2):
            await failure_of(provider)
        assert (breaker.state == "open") is opens
        if opens:
            asked = len(upstream.chats)
            _, raised = await failure_of(provider)
            assert raised.code is ErrorCode.BREAKER_OPEN
            assert len(upstream.chats) == asked
            with pytest.raises(OrchestraError):
                provider.admit(None)
        else:
            provider.admit(None)


async def test_cancelled_runs_do_not_open_the_breaker(upstream: Upstream) -> None:
    breaker = small_breaker()
    async with provider_at(upstream.base_url, breaker=breaker) as provider:
        upstream.behaviour.hang = "headers"
        for count in range(1, 5):
            await cancel_when(provider, upstream.asked(count))
    assert breaker.state == "closed"


# Models.


async def test_the_first_listed_model_is_the_default_when_none_is_configured(upstream: Upstream) -> None:
    async with provider_at(upstream.base_url, model=None) as provider:
        assert provider.default_model == "stand-in-1"
        assert [model.is_default for model in await provider.models()] == [True, False]


async def test_the_start_does_not_need_the_endpoint_and_the_default_is_found_later(
    upstream: Upstream,
) -> None:
    upstream.behaviour.status = 503
    async with provider_at(upstream.base_url, model=None) as provider:
        assert provider.default_model == ""
        _, error = await failure_of(provider)
        assert error.code is ErrorCode.UPSTREAM_ERROR
        upstream.behaviour.status = 200
        _, done = await ask(provider)
        assert done.model == provider.default_model == "stand-in-1"
        assert upstream.chats[-1].body["model"] == "stand-in-1"


async def test_the_configured_model_is_listed_even_when_the_endpoint_lists_nothing_or_others(
    upstream: Upstream,
) -> None:
    async with provider_at(upstream.base_url, model="mine", context_tokens=4096) as provider:
        listed = await provider.models()
        assert [(m.id, m.is_default, m.context_tokens) for m in listed] == [
            ("mine", True, 4096),
            ("stand-in-1", False, None),
            ("stand-in-2", False, None),
        ]
        upstream.behaviour.status = 500
        assert [m.id for m in await provider.models()] == ["mine"]


async def test_the_size_of_the_context_is_read_where_endpoints_tell_it(upstream: Upstream) -> None:
    upstream.behaviour.models = (
        {"id": "vllm", "max_model_len": 1},
        {"id": "router", "context_length": 2},
        {"id": "llama", "meta": {"n_ctx_train": 3}},
    )
    async with provider_at(upstream.base_url, model=None) as provider:
        assert [m.context_tokens for m in await provider.models()] == [1, 2, 3]


async def test_an_endpoint_without_any_model_says_what_to_set(upstream: Upstream) -> None:
    upstream.behaviour.models = ()
    async with provider_at(upstream.base_url, model=None) as provider:
        with pytest.raises(OrchestraError, match="ORCHESTRA_MODEL"):
            await provider.models()


async def test_closing_twice_does_nothing_and_afterwards_runs_fail(upstream: Upstream) -> None:
    async with provider_at(upstream.base_url) as provider:
        await provider.close()
        _, error = await failure_of(provider)
    assert error.code is ErrorCode.UPSTREAM_ERROR


# Answers in JSON, for the agents of swarms.

SCHEMA = {"type": "object", "properties": {"agree": {"type": "boolean"}}}
ASKS_JSON = Prompt((Turn("user", "Do you agree?"),), "", None, None, schema=SCHEMA, agent="critic#1")


async def test_a_schema_is_sent_as_the_form_of_the_response(
    upstream: Upstream, provider: OpenAIProvider
) -> None:
    await ask(provider, ASKS_JSON)
    await ask(provider)
    asked, plain = (request.body for request in upstream.chats)
    assert asked["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": SCHEMA},
    }
    assert "response_format" not in plain


@pytest.mark.parametrize("status", [400, 422])
async def test_an_endpoint_that_refuses_schemas_is_asked_without(status: int) -> None:
    breaker = Breaker("llm", BreakerSettings(window=2, minimum_calls=1))
    body = {"error": {"message": "response_format is not supported"}}
    async with Upstream(Behaviour(refuse_schema=status, body=body)) as upstream:
        async with provider_at(upstream.base_url, breaker=breaker) as provider:
            heard, done = await ask(provider, ASKS_JSON)
        assert (heard.tokens, done.finish_reason, breaker.state) == (list(TOKENS), "stop", "closed")
        assert ["response_format" in request.body for request in upstream.chats] == [True, False]


async def test_what_is_refused_for_another_reason_is_not_asked_again() -> None:
    body = {"error": {"message": "This model's maximum context length is 8 tokens."}}
    async with Upstream(Behaviour(refuse_schema=400, body=body)) as upstream:
        async with provider_at(upstream.base_url) as provider:
            _, error = await failure_of(provider, ASKS_JSON)
        assert (error.code, len(upstream.chats)) == (ErrorCode.CONTEXT_TOO_LONG, 1)


async def test_a_cancelled_swarm_closes_every_connection_that_it_had_open() -> None:
    async with Upstream(Behaviour(hang_after=1)) as upstream, provider_at(upstream.base_url) as provider:
        on = stage(provider, swarms={"pair": parse_swarm(PAIR, "pair.toml")})
        works = [on.begin("pair", "Hello") for _ in range(4)]
        for number in range(1, 9):
            await upstream.asked(number)
        for work in works:
            work.running.cancel()
        await asyncio.gather(*(work.running for work in works), return_exceptions=True)
        for number in range(1, 9):
            await (await upstream.connected(number)).is_closed()
        assert on.facade.at_work == 0


PAIR = """
swarm_type = "pair"
description = "Two at once."
workflow = "solve"
[[agents]]
name = "solver"
role = "solver"
prompt = "{message}"
[modes.balanced]
solutions = 2
"""
