"""The Python SDK against a real service: every resource, synchronous and asynchronous alike."""

from __future__ import annotations

import asyncio
import logging
import pickle
import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from orchestra_sdk import (
    APIResponseError,
    APIStatusError,
    APITimeoutError,
    AsyncOrchestra,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ConnectionClosedError,
    GoneError,
    NotFoundError,
    Orchestra,
    OrchestraDeprecationWarning,
    OrchestraError,
    PermissionDeniedError,
    RunCancelledError,
    RunFailedError,
    StreamError,
    UnprocessableEntityError,
    __version__,
)
from orchestra_sdk._deprecation import warn_if_deprecated
from orchestra_sdk._log import redact
from orchestra_sdk.types import (
    RunCancelledEvent,
    RunCompletedEvent,
    RunEvent,
    RunFailedEvent,
    RunStartedEvent,
    TokenEvent,
)
from tests.service import RunningService

STREAMS = Path(__file__).parents[2] / "spec/examples/v2/streams"
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def client(service: RunningService) -> Iterator[Orchestra]:
    with Orchestra(api_key=service.key, base_url=service.base_url) as made:
        yield made


@pytest.fixture
async def async_client(service: RunningService) -> AsyncIterator[AsyncOrchestra]:
    async with AsyncOrchestra(api_key=service.key, base_url=service.base_url) as made:
        yield made


def new(kind: str) -> str:
    return f"{kind}-{uuid4().hex[:12]}"


# Making a client


def test_key_and_address_come_from_the_environment(
    service: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRA_API_KEY", service.key)
    monkeypatch.setenv("ORCHESTRA_BASE_URL", f"{service.base_url}/")
    with Orchestra() as client:
        assert client.options.base_url == service.base_url
        assert client.chat.create("[[text hi]]").response == "hi"


def test_without_a_key_there_is_no_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORCHESTRA_API_KEY", raising=False)
    for kind in (Orchestra, AsyncOrchestra):
        with pytest.raises(OrchestraError, match="ORCHESTRA_API_KEY"):
            kind()


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "127.0.0.1:8000"},
        {"base_url": "ftp://x"},
        {"base_url": "http://x:port"},
        {"base_url": "http://"},
        {"api_key": "ork_x\n"},
        {"timeout": 0},
        {"max_retries": -1},
    ],
)
def test_options_that_cannot_be_are_said_at_once(wrong: dict[str, object]) -> None:
    with pytest.raises(OrchestraError):
        Orchestra(**{"api_key": "ork_x", **wrong})  # type: ignore[arg-type]


def test_nothing_that_is_shown_holds_the_key(client: Orchestra) -> None:
    assert client.options.api_key not in f"{client!r} {client.options!r} {vars(client)!r}"


def test_a_copy_differs_in_what_is_given_and_shares_the_connections(client: Orchestra) -> None:
    copy = client.with_options(timeout=3, default_headers={"X-Correlation-ID": "copy-1"})
    assert (copy.options.timeout, client.options.timeout) == (3, 150)
    assert copy.options.api_key == client.options.api_key
    answer = copy.models.with_raw_response.list()
    assert answer.headers["X-Correlation-ID"] == "copy-1"
    copy.close()
    assert client.models.list().data


def test_a_closed_client_says_that_it_is(service: RunningService) -> None:
    client = Orchestra(api_key=service.key, base_url=service.base_url)
    client.close()
    with pytest.raises(OrchestraError, match="closed"):
        client.models.list()


def test_a_clients_own_http_client_is_used_and_stays_open(service: RunningService) -> None:
    seen: list[httpx.Request] = []
    with httpx.Client(event_hooks={"request": [seen.append]}) as own:
        with Orchestra(api_key=service.key, base_url=service.base_url, http_client=own) as client:
            client.models.list(extra_headers={"X-Mine": "1"})
        assert not own.is_closed
    headers = seen[0].headers
    assert headers["User-Agent"].startswith(f"ai-orchestra-sdk/{__version__} python/3.")
    assert headers["Authorization"] == f"Bearer {service.key}"
    assert headers["X-Mine"] == "1"


