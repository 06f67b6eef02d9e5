"""Plays a case with the synchronous Python SDK. It is behaviour_async.py without `await`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from orchestra_sdk import Connection, Orchestra, OrchestraError, Page, RunStream
from tests.sdk.behaviour_python import (
    Data,
    Seen,
    call_options,
    chat_answer,
    command_answer,
    completed,
    error_answer,
    feedback_answer,
    intent_answer,
    memory_answer,
    message_answer,
    model_answer,
    run_answer,
    session_answer,
    status_answer,
    swarm_answer,
    ticket_answer,
)


def play(case: Data) -> list[Data]:
    """What came of every step. A client that cannot be made is the only result."""
    said = dict(case["client"])
    try:
        client = Orchestra(
            api_key=said.get("api_key"),
            base_url=said.get("base_url"),
            timeout=said.get("timeout", 10),
            max_retries=said.get("max_retries", 2),
            default_headers=said.get("headers"),
        )
    except OrchestraError as error:
        return [error_answer(error)]
    with client:
        return [attempt(step, client) for step in case["steps"]]


def attempt(step: Data, client: Orchestra) -> Data:
    """What came of a step, an error too."""
    try:
        return do(step, client)
    except OrchestraError as error:
        return error_answer(error)


def do(step: Data, client: Orchestra) -> Data:
    """One step of the vocabulary."""
    options = call_options(step)
    match step:
        case {"chat": request, "raw": True}:
            raw = client.chat.with_raw_response.create(**request, **options)
            return {"status": raw.status_code, "headers": dict(raw.headers), **chat_answer(raw.parse(), [])}
        case {"chat": request}:
            return chat_answer(client.chat.create(**request, **options), step.get("also", []))
        case {"stream": request}:
            return read(client.chat.stream(**request, **options), step)
        case {"events": request}:
            return read(client.runs.events(**request, **options), step)
        case {"get_run": run_id, **more} if more.get("with_options"):
            return run_answer(client.with_options(**more["with_options"]).runs.get(run_id, **options))
        case {"get_run": run_id}:
            return run_answer(client.runs.get(run_id, **options))
        case {"cancel_run": run_id}:
            return run_answer(client.runs.cancel(run_id, **options))
        case {"create_session": request}:
            return session_answer(client.sessions.create(**request, **options))
        case {"get_session": session_id}:
            return session_answer(client.sessions.get(session_id, **options))
        case {"update_session": session_id, "set": changes}:
            return session_answer(client.sessions.update(session_id, **changes, **options))
        case {"delete_session": session_id}:
            client.sessions.delete(session_id, **options)
            return {}
        case {"list_sessions": query}:
            return pages(client.sessions.list(**query, **options), session_answer, step)
        case {"list_messages": session_id}:
            return pages(client.sessions.messages(session_id, **options), message_answer, step)
        case {"list_session_runs": session_id}:
            return pages(client.sessions.runs(session_id, **options), run_answer, step)
        case {"list_models": query}:
            return pages(client.models.list(**query, **options), model_answer, step)
        case {"list_swarms": query}:
            return pages(client.swarms.list(**query, **options), swarm_answer, step)
        case {"list_memories": query}:
            return pages(client.memories.list(**query, **options), memory_answer, step)
        case {"delete_memory": message_id}:
            client.memories.delete(message_id, **options)
            return {}
        case {"delete_memories": _}:
            client.memories.delete_all(**options)
            return {}
        case {"feedback": run_id, "said": said}:
            return feedback_answer(client.runs.feedback(run_id, **said, **options))
        case {"intent": request}:
            return intent_answer(client.intents.create(**request, **options))
        case {"command": request}:
            return command_answer(client.commands.create(**request, **options))
        case {"ws_ticket": request}:
            return ticket_answer(client.ws_tickets.create(**request, **options))
        case {"connect": request}:
            return connect(client, request, step["steps"])
    raise AssertionError(f"no step: {step}")


def pages(page: Page[Any], answer: Callable[[Any], Data], step: Data) -> Data:
    """A list read over its pages: to its end, to some entry (`take`), or page by page (`by_page`)."""
    items: list[Data] = []
    if step.get("by_page"):
        seen = [{"items": [answer(item) for item in page.data], "has_more": page.has_more}]
        while page.has_more:
            page = page.next_page()
            seen.append({"items": [answer(item) for item in page.data], "has_more": page.has_more})
        return {"pages": seen}
    for item in page:
        items.append(answer(item))
        if len(items) == step.get("take"):
            break
    return {"items": items}


def read(stream: RunStream, step: Data) -> Data:
    """Read a stream in the way that the step says, to an end or an error."""
    seen, more = Seen(), {}
    try:
        with stream:
            if step.get("read") == "result":
                more["result"] = completed(stream.result())
            elif step.get("read") == "deltas":
                for text in stream.text_deltas():
                    seen.deltas.append(text)
            else:
                more |= go_through(stream, seen, step)
    except OrchestraError as error:
        more |= error_answer(error)
    return seen.outcome(stream, more)


def go_through(stream: RunStream, seen: Seen, step: Data) -> Data:
    more: Data = {}
    for event in stream:
        seen.take(event)
        count = len(seen.types)
        if count == step.get("leave_after"):
            break
        if count == step.get("stop_after"):
            return {"stopped": True}
        if count == step.get("cancel_after"):
            more["cancelled"] = run_answer(stream.cancel())["status"]
    return more


def connect(client: Orchestra, request: Data, steps: list[Data]) -> Data:
    """A WebSocket, and what is done over it."""
    request = dict(request)
    if "tickets" in request:
        tickets = iter(request.pop("tickets"))

        def ticket() -> str:
            return str(next(tickets))

        request["ticket"] = ticket
    with client.connect(**request) as connection:
        results = [attempt_over(connection, step) for step in steps]
        return {"steps": results}


def attempt_over(connection: Connection, step: Any) -> Data:
    try:
        return do_over(connection, step)
    except OrchestraError as error:
        return error_answer(error)


def do_over(connection: Connection, step: Any) -> Data:
    match step:
        case {"chat": request}:
            return read(connection.chat(**request), step)
        case {"chats": requests}:
            return {"streams": in_turn([connection.chat(**request) for request in requests])}
        case {"resume": request}:
            return read(connection.resume(**request), step)
        case {"command": request}:
            return command_answer(connection.command(**request))
        case "status":
            return status_answer(connection.status())
        case "ping":
            connection.ping()
            return {}
        case "about":
            return {
                "connection_id": connection.connection_id,
                "max_runs": connection.limits.max_runs,
            }
    raise AssertionError(f"no step over a connection: {step}")


def in_turn(streams: list[RunStream]) -> list[Data]:
    """Read several streams, an event of each in turn."""
    seen = [Seen() for _ in streams]
    more: list[Data] = [{} for _ in streams]
    with ExitStack() as stack:
        for stream in streams:
            stack.enter_context(stream)
        left = list(range(len(streams)))
        while left:
            for place in list(left):
                try:
                    seen[place].take(next(streams[place]))
                except StopIteration:
                    left.remove(place)
                except OrchestraError as error:
                    more[place] = error_answer(error)
                    left.remove(place)
        return [one.outcome(streams[place], more[place]) for place, one in enumerate(seen)]
