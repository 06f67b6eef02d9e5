"""Plays a case with the asynchronous Python SDK. behaviour_sync.py does the same without `await`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from orchestra_sdk import AsyncConnection, AsyncOrchestra, AsyncPager, AsyncRunStream, OrchestraError
from tests.sdk.behaviour_python import (
    Data,
    Listener,
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


async def play(case: Data, listener: Listener) -> list[Data]:
    """What came of every step. A client that cannot be made is the only result."""
    said = dict(case["client"])
    try:
        client = AsyncOrchestra(
            api_key=said.get("api_key"),
            base_url=said.get("base_url"),
            timeout=said.get("timeout", 10),
            max_retries=said.get("max_retries", 2),
            default_headers=said.get("headers"),
        )
    except OrchestraError as error:
        return [error_answer(error)]
    async with client:
        return [await attempt(step, client, listener) for step in case["steps"]]


async def attempt(step: Data, client: AsyncOrchestra, listener: Listener) -> Data:
    """What came of a step, an error too."""
    try:
        if step.get("stop_on_answer"):
            return await stopped(do(step, client), listener)
        return await do(step, client)
    except OrchestraError as error:
        return error_answer(error)


async def stopped(doing: Awaitable[Data], listener: Listener) -> Data:
    """Cancel a call as soon as its answer has begun."""
    task = asyncio.ensure_future(doing)

    def told(line: str) -> None:
        if ": 200 after" in line:
            task.cancel()

    listener.told = told  # type: ignore[method-assign]
    try:
        return await task
    except asyncio.CancelledError:
        return {"stopped": True}


async def do(step: Data, client: AsyncOrchestra) -> Data:
    """One step of the vocabulary."""
    options = call_options(step)
    match step:
        case {"chat": request, "raw": True}:
            raw = await client.chat.with_raw_response.create(**request, **options)
            return {"status": raw.status_code, "headers": dict(raw.headers), **chat_answer(raw.parse(), [])}
        case {"chat": request}:
            return chat_answer(await client.chat.create(**request, **options), step.get("also", []))
        case {"stream": request}:
            return await read(client.chat.stream(**request, **options), step)
        case {"events": request}:
            return await read(client.runs.events(**request, **options), step)
        case {"get_run": run_id, **more} if more.get("with_options"):
            return run_answer(await client.with_options(**more["with_options"]).runs.get(run_id, **options))
        case {"get_run": run_id}:
            return run_answer(await client.runs.get(run_id, **options))
        case {"cancel_run": run_id}:
            return run_answer(await client.runs.cancel(run_id, **options))
        case {"create_session": request}:
            return session_answer(await client.sessions.create(**request, **options))
        case {"get_session": session_id}:
            return session_answer(await client.sessions.get(session_id, **options))
        case {"update_session": session_id, "set": changes}:
            return session_answer(await client.sessions.update(session_id, **changes, **options))
        case {"delete_session": session_id}:
            await client.sessions.delete(session_id, **options)
            return {}
        case {"list_sessions": query}:
            return await pages(client.sessions.list(**query, **options), session_answer, step)
        case {"list_messages": session_id}:
            return await pages(client.sessions.messages(session_id, **options), message_answer, step)
        case {"list_session_runs": session_id}:
            return await pages(client.sessions.runs(session_id, **options), run_answer, step)
        case {"list_models": query}:
            return await pages(client.models.list(**query, **options), model_answer, step)
        case {"list_swarms": query}:
            return await pages(client.swarms.list(**query, **options), swarm_answer, step)
        case {"list_memories": query}:
            return await pages(client.memories.list(**query, **options), memory_answer, step)
        case {"delete_memory": message_id}:
            await client.memories.delete(message_id, **options)
            return {}
        case {"delete_memories": _}:
            await client.memories.delete_all(**options)
            return {}
        case {"feedback": run_id, "said": said}:
            return feedback_answer(await client.runs.feedback(run_id, **said, **options))
        case {"intent": request}:
            return intent_answer(await client.intents.create(**request, **options))
        case {"command": request}:
            return command_answer(await client.commands.create(**request, **options))
        case {"ws_ticket": request}:
            return ticket_answer(await client.ws_tickets.create(**request, **options))
        case {"connect": request}:
            return await connect(client, request, step["steps"])
    raise AssertionError(f"no step: {step}")


async def pages(pager: AsyncPager[Any], answer: Callable[[Any], Data], step: Data) -> Data:
    """A list read over its pages: to its end, to some entry (`take`), or page by page (`by_page`)."""
    items: list[Data] = []
    if step.get("by_page"):
        page = await pager
        seen = [{"items": [answer(item) for item in page.data], "has_more": page.has_more}]
        while page.has_more:
            page = await page.next_page()
            seen.append({"items": [answer(item) for item in page.data], "has_more": page.has_more})
        return {"pages": seen}
    async for item in pager:
        items.append(answer(item))
        if len(items) == step.get("take"):
            break
    return {"items": items}


async def read(stream: AsyncRunStream, step: Data) -> Data:
    """Read a stream in the way that the step says, to an end or an error."""
    seen, more = Seen(), {}
    try:
        async with stream:
            if step.get("read") == "result":
                more["result"] = completed(await stream.result())
            elif step.get("read") == "deltas":
                async for text in stream.text_deltas():
                    seen.deltas.append(text)
            else:
                more |= await go_through(stream, seen, step)
    except OrchestraError as error:
        more |= error_answer(error)
    return seen.outcome(stream, more)


async def go_through(stream: AsyncRunStream, seen: Seen, step: Data) -> Data:
    more: Data = {}
    async for event in stream:
        seen.take(event)
        count = len(seen.types)
        if count == step.get("leave_after"):
            break
        if count == step.get("stop_after"):
            return {"stopped": True}
        if count == step.get("cancel_after"):
            more["cancelled"] = run_answer(await stream.cancel())["status"]
    return more


async def connect(client: AsyncOrchestra, request: Data, steps: list[Data]) -> Data:
    """A WebSocket, and what is done over it."""
    request = dict(request)
    if "tickets" in request:
        tickets = iter(request.pop("tickets"))

        async def ticket() -> str:
            return str(next(tickets))

        request["ticket"] = ticket
    async with client.connect(**request) as connection:
        results = [await attempt_over(connection, step) for step in steps]
        return {"steps": results}


async def attempt_over(connection: AsyncConnection, step: Any) -> Data:
    try:
        return await do_over(connection, step)
    except OrchestraError as error:
        return error_answer(error)


async def do_over(connection: AsyncConnection, step: Any) -> Data:
    match step:
        case {"chat": request}:
            return await read(connection.chat(**request), step)
        case {"chats": requests}:
            return {"streams": await in_turn([connection.chat(**request) for request in requests])}
        case {"resume": request}:
            return await read(connection.resume(**request), step)
        case {"command": request}:
            return command_answer(await connection.command(**request))
        case "status":
            return status_answer(await connection.status())
        case "ping":
            await connection.ping()
            return {}
        case "about":
            return {
                "connection_id": connection.connection_id,
                "max_runs": connection.limits.max_runs,
            }
    raise AssertionError(f"no step over a connection: {step}")


async def in_turn(streams: list[AsyncRunStream]) -> list[Data]:
    """Read several streams, an event of each in turn."""
    seen = [Seen() for _ in streams]
    more: list[Data] = [{} for _ in streams]
    async with AsyncExitStack() as stack:
        for stream in streams:
            await stack.enter_async_context(stream)
        left = list(range(len(streams)))
        while left:
            for place in list(left):
                try:
                    seen[place].take(await anext(streams[place]))
                except StopAsyncIteration:
                    left.remove(place)
                except OrchestraError as error:
                    more[place] = error_answer(error)
                    left.remove(place)
        return [one.outcome(streams[place], more[place]) for place, one in enumerate(seen)]