def test_a_call_has_one_idempotency_key_and_the_callers_wins(service: RunningService) -> None:
    seen: list[httpx.Request] = []
    with (
        httpx.Client(event_hooks={"request": [seen.append]}) as own,
        Orchestra(api_key=service.key, base_url=service.base_url, http_client=own) as client,
    ):
        key = new("key")
        first = client.chat.create("Hello", idempotency_key=key)
        assert client.chat.create("Hello", idempotency_key=key) == first
        client.chat.create("Hello")
        client.chat.create("Hello")
        client.runs.get(first.run_id)
    keys = [request.headers.get("Idempotency-Key") for request in seen]
    assert keys[:2] == [key, key]
    assert len(set(keys[1:4])) == 3
    assert keys[4] is None


# Chats


def test_a_chat_answers_with_every_field(client: Orchestra) -> None:
    session = new("s")
    answer = client.chat.create(
        "[[text Hello there]]",
        session_id=session,
        instructions="Be kind.",
        max_response_tokens=50,
        temperature=0.5,
        deadline=20,
        on_disconnect="continue",
        if_busy="reject",
        metadata={"colour": "blue"},
    )
    assert (answer.response, answer.session_id, answer.finish_reason) == ("Hello there", session, "stop")
    run = client.runs.get(answer.run_id)
    assert (run.status, run.response) == ("completed", "Hello there")
    assert run.metadata.to_dict() == {"colour": "blue"}


async def test_an_asynchronous_chat_is_the_same(async_client: AsyncOrchestra) -> None:
    answers = await asyncio.gather(*(async_client.chat.create(f"[[text n{n}]]") for n in range(5)))
    assert [answer.response for answer in answers] == [f"n{n}" for n in range(5)]


def test_a_stream_gives_every_event_and_ends(client: Orchestra) -> None:
    with client.chat.stream("[[text Hello there]]") as stream:
        run_id = stream.run_id
        events = list(stream)
        assert next(stream, None) is None
    assert isinstance(events[0], RunStartedEvent)
    assert [event.offset for event in events] == list(range(len(events)))
    assert "".join(event.text for event in events if isinstance(event, TokenEvent)) == "Hello there"
    assert isinstance(events[-1], RunCompletedEvent)
    assert stream.text == events[-1].response == "Hello there"
    assert stream.last_event_id == f"{run_id}:{len(events) - 1}"
    assert stream.recovered
    assert stream.response_headers["orchestra-run-id"] == run_id


async def test_an_asynchronous_stream_is_the_same(async_client: AsyncOrchestra) -> None:
    async with async_client.chat.stream("[[text Hello there]]") as stream:
        deltas = [text async for text in stream.text_deltas()]
        result = await stream.result()
    assert "".join(deltas) == result.response == "Hello there"
    assert await stream.result() is result


def test_a_stream_needs_no_context(client: Orchestra) -> None:
    stream = client.chat.stream("[[text Hello]]")
    with pytest.raises(OrchestraError, match="before the stream is open"):
        _ = stream.run_id
    assert stream.result().response == "Hello"


def test_a_run_that_fails_gives_its_event_and_then_its_error(client: Orchestra) -> None:
    events: list[RunEvent] = []
    with (
        client.chat.stream("[[tokens 10]] [[fail after=2]]") as stream,
        pytest.raises(RunFailedError) as caught,
    ):
        events.extend(stream)
    error = caught.value
    assert isinstance(events[-1], RunFailedEvent)
    assert error.event == events[-1]
    assert (error.code, error.retryable, error.run_id) == ("upstream_error", True, stream.run_id)
    assert error.response == stream.text != ""
    assert error.correlation_id in str(error)
    with pytest.raises(RunFailedError):
        stream.result()


def test_cancelling_ends_the_stream_with_an_error_that_has_the_partial_answer(client: Orchestra) -> None:
    with client.chat.stream("[[tokens 10]] [[hang after=2]]") as stream:
        events = [next(stream) for _ in range(3)]
        assert stream.cancel().status == "cancelled"
        with pytest.raises(RunCancelledError) as caught:
            events.extend(stream)
    assert isinstance(events[-1], RunCancelledEvent)
    assert stream.text
    assert (caught.value.reason, caught.value.response) == ("requested", stream.text)


async def test_leaving_early_closes_the_connection_and_leaves_the_run(
    async_client: AsyncOrchestra,
) -> None:
    async with async_client.chat.stream("[[tokens 10]] [[hang after=2]]", on_disconnect="continue") as stream:
        async for event in stream:
            if isinstance(event, TokenEvent):
                break
    with pytest.raises(StreamError, match="closed before"):
        await anext(stream)
    run = await async_client.runs.get(stream.run_id)
    assert run.status == "running"
    assert (await async_client.runs.cancel(stream.run_id)).status == "cancelled"


def test_leaving_early_lets_go_of_the_connection(impatient_service: RunningService) -> None:
    with Orchestra(api_key=impatient_service.key, base_url=impatient_service.base_url) as client:
        with client.chat.stream("[[tokens 10]] [[hang after=2]]", on_disconnect="cancel") as stream:
            next(stream)
        with pytest.raises(RunCancelledError) as caught:
            client.runs.events(stream.run_id).result()
        assert caught.value.reason == "disconnected"


def test_a_stream_that_is_left_and_one_that_has_ended_are_closed_at_once() -> None:
    closed: list[str] = []

    class Body(httpx.SyncByteStream):
        def __init__(self, name: str) -> None:
            self.name = name

        def __iter__(self) -> Iterator[bytes]:
            yield (STREAMS / f"{self.name}.sse").read_bytes()
            raise AssertionError("nobody reads behind the last event")

        def close(self) -> None:
            closed.append(self.name)

    bodies = iter([Body("hello"), Body("hello"), Body("failed")])
    transport = httpx.MockTransport(
        lambda request: httpx.Response(
            200, headers={"Content-Type": "text/event-stream"}, stream=next(bodies)
        )
    )
    with (
        httpx.Client(transport=transport) as own,
        Orchestra(api_key="ork_x", base_url=NOBODY, http_client=own) as client,
    ):
        with client.chat.stream("Hello") as stream:
            next(stream)
            assert closed == []
        assert closed == ["hello"]
        client.chat.stream("Hello").result()
        assert closed == ["hello", "hello"]
        with pytest.raises(RunFailedError):
            client.chat.stream("Hello").result()
        assert closed == ["hello", "hello", "failed"]


def test_a_run_is_followed_from_its_beginning_and_from_a_cursor(client: Orchestra) -> None:
    with client.chat.stream("[[tokens 10]]") as stream:
        events = list(stream)
    with client.runs.events(stream.run_id) as again:
        assert list(again) == events
    with client.runs.events(stream.run_id, after=3) as rest:
        assert list(rest) == events[4:]
    with client.runs.events(stream.run_id, after=f"{stream.run_id}:3") as rest:
        assert list(rest) == events[4:]


def test_behind_the_last_event_nothing_can_come(client: Orchestra) -> None:
    with client.chat.stream("[[text Hello]]") as stream:
        stream.result()
    with (
        pytest.raises(StreamError, match="no event behind"),
        client.runs.events(stream.run_id, after=stream.last_event_id),
    ):
        pass


def test_cursors_that_cannot_be_are_refused(client: Orchestra) -> None:
    with client.chat.stream("[[text Hello]]") as stream:
        stream.result()
    with pytest.raises(OrchestraError, match="no cursor"):
        client.runs.events(stream.run_id, after="run_other:3")
    with pytest.raises(BadRequestError) as caught, client.runs.events(stream.run_id, after=1000):
        pass
    assert caught.value.code == "invalid_cursor"


def test_a_log_that_is_gone_is_said_and_the_run_still_has_the_answer(
    forgetful_service: RunningService,
) -> None:
    with Orchestra(api_key=forgetful_service.key, base_url=forgetful_service.base_url) as client:
        answer = client.chat.create("[[text Hello]]")
        with pytest.raises(GoneError) as caught, client.runs.events(answer.run_id):
            pass
        assert caught.value.code == "run_log_expired"
        assert client.runs.get(answer.run_id).response == "Hello"


def test_a_trimmed_log_is_followed_from_what_is_left(trimming_service: RunningService) -> None:
    with Orchestra(api_key=trimming_service.key, base_url=trimming_service.base_url) as client:
        run_id = client.chat.create("[[tokens 100]]").run_id
        with client.runs.events(run_id) as stream:
            events = list(stream)
        assert not stream.recovered
        assert events[0].offset > 0
        assert isinstance(events[-1], RunCompletedEvent)
        assert events[-1].response.endswith(stream.text)


# Sessions and lists


def test_a_session_is_made_changed_and_deleted(client: Orchestra) -> None:
    name = new("s")
    made = client.sessions.create(session_id=name, title="Sea", metadata={"a": 1})
    assert (made.session_id, made.title, made.metadata.to_dict()) == (name, "Sea", {"a": 1})
    with pytest.raises(ConflictError) as caught:
        client.sessions.create(session_id=name)
    assert caught.value.code == "session_exists"
    assert client.sessions.update(name, metadata={"b": 2}).title == "Sea"
    assert client.sessions.update(name, title=None).title is None
    assert client.sessions.get(name).metadata.to_dict() == {"b": 2}
    client.sessions.delete(name)
    with pytest.raises(NotFoundError):
        client.sessions.get(name)


async def test_an_asynchronous_session_is_the_same(async_client: AsyncOrchestra) -> None:
    made = await async_client.sessions.create(title="Sea")
    changed = await async_client.sessions.update(made.session_id, title=None)
    assert (made.title, changed.title) == ("Sea", None)
    await async_client.sessions.delete(made.session_id)
    with pytest.raises(NotFoundError):
        await async_client.sessions.get(made.session_id)


@pytest.mark.parametrize("name", ["a b", "ä", "a/b", "a?b", "%2F"])
def test_a_name_never_becomes_another_path(client: Orchestra, name: str) -> None:
    with pytest.raises((NotFoundError, UnprocessableEntityError)):
        client.sessions.get(name)


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_names_that_would_be_another_path_are_refused(client: Orchestra, name: str) -> None:
    with pytest.raises(OrchestraError, match="is no session_id"):
        client.sessions.delete(name)


def test_a_setting_that_a_session_does_not_have_is_refused_before_it_is_sent(client: Orchestra) -> None:
    with pytest.raises(OrchestraError, match="no such settings: temprature"):
        client.sessions.create(settings={"temprature": 0.2, "use_memory": True})


def test_a_list_goes_over_all_pages(client: Orchestra) -> None:
    session = new("s")
    runs = [client.chat.create("Hello", session_id=session).run_id for _ in range(5)]
    assert [run.run_id for run in client.sessions.runs(session, limit=2)] == runs[::-1]
    messages = list(client.sessions.messages(session, limit=3))
    assert len(messages) == 10
    assert [message.role for message in messages[:2]] == ["user", "assistant"]
    backwards = client.sessions.messages(session, limit=3, order="desc")
    assert list(backwards) == messages[::-1]
    page = client.sessions.runs(session, limit=2)
    assert (len(page.data), page.has_more) == (2, True)
    second = page.next_page()
    assert [run.run_id for run in second.data] == runs[::-1][2:4]
    last = second.next_page()
    assert (len(last.data), last.has_more, last.next_cursor) == (1, False, None)
    with pytest.raises(OrchestraError, match="no further page"):
        last.next_page()
    behind = client.sessions.runs(session, limit=2, after=str(page.next_cursor))
    assert behind.data == second.data


async def test_an_asynchronous_list_goes_over_all_pages(async_client: AsyncOrchestra) -> None:
    names = [(await async_client.sessions.create()).session_id for _ in range(5)]
    found = []
    async for session in async_client.sessions.list(limit=2):
        found.append(session.session_id)
        if len(found) == 5:
            break
    assert found == names[::-1]
    page = await async_client.sessions.list(limit=2)
    assert [session.session_id for session in page.data] == names[:-3:-1]
    assert [session.session_id for session in (await page.next_page()).data] == names[-3:-5:-1]


def test_models_commands_and_tickets(client: Orchestra) -> None:
    assert [model.id for model in client.models.list()]
    assert client.commands.create("help").output
    ticket = client.ws_tickets.create("https://app.example.com", session_id="s")
    assert ticket.ticket


async def test_asynchronous_models_commands_and_tickets(async_client: AsyncOrchestra) -> None:
    assert [model.id async for model in async_client.models.list()]
    assert (await async_client.commands.create("help")).output
    assert (await async_client.ws_tickets.create("https://app.example.com")).ticket


def test_keys_are_made_listed_and_revoked(client: Orchestra) -> None:
    owner = new("owner")
    made = client.admin.keys.create(owner=owner, scopes=["read"], name="reader", expires_in=60)
    assert made.secret is not None
    assert made.key.key_id in [key.key_id for key in client.admin.keys.list(limit=1)]
    with client.with_options(api_key=made.secret) as reader:
        assert list(reader.sessions.list()) == []
        with pytest.raises(PermissionDeniedError) as caught:
            reader.chat.create("Hello")
        assert caught.value.code == "forbidden"
        assert client.admin.keys.revoke(made.key.key_id).status == "revoked"
        assert client.admin.keys.get(made.key.key_id).revoked_at is not None
        with pytest.raises(AuthenticationError):
            reader.sessions.list()


# Errors, deadlines, answers as they came


def test_a_refusal_says_everything_in_one_line(client: Orchestra) -> None:
    with pytest.raises(UnprocessableEntityError) as caught:
        client.chat.create("", temperature=9)
    error = caught.value
    assert (error.status, error.code, error.retryable) == (422, "validation_failed", False)
    assert {item.pointer for item in error.errors} == {"/message", "/temperature"}
    assert re.fullmatch(r"422 validation_failed: .+ \(correlation id \S+\)", str(error))
    assert error.problem is not None
    assert error.problem["correlation_id"] == error.correlation_id == error.headers["x-correlation-id"]


def test_a_failed_run_is_the_status_of_its_problem(client: Orchestra) -> None:
    with pytest.raises(APIStatusError) as caught:
        client.chat.create("[[fail]]", max_retries=0)
    assert (caught.value.status, caught.value.code) == (502, "upstream_error")
    assert caught.value.run_id is not None


def test_a_wrong_key_is_an_authentication_error(service: RunningService) -> None:
    with (
        Orchestra(api_key="ork_wrong", base_url=service.base_url) as client,
        pytest.raises(AuthenticationError),
    ):
        client.models.list()


def test_a_call_ends_in_time(client: Orchestra) -> None:
    with pytest.raises(APITimeoutError, match=r"create_chat: no answer within 0\.2 s"):
        client.chat.create("[[hang]]", timeout=0.2, max_retries=0)


async def test_an_asynchronous_call_ends_in_time(async_client: AsyncOrchestra) -> None:
    with pytest.raises(APITimeoutError, match=r"create_chat: no answer within 0\.2 s"):
        await async_client.chat.create("[[hang]]", timeout=0.2, max_retries=0)


def test_an_answer_as_it_came_has_status_headers_and_the_object(client: Orchestra) -> None:
    answer = client.chat.with_raw_response.create("[[text Hello]]")
    assert answer.status_code == 200
    assert answer.headers["X-API-Version"] == "v2"
    assert b'"Hello"' in answer.content
    assert answer.parse().response == "Hello"
    session = client.sessions.with_raw_response.create().parse()
    assert client.sessions.with_raw_response.delete(session.session_id).parse() is None
    page = client.sessions.with_raw_response.list(limit=1).parse()
    assert len(page.data) == 1
    assert len(page.next_page().data) == 1
    with pytest.raises(NotFoundError):
        client.runs.with_raw_response.get("run_0198c0de5a117c3e9f002b7d1a4e6c90")


async def test_an_asynchronous_answer_as_it_came_is_the_same(async_client: AsyncOrchestra) -> None:
    answer = await async_client.chat.with_raw_response.create("[[text Hello]]")
    assert (answer.status_code, answer.parse().response) == (200, "Hello")
    page = (await async_client.models.with_raw_response.list()).parse()
    assert [model async for model in page] == page.data


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[]", b"{}", b'"text"', b'{"session_id":"s"}', b"\xff", b"[" * 100_000]
)
def test_an_answer_that_is_not_the_contracts_is_a_response_error(content: bytes) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=content))
    with (
        httpx.Client(transport=transport) as own,
        Orchestra(api_key="ork_x", base_url=NOBODY, http_client=own) as client,
        pytest.raises(APIResponseError),
    ):
        client.sessions.get("s")


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError(404, {"code": "not_found", "detail": "x"}, {"Retry-After": "1"}),
        APIStatusError(418, None, {}, "teapot"),
        ConnectionClosedError(code=4401, name="unauthenticated", reason="x", reconnect=False),
        APITimeoutError("late"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_goes_from_process_to_process(error: OrchestraError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - it was pickled just before
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_the_failure_of_a_run_goes_from_process_to_process(client: Orchestra) -> None:
    with client.chat.stream("[[fail]]") as stream, pytest.raises(RunFailedError) as caught:
        stream.result()
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - it was pickled just before
    assert (str(again), again.event) == (str(caught.value), caught.value.event)


# What is passed on


def test_a_deprecated_operation_warns_once_and_names_its_successor() -> None:
    headers = {
        "Deprecation": "@1767225600",
        "Sunset": "Wed, 01 Jul 2026 00:00:00 GMT",
        "Link": '<https://x/docs>; rel="deprecation", </v3/models>; rel="successor-version"',
    }
    transport = httpx.MockTransport(
        lambda request: httpx.Response(
            200, headers=headers, json={"data": [], "has_more": False, "next_cursor": None}
        )
    )
    with (
        httpx.Client(transport=transport) as own,
        Orchestra(api_key="ork_x", base_url=NOBODY, http_client=own) as client,
        pytest.warns(OrchestraDeprecationWarning) as caught,
    ):
        answers = [one.models.list() for one in (client, client.with_options(timeout=1))]
    assert len(answers) == 2
    assert [str(one.message) for one in caught] == [
        "The operation list_models is deprecated and goes away after Wed, 01 Jul 2026 00:00:00 GMT; "
        "its successor is /v3/models."
    ]
    assert Path(caught[0].filename) == Path(__file__)


@pytest.mark.filterwarnings("error")
def test_where_warnings_are_errors_a_deprecated_operation_is_one_and_lets_go_of_its_connection() -> None:
    closed: list[bool] = []

    class Body(httpx.SyncByteStream):
        def close(self) -> None:
            closed.append(True)

    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, headers={"Deprecation": "@1"}, stream=Body())
    )
    with (
        httpx.Client(transport=transport) as own,
        Orchestra(api_key="ork_x", base_url=NOBODY, http_client=own) as client,
        pytest.raises(OrchestraDeprecationWarning),
    ):
        client.models.list()
    assert closed == [True]


def test_an_operation_without_the_header_does_not_warn() -> None:
    warned: set[str] = set()
    warn_if_deprecated("list_models", httpx.Headers({"Sunset": "x"}), warned)
    assert not warned


def test_the_log_has_a_line_each_and_no_secret(
    service: RunningService, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.DEBUG, logger="orchestra_sdk"),
        Orchestra(api_key=service.key, base_url=service.base_url) as client,
    ):
        client.ws_tickets.create("https://app.example.com")
        logging.getLogger("orchestra_sdk").info("%s ?ticket=abc", f"Bearer {service.key}")
    lines = [record.getMessage() for record in caplog.records if record.name == "orchestra_sdk"]
    assert lines[0] == f"POST {service.base_url}/v2/ws-tickets"
    assert re.fullmatch(
        rf"POST {service.base_url}/v2/ws-tickets: 201 after \d\.\d+ s \(correlation id \S+\)", lines[1]
    )
    assert lines[2] == "Bearer *** ?ticket=***"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("x-api-key=abc", "x-api-key=***"),
        ("{'Authorization': 'Bearer abc'}", "{'Authorization': '***'}"),
        ("key ork_AbC-d_9 end", "key ork_*** end"),
        ("ws://x/v2/ws?a=1&ticket=abc&b=2", "ws://x/v2/ws?a=1&ticket=***&b=2"),
        ("orchestra.v2, orchestra.ticket.abc", "orchestra.v2, orchestra.ticket.***"),
        ("nothing secret", "nothing secret"),
    ],
)
def test_secrets_are_redacted(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_a_slow_answer_is_not_waited_for_piece_by_piece() -> None:
    """Every piece comes in time, but all of them together do not."""

    def drip() -> Iterator[bytes]:
        for _ in range(500):
            time.sleep(0.01)
            yield b" "

    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=drip()))
    with (
        httpx.Client(transport=transport) as own,
        Orchestra(api_key="ork_x", base_url=NOBODY, http_client=own) as client,
        pytest.raises(APITimeoutError),
    ):
        client.models.list(timeout=0.1, max_retries=0)
